import { describe, expect, it } from 'vitest'
import { numberForms, numberIn, unitIn, whyNoNumber } from '../../src/readers/csv/number-forms.ts'

/** What people write, with which decimal mark, the number, and the forms it takes. */
const spelled: readonly (readonly [cell: string, decimal: '.' | ',', value: number, forms: string])[] = [
  ['45%', '.', 0.45, 'percent'],
  ['45 %', '.', 0.45, 'percent'],
  ['-0.7%', '.', -0.007, 'percent'],
  ['12,5%', ',', 0.125, 'percent'],
  ['5‰', '.', 0.005, 'percent'],
  ['5e1%', '.', 0.5, 'percent'],
  ['1,234.5', '.', 1234.5, 'thousands'],
  ['-1,234,567', '.', -1234567, 'thousands'],
  ['1 234.5', '.', 1234.5, 'thousands'],
  ["1'234.5", '.', 1234.5, 'thousands'],
  ['1’234', '.', 1234, 'thousands'],
  ['1_000', '.', 1000, 'thousands'],
  ['12,34,567.5', '.', 1234567.5, 'thousands'],
  ['1\u00a0234', '.', 1234, 'thousands'],
  ['1.234,5', ',', 1234.5, 'thousands'],
  ['1 234,5', ',', 1234.5, 'thousands'],
  ['1\u202f234,5', ',', 1234.5, 'thousands'],
  ['$5', '.', 5, 'currency'],
  ['-$5.25', '.', -5.25, 'currency'],
  ['$-5.25', '.', -5.25, 'currency'],
  ['5 €', '.', 5, 'currency'],
  ['EUR 5', '.', 5, 'currency'],
  ['5 USD', '.', 5, 'currency'],
  ['$1,234.50', '.', 1234.5, 'thousands currency'],
  ['1.234,50 €', ',', 1234.5, 'thousands currency'],
  ['3.5 kg', '.', 3.5, 'units'],
  ['12ms', '.', 12, 'units'],
  ['1e3 m/s', '.', 1000, 'units'],
  ['3.5公斤', '.', 3.5, 'units'],
  ['是', '.', 1, 'yes-no'],
  ['(1.5)', '.', -1.5, 'accounting'],
  ['($1,234.5)', '.', -1234.5, 'thousands currency accounting'],
  ['$(5)', '.', -5, 'currency accounting'],
  ['(45)%', '.', -0.45, 'percent accounting'],
  ['1.5-', '.', -1.5, 'accounting'],
  ['１．５', '.', 1.5, 'unicode'],
  ['−1.5', '.', -1.5, 'unicode'],
  ['４５％', '.', 0.45, 'percent unicode'],
]

describe('a number for people', () => {
  it.each(spelled)('%j with %j is %d by %s', (cell, decimal, value, forms) => {
    const numbers = forms.split(' ') as (typeof numberForms)[number][]
    expect(numberIn(cell, { decimal, numbers })).toBe(value)
    expect(numberIn(` ${cell} `, { decimal, numbers: numberForms })).toBe(value)
    for (const left of numbers) {
      const fewer = numbers.filter((form) => form !== left)
      expect(numberIn(cell, { decimal, numbers: fewer })).toBe(undefined)
      expect(whyNoNumber(cell, { decimal, numbers: fewer })?.tries.join()).toContain(left)
    }
  })

  it.each([
    ...[
      '',
      'x',
      'kg',
      '%',
      '$',
      '1,23',
      '0,589',
      '12,3456',
      '1,2,3',
      '1..2',
      '--1',
      '()',
      '(x)',
      '(-1)',
      '1.5k',
      '2M',
      '3万',
      '3万元',
    ],
    ...['1/2', '0x10', '2024-01-01', '1 2', '1,234.5.6', 'p1', '１x２', "1'23", '1,234 567', '12:30', '5 5%'],
  ])('%j is none', (cell) => {
    expect(numberIn(cell, { numbers: numberForms })).toBe(undefined)
  })

  it.each(['1', '-1.5e3', ' .5 ', '1.', '+1', 'nan', '-inf', 'Infinity'])('%j needs no form', (cell) => {
    expect(numberIn(cell, {})).toBe(numberIn(cell, { numbers: numberForms }))
    expect(numberIn(cell, {})).not.toBe(undefined)
  })

  it.each([
    ['45%', 'it is a percentage', ['loss-calc ... --numbers percent']],
    [
      '1,234',
      'its , groups digits, or is a decimal mark',
      ['loss-calc ... --numbers thousands', 'loss-calc ... --decimal ,'],
    ],
    [
      '-61,560 %',
      'its , groups digits, or is a decimal mark',
      ['loss-calc ... --numbers percent,thousands', 'loss-calc ... --decimal , --numbers percent'],
    ],
    ['0,589', 'the comma is probably a decimal mark', ['loss-calc ... --decimal ,']],
    ['1,5', 'the comma is probably a decimal mark', ['loss-calc ... --decimal ,']],
    ['1.234,5', 'the comma is probably a decimal mark', ['loss-calc ... --decimal , --numbers thousands']],
    ['１', 'it holds full-width digits, １', ['loss-calc ... --numbers unicode']],
    ['−1', 'it holds a Unicode minus sign, −', ['loss-calc ... --numbers unicode']],
    ['1，2', 'it holds a full-width comma, ，', ['loss-calc ... --delimiter ，']],
    ['1.5k', 'k multiplies it', ['write the number in full']],
    ['3万元', '万 multiplies it', ['write the number in full']],
  ])('%j is refused because %s', (cell, why, tries) => {
    expect(whyNoNumber(cell, {})).toEqual({ why, tries })
  })

  it('with a point and decimal commas is refused with both ways out', () => {
    expect(whyNoNumber('1.234', { decimal: ',' })?.tries).toEqual([
      'loss-calc ... --numbers thousands',
      'loss-calc ... --decimal .',
    ])
    expect(whyNoNumber('0.589', { decimal: ',' })?.tries).toEqual(['loss-calc ... --decimal .'])
  })

  it.each([
    ['5 kg', 'kg'],
    ['5%', '%'],
    ['5', ''],
    ['x', ''],
  ])('%j has the unit %j', (cell, unit) => {
    expect(unitIn(cell, {})).toBe(unit)
  })
})
