import { describe, expect, test } from 'vitest'
import { counted, exact, plain, short } from '../../src/writers/number.ts'

describe('short', () => {
  test.each([
    [0.7193247832556007, '0.7193'],
    [4.248354255291589e-18, '4.248e-18'],
    [-4e-5, '-4.000e-5'],
    [0.00007, '0.0001'],
    [0, '0.0000'],
    [-0, '0.0000'],
    [100, '100.0000'],
    [1e15, '1.000e+15'],
    [Number.NaN, 'NaN'],
    [-Infinity, '-Infinity'],
  ])('%d is %s', (value, text) => expect(short(value)).toBe(text))

  test('takes a number of decimals, or all of them', () => {
    expect(short(0.7193247832556007, 2)).toBe('0.72')
    expect(short(0.3, 0)).toBe('3e-1')
    expect(short(0.7193247832556007, 'full')).toBe('0.7193247832556007')
  })
})

test('exact reads back as the same number', () => {
  for (const value of [0.1 + 0.2, 5e-324, 1.7976931348623157e308]) expect(Number(exact(value))).toBe(value)
  expect([Number.NaN, Infinity, -Infinity].map(exact)).toEqual(['NaN', 'Infinity', '-Infinity'])
})

test('whole weights and counts have no decimals', () => {
  expect(plain(10)).toBe('10')
  expect(plain(2.5)).toBe('2.5000')
  expect(counted(1, 'sample')).toBe('1 sample')
  expect(counted(1980, 'sample')).toBe('1,980 samples')
})
