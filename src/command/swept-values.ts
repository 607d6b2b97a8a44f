import { instead, LossError } from '../error.ts'
import { parseDecimal } from '../numerics/decimal.ts'
import { flagName, type OptionSpec } from '../options.ts'
import type { RawFlags } from './read-flags.ts'

/** More runs than this are taken for a mistake in a range. */
export const MOST_RUNS = 10_000

/** The number that switches an option off, which is written `off`. */
export const offOf = (spec: OptionSpec): number | undefined => (spec.type === 'scale' ? spec.off : undefined)

/** How far a range may miss its last value, in steps: 0:1:0.1 ends with 1 although ten times 0.1 is less. */
const MISSED = 1e-9

/**
 * The values of an option: numbers, or first:last:step.
 *
 * @throws LossError E101 for what is neither number, list nor range, and for more than MOST_RUNS of them
 */
export function readSweptValues(option: string, spec: OptionSpec, flags: RawFlags): number[] {
  const text = String(flags[option])
  const off = offOf(spec)
  const refuse = (): never => {
    throw new LossError(
      'E101',
      `--${flagName(option)} must be numbers 0,0.5,1 or a range 0:5:0.5, got ${text}`,
      { tries: [instead(withStep(text) ?? '0.5,1', text)] },
    )
  }
  let total = 0
  const count = (values: number): number => {
    total += values
    if (total > MOST_RUNS)
      throw new LossError('E101', `--${flagName(option)} ${text} has more than ${MOST_RUNS} values`)
    return values
  }
  return text.split(',').flatMap((part) => {
    const numbers = part.split(':').map((piece) => (piece.trim() === 'off' ? off : parseDecimal(piece)))
    if (numbers.some((number) => number === undefined || !Number.isFinite(number))) return refuse()
    const [first, last, step] = numbers as [number, number?, number?]
    if (last === undefined) {
      count(1)
      return [first]
    }
    if (step === undefined || step === 0 || numbers.length > 3 || (last - first) / step < 0) return refuse()
    const length = count(Math.floor((last - first) / step + MISSED) + 1)
    // Rounded, so that 3 * 0.1 is 0.3.
    return Array.from({ length }, (_, i) => Number((first + i * step).toPrecision(12)))
  })
}

/** `0:2:0.5` for `0:2` and `0-2`. */
function withStep(text: string): string | undefined {
  const [, first, last] = /^(\d[\d.]*)[:-](\d[\d.]*)$/.exec(text) ?? []
  const step = Number(((Number(last) - Number(first)) / 4).toPrecision(12))
  return step > 0 ? `${first}:${last}:${step}` : undefined
}

export function product(lists: readonly (readonly number[])[]): number[][] {
  return lists.reduce<number[][]>(
    (points, list) => points.flatMap((point) => list.map((value) => [...point, value])),
    [[]],
  )
}
