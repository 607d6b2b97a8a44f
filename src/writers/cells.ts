import { type Kernel, kernelIfAvailable, MAX_NUMBER_TEXT } from '../kernel/kernel.ts'
import { type CsvCells, LazyColumns, type Numbered } from '../lazy-columns.ts'
import type { Samples } from '../samples.ts'

/** From how many cells on the kernel is worth its start. */
const WORTH = 1024
/** What a column holds, as src/kernel/assembly/write-cells.ts numbers it. */
const KINDS = { numbers: 0, named: 1, cells: 2, texts: 3 } as const
const ENTRY = 16
/** Between regions: the kernel reads and writes some bytes beyond the end of each. */
const GAP = 64
/** Numbers that the kernel takes the texts of. */
const ODD = [Number.NaN, Infinity, -Infinity]

/** A column as it is laid in the kernel's memory. */
interface Part {
  readonly kind: keyof typeof KINDS
  /** Two or one per row, in 8 bytes. */
  readonly rows: ArrayLike<number>
  /** Texts that the rows are parts of. */
  readonly bytes: Uint8Array
  /** Where each name is among them. */
  readonly names?: Uint32Array | undefined
  /** Bytes that a column adds at most. */
  readonly most: number
  /** What stands before and after each text. */
  readonly around?: string
}

interface Room {
  readonly kernel: Kernel
  readonly address: number
  readonly size: number
}

type CellText = (value: number | string, column: string) => string

/** Lines of samples, put together by the kernel, in memory that the next batch overwrites. */
export class CellLines {
  readonly #textOf: CellText
  readonly #cellsAs: keyof typeof CELLS | undefined
  #room: Room | undefined
  /** The names of columns that were last encoded. */
  readonly #names = new Map<Numbered['names'], { count: number; bytes: Uint8Array; places: Uint32Array }>()

  /**
   * `textOf` makes the text of a cell, of a finite number the usual one; as what cells of CSV files are written that need
   * not become texts.
   */
  constructor(textOf: CellText, cellsAs?: keyof typeof CELLS) {
    this.#textOf = textOf
    this.#cellsAs = cellsAs
  }

  /** `texts` stand before every column and after the last. */
  format(batch: Samples, texts: readonly string[]): string | Uint8Array {
    const names = [...batch.keys()]
    const rows = batch.get(names[0]!)?.length ?? 0
    if (rows * names.length < WORTH) return this.#plain(batch, rows, texts)
    const parts = names.map((name) => this.#part(batch, name, rows))
    const between = texts.map((text, c) =>
      Buffer.from((parts[c - 1]?.around ?? '') + text + (parts[c]?.around ?? '')),
    )
    let size = rows * between.reduce((sum, { length }) => sum + length, 0)
    for (const { length } of between) size += length + 2 * GAP
    for (const { bytes, names, most } of parts)
      size += 8 * rows + bytes.length + (names?.byteLength ?? 0) + most + 5 * GAP
    const room = this.#roomFor(size)
    return room ? lay(room, parts, between, rows) : this.#plain(batch, rows, texts)
  }

  #plain(batch: Samples, rows: number, texts: readonly string[]): string {
    const columns = [...batch]
    let text = ''
    for (let row = 0; row < rows; row++) {
      columns.forEach(([name, column], c) => (text += texts[c]! + this.#textOf(column[row]!, name)))
      text += texts.at(-1)!
    }
    return text
  }

  #part(batch: Samples, name: string, rows: number): Part {
    if (batch instanceof LazyColumns) {
      const cells = this.#cellsAs && batch.cellsOf(name)
      const part = cells && CELLS[this.#cellsAs!](cells, rows)
      if (part) return part
      const numbered = batch.numbered(name)
      if (numbered) return this.#namedPart(numbered, name, rows)
    }
    const column = batch.get(name)!
    if (column instanceof Float64Array) {
      const { bytes, places } = encoded(ODD.map((value) => this.#textOf(value, name)))
      return {
        kind: 'numbers',
        rows: column,
        bytes,
        names: places,
        most: rows * (MAX_NUMBER_TEXT + bytes.length),
      }
    }
    const plain = this.#cellsAs === 'json' && PLAIN.test(column.join(''))
    const { bytes, places } = encoded(plain ? column : column.map((text) => this.#textOf(text, name)))
    return { kind: 'texts', rows: places, bytes, most: bytes.length, ...(plain && { around: '"' }) }
  }

  #namedPart({ names, codes }: Numbered, column: string, rows: number): Part {
    let known = this.#names.get(names)
    if (known?.count !== names.length) {
      known = {
        count: names.length,
        ...encoded([...names, ''].map((name) => this.#textOf(name ?? '', column))),
      }
      if (this.#names.size > 8) this.#names.clear()
      this.#names.set(names, known)
    }
    const { bytes, places } = known
    let longest = 0
    for (let i = 0; i < places.length; i += 2) longest = Math.max(longest, places[i + 1]! - places[i]!)
    return { kind: 'named', rows: codes, bytes, names: places, most: rows * longest }
  }

  #roomFor(size: number): Room | undefined {
    if (this.#room && this.#room.size >= size) return this.#room
    const kernel = this.#room?.kernel ?? kernelIfAvailable(2 * size)
    if (!kernel) return undefined
    return (this.#room = { kernel, size: 2 * size, address: kernel.reserve(2 * size) })
  }
}

const CELLS = {
  // A cell may come without its quotes, or with them.
  csv: ({ bytes, places, bare }: CsvCells, rows: number): Part | undefined => ({
    kind: bare ? 'texts' : 'cells',
    rows: places,
    bytes,
    most: bytes.length + 2 * rows,
  }),
  json: (cells: CsvCells): Part | undefined => {
    const { bytes } = cells
    const places = placesOfPlain(cells)
    return places && { kind: 'texts', rows: places, bytes, most: bytes.length, around: '"' }
  },
}

/** Texts that stand in JSON as they are. */
const PLAIN = /^[ !#-[\]-~]*$/
const [BLANK, QUOTE, BACKSLASH, LAST] = [0x20, 0x22, 0x5c, 0x7e]

/** Where cells stand without the quotes around them; undefined where one has blanks around its text, or other than plain letters. */
function placesOfPlain({ bytes, places, bare }: CsvCells): Uint32Array | undefined {
  const inner = places.slice()
  for (let i = 0; i < inner.length; i += 2) {
    if (!bare && bytes[inner[i]!] === QUOTE && inner[i + 1]! > inner[i]!) {
      inner[i]!++
      inner[i + 1]!--
    }
    const [start, end] = [inner[i]!, inner[i + 1]!]
    if (!bare && end > start && (bytes[start] === BLANK || bytes[end - 1] === BLANK)) return undefined
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!
      if (byte < BLANK || byte > LAST || byte === QUOTE || byte === BACKSLASH) return undefined
    }
  }
  return inner
}

/** Texts one after the other as UTF-8, and where each begins and ends. */
function encoded(texts: readonly string[]): { bytes: Uint8Array; places: Uint32Array } {
  const all = texts.join('')
  const bytes = Buffer.from(all)
  const sizeOf = bytes.length === all.length ? (text: string) => text.length : Buffer.byteLength
  const places = new Uint32Array(2 * texts.length)
  let at = 0
  for (let i = 0; i < texts.length; i++) {
    places[2 * i] = at
    at += sizeOf(texts[i]!)
    places[2 * i + 1] = at
  }
  return { bytes, places }
}

/** Lays columns in the kernel's memory, and has them written. */
function lay(
  { kernel, address }: Room,
  parts: readonly Part[],
  between: readonly Uint8Array[],
  rows: number,
): Uint8Array {
  const { buffer } = kernel.memory
  let free = address
  const region = (bytes: number) => {
    const at = free
    free = Math.ceil((free + bytes + GAP) / 16) * 16
    return at
  }
  const copy = (bytes: Uint8Array) => {
    const at = region(bytes.length)
    new Uint8Array(buffer, at, bytes.length).set(bytes)
    return at
  }
  const entries = region(ENTRY * parts.length)
  const texts = region(8 * between.length)
  between.forEach((text, i) => new Uint32Array(buffer, texts + 8 * i, 2).set([copy(text), text.length]))
  parts.forEach(({ kind, rows: column, bytes, names }, c) => {
    const at = region(8 * rows)
    if (column instanceof Uint32Array) new Uint32Array(buffer, at, 2 * rows).set(column)
    else new Float64Array(buffer, at, rows).set(column)
    const text = copy(bytes)
    let second = text
    if (names) {
      second = region(names.byteLength)
      const places = new Uint32Array(buffer, second, names.length)
      for (let i = 0; i < names.length; i++) places[i] = text + names[i]!
    }
    new Uint32Array(buffer, entries + ENTRY * c, 4).set([KINDS[kind], at, second, (names?.length ?? 0) / 2])
  })
  const out = free
  return new Uint8Array(buffer, out, kernel.formatCells(entries, parts.length, rows, texts, out) - out)
}
