import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tableFromArrays, tableToIPC } from '@uwdata/flechette'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { draws } from './draws.ts'
import { run } from './transcript.ts'

/** One table written in many ways: the number may depend on none of them. */
const root = mkdtempSync(join(tmpdir(), 'loss-calc-agree-'))
afterAll(() => rmSync(root, { recursive: true }))

type Cell = string | number | readonly number[] | null
interface Column {
  readonly name: string
  readonly cells: readonly Cell[]
}

/** How a table is written. */
interface Writing {
  readonly file: string
  /** Whether a quoted cell needs quotes. */
  readonly write: (columns: readonly Column[], choice: Choice) => string | Uint8Array
  readonly flags?: (choice: Choice) => readonly string[]
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

const textOf = (cell: Cell, gap: string) =>
  cell === null ? gap : typeof cell === 'object' ? `[${cell.join(', ')}]` : String(cell)

const rowsOf = (columns: readonly Column[]) =>
  columns[0]!.cells.map((_, r) => columns.map(({ cells }) => cells[r]!))

function delimited(delimiter: string): Writing['write'] {
  return (columns, { quoteAll, newline, mark, last, gap }) => {
    const line = (cells: readonly string[]) =>
      cells.map((cell) => quoted(cell, quoteAll, delimiter)).join(delimiter)
    const lines = [
      line(columns.map(({ name }) => name)),
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
    write: (columns) =>
      tableToIPC(tableFromArrays(Object.fromEntries(columns.map(({ name, cells }) => [name, [...cells]]))), {
        format: 'file',
      }) as Uint8Array,
  },
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
        for (const [name, { file, write }] of Object.entries(writings)) {
          // Arrow types a column by its first value.
          if (name === 'arrow' && (lists || holes.size > 0)) continue
          for (const order of [rows, found.order]) {
            const path = join(root, file)
            writeFileSync(path, write(columnsIn(order), how))
            const argv = ['ce', path, '--target-col', 'label', '--missing', 'skip', '-q']
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
      { numRuns: draws(40) },
    )
  }, 60_000)
})
