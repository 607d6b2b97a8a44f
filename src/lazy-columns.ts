type Column = Float64Array | readonly string[]

/** Texts of rows by their numbers in a list: few different ones. A number that the list lacks is the text ''. */
export interface Numbered {
  readonly names: readonly (string | undefined)[]
  readonly codes: Float64Array | Int32Array
}

/** Cells of CSV as they stand in a text, quotes included: from where to where each goes, two numbers per row. */
export interface CsvCells {
  readonly bytes: Uint8Array
  readonly places: Uint32Array
  /** Whether they are the texts themselves: no quotes around them, and blanks belong to them. */
  readonly bare?: boolean
}

interface Late<C> {
  make(): C
  cell(row: number): number | string
  /** The texts by their numbers, where the reader has them so. */
  readonly numbered?: Numbered | undefined
  /** The cells that the texts are of, if they are, until the next rows are read. */
  readonly cells?: (() => CsvCells | undefined) | undefined
}

/**
 * Columns by their names, some of which are made when they are first asked for. A single cell can be had without that:
 * of a million names few are shown.
 */
export class LazyColumns<C extends Column> extends Map<string, C> {
  readonly #late = new Map<string, Late<C>>()
  readonly #made = new Set<string>()

  /** Adds a column that `make` gives, and `cell` a cell of. */
  later(name: string, late: Late<C>): void {
    super.set(name, [] as readonly string[] as C)
    this.#late.set(name, late)
  }

  /** Adds a column of others, its rows from one on to another: texts that are late there are so here. */
  share(others: ReadonlyMap<string, C>, name: string, as = name, start = 0, end?: number): void {
    const made = () => part(others.get(name)!, start, end) as C
    if (!(others instanceof LazyColumns && others.#late.has(name))) {
      this.set(as, made())
      return
    }
    const numbered = others.numbered(name)
    this.later(as, {
      make: made,
      cell: (row) => others.cell(name, start + row),
      numbered: numbered && { names: numbered.names, codes: part(numbered.codes, start, end) },
      cells: () => {
        const cells = others.cellsOf(name)
        return cells && { ...cells, places: cells.places.subarray(2 * start, end && 2 * end) }
      },
    })
  }

  cell(name: string, row: number): number | string {
    return this.cellIn(name)(row)
  }

  isLate(name: string): boolean {
    return this.#late.has(name) && !this.#made.has(name)
  }

  /** The cells of a column by their rows. */
  cellIn(name: string): (row: number) => number | string {
    const late = this.isLate(name) ? this.#late.get(name) : undefined
    if (late) return (row) => late.cell(row)
    const column = super.get(name)!
    return (row) => column[row]!
  }

  /** The texts of a column by their numbers, where they are known so. */
  numbered(name: string): Numbered | undefined {
    return this.#late.get(name)?.numbered
  }

  /** The cells of CSV that the texts of a column are of, if they are. */
  cellsOf(name: string): CsvCells | undefined {
    return this.#late.get(name)?.cells?.()
  }

  override get(name: string): C | undefined {
    this.#make(name)
    return super.get(name)
  }

  override entries(): MapIterator<[string, C]> {
    this.#makeAll()
    return super.entries()
  }

  override [Symbol.iterator](): MapIterator<[string, C]> {
    return this.entries()
  }

  override values(): MapIterator<C> {
    this.#makeAll()
    return super.values()
  }

  override forEach(action: (column: C, name: string, all: Map<string, C>) => void): void {
    this.#makeAll()
    super.forEach(action)
  }

  #make(name: string): void {
    const late = this.#late.get(name)
    if (!late || this.#made.has(name)) return
    this.#made.add(name)
    super.set(name, late.make())
  }

  #makeAll(): void {
    for (const name of [...this.#late.keys()]) this.#make(name)
  }
}

/** The cells of a column, if there is one, without making all of them. */
export function cellIn(
  columns: ReadonlyMap<string, Column>,
  name: string,
): (row: number) => number | string | undefined {
  if (columns instanceof LazyColumns && columns.has(name)) return columns.cellIn(name)
  const column = columns.get(name)
  return (row) => column?.[row]
}

/** The numbers of a column that is one of numbers, if that is known without making it. */
export function numbersIn(columns: ReadonlyMap<string, Column>, name: string): Float64Array | undefined {
  const column = columns instanceof LazyColumns && columns.isLate(name) ? undefined : columns.get(name)
  return column instanceof Float64Array ? column : undefined
}

/** All cells of a row, in the order of the columns. */
export function cellsOf(columns: ReadonlyMap<string, Column>, row: number): (number | string)[] {
  return columns instanceof LazyColumns
    ? Array.from(columns.keys(), (name) => columns.cell(name, row))
    : Array.from(columns.values(), (column) => column[row]!)
}

/** Rows of a column, in its memory where it is of numbers. */
function part<C extends Column | Int32Array>(column: C, start: number, end: number | undefined): C {
  if (start === 0 && end === undefined) return column
  return (
    Array.isArray(column) ? column.slice(start, end) : (column as Float64Array).subarray(start, end)
  ) as C
}
