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

/** A column as it is laid in the kernel's memory. */
interface Part {
  readonly kind: keyof typeof KINDS
  /** Two or one per row, in 8 bytes. */
  readonly rows: ArrayLike<number>
  /** Texts that the rows are parts of. */
  readonly bytes?: Uint8Array | undefined
  /** Where each name is among them. */
  readonly names?: Uint32Array | undefined
  /** Bytes that the column adds at most. */
  readonly most: number
}

/** Lines of CSV of numbers and texts, put together by the kernel, in memory that the next batch overwrites. */
export class CellLines {
  #room: { readonly kernel: Kernel; readonly address: number; readonly size: number } | undefined
  /** The names of columns that were last encoded. */
  readonly #names = new Map<Numbered['names'], { count: number; bytes: Uint8Array; places: Uint32Array }>()

  readonly #quoted: (text: string) => string
  readonly #asTheyStand: boolean

  /** `quoted` makes a cell of a text; `asTheyStand` says that it does no more than that, so cells of a file need no texts. */
  constructor(quoted: (text: string) => string, asTheyStand: boolean) {
    this.#quoted = quoted
    this.#asTheyStand = asTheyStand
  }

  /** The lines of a batch; undefined where the kernel cannot be had or is not worth it. */
  format(batch: Samples): Uint8Array | undefined {
    const names = [...batch.keys()]
    const rows = batch.get('row')?.length ?? 0
    if (rows * names.length < WORTH) return undefined
    const parts = names.map((name) => this.#part(batch, name, rows))
    const most = parts.reduce((sum, part) => sum + part.most, rows * parts.length)
    const size = parts.reduce(
      (sum, { bytes, names }) => sum + 8 * rows + (bytes?.length ?? 0) + (names?.byteLength ?? 0) + 3 * GAP,
      most + ENTRY * parts.length + 2 * GAP,
    )
    const room = this.#roomFor(size)
    return room && lay(room, parts, rows)
  }

  #part(batch: Samples, name: string, rows: number): Part {
    if (batch instanceof LazyColumns) {
      const cells = this.#asTheyStand ? batch.cellsOf(name) : undefined
      if (cells) return cellsPart(cells, rows)
      const numbered = batch.numbered(name)
      if (numbered) return this.#namedPart(numbered, rows)
    }
    const column = batch.get(name)!
    if (column instanceof Float64Array) return { kind: 'numbers', rows: column, most: rows * MAX_NUMBER_TEXT }
    const { bytes, places } = encoded(column.map(this.#quoted))
    return { kind: 'texts', rows: places, bytes, most: bytes.length }
  }

  #namedPart({ names, codes }: Numbered, rows: number): Part {
    let known = this.#names.get(names)
    if (known?.count !== names.length) {
      known = { count: names.length, ...encoded(names.map((name) => this.#quoted(name ?? ''))) }
      if (this.#names.size > 8) this.#names.clear()
      this.#names.set(names, known)
    }
    const { bytes, places } = known
    let longest = 0
    for (let i = 0; i < places.length; i += 2) longest = Math.max(longest, places[i + 1]! - places[i]!)
    return { kind: 'named', rows: codes, bytes, names: places, most: rows * longest }
  }

  #roomFor(size: number) {
    if (this.#room && this.#room.size >= size) return this.#room
    const kernel = this.#room?.kernel ?? kernelIfAvailable(2 * size)
    if (!kernel) return undefined
    return (this.#room = { kernel, size: 2 * size, address: kernel.reserve(2 * size) })
  }
}

function cellsPart({ bytes, places, bare }: CsvCells, rows: number): Part {
  // A cell may come without its quotes, or with them.
  return { kind: bare ? 'texts' : 'cells', rows: places, bytes, most: bytes.length + 2 * rows }
}

/** Texts one after the other as UTF-8, and where each begins and ends. */
function encoded(texts: readonly string[]): { bytes: Uint8Array; places: Uint32Array } {
  const bytes = Buffer.from(texts.join(''))
  const places = new Uint32Array(2 * texts.length)
  let at = 0
  for (let i = 0; i < texts.length; i++) {
    places[2 * i] = at
    at += Buffer.byteLength(texts[i]!)
    places[2 * i + 1] = at
  }
  return { bytes, places }
}

/** Lays columns in the kernel's memory, and has them written. */
function lay(
  { kernel, address }: { readonly kernel: Kernel; readonly address: number },
  parts: readonly Part[],
  rows: number,
): Uint8Array {
  const { buffer } = kernel.memory
  let free = address
  const region = (bytes: number) => {
    const at = free
    free = Math.ceil((free + bytes + GAP) / 16) * 16
    return at
  }
  const entries = region(ENTRY * parts.length)
  parts.forEach(({ kind, rows: column, bytes, names }, c) => {
    const at = region(8 * rows)
    if (column instanceof Uint32Array) new Uint32Array(buffer, at, 2 * rows).set(column)
    else new Float64Array(buffer, at, rows).set(column)
    const text = bytes ? region(bytes.length) : 0
    if (bytes) new Uint8Array(buffer, text, bytes.length).set(bytes)
    let second = text
    if (names) {
      second = region(names.byteLength)
      const places = new Uint32Array(buffer, second, names.length)
      for (let i = 0; i < names.length; i++) places[i] = text + names[i]!
    }
    new Uint32Array(buffer, entries + ENTRY * c, 4).set([KINDS[kind], at, second, (names?.length ?? 0) / 2])
  })
  const out = free
  return new Uint8Array(buffer, out, kernel.formatCells(entries, parts.length, rows, out) - out)
}
