import { describe, expect, it } from 'vitest'
import {
  beginningsOf,
  commonBeginning,
  guessColumns,
  labelsOf,
  likelyPattern,
  likelyTarget,
  prefixOf,
  truthsOf,
} from '../../src/data/likely-columns.ts'
import type { ColumnInfo } from '../../src/table.ts'
import { tableOf } from './table-of.ts'

/** `p label:text v:list`: columns of numbers, of texts, and of lists. */
const columns = (text: string): ColumnInfo[] =>
  text.split(' ').map((word) => {
    const [name, type = 'number'] = word.split('|') as [string, ColumnInfo['type']?]
    return { name, type }
  })

it.each([
  ['logit_cat', 'logit_'],
  ['logit_0', 'logit_'],
  ['a.b.c', 'a.b.'],
  ['p-0', 'p-'],
  ['p/0', 'p/'],
  ['p 0', 'p '],
  ['p:0', 'p:'],
  ['p=0', 'p='],
  ['p0', 'p'],
  ['Prob12', 'Prob'],
  ['p', ''],
  ['12', ''],
  ['_x', ''],
  ['x_', ''],
  ['1p0', ''],
  ['p0q', ''],
])('%s begins with %j', (name, prefix) => {
  expect(prefixOf(name)).toBe(prefix)
})

it.each([
  [['p_cat', 'p_dog', 'w'], { beginning: 'p_', count: 2 }],
  [['q_cat', 'p_cat', 'p_dog'], { beginning: 'p_', count: 2 }],
  [['q_cat', 'p_cat'], { beginning: 'q_', count: 1 }],
  [['p_Rome', 'p_Oslo', 'p_New York', 'a, b.c'], { beginning: 'p_', count: 3 }],
  [['a', 'b'], { beginning: '', count: 0 }],
  [[], { beginning: '', count: 0 }],
])('most of %j begin with %j', (names, beginning) => {
  expect(commonBeginning(names)).toEqual(beginning)
})

it.each([
  [
    ['p_a_x', 'p_a_y', 'p_b'],
    ['p_a_', 'p_a_', 'p_'],
  ],
  [
    ['p_New York', 'p_Rome', 'p_Oslo'],
    ['p_', 'p_', 'p_'],
  ],
  [
    ['p_New  York', 'p_Rome'],
    ['p_', 'p_'],
  ],
  [
    ['p_New York', 'x'],
    ['p_New ', ''],
  ],
])('%j begin with %j', (names, beginnings) => {
  expect(beginningsOf(names)).toEqual(beginnings)
})

it.each([
  ['p_a p_b label', 'p_*'],
  ['p_a p_b q_a q_b q_c', 'q_*'],
  ['p_a w', undefined],
  ['p_a|text p_b|text q_a q_b', 'q_*'],
  ['p_a|text p_b', undefined],
  ['row_id image_id', undefined],
  ['p_a|list p_b|list', 'p_*'],
  ['a*_x a*_y', undefined],
  ['a"_x a"_y', undefined],
  ['a,_x a,_y', undefined],
  ['a!_x a!_y', undefined],
  ['a:x a:y', undefined],
])('the pattern of %s is %s', (text, pattern) => {
  expect(likelyPattern(columns(text))).toBe(pattern)
})

it.each([
  ['a label b', 'label'],
  ['a b id', 'b'],
  ['a kind|text', 'a'],
  ['a|text b|text weight', 'b'],
  ['id weight', 'weight'],
  ['v|list kind|text', 'v'],
])('the target of %s is probably %s', (text, target) => {
  expect(likelyTarget(columns(text))).toBe(target)
  expect(likelyTarget(columns(text), columns('kind')[0])).toBe('kind')
})

it.each([
  ['p_a p_b label', 'p_* label'],
  ['id p_a p_b label|text', 'p_* label'],
  ['p0 p1 label', 'p* label'],
  // The pattern would take one that is none of them.
  ['p0 p1 pet label', 'p0,p1 label'],
  ['p_a p_b p_c|text label', 'p_a,p_b label'],
  ['a*_x a*_y label', '"a*_x","a*_y" label'],
  ['a!_x a!_y label', 'a!_x,a!_y label'],
  ['v|list label', 'v label'],
  ['score y', 'score y elements'],
  ['Y_Pred n label', 'Y_Pred label elements'],
  // What Prophet is sure of.
  ['ds|text yhat yhat_lower yhat_upper y', 'yhat y elements'],
  ['cat dog label|text', 'cat,dog label'],
  ['cat dog weight id label|text', 'cat,dog label'],
  ['a_x b_y label|text', 'a_x,b_y label'],
  // Those that are called so, beside features.
  ['f_0 f_1 logit_0 logit_1 label', 'logit_* label'],
  ['p_a p_b q_a q_b label', 'p_* label'],
  // As scikit-learn numbers them.
  ['id 0 1 2 y_true fold', '0,1,2 y_true'],
  ['id 9 10 y_true fold', '9,10 y_true'],
  // A column of the target for each.
  ['id p_cat p_dog cat dog', 'p_* cat,dog elements'],
  ['p_cat p_dog dog cat w', 'p_* cat,dog elements'],
  ['pred_a pred_b true_a true_b', 'pred_* true_a,true_b elements'],
  ['y_true_a y_true_b s_a s_b', 's_* y_true_a,y_true_b elements'],
  ['p_a p_b q_a q_b a b', undefined],
  ['p_a p_b q_a q_b', undefined],
  ['p_cat p_dog cat', undefined],
  ['p_cat p_dog cat dog|text', undefined],
  ['p_cat|text p_dog|text cat dog', undefined],
  // More than one choice, or none.
  ['v|list w|list label', undefined],
  ['v|list p label', undefined],
  ['q_a q_b r_a r_b label', undefined],
  ['p_a p_b logit_a logit_b label', undefined],
  ['score p_a p_b label', undefined],
  ['score p_a p_b label|text', undefined],
  ['score p label', undefined],
  ['cat label|text', undefined],
  ['cat dog label', undefined],
  ['0a 1b label', undefined],
  ['cat|text dog|text label|text', undefined],
  ['label target x', undefined],
  ['label|list x', undefined],
  ['x', undefined],
])('of %s is meant %s', (text, guess) => {
  const [input, target, elements] = guess?.split(' ') ?? []
  expect(guessColumns(columns(text))).toEqual(guess && { input, target, elements: elements !== undefined })
})

it.each([
  ['p_0 p_1 label', true, 'p_1 label elements'],
  ['p_0 p_1 q_0 q_1 label', true, 'p_* label'],
  ['p_0 p_1 p_2 label', true, 'p_* label'],
  ['p logit y', true, 'p y elements'],
  ['p logit y', false, 'logit y elements'],
  ['score a', false, 'score a elements'],
  ['score a b', false, undefined],
  ['a b', false, undefined],
])('of %s a loss of elements takes %s', (text, probabilities, guess) => {
  const [input, target, elements] = guess?.split(' ') ?? []
  const found = guessColumns(columns(text), undefined, { elements: true, probabilities })
  expect(found).toEqual(guess && { input, target, elements: elements !== undefined })
})

it('a column of labels is the target, whatever it is called', () => {
  const all = columns('cat dog kind|text label')
  expect(guessColumns(all, all[2])).toEqual({ input: 'cat,dog,label', target: 'kind', elements: false })
})

describe('labels', () => {
  const numbers = { p_cat: ['1', '2'], p_dog: ['3', '4'] }
  it.each([
    ['what differs between names', { ...numbers, kind: ['cat', 'dog'] }, 'kind'],
    ['names', { ...numbers, kind: ['p_cat', 'p_dog'] }, 'kind'],
    ['names, where there are values', { ...numbers, kind: [undefined, 'dog'] }, 'kind'],
    ['others too', { ...numbers, kind: ['cat', 'cow'] }, undefined],
    ['no value', { ...numbers, kind: [undefined, undefined] }, undefined],
    ['names of texts', { ...numbers, kind: ['x', 'y'], x: ['x', 'y'] }, undefined],
    ['names of ids', { ...numbers, row_id: ['1', '2'], kind: ['row_id', 'row_id'] }, undefined],
    ['ids', { ...numbers, image_id: ['cat', 'dog'] }, undefined],
    ['two columns', { ...numbers, kind: ['cat', 'dog'], other: ['dog', 'dog'] }, undefined],
    ['two columns, one of other names', { ...numbers, kind: ['cat', 'dog'], other: ['dog', 'x'] }, 'kind'],
    ['numbers', numbers, undefined],
  ])('are texts that are %s', async (_what, cells, name) => {
    const found = await labelsOf(tableOf('t.csv', cells))
    expect(found?.name).toBe(name)
  })
})

it('a column of words for 0 and 1 is one of texts', async () => {
  const found = await truthsOf(tableOf('t.csv', { a: ['1', '0'], b: ['yes', 'no'], c: ['x', 'no'] }))
  expect(found?.name).toBe('b')
  expect(await truthsOf(tableOf('t.csv', { a: ['t', 'f'], b: ['yes', 'no'] }))).toBe(undefined)
  expect(await truthsOf(tableOf('t.csv', { a: ['t', 'f'], 'b~': [] }))).toMatchObject({ name: 'a' })
})

it('of columns of texts alone the last that names no rows is the likely target', () => {
  expect(likelyTarget(columns('p|text q|text r|text'))).toBe('r')
})
