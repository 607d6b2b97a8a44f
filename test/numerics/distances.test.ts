import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  big,
  type Big,
  bigAdd,
  bigDivide,
  bigMultiply,
  bigNegative,
  bigNumber,
  bigRoot,
  bigSize,
  bigSubtract,
} from '../../src/numerics/big.ts'
import { bigExp, bigLog } from '../../src/numerics/big-exp.ts'
import { cosineDistance, type Distance, normDistance, squaredDistance } from '../../src/numerics/distances.ts'
import { low } from '../../src/numerics/double-double.ts'
import { draws, evenly } from '../draws.ts'

/* Distances and their slopes against what they are in long numbers. */

const [zero, one] = [big(0), big(1)]
const sizeOf = (x: Big) => (x.mantissa < 0n ? bigNegative(x) : x)
const sum = (all: readonly Big[]) => all.reduce(bigAdd, zero)
const dot = (a: readonly Big[], b: readonly Big[]) => sum(a.map((x, i) => bigMultiply(x, b[i]!)))
const signOf = (x: Big) => big(Number(x.mantissa > 0n) - Number(x.mantissa < 0n))
const power = (x: Big, p: Big) => (x.mantissa === 0n ? zero : bigExp(bigMultiply(p, bigLog(x))))
const isEqual = (a: Big, b: Big) => bigSubtract(a, b).mantissa === 0n

interface Exact {
  readonly value: Big
  readonly slopes: readonly Big[]
}

function norm(d: readonly Big[], p: number): Exact {
  const sizes = d.map(sizeOf)
  const given = sizes.filter(({ mantissa }) => mantissa !== 0n)
  if (p === 0) return { value: big(given.length), slopes: d.map(() => zero) }
  if (Math.abs(p) === Infinity) {
    const far = (a: Big, b: Big) => Number(bigSubtract(a, b).mantissa > 0n) === Number(p > 0)
    const value = sizes.reduce((most, size) => (far(size, most) ? size : most))
    const shared = big(sizes.filter((size) => isEqual(size, value)).length)
    const slopes = d.map((x) => (isEqual(sizeOf(x), value) ? bigDivide(signOf(x), shared) : zero))
    return { value, slopes: value.mantissa === 0n ? d.map(() => zero) : slopes }
  }
  if (given.length === 0 || (p < 0 && given.length < d.length))
    return { value: zero, slopes: d.map(() => zero) }
  const value = power(sum(given.map((size) => power(size, big(p)))), bigDivide(one, big(p)))
  const slopeOf = (x: Big) =>
    bigMultiply(signOf(x), power(bigDivide(sizeOf(x), value), bigSubtract(big(p), one)))
  return { value, slopes: d.map((x) => (x.mantissa === 0n ? zero : slopeOf(x))) }
}

function cosine(u: readonly Big[], v: readonly Big[], floor: number): Exact {
  const most = (a: Big, b: Big) => (bigSubtract(a, b).mantissa > 0n ? a : b)
  const [own, far] = [bigRoot(dot(u, u)), bigRoot(dot(v, v))]
  const [held, farHeld] = [most(own, big(floor)), most(far, big(floor))]
  const c = dot(u, v)
  const value = bigSubtract(one, bigDivide(c, bigMultiply(held, farHeld)))
  // u C / (|u|' |u|) - v, over |u|' |v|'.
  const share = own.mantissa === 0n ? zero : bigDivide(c, bigMultiply(held, own))
  const slopes = u.map((x, i) =>
    bigDivide(bigSubtract(bigMultiply(share, x), v[i]!), bigMultiply(held, farHeld)),
  )
  return { value, slopes }
}

/** Below 2^-bits of the number, or of `least` where it may cancel, and rounded in its high part. */
function expectNear(high: number, rest: number, want: Big, bits: number, least = zero): void {
  const off = bigSize(bigSubtract(bigAdd(big(high), big(rest)), want))
  if (!(off <= Math.max(bigSize(want), bigSize(least)) - bits) || high + rest !== high)
    expect.fail(`${high} + ${rest} is not ${bigNumber(want)}: off by 2^${off}`)
}

type Kind = readonly [string, (size: number) => Distance, (u: Big[], v: Big[]) => Exact, number, number]

const kinds: Kind[] = [
  ...[1, 2, 3, 0.5, 1.5, -1, -2.5, 0, Infinity, -Infinity].map((p): Kind => {
    const exactly = (u: Big[], v: Big[]) =>
      norm(
        u.map((x, i) => bigAdd(bigSubtract(x, v[i]!), big(1e-6))),
        p,
      )
    return [
      `the ${p}-norm`,
      (size) => normDistance(size, p, 1e-6),
      exactly,
      92,
      Math.abs(p) === Infinity ? 50 : 88,
    ]
  }),
  [
    'the square',
    squaredDistance,
    (u, v) => {
      const d = u.map((x, i) => bigSubtract(x, v[i]!))
      return { value: dot(d, d), slopes: d.map((x) => bigMultiply(big(2), x)) }
    },
    92,
    92,
  ],
  ...[1e-8, 3].map((floor): Kind => [
    `the cosine, norms at least ${floor},`,
    (size) => cosineDistance(size, floor),
    (u, v) => cosine(u, v, floor),
    95,
    85,
  ]),
]

it.each(kinds)('%s has the bits of long numbers', (name, make, exactly, bits, slopeBits) => {
  const component = fc.oneof(
    // Beside 1 the last is lost in the high part of a difference.
    fc.constantFrom(0, 1, -1, 2, 2 ** -70, -(2 ** -70)),
    evenly(-4, 4).filter((x) => x === 0 || Math.abs(x) > 1e-3),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(component, component), { minLength: 1, maxLength: 4 }), (pairs) => {
      const [u, v] = [0, 1].map((side) => Float64Array.from([9, ...pairs.map((pair) => pair[side]!)]))
      const row = (data: Float64Array) => ({ data, start: 1, length: pairs.length })
      const [bigU, bigV] = [u!, v!].map((all) => [...all.subarray(1)].map(big))
      const distance = make(pairs.length)
      // What another row left behind does not count.
      distance.read(row(v!.map((x) => x + 1)), row(u!))
      distance.slopes()
      const high = distance.read(row(u!), row(v!))
      const rest = low[0]!
      const want = exactly(bigU!, bigV!)
      // What cancels in a cosine is measured by its terms.
      const least = name.includes('cosine') ? one : zero
      expectNear(high, rest, want.value, bits, least)
      const { first, second } = distance.slopes()
      const theirs = name.includes('cosine') ? exactly(bigV!, bigU!).slopes : want.slopes.map(bigNegative)
      for (let i = 0; i < pairs.length; i++) {
        expectNear(first.high[i]!, first.low[i]!, want.slopes[i]!, slopeBits, least)
        expectNear(second.high[i]!, second.low[i]!, theirs[i]!, slopeBits, least)
      }
    }),
    { numRuns: draws(300) },
  )
})

it.each([1, 2, 3, 0.5, -1, Infinity, -Infinity])('a %d-norm with NaN is NaN, wherever it stands', (p) => {
  const distance = normDistance(3, p, 0)
  const row = (...data: number[]) => ({ data: Float64Array.from(data), start: 0, length: 3 })
  for (const d of [row(NaN, 1, 2), row(2, NaN, 1), row(1, 2, NaN)])
    expect(distance.read(d, row(0, 0, 0))).toBe(NaN)
})
