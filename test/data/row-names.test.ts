import { expect, it } from 'vitest'
import { noticeCounted } from '../../src/data/counted-rows.ts'
import { namesakes, noticeOrders, rowNames } from '../../src/data/row-names.ts'
import { RowOrder } from '../../src/data/row-order.ts'
import { columnsBeside } from '../../src/data/tables.ts'
import { hasIds } from '../../src/data/column-names.ts'
import { markedIn, pandasIndex } from '../../src/readers/columnar/pandas-rows.ts'
import type { Notice } from '../../src/report.ts'
import type { TableSource } from '../../src/table.ts'
import { type Cells, tableOf } from './table-of.ts'

const abc = ['a', 'b', 'c']
const bca = ['b', 'c', 'a']
const numbers = ['7', '9', '8']
const others = ['9', '8', '7']
const counted = ['1', '2', '3']
/** Of 20 values so many different ones. */
const apart = (count: number) => Array.from({ length: 20 }, (_, i) => `k${Math.min(i, count - 1)}`)

/** Columns of texts that come again. */
const texts = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, ['a', 'a', 'b']]))

/** Where numbers begin, end, and by how much they rise; keys with a 0 behind; or the numbers of a column. */
type Rows = readonly [number, number, number] | readonly (string | undefined)[] | readonly [...string[], 0]

type Names = readonly [own: number, theirs: number, told: 'by one' | 'by all', pairs: boolean]

it.each<[string, Cells, Cells, readonly Names[]]>([
  ['nothing in common', { x: numbers }, { y: numbers }, []],
  ['texts of their own', { key: abc }, { key: abc }, [[0, 0, 'by one', true]]],
  ['numbers of their own', { x: abc, key: numbers }, { key: numbers }, [[1, 0, 'by one', true]]],
  ['one that differs, before all others', { a: abc, b: abc }, { a: abc, b: bca }, [[1, 1, 'by one', true]]],
  [
    'one that differs in some rows',
    { a: abc, b: abc },
    { a: abc, b: ['a', 'c', 'b'] },
    [[1, 1, 'by one', true]],
  ],
  ['an id beside the eighth text', { ...texts(7), key: abc }, { id: abc }, [[7, 0, 'by one', false]]],
  ['an id beside the ninth text', { ...texts(8), key: abc }, { id: abc }, []],
  ['an id that differs', { id: ['a', 'a', 'b'] }, { id: ['a', 'b', 'a'] }, [[0, 0, 'by one', false]]],
  ['an id before others', { key: abc, id: numbers }, { key: abc, id: numbers }, [[1, 1, 'by one', true]]],
  [
    'others before an id that counts',
    { id: counted, key: abc },
    { id: counted, key: abc },
    [[1, 1, 'by one', true]],
  ],
  ['an id that counts alone', { id: counted, x: abc }, { id: counted, y: abc }, [[0, 0, 'by one', true]]],
  [
    'an id that counts, and one of another name',
    { id: counted, key: abc },
    { id: counted, row_id: bca },
    [
      [0, 0, 'by one', true],
      [1, 1, 'by all', false],
    ],
  ],
  [
    'ids that come again, up to four',
    { id: ['7', '7'], idx: ['7', '7'], index: ['7', '7'], row: ['7', '7'], row_id: ['7', '7'] },
    { id: ['7', '7'], idx: ['7', '7'], index: ['7', '7'], row: ['7', '7'], row_id: ['7', '7'] },
    [
      [0, 0, 'by one', false],
      [1, 1, 'by one', false],
      [2, 2, 'by one', false],
      [3, 3, 'by one', false],
    ],
  ],
  ['values that come again', { g: ['a', 'a', 'b'] }, { g: ['a', 'b', 'a'] }, [[0, 0, 'by all', false]]],
  [
    'of two such the one with more of them',
    { g: ['a', 'a', 'b', 'b'], h: ['a', 'b', 'b', 'c'], i: ['a', 'b', 'b', 'c'] },
    { i: ['a', 'b', 'b', 'c'], h: ['a', 'b', 'b', 'c'], g: ['a', 'a', 'b', 'b'] },
    [[1, 1, 'by all', false]],
  ],
  ['one value', { g: ['a', 'a', 'a'] }, { g: ['a', 'a', 'a'] }, []],
  ['nearly all of their own', { key: apart(18) }, { key: apart(18) }, [[0, 0, 'by one', false]]],
  ['less than nearly', { key: apart(17) }, { key: apart(18) }, [[0, 0, 'by all', false]]],
  ['less in the other', { key: apart(18) }, { key: apart(17) }, [[0, 0, 'by all', false]]],
  [
    'one that is missing',
    { key: ['a', undefined, 'c'] },
    { key: ['a', 'b', 'c'] },
    [[0, 0, 'by one', false]],
  ],
  ['none here', { 'key~': [undefined] }, { key: ['a'] }, []],
  ['none there', { key: ['a'] }, { 'key~': [undefined] }, []],
  ['lists', { key: 'list' }, { key: 'list' }, []],
  ['a place for a name', { 0: numbers }, { 0: numbers }, []],
  ['a place for a name, in another order', { 0: numbers }, { 0: others }, [[0, 0, 'by all', true]]],
  ['fractions without a name', { 0: ['0.5', '1.5'] }, { 0: ['1.5', '0.5'] }, []],
  ['a number for a name', { x: 'list', 7: others }, { 7: others }, [[0, 0, 'by one', true]]],
  ['an id of another name, in order', { id: abc }, { key: abc }, [[0, 0, 'by one', false]]],
  ['an id of another name, in another order', { key: abc }, { image_id: bca }, [[0, 0, 'by all', false]]],
  ['another name of other type', { id: abc }, { key: numbers }, []],
  ['another name without an id', { key: abc }, { name: abc }, []],
  ['an id that comes again', { id: ['a', 'a', 'b'] }, { key: abc }, []],
  [
    'of what comes again, what tells both tables best apart',
    { g: ['a', 'b', 'b', 'b'], h: ['a', 'b', 'c', 'c'] },
    { g: ['a', 'b', 'b', 'b'], h: ['a', 'a', 'a', 'a'] },
    [[0, 0, 'by all', false]],
  ],
  ['numbers that are called no id', { id: numbers }, { x: others }, []],
  ['ids of another name', { id: numbers }, { row_id: others }, [[0, 0, 'by all', false]]],
  [
    'what comes again, and an id of another name',
    { g: ['a', 'b', 'b'], id: abc },
    { g: ['a', 'b', 'b'], key: bca },
    [
      [0, 0, 'by all', false],
      [1, 1, 'by all', false],
    ],
  ],
])('%s', async (_what, own, theirs, want) => {
  const found = await rowNames([tableOf('a.csv', own), tableOf('b.csv', theirs)], 1, [], [])
  const names = found.map(({ columns: [first, second], told, pairs }) => {
    expect([first.table, second.table]).toEqual([0, 1])
    return [first.columns[0], second.columns[0], told, pairs]
  })
  expect(names).toEqual(want)
})

it('columns that are used name no rows', async () => {
  const tables = [tableOf('a.csv', { key: abc, id: numbers }), tableOf('b.csv', { id: numbers, key: abc })]
  const used = (table: number, column: number) => ({ table, columns: [column] })
  const places = async (...all: ReturnType<typeof used>[]) =>
    (await rowNames(tables, 1, all, [])).map(({ columns }) => columns.map(({ columns }) => columns[0]))
  expect(await places()).toEqual([[1, 0]])
  expect(await places(used(0, 1))).toEqual([[0, 1]])
  expect(await places(used(1, 0))).toEqual([[0, 1]])
  expect(await places(used(1, 0), used(0, 0))).toEqual([])
})

it.each<[string, Rows, Rows, string | undefined]>([
  ['the same numbers', [0, 3, 1], [0, 3, 1], undefined],
  ['the same, written in one', [0, 3, 1], ['0', '1', '2'], undefined],
  ['another order, written in one', [0, 3, 1], ['0', '2', '1'], 'row 1 is 1 in a, but 2 in b'],
  ['another order, written in the other', ['2', '0', '1'], [0, 3, 1], 'row 0 is 2 in a, but 0 in b'],
  ['from the last to the first', [0, 3, 1], [2, -1, -1], 'row 0 is 0 in a, but 2 in b'],
  ['two parts of a frame', [3, 6, 1], [6, 9, 1], 'row 0 is 3 in a, but 6 in b'],
  ['predictions for a part of a frame', [0, 3, 1], [6, 9, 1], undefined],
  ['predictions for some rows of a frame', [0, 3, 1], ['7', '2', '1'], undefined],
  ['numbers of which one misses', [0, 3, 1], ['0', undefined, '2'], undefined],
  ['rows that are written in both', ['0', '1'], ['1', '0'], undefined],
  ['keys in another order', [0, 1, 0], [1, 0, 0], 'row 0 is 0 in a, but 1 in b'],
  ['keys in one order', [7, 5, 0], [7, 5, 0], undefined],
  ['keys of other rows', [7, 5, 0], [8, 6, 0], 'row 0 is 7 in a, but 8 in b'],
  ['keys beside numbers that are not written', [1, 0, 0], [0, 2, 1], 'row 0 is 1 in a, but 0 in b'],
  ['keys of a part beside all of them', [9, 4, 0], [0, 2, 1], undefined],
  ['predictions for what comes before a frame', [5, 8, 1], ['6', '4', '5'], undefined],
  ['a part of a frame in another order', [5, 8, 1], ['6', '7', '5'], 'row 0 is 5 in a, but 6 in b'],
  ['every other row', [1, 7, 2], ['1', '3', '5'], undefined],
  ['every other row, in another order', [1, 7, 2], ['1', '5', '3'], 'row 1 is 3 in a, but 5 in b'],
  ['every other row beside those between', [1, 7, 2], ['1', '4', '3'], undefined],
  ['names in another order', ['x', 'y', 0], ['y', 'x', 0], 'row 0 is x in a, but y in b'],
  ['names in one order', ['x', 'y', 0], ['x', 'y', 0], undefined],
  ['names beside numbers', ['x', 'y', 0], ['1', '0', 0], undefined],
  ['names beside numbers that are not written', ['x', 'y', 0], [0, 2, 1], undefined],
])('numbers of pandas: %s', async (_what, own, theirs, want) => {
  const [a, b] = (
    [
      ['a', own],
      ['b', theirs],
    ] as const
  ).map(([name, rows]) => {
    const [start, stop, step] = rows
    const table = tableOf(name, { [name]: numbers })
    if (step === 0) return { ...table, rowKeys: [start, stop].map(String) } as TableSource
    if (typeof start !== 'number') return tableOf(name, { x: numbers, __index_level_0__: rows as string[] })
    return { ...table, counted: { start, stop, step } } as TableSource
  }) as [TableSource, TableSource]
  const notices: Notice[] = []
  await noticeCounted([a, b], notices)
  expect(notices.map(({ message }) => /row \d.*(?=:)/.exec(message)![0])).toEqual(want ? [want] : [])
})

it.each<[Rows, boolean]>([
  [[3, -1, -1], true],
  [[0, 4, 1], false],
  [[4, 8, 1], false],
])('rows that go by %j beside some without numbers', async ([start, stop, step], told) => {
  const one = { ...tableOf('a', { a: numbers }), counted: { start, stop, step } } as TableSource
  for (const pair of [
    [one, tableOf('b', { b: numbers })],
    [tableOf('b', { b: numbers }), one],
  ] as const) {
    const notices: Notice[] = []
    await noticeCounted(pair, notices)
    const said =
      'pandas numbers the rows of a backwards, and b has no numbers: rows were paired by their order'
    expect(notices.map(({ message }) => message)).toEqual(told ? [said] : [])
  }
})

it('pandas says in what it adds to a file how rows are called', () => {
  expect(pandasIndex('{"index_columns": ["id", "__index_level_1__"]}')).toEqual({
    columns: ['id', '__index_level_1__'],
  })
  const range = { kind: 'range', name: null, start: 4, stop: 0, step: -2 }
  expect(pandasIndex(JSON.stringify({ index_columns: [range] }))).toEqual({
    columns: [],
    counted: { start: 4, stop: 0, step: -2 },
  })
  for (const odd of [
    undefined,
    '',
    '{',
    'null',
    '[]',
    '{"index_columns": 7}',
    '{"index_columns": [{"start": 0}]}',
  ])
    expect(pandasIndex(odd)).toEqual({ columns: [] })
  const index = { columns: ['id'] }
  expect(markedIn(index, { name: 'id', type: 'text' })).toEqual({ name: 'id', type: 'text', index: true })
  expect(markedIn(index, { name: 'x', type: 'text' })).toEqual({ name: 'x', type: 'text' })
})

it('keys in order may go on after those that were looked at', async () => {
  const keyed = (count: number) =>
    ({
      ...tableOf('a', { x: numbers }),
      rowKeys: Array.from({ length: count }, (_, row) => String(row)),
    }) as TableSource
  const other = tableOf('b', { y: numbers, __index_level_0__: ['1', '0', '1500'] })
  const told = async (count: number) => {
    const notices: Notice[] = []
    await noticeCounted([keyed(count), other], notices)
    return notices.length
  }
  expect([await told(999), await told(1000)]).toEqual([0, 1])
})

it('a row that differs is told with its line, which is read where threads know none, and of two the first', async () => {
  const read = (name: string): TableSource => ({
    ...tableOf(name, { id: abc, w: abc }),
    async *read([selection], missing) {
      expect([selection, missing]).toEqual([
        { columns: [expect.any(Number)], as: 'texts', labels: true },
        'error',
      ])
      for (const from of [0, 2])
        yield [
          {
            as: 'texts',
            texts: abc.slice(from, from + 2),
            place: (row) => ({ file: name, line: 100 + from + row }),
          },
        ]
    },
  })
  const threaded = (name: string) => ({ ...read(name), records: {} }) as TableSource
  const order = (row: number, ...lines: [number | undefined, number | undefined]) => {
    const found = new RowOrder(false)
    found.merge({ first: { row, cells: ['x'.repeat(41), 'y'.repeat(40)], lines }, sums: [] })
    return found
  }
  const names = (used: boolean, at: number) =>
    ({
      columns: [0, 1].map((table) => ({ table, columns: [at] })),
      told: 'by one',
      pairs: false,
      used,
    }) as never
  const told = async (tables: TableSource[], ...found: [RowOrder, boolean][]) => {
    const notices: Notice[] = []
    const all = found.map(([, used], i) => names(used, i))
    await noticeOrders(
      { tables, names: all, notices },
      found.map(([one]) => one),
    )
    return notices.map(({ code, message }) => `${code} ${/row .*/.exec(message)![0]}`)
  }
  const files = [threaded('a'), threaded('b')]
  const [x, y] = [`${'x'.repeat(40)}...`, 'y'.repeat(40)]
  const spots = (row: number, a: string, b: string) => `row ${row} is ${x} in ${a}, but ${y} in ${b}`
  for (const [row, line] of [
    [0, 100],
    [1, 101],
    [2, 102],
  ] as const)
    expect(await told(files, [order(row, undefined, 7), false])).toEqual([
      `H121 ${spots(row, `a:${line}`, 'b:7')}: rows were paired by their order`,
    ])
  expect(await told([read('a'), read('b')], [order(1, undefined, undefined), true])).toEqual([
    `W426 ${spots(1, 'a', 'b')}: that of a is used`,
  ])
  // Of several that which is no use, then that of the first row.
  expect(await told(files, [order(1, 1, 2), true], [order(2, 3, 4), false])).toEqual([
    `H121 ${spots(2, 'a:3', 'b:4')}: rows were paired by their order`,
  ])
  expect(await told(files, [order(2, 3, 4), false], [order(1, 1, 2), false])).toEqual([
    `H121 ${spots(1, 'a:1', 'b:2')}: rows were paired by their order`,
  ])
})

it('columns of other tables are called like one that is used, but for places and lists', () => {
  const tables = [
    { x: numbers, 1: others, v: 'list' as const, id: abc },
    { id: abc, 1: others, x: numbers, v: 'list' as const },
  ].map((cells, i) => tableOf(`${i}.csv`, cells))
  const found = (table: number, name: string) => {
    const columns = [tables[table]!.columns.findIndex((one) => one.name === name)]
    return namesakes(tables, [{ table, columns }]).map(({ columns }) => columns.map((one) => one.columns[0]))
  }
  const place = (table: number, name: string) => tables[table]!.columns.findIndex((one) => one.name === name)
  expect(found(0, 'x')).toEqual([[place(0, 'x'), place(1, 'x')]])
  expect([found(0, 'v'), found(1, 'x')]).toEqual([[], []])
  const numbered = [0, 1].map((i) => tableOf(`${i}.csv`, { 0: numbers, 1: others }))
  expect(namesakes(numbered, [{ table: 0, columns: [1] }])).toEqual([])
})

it.each([
  [[1, 0], 'the rows of a and b have numbers of pandas, and row 0 is 0 in a, but 1 in b'],
  [['y', 'x'], 'the rows of a and b have names of pandas, and row 0 is x in a, but y in b'],
])('keys %j are called what they are', async (keys, said) => {
  const of = (name: string, rowKeys: string[]) =>
    ({ ...tableOf(name, { [name]: numbers }), rowKeys }) as TableSource
  const notices: Notice[] = []
  await noticeCounted([of('a', keys.map(String).toReversed()), of('b', keys.map(String))], notices)
  expect(notices[0]!.message).toContain(said)
})

it('numbers of pandas may stand in a column of another name, where the file says so', async () => {
  const cells = { x: numbers, n: ['1', '0', '2'] }
  const marked = (index: boolean) => {
    const table = tableOf('b', cells)
    return { ...table, columns: table.columns.map((one) => (one.name === 'n' ? { ...one, index } : one)) }
  }
  const keyed = { ...tableOf('a', { x: numbers }), rowKeys: ['0', '1', '2'] } as TableSource
  for (const index of [true, false]) {
    const notices: Notice[] = []
    await noticeCounted([keyed, marked(index)], notices)
    expect(notices.length).toBe(index ? 1 : 0)
  }
})

it('ids stand beside other columns', () => {
  expect([['id'], ['id', 'x'], ['a', 'x'], undefined].map(hasIds)).toEqual([false, true, false, false])
})

it('a group is not the column of its name that is only shown; a weight is used, and so is not its namesake', () => {
  const one = tableOf('a.csv', { x: ['1'], y: ['2'], w: ['3'] })
  const twice = { ...one, columns: one.columns.map(({ type }, i) => ({ type, name: ['x', 'x', 'w'][i]! })) }
  const named = { groupBy: ['x[0]'], show: ['x[1]'], where: [], weight: 'w' }
  const { beside, used, alike } = columnsBeside([twice, tableOf('b.csv', { w: ['1'] })], named as never)
  expect([...beside.labels]).toEqual([['x', { table: 0, columns: [0] }]])
  expect(used.map(({ columns }) => columns[0])).toEqual([0, 2])
  expect(alike.map(({ columns }) => columns)).toEqual([
    [
      { table: 0, columns: [2] },
      { table: 1, columns: [0] },
    ],
  ])
})
