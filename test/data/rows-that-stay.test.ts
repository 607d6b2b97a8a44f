import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { fitting, readConditions, readWhere } from '../../src/data/condition.ts'
import { rowsToKeep } from '../../src/data/keep-rows.ts'
import { tidied } from '../../src/data/probabilities.ts'
import { differ, RowOrder } from '../../src/data/row-order.ts'
import type { Columns, ColumnType, TextColumn } from '../../src/table.ts'
import { tableOf } from './table-of.ts'
import { parquetOf } from '../parquet.ts'
import { run } from '../transcript.ts'

it.each([
  ['a=1', { column: 'a', comparison: '=', value: '1' }],
  ['a == 1 ', { column: 'a', comparison: '=', value: '1' }],
  ['a!==1', { column: 'a', comparison: '!=', value: '1' }],
  ['a b >= x=y', { column: 'a b', comparison: '>=', value: 'x=y' }],
  ['a<', { column: 'a', comparison: '<', value: '' }],
  ['!a>2', { column: '!a', comparison: '>', value: '2' }],
])('%s is a condition', (text, where) => {
  expect(readWhere(text)).toEqual(where)
})

it.each(['a', '', '=1', ' <= 3'])('%j is none', (text) => {
  expect(() => readWhere(text)).toThrow(
    `--where must be column=value, or with !=, >=, <=, > or <; got ${text}`,
  )
})

it.each<[string | undefined, string, ColumnType, boolean]>([
  ['1', '=1.0', 'number', true],
  ['1', '=1.0', 'text', false],
  ['1.0', '=1.0', 'text', true],
  ['1', '!=1.0', 'number', false],
  ['1', '!=1.0', 'text', true],
  ['a', '=a', 'number', true],
  ['a', '!=b', 'number', true],
  ['a', '=b', 'number', false],
  ['9007199254740993', '=9007199254740992', 'number', false],
  ['2', '<10', 'number', true],
  ['2', '<10', 'text', true],
  ['10', '<2', 'number', false],
  ['2', '<2', 'number', false],
  ['2', '<=2.0', 'number', true],
  ['2', '>=2.0', 'number', true],
  ['2', '>2.0', 'number', false],
  ['3', '>2', 'number', true],
  ['1', '>2', 'number', false],
  ['1', '>=2', 'number', false],
  ['3', '<=2', 'number', false],
  ['NaN', '<2', 'number', false],
  ['-nan', '>2', 'number', false],
  ['2', '>nan', 'number', false],
  [undefined, '=1', 'number', false],
  [undefined, '<1', 'number', false],
  [undefined, '!=1', 'number', true],
])('%j, if it is %s in a column of %ss: %s', (cell, condition, type, fit) => {
  expect(fitting(readWhere(`c${condition}`), type, () => undefined)(cell, () => undefined)).toBe(fit)
})

it('texts are no more and no less than numbers', () => {
  const at = { file: 'f.csv', row: 3 }
  expect(() => fitting(readWhere('c<1'), 'text', () => undefined)('nank', () => at)).toThrow(
    expect.objectContaining({
      code: 'E201',
      message: '--where compares "nank" with 1, and needs numbers',
      details: { at },
    }),
  )
  expect(() => fitting(readWhere('c<a'), 'number', () => undefined)('1', () => undefined)).toThrow(
    expect.objectContaining({ details: {} }),
  )
})

describe('rows that are kept', () => {
  const table = tableOf('f.csv', { x: ['1'], kind: ['a'] })
  const numbers = (missing: readonly number[] | undefined, ...data: number[]): Columns => ({
    as: 'numbers',
    tensor: { data: Float64Array.from(data), shape: [data.length / 2, 2] },
    missing: missing && Uint8Array.from(missing),
  })
  const texts = (...all: (string | undefined)[]): TextColumn => ({ as: 'texts', texts: all })
  const coded = (...all: (string | undefined)[]): TextColumn => {
    const names = [...new Set(all)]
    return { as: 'texts', texts: all, names, codes: Float64Array.from(all, (one) => names.indexOf(one)) }
  }
  const keep = (
    condition: string | undefined,
    missing: 'skip' | 'error',
    parts: readonly Columns[],
    count = 3,
  ) => {
    const left = { skipped: 0, filtered: 0, spellings: [] }
    const where = condition ? [{ ...readWhere(condition), pick: { table: 0, columns: [1] } }] : []
    const rows = rowsToKeep([table], where, missing, parts, count, left)
    return { rows: rows && [...rows], ...left }
  }
  const all = [1, 2, 3, 4, 5, 6]
  const gap = [1, 2, 3, NaN, 5, 6]

  it.each<[string, ReturnType<typeof keep>, object]>([
    [
      'all',
      keep(undefined, 'error', [numbers(undefined, ...all)]),
      { rows: undefined, skipped: 0, filtered: 0, spellings: [] },
    ],
    [
      'NaN, which is a number',
      keep(undefined, 'error', [numbers(undefined, ...gap)]),
      { rows: undefined, skipped: 0 },
    ],
    [
      'without NaN',
      keep(undefined, 'skip', [numbers(undefined, ...gap)]),
      { rows: [0, 2], skipped: 1, filtered: 0, spellings: [] },
    ],
    ['without a gap', keep(undefined, 'skip', [numbers([0, 0, 1], ...all)]), { rows: [0, 1], skipped: 1 }],
    [
      'without a marked gap',
      keep(undefined, 'error', [numbers([1, 0, 0], ...all)]),
      { rows: [1, 2], skipped: 1 },
    ],
    ['without a text', keep(undefined, 'skip', [texts('a', undefined, 'b')]), { rows: [0, 2], skipped: 1 }],
    [
      'without a text of few',
      keep(undefined, 'skip', [coded('a', undefined, 'a')]),
      { rows: [0, 2], skipped: 1 },
    ],
    [
      'texts where nothing may miss',
      keep(undefined, 'error', [texts('a', undefined, 'b')]),
      { rows: undefined },
    ],
    [
      'those that fit',
      keep('kind=a', 'error', [numbers(undefined, ...all), texts('a', 'b', 'a')]),
      { rows: [0, 2], skipped: 0, filtered: 1 },
    ],
    [
      'those that fit, of few texts',
      keep('kind!=a', 'error', [numbers(undefined, ...all), coded('a', 'b', undefined)]),
      { rows: [1, 2], filtered: 1 },
    ],
    [
      'those that fit, counted once',
      keep('kind=a', 'skip', [numbers(undefined, ...gap), texts('a', 'b', 'a')]),
      { rows: [0, 2], skipped: 0, filtered: 1 },
    ],
    ['none', keep('kind=c', 'error', [texts('a', 'b', 'a')]), { rows: [], filtered: 3 }],
  ])('are %s', (_what, found, want) => {
    expect(found).toMatchObject(want)
  })
})

it('a row that one condition leaves out is compared with no other', () => {
  const parts = ['a b a', '1 x 3'].map((cells): TextColumn => ({ as: 'texts', texts: cells.split(' ') }))
  const table = tableOf('f.csv', { kind: ['a'], x: ['1'] })
  const where = ['kind=a', 'x<2'].map((text, i) => ({ ...readWhere(text), pick: { table: 0, columns: [i] } }))
  const left = { skipped: 0, filtered: 0, spellings: [] }
  expect(rowsToKeep([table], where, 'error', parts, 3, left)).toEqual(Int32Array.of(0))
  expect(left).toEqual({ skipped: 0, filtered: 2, spellings: [] })
})

describe('probabilities are tidied', () => {
  const of = (shape: readonly number[], ...data: number[]) => ({ data: Float64Array.from(data), shape })
  it.each([
    ['rows over their sums', { normalize: true, eps: 0 }, of([2, 2], 1, 3, 2, 2), [0.25, 0.75, 0.5, 0.5]],
    ['one row', { normalize: true, eps: 0 }, of([4], 1, 1, 1, 1), [0.25, 0.25, 0.25, 0.25]],
    ['places of an image', { normalize: true, eps: 0 }, of([1, 2, 2], 1, 2, 3, 2), [0.25, 0.5, 0.75, 0.5]],
    [
      'two images',
      { normalize: true, eps: 0 },
      of([2, 2, 2], 1, 2, 3, 2, 4, 0, 4, 1),
      [0.25, 0.5, 0.75, 0.5, 0.5, 0, 0.5, 1],
    ],
    [
      'ends',
      { normalize: false, eps: 0.1 },
      of([6], 0, 0.05, 0.1, 0.5, 0.95, 1),
      [0.1, 0.1, 0.1, 0.5, 0.9, 0.9],
    ],
    ['not what is none', { normalize: false, eps: 0.1 }, of([3], -0.5, 1.5, NaN), [-0.5, 1.5, NaN]],
    ['rows, then ends', { normalize: true, eps: 0.1 }, of([2], 0, 2), [0.1, 0.9]],
    ['nothing', { normalize: false, eps: 0 }, of([2], 0, 2), [0, 2]],
  ])('%s', (_what, tidying, input, want) => {
    const got = tidied(tidying, input)
    expect([...got.data]).toEqual(want)
    expect(got.shape).toBe(input.shape)
    expect(got.data).not.toBe(input.data)
  })

  it('but for rows that sum to 0', () => {
    const place = (row: number) => ({ file: 'f.csv', row })
    expect(() => tidied({ normalize: true, eps: 0 }, { ...of([2, 2], 1, 1, 0, 0), place })).toThrow(
      expect.objectContaining({
        message: 'a row that sums to 0 cannot be normalised',
        details: { at: { file: 'f.csv', row: 2 } },
      }),
    )
  })
})

it.each([
  ['a', 'a', false],
  ['a', 'b', true],
  ['1', '1.0', false],
  ['1', '2', true],
  ['0', '', false],
  ['1e400', '2e400', true],
  ['9007199254740992', '9007199254740993', true],
  ['NA', 'a', false],
  ['a', 'NA', false],
  [undefined, 'a', false],
  ['a', undefined, false],
])('%j and %j name different rows: %s', (cell, other, different) => {
  expect(differ(cell, other)).toBe(different)
})

describe('the order of ids', () => {
  const column = (texts: readonly string[], line?: number): TextColumn => ({
    as: 'texts',
    texts,
    ...(line !== undefined && { place: (row: number) => ({ file: 'f', line: line + row }) }),
  })

  it('is told by the first row that differs, with its lines', () => {
    const order = new RowOrder(false)
    order.see(column(['a', 'b'], 2), column(['a', 'b'], 3), 2, 0)
    expect(order.first).toBe(undefined)
    order.see(column(['c', 'd'], 4), column(['c', 'x'], 5), 2, 2)
    order.see(column(['e'], 6), column(['y'], 7), 1, 4)
    expect(order.first).toEqual({ row: 3, cells: ['d', 'x'], lines: [5, 6] })
    order.see(column(['p', 'q']), column(['q', 'p']), 2, 0)
    expect(order.first).toEqual({ row: 0, cells: ['p', 'q'], lines: [undefined, undefined] })
  })

  it('is that of their bytes, where they lie alike, but for rows that have none', () => {
    const spans = (text: string, ...ends: number[]): TextColumn => ({
      ...column(
        Array.from({ length: ends.length / 2 }, (_, row) => text.slice(ends[2 * row]!, ends[2 * row + 1]!)),
      ),
      spans: { bytes: Buffer.from(text), ends: Int32Array.from(ends) },
    })
    const first = (own: TextColumn, theirs: TextColumn) => {
      const order = new RowOrder(true)
      order.see(own, theirs, own.texts.length, 0)
      return [order.first?.row, order.sameIds]
    }
    expect(first(spans('abcd', 0, 2, 2, 4), spans('xabcd', 1, 3, 3, 5))).toEqual([undefined, true])
    expect(first(spans('abcd', 0, 2, 2, 4), spans('xabce', 1, 3, 3, 5))).toEqual([1, false])
    expect(first(spans('abcd', 2, 4, 0, 2), spans('abcd', 0, 2, 2, 4))).toEqual([0, true])
    expect(first(spans('axx', 0, 1, -1, -1), spans('bxx', 0, 1, -1, -1))).toEqual([0, false])
    expect(first(spans('ab', 0, 2), spans('ab', 0, 1))).toEqual([0, false])
  })

  it('is that of numbers of one type alone by their bytes', () => {
    const numbers = (of: Float64Array | BigInt64Array): TextColumn =>
      ({ ...column([...of].map(String)), numbers: of }) as TextColumn
    const first = (own: TextColumn, theirs: TextColumn) => {
      const order = new RowOrder(true)
      order.see(own, theirs, 1, 0)
      return [order.first?.row, order.sameIds]
    }
    const bits = new BigInt64Array(Float64Array.of(1).buffer)
    expect(first(numbers(Float64Array.of(1)), numbers(bits))).toEqual([0, false])
    expect(first(numbers(Float64Array.of(1)), numbers(BigInt64Array.of(1n)))).toEqual([undefined, true])
    expect(first(numbers(Float64Array.of(1)), numbers(Float64Array.of(1)))).toEqual([undefined, true])
    expect(first(numbers(Float64Array.of(1)), numbers(Float64Array.of(2)))).toEqual([0, false])
  })

  it('is no matter of the ids only where two sums agree: each alone may do so by chance', () => {
    for (const [a, b, c, d] of [
      [1, 2, 1, 2],
      [1, 2, 1, 3],
      [1, 2, 3, 2],
    ] as const) {
      const order = new RowOrder(true)
      order.merge({ first: undefined, sums: [a, b, c, d] })
      expect(order.sameIds).toBe(a === c && b === d)
    }
  })

  it('and of which ids, whatever the cut and whoever read them', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', '', 'é')
    fc.assert(
      fc.property(
        fc.array(id, { minLength: 1, maxLength: 8 }),
        fc.array(id, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        fc.nat(),
        (ids, others, turned, cut) => {
          const second = turned ? ids.toReversed() : others.slice(0, ids.length)
          if (second.length < ids.length) return
          const whole = new RowOrder(true)
          whole.see(column(ids), column(second), ids.length, 0)
          const [one, two] = [new RowOrder(true), new RowOrder(true)]
          const at = cut % (ids.length + 1)
          one.see(column(ids.slice(0, at)), column(second.slice(0, at)), at, 0)
          two.see(column(ids.slice(at)), column(second.slice(at)), ids.length - at, at)
          two.merge(one.plain())
          expect(two.plain()).toEqual(whole.plain())
          expect(whole.sameIds).toBe(ids.toSorted().join() === second.toSorted().join())
        },
      ),
    )
  })
})

it('takes a thousand conditions, each of which every row is compared with', () => {
  expect(readConditions(Array<string>(1000).fill('a=1'))).toHaveLength(1000)
  expect(() => readConditions(Array<string>(1001).fill('a=1'))).toThrow(
    expect.objectContaining({
      code: 'E101',
      message: '--where is given 1001 times, at most 1000 fit',
      details: { why: 'each row is compared with each condition: name a column that says which rows stay' },
    }),
  )
})

describe('a text like NA where rows that miss a value are skipped', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loss-calc-stay-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const columns = [
    { name: 'p', cells: [1, 2, 3] },
    { name: 't', cells: [1, 4, 4] },
    { name: 'g', cells: ['a', 'NA', 'b'] },
  ]
  const rows = [0, 1, 2].map((r) => columns.map(({ cells }) => cells[r]!))
  const records = rows.map((row) =>
    JSON.stringify(Object.fromEntries(row.map((cell, c) => [columns[c]!.name, cell]))),
  )
  const files: readonly (readonly [string, string | Uint8Array])[] = [
    ['x.csv', `p,t,g\n${rows.join('\n')}\n`],
    ['x.ndjson', records.join('\n')],
    ['x.parquet', parquetOf(columns)],
  ]

  it.each(files)('is no value to --where in %s, unless it is named there', async (name, bytes) => {
    const file = join(folder, name)
    writeFileSync(file, bytes)
    const sum = async (...where: readonly string[]) => {
      const conditions = where.flatMap((one) => ['--where', one])
      const words = ['mse', file, '--input-cols', 'p', '--target-col', 't', '--reduction', 'sum', '-q']
      return (await run([...words, '--missing', 'skip', ...conditions])).stdout.trim()
    }
    expect([
      await sum('g!=a'),
      await sum('g=NA'),
      await sum('g!=a', 'g!=NA'),
      await sum('g!=b', 'g!=NA'),
    ]).toEqual([...['1', '4', '1', '0']])
  })
})
