import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { run, words } from '../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'github-'))
afterAll(() => rmSync(folder, { recursive: true }))

const trend = "trend mse 'example:blog/logi*.csv' --target example:blog/target.csv"

it.each([
  ['mse [1,2] [2,4] --max 1', 'loss-calc mse', '### ❌ mse\n\n- ❌ mean 2.5 > --max 1 (over by 1.5)\n'],
  ['mse [1,2] [2,4] --expect 1 --min 0', 'loss-calc mse', '- ✅ --min 0\n'],
  ['mse [1,2] [2,4] --max 3', undefined, '### ✅ mse\n\n- ✅ --max 3\n\n**mean 2.5000**'],
  [`${trend} --max 0.1`, 'loss-calc trend', '### ❌ trend\n'],
])('%s tells GitHub Actions', async (line, title, part) => {
  const summary = join(folder, `${line.length}.md`)
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary }
  const { stderr, status } = await run(words(line), undefined, env)
  expect(status).toBe(title === undefined ? 0 : 1)
  expect(/^::error title=(.*?)::\S.*$/m.exec(stderr)?.[1]).toBe(title)
  expect(readFileSync(summary, 'utf8')).toContain(part)
  expect((await run(words(line))).stderr).not.toContain('::error')
})

it.each([
  'mse FILE [2,4] --max 1',
  'mse [1,2] [2,4] --max 1 --json -o FILE',
  'mse [1,2] [2,4] --max 1 -q --report FILE',
  "trend mse 'FOLDER/*.csv' --target [2,4] --max 1",
  'compare mse FILE [2,5] [2,4] --fail-if worse',
])('%s: a summary is not added to what is read or written', async (line) => {
  const own = mkdtempSync(join(folder, 'own-'))
  const file = join(own, 'a.csv')
  writeFileSync(file, '1\n2\n')
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: file }
  const argv = words(line.replace('FILE', file).replace('FOLDER', own))
  const { stderr } = await run(argv, undefined, env)
  expect(stderr).toMatch(/^cannot write GITHUB_STEP_SUMMARY .*: this run reads or writes it$/m)
  expect(readFileSync(file, 'utf8')).not.toContain('###')
})

it('checks are in the object of --json, passed and failed', async () => {
  const { stdout } = await run(words('mse [1,2] [2,4] --max 1 --min 0 --json'))
  expect(JSON.parse(stdout)).toMatchObject({
    checks: [
      { kind: 'max', ok: false, want: 1, got: 2.5 },
      { kind: 'min', ok: true },
    ],
  })
})
