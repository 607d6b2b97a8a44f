import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  close,
  compareAll,
  describeDeviation,
  describeRounding,
  rough,
  ulpsApart,
} from '../../src/numerics/closeness.ts'

const tolerance = { rtol: 1e-5, atol: 1e-8 }

describe('close', () => {
  it.each([
    [1.00001, 1, true],
    [1.000011, 1, false],
    [1e-8, 0, true],
    [1.1e-8, 0, false],
    [Number.NaN, Number.NaN, true],
    [Number.NaN, 1, false],
    [1, Number.NaN, false],
    [Infinity, Infinity, true],
    [-Infinity, Infinity, false],
    [1e308, Infinity, false],
    [Infinity, 1e308, false],
  ])('%d beside %d: %s', (got, want, ok) => expect(close(got, want, tolerance)).toBe(ok))

  it('is torch.allclose', () => {
    fc.assert(
      fc.property(fc.double(), fc.double({ noNaN: true, noDefaultInfinity: true }), (got, want) => {
        const near = Math.abs(got - want) <= 1e-8 + 1e-5 * Math.abs(want)
        expect(close(got, want, tolerance)).toBe(near)
      }),
    )
  })
})

describe('a comparison of many', () => {
  it('names the one furthest beyond what is allowed, not the one furthest away', () => {
    expect(compareAll([1000.1, 0.002, 5], [1000, 0.001, 5], tolerance)).toEqual({
      worst: { index: 1, got: 0.002, want: 0.001 },
      failed: 2,
    })
  })

  it('takes a single number for all, and nothing for nothing', () => {
    expect(compareAll([1, 2, 1], [1], tolerance).failed).toBe(1)
    expect(compareAll([], [], tolerance)).toEqual({ failed: 0 })
  })

  it('puts what is not a number first', () => {
    expect(compareAll([9, Number.NaN], [1, 1], tolerance).worst).toMatchObject({ index: 1 })
  })
})

it('counts the doubles between two', () => {
  expect(ulpsApart(1, 1 + Number.EPSILON)).toBe(1)
  expect(ulpsApart(-5e-324, 5e-324)).toBe(2)
  expect(ulpsApart(0, -0)).toBe(0)
  expect(ulpsApart(Number.NaN, 1)).toBe(Infinity)
  expect(ulpsApart(Number.NaN, Number.NaN)).toBe(0)
})

it('says how far', () => {
  const at = (got: number, want: number) => describeDeviation({ index: 0, got, want }, tolerance)
  expect(at(0.7193247832556008, 0.72)).toBe('off by 6.8e-4, 9.4e-4 relative, 6.1e12 ulp; allowed 7.2e-6')
  expect(at(1, 0)).toBe('off by 1, 4.6e18 ulp; allowed 1.0e-8')
  expect(at(Number.NaN, 1)).toBe('not finite')
  expect(at(1, Infinity)).toBe('only Infinity will do')
  expect([0, 0.0193, 1234.5, 1e9].map(rough)).toEqual(['0', '0.0193', '1230', '1.0e9'])
})

it.each([
  [0.7193247832556008, 0.7193, '0.7193', 'equal when rounded to 4 decimals: --atol 5e-5'],
  [0.7193247832556008, 0.72, undefined, 'equal when rounded to 2 decimals: --atol 5e-3'],
  [-1.26, -1.3, '-1.3', 'equal when rounded to 1 decimal: --atol 5e-2'],
  [1.2344e-7, 1.23e-7, '1.23e-7', 'equal when rounded to 2 decimals: --atol 5e-10'],
  [1.2344e-17, 1.23e-17, ' 1.23e-17\n', 'equal when rounded to 2 decimals: --atol 5e-20'],
  [12.3441, 12.344, '12.344', 'equal when rounded to 3 decimals: --atol 5e-4'],
  [12.3441, 12.344, '12.344 or so', undefined],
  [12.3441, 12.344, 'about 12.344', undefined],
  [123.44, 123.4, '1.234e2', 'equal when rounded to 3 decimals: --atol 5e-2'],
  [0.7193247832556008, 0.719, '0.7190', undefined],
  [72.3, 72, undefined, undefined],
  [NaN, 0.7, undefined, undefined],
  [0.7, NaN, undefined, undefined],
])('%s where %s was wanted may have been rounded', (got, want, text, said) => {
  expect(describeRounding({ got, want }, { rtol: 0, atol: 0 }, text)).toBe(said)
})

it('what another tolerance allows is not equal for that when rounded', () => {
  expect(describeRounding({ got: 1.3, want: 1.2 }, { rtol: 0.5, atol: 0 }, '1.2')).toBeUndefined()
  expect(describeRounding({ got: 1.24, want: 1.2 }, { rtol: 0.5, atol: 0 }, '1.2')).toBe(
    'equal when rounded to 1 decimal: --atol 5e-2',
  )
})

it('of deviations alike the first is the worst, of none the first number', () => {
  const exact = { rtol: 0, atol: 1 }
  expect(compareAll([1, 1], [1, 1], exact)).toEqual({ worst: { index: 0, got: 1, want: 1 }, failed: 0 })
  expect(compareAll([1, 3, 3], [1, 1, 1], exact)).toEqual({ worst: { index: 1, got: 3, want: 1 }, failed: 2 })
  expect(compareAll([], [], exact)).toEqual({ failed: 0 })
})
