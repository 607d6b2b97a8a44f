import { expect, it } from 'vitest'
import { putNumbers, withGiven } from '../../src/engine/formula.ts'

it.each([
  ['[p|p ]t lnX', { p: 2 }, 'p t lnX'],
  ['[p|p ]t lnX', {}, 't lnX'],
  ['-[a|a ][w|w ]y', { w: 0 }, '-w y'],
  ['[c = t] x', {}, '[c = t] x'],
])('%s', (formula, known, text) => {
  expect(withGiven(formula, known as Record<string, number>)).toBe(text)
})

it.each([
  [
    '-(t lnX + (1 - t) lnNotX)',
    { t: 1, lnX: -2, lnNotX: -3 },
    ['-(', 1, ' ', -2, ' + (1 - ', 1, ') ', -3, ')'],
  ],
  ['1 / (1 + e^(-x))', { x: 0.5 }, ['1 / (1 + e^(-', 0.5, '))']],
  ['sum(v)', { v: [1, 2] }, [1, ' + ', 2]],
  ['max(v)', { v: [1, 2] }, ['max(', 1, ', ', 2, ')']],
  ['max(x)', { x: 1 }, ['max(', 1, ')']],
  ['sum(v)', { v: Array(8).fill(1) }, [1, ' + ', 1, ' + ', 1, ' + ', 1, ' + ', 1, ' + ', 1, ' + ...']],
  ['x_t w', { x: [1, 2], w: [3, 4] }, [2, ' ', 4]],
  ['unknown toString', {}, ['unknown toString']],
])('%s in numbers', (formula, known, pieces) => {
  expect(putNumbers(formula, known as Record<string, number>, 1)).toEqual(pieces)
})
