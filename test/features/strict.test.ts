import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { run } from '../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'strict-'))
afterAll(() => rmSync(folder, { recursive: true }))

function probabilities(name: string, step: number): string {
  const path = join(folder, name)
  const rows = Array.from({ length: 60 }, (_, i) => 0.1 + ((i * step) % 50) / 64)
  writeFileSync(path, rows.map((p) => `${p},${1 - p}\n`).join(''))
  return path
}

const [a, b, c] = [probabilities('a.csv', 1), probabilities('b.csv', 7), probabilities('c.csv', 9)]
const target = join(folder, 't.csv')
writeFileSync(target, Array.from({ length: 60 }, (_, i) => `${i % 2}\n`).join(''))

it.each([
  ['compare', 'ce', a, b, target],
  ['compare', 'ce', a, b, c, target],
  ['trend', 'ce', a, b, '--target', target],
  ['sweep', 'ce', a, target, '--label-smoothing', '0,0.1'],
  ['ce', a, target],
])('%s tells of softmax twice once, and --strict fails for it: %s %s %s %s %s', async (...argv) => {
  const told = await run(argv)
  expect(told.status).toBe(0)
  expect(told.stderr.match(/hint\[H103\]/g)).toHaveLength(1)
  expect(told.stderr).toContain(' --from probs\n')
  expect((await run([...argv, '--strict'])).status).toBe(1)
  expect(await run([...argv, '--no-hints'])).toMatchObject({ stderr: '', stdout: told.stdout, status: 0 })
  expect(await run([...argv, '--from', 'probs', '--strict'])).toMatchObject({ stderr: '', status: 0 })
  const both = await run([...argv, '--strict', '--no-hints'])
  expect([both.stderr, both.status]).toEqual([expect.stringContaining('E104'), 2])
})

it('a sweep leaves out what one value brings along', async () => {
  const argv = ['sweep', 'focal', '[2, -1]', '[1, 0]', '--gamma', '0,2', '--strict']
  expect(await run(argv)).toMatchObject({ stderr: '', status: 0 })
})
