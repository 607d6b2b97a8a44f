import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { run } from '../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'quote-'))
afterAll(() => rmSync(folder, { recursive: true }))

it.each([100, 100_000])('a quote that is never closed is shown where it opened, in %d rows', async (rows) => {
  const path = join(folder, `${rows}.csv`)
  const lines = Array.from({ length: rows }, (_, i) => `${i},0,1,${i === 40 ? '"' : ''}2\n`)
  writeFileSync(path, `id,label,a,b\n${lines.join('')}`)
  const { stderr } = await run(['ce', path, '--target-col', 'label', '--input-cols', 'a,b'])
  expect(stderr).toContain(`error[E204]: a quote is never closed\n --> ${path}:42:8\n  | 40,0,1,"2\n`)
})
