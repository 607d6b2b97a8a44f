import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { passing } from '../../src/data/cursor.ts'
import { openTable } from '../../src/readers/open.ts'
import type { Columns, Missing, Selection } from '../../src/table.ts'
import { same } from '../same.ts'
import { nothing, readColumns, stdin } from './reading.ts'

const ROWS = 40_000

interface Row {
  readonly id: string
  readonly x: number | undefined
  readonly y: number
  readonly label: string | undefined
}

/** New names come late, so that the memory of the kernel grows while pieces lie in it; ids may look like no value. */
const rows: readonly Row[] = Array.from({ length: ROWS }, (_, i) => ({
  id: i % 1000 === 7 ? 'NA' : i % 3 === 0 ? `nothing ${i}, "é"` : `N${i}`,
  x: i % 501 === 500 ? undefined : Math.sin(i),
  y: i / 7,
  label: i % 777 === 3 ? undefined : `c${i % (i < ROWS / 2 ? 5 : 3000)}`,
}))

const quoted = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
const csv = (odd = -1) =>
  `id,x,y,label\n${rows
    .map(({ id, x, y, label }, i) =>
      [quoted(id), x ?? '', y, `${label ?? ''}${i === odd ? '\r' : '\n'}`].join(','),
    )
    .join('')}`
const ndjson = (other = -1) =>
  rows
    .map(({ id, x = null, y, label = null }, i) =>
      i === other ? JSON.stringify({ y, label, x, id }) : JSON.stringify({ id, x, y, label }),
    )
    .join('\n')

const folder = mkdtempSync(join(tmpdir(), 'loss-calc-tests-'))
const file = join(folder, 'rows')
afterAll(() => rmSync(folder, { recursive: true }))

/** All rows, each piece as it is when it comes; with `back` it goes back to the reader, and bytes to where they were read. */
async function read(text: string, format: 'csv' | 'ndjson', missing: Missing, back: boolean) {
  writeFileSync(file, text)
  const table = back
    ? await openTable(file, { format }, nothing)
    : await openTable('-', { format }, stdin(Buffer.from(text)))
  const selections: Selection[] = [
    { columns: [1, 2], as: 'numbers' },
    { columns: [2], as: 'numbers' },
    { columns: [0], as: 'texts' },
    { columns: [3], as: 'texts' },
    { columns: [0], as: 'texts', labels: true },
  ]
  const found = selections.map(() => [] as unknown[])
  const gone = selections.map(() => [] as number[])
  let gaps = 0
  const see = (part: Columns, i: number) => {
    if (part.as === 'numbers') {
      found[i]!.push(...part.tensor.data)
      gone[i]!.push(...(part.missing ?? new Uint8Array(part.tensor.shape[0]!)))
      return
    }
    if (part.gaps) gaps += part.gaps() - part.texts.filter((text) => text === undefined).length
    found[i]!.push(...part.texts)
    const last = part.texts.length - 1
    same(part.place!(last).row, found[i]!.length - 1)
  }
  const pieces = table.read(selections, missing)
  for await (const piece of back ? passing(pieces) : pieces) piece.forEach(see)
  expect(gaps).toBe(0)
  return { found, gone }
}

describe('pieces that are given back', () => {
  it.each([
    ['csv', csv()],
    ['csv', csv(ROWS - 5000)],
    ['ndjson', ndjson()],
    ['ndjson', ndjson(ROWS / 2)],
  ] as const)('hold what others hold: %s', async (format, text) => {
    same(await read(text, format, 'skip', true), await read(text, format, 'skip', false))
  })

  it('may end within a character, and so may each byte', async () => {
    const text = `id,x\n${'é雪😀,1\n'.repeat(300)}`
    const asked = [{ columns: [0], as: 'texts' }] as const
    const { texts } = await readColumns('-', asked, 'error', { format: 'csv' }, stdin(Buffer.from(text), 1))
    expect(new Set(texts[0])).toEqual(new Set(['é雪😀']))
  })
})
