/** What rounding to float32 may change. */
const SINGLE = 1e-7

/** Whether two files tell the same target, of which one may have been kept as float32. */
export function sameTarget(a: number | string, b: number | string | undefined): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b
  return Object.is(a, b) || Math.abs(a - b) <= SINGLE * Math.max(Math.abs(a), Math.abs(b))
}
