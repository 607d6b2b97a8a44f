import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { inspectTable } from '../../src/features/inspect/inspect-table.ts'
import { unseen } from '../../src/readers/look.ts'
import { run } from '../transcript.ts'
import type { ColumnInfo, Columns, Selection, TableSource } from '../../src/table.ts'

const LACKING = 3000

/** A row of so many columns, a third of them texts, of which one value is missing; and what was selected of it. */
function wideTable(width: number) {
  const columns = Array.from({ length: width }, (_, i): ColumnInfo => {
    return { name: `c${i}`, type: i % 3 === 0 ? 'text' : 'number' }
  })
  const asked: Selection[] = []
  const partOf = ({ columns, as }: Selection): Columns => {
    if (as === 'texts') return { as, texts: [columns[0] === LACKING ? undefined : 'a'] }
    const data = Float64Array.from(columns)
    return { as, tensor: { data, shape: [1, data.length], place: () => ({ file: 'wide' }) } }
  }
  const table: TableSource = {
    name: 'wide',
    format: 'csv',
    notes: [],
    columns,
    look: async () => unseen,
    async *read(selections) {
      asked.push(...selections)
      yield selections.map(partOf)
    },
  }
  return { table, asked }
}

test('of a wide table only what people see is looked at column by column; all numbers are read', async () => {
  const { table, asked } = wideTable(5000)
  const seen = await inspectTable(table, { all: false, used: [1, LACKING, 4000] })
  expect(asked.length).toBeLessThan(520)
  expect(new Set(asked.flatMap(({ columns }) => columns)).size).toBeGreaterThan(3333)
  expect(seen).toMatchObject({ rows: 1, others: 5000 - seen.columns.length, lacking: true })
  const whole = wideTable(5000)
  const all = await inspectTable(whole.table, { all: true, used: [1, 4000] })
  expect(all).toMatchObject({ others: 0, lacking: false })
  expect(all.columns.slice(0, seen.columns.length)).toEqual(seen.columns)
})

test('how many columns are left out is said in Chinese', async () => {
  const names = Array.from({ length: 42 }, (_, i) => `c${i}`)
  const csv = Readable.from([Buffer.from(`${names}\n${names.map(() => 'x')}\n`)])
  const { stdout, stderr } = await run(['inspect', '-', '--lang', 'zh'], csv)
  expect(stderr).toBe('')
  expect(stdout).toContain('另有 2 列：--json 列出全部')
})

test.each(['[{"a":1,"b":2.5},{"a":0,"b":3}]', '{"a":1,"b":2.5}\n{"a":0,"b":3}', '{"a":[1,0],"b":[2.5,3]}'])(
  'names over numbers alone are columns: %s',
  async (json) => {
    const { stdout, stderr } = await run(['inspect', '-'], Readable.from([Buffer.from(json)]))
    expect(stderr).toBe('')
    expect(stdout).toContain('  a       number  0 to 1, mean 0.5000')
  },
)
