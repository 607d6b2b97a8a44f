import type { Cause } from './outcome.ts'
import { close, compareAll } from '../../numerics/closeness.ts'
import type { Tolerance } from '../../numerics/tolerance.ts'
import { type Candidate, candidates } from '../../conventions/conventions.ts'
import { waysToReduce } from '../../conventions/other-reductions.ts'
import type { UnreducedLosses } from '../../conventions/reduced-losses.ts'
import { overflowVariants, portVariants } from '../../conventions/guards.ts'
import { singleGuards } from '../../conventions/single-guards.ts'
import { inReason, factsOf, type Variant, variantLosses } from '../../conventions/variant.ts'
import { variants } from '../../conventions/variants.ts'
import { commandOf, hasPair, type Problem, sameArgs } from '../../conventions/problem.ts'

/** A cause may leave at most this part of the error unexplained. */
const UNEXPLAINED = 1 / 500
/** Ports in float32 are judged by their digits. */
const SINGLE = 1e-6
/** How near a cause must come, by its number of steps, even if the tolerance of the suite is larger: of two steps there are many. */
const NEAREST: readonly number[] = [0, 1e-3, 1e-5]
/** Relative errors below these are rounding of float32 and of float64. */
const FLOAT32 = 4e-7
const FLOAT64 = 1e-13
/** What a few operations of float32 lose of the size of their terms. */
const TERMS = 2 ** -20
/** Digits that tell every float32 from all others. */
const SINGLE_DIGITS = 9
/** Roundings of bfloat16 that a cause may be off by. */
const WIDE = 2
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
    const loose = Math.max(tolerance.rtol, nearness(tolerance))
    const near = {
      ...tolerance,
      rtol: Math.min(loose, Math.max(NEAREST[candidate.steps]!, nearness(tolerance))),
    }
    if (candidate.steps > 0 && explains(candidate.value, got, want, near)) found.push(candidate)
  }
  const { reduce } = waysToReduce.find((divisor) => divisor.reduction === reduction)!
  const near = { ...tolerance, rtol: Math.max(tolerance.rtol, nearness(tolerance)) }
  const by = (some: readonly Variant[]): Cause[] => {
    for (const [variant, losses] of computedOtherwise(problem, some))
      if (explains(reduce(losses)!, got, want, near)) return [causeOf(variant, problem)]
    return []
  }
  const overflow = Number.isFinite(got) ? [] : by(overflowVariants)
  if (overflow.length > 0) return overflow
  if (found.length > 0) return nearest(found, got)
  const other = by([...portVariants, ...singlesFor(tolerance)])
  if (other.length > 0) return other
  return roundingOf(problem, Float64Array.of(got), Float64Array.of(want), tolerance)
}

export function causesOfLosses(
  problem: Problem,
  got: Float64Array,
  want: Float64Array,
  tolerance: Tolerance,
): Cause[] {
  const found: Cause[] = []
  const loose = { ...tolerance, rtol: Math.max(tolerance.rtol, nearness(tolerance)) }
  const ways = [...overflowVariants, ...variants, ...portVariants, ...singlesFor(tolerance)]
  for (const [variant, { values }] of computedOtherwise(problem, ways)) {
    // What overflows is looked at first: NaN is NaN by many ways.
    if (found.length > 0 && got.some(Number.isNaN)) break
    if (values.length !== got.length || compareAll(values, want, tolerance).failed === 0) continue
    if (compareAll(got, values, loose).failed > 0) continue
    if (distance(got, values) <= unexplained(tolerance) * distance(got, want))
      found.push(causeOf(variant, problem))
  }
  return found.length > 0 ? found.slice(0, NAMED) : roundingOf(problem, got, want, tolerance)
}

const singlesFor = ({ ulps }: Tolerance): readonly Variant[] => (ulps?.of === 'float32' ? singleGuards : [])

/** The losses of a problem under each variant that has a meaning for it. */
function* computedOtherwise(
  problem: Problem,
  some: readonly Variant[],
): Generator<readonly [Variant, UnreducedLosses]> {
  if (!hasPair(problem) || problem.from !== undefined) return
  const facts = factsOf(problem)
  for (const variant of some) {
    const losses = variantLosses(variant, problem, facts)
    if (losses) yield [variant, losses]
  }
}

function causeOf({ name, why, change }: Variant, problem: Problem): Cause {
  const changed = change?.(problem, factsOf(problem))
  const command = changed && sameArgs(changed.args, problem.args) ? commandOf(changed, 'none') : ''
  return { name, why: inReason(why, problem), command }
}

/** Of the numbers that are finite. */
function distance(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => {
    const apart = Math.abs(x - b[i]!)
    return Number.isFinite(apart) ? sum + apart : sum
  }, 0)
}

/** The likely cause of a wrong gradient: the same factor everywhere, or rounding. */
export function causesOfGradient(
  problem: Problem,
  got: Float64Array,
  want: Float64Array,
  divisor: number,
  tolerance: Tolerance,
): Cause[] {
  const factors: readonly (readonly [number, string, string])[] = [
    [-1, 'sign flipped', 'the gradient points downhill; that of the loss points uphill'],
    [divisor, 'gradient of the sum', `it is ${divisor} times as large: not divided as the mean is`],
    [1 / divisor, 'gradient divided twice', `it is ${divisor} times as small: divided once too often`],
  ]
  const loose = { ...tolerance, rtol: Math.max(tolerance.rtol, SINGLE) }
  const found = factors.find(
    ([factor]) =>
      factor !== 1 &&
      compareAll(
        got,
        want.map((x) => x * factor),
        loose,
      ).failed === 0,
  )
  return found ? [{ name: found[1], why: found[2], command: '' }] : roundingOf(problem, got, want, tolerance)
}

function explains(value: number, got: number, want: number, tolerance: Tolerance): boolean {
  if (!Number.isFinite(got)) return Object.is(value, got)
  return (
    close(got, value, tolerance) &&
    (!Number.isFinite(want) || Math.abs(got - value) <= unexplained(tolerance) * Math.abs(got - want))
  )
}

/** How close the number of a port must be to that of a cause: a narrow format keeps fewer digits. */
const nearness = ({ ulps }: Tolerance): number => (ulps?.of === 'bfloat16' ? WIDE * 2 ** -8 : SINGLE)

const unexplained = ({ ulps }: Tolerance): number => (ulps?.of === 'bfloat16' ? WIDE * 2 ** -4 : UNEXPLAINED)

/** The candidate nearest to the number, with those that give the same, in the order of the table. */
function nearest(found: readonly Candidate[], got: number): Cause[] {
  const off = ({ value }: Candidate) => Math.abs(value - got)
  const best = found.reduce((a, b) => (off(b) < off(a) ? b : a))
  return found
    .filter(({ value }) => close(value, best.value, { rtol: FLOAT64, atol: 0 }))
    .slice(0, NAMED)
    .map(({ name, why, command }) => ({ name, why, command }))
}

/** The rounding of a narrower format, if all numbers look like that. */
function roundingOf(problem: Problem, got: Float64Array, want: Float64Array, { ulps }: Tolerance): Cause[] {
  if (got.every((value, i) => within(value, want[i]!, FLOAT64 * Math.abs(want[i]!))))
    return [
      { name: 'float64 rounding', why: 'all but the last digits agree: allow --rtol 1e-12', command: '' },
    ]
  const plain = got.every((value, i) => within(value, want[i]!, FLOAT32 * Math.abs(want[i]!)))
  // A sum of rounded terms is off by their size, not by its own.
  const inputs = Object.values(problem.args).flatMap(({ data }) => [...data])
  const size = [...inputs, ...want].reduce(
    (most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most),
    1,
  )
  const narrow = got.every(isSingle) && got.every((value, i) => within(value, want[i]!, TERMS * size))
  if (!plain && !narrow) return []
  return [
    ulps
      ? {
          name: 'digits that cancel',
          why: 'right but for the digits that the last difference of large terms, or a sum in a narrow format, loses',
          command: '',
        }
      : { name: 'float32', why: 'about 7 digits agree: judge it with --dtype float32', command: '' },
  ]
}

const within = (got: number, want: number, most: number): boolean =>
  Object.is(got, want) || Math.abs(got - want) <= most

/** Whether a number is one of float32, or printed with no more digits than it takes to tell one. */
function isSingle(x: number): boolean {
  if (!Number.isFinite(x) || Math.fround(x) === x) return true
  return (
    x.toExponential().replace(/e.*/, '').replaceAll(/[-.]/g, '').length <= SINGLE_DIGITS &&
    within(x, Math.fround(x), 1e-7 * Math.abs(x))
  )
}
