import { LossError, noValue, type Place } from '../../error.ts'
import { selectorOf } from '../../selector.ts'
import type { Columns, Missing } from '../../table.ts'
import type { Tensor } from '../../tensor.ts'
import type { Bytes } from '../bytes/bytes.ts'
import { isMissing } from '../missing.ts'

/** Bytes of the longest line that is read; more is no table of numbers. */
export const LONGEST_LINE = 1 << 28

/** What the first line tells of the others. */
export interface CsvDialect {
  readonly name: string
  readonly delimiter: string
  readonly columns: number
  readonly names: readonly string[] | undefined
  readonly missing: Missing
}

/** Where to go on reading: bytes, and what lies before them. */
export interface Rest {
  readonly bytes: Bytes
  /** Lines and rows before the first byte. */
  readonly lines: number
  readonly rows: number
}

export function refuseEmpty(name: string, names: readonly string[] | undefined): never {
  throw new LossError('E205', `${name} has no rows of numbers${names ? ', only a header' : ''}`, {
    ...(names && {
      why: `its one line was taken for names: ${names.map(selectorOf).join(', ').slice(0, 60)}`,
    }),
  })
}

/** E204 for a line beyond `LONGEST_LINE`. */
export function tooLong(name: string, line: number): LossError {
  return new LossError('E204', `a line is longer than ${LONGEST_LINE >> 20} MiB`, {
    at: { file: name, line },
    why: 'its lines may end in something else than a newline',
  })
}

/** Where the cell of a row of a piece, and of a column of the file, stands. */
export type CellPlace = (row: number, column: number) => Place

/** Columns of which rows hold a number each, side by side. */
export class SideBySide {
  readonly columns: readonly number[]
  /** Where each stands, once it is asked for: all of a million are taken without. */
  #places: ReadonlyMap<number, number> | undefined

  constructor(columns: readonly number[]) {
    this.columns = columns
  }

  placeOf(column: number): number {
    this.#places ??= new Map(this.columns.map((one, i) => [one, i]))
    return this.#places.get(column)!
  }
}

/**
 * Some columns out of rows that hold the `given` ones: as a copy in memory of their own; with `room` in that
 * memory, or where they are if those are all.
 */
export function columnsOf(
  data: Float64Array,
  given: SideBySide,
  wanted: readonly number[],
  rows: number,
  place: CellPlace,
  missing?: Uint8Array,
  room?: (numbers: number) => Float64Array,
): Columns {
  const { columns } = given
  const width = wanted.length
  const same = width === columns.length && wanted.every((column, i) => column === columns[i])
  const size = rows * width
  const picked = same && room ? data.subarray(0, size) : (room?.(size) ?? new Float64Array(size))
  if (same && !room) picked.set(data.subarray(0, size))
  else if (!same)
    wanted.forEach((column, c) => pick(data, given.placeOf(column), columns.length, picked, c, width))
  const tensor: Tensor = {
    data: picked,
    shape: [rows, width],
    table: true,
    place: (index) => place(Math.floor(index / width), wanted[index % width]!),
  }
  return { as: 'numbers', tensor, missing }
}

/** Picks one column out of rows into others. A function of its own: V8 compiles the loop alone. */
function pick(
  data: Float64Array,
  from: number,
  stride: number,
  picked: Float64Array,
  to: number,
  width: number,
): void {
  for (let at = from; to < picked.length; to += width, at += stride) picked[to] = data[at]!
}

/** The texts of a column; @throws LossError E202 if one is empty and `missing` is an error */
export function textColumn(
  texts: readonly string[],
  { missing }: Pick<CsvDialect, 'missing'>,
  column: number,
  place: CellPlace,
): Columns {
  const empty = missing === 'error' ? texts.indexOf('') : -1
  if (empty >= 0) throw new LossError('E202', 'an empty cell', { at: place(empty, column), ...noValue })
  return {
    as: 'texts',
    texts: missing === 'error' ? texts : texts.map((text) => (isMissing(text) ? undefined : text)),
    place: (row) => place(row, column),
  }
}
