import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  big,
  type Big,
  bigAdd,
  bigDivide,
  bigMultiply,
  bigNumber,
  bigSubtract,
} from '../../src/numerics/big.ts'
import { bigExp, bigLog } from '../../src/numerics/big-exp.ts'
import { low } from '../../src/numerics/double-double.ts'
import { expPair } from '../../src/numerics/exp.ts'
import { expFull } from '../../src/numerics/full-exp.ts'
import { logFull, logOfQuotient } from '../../src/numerics/full-log.ts'
import { logCosh, tanh } from '../../src/numerics/log-cosh.ts'
import { log, log1pPair, logPair } from '../../src/numerics/log.ts'
import { draws, evenly } from '../draws.ts'

const one = big(1)
const minus = (a: Big) => bigSubtract(big(0), a)
const pair = (x: number, xLow: number) => bigAdd(big(x), big(xLow))
const bigCosh = (x: Big) => bigDivide(bigAdd(bigExp(x), bigExp(minus(x))), big(2))
const bigTanh = (x: Big) =>
  bigDivide(bigSubtract(bigExp(x), bigExp(minus(x))), bigMultiply(big(2), bigCosh(x)))

/** A function of a pair, what it is in long numbers, how many bits of it are right, and the ends of its ways to compute it. */
const functions: [string, (x: number, xLow: number) => number, (x: Big) => Big, number, readonly number[]][] =
  [
    ['ln cosh', logCosh, (x) => bigLog(bigCosh(x)), 54, [2 ** -3, 2, 30]],
    ['ln cosh by its series', logCosh, (x) => bigLog(bigCosh(x)), 59, [2 ** -6.5]],
    ['e^x', expPair, (x) => bigExp(x), 59, [1, 40]],
    ['e^x in full', expFull, (x) => bigExp(x), 97, [1, 40]],
    [
      'ln x',
      (x, xLow) => logPair(Math.abs(x), x < 0 ? -xLow : xLow),
      (x) => bigLog(x.mantissa < 0n ? minus(x) : x),
      67,
      [0.5, 1 + 2 ** -30, 2, 1e9],
    ],
    [
      'ln x in full',
      (x, xLow) => logFull(Math.abs(x), x < 0 ? -xLow : xLow),
      (x) => bigLog(x.mantissa < 0n ? minus(x) : x),
      97,
      [0.5, 1 + 2 ** -30, 2, 1e9],
    ],
    [
      'ln((1 + x) / (1 - x)), as of a quotient',
      (x, xLow) => logOfQuotient(2 * x, 2 * xLow, 2, 0),
      (x) => bigLog(bigDivide(bigAdd(one, x), bigSubtract(one, x))),
      57,
      [0.004],
    ],
  ]

it.each(functions)('%s has the bits of long numbers', (name, of, exactly, bits, ends) => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ends),
      evenly(-3, 3),
      fc.boolean(),
      evenly(-1, 1),
      (end, octaves, negative, rest) => {
        const x = (negative ? -1 : 1) * end * 2 ** (name.includes('quotient') ? -Math.abs(octaves) : octaves)
        const xLow = rest * Math.abs(x) * 2 ** -54
        const got = of(x, xLow)
        const want = exactly(pair(x, xLow))
        const off = bigNumber(bigDivide(bigSubtract(pair(got, low[0]!), want), want))
        if (!(Math.abs(off) < 2 ** -bits))
          expect.fail(`of ${x} and ${xLow} it is off by 2^${Math.log2(Math.abs(off))}`)
      },
    ),
    { numRuns: draws(400) },
  )
})

it('tanh is at most one ulp off', () => {
  fc.assert(
    fc.property(evenly(-8, 5), fc.boolean(), (octaves, negative) => {
      const x = (negative ? -1 : 1) * 2 ** octaves
      const want = bigNumber(bigTanh(big(x)))
      expect(Math.abs(tanh(x, 0) - want) / Math.abs(want)).toBeLessThanOrEqual(2 ** -52)
    }),
    { numRuns: draws(400) },
  )
})

it('e^x is at most a digit off where doubles end, and seldom that', () => {
  const ends = fc.oneof(evenly(-745.2, -708), evenly(709, 709.782))
  let [drawn, off] = [0, 0]
  fc.assert(
    fc.property(ends, (x) => {
      const [got, want] = [expPair(x, 0), bigNumber(bigExp(big(x)))]
      expect(Math.abs(got - want)).toBeLessThanOrEqual(Math.max(2 ** -1074, want * 2 ** -52))
      drawn++
      if (got !== want) off++
    }),
    { numRuns: draws(1000) },
  )
  expect(off).toBeLessThan(drawn / 5)
  expect([expPair(709.782712893384, 0), expPair(709.782712893385, 0), low[0]]).toEqual([
    bigNumber(bigExp(big(709.782712893384))),
    Infinity,
    0,
  ])
  expect([expPair(-745.1332191019411, 0), expPair(-745.1332191019412, 0)]).toEqual([5e-324, 0])
  expect([0, Infinity, -Infinity, NaN].map((x) => expPair(x, 0))).toEqual([1, Infinity, 0, NaN])
})

it('logarithms of what is not finite have no low part', () => {
  expect([0, -0, -1, Infinity, NaN].map(log)).toEqual([-Infinity, -Infinity, NaN, Infinity, NaN])
  for (const x of [Infinity, NaN]) expect([log1pPair(x, 7), low[0]]).toEqual([x, 0])
})
