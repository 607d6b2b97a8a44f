import { expect, it } from 'vitest'
import { noticeFirstRow } from '../../src/data/first-row.ts'
import { noticeGroupedDots } from '../../src/data/grouped-dots.ts'
import { noticeSummary } from '../../src/data/summary-row.ts'
import { readWhere } from '../../src/data/condition.ts'
import type { Notice } from '../../src/report.ts'
import { type Cells, tableOf } from './table-of.ts'

/* What single cells tell of a table. */

const numbered = { 0: ['0', '0.5'], 1: ['1', '2'], 2: ['2', '3'] }

it.each<[string, Cells, readonly number[], string, boolean]>([
  ['0, 1, 2 before a fraction', numbered, [1, 2], 'header: no', true],
  ['0, 1, 2 before a fraction', numbered, [0], 'header: no', true],
  ['0, 1, 2 before a fraction', numbered, [0, 2], 'header: no', true],
  ['0, 1, 2 that are all of the input', numbered, [0, 1], 'header: no', false],
  ['0, 1, 2 below a header', numbered, [1, 2], 'header: yes', false],
  ['whole numbers', { 0: ['0', '5'], 1: ['1', '2'] }, [1], 'header: no', false],
  ['a power of ten', { 0: ['0', '5e3'], 1: ['1', undefined] }, [1], 'header: no', true],
  ['0, 2', { 0: ['0', '0.5'], 1: ['2', '1'] }, [1], 'header: no', false],
  ['one column', { 0: ['0', '0.5'] }, [], 'header: no', false],
])('a first row of %s: %j, of which %j is the input, with %s', async (_what, cells, input, note, found) => {
  const notices: Notice[] = []
  await noticeFirstRow({ ...tableOf('f.csv', cells), notes: [note] }, input, notices)
  const said = 'the first row of f.csv is 0, 1, 2, ...: it looks like the names of columns'
  const told = { code: 'H118', message: said, tries: ['loss-calc ... --headers'] }
  expect(notices).toEqual(found ? [told] : [])
})

it.each<[string, Cells, readonly string[] | undefined, readonly number[], string, string | undefined]>([
  ['a total', { kind: ['a', 'b', 'Total'], x: ['1', '2', '3'] }, ['Total', '3'], [], '', "'kind!=Total'"],
  ['a mean', { kind: ['a', 'b'], x: ['1', '2'] }, ['mean:', '3'], [], '', "'kind!=mean:'"],
  ['a column without a name', { '': ['a', 'b'], x: ['1', '2'] }, ['sum', '3'], [], '', "'0!=sum'"],
  ['a class', { kind: ['a', 'total'], x: ['1', '2'] }, ['total', '3'], [0], '', undefined],
  [
    'totals of parts',
    { kind: ['total', 'a', 'total'], x: ['1', '2', '3'] },
    ['total', '3'],
    [],
    '',
    undefined,
  ],
  ['a row that is left out', { kind: ['a'], x: ['1'] }, ['total', '3'], [], 'kind!=total', undefined],
  [
    'a row that is left out by its place',
    { kind: ['a'], x: ['1'] },
    ['total', '3'],
    [],
    '0!=total',
    undefined,
  ],
  ['another condition', { kind: ['a'], x: ['1'] }, ['total', '3'], [], 'x>1', 'kind!=total'],
  ['another word', { kind: ['a'], x: ['1'] }, ['totally', '3'], [], '', undefined],
  ['a short row', { kind: ['a'], x: ['1'] }, ['total'], [], '', undefined],
  ['no last row', { kind: ['a'], x: ['1'] }, undefined, [], '', undefined],
])('a last row that is %s', async (_what, cells, last, names, where, offered) => {
  const notices: Notice[] = []
  const table = { ...tableOf('f.csv', cells), ...(last && { lastCells: () => last }) }
  await noticeSummary(table, names, where === '' ? [] : [readWhere(where)], notices)
  const tries = offered && `loss-calc ... --where ${offered.startsWith("'") ? offered : `'${offered}'`}`
  expect(notices.map(({ code, tries }) => [code, ...tries!])).toEqual(tries ? [['H131', tries]] : [])
})

it.each<[string, Cells, string, string | undefined]>([
  [
    'commas beside dots before three digits',
    { a: ['1.234', '5'], b: ['1,5', '2,25'] },
    'csv',
    '1.234 may be 1234',
  ],
  ['the same in TSV', { a: ['1.234', '5'], b: ['1,5', '2,25'] }, 'tsv', '1.234 may be 1234'],
  ['money', { a: ['1.234'], b: ['EUR 1.000,50', '2,25 €'] }, 'csv', '1.234 may be 1234'],
  ['the same in JSON', { a: ['1.234', '5'], b: ['1,5', '2,25'] }, 'json', undefined],
  ['commas that group digits', { a: ['1.234'], b: ['1,500', '2,250'] }, 'csv', undefined],
  ['other texts', { a: ['1.234'], b: ['1,5', 'x'] }, 'csv', undefined],
  ['no text', { a: ['1.234'], b: ['15'] }, 'csv', undefined],
  ['dots before two digits', { a: ['1.23', '1.234'], b: ['1,5'] }, 'csv', undefined],
  ['no dot', { a: ['1234'], b: ['1,5'] }, 'csv', undefined],
  ['cells that miss', { a: [undefined, '1.234'], b: [undefined, '1,5'] }, 'csv', '1.234 may be 1234'],
])('of %s', async (_what, cells, format, said) => {
  const notices: Notice[] = []
  await noticeGroupedDots({ ...tableOf('f.csv', cells), format }, [0], notices)
  expect(notices.map(({ code, tries }) => [code, ...tries!])).toEqual(
    said ? [['W410', 'loss-calc ... --decimal , --numbers thousands']] : [],
  )
  const told = /^b of f\.csv has decimal commas, [^,]*\d,\d+[^,]*, and a no dot but before three digits: /
  if (said) expect(notices[0]!.message.replace(told, '')).toBe(said)
})
