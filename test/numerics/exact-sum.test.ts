import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draws } from '../draws.ts'
import { ExactSum } from '../../src/numerics/exact-sum.ts'
import { quotient } from '../../src/numerics/quotient.ts'

const sumOf = (terms: readonly number[]) => {
  const sum = new ExactSum()
  for (const term of terms) sum.add(term)
  return sum
}

/** The sum as an integer count of 2^-1074. */
function exact(terms: readonly number[]): bigint {
  const words = new DataView(new ArrayBuffer(8))
  let total = 0n
  for (const term of terms) {
    words.setFloat64(0, term)
    const bits = words.getBigUint64(0)
    const exponent = (bits >> 52n) & 0x7ffn
    const fraction = bits & 0xfffffffffffffn
    const magnitude = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n)
    total += bits >> 63n ? -magnitude : magnitude
  }
  return total
}

/** The double nearest to a count of 2^-1074, ties to even. */
function nearest(total: bigint): number {
  const magnitude = total < 0n ? -total : total
  const drop = BigInt(Math.max(0, magnitude.toString(2).length - 53))
  let head = magnitude >> drop
  const rest = magnitude - (head << drop)
  const half = drop === 0n ? 1n : 1n << (drop - 1n)
  if (drop > 0n && (rest > half || (rest === half && head % 2n === 1n))) head++
  const places = Number(drop) - 1074
  const value = places > 0 ? Number(head) * 2 ** places : Number(head) * 2 ** (places + 600) * 2 ** -600
  return total < 0n ? -value : value
}

const doubles = fc.double({ noNaN: true, noDefaultInfinity: true })
const equal = (got: number, want: number) =>
  expect(got === want || Object.is(got, want), `${got} = ${want}`).toBe(true)

describe('the exact sum', () => {
  it('is correctly rounded', () => {
    fc.assert(
      fc.property(fc.array(doubles, { maxLength: 30 }), (terms) => {
        const total = exact(terms)
        const want = nearest(total)
        equal(sumOf(terms).value(), want)
      }),
      { numRuns: draws(2000) },
    )
  })

  it('is rounded by its smallest terms, however far below the largest they lie', () => {
    const wide = fc
      .tuple(
        fc.constantFrom(1, -1, 3, -3, 5, -7),
        fc.constantFrom(
          1000,
          999,
          948,
          947,
          946,
          945,
          910,
          900,
          847,
          846,
          840,
          -900,
          -954,
          -955,
          -1073,
          -1074,
        ),
      )
      .map(([head, power]) => head * 2 ** power)
    fc.assert(
      fc.property(fc.array(wide, { minLength: 2, maxLength: 6 }), (terms) => {
        equal(sumOf(terms).value(), nearest(exact(terms)))
      }),
      { numRuns: draws(5000) },
    )
    // The trace of the last term does not cancel the one before it.
    for (const sign of [1, -1]) {
      const terms = [-3 * 2 ** 999, 2 ** 947, 2 ** -954, -(2 ** -1073)].map((term) => sign * term)
      equal(sumOf(terms).value(), nearest(exact(terms)))
    }
    // Where the sum overflows, its mean is rounded by them too.
    const mean = (terms: number[]) => quotient(sumOf(terms).rounded(), { high: 4, low: 0, scale: 0 })
    for (const trace of [2 ** -1074, 2 ** -1000, 2 ** 800]) {
      expect(mean([2 ** 1023, 2 ** 1023, 2 ** 971, trace])).toBe(2 ** 1022 + 2 ** 970)
      expect(mean([2 ** 1023, 2 ** 1023, 2 ** 971, -trace])).toBe(2 ** 1022)
    }
    for (const trace of [2 ** -1074, 2 ** -1000, 2 ** 800])
      for (const [whole, tie] of [
        [2 ** 1000, 2 ** 947],
        [2 ** 1000 + 2 ** 948, 2 ** 947],
      ] as const) {
        expect(sumOf([whole, tie, trace]).value()).toBe(whole + 2 ** 948)
        expect(sumOf([whole, tie, -trace]).value()).toBe(whole)
      }
  })

  it('is a pair whose low part is rounded to odd', () => {
    /** The double nearest towards 0, or its neighbour away from 0 where that is the odd one of both. */
    const toOdd = (total: bigint) => {
      const magnitude = total < 0n ? -total : total
      const drop = BigInt(Math.max(0, magnitude.toString(2).length - 53))
      const head = magnitude >> drop
      const odd = head << drop === magnitude ? head : head | 1n
      const value = nearest(odd << drop)
      return total < 0n ? -value : value
    }
    const term = fc
      .tuple(fc.integer({ min: -(2 ** 30), max: 2 ** 30 }), fc.integer({ min: -200, max: 60 }))
      .map(([head, power]) => head * 2 ** power)
    fc.assert(
      fc.property(fc.array(term, { minLength: 3, maxLength: 9 }), (terms) => {
        const { high, low, scale } = sumOf(terms).rounded()
        const total = exact(terms)
        expect(scale).toBe(0)
        equal(high, nearest(total))
        equal(low, toOdd(total - exact([high])) + 0)
      }),
      { numRuns: draws(5000) },
    )
  })

  it('gives the same pair in any order, where terms are ties of each other', () => {
    const tie = fc
      .tuple(fc.constantFrom(1, -1, 3, -3, 5, 2 ** 53 - 1), fc.integer({ min: -120, max: 3 }))
      .map(([head, power]) => head * 2 ** power)
    fc.assert(
      fc.property(fc.array(tie, { minLength: 2, maxLength: 9 }), fc.nat(8), (terms, n) => {
        const turned = [...terms.slice(n % terms.length), ...terms.slice(0, n % terms.length)]
        const count = { high: terms.length, low: 0, scale: 0 }
        const whole = sumOf(terms).rounded()
        for (const other of [turned, turned.reverse(), [...terms].sort((a, b) => a - b)]) {
          const again = sumOf(other).rounded()
          expect(again).toEqual(whole)
          equal(quotient(again, count), quotient(whole, count))
        }
      }),
      { numRuns: draws(5000) },
    )
  })

  it('gives the same mean in any order where what is left of the sum nearly is a tie', () => {
    const terms = [
      3.524840255316051e-9, 19.65250390873547, 5.817807033154647, 0.0008144240819747499, 22.379920520079178,
      11.570394977730263, 16.77951357831979,
    ]
    const mean = (list: readonly number[]) =>
      quotient(sumOf(list).rounded(), { high: list.length, low: 0, scale: 0 })
    expect(mean([...terms].reverse())).toBe(mean(terms))
    expect(mean([...terms].sort((a, b) => a - b))).toBe(mean(terms))
  })

  it('gives the same bits in any order and cut', () => {
    fc.assert(
      fc.property(fc.array(doubles), fc.nat(), (terms, n) => {
        const whole = sumOf(terms).value()
        equal(sumOf([...terms].reverse()).value(), whole)
        const cut = terms.length === 0 ? 0 : n % terms.length
        const merged = sumOf(terms.slice(cut))
        merged.merge(sumOf(terms.slice(0, cut)).plain())
        equal(merged.value(), whole)
      }),
    )
  })

  it('keeps what a plain loop loses', () => {
    expect(sumOf([1e16, 1, 1, -1e16]).value()).toBe(2)
    expect(sumOf([1e308, 1e308, -1e308, -1e308, 1e-320]).value()).toBe(1e-320)
    expect(sumOf(Array(1000).fill(0.1)).value()).toBe(100)
  })

  it('merging with nothing changes nothing', () => {
    const sum = sumOf([0.1, 0.2])
    sum.merge(new ExactSum().plain())
    expect(sum.value()).toBe(sumOf([0.1, 0.2]).value())
    const empty = new ExactSum()
    empty.merge(sumOf([0.1, 0.2]).plain())
    expect(empty.value()).toBe(sumOf([0.1, 0.2]).value())
  })

  it('has a finite mean where the sum overflows', () => {
    const four = sumOf([1.2e308, 1.2e308, 1.2e308, 1.2e308])
    expect(four.value()).toBe(Infinity)
    expect(quotient(four.rounded(), { high: 4, low: 0, scale: 0 })).toBe(1.2e308)
  })

  it('has a mean within half a unit in the last place, and a trace', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 1e6 }),
        (terms, n) => {
          const mean = quotient(sumOf(terms).rounded(), { high: n, low: 0, scale: 0 })
          fc.pre(Math.abs(mean) > 1e-250)
          // Both sides times n and 2^30, so that the comparison is one of integers.
          const error = (exact([mean]) * BigInt(n) - exact(terms)) << 31n
          const unit = exact([2 ** (Math.floor(Math.log2(Math.abs(mean))) - 52)]) * BigInt(n)
          expect(error <= unit * (2n ** 30n + 1n) && -error <= unit * (2n ** 30n + 1n)).toBe(true)
        },
      ),
      { numRuns: draws(2000) },
    )
  })

  it('does not take half a unit and a trace for a tie', () => {
    const one = { high: 1, low: 0, scale: 0 }
    expect(quotient(sumOf([1, 2 ** -53, 2 ** -200]).rounded(), one)).toBe(1 + 2 ** -52)
    expect(quotient(sumOf([1 + 2 ** -52, 2 ** -53, -(2 ** -200)]).rounded(), one)).toBe(1 + 2 ** -52)
  })

  it('carries infinities and NaN, through a merge too', () => {
    expect(sumOf([1, Infinity]).value()).toBe(Infinity)
    expect(sumOf([Infinity, -Infinity]).value()).toBe(Number.NaN)
    const merged = sumOf([Infinity])
    merged.merge(sumOf([-Infinity]).plain())
    expect(merged.value()).toBe(Number.NaN)
  })

  it('divides nothing by nothing as NaN', () => {
    expect(quotient(sumOf([]).rounded(), sumOf([]).rounded())).toBe(Number.NaN)
  })
})
