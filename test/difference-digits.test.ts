import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ulpsApart } from './golden.ts'
import { poissonNll } from '../src/losses/poisson-nll.ts'
import { gaussianNll } from '../src/losses/gaussian-nll.ts'
import { msle } from '../src/losses/msle.ts'
import { modulated } from '../src/losses/modulated.ts'
import { big, bigAdd, bigDivide, bigMultiply, bigNumber, bigSubtract } from '../src/numerics/big.ts'
import { bigLog } from '../src/numerics/big-exp.ts'
import { evenly } from './draws.ts'
import { libraryCalls } from './library-calls.ts'

/** A whole number over a power of two that is a double: `significand / 2^places`. */
interface Dyadic {
  readonly significand: bigint
  readonly places: number
}
const dyadic = fc
  .tuple(fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }), fc.integer({ min: 50, max: 100 }))
  .map(([significand, places]): Dyadic => ({ significand, places }))
const toNumber = ({ significand, places }: Dyadic) => Number(significand) * 2 ** -places

/** The double nearest to `numerator / 2^places`; a bigint becomes a double by the rule of rounding to even. */
const nearest = (numerator: bigint, places: number) =>
  Number(numerator) * 2 ** -Math.floor(places / 2) * 2 ** -Math.ceil(places / 2)

/* A difference of doubles is often none itself: what a loss makes of it must still be that of the exact difference. */
describe.each([
  ['huber', { delta: 64 }, (d: bigint, places: number) => nearest(d * d, 2 * places + 1)],
  ['smooth-l1', { beta: 64 }, (d: bigint, places: number) => nearest(d * d, 2 * places + 7)],
] as const)('%s of differences that are no doubles', (name, options, want) => {
  it('is nearest to the exact value, or next to it', () => {
    const { call } = libraryCalls.get(name)!
    fc.assert(
      fc.property(dyadic, dyadic, (x, t) => {
        const places = Math.max(x.places, t.places)
        const whole = (one: Dyadic) => one.significand << BigInt(places - one.places)
        const exact = want(whole(x) - whole(t), places)
        fc.pre(exact > 1e-290)
        const { value } = call([toNumber(x)], [toNumber(t)], { ...options, reduction: 'none' })
        expect(ulpsApart((value as number[])[0]!, exact)).toBeLessThanOrEqual(1)
      }),
      { numRuns: 200 },
    )
  })
})

it('the slope of poisson-nll by its target has its digits where ln t + 1 / (2 t) is ln of the rate', () => {
  const { target } = poissonNll.gradient as unknown as Record<
    string,
    (o: object) => (x: number, t: number) => number
  >
  for (const t of [1.5, 2, 3, 10, 1000, 54321]) {
    const x = Math.log(t) + 0.5 / t
    const exact = bigSubtract(bigAdd(bigLog(big(t)), bigDivide(big(0.5), big(t))), big(x))
    expect(target!({ logInput: true, full: true, eps: 0 })(x, t)).toBe(bigNumber(exact))
  }
})

it('gaussian-nll has its digits where the logarithm of the variance and the square cancel', () => {
  const { working } = gaussianNll as unknown as {
    working(o: object): (...numbers: number[]) => { loss: number }
  }
  for (let i = 1; i < 60; i++) {
    const v = i / 64
    const near = Math.sqrt(-v * Math.log(v))
    for (const x of [near, near * (1 + 2 ** -52), near * (1 - 2 ** -53)]) {
      const square = bigDivide(bigMultiply(big(x), big(x)), big(v))
      const exact = bigMultiply(big(0.5), bigAdd(bigLog(big(v)), square))
      expect(working({ full: false, eps: 1e-9 })(x, 0, v).loss).toBe(bigNumber(exact))
    }
  }
})

it('msle of a ratio that no double holds is the nearest to its square', () => {
  const { working } = msle as unknown as { working(o: object): (x: number, t: number) => { loss: number } }
  for (const x of [1e300, 2.5e303, 7e306, 1.3e307, 9e307])
    for (const places of [49, 50, 51, 52]) {
      const t = -1 + 2 ** -places
      const ln = bigSubtract(bigLog(bigAdd(big(1), big(x))), bigLog(bigAdd(big(1), big(t))))
      expect(working({ convention: 'sklearn' })(x, t).loss).toBe(bigNumber(bigMultiply(ln, ln)))
    }
})

it('hard targets of modulated losses round alike: the side last, which is one double', () => {
  fc.assert(
    fc.property(evenly(0, 1), evenly(0, 1), evenly(0, 40), (side, modulator, cost) => {
      const of = (t: number) => modulated(t, side, 0, modulator, modulator * 2 ** -55, cost, cost * 2 ** -54)
      expect(of(0)).toBe(of(1))
    }),
  )
})

it('multilabel-margin does not look at what a class of no label would cost', () => {
  const { call } = libraryCalls.get('multilabel-margin')!
  expect(call([[1, -Infinity, 0]], [[0, -1, 0]], {}).value).toBe(0)
  expect(call([[1, -Infinity, 3]], [[0, -1, 0]], {}).value).toBe(1)
})

it('the slope of a probability of 0 against 0 is 1, from either side', () => {
  const { call } = libraryCalls.get('bce-logits')!
  const { grad } = call([0, 0.5], [0, 0], { from: 'probs', reduction: 'sum', grad: true }) as unknown as {
    grad: Float64Array
  }
  expect([...grad]).toEqual([1, 2])
})
