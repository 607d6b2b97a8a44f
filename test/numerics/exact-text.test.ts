import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ExactSum } from '../../src/numerics/exact-sum.ts'
import { exactOf, exactText } from '../../src/numerics/exact-text.ts'

function sumOf(numbers: readonly number[]): ExactSum {
  const sum = new ExactSum()
  for (const number of numbers) sum.add(number)
  return sum
}

const textOf = (numbers: readonly number[]) => exactText(sumOf(numbers).plain())
const double = fc.double({ noNaN: true, noDefaultInfinity: true })

describe('an exact sum as text', () => {
  it.each([
    [[], '0'],
    [[0, -0], '0'],
    [[1], '0x1p0'],
    [[-3, 0.25], '-0xbp-2'],
    [[0.1], '0xccccccccccccdp-55'],
    [[5e-324], '0x1p-1074'],
    [[1e308, 1e308, -1e308], '0x8e679c2f5e45p976'],
    [[Infinity, 1], '0x1p0'],
  ] as const)('%j is %s', (numbers, text) => {
    expect(textOf(numbers)).toBe(text)
  })

  it('is equal for equal sums, in any order, and comes back with the same bits', () => {
    fc.assert(
      fc.property(fc.array(double, { maxLength: 30 }), fc.nat(), (numbers, seed) => {
        const text = textOf(numbers)
        const order = numbers.map((number, i) => [Math.sin(seed + i * 7919), number] as const)
        expect(textOf(order.sort(([a], [b]) => a - b).map(([, number]) => number))).toBe(text)
        const back = new ExactSum()
        back.merge(exactOf(text)!)
        expect(exactText(back.plain())).toBe(text)
        expect(back.value() + 0).toBe(sumOf(numbers).value() + 0)
      }),
    )
  })

  it('is exact: the integer times the power of two', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 }), { maxLength: 20 }), (numbers) => {
        const total = numbers.reduce((sum, number) => sum + BigInt(number), 0n)
        const [, sign, digits, power] = /^(-?)0x(.+)p(\d+)$/.exec(textOf(numbers)) ?? [0, '', '0', '0']
        const size = BigInt(`0x${digits}`) << BigInt(power as string)
        expect(sign === '-' ? -size : size).toBe(total)
      }),
    )
  })

  it.each([
    '',
    'NaN',
    'Infinity',
    '0x',
    '0x2p0',
    '1',
    '0x1',
    '0x1p1100',
    '0x1p-1075',
    '0X1p0',
    'nan',
    '0xg1p0',
    '+0x1p0',
  ])('refuses %j', (text) => expect(exactOf(text)).toBeUndefined())
})

describe('the ends of what doubles add up to', () => {
  it('are taken, and what lies beyond is not', () => {
    expect(exactOf('0x1p-1074')).toEqual(sumOf([2 ** -1074]).plain())
    expect(exactOf('0x1p-1075')).toBe(undefined)
    expect(exactOf('0x1p1076')).toBeDefined()
    expect(exactOf('0x1p1077')).toBe(undefined)
    expect(exactOf('0x3p1075')).toBeDefined()
    expect(exactOf('0x3p1076')).toBe(undefined)
  })
})
