import { expect, it } from 'vitest'
import { namesFor, noticeOrder, numberedClasses, numberedNotice } from '../../src/data/classes.ts'
import type { Notice } from '../../src/report.ts'

const columns = (text: string) => text.split(' ').map((name) => ({ name, type: 'number' as const }))

it.each([
  ['class_1 class_2', ['1', '2']],
  ['p3 p7', ['3', '7']],
  ['p1 p0', ['1', '0']],
  ['p0 p1', undefined],
  ['p0 p01', undefined],
  ['p1 q2', undefined],
  ['p1 p', undefined],
  ['p1', undefined],
  ['10 20', ['10', '20']],
])('the classes of the columns %s are numbered %j', (text, names) => {
  expect(numberedClasses(columns(text))).toEqual(names)
})

it('what numbered columns may mean is told', () => {
  expect(numberedNotice(['1', '2'], 'f.csv')).toEqual({
    code: 'H122',
    message:
      'the columns of f.csv are numbered 1, 2, and no target is 0: the targets may be these numbers, and were taken for places from 0',
    tries: ['loss-calc ... --index-base 1', 'loss-calc ... --index-base 0'],
  })
  const { message, tries } = numberedNotice(['3', '7', '8', '9', '10', '11', '12'], 'f.csv')
  expect(message).toContain('are numbered 3, 7, 8, 9, 10, 11, ..., and no target')
  expect(tries![0]).toBe('loss-calc ... --classes 3,7,8,9,10,11,12')
})

it.each([
  [1, '<name 0>'],
  [3, '<name 0>,<name 1>,<name 2>'],
  [4, '<name 0>,<name 1>,<name 2>,...'],
])('names for %d classes are asked for by their places', (count, places) => {
  expect(namesFor(count)).toBe(`loss-calc ... --classes ${places}`)
})

const other = (text: string) => ({ columns: text.split(' '), name: 'the target', flag: '--target-cols' })

it.each<[string, string, readonly string[] | undefined, readonly string[] | undefined]>([
  ['p_a p_b', 't_a t_b', undefined, undefined],
  [
    'p_a p_b',
    't_b t_a',
    undefined,
    [
      'the columns of the input are in the order a, b, those of the target in the order b, a',
      'loss-calc ... --target-cols t_a,t_b',
    ],
  ],
  ['p_a p_b', 't_b t_c', undefined, undefined],
  ['p_a p_b p_c', 't_b t_a', undefined, undefined],
  ['p_a p_b', 'label', ['a', 'b'], undefined],
  [
    'p_a p_b',
    'label',
    ['b', 'a'],
    [
      'the columns of the input are in the order a, b, those of --classes in the order b, a',
      'loss-calc ... --classes a,b',
    ],
  ],
])('%s beside %s, with --classes %j', (input, target, classes, told) => {
  const notices: Notice[] = []
  noticeOrder(input.split(' '), other(target), classes, notices)
  expect(notices).toEqual(told ? [{ code: 'H120', message: told[0], tries: [told[1]] }] : [])
})
