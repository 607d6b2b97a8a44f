import { expect, it } from 'vitest'
import { classesOf, classesOfColumns, namesFor, noticeOrder } from '../../src/data/classes.ts'
import { numberedClasses, numberedNotice, TargetsByNumber } from '../../src/data/numbered-classes.ts'
import type { LossError, Place } from '../../src/error.ts'
import type { Notice } from '../../src/report.ts'

async function* nothing() {}

it.each([
  ['class_1 class_2', [1, 2]],
  ['p3 p7', [3, 7]],
  ['p1 p0', [1, 0]],
  ['prob_1 prob_10 prob_11', [1, 10, 11]],
  ['p_-1 p_0 p_1', [-1, 0, 1]],
  ['class2_prob class0_prob class1_prob', [2, 0, 1]],
  ['P(y=1) P(y=0)', [1, 0]],
  ['p[02] p[00] p[01]', [2, 0, 1]],
  ['yes no', [1, 0]],
  ['p_positive p_negative', [1, 0]],
  ['p_False p_True', undefined],
  ['p0 p1', undefined],
  ['p0 p01', undefined],
  ['p1 p01', undefined],
  ['p1 q2', undefined],
  ['p1_v1 p2_v2', undefined],
  ['p1 p', undefined],
  ['cat yes', undefined],
  ['p1', undefined],
  ['10 20', [10, 20]],
  ['p_1 p_2 p_other', [1, 2, NaN]],
  ['p_0.5 p_1 p_2', [0.5, 1, 2]],
  ['p_0 p_1 p_other', undefined],
  ['p_2 p_1e0', [2, 1]],
  ['p_1 p_01 p_other', undefined],
])('the classes of the columns %s are numbered %j', (text, numbers) => {
  expect(numberedClasses(text.split(' '))?.numbers).toEqual(numbers)
})

/** What is told of class indices beside columns. */
const told = (columns: string, targets: readonly number[], place?: (row: number) => Place) => {
  const seen = new TargetsByNumber(numberedClasses(columns.split(' '))!)
  seen.see({ data: Float64Array.from(targets), shape: [targets.length], ...(place && { place }) }, 'f.csv')
  return seen.notice('f.csv')
}

it('what numbered columns may mean is told', () => {
  expect(told('p_1 p_2', [1, 1])).toEqual({
    code: 'H122',
    message:
      'the columns of f.csv are numbered 1, 2: the targets may be these numbers, and were taken for places from 0',
    tries: ['loss-calc ... --index-base 1', 'loss-calc ... --index-base 0'],
  })
  expect(told('p_2 p_0 p_1', [0, 1, -100])?.tries![0]).toBe('loss-calc ... --input-cols p_0,p_1,p_2')
  expect(told('p_1 p_2 p_other', [1, 2])?.tries![0]).toBe('loss-calc ... --classes 1,2,other')
  // A target that is no number is the engine's to refuse.
  expect(told('p_1 p_2 p_other', [NaN])).toBe(undefined)
  expect(told('p_yes p_no', [0])).toMatchObject({
    message: expect.stringMatching(/^the columns of f\.csv are yes, no, in this order/),
    tries: ['loss-calc ... --input-cols p_no,p_yes', 'loss-calc ... --index-base 0'],
  })
  const names = ['3', '7', '8', '9', '10', '11', '12']
  const { message, tries } = numberedNotice(numberedClasses(names)!, 'f.csv')
  expect(message).toContain('are numbered 3, 7, 8, 9, 10, 11, ...: the targets')
  expect(tries![0]).toBe('loss-calc ... --classes 3,7,8,9,10,11,12')
})

it('a target that is no place, but the number of a column, gets the names of all', () => {
  const refused = (columns: string, targets: readonly number[]) => {
    try {
      return told(columns, targets)
    } catch (error) {
      return (error as LossError).details.tries
    }
  }
  const place = (row: number) => ({ file: 'f.csv', row })
  expect(() => told('3 5 7', [0, 5], place)).toThrow(
    expect.objectContaining({ details: expect.objectContaining({ at: place(1) }) }),
  )
  expect(refused('3 5 7', [5])).toEqual(['loss-calc ... --classes 3,5,7'])
  expect(refused('-1 0 1', [0, -1])).toEqual(['loss-calc ... --classes -1,0,1'])
  expect(refused('3 5 7', [0, 4])).toBeUndefined()
  // Of these the engine says that they look 1-based.
  expect(refused('1 2 3', [3])).toBeUndefined()
})

it.each([
  ['p_1 p_2', [0, 1]],
  ['p_10 p_11', [0, 1]],
  ['p_0 p_2 p_1', [0, 0]],
])('targets that are no numbers of %s, or stand at their places, are places', (columns, targets) => {
  expect(told(columns, targets)).toBeUndefined()
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
  [
    'a_pred b_pred',
    'b_true a_true',
    undefined,
    [
      'the columns of the input are in the order a, b, those of the target in the order b, a',
      'loss-calc ... --target-cols a_true,b_true',
    ],
  ],
  [
    'p1 p2 p10',
    'y1 y10 y2',
    undefined,
    [
      'the columns of the input are in the order 1, 2, 10, those of the target in the order 1, 10, 2',
      'loss-calc ... --target-cols y1,y2,y10',
    ],
  ],
  ['p1 p2', 'y2 y3', undefined, undefined],
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

it.each([
  ['row', 'p_a p_b', 't_a t_b', ['a', 'b']],
  ['form', 'p_a p_b', 'p_a p_b', ['a', 'b']],
  [undefined, 'p_a p_b', 't_a t_b', ['a', 'b']],
  ['element', 'p_a p_b', 't_a t_b', undefined],
  ['row', 'p_a p_b', 't_b t_a', undefined],
  ['row', 'p_a p_b', 't_a', undefined],
  ['row', 'p_a', 'p_a', undefined],
  ['row', 'p_0 p_1', 't_0 t_1', undefined],
  ['row', 'p_1 p_other', 't_1 t_other', ['1', 'other']],
] as const)('of a loss of a %s, columns %s and targets %s are named %j', (one, input, target, names) => {
  const loss = one && { name: 'x', one }
  expect(classesOfColumns(loss, input.split(' '), target.split(' '))).toEqual(names)
})

it.each([
  ['row', 'p_cat p_dog label|text', 2, undefined, ['cat', 'dog']],
  ['form', 'p label|text', 1, undefined, ['False', 'True']],
  ['element', 'p label|text', 1, undefined, ['False', 'True']],
  ['row', 'p_cat p_dog label', 2, undefined, undefined],
  ['row', '0 1 label|text', 2, undefined, 'the targets are names, but f.csv does not name its classes'],
  ['row', 'v|list label|text', 1, undefined, 'the targets are names, but f.csv does not name its classes'],
  ['row', 'p label|text', 1, undefined, 'the targets are names, but f.csv does not name its classes'],
  ['row', 'q label|text', 1, undefined, 'the targets are names, but f.csv does not name its classes'],
  ['row', 'p_a p_b label|text', 1, undefined, 'the targets are names, and the input is one column, p_a'],
  ['row', 'p_a q_a label|text', 2, undefined, ['p_a', 'q_a']],
  ['row', 'p_a label|text', 1, ['a', 'b'], '--classes has 2 names, but f.csv has 1 column of input'],
  ['form', 'p_a label|text', 1, ['a', 'b'], ['a', 'b']],
  ['row', 'p_a p_b label|text', 2, ['a'], '--classes has 1 name, but f.csv has 2 columns of input'],
  ['row', 'p_a p_b label|text', 2, ['a', 'a'], 'the class "a" stands twice in --classes'],
  ['row', 'v|list label|text', 1, ['a', 'b', 'c'], ['a', 'b', 'c']],
  [
    'row',
    'p_a p_b label|list',
    2,
    ['a', 'b'],
    'f.csv is an array of numbers, and --classes is for targets that are names',
  ],
] as const)(
  'a loss of a %s with the columns %s, %d of them input, and --classes %j has %j',
  async (one, text, count, given, want) => {
    const columns = text.split(' ').map((word) => {
      const [name, type = 'number'] = word.split('|')
      return { name, type }
    })
    const look = async () => ({ cells: [] })
    const table = { name: 'f.csv', columns, look, read: () => nothing() } as never
    const input = { table: 0, columns: Array.from({ length: count }, (_, i) => i) }
    const of = () =>
      classesOf({ name: 'x', one }, [table], input, { table: 0, columns: [columns.length - 1] }, given)
    if (typeof want === 'string') await expect(of()).rejects.toThrow(want)
    else expect(await of()).toEqual(want)
  },
)

it.each([
  ['p|list', ['b', 'a', 'b'], 'a,b'],
  ['p|list', ['b', undefined], '<name>,<name>,...'],
  ['0 1', ['b', 'a, c'], `'"a, c",b'`],
  ['0 1', ['c', 'b', 'a'], '<name 0>,<name 1>'],
])('where the columns %s name no classes, the labels %j are offered as %s', async (input, cells, offered) => {
  const words = [...input.split(' '), 'label|text']
  const columns = words.map((word) => ({ name: word.split('|')[0], type: word.split('|')[1] ?? 'number' }))
  const table = { name: 'f.csv', columns, look: async () => ({ cells }), read: () => nothing() } as never
  const chosen = { table: 0, columns: [...columns.keys()].slice(0, -1) }
  const target = { table: 0, columns: [columns.length - 1] }
  await expect(
    classesOf({ name: 'x', one: 'row' }, [table], chosen, target, undefined),
  ).rejects.toMatchObject({
    details: { tries: [`loss-calc ... --classes ${offered}`] },
  })
})

it('a long list of columns is cut where it is told', async () => {
  const names = Array.from({ length: 60 }, (_, i) => `class_${i}`)
  const table = { name: 'f.csv', columns: names.map((name) => ({ name, type: 'number' })) } as never
  const chosen = { table: 0, columns: [...names.keys()] }
  await expect(classesOf(undefined, [table], chosen, { table: 0, columns: [0] }, ['a', 'b'])).rejects.toThrow(
    expect.objectContaining({
      details: { why: `one name per column: ${names.join(', ').slice(0, 200)}` },
    }),
  )
})
