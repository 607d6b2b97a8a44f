import { LossError } from '../error.ts'
import { parseDecimal } from '../numerics/decimal.ts'
import type { Tensor } from '../tensor.ts'
import type { Bytes } from './bytes.ts'

/** Bytes of the longest line that is read; more is no table of numbers. */
export const LONGEST_LINE = 1 << 28

/** What the first line tells of the others. */
export interface Dialect {
  readonly name: string
  readonly delimiter: string
  readonly columns: number
  /** Names of the columns, if the first line holds them. */
  readonly names: readonly string[] | undefined
}

/** Where to go on reading: bytes, and what lies before them. */
export interface Rest {
  readonly bytes: Bytes
  /** Lines and rows before the first byte. */
  readonly lines: number
  readonly rows: number
}

/**
 * Whether a first line holds names: a cell is no number, and none has a fraction or an exponent, as only data do.
 * So `p_cat,p_dog` and `id,1` are names, while `0.1,0.2x` is a row with a bad cell.
 */
export function isHeader(cells: readonly string[]): boolean {
  const named = cells.some((cell) => parseDecimal(cell) === undefined && cell.trim() !== '')
  return named && !cells.some((cell) => /[.eE]/.test(cell) && parseDecimal(cell) !== undefined)
}

/** @throws LossError E205 */
export function refuseEmpty(name: string, names: readonly string[] | undefined): never {
  throw new LossError('E205', `${name} has no rows of numbers${names ? ', only a header' : ''}`, {
    ...(names && { why: `its one line was taken for names: ${names.join(', ').slice(0, 60)}` }),
  })
}

/** Rows of numbers as a piece of a table. */
export function tablePiece(data: Float64Array, columns: number, place: NonNullable<Tensor['place']>): Tensor {
  return { data, shape: [data.length / columns, columns], table: true, place }
}
