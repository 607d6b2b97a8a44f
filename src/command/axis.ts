import { LossError } from '../error.ts'
import { parseDecimal } from '../numerics/decimal.ts'
import { flagName } from '../options.ts'
import type { RawFlags } from './flags.ts'

/** More runs than this are taken for a mistake in a range. */
export const MOST_RUNS = 10_000

/** The values of an option. @throws LossError E101 for what is neither number, list nor range */
export function readAxis(option: string, flags: RawFlags): number[] {
  const text = String(flags[option])
  const refuse = (): never => {
    throw new LossError(
      'E101',
      `--${flagName(option)} must be numbers 0,0.5,1 or a range 0:5:0.5, got ${text}`,
    )
  }
  let total = 0
  return text.split(',').flatMap((part) => {
    const numbers = part.split(':').map((piece) => (piece.trim() === 'off' ? -1 : parseDecimal(piece)))
    if (numbers.some((number) => number === undefined || !Number.isFinite(number))) return refuse()
    const [first, last, step] = numbers as [number, number?, number?]
    if (last === undefined) {
      if (++total > MOST_RUNS) refuse()
      return [first]
    }
    if (step === undefined || step === 0 || numbers.length > 3 || (last - first) / step < 0) return refuse()
    const count = Math.floor((last - first) / step + 1e-9) + 1
    if ((total += count) > MOST_RUNS) return refuse()
    // Rounded, so that 3 * 0.1 is 0.3.
    return Array.from({ length: count }, (_, i) => Number((first + i * step).toPrecision(12)))
  })
}

/** Every combination of one value of each list. */
export function product(lists: readonly (readonly number[])[]): number[][] {
  return lists.reduce<number[][]>(
    (points, list) => points.flatMap((point) => list.map((value) => [...point, value])),
    [[]],
  )
}
