import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { csvSource } from '../../src/readers/csv/csv.ts'

/** csv-spectrum: files of CSV, each with what they hold as JSON. */
const folder = dirname(createRequire(import.meta.url).resolve('csv-spectrum/package.json'))
const names = readdirSync(join(folder, 'csvs'))
  .map((file) => file.replace('.csv', ''))
  // Its JSON holds another number than its CSV, and is no list.
  .filter((name) => name !== 'location_coordinates')

async function cellsOf(bytes: Uint8Array, cut: number): Promise<Record<string, string>[]> {
  const pieces = (async function* () {
    yield bytes.subarray(0, cut)
    yield bytes.subarray(cut)
  })()
  // The delimiter is named: one of the files has tabs in its cells.
  const table = await (
    await csvSource({ name: 't.csv', bytes: pieces }, { delimiter: ',', header: true })
  ).table()
  const selections = table.columns.map((_, column) => ({ columns: [column], as: 'texts' }) as const)
  const rows: Record<string, string>[] = []
  for await (const columns of table.read(selections, 'skip')) {
    const texts = columns.map((column) => (column.as === 'texts' ? column.texts : []))
    for (let row = 0; row < texts[0]!.length; row++) {
      rows.push(Object.fromEntries(table.columns.map(({ name }, c) => [name, texts[c]![row] ?? ''])))
    }
  }
  return rows
}

describe('csv-spectrum', () => {
  it.each(names)('%s', async (name) => {
    const bytes = readFileSync(join(folder, 'csvs', `${name}.csv`))
    const trimmed = (value: unknown) => String(value).trim()
    const want = (JSON.parse(readFileSync(join(folder, 'json', `${name}.json`), 'utf8')) as object[]).map(
      (row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key.trim(), trimmed(value)])),
    )
    for (const cut of [0, 1, bytes.length >> 1, bytes.length]) expect(await cellsOf(bytes, cut)).toEqual(want)
  })
})
