import { LossError, noValue, type Place } from '../../error.ts'
import { LateTexts, listedTexts, numberTexts } from '../late-texts.ts'
import {
  type ColumnInfo,
  type ColumnLook,
  type Columns,
  type KernelRoom,
  type Missing,
  type Selection,
  type Source,
  type SplitHead,
  type SplitTable,
  type TableSource,
  type TextColumn,
  storedAs,
} from '../../table.ts'
import { showShape, sizeOf, type Tensor, type TypedNumbers } from '../../tensor.ts'
import { LOOKED_AT, lookOf } from '../look.ts'
import { selectorOf } from '../../selector.ts'
import { isMissing } from '../missing.ts'
import { cellOf, Coded, type Decoded, Gapped, Lists, Spans } from './cells.ts'
import { markedIn, type PandasIndex, pandasIndex } from './pandas-rows.ts'
import { toDoubles } from '../arrays/dtypes.ts'
import { checkSelections, inspectFirst, type Lay, layColumns, sideBySide } from '../selection.ts'

export interface Chunk {
  readonly rows: number
  readonly columns: ReadonlyMap<number, Decoded>
}

export interface DecodedFile {
  readonly name: string
  readonly format: string
  readonly columns: readonly ColumnInfo[]
  /** What pandas says of it. */
  readonly pandas: string | undefined
  /** Names of columns that are neither numbers nor text nor lists of numbers. */
  readonly leftOut: readonly string[]
  chunks(columns: readonly number[]): AsyncIterable<Chunk>
  /** Where the parts begin that can be read apart, by their first rows, and the chunks of one. */
  readonly splits?: Splits
  /** The first rows, without passing over them; undefined where there are none. */
  first(columns: readonly number[]): Promise<Chunk | undefined>
}

interface Splits {
  readonly head: SplitHead
  readonly rows: readonly number[]
  /** Rows that a chunk has at most. */
  readonly most: number
  /** Opens the file to read some columns of it; in `room`, if there is one, the next chunk overwrites the one before. */
  open(columns: readonly number[], room: KernelRoom | undefined): OpenSplits
}

interface OpenSplits {
  chunks(split: number): AsyncIterable<Chunk> | Iterable<Chunk>
  close(): void
}

/** Columns whose first cells are kept once they were looked at. */
const FEW = 64

function decodedTable(file: DecodedFile, index: PandasIndex): TableSource {
  const { name, format, columns, leftOut } = file
  const looks: Promise<ColumnLook>[] = []
  return {
    name,
    format,
    notes: leftOut.length > 0 ? [`left out ${leftOut.join(', ')}: neither numbers nor text`] : [],
    columns: index.columns.length > 0 ? columns.map((one) => markedIn(index, one)) : columns,
    counted: index.counted,
    leftOut,
    // Of many columns the little that is seen is decoded again, rather than kept.
    look: (column) =>
      columns.length > FEW ? lookAtFirst(file, column) : (looks[column] ??= lookAtFirst(file, column)),
    splits: decodedSplits(file),
    async *read(selections, missing) {
      checkSelections(name, columns, selections)
      const used = [...new Set(selections.flatMap((selection) => selection.columns))]
      const shapes = new Map<number, readonly number[]>()
      let row = 0
      for await (const chunk of file.chunks(used)) {
        yield selections.map((selection) => select(file, selection, chunk, row, missing, shapes))
        row += chunk.rows
      }
    },
  }
}

export function decodedSplits(file: DecodedFile): SplitTable | undefined {
  return file.splits && splitTable(file, file.splits)
}

function splitTable(file: DecodedFile, { head, rows, most, open }: Splits): SplitTable {
  return {
    count: rows.length,
    starts: rows,
    head,
    async *read(selections, missing, next, room) {
      checkSelections(file.name, file.columns, selections)
      const used = [...new Set(selections.flatMap((selection) => selection.columns))]
      const shapes = new Map<number, readonly number[]>()
      const lays = selections.map(({ columns, as }) =>
        room && as === 'numbers' ? layIn(room, most, columns.length) : undefined,
      )
      const opened = open(used, room)
      try {
        for (let split = await next(); split !== undefined; split = await next()) {
          let firstRow = rows[split]!
          for await (const chunk of opened.chunks(split)) {
            const parts = selections.map((selection, i) =>
              select(file, selection, chunk, firstRow, missing, shapes, lays[i]),
            )
            yield { firstRow, parts }
            firstRow += chunk.rows
          }
        }
      } finally {
        opened.close()
      }
    },
  }
}

/** Lays columns in the kernel's memory: by the kernel, where they lie there, too. */
function layIn(room: KernelRoom, most: number, width: number): Lay {
  const addresses = room.reserve(4 * width)
  const out = room.reserve(8 * most * width)
  return (columns, rows) => {
    if (rows > most) return layColumns(columns, rows)
    const { buffer } = room.memory
    const data = new Float64Array(buffer, out, rows * width)
    if (!columns.every((column) => column.buffer === buffer)) return layColumns(columns, rows, data)
    new Uint32Array(buffer, addresses, width).set(columns.map(({ byteOffset }) => byteOffset))
    room.interleave(addresses, width, rows, out)
    return data
  }
}

async function lookAtFirst(file: DecodedFile, column: number): Promise<ColumnLook> {
  const { name: field, type } = file.columns[column]!
  const place = (row: number) => ({ file: file.name, row, field })
  const chunk = type === 'list' ? undefined : await file.first([column])
  const cells = Array.from({ length: Math.min(chunk?.rows ?? 0, LOOKED_AT) }, (_, row) => {
    const text = textOf(cellOf(chunk!.columns.get(column)!, row), () => place(row))
    return text === undefined || isMissing(text) ? undefined : text
  })
  return lookOf(cells, place)
}

/**
 * Its columns, and all of them as one tensor: (N, C) of numbers, or one column of lists.
 *
 * @throws LossError while reading: E200 if there are others
 */
export function decodedSource(file: DecodedFile): Source {
  const { name, format, columns, leftOut } = file
  const index = pandasIndex(file.pandas)
  const { start = 0, step = 1 } = index.counted ?? {}
  const numbers = leftOut.length === 0 && columns.every((column) => column.type === 'number')
  const list = columns.length === 1 && columns[0]!.type === 'list'
  const all = { columns: columns.map((_, i) => i), as: 'numbers' } as const
  return {
    name,
    format,
    notes: storedAs(columns),
    ...(numbers && { columns: columns.map((column) => column.name), splits: decodedSplits(file) }),
    table: async () => decodedTable(file, index),
    named: async () => true,
    indexed: start !== 0 || step !== 1 || columns.some((column) => index.columns.includes(column.name)),
    async *pieces() {
      if (columns.length + leftOut.length === 0)
        throw new LossError('E205', `${name} has no columns`, { at: { file: name } })
      if (leftOut.length > 0 || !(numbers || list)) refuseMixed(file)
      let empty = true
      for await (const [piece] of decodedTable(file, index).read([all], 'error')) {
        const { tensor } = piece as { tensor: Tensor }
        if (tensor.shape[0] === 0) continue
        empty = false
        yield tensor
      }
      if (empty)
        yield {
          data: new Float64Array(0),
          shape: [0, columns.length],
          table: true,
          place: () => ({ file: name }),
        }
    },
  }
}

function refuseMixed({ name, columns, leftOut }: DecodedFile): never {
  const shown = [
    ...columns.map((c) => `${selectorOf(c.name)} (${c.type})`),
    ...leftOut.map((other) => `${selectorOf(other)} (other)`),
  ]
  const list = shown.length > 20 ? `${shown.slice(0, 20).join(', ')}, ...` : shown.join(', ')
  throw new LossError('E200', `${name} holds more than columns of numbers: ${list}`, {
    at: { file: name },
    ...inspectFirst(name),
  })
}

function select(
  file: DecodedFile,
  selection: Selection,
  { rows, columns }: Chunk,
  from: number,
  gaps: Missing,
  shapes: Map<number, readonly number[]>,
  lay?: Lay,
): Columns {
  const missing = selection.labels ? 'skip' : gaps
  if (selection.as === 'texts') {
    const [i] = selection.columns
    const field = file.columns[i!]!.name
    const values = columns.get(i!)!
    const place = (row: number): Place => ({ file: file.name, row: from + row, field })
    if (values instanceof Spans) return lateTexts(values, missing, place)
    if (values instanceof Coded) return codedTexts(values, missing, place)
    if (isTyped(values) && values.length >= rows) return numberTexts(values.subarray(0, rows), place)
    const texts = Array.from({ length: rows }, (_, row) => textOf(cellOf(values, row), () => place(row)))
    const gap = missing === 'error' ? texts.indexOf(undefined) : -1
    if (gap >= 0) refuseMissing(place(gap))
    return { as: 'texts', texts, place }
  }
  const marks = new Uint8Array(rows)
  const tensors = selection.columns.map((i) => {
    const spot = { file: file.name, field: file.columns[i]!.name, from }
    if (file.columns[i]!.type === 'number') return numbersOf(columns.get(i)!, rows, spot, marks)
    return listsOf(columns.get(i)!, rows, spot, marks, shapes, i)
  })
  const gap = marks.indexOf(1)
  if (gap < 0) return { as: 'numbers', tensor: sideBySide(tensors, lay) }
  if (missing === 'skip') return { as: 'numbers', tensor: sideBySide(tensors), missing: marks }
  const first = selection.columns.find((i) => hasGap(cellOf(columns.get(i)!, gap))) ?? selection.columns[0]!
  return refuseMissing({ file: file.name, row: from + gap, field: file.columns[first]!.name })
}

function hasGap(value: unknown): boolean {
  if (value === null || value === undefined) return true
  return typeof value === 'object' && Array.from(value as ArrayLike<unknown>).some(hasGap)
}

function refuseMissing(at: Place): never {
  throw new LossError('E202', 'a value is missing', { at, ...noValue })
}

function codedTexts({ codes, words }: Coded, missing: Missing, place: (row: number) => Place): TextColumn {
  const gap = missing === 'error' ? codes.indexOf(-1) : -1
  if (gap >= 0) refuseMissing(place(gap))
  return listedTexts(words, codes, place)
}

function lateTexts(values: Spans, missing: Missing, place: (row: number) => Place): TextColumn {
  const gap = missing === 'error' ? values.ends.indexOf(-1) / 2 : -1
  if (gap >= 0) refuseMissing(place(gap))
  return new LateTexts(() => Array.from({ length: values.length }, (_, row) => values.text(row)), {
    count: values.length,
    spans: values,
    cells: () => values.cells(),
    text: (row) => values.text(row),
    place,
  })
}

const isTyped = (values: Decoded): values is TypedNumbers => ArrayBuffer.isView(values)

/** Undefined where nothing is. @throws LossError E204 for a date that no calendar has */
function textOf(value: unknown, place: () => Place): string | undefined {
  if (value === null || value === undefined) return undefined
  if (!(value instanceof Date)) return String(value)
  if (Number.isNaN(value.getTime())) throw new LossError('E204', 'a date is out of range', { at: place() })
  return value.toISOString()
}

/** The double nearest to a decimal, given as its digits: an integer, or the bytes of one; those of lists as lists. */
export function decimalOf(digits: unknown, scale: number): unknown {
  if (digits === null || digits === undefined) return undefined
  if (Array.isArray(digits)) return digits.map((one) => decimalOf(one, scale))
  const whole =
    digits instanceof Uint8Array
      ? BigInt.asIntN(8 * digits.length, BigInt(`0x${Buffer.from(digits).toString('hex')}`))
      : digits
  return Number(`${String(whole)}e${-scale}`)
}

interface Spot {
  readonly file: string
  readonly field: string
  /** Number of the chunk's first row. */
  readonly from: number
}

function numbersOf(values: Decoded, rows: number, spot: Spot, gaps: Uint8Array): Tensor {
  const { file, field, from } = spot
  const place = (row: number): Place => ({ file, row: from + row, field })
  if (values.length < rows)
    throw new LossError('E204', `${file}: column ${JSON.stringify(field)} is too short`, { at: { file } })
  const refuse = (index: number, value: bigint) => refuseTooLarge(value, place(index))
  const typed = doublesOf(values instanceof Gapped ? values.values : values, refuse)
  if (typed && values instanceof Gapped) {
    const { missing } = values
    const data = Float64Array.from(typed, (value, row) => (missing[row] === 1 ? Number.NaN : value))
    for (let row = 0; row < rows; row++) gaps[row]! |= missing[row]!
    return { data, shape: [rows], place }
  }
  if (typed) return { data: typed.length === rows ? typed : typed.subarray(0, rows), shape: [rows], place }
  const data = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const number = numberOf(cellOf(values, row), () => place(row))
    if (number === undefined) gaps[row] = 1
    data[row] = number ?? Number.NaN
  }
  return { data, shape: [rows], place }
}

/** Typed numbers as doubles; undefined for what must be looked at one by one. */
function doublesOf(
  values: Decoded,
  refuse: (index: number, value: bigint) => never,
): Float64Array | undefined {
  if (values instanceof Float64Array) return values
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    return toDoubles(bytes, values instanceof BigInt64Array ? 'int64' : 'uint64', true, refuse)
  }
  return ArrayBuffer.isView(values) ? new Float64Array(values as unknown as ArrayLike<number>) : undefined
}

/** Undefined where nothing is. @throws LossError E201 for an integer that a double cannot hold, or no number */
function numberOf(value: unknown, place: () => Place): number | undefined {
  if (typeof value === 'number') return value
  if (value === null || value === undefined) return undefined
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value !== 'bigint') throw new LossError('E201', 'a value is not a number', { at: place() })
  const number = Number(value)
  if (BigInt(number) !== value) refuseTooLarge(value, place())
  return number
}

function refuseTooLarge(value: bigint, at: Place): never {
  throw new LossError('E201', `${value} has no exact double`, {
    at,
    why: 'integers beyond 2^53 would be rounded',
  })
}

function listsOf(
  values: Decoded,
  rows: number,
  { file, field, from }: Spot,
  gaps: Uint8Array,
  shapes: Map<number, readonly number[]>,
  column: number,
): Tensor {
  const place = (row: number): Place => ({ file, row: from + row, field })
  const known = shapes.get(column) ?? (values instanceof Lists ? [values.width] : undefined)
  if (values instanceof Lists && known!.length === 1 && known![0] === values.width) {
    const { width } = values
    shapes.set(column, known!)
    const of = (index: number) => place(Math.floor(index / width))
    const data = doublesOf(values.values, (index, value) => refuseTooLarge(value, of(index)))!
    return { data, shape: [rows, width], place: of }
  }
  const lists = Array.from({ length: rows }, (_, row) => cellOf(values, row))
  const first = lists.find((list) => list !== null && list !== undefined)
  const shape = shapes.get(column) ?? (first === undefined ? undefined : shapeOf(first))
  if (shape) shapes.set(column, shape)
  const width = sizeOf(shape ?? [0])
  const data = new Float64Array(rows * width).fill(Number.NaN)
  lists.forEach((list, row) => {
    if (list === null || list === undefined) gaps[row] = 1
    else if (!fill(list, shape!, 0, data, row * width, () => place(row))) gaps[row] = 1
  })
  return { data, shape: [rows, ...(shape ?? [0])], place: (index) => place(Math.floor(index / width)) }
}

function shapeOf(list: unknown): number[] {
  const shape: number[] = []
  for (let inner = list; isList(inner); inner = inner[0]) shape.push(inner.length)
  return shape
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
}

/** Writes nested lists; whether no number is missing. @throws LossError E203 if they are ragged */
function fill(
  list: unknown,
  shape: readonly number[],
  depth: number,
  data: Float64Array,
  start: number,
  place: () => Place,
): boolean {
  if (!isList(list) || list.length !== shape[depth])
    throw new LossError('E203', `ragged lists: the first has the shape ${showShape(shape)}`, {
      at: place(),
      why: isList(list)
        ? `this one has ${list.length} values where ${shape[depth]} should be`
        : 'this one is less deep',
    })
  let complete = true
  const width = sizeOf(shape.slice(depth + 1))
  for (let i = 0; i < list.length; i++) {
    if (depth + 1 < shape.length) {
      const inner = list[i]
      const whole =
        inner !== null && inner !== undefined && fill(inner, shape, depth + 1, data, start + i * width, place)
      complete &&= whole
      continue
    }
    const number = numberOf(list[i], place)
    if (number === undefined) complete = false
    else data[start + i] = number
  }
  return complete
}
