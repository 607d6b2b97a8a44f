import { describe, expect, it } from 'vitest'
import { columnDataset, type ColumnRequest } from '../../src/data/columns.ts'
import type { Pair } from '../../src/data/pairs.ts'
import { readWhere } from '../../src/data/condition.ts'
import { isMissing } from '../../src/readers/missing.ts'
import type { Columns, TableSource } from '../../src/table.ts'
import { type Cells, tableOf } from './table-of.ts'

/** A table that is read in pieces of so many rows. */
function table(name: string, cells: Cells, size = 2): TableSource {
  const all = Object.values(cells) as (readonly (string | undefined)[])[]
  return {
    ...tableOf(name, cells),
    format: 'csv',
    notes: [],
    async *read(selections, missing) {
      for (let from = 0; from < all[0]!.length; from += size)
        yield selections.map(({ columns, as, labels }): Columns => {
          const held = all[columns[0]!]!.slice(from, from + size)
          const gaps = missing === 'skip' && !labels
          const own = held.map((cell) => (gaps && isMissing(cell!) ? undefined : cell))
          const place = (row: number) => ({ file: name, line: from + row + 2 })
          if (as === 'texts') return { as, texts: own, place }
          return { as, tensor: { data: Float64Array.from(own, Number), shape: [own.length], place } }
        })
    },
  }
}

const cells = {
  x: ['1', '2', '3', '4'],
  y: ['5', '6', '7', '8'],
  w: ['1', '0', '2', '3'],
  kind: ['a', 'a', 'b', 'c'],
  id: ['p', 'q', 'r', 's'],
  more: ['k', 'l', 'm', 'n'],
}
const column = (at: number, table = 0) => ({ table, columns: [at] })

const requestOf = (more: Partial<ColumnRequest>): ColumnRequest => ({
  tables: [table('a.csv', cells)],
  args: { input: column(0), target: column(1) },
  labels: new Map(),
  names: [],
  carried: [],
  missingIds: 'error',
  where: [],
  missing: 'error',
  leftOut: {},
  notices: [],
  ...more,
})

async function pairsOf(request: ColumnRequest): Promise<Pair[]> {
  const found: Pair[] = []
  for await (const pair of columnDataset(request).pairs(() => true)) found.push(pair)
  return found
}

const where = (text: string, at: number) => ({ ...readWhere(text), pick: column(at) })

describe('columns as pairs', () => {
  it('leave out a piece of which no row is left', async () => {
    const [pair, ...others] = await pairsOf(requestOf({ where: [where('kind!=a', 3)] }))
    expect(others).toEqual([])
    expect(pair).toMatchObject({ firstRow: 0, rows: Float64Array.of(2, 3) })
    expect([...pair!.args.input!.data, ...pair!.args.target!.data]).toEqual([3, 4, 7, 8])
  })

  it.each([
    ['', [0, 1, 2, 3]],
    ['kind!=b', [0, 1, 3]],
  ] as const)('carry weights, labels and columns of others along, where %j', async (condition, rows) => {
    const request = requestOf({
      tables: [table('a.csv', cells), table('b.csv', { ...cells, id: ['p', 'q', 's', 'r'] }, 4)],
      weight: column(2),
      labels: new Map([
        ['kind', column(3)],
        ['id', column(4)],
      ]),
      id: 'id',
      names: [{ columns: [column(4), column(4, 1)], told: 'by one', pairs: true }],
      carried: [column(5), column(3)],
      where: condition === '' ? [] : [where(condition, 3)],
    })
    const pairs = await pairsOf(request)
    const of = (name: keyof typeof cells) => rows.map((row) => cells[name][row]!)
    expect(pairs.flatMap(({ weights }) => [...weights!.data])).toEqual(of('w').map(Number))
    for (const name of ['kind', 'id'] as const)
      expect(pairs.flatMap(({ texts }) => texts!.get(name)!)).toEqual(of(name))
    const carried = pairs.flatMap(({ carried, args }) =>
      Array.from({ length: args.input!.shape[0]! }, (_, row) => carried!.map((make) => make(row, 1))),
    )
    expect(carried.map((both) => both.map(({ texts }) => texts[0]))).toEqual(
      rows.map((row) => [cells.more[row], cells.kind[row]]),
    )
    expect(carried.map(([own]) => own!.place!(0).line)).toEqual(rows.map((row) => row + 2))
    expect(request.notices.map(({ code, message }) => [code, message])).toEqual([
      [
        'H121',
        'both files have a column id, and row 2 is r in a.csv:4, but s in b.csv:4: rows were paired by their order',
      ],
    ])
  })

  it('are those of a table, but for lists', async () => {
    const own = table('a.csv', cells)
    const columns = own.columns.map((one, i) => (i === 0 ? ({ name: 'x', type: 'list' } as const) : one))
    for (const condition of [[], [where('kind!=b', 3)]]) {
      const [pair] = await pairsOf(requestOf({ tables: [{ ...own, columns }], where: condition }))
      expect([pair!.args.input!.table, pair!.args.target!.table]).toEqual([undefined, true])
    }
  })

  it.each([
    [['a', 'NA'], 'skip', [0, 1], [0, 1]],
    [['a', 'b'], 'skip', [0], [0]],
    [['a', 'NA'], 'error', [0, 1], [0, 1]],
  ] as const)('may have classes %j, with --missing %s', async (classes, missing, targets, rows) => {
    const tables = [
      table('a.csv', { x: ['1', '2', '3'], y: ['a', 'NA', 'n/a'].slice(0, missing === 'skip' ? 3 : 2) }, 4),
    ]
    const [pair] = await pairsOf(requestOf({ tables, classes, missing }))
    expect([...pair!.args.target!.data]).toEqual(targets)
    expect([...(pair!.rows ?? [0, 1])]).toEqual(rows)
  })

  it('are paired by ids, with the numbers of the rows in the first', async () => {
    const other = table('b.csv', { id: ['s', 'r', 'p'], y: ['1', '2', '3'] }, 4)
    const id = column(4)
    const request = requestOf({
      tables: [table('a.csv', cells, 4), other],
      args: { input: column(0), target: column(1, 1) },
      labels: new Map([['id', id]]),
      id: 'id',
      join: { by: 'id', ids: [id, column(0, 1)] },
      missingIds: 'skip',
    })
    const [pair] = await pairsOf(request)
    expect([pair!.rows, pair!.args.input!.data, pair!.args.target!.data]).toEqual([
      Float64Array.of(0, 2, 3),
      Float64Array.of(1, 3, 4),
      Float64Array.of(3, 2, 1),
    ])
    expect(request.notices.map(({ message }) => message)).toEqual([
      '1 row of a.csv and 0 of b.csv have no partner with the same id, and are left out',
    ])
  })

  it('tell ten of the names that come late', async () => {
    const late = new Set(Array.from({ length: 11 }, (_, i) => `k${i}`))
    const request = requestOf({ tables: [{ ...table('a.csv', cells), late }] })
    await pairsOf(request)
    expect(request.notices.map(({ message }) => message)).toEqual([
      'k0, k1, k2, k3, k4, k5, k6, k7, k8, k9 of a.csv first come after the rows that tell the columns, and are not read',
    ])
  })

  const none = { x: [], y: [], w: [], kind: [] }
  it.each<[string, Partial<ColumnRequest>, string, string | undefined]>([
    ['rows', { tables: [table('a.csv', none)] }, 'a.csv has columns but no row', undefined],
    [
      'row that fits',
      { where: [where('kind=d', 3)] },
      'no row of a.csv is left',
      'no kind of a.csv is "d"; it holds a, b, c',
    ],
    [
      'row that fits',
      { where: [where('w=4', 2)] },
      'no row of a.csv is left',
      'no w of a.csv is "4"; it holds 1, 0, 2, 3',
    ],
  ])('say that there is no %s', async (_what, more, message, why) => {
    const refused = pairsOf(requestOf(more))
    await expect(refused).rejects.toMatchObject({
      code: 'E205',
      message,
      details: why === undefined ? {} : { why },
    })
  })
})
