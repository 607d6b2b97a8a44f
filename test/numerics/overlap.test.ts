import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  big,
  type Big,
  bigAdd,
  bigDivide,
  bigMultiply,
  bigNegative,
  bigSize,
  bigSubtract,
} from '../../src/numerics/big.ts'
import { bigExp, bigLog } from '../../src/numerics/big-exp.ts'
import {
  type Activation,
  type Overlap,
  overlapGradient,
  type OverlapRule,
  overlapSums,
  probabilitiesOf,
} from '../../src/numerics/overlap.ts'
import { draws } from '../draws.ts'

/* Losses of overlap and their gradients against their definition in long numbers, the gradient as a quotient of differences. */

const [zero, one] = [big(0), big(1)]
const sum = (all: readonly Big[]) => all.reduce(bigAdd, zero)
const times = (...all: readonly Big[]) => all.reduce(bigMultiply, one)
const less = (a: Big, b: Big) => bigSubtract(a, b).mantissa < 0n
const over = (a: Big, b: Big) => (less(a, b) ? zero : bigSubtract(a, b))

function probabilities(
  scores: readonly Big[],
  activation: Activation,
  classes: number,
  places: number,
): Big[] {
  if (activation === 'none') return [...scores]
  const powers = scores.map((x) => bigExp(x))
  if (activation === 'sigmoid') return powers.map((e) => bigDivide(e, bigAdd(one, e)))
  return powers.map((e, i) => {
    const first = i - (Math.floor(i / places) % classes) * places
    return bigDivide(e, sum(Array.from({ length: classes }, (_, c) => powers[first + c * places]!)))
  })
}

/** The loss of each group. */
function losses(scores: readonly Big[], activation: Activation, overlap: Overlap, rule: OverlapRule): Big[] {
  const { classes, places, groups, target, scale } = overlap
  const [factor, alpha, beta] = [rule.factor, rule.alpha, rule.beta].map(big)
  const p = probabilities(scores, activation, classes, places)
  const [shared, differs] = [0, 0].map(() => Array.from({ length: groups }, () => zero))
  p.forEach((own, i) => {
    const c = Math.floor(i / places) % classes
    const g = overlap.groupOf(Math.floor(i / (classes * places)), c)
    if (g < 0 || Number.isNaN(target[i]!)) return
    const t = big(target[i]!)
    const by = scale ? big(scale[c]!) : one
    const [a, b] = rule.shared === 'product' ? [times(by, own), times(by, t)] : [own, t]
    const both = rule.shared === 'min' ? (less(a!, b!) ? a! : b!) : times(factor!, a!, b!)
    const [more, fewer] =
      rule.shared === 'min'
        ? [over(a!, b!), over(b!, a!)]
        : rule.shared === 'square'
          ? [times(bigSubtract(a!, b!), bigSubtract(a!, b!)), zero]
          : [times(factor!, a!, bigSubtract(one, b!)), times(factor!, bigSubtract(one, a!), b!)]
    shared![g] = bigAdd(shared![g]!, both)
    differs![g] = sum([differs![g]!, times(alpha!, more), times(beta!, fewer)])
  })
  return shared!.map((both, g) => {
    const whole = sum([both, differs![g]!, big(rule.below)])
    const floor = big(rule.floor)
    const score = bigDivide(bigAdd(both, big(rule.above)), less(whole, floor) ? floor : whole)
    if (!rule.log) return bigSubtract(one, score)
    return bigSubtract(zero, bigLog(less(score, floor) ? floor : score))
  })
}

/** Small enough that its square is below all digits. */
const STEP: Big = { mantissa: 1n, exponent: -110 }

/** An eighth of the last bit off the nearest double: the exponentials of pairs are good to 2^-59. */
function expectNear(got: number, want: Big, what: string): void {
  const off = bigSubtract(big(got), want)
  const most: Big = { mantissa: 5n, exponent: Math.max(bigSize(want), -6) - 53 - 3 }
  if (less(most, off) || less(off, bigNegative(most)))
    expect.fail(`${what} is ${got}, off by 2^${bigSize(off)}`)
}

const rules: [string, OverlapRule, number[] | undefined][] = [
  [
    'min',
    { shared: 'min', factor: 1, alpha: 0.75, beta: 0.5, above: 0, below: 0, floor: 1e-7, log: false },
    undefined,
  ],
  [
    'min, logarithm',
    { shared: 'min', factor: 1, alpha: 0.5, beta: 0.5, above: 0.5, below: 0.5, floor: 1e-7, log: true },
    undefined,
  ],
  [
    'min, a high floor',
    { shared: 'min', factor: 1, alpha: 1, beta: 1, above: 0.25, below: 0.5, floor: 3.1416, log: false },
    undefined,
  ],
  [
    'min, a high floor, logarithm',
    { shared: 'min', factor: 1, alpha: 1, beta: 1, above: 0.25, below: 0.5, floor: 0.9, log: true },
    undefined,
  ],
  [
    'product',
    { shared: 'product', factor: 2, alpha: 0.5, beta: 0.5, above: 1e-5, below: 1e-4, floor: 0, log: false },
    undefined,
  ],
  [
    'product, weights',
    {
      shared: 'product',
      factor: 2,
      alpha: 0.25,
      beta: 0.75,
      above: 0.25,
      below: 0.125,
      floor: 0,
      log: false,
    },
    [0.5, 1.5, 0.25],
  ],
  [
    'square',
    { shared: 'square', factor: 2, alpha: 1, beta: 1, above: 1e-5, below: 1e-4, floor: 0, log: false },
    undefined,
  ],
]
const cases = rules.flatMap(([name, rule, weights]) =>
  (['none', 'sigmoid', 'softmax'] as const).map((activation) => [name, activation, rule, weights] as const),
)

it.each(cases)('%s of %s has the digits of long numbers', (_name, activation, rule, weights) => {
  const [images, classes, places] = [2, 3, 2]
  const size = images * classes * places
  const drawn = fc.double({
    min: activation === 'none' ? 0.01 : -6,
    max: activation === 'none' ? 0.99 : 6,
    noNaN: true,
  })
  // Some are just their targets.
  const scoreOf = fc.oneof(drawn, fc.constant(0.3))
  const targetOf = fc.constantFrom(0, 1, 0, 1, 0.3, NaN)
  const all = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: size, maxLength: size })
  fc.assert(
    fc.property(all(scoreOf), all(targetOf), (scores, target) => {
      const overlap: Overlap = {
        images,
        classes,
        places,
        groups: 2,
        // A class of its own, two together, and one that does not count in the second image.
        groupOf: (image, one) => (one === 0 ? 0 : image === 1 && one === 2 ? -1 : 1),
        target: Float64Array.from(target),
        scale: weights && Float64Array.from(weights),
      }
      const given = probabilitiesOf(Float64Array.from(scores), activation, classes, places)
      const sums = overlapSums(given, overlap, rule)
      const factors = Float64Array.of(0.5, 1.25)
      const out = new Float64Array(size)
      overlapGradient(given, activation, overlap, rule, sums, factors, out)
      const exact = scores.map(big)
      const want = losses(exact, activation, overlap, rule)
      want.forEach((loss, g) => expectNear(sums.loss.high[g]!, loss, `the loss of group ${g}`))
      const totalAt = (i: number, by: Big) => {
        const moved = exact.map((x, j) => (i === j ? bigAdd(x, by) : x))
        return sum(losses(moved, activation, overlap, rule).map((loss, g) => times(loss, big(factors[g]!))))
      }
      const back = bigSubtract(zero, STEP)
      out.forEach((slope, i) => {
        const rise = bigSubtract(totalAt(i, STEP), totalAt(i, back))
        expectNear(slope, bigDivide(rise, bigMultiply(big(2), STEP)), `slope ${i}`)
      })
    }),
    { numRuns: draws(20, 2) },
  )
})
