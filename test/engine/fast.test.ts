import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fastElements, fastRows } from '../../src/engine/fast.ts'
import { plan } from '../../src/engine/plan.ts'
import { bceWithLogits } from '../../src/losses/bce-logits.ts'
import { crossEntropy } from '../../src/losses/ce.ts'
import { focal } from '../../src/losses/focal.ts'
import type { ClassLoss, ElementLoss } from '../../src/losses/loss.ts'
import { mse } from '../../src/losses/mse.ts'
import { ExactSum } from '../../src/numerics/exact-sum.ts'

/** Numbers of every kind: ordinary ones mostly, the ends of exp, ties, subnormals, infinities, NaN. */
function numbers(seed: number, n: number, wild: number): Float64Array {
  let state = seed | 1
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 0) / 2 ** 32
  }
  const ends = [
    0, -0, 1, 36.7, -36.7, 40, 700, 708.2, 708.3, 708.4, 709.8, 745.1, 745.2, 1e4, 1e300, 1e308, 5e-324,
    1e-310, 1e-17,
  ]
  const rare = [Infinity, -Infinity, Number.NaN]
  return Float64Array.from({ length: n }, () => {
    const kind = random()
    if (kind < wild / 8) return rare[Math.floor(random() * rare.length)]!
    if (kind < wild) return ends[Math.floor(random() * ends.length)]! * (random() < 0.5 ? -1 : 1)
    return (random() + random() + random() - 1.5) * (random() < 0.2 ? 400 : 8)
  })
}

const same = (got: Float64Array, want: Float64Array) => {
  for (let i = 0; i < want.length; i++) {
    if (!Object.is(got[i], want[i]) && !(got[i] === 0 && want[i] === 0)) {
      expect.fail(`element ${i}: ${got[i]} in the loop, ${want[i]} plainly`)
    }
  }
}

const sumOf = (values: Float64Array) => {
  const sum = new ExactSum()
  for (const value of values) sum.add(value)
  return sum.value()
}

const elementCases: [string, ElementLoss, Record<string, unknown>][] = [
  ['bce-logits', bceWithLogits as ElementLoss, {}],
  ['mse', mse as ElementLoss, {}],
  ['focal', focal as ElementLoss, {}],
  ['focal, gamma 0, no alpha', focal as ElementLoss, { gamma: 0, alpha: -1 }],
  ['focal, gamma 0.5', focal as ElementLoss, { gamma: 0.5, alpha: 0.75 }],
  ['focal, gamma 5', focal as ElementLoss, { gamma: 5 }],
]

describe.each(elementCases)('the loop of %s', (_name, loss, options) => {
  it.each([0, 0.02, 0.5])('has the bits of the plain kernel, %d of the numbers being extreme', (wild) => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 4096, max: 9000 }), fc.boolean(), (seed, n, soft) => {
        const x = numbers(seed, n, wild)
        const t = numbers(seed + 1, n, 0).map((v) =>
          soft && Math.abs(v) < 0.2 ? Math.abs(v) : v > 0 ? 1 : 0,
        )
        const fitted = plan(loss, options, { shape: [n] }, { shape: [n] })
        if (fitted.family !== 'element') throw new Error('no element loss')
        const working = loss.working(fitted.options)
        const want = x.map((value, i) => working(value, t[i]!, 1).loss)
        const got = new Float64Array(n)
        const sum = new ExactSum()
        fastElements(fitted, n)!(x, t, got, sum)
        same(got, want)
        expect(sum.value()).toBe(sumOf(want))
      }),
      { numRuns: 12 },
    )
  })
})

it('focal with a huge gamma is left to the plain kernel', () => {
  const fitted = plan(focal as ElementLoss, { gamma: 1e305 }, { shape: [5000] }, { shape: [5000] })
  if (fitted.family !== 'element') throw new Error('no element loss')
  expect(fastElements(fitted, 5000)).toBe(undefined)
})

describe('the loop of ce', () => {
  it.each([1, 2, 3, 7, 10, 64, 1000])('has the bits of the plain kernel for %d classes', (classes) => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(0, 0.01, 0.3), (seed, wild) => {
        const rows = Math.ceil(5000 / classes) + 3
        const x = numbers(seed, rows * classes, wild)
        const t = Float64Array.from({ length: rows }, (_, i) =>
          i % 11 === 3 ? -100 : Math.abs(seed + 7 * i) % classes,
        )
        const fitted = plan(crossEntropy as ClassLoss, {}, { shape: [rows, classes] }, { shape: [rows] })
        if (fitted.family !== 'class') throw new Error('no class loss')
        const working =
          crossEntropy.family === 'class' ? crossEntropy.working(fitted.options, classes) : undefined
        const want = t.map((index, i) =>
          index === -100
            ? 0
            : working!({ data: x, start: i * classes, length: classes }, { index, probabilities: undefined })
                .loss,
        )
        const got = new Float64Array(rows)
        const sum = new ExactSum()
        fastRows(fitted, rows)!(x, t, got, sum)
        same(got, want)
        expect(sum.value()).toBe(sumOf(want))
      }),
      { numRuns: 12 },
    )
  })
})
