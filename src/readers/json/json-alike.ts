import { type Kernel, kernelIfAvailable } from '../../kernel/kernel.ts'
import { layShape, ObjectRole, type ObjectShape, shapeBytes } from '../../kernel/object-shape.ts'
import { MISSING_WORDS } from '../../kernel/parse-types.ts'
import {
  type Columns,
  type KernelRoom,
  labelColumns,
  type Missing,
  type NumberColumns,
  type Selection,
  type TextColumn,
} from '../../table.ts'
import { LateTexts, listedTexts } from '../late-texts.ts'
import { sizeOf } from '../../tensor.ts'
import { countGaps, isMissing } from '../missing.ts'
import type { Field } from './json-cells.ts'
import { type Alike, shapeAt, valueStart } from './json-shape.ts'
import { Scanner } from './json-scanner.ts'
import type { PieceText } from './json-text.ts'
import { textOf, WordTable } from '../words.ts'

/** Text read in one go: fits the second-level cache. */
const REGION = 1 << 19
/** A number has two bytes at least with what stands before it. */
const MOST_BYTES = 4 * REGION
/** The shape is taken from another record after so many that do not have it, if these are more than one of four. */
const PATIENCE = 32
/** Numbers that a record may hold for the kernel. */
const MOST_NUMBERS = 4096

/** Records of one spelling, line by line, read by the kernel; the parser of JSON reads all others. */
export class AlikeRecords {
  readonly #fields: readonly Field[]
  readonly #selections: readonly Selection[]
  readonly #missing: Missing
  readonly #texts = new Map<number, WordTable | undefined>()
  readonly #numberRoom: KernelRoom | undefined
  /** Where the numbers of a selection go. */
  readonly #places = new Map<Selection, number>()
  #room: Room | undefined
  #shape: Shape | undefined
  #read = 0
  #others = 0
  #given = false
  /** Whether a piece is done with when the next is read. */
  shared = false
  readonly #used = new Map<Selection, Float64Array>()

  /** With `numbers`, the numbers of the next piece overwrite those of the one before there. */
  constructor(
    fields: readonly Field[],
    selections: readonly Selection[],
    missing: Missing,
    numbers?: KernelRoom,
  ) {
    this.#numberRoom = numbers
    if (numbers)
      for (const one of selections)
        if (one.as === 'numbers') this.#places.set(one, numbers.reserve(MOST_BYTES))
    this.#fields = fields
    this.#selections = selections
    this.#missing = missing
    for (const { as, columns, hashed } of selections)
      if (as === 'texts') this.#texts.set(columns[0]!, hashed ? undefined : new WordTable())
  }

  get ready(): boolean {
    return this.#shape !== undefined && !this.#given
  }

  /** Whether each record that a parser reads is to be learned from. */
  get asks(): boolean {
    return !this.#given
  }

  /** Memory of the kernel for text: what lies there is read in place. */
  reserve(bytes: number): Uint8Array {
    return this.#room!.reserve(bytes)
  }

  /** Of text in that memory. */
  countNewlines(text: Uint8Array): number {
    return this.#room!.countNewlines(text)
  }

  get size(): number {
    return REGION
  }

  /** Takes the spelling of a record that a parser has read. */
  learn(bytes: Uint8Array, start: number): void {
    this.#others++
    if (this.#shape && this.#others < PATIENCE) return
    if (this.#others >= PATIENCE && this.#read < 3 * this.#others) {
      this.#given = true
      return
    }
    this.#read = 0
    this.#others = 0
    const alike = shapeAt(bytes, start)
    this.#shape = alike && this.#shapeOf(alike)
    const kernel = this.#room ? undefined : kernelIfAvailable(10 * REGION)
    if (kernel)
      this.#room = new Room(
        kernel,
        this.#selections.some(({ hashed }) => hashed),
      )
    if (!this.#shape || !this.#room) this.#given = true
    else this.#room.setShape(this.#shape.alike)
  }

  /** Reads records from a place on; undefined where the first one is another. `before` is how many rows come before. */
  read(
    scanner: Pick<Scanner, 'name' | 'bytes' | 'at' | 'origin'>,
    before: number,
  ): { rows: number; end: number; columns: Columns[] } | undefined {
    const shape = this.#shape
    const room = this.#room
    if (!shape || !room || this.#given) return undefined
    const { bytes, at } = scanner
    const most = Math.min(bytes.length, at + REGION)
    const cut = bytes.lastIndexOf(0x0a, most - 1) + 1
    if (cut <= at) return undefined
    const { rows, length, values, slices } = room.parse(bytes.subarray(at, cut))
    if (rows === 0) return undefined
    this.#read += rows
    const { name: file, origin } = scanner
    const piece = { shape, values, slices, rows, file, before, text: { bytes, origin, start: at } }
    const columns = this.#selections.map((one): Columns =>
      one.as === 'numbers' ? this.#numbers(one, piece) : this.#textColumn(one, piece),
    )
    return { rows, end: at + length, columns }
  }

  #shapeOf(alike: Alike): Shape | undefined {
    const { slots } = alike
    const numberPlaces = new Map<number, { from: number; shape: readonly number[] }>()
    const textPlaces = new Map<number, number>()
    const roles = new Uint8Array(slots.length)
    const labelled = labelColumns(this.#selections)
    for (const { as, columns } of this.#selections) {
      for (const column of columns) {
        const skips = this.#missing === 'skip' || (as === 'texts' && labelled.has(column))
        const skip = skips ? ObjectRole.mayBeNull : 0
        const { name, path, type } = this.#fields[column]!
        const key = JSON.stringify(path)
        const own = slots.flatMap((slot, i) => (slot.path === key ? [i] : []))
        const [first] = own
        if (first === undefined || name === '') return undefined
        const list = slots[first]!.shape
        if (list.length > 0 !== (type === 'list') || sizeOf(list) !== own.length) return undefined
        // Within a list one that is null does not make the value missing by itself.
        const role = (as === 'numbers' ? ObjectRole.number : ObjectRole.text) | (list.length > 0 ? 0 : skip)
        if (as === 'texts' && list.length > 0) return undefined
        for (const i of own) roles[i]! |= role
        if (as === 'numbers') numberPlaces.set(column, { from: first, shape: list })
        else textPlaces.set(column, first)
      }
    }
    const count = (role: number, to: number) =>
      roles.subarray(0, to).reduce((n, one) => n + Number((one & role) > 0), 0)
    const numbers = count(ObjectRole.number, slots.length)
    if (numbers > MOST_NUMBERS) return undefined
    return {
      alike: { ...alike, roles },
      numbers,
      texts: count(ObjectRole.text, slots.length),
      slotOf: (column) => numberPlaces.get(column)?.from ?? textPlaces.get(column)!,
      numberAt: new Map(
        [...numberPlaces].map(([c, { from, shape }]) => [c, { at: count(ObjectRole.number, from), shape }]),
      ),
      textAt: new Map([...textPlaces].map(([c, from]) => [c, count(ObjectRole.text, from)])),
    }
  }

  #dataFor(selection: Selection, length: number): Float64Array {
    const address = this.#places.get(selection)
    const room = this.#numberRoom
    if (address !== undefined && room && 8 * length <= MOST_BYTES)
      return new Float64Array(room.memory.buffer, address, length)
    if (!this.shared) return new Float64Array(length)
    const known = this.#used.get(selection)
    // A little more, for pieces that grow.
    const data = known && known.length >= length ? known : new Float64Array(Math.ceil(1.25 * length))
    this.#used.set(selection, data)
    return data.subarray(0, length)
  }

  #numbers(selection: Selection, piece: Piece): NumberColumns {
    const { shape, values, rows } = piece
    const { columns } = selection
    const places = columns.map((column) => shape.numberAt.get(column)!)
    const [first] = places as [Place]
    const list = columns.length === 1 && first.shape.length > 0 ? first.shape : undefined
    const width = list ? sizeOf(list) : columns.length
    const data = this.#dataFor(selection, rows * width)
    const stride = shape.numbers
    const placeOfColumn = (c: number) => (list ? first.at + c : places[c]!.at)
    if (stride === width && places.every(({ at }, c) => at === first.at + c))
      data.set(values.subarray(0, rows * width))
    else for (let c = 0; c < width; c++) gather(values, placeOfColumn(c), stride, data, c, width, rows)
    const missing = this.#missing === 'skip' ? gapsIn(data, rows, width) : undefined
    const place = (index: number) => {
      const row = Math.floor(index / width)
      const column = list ? columns[0]! : columns[index % width]!
      const slot = shape.slotOf(column) + (list ? index % width : 0)
      return placeOf(piece, row, slot, this.#fields[column]!.name)
    }
    return {
      as: 'numbers',
      tensor: list
        ? { data, shape: [rows, ...list], place }
        : { data, shape: [rows, width], table: true, place },
      ...(missing && { missing }),
    }
  }

  #textColumn({ columns, labels, hashed }: Selection, piece: Piece): TextColumn {
    const { shape, slices, rows } = piece
    const [column] = columns as [number]
    const stride = 2 * shape.texts
    const spans = new Uint32Array(2 * rows)
    for (let r = 0, at = 2 * shape.textAt.get(column)!; r < rows; r++, at += stride) {
      spans[2 * r] = slices[at]!
      spans[2 * r + 1] = slices[at + 1]!
    }
    const skip = this.#missing === 'skip' && !labels
    const { bytes, start } = piece.text
    const valueOf = (cell: string) => (skip && isMissing(cell) ? undefined : cell)
    const textAt = (row: number) => {
      const from = spans[2 * row]!
      return from === 0 ? undefined : valueOf(textOf(bytes, start + from, start + spans[2 * row + 1]!))
    }
    const place = (row: number) => placeOf(piece, row, shape.slotOf(column), this.#fields[column]!.name)
    const plain = new LateTexts(() => Array.from({ length: rows }, (_, row) => textAt(row)), {
      count: rows,
      text: textAt,
      gaps: () => countGaps(bytes, spans, start, textAt),
      hashes: hashed ? this.#room!.hashes(shape.textAt.get(column)!, shape.texts, rows) : undefined,
      place,
    })
    const words = this.#texts.get(column)
    if (!words) return plain
    const codes = new Float64Array(rows)
    for (let row = 0; row < rows; row++) {
      const from = spans[2 * row]!
      const code = from === 0 ? -1 : words.codeOf(bytes, start + from, start + spans[2 * row + 1]!)
      if (code < 0 && from > 0) {
        this.#texts.set(column, undefined)
        return plain
      }
      codes[row] = code
    }
    const names = skip ? words.words.map(valueOf) : words.words
    return listedTexts(names, codes, place)
  }
}

interface Place {
  /** Which of the numbers of a record is the first. */
  readonly at: number
  /** Of a list. */
  readonly shape: readonly number[]
}

interface Shape {
  readonly alike: Alike & { readonly roles: Uint8Array }
  readonly numbers: number
  readonly texts: number
  readonly numberAt: ReadonlyMap<number, Place>
  readonly textAt: ReadonlyMap<number, number>
  /** The first value of a column among all of a record. */
  slotOf(column: number): number
}

/** Records that the kernel has read: their numbers, where their texts are, and where they stand. */
interface Piece {
  readonly shape: Shape
  readonly values: Float64Array
  readonly slices: Uint32Array
  readonly rows: number
  readonly file: string
  readonly text: PieceText
  /** Rows before them. */
  readonly before: number
}

/** A separate function: V8 then compiles this loop alone. */
function gather(
  values: Float64Array,
  at: number,
  stride: number,
  data: Float64Array,
  c: number,
  width: number,
  rows: number,
): void {
  for (let r = 0, from = at, to = c; r < rows; r++, from += stride, to += width) data[to] = values[from]!
}

/** Marks rows with a number that was null, and makes it NaN. */
function gapsIn(data: Float64Array, rows: number, width: number): Uint8Array | undefined {
  const words = new Uint32Array(data.buffer, data.byteOffset, 2 * data.length)
  const [low, high] = MISSING_WORDS
  let missing: Uint8Array | undefined
  for (let i = 0; i < data.length; i++) {
    if (words[2 * i] !== low || words[2 * i + 1] !== high) continue
    missing ??= new Uint8Array(rows)
    missing[Math.floor(i / width)] = 1
    data[i] = Number.NaN
  }
  return missing
}

function placeOf({ file, text, shape, before }: Piece, row: number, slot: number, field: string) {
  const { bytes, origin, start } = text
  let at = start
  for (let i = 0; i < row; i++) at = bytes.indexOf(0x0a, at) + 1
  const scanner = new Scanner(file, bytes, true, origin)
  return { ...scanner.place(valueStart(bytes, at, shape.alike, slot)), row: before + row, field }
}

class Room {
  readonly #kernel: Kernel
  readonly #text: number
  readonly #values: number
  readonly #slices: number
  /** Where shapes are written down. */
  #written: { readonly address: number; readonly size: number } | undefined
  #shape: ObjectShape | undefined
  readonly #hashes: number
  #own = new Uint32Array(0)

  /** All at once: memory that grows moves, with the text that is read in place. */
  constructor(kernel: Kernel, hashed: boolean) {
    this.#kernel = kernel
    this.#text = kernel.reserve(REGION)
    // A number has two bytes at least with what stands before it, a text three.
    this.#values = kernel.reserve(4 * REGION)
    this.#slices = kernel.reserve(4 * REGION)
    this.#hashes = hashed ? kernel.reserve(4 * REGION) : 0
  }

  reserve(bytes: number): Uint8Array {
    const address = this.#kernel.reserve(bytes)
    return new Uint8Array(this.#kernel.memory.buffer, address, bytes)
  }

  countNewlines({ byteOffset, length }: Uint8Array): number {
    return this.#kernel.countNewlines(byteOffset, byteOffset + length)
  }

  setShape({ between, roles }: Alike & { readonly roles: Uint8Array }): void {
    const size = shapeBytes(between)
    if (!this.#written || size > this.#written.size)
      this.#written = { address: this.#kernel.reserve(2 * size), size: 2 * size }
    this.#shape = layShape(this.#kernel, between, roles, this.#written.address)
  }

  /** Hashes of one of the texts of each object that was parsed last. */
  hashes(text: number, texts: number, rows: number): Uint32Array {
    const out = this.#hashes
    this.#kernel.naming.hashTexts(this.#slices + 8 * text, 8 * texts, rows, out)
    return new Uint32Array(this.#kernel.memory.buffer, out, rows).slice()
  }

  parse(text: Uint8Array): { rows: number; length: number; values: Float64Array; slices: Uint32Array } {
    const { buffer: memory } = this.#kernel.memory
    const inPlace = text.buffer === memory
    if (!inPlace) new Uint8Array(memory, this.#text, text.length).set(text)
    const start = inPlace ? text.byteOffset : this.#text
    const shape = this.#shape!
    const { rows, end } = this.#kernel.parseObjects(
      start,
      start + text.length,
      shape,
      this.#values,
      this.#slices,
    )
    const { buffer } = this.#kernel.memory
    const slices = new Uint32Array(buffer, this.#slices, 2 * rows * shape.texts)
    // Whoever keeps some copies them.
    if (this.#own.length < slices.length) this.#own = new Uint32Array(Math.ceil(1.25 * slices.length))
    const own = this.#own
    for (let i = 0; i < slices.length; i++) own[i] = slices[i] === 0 ? 0 : slices[i]! - start
    return {
      rows,
      length: end - start,
      values: new Float64Array(buffer, this.#values, rows * shape.numbers),
      slices: own,
    }
  }
}
