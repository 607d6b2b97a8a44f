import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { tableFromArrays, tableToIPC } from '@uwdata/flechette'
import { afterAll, describe, expect, it } from 'vitest'
import { createKernel } from '../src/kernel/kernel.ts'
import { numberHash, stringHash } from '../src/data/text-hash.ts'
import { built } from './built.ts'
import { some } from './draws.ts'
import { type NamedColumn, parquetOf } from './parquet.ts'
import { run } from './transcript.ts'

/* Two files that name their rows: in another order they are told, wherever that begins. */

const folder = mkdtempSync(join(tmpdir(), 'loss-calc-order-'))
afterAll(() => rmSync(folder, { recursive: true }))
const write = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const rowsOf = (columns: readonly NamedColumn[]) =>
  columns[0]!.cells.map((_, r) => columns.map(({ cells }) => cells[r]!))
const lines = (columns: readonly NamedColumn[], delimiter: string, quote: string) =>
  [
    columns.map(({ name }) => name),
    ...rowsOf(columns).map((cells) => cells.map((cell) => `${quote}${String(cell)}${quote}`)),
  ]
    .map((cells) => `${cells.join(delimiter)}\n`)
    .join('')
const records = (columns: readonly NamedColumn[]) =>
  rowsOf(columns).map((cells) =>
    JSON.stringify(Object.fromEntries(cells.map((cell, c) => [columns[c]!.name, cell]))),
  )
const listsOf = (columns: readonly NamedColumn[]) =>
  Object.fromEntries(columns.map(({ name, cells }) => [name, cells]))

const writings: Readonly<Record<string, (columns: readonly NamedColumn[]) => string | Uint8Array>> = {
  'a.csv': (columns) => lines(columns, ',', ''),
  'quoted.csv': (columns) => lines(columns, ';', '"'),
  'a.tsv': (columns) => lines(columns, '\t', ''),
  'a.csv.gz': (columns) => gzipSync(lines(columns, ',', '')),
  'a.jsonl': (columns) => `${records(columns).join('\n')}\n`,
  'a.json': (columns) => `[${records(columns).join(',\n')}]`,
  'lists.json': (columns) => JSON.stringify(listsOf(columns)),
  'a.arrow': (columns) =>
    tableToIPC(tableFromArrays(listsOf(columns) as never), { format: 'file' }) as Uint8Array,
  'a.parquet': (columns) => parquetOf(columns, 700),
}

const ROWS = 1300
const FROM = 1200

/** A submission and its solution, whose ids are alike up to a row. */
function twoFiles(ids: readonly (string | number)[], first: string, second: string, names = ['id', 'id']) {
  const turned = [...ids.slice(0, FROM), ...ids.slice(FROM).toReversed()]
  const [own, theirs] = names as [string, string]
  const p = { name: 'p', cells: ids.map((_, row) => (row % 9) / 8) }
  const y = { name: 'y', cells: ids.map((_, row) => row % 2) }
  const file = (side: string, how: string, columns: readonly NamedColumn[]) =>
    write(`${side}-${how}`, writings[how]!(columns))
  return {
    alike: [
      file('s', first, [{ name: own, cells: ids }, p]),
      file('alike', second, [{ name: theirs, cells: ids }, y]),
    ],
    turned: [join(folder, `s-${first}`), file('turned', second, [{ name: theirs, cells: turned }, y])],
    [Symbol.toStringTag]: [ids[FROM], turned[FROM]].join(' '),
  } as const
}

const texts = Array.from({ length: ROWS }, (_, i) => `img/${i}-ü.jpg`)
const numbers = Array.from({ length: ROWS }, (_, i) => 7 * i)

describe.each([
  ['texts', texts, 0],
  ['numbers', numbers, 1],
] as const)('%s that are alike in the first 1,200 rows are told', (_, ids, turn) => {
  const kinds = Object.keys(writings)
  const pairs = kinds.flatMap((first) =>
    ['a.csv', 'a.parquet', 'a.jsonl', first].map((second) => [first, second]),
  )
  it.each(some([...new Set(pairs.map(String))], 2, turn))('%s', async (pair) => {
    const [first, second] = pair.split(',') as [string, string]
    const { alike, turned } = twoFiles(ids, first, second)
    expect((await run(['mse', ...alike, '-q'])).stderr).not.toContain('H121')
    const { stderr, stdout } = await run(['mse', ...turned, '-q'])
    const [a, b] = [ids[FROM], ids.at(-1)]
    expect(stderr).toMatch(
      new RegExp(
        `^hint\\[H121\\]: both files have a column id, and row ${FROM} is ${a} in \\S+, but ${b} in \\S+: rows were paired by their order$`,
        'm',
      ),
    )
    if (/csv|tsv|jsonl/.test(first))
      expect(stderr).toContain(`s-${first}:${FROM + (first.includes('jsonl') ? 1 : 2)}, but`)
    expect(stdout).not.toBe('')
  })
})

it.each([
  [
    'a.csv',
    ['image_id', 'id'],
    'image_id of .* and id of .* hold the same ids in another order, and row 1200 is',
  ],
  [
    'a.parquet',
    ['filename', 'id'],
    'filename of .* and id of .* hold the same ids in another order, and row 1200 is',
  ],
])('columns of two names in %s', async (kind, names, told) => {
  const { turned } = twoFiles(texts, kind, kind, names)
  expect((await run(['mse', ...turned, '-q'])).stderr).toMatch(new RegExp(`hint\\[H121\\]: ${told}`))
})

it.each(['a.csv', 'quoted.csv', 'a.jsonl', 'a.json', 'a.parquet'])(
  'columns of two names whose ids are all there, none in its place: %s',
  async (kind) => {
    const shuffled = texts.toSorted((a, b) => (a < b ? 1 : -1))
    const cells = texts.map((_, row) => row % 2)
    const own = write(
      `all-${kind}`,
      writings[kind]!([
        { name: 'image_id', cells: texts },
        { name: 'p', cells },
      ]),
    )
    const told = async (ids: readonly string[]) => {
      const columns = [
        { name: 'id', cells: ids },
        { name: 'y', cells },
      ]
      const { stderr } = await run(['mse', own, write('theirs.csv', lines(columns, ',', '')), '-q'])
      return stderr
    }
    expect(await told(shuffled)).toContain('hold the same ids in another order, and row 0 is img/0-ü.jpg in')
    expect(await told([...shuffled.slice(1), 'other'])).not.toContain('H121')
    expect(await told(texts)).not.toContain('H121')
  },
)

it('ids of the rows of three files', async () => {
  const column = (name: string, ids: readonly string[]) =>
    write(
      `${name}.csv`,
      lines(
        [
          { name: 'id', cells: ids },
          { name, cells: ids.map((_, row) => row % 3) },
        ],
        ',',
        '',
      ),
    )
  const turned = [...texts.slice(0, 1250), ...texts.slice(1250).toReversed()]
  const argv = [
    'gaussian-nll',
    column('mean', texts),
    column('target', texts),
    '--var',
    column('var', turned),
  ]
  const { stderr } = await run([...argv, '-q'])
  expect(stderr.match(/H121.*/g)).toEqual([expect.stringContaining('and row 1250 is')])
})

it('models that are compared', async () => {
  const model = (name: string, ids: readonly string[]) =>
    write(
      `${name}.csv`,
      lines(
        [
          { name: 'id', cells: ids },
          { name: 'p', cells: ids.map((_, row) => (row % 9) / 8) },
          { name: 'y', cells: ids.map(() => 1) },
        ],
        ',',
        '',
      ),
    )
  const a = model('model-a', texts)
  const b = model('model-b', [...texts.slice(0, FROM), ...texts.slice(FROM).toReversed()])
  const argv = ['--input-cols', 'p', '--target-col', 'y']
  for (const more of [[], ['--where', 'p>0.5'], ['--target-format', 'signed']]) {
    const { stderr } = await run(['compare', 'mse', a, b, ...argv, ...more, '--json'])
    expect(stderr).toContain(`${b}:`)
    expect(stderr).toMatch(/H121[^]*--id id/)
    expect((await run(['compare', 'mse', a, a, ...argv, ...more])).stderr).toBe('')
  }
})

describe('what a stranger tried', () => {
  const csv = (name: string, rows: readonly (readonly (string | number)[])[]) =>
    write(name, rows.map((cells) => `${cells.join(',')}\n`).join(''))
  const ids = ['b', 'a', 'd', 'c']
  const told = async (...argv: string[]) => (await run(argv)).stderr.match(/^hint\[H121\].*/m)?.[0]
  const named = ['--input-cols', 'p', '--target-col', 'y']

  it.each([['identify', '--value', '0.5'], ['inspect'], ['sweep', '--delta', '1,2']])(
    '%s tells of it once the rows are read',
    async (command, ...flags) => {
      const { turned } = twoFiles(texts, 'a.csv', 'a.csv')
      const words = command === 'sweep' ? ['sweep', 'huber'] : [command]
      expect(await told(...words, ...turned, ...flags)).toContain('row 1200')
    },
  )

  it('keys of two columns, none of which is called an id', async () => {
    const rows = [0, 1, 2, 3, 4, 5].map((i) => [i >> 1, 10 + (i % 2), i / 8])
    const a = csv('user-a.csv', [['user', 'item', 'p'], ...rows])
    const b = csv('user-b.csv', [['user', 'item', 'y'], ...rows.toReversed()])
    const message = 'both files have a column user, and row 0 is 0 in'
    expect(await told('mse', a, b, ...named, '-q')).toContain(message)
    expect(
      await told('mse', a, csv('user-c.csv', [['user', 'item', 'y'], ...rows]), ...named),
    ).toBeUndefined()
    const others = rows.map(([user, item], i) => [Number(user) + 1, item!, i / 8])
    expect(
      await told('mse', a, csv('user-d.csv', [['user', 'item', 'y'], ...others]), ...named),
    ).toBeUndefined()
  })

  it('ids beside a count of the rows, which is alike in both', async () => {
    const turned = [...texts.slice(0, FROM), ...texts.slice(FROM).toReversed()]
    const rows = (column: string, of: readonly string[]) => [
      ['', 'id', column],
      ...of.map((id, i) => [i, id, 0.5]),
    ]
    const [a, b] = [csv('counted-a.csv', rows('p', texts)), csv('counted-b.csv', rows('y', turned))]
    expect(await told('mse', a, b, '-q')).toContain('row 1200 is')
  })

  it('keys of which one stands twice', async () => {
    const keys = Array.from({ length: 20 }, (_, i) => 100 + (i === 5 ? 6 : i))
    const rows = (column: string, of: readonly number[]) => [['key', column], ...of.map((key) => [key, 0.5])]
    const [a, b] = [csv('twice-a.csv', rows('p', keys)), csv('twice-b.csv', rows('y', keys.toReversed()))]
    expect(await told('mse', a, b, ...named, '-q')).toContain('row 0 is 100 in')
  })

  it('ids that are numbers in one file and texts in the other are paired', async () => {
    const a = csv('numbers.csv', [
      ['id', 'p'],
      [7, 1],
      [8, 3],
    ])
    const b = write('texts.jsonl', '{"id":"8","y":3}\n{"id":"7","y":2}\n')
    expect(await run(['mse', a, b, '--id', 'id', '-q'])).toEqual({ stdout: '0.5\n', stderr: '', status: 0 })
  })

  it('keys of JSON that are the numbers of a file in another order are told', async () => {
    const a = csv('of-numbers.csv', [
      ['id', 'p'],
      [7, 1],
      [8, 3],
    ])
    const told = async (text: string) => (await run(['mse', a, write('keyed.json', text), '-q'])).stderr
    const order = 'id of .* and key of .* hold the same ids in another order, and row 0 is 7 in .*, but 8 in'
    expect(await told('{"8":3,"7":1}')).toMatch(new RegExp(order))
    expect(await told('{"7":1,"8":3}')).not.toContain('H121')
  })

  it('a file without columns is no bug', async () => {
    const a = csv('some.csv', [
      ['id', 'p'],
      [7, 1],
      [8, 3],
    ])
    const { stderr, status } = await run(['mse', a, write('keyed.json', '{"7":1,"8":"x"}')])
    expect(status).toBe(3)
    expect(stderr).toContain('E205')
  })

  it.each([[[]], [['--id', 'id']]])('steps of a series whose ids stand otherwise, with %j', async (flags) => {
    const model = (name: string, of: readonly string[], p: readonly number[]) =>
      csv(name, [['id', 'p', 'y'], ...of.map((id, row) => [id, p[row]!, 1])])
    const a = model('step-a.csv', ids, [0.1, 0.2, 0.3, 0.4])
    const b = model('step-b.csv', ids.toReversed(), [0.4, 0.3, 0.2, 0.1])
    const { stdout } = await run(['trend', 'mse', a, b, ...named, ...flags, '--json'])
    const { step } = (JSON.parse(stdout) as { models: [unknown, { step: object }] }).models[1]
    expect(step).toMatchObject(
      flags.length > 0 ? { paired: 'ids', equal: 4 } : { paired: 'no', why: 'other ids' },
    )
  })
})

it('numbers that are written otherwise are the same, and so is a missing one', async () => {
  const own = numbers.map((id) => (id % 3 === 0 ? `${id}.0` : id % 5 === 0 ? 'NA' : String(id)))
  const y = { name: 'y', cells: numbers.map(() => 1) }
  const a = write('forms.csv', lines([{ name: 'id', cells: own }, y], ',', ''))
  const b = write(
    'forms-2.csv',
    lines(
      [
        { name: 'id', cells: numbers },
        { ...y, name: 'p' },
      ],
      ',',
      '',
    ),
  )
  expect((await run(['mse', a, b, '-q'])).stderr).not.toContain('H121')
})

it('is found alike by any number of threads, and through a pipe', async () => {
  // Long names make a file long with fewer rows, which are what takes time.
  const long = ' of the tower'.repeat(8)
  const ids = Array.from({ length: 12_000 }, (_, i) => `"an image, ${i}${long}"`)
  const turned = [...ids.slice(0, 10_001), ...ids.slice(10_001).toReversed()]
  const file = (name: string, values: readonly string[], column: string) =>
    write(
      name,
      lines(
        [
          { name: 'id', cells: values },
          { name: column, cells: values.map((_, row) => (row % 9) / 8) },
          { name: `${column}2`, cells: values.map((_, row) => (row % 7) / 8) },
        ],
        ',',
        '',
      ),
    )
  const [a, b] = [file('big-a.csv', ids, 'p'), file('big-b.csv', turned, 'y')]
  const told =
    /^hint\[H121\]: both files have a column id, and row 10001 is an image, 10001 of.* in \S+:10003, but an image, 11999 of.* in \S+:10003:/m
  const found = []
  for (const threads of ['1', '2', '3']) found.push(await built(['mse', a, b, '--threads', threads, '-q']))
  found.push(await built(['mse', '-', b, '-q'], { input: readFileSync(a) }))
  for (const { stderr, stdout } of found) {
    expect(stderr).toMatch(told)
    expect(stdout).toBe(found[0]!.stdout)
  }
})

it('the kernel and the program have one hash of a text', () => {
  const kernel = createKernel()
  const [text, places, out] = [kernel.reserve(4096), kernel.reserve(4096), kernel.reserve(4096)]
  const samples = [
    '',
    'a',
    'ab',
    'abc',
    'abcd',
    'abcde',
    '9007199254740993',
    'img/ü.jpg',
    '0',
    '-1.5',
    '图像 12',
  ]
  const written = samples.flatMap((sample) => [sample, `"${sample}"`])
  let at = text
  const spots = new Uint32Array(kernel.memory.buffer, places, 2 * written.length)
  for (const [i, sample] of written.entries()) {
    const bytes = Buffer.from(sample)
    new Uint8Array(kernel.memory.buffer, at, bytes.length).set(bytes)
    spots.set([at, at + bytes.length], 2 * i)
    at += bytes.length + 3
  }
  kernel.naming.hashTexts(places, 8, written.length, out)
  const hashes = [...new Uint32Array(kernel.memory.buffer, out, written.length)]
  expect(hashes).toEqual(samples.flatMap((sample) => [stringHash(sample), stringHash(sample)]))
  const decimals = [0, 7, 10, 123456789012345, 999999999999999, 1e15, -3, 0.5, 2n ** 63n, 12345678901234567n]
  expect(decimals.map(numberHash)).toEqual(decimals.map((one) => stringHash(String(one))))
})
