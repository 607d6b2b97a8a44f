import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { run } from '../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'loss-calc-labels-'))
afterAll(() => rmSync(folder, { recursive: true }))

const rows = [
  { p_a: 0.5, p_b: 0.5, y: 'a', lang: 'en' },
  { p_a: 0.2, p_b: 0.8, y: 'b', lang: 'NA' },
  { p_a: 0.1, p_b: 0.9, y: 'a', lang: null },
  { p_a: 0.3, p_b: 0.7, y: 'b', lang: 'en' },
]
const csv = ['p_a,p_b,y,lang', ...rows.map((row) => Object.values(row).join(','))].join('\n')
const files = {
  'plain.csv': csv,
  // Read by csv-parse.
  'odd.csv': `${csv}\n"0.5",0.5,a,"e\nn"`,
  'records.json': JSON.stringify(rows),
  'records.ndjson': rows.map((row) => JSON.stringify(row)).join('\n'),
  'absent.ndjson': rows
    .map(({ lang, ...row }) => JSON.stringify(lang === null ? row : { ...row, lang }))
    .join('\n'),
}

for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)

describe('a cell of a column that only labels rows', () => {
  const loss = ['ce', '--target-col', 'y', '--input-cols', 'p_*', '--from', 'probs', '-q']
  it.each(Object.keys(files))('may be empty in %s: the number stays what it is', async (name) => {
    const file = join(folder, name)
    const plain = await run([...loss, file])
    expect(plain.status).toBe(0)
    for (const missing of ['error', 'skip'])
      for (const flags of [
        ['--group-by', 'lang'],
        ['--show', 'lang', '--top', '2'],
        ['--show', 'lang', '--group-by', 'lang', '--threads', '2'],
      ])
        expect(await run([...loss, file, '--missing', missing, ...flags])).toEqual(plain)
  })

  it.each(Object.keys(files).slice(0, -1))('is a group of its own in %s, empty or not', async (name) => {
    for (const missing of ['error', 'skip']) {
      const words = [...loss.slice(0, -1), join(folder, name), '--group-by', 'lang', '--missing', missing]
      const { groups } = JSON.parse((await run([...words, '--json'])).stdout) as {
        groups: [{ groups: { name: string; count: number }[] }]
      }
      const found = groups[0].groups.map(({ name, count }) => [name, count])
      expect(found.slice(0, 3)).toEqual([
        ['en', 2],
        ['NA', 1],
        ['', 1],
      ])
      expect((await run(words)).stdout).toMatch(/^ +"" +1 /m)
    }
  })

  it('is refused where it names the rows', async () => {
    const { status, stderr } = await run([...loss, join(folder, 'plain.csv'), '--id', 'lang'])
    expect([status, stderr.split('\n')[0]]).toEqual([3, 'error[E202]: an empty cell'])
  })
})

describe('an index base', () => {
  const file = join(folder, 'names.csv')
  const ofWords = ['x,s,y', '0.5,0.5,True', '0.2,0.8,True'].join('\n')
  it.each([
    ['ce', csv, ['--input-cols', 'p_*', '--target-col', 'y']],
    ['ce', csv, ['--input-cols', 'p_*', '--target-col', 'y', '--classes', 'a,b']],
    ['bce', ofWords, ['--input-cols', 'x', '--target-col', 'y']],
  ] as const)(
    'does not count names of classes, as %s would take them for others',
    async (loss, text, words) => {
      writeFileSync(file, text)
      const counted = await run([loss, ...words, file, '--index-base', '1'])
      expect([counted.status, counted.stdout]).toEqual([2, ''])
      expect(counted.stderr).toContain('--index-base 1 is for class indices')
      expect((await run([loss, ...words, file, '--index-base', '0'])).status).toBe(0)
    },
  )

  it('does not count them in a query either, which takes one table', async () => {
    const query = ['sql', 'ce', '--dialect', 'duckdb', '--input-cols', 'a,b', '--target-col', 'y']
    const table = ['--table', 'preds']
    expect((await run([...query, ...table, '--classes', 'a,b', '--index-base', '1'])).status).toBe(2)
    expect((await run([...query, ...table, '--table-sql', 'SELECT 1'])).status).toBe(2)
    expect((await run([...query, ...table, '--classes', 'a,b'])).status).toBe(0)
  })
})
