import fc from 'fast-check'
import { expect, it } from 'vitest'
import { draws } from '../draws.ts'
import { createKernel, MAX_NUMBER_TEXT } from '../../src/kernel/kernel.ts'

const CAPACITY = 4096
const kernel = createKernel()
const values = kernel.reserve(CAPACITY * 8)
const text = kernel.reserve(CAPACITY * MAX_NUMBER_TEXT)
const memory = Buffer.from(kernel.memory.buffer)

function format(doubles: ArrayLike<number>, columns = 1, delimiter = ','): string {
  new Float64Array(kernel.memory.buffer, values, doubles.length).set(doubles)
  const end = kernel.formatRows(values, doubles.length / columns, columns, delimiter.charCodeAt(0), text)
  return memory.toString('latin1', text, end)
}

function expectSameAsString(doubles: readonly number[]) {
  expect(format(doubles)).toBe(doubles.map((value) => `${value}\n`).join(''))
}

it('writes any double as String() does', () => {
  fc.assert(fc.property(fc.array(fc.double(), { minLength: 1, maxLength: 100 }), expectSameAsString), {
    numRuns: draws(300),
  })
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { minLength: 1, maxLength: 200 }),
      (bits) => expectSameAsString([...new Float64Array(BigUint64Array.from(bits).buffer)]),
    ),
    { numRuns: draws(100) },
  )
})

it('writes the special values and the ends of every notation', () => {
  expectSameAsString([Number.NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.1, -0.1, 1 / 3, -2 / 3])
  expectSameAsString([1e20, 1e21, 999999999999999900000, 123456789012345680000, 1e-5, 1e-6, 1e-7, 1.5e-7])
  expectSameAsString([2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, 2 ** 63, 2 ** 64, 2 ** 69, 2 ** 70, 1.5, 100, 1e100])
  expectSameAsString([5e-324, 1e-323, 2.225073858507201e-308, 2.2250738585072014e-308, Number.MAX_VALUE])
  expectSameAsString([
    -1.2345678901234567e-308,
    -0.0000012345678901234567,
    -0.000001,
    2 ** -1070,
    2 ** 53 + 2,
  ])
})

it('writes powers of two and ten and their neighbours', () => {
  const neighbours = (value: number) => {
    const bits = new BigUint64Array(new Float64Array([value]).buffer)[0]!
    return [...new Float64Array(new BigUint64Array([bits, bits + 1n, bits - 1n]).buffer)]
  }
  const powers = [
    ...Array.from({ length: 1024 + 1073 }, (_, index) => 2 ** (index - 1073)),
    ...Array.from({ length: 308 + 323 }, (_, index) => Number(`1e${index - 322}`)),
  ]
  for (const power of powers) expectSameAsString(neighbours(power))
})

it('separates columns and ends rows', () => {
  expect(format([1, 2.5, Number.NaN, -0, 1e21, 5], 3, ';')).toBe('1;2.5;NaN\n0;1e+21;5\n')
  expect(format([])).toBe('')
})

it('stays within MAX_NUMBER_TEXT bytes per value', () => {
  const longest = [-0.0000012345678901234567, -1.2345678901234567e-308, -123456789012345680000]
  for (const value of longest) expect(format([value]).length).toBeLessThanOrEqual(MAX_NUMBER_TEXT)
  expect(format(longest.slice(0, 1)).length).toBe(MAX_NUMBER_TEXT)
})
