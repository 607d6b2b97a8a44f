import { LossError, type Place } from '../error.ts'
import { comparedWith } from '../numerics/exact-decimal.ts'
import type { ColumnType } from '../table.ts'

/** Numbers are compared as exact decimals; `=` and `!=` also compare texts. */
const comparisons = ['!=', '>=', '<=', '=', '>', '<'] as const

/** A condition on the value of a column, by the name or number that was given for it. */
export interface Where {
  readonly column: string
  readonly comparison: (typeof comparisons)[number]
  readonly value: string
}

/** Conditions that rows are compared with at most. */
const MOST = 1000

/** @throws LossError E101 */
export function readConditions(conditions: readonly string[]): Where[] {
  if (conditions.length > MOST)
    throw new LossError('E101', `--where is given ${conditions.length} times, at most ${MOST} fit`, {
      why: 'each row is compared with each condition: name a column that says which rows stay',
    })
  return conditions.map(readWhere)
}

/** `column=value` or another comparison. @throws LossError E101 for another form */
export function readWhere(condition: string): Where {
  // From the beginning: elsewhere each of many blanks would be tried as one.
  const [, column = '', comparison, value] = /^([^=<>]*?)(!==?|>=|<=|==?|>|<)(.*)/s.exec(condition) ?? []
  if (column.trim() === '')
    throw new LossError(
      'E101',
      `--where must be column=value, or with ${comparisons.slice(0, 3).join(', ')}, > or <; got ${condition}`,
    )
  // As programs write it: `==` is `=`.
  const plain = comparison!.replace('==', '=') as Where['comparison']
  return { column: column.trim(), comparison: plain, value: value!.trim() }
}

/** Spellings of the number that equality asked for: 1, or 01, as codes are written. */
export const PLAIN = 1
export const PADDED = 2
/** The text that it asked for. */
export const SAME = 4

/**
 * Whether a cell fits: one of a column of texts by its letters, one of numbers by its exact value, which a double may not hold.
 *
 * The result throws LossError E201 for a text where numbers are compared. `met` is told how equal numbers are spelt.
 */
export function fitting(
  { comparison, value }: Where,
  type: ColumnType,
  met: (spelling: typeof PLAIN | typeof PADDED | typeof SAME) => void,
): (text: string | undefined, place: () => Place | undefined) => boolean {
  const compared = comparedWith(value)
  const equality = comparison === '=' || comparison === '!='
  const sameText = (text: string) => {
    if (text === value && comparison === '!=') met(SAME)
    return text === value
  }
  return (text, place) => {
    // A missing cell fits nothing but `!=`.
    if (text === undefined) return comparison === '!='
    if (equality && type === 'text') return sameText(text) === (comparison === '=')
    const order = equality && sameText(text) ? 0 : compared(text)
    if (equality) {
      if (order === 0) met(/^[+-]?0\d/.test(text) ? PADDED : PLAIN)
      return (order === 0) === (comparison === '=')
    }
    if (order === undefined) {
      // NaN is a number, but neither more nor less than another.
      if ([text, value].some((one) => /^[+-]?nan$/i.test(one))) return false
      const at = place()
      throw new LossError(
        'E201',
        `--where compares ${JSON.stringify(text)} with ${value}, and needs numbers`,
        { at },
      )
    }
    if (order === 0) return comparison.length === 2
    return comparison.startsWith('<') ? order < 0 : order > 0
  }
}
