import type { Cause } from './outcome.ts'
import { close, compareAll } from '../../numerics/closeness.ts'
import type { Tolerance } from '../../numerics/tolerance.ts'
import { type Candidate, candidates } from '../../conventions/conventions.ts'
import { inReason, factsOf, variantLosses } from '../../conventions/variant.ts'
import { variants } from '../../conventions/variants.ts'
import { sameArgs, commandOf, type Problem } from '../../conventions/problem.ts'

/** A cause may leave at most this part of the error unexplained. */
const UNEXPLAINED = 1 / 500
/** Ports in float32 are judged by their digits. */
const SINGLE = 1e-6
/** How near a cause must come, by its number of steps, even if the tolerance of the suite is larger: of two steps there are many. */
const NEAREST: readonly number[] = [0, 1e-3, 1e-5]
/** Relative errors below these are rounding of float32 and of float64. */
const FLOAT32 = 4e-7
const FLOAT64 = 1e-13
const NAMED = 3

/** The likely causes of a wrong number, the simplest first. */
export function causesOf(
  problem: Problem,
  reduction: 'mean' | 'sum',
  got: number,
  want: number,
  tolerance: Tolerance,
): Cause[] {
  const found: Candidate[] = []
  for (const candidate of candidates(problem, reduction)) {
    if (found.length > 0 && candidate.steps > found[0]!.steps) break
    const near = { ...tolerance, rtol: Math.min(Math.max(tolerance.rtol, SINGLE), NEAREST[candidate.steps]!) }
    if (candidate.steps > 0 && explains(candidate.value, got, want, near)) found.push(candidate)
  }
  return found.length > 0 ? nearest(found, got) : rounding(got, want)
}

/** The likely causes of wrong losses. */
export function causesOfLosses(
  problem: Problem,
  got: Float64Array,
  want: Float64Array,
  tolerance: Tolerance,
): Cause[] {
  const facts = factsOf(problem)
  const found: Cause[] = []
  for (const variant of variants) {
    const values = variantLosses(variant, problem, facts)?.values
    if (values?.length !== got.length || compareAll(values, want, tolerance).failed === 0) continue
    const loose = { rtol: Math.max(tolerance.rtol, SINGLE), atol: tolerance.atol }
    if (compareAll(got, values, loose).failed > 0) continue
    const changed = variant.change?.(problem, facts)
    const command = changed && sameArgs(changed.args, problem.args) ? commandOf(changed, 'none') : ''
    found.push({ name: variant.name, why: inReason(variant.why, problem), command })
  }
  if (found.length > 0) return found.slice(0, NAMED)
  const { worst } = compareAll(got, want, tolerance)
  return worst && got.every((value, i) => isRounding(value, want[i]!)) ? rounding(worst.got, worst.want) : []
}

/** The likely cause of a gradient that is wrong by the same factor everywhere. */
export function causesOfGradient(got: Float64Array, want: Float64Array, divisor: number): Cause[] {
  const factors: readonly (readonly [number, string, string])[] = [
    [-1, 'sign flipped', 'the gradient points downhill; that of the loss points uphill'],
    [divisor, 'gradient of the sum', `it is ${divisor} times as large: not divided as the mean is`],
    [1 / divisor, 'gradient divided twice', `it is ${divisor} times as small: divided once too often`],
  ]
  const loose = { rtol: SINGLE, atol: 1e-300 }
  const found = factors.find(
    ([factor]) =>
      factor !== 1 &&
      compareAll(
        got,
        want.map((x) => x * factor),
        loose,
      ).failed === 0,
  )
  return found ? [{ name: found[1], why: found[2], command: '' }] : []
}

function explains(value: number, got: number, want: number, tolerance: Tolerance): boolean {
  if (!Number.isFinite(got)) return Object.is(value, got)
  return (
    close(got, value, tolerance) &&
    (!Number.isFinite(want) || Math.abs(got - value) <= UNEXPLAINED * Math.abs(got - want))
  )
}

/** The candidate nearest to the number, with those that give the same, in the order of the table. */
function nearest(found: readonly Candidate[], got: number): Cause[] {
  const off = ({ value }: Candidate) => Math.abs(value - got)
  const best = found.reduce((a, b) => (off(b) < off(a) ? b : a))
  return found
    .filter(({ value }) => close(value, best.value, { rtol: FLOAT64, atol: 0 }))
    .slice(0, NAMED)
    .map(({ name, why, command }) => ({ name, why, command }))
}

const isRounding = (got: number, want: number): boolean =>
  Object.is(got, want) || Math.abs(got - want) <= FLOAT32 * Math.abs(want)

function rounding(got: number, want: number): Cause[] {
  if (!isRounding(got, want)) return []
  const single = Math.abs(got - want) > FLOAT64 * Math.abs(want)
  return [
    single
      ? { name: 'float32 rounding', why: 'about 7 digits agree: allow --rtol 1e-6', command: '' }
      : { name: 'float64 rounding', why: 'all but the last digits agree: allow --rtol 1e-12', command: '' },
  ]
}
