import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  big,
  bigAdd,
  bigDivide,
  bigMultiply,
  bigNegative,
  bigNumber,
  bigPair,
  bigRoot,
  bigSize,
  bigSubtract,
  bigTrim,
  rest,
} from '../../src/numerics/big.ts'
import { draws } from '../draws.ts'

const double = fc.double({ noNaN: true, noDefaultInfinity: true })
const modest = fc.double({ min: -1e100, max: 1e100, noNaN: true })

it('a double comes back as it is', () => {
  for (const x of [0, 1, -1, 5e-324, -5e-324, 2 ** -1022, Number.MAX_VALUE, -Number.MAX_VALUE, Math.PI])
    expect(bigNumber(big(x))).toBe(x)
  fc.assert(
    fc.property(double, (x) => {
      expect(bigNumber(big(x)) + 0).toBe(x + 0)
    }),
  )
})

it('a sum and a product of two doubles are rounded as doubles are', () => {
  fc.assert(
    fc.property(modest, modest, (a, b) => {
      expect(bigNumber(bigAdd(big(a), big(b))) + 0).toBe(a + b + 0)
      expect(bigNumber(bigSubtract(big(a), big(b))) + 0).toBe(a - b + 0)
      if (Math.abs(a * b) > 1e-290) expect(bigNumber(bigMultiply(big(a), big(b)))).toBe(a * b)
      if (b !== 0 && Math.abs(a / b) > 1e-290) expect(bigNumber(bigDivide(big(a), big(b)))).toBe(a / b)
      expect(bigNumber(bigNegative(big(a)))).toBe(-a + 0)
    }),
    { numRuns: draws(1000) },
  )
})

it('a root is rounded as that of a double, and one of 0 is 0', () => {
  fc.assert(
    fc.property(double, (x) => {
      expect(bigNumber(bigRoot(big(Math.abs(x))))).toBe(Math.sqrt(Math.abs(x)))
    }),
    { numRuns: draws(1000) },
  )
  for (const x of [0, 1, 2, 4, 8, 0.5, 0.25, 2 ** -1074, 2 ** -1073, 2 ** 1023]) {
    expect(bigNumber(bigRoot(big(x)))).toBe(Math.sqrt(x))
    const square = bigMultiply(bigRoot(big(x)), bigRoot(big(x)))
    if (x > 0) expect(bigSize(bigSubtract(square, big(x)))).toBeLessThan(bigSize(big(x)) - 300)
  }
})

it('the size is the exponent of the leading bit plus 1', () => {
  expect([0, 1, -1, 2, 3, 0.5, 15, 16, -17].map((x) => bigSize(big(x)))).toEqual([
    -Infinity,
    1,
    1,
    2,
    2,
    0,
    4,
    5,
    5,
  ])
})

it('what is cut lies below the bits that are kept', () => {
  const a = bigAdd(big(1), big(2 ** -200))
  expect(bigTrim(a)).toBe(a)
  // Of 1 there are 52 bits of 0 behind it.
  expect(bigTrim(a, 253)).toBe(a)
  expect(bigNumber(bigSubtract(bigTrim(a, 201), big(1)))).toBe(2 ** -200)
  expect(bigNumber(bigSubtract(bigTrim(a, 200), big(1)))).toBe(0)
  expect(bigTrim(big(0))).toEqual(big(0))
})

it('ties are decided by whatever lies below, and ends of doubles are kept', () => {
  const half = bigAdd(big(1), big(2 ** -53))
  expect(bigNumber(half)).toBe(1)
  for (const least of [2 ** -100, 2 ** -500, 2 ** -1074]) {
    expect(bigNumber(bigAdd(half, big(least)))).toBe(1 + 2 ** -52)
    expect(bigNumber(bigSubtract(half, big(least)))).toBe(1)
    expect(bigNumber(bigNegative(bigAdd(half, big(least))))).toBe(-1 - 2 ** -52)
  }
  const huge = bigMultiply(big(2 ** 1000), big(2 ** 100))
  expect([bigNumber(huge), bigNumber(bigNegative(huge))]).toEqual([Infinity, -Infinity])
  expect(bigNumber(bigDivide(big(1), huge))).toBe(0)
  expect([bigPair(huge), rest[0]]).toEqual([Infinity, 0])
  expect([bigPair(bigAdd(big(1), big(2 ** -60))), rest[0]]).toEqual([1, 2 ** -60])
})
