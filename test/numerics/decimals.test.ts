import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compensatedSum } from '../../src/numerics/compensated-sum.ts'
import { parseDecimal, roundedQuotient } from '../../src/numerics/decimal.ts'
import { canonicalDecimal, compareDecimals } from '../../src/numerics/exact-decimal.ts'
import { narrowFloats, ulpIn } from '../../src/numerics/narrow-floats.ts'
import { meanOf, quotient } from '../../src/numerics/quotient.ts'
import { SmallSum } from '../../src/numerics/small-sum.ts'
import { draws } from '../draws.ts'

const digits = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n })
const places = fc.integer({ min: -30, max: 30 })
/** A whole number times a power of ten, spelled in one of several ways. */
const spelled = fc.tuple(digits, places, fc.nat(3)).map(([whole, place, way]) => {
  const text = [
    `${whole}e${place}`,
    `${whole}.0E${place}`,
    `${whole}0e${place - 1}`,
    `\t${whole}.e+0${place}`.replace('+0-', '-'),
  ][way]!
  return { text, whole, place }
})

it('texts of numbers are compared by all of their digits', () => {
  fc.assert(
    fc.property(spelled, spelled, fc.boolean(), (a, other, near) => {
      const b = near ? { ...a, whole: a.whole + 1n, text: `${a.whole + 1n}e${a.place}` } : other
      const at = (one: typeof a) => one.whole * 10n ** BigInt(one.place + 30)
      const want = at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0
      expect(Math.sign(compareDecimals(a.text, b.text)!) + 0).toBe(want)
      expect(canonicalDecimal(a.text) === canonicalDecimal(b.text)).toBe(want === 0)
    }),
    { numRuns: draws(1000) },
  )
})

it.each([
  ['0', '-0.00e5', 0],
  ['0', '1e-400', -1],
  ['-1e400', '-1e401', 1],
  ['.5', '0.50', 0],
  ['-.5', '0', -1],
  ['inf', '1e999', 1],
  ['-Infinity', '-1e999', -1],
  ['Infinity', '+inf', 0],
  ['-inf', 'inf', -1],
  ['nan', '1', undefined],
  ['1', '', undefined],
  ['.', '1', undefined],
  ['1x', '1', undefined],
  ['e5', '1', undefined],
])('%s against %s: %s', (a, b, want) => {
  const got = compareDecimals(a, b)
  expect(got === undefined ? got : Math.sign(got) + 0).toBe(want)
})

it.each([
  ['1.0', '1e0'],
  ['-0', '0.00'],
  ['-2.50', '-25e-1'],
  ['inf', 'Infinity'],
  ['a', 'a'],
])('%s and %s are spelled alike', (a, b) => {
  expect(canonicalDecimal(a)).toBe(canonicalDecimal(b))
})

it.each([
  ['1', 1],
  [' +1.5e3\t', 1500],
  ['.5', 0.5],
  ['5.', 5],
  ['-0', -0],
  ['nan', NaN],
  ['-NaN', NaN],
  ['INF', Infinity],
  ['-infinity', -Infinity],
  ['', undefined],
  ['.', undefined],
  ['1e', undefined],
  ['0x1f', undefined],
  ['1_000', undefined],
  ['1,5', undefined],
  ['infinit', undefined],
  ['1 2', undefined],
])('%j is the number %s', (text, number) => {
  expect(parseDecimal(text)).toBe(number)
})

it('a quotient of whole numbers is rounded once, or left to others', () => {
  const whole = fc.integer({ min: 2 ** 52, max: 2 ** 53 - 1 })
  let told = 0
  const drawn = draws(2000)
  fc.assert(
    fc.property(
      whole,
      fc.integer({ min: 1, max: 15 }),
      fc.integer({ min: -1, max: 1 }),
      fc.boolean(),
      (head, places, beside, tie) => {
        // Halfway between two doubles, or by one unit beside; or anywhere.
        const tail = tie ? 5 * 10 ** (places - 1) + beside : head % 10 ** places
        const got = roundedQuotient(head, 10 ** places, tail, 10 ** places)
        if (got === undefined) return
        const exact = BigInt(head) * 10n ** BigInt(places) + BigInt(tail)
        expect(got).toBe(Number(`${exact}e-${places}`))
        told++
      },
    ),
    { numRuns: drawn },
  )
  // Of numbers halfway, a sixth of those drawn, it cannot tell.
  expect(told).toBeGreaterThan(drawn / 2)
  expect(roundedQuotient(1, 10, 5, 100)).toBe(0.15)
})

it.each([
  ['float32', 1, 2 ** -23],
  ['float32', -1.5, 2 ** -23],
  ['float32', 2, 2 ** -22],
  ['float32', 2 - 2 ** -52, 2 ** -23],
  ['float32', 0, 2 ** -149],
  ['float32', 2 ** -126, 2 ** -149],
  ['float32', 2 ** -127, 2 ** -149],
  ['float32', 2 ** -125, 2 ** -148],
  ['float32', Infinity, 2 ** -149],
  ['float32', 2 ** 100, 2 ** 77],
  ['float32', 2 ** 100 - 2 ** 60, 2 ** 76],
  ['bfloat16', 1, 2 ** -7],
  ['bfloat16', 3, 2 ** -6],
  ['bfloat16', 0, 2 ** -133],
] as const)('numbers of %s around %d lie %d apart', (name, x, want) => {
  expect(ulpIn(name, x)).toBe(want)
})

it('bfloat16 rounds to nearest, ties to even', () => {
  const { round } = narrowFloats.bfloat16
  const known = [
    1,
    1 + 2 ** -8,
    1 + 2 ** -8 + 2 ** -20,
    1 + 3 * 2 ** -8,
    -1 - 2 ** -8,
    2 ** -133,
    2 ** -134,
    3e38,
    3.4e38,
    1e39,
    -Infinity,
    NaN,
  ]
  const want = [
    1,
    1,
    1 + 2 ** -7,
    1 + 2 ** -6,
    -1,
    2 ** -133,
    0,
    2.990488255508e38,
    Infinity,
    Infinity,
    -Infinity,
    NaN,
  ]
  known.forEach((x, i) => {
    const got = round(x)
    if (x === 3e38) expect(Math.abs(got / 3e38 - 1)).toBeLessThan(2 ** -8)
    else expect(got).toBe(want[i])
  })
  fc.assert(
    fc.property(fc.double({ min: -1e30, max: 1e30, noNaN: true }), (x) => {
      const got = round(x)
      expect(round(got)).toBe(got)
      expect(Math.abs(got - x)).toBeLessThanOrEqual(ulpIn('bfloat16', x) * 0.5000001)
    }),
  )
})

it('a quotient of sums has the digits of both', () => {
  expect(quotient({ high: 1, low: 2 ** -60, scale: 0 }, { high: 1, low: 2 ** -60, scale: 0 })).toBe(1)
  expect(quotient({ high: 3, low: 2 ** -52, scale: 0 }, { high: 3, low: 0, scale: 0 })).toBe(1)
  expect(quotient({ high: 3, low: 0, scale: 0 }, { high: 3, low: 1.5 * 2 ** -52, scale: 0 })).toBe(
    1 - 2 ** -53,
  )
  expect(quotient({ high: 1, low: 0, scale: 40 }, { high: 2, low: 0, scale: 3 })).toBe(2 ** 36)
  expect(quotient({ high: 0, low: 0, scale: 0 }, { high: 0, low: 0, scale: 0 })).toBe(NaN)
  expect(quotient({ high: 1, low: 0, scale: 0 }, { high: 0, low: 0, scale: 0 })).toBe(Infinity)
  const sum = new SmallSum()
  for (const x of [1e308, 1e308, 1e308]) sum.add(x)
  expect(meanOf(sum, 3)).toBe(1e308)
  expect(sum.value()).toBe(Infinity)
  const divisor = new SmallSum()
  for (const x of [0.1, 0.2, 0.3]) divisor.add(x)
  const two = new SmallSum()
  for (const x of [0.2, 0.4, 0.6]) two.add(x)
  expect(meanOf(two, divisor)).toBe(2)
})

it('a short sum keeps what rounding loses, and only of its own part', () => {
  const data = Float64Array.of(9, 1, 2 ** -53, 2 ** -53, -1, 9)
  expect(compensatedSum(data, 1, 3)).toBe(1 + 2 ** -52)
  expect(compensatedSum(data, 1, 4)).toBe(2 ** -52)
  expect(compensatedSum(data, 2, 0)).toBe(0)
  expect(compensatedSum(Float64Array.of(Infinity, 1, 2), 0, 3)).toBe(Infinity)
  expect(compensatedSum(Float64Array.of(Infinity, -Infinity), 0, 2)).toBe(NaN)
  expect(compensatedSum(Float64Array.of(1e308, 1e308), 0, 2)).toBe(Infinity)
})

it('a quotient that lies between two doubles is left to long numbers', () => {
  for (const tail of [1, 3, 5]) expect(roundedQuotient(3, 2 ** 52, tail, 1)).toBe(undefined)
  for (const tail of [0, 2, 4]) expect(roundedQuotient(3, 2 ** 52, tail, 1)).toBe(3 * 2 ** 52 + tail)
})
