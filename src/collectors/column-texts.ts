import { type CsvCells, LazyColumns, type Numbered } from '../lazy-columns.ts'
import { TextNumbers } from './text-numbers.ts'

/** Texts of rows: by their numbers or as cells where the reader has them so. */
export interface ColumnTexts {
  readonly numbered?: Numbered | undefined
  readonly cells?: CsvCells | undefined
  readonly texts: () => readonly string[]
}

/** The texts of a column, as the reader has them. */
export function textsIn(columns: ReadonlyMap<string, ArrayLike<number | string>>, name: string): ColumnTexts {
  const late = columns instanceof LazyColumns ? columns : undefined
  let made: readonly string[] | undefined
  const texts = () => {
    const column = columns.get(name)!
    return (made ??= Array.isArray(column) ? (column as readonly string[]) : Array.from(column, String))
  }
  return { numbered: late?.numbered(name), cells: late?.cellsOf(name), texts }
}

/** Numbers for the texts of a column, batch by batch, in the order in which they first came. */
export class NumbersOfTexts {
  readonly all: TextNumbers
  /** The list that texts were last numbered by, and the numbers of its entries; -1 for one not met. */
  #list: Numbered['names'] = []
  #ofList = new Int32Array(0)
  #found = new Int32Array(0)

  /** Others may number the same texts. */
  constructor(all = new TextNumbers()) {
    this.all = all
  }

  /** Those of some rows, in memory that the next ones overwrite. */
  of({ numbered, cells, texts }: ColumnTexts, rows: Int32Array): Int32Array {
    if (this.#found.length < rows.length) this.#found = new Int32Array(rows.length)
    const found = this.#found.subarray(0, rows.length)
    if (numbered) {
      this.#findNumbered(numbered, rows, found)
      return found
    }
    // Cells of a file need not become texts to be found: of a million, most are only counted.
    for (let i = 0; i < found.length; i++) {
      if (cells) i = this.all.addCells(cells, rows, found, i)
      if (i < found.length) found[i] = this.all.add(texts()[rows[i]!]!)
    }
    return found
  }

  /** Each entry of the list is looked up once. */
  #findNumbered({ names, codes }: Numbered, rows: Int32Array, found: Int32Array): void {
    if (names !== this.#list || this.#ofList.length < names.length + 1) {
      const known = names === this.#list ? this.#ofList : new Int32Array(0)
      this.#list = names
      this.#ofList = new Int32Array(2 * names.length + 16).fill(-1)
      this.#ofList.set(known)
    }
    const ofList = this.#ofList
    for (let i = 0; i < found.length; i++) {
      i = findKnown(codes, ofList, rows, found, i)
      if (i === found.length) break
      const at = codes[rows[i]!]! + 1
      found[i] = ofList[at] = this.all.add(names[at - 1] ?? '')
    }
  }
}

/** Notes the numbers of rows from one on, as far as the entries of the list are known; where it stops. V8 compiles this loop alone. */
function findKnown(
  codes: Numbered['codes'],
  ofList: Int32Array,
  rows: Int32Array,
  found: Int32Array,
  from: number,
): number {
  for (let i = from; i < found.length; i++) {
    // The first place is for what the list lacks.
    const number = ofList[codes[rows[i]!]! + 1]!
    if (number < 0) return i
    found[i] = number
  }
  return found.length
}
