import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { float64, list, tableFromArrays, tableToIPC, utf8 } from '@uwdata/flechette'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { main } from '../src/cli/main.ts'
import { draws, some, thorough } from './draws.ts'
import { type Cell, type NamedColumn, parquetOf } from './parquet.ts'
import { run } from './transcript.ts'

/** One table written in many ways: the number may depend on none of them. */
const root = mkdtempSync(join(tmpdir(), 'loss-calc-agree-'))
afterAll(() => rmSync(root, { recursive: true }))

type Column = NamedColumn

/** How a table is written. */
interface Writing {
  readonly file: string
  readonly write: (columns: readonly Column[], choice: Choice) => string | Uint8Array
  /** Other files than one, and what is said of them. */
  readonly others?: (columns: readonly Column[], choice: Choice) => Readonly<Record<string, string>>
  readonly flags?: (columns: readonly Column[]) => readonly string[]
}

interface Choice {
  readonly quoteAll: boolean
  readonly newline: string
  readonly mark: boolean
  readonly last: boolean
  readonly gap: string
}

const quoted = (text: string, all: boolean, delimiter: string) =>
  all || /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text

const textOf = (cell: Cell, gap: string): string =>
  cell === null ? gap : typeof cell === 'object' ? `[${cell.join(', ')}]` : String(cell)

const rowsOf = (columns: readonly Column[]) =>
  columns[0]!.cells.map((_, r) => columns.map(({ cells }) => cells[r]!))

function delimited(delimiter: string, header = true) {
  return (columns: readonly Column[], { quoteAll, newline, mark, last, gap }: Choice): string => {
    const line = (cells: readonly string[]) =>
      cells.map((cell) => quoted(cell, quoteAll, delimiter)).join(delimiter)
    const lines = [
      ...(header ? [line(columns.map(({ name }) => name))] : []),
      ...rowsOf(columns).map((row) => line(row.map((cell) => textOf(cell, gap)))),
    ]
    return `${mark ? '\ufeff' : ''}${lines.join(newline)}${last ? newline : ''}`
  }
}

const records = (columns: readonly Column[]) =>
  rowsOf(columns).map((row) =>
    JSON.stringify(Object.fromEntries(row.map((cell, c) => [columns[c]!.name, cell]))),
  )

const writings: Readonly<Record<string, Writing>> = {
  csv: { file: 'x.csv', write: delimited(',') },
  semicolons: { file: 'x.csv', write: delimited(';') },
  tsv: { file: 'x.tsv', write: delimited('\t') },
  'utf-16': {
    file: 'x.csv',
    write: (columns, choice) =>
      Buffer.from(delimited(',')(columns, { ...choice, mark: true }) as string, 'utf16le'),
  },
  ndjson: { file: 'x.jsonl', write: (columns) => `${records(columns).join('\n')}\n` },
  json: { file: 'x.json', write: (columns) => `[${records(columns).join(',\n')}]` },
  'json of lists': {
    file: 'x.json',
    write: (columns) => JSON.stringify(Object.fromEntries(columns.map(({ name, cells }) => [name, cells]))),
  },
  arrow: {
    file: 'x.arrow',
    write: (columns) => {
      const arrays = Object.fromEntries(columns.map(({ name, cells }) => [name, [...cells]]))
      const types = Object.fromEntries(columns.map(({ name, cells }) => [name, typeOf(cells)]))
      return tableToIPC(tableFromArrays(arrays, { types }), { format: 'file' }) as Uint8Array
    },
  },
  parquet: { file: 'x.parquet', write: (columns) => parquetOf(columns, 7) },
  'csv without names': {
    file: 'x.csv',
    write: delimited(',', false),
    flags: (columns) => [
      // The texts of the first row may hold other separators.
      ...['--no-headers', '--delimiter', ','],
      ...['--input-cols', placesOf(columns, isInput).join()],
      ...['--target-col', placesOf(columns, ({ name }) => name === 'label').join()],
    ],
  },
  'two files': {
    file: 'x.csv',
    write: (columns, choice) =>
      delimited(',')(
        columns.filter(({ name }) => name !== 'label'),
        choice,
      ),
    others: (columns, choice) => {
      const both = columns.filter(({ name }) => ['id', 'label'].includes(name))
      const turned = both.map(({ name, cells }) => ({ name, cells: cells.toReversed() }))
      return { 'y.csv': delimited(';')(turned, choice) }
    },
    flags: () => ['--id', 'id', '--target-col', 'label'],
  },
}

const isInput = ({ name }: Column) => !['id', 'label', 'note'].includes(name)

const placesOf = (columns: readonly Column[], wanted: (column: Column) => boolean) =>
  columns.flatMap((column, place) => (wanted(column) ? [place] : []))

function typeOf(cells: readonly Cell[]) {
  const first = cells.find((cell) => cell !== null)
  return typeof first === 'string' ? utf8() : typeof first === 'object' ? list(float64()) : float64()
}

const choice = fc.record({
  quoteAll: fc.boolean(),
  newline: fc.constantFrom('\n', '\r\n'),
  mark: fc.boolean(),
  last: fc.boolean(),
  gap: fc.constantFrom('', 'NA', 'nan', 'null'),
})

const number = fc.oneof(
  fc.integer({ min: -9, max: 9 }),
  fc.double({ min: -20, max: 20, noNaN: true }).map((x) => (Object.is(x, -0) ? 0 : x)),
)
const word = fc.stringMatching(/^[a-z][a-z ,;"'\n\t|é中]{0,8}[a-z]$/)

/** Numbers per class as columns or as one list, ids, labels and texts. */
const table = fc
  .record({
    rows: fc.integer({ min: 2, max: 30 }),
    classes: fc.integer({ min: 2, max: 5 }),
    lists: fc.boolean(),
  })
  .chain(({ rows, classes, lists }) =>
    fc.record({
      lists: fc.constant(lists),
      logits: fc.array(fc.array(number, { minLength: classes, maxLength: classes }), {
        minLength: rows,
        maxLength: rows,
      }),
      labels: fc.array(fc.integer({ min: 0, max: classes - 1 }), { minLength: rows, maxLength: rows }),
      notes: fc.array(word, { minLength: rows, maxLength: rows }),
      gaps: fc.array(fc.tuple(fc.nat(rows - 1), fc.nat(classes - 1)), { maxLength: lists ? 0 : 2 }),
      order: fc.shuffledSubarray(
        Array.from({ length: rows }, (_, i) => i),
        { minLength: rows },
      ),
      before: fc.shuffledSubarray(['id', 'label', 'note'], { minLength: 3 }),
      at: fc.integer({ min: 0, max: 3 }),
    }),
  )

describe('one table', () => {
  it('gives one number in every format, order and spelling', async () => {
    await fc.assert(
      fc.asyncProperty(table, choice, async (found, how) => {
        const { logits, labels, notes, gaps, lists } = found
        const holes = new Set(gaps.map(([row, column]) => `${row} ${column}`))
        const rows = labels.map((_, row) => row)
        // At least one row is left.
        fc.pre(new Set(gaps.map(([row]) => row)).size < rows.length)
        const columnsIn = (order: readonly number[]): Column[] => {
          const named: Record<string, Column> = {
            id: { name: 'id', cells: order.map((row) => `r${row}`) },
            label: { name: 'label', cells: order.map((row) => labels[row]!) },
            note: { name: 'note', cells: order.map((row) => notes[row]!) },
          }
          const own = lists
            ? [{ name: 'logits', cells: order.map((row) => logits[row]!) }]
            : logits[0]!.map((_, c) => ({
                name: `p${c}`,
                cells: order.map((row) => (holes.has(`${row} ${c}`) ? null : logits[row]![c]!)),
              }))
          const others = found.before.map((name) => named[name]!)
          return [...others.slice(0, found.at), ...own, ...others.slice(found.at)]
        }
        const values = new Map<string, string>()
        for (const [name, { file, write, others, flags }] of Object.entries(writings)) {
          for (const order of [rows, found.order]) {
            const columns = columnsIn(order)
            const path = join(root, file)
            writeFileSync(path, write(columns, how))
            const more = Object.entries(others?.(columns, how) ?? {}).map(([name, content]) => {
              writeFileSync(join(root, name), content)
              return join(root, name)
            })
            const said = flags?.(columns) ?? ['--target-col', 'label']
            const argv = ['ce', path, ...more, ...said, '--missing', 'skip', '-q']
            const { stdout, stderr, status } = await run(argv)
            expect({ name, status, stderr: status === 0 ? '' : stderr }).toEqual({
              name,
              status: 0,
              stderr: '',
            })
            values.set(`${name} ${order === rows ? 'in order' : 'shuffled'}`, stdout)
          }
        }
        expect(new Set(values.values()), JSON.stringify([...values])).toHaveLength(1)
      }),
      { numRuns: draws(20) },
    )
  }, 180_000)

  it('gives one number in any number of threads', async () => {
    expect(existsSync(resolve('dist/program/worker.js'))).toBe(true)
    await fc.assert(
      fc.asyncProperty(table, choice, async ({ logits, labels, notes, gaps, lists }, how) => {
        const holes = new Set(gaps.map(([row, column]) => `${row} ${column}`))
        // Long names make a file long with fewer rows, which are what takes time.
        const long = ' of the folder'.repeat(thorough ? 1 : 20)
        const times = Math.ceil(1_300_000 / labels.length / (46 + long.length))
        const rows = Array.from({ length: times * labels.length }, (_, i) => i)
        const at = (i: number) => i % labels.length
        const own: Column[] = lists
          ? [{ name: 'logits', cells: rows.map((i) => logits[at(i)]!) }]
          : logits[0]!.map((_, c) => ({
              name: `p${c}`,
              // A gap in some of the rows that are the same.
              cells: rows.map((i) => (i % 3 === 0 && holes.has(`${at(i)} ${c}`) ? null : logits[at(i)]![c]!)),
            }))
        const columns: Column[] = [
          { name: 'id', cells: rows.map((i) => `image number ${i}${long}`) },
          { name: 'note', cells: rows.map((i) => notes[at(i)]!) },
          { name: 'label', cells: rows.map((i) => labels[at(i)]!) },
          ...own,
        ]
        const values = new Map<string, string>()
        for (const [name, content] of [
          ['long.csv', delimited(',')(columns, how)],
          ['long.jsonl', `${records(columns).join('\n')}\n`],
          ['long.parquet', parquetOf(columns, 3000)],
        ] as const) {
          const path = join(root, name)
          writeFileSync(path, content)
          for (const flags of [[], ['--where', 'label!=0']]) {
            for (const threads of ['1', ...some(['2', '3'], 2, name.length + flags.length / 2)]) {
              const argv = ['ce', path, '--target-col', 'label', '--missing', 'skip', ...flags]
              const result = await threaded([...argv, '--threads', threads, '-q'])
              values.set(`${flags.length > 0 ? 'some' : 'all'} ${name} ${threads}`, result)
            }
          }
        }
        const of = (which: string) =>
          [...values].flatMap(([name, value]) => (name.startsWith(which) ? [value] : []))
        expect(values.get('all long.csv 1')).toMatch(/\d/)
        for (const which of ['all', 'some'])
          expect(new Set(of(which)), JSON.stringify([...values])).toHaveLength(1)
      }),
      { numRuns: draws(2, 1) },
    )
  }, 180_000)
})

/** What a command line prints where it may take threads. */
async function threaded(argv: readonly string[]): Promise<string> {
  let text = ''
  const output = {
    write: async (part: string | Uint8Array) => void (text += Buffer.from(part as string).toString()),
  }
  const io = {
    stdin: none(),
    stdout: output,
    stderr: { write: async () => {} },
    env: {},
    cores: 3,
    packageFolder: '.',
  }
  await main(argv, { ...io, script: resolve('dist/program/worker.js') }, '1.0.0')
  return text
}

async function* none(): AsyncGenerator<Uint8Array> {}
