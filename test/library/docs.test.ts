import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'loss-calc-docs-'))
beforeAll(() => {
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(resolve('.'), join(folder, 'node_modules', 'loss-calc'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Programs of a page, and what their comments say they print. */
const examples = [...readFileSync('docs/library.md', 'utf8').matchAll(/```js\n([\s\S]*?)```/g)].map(
  ([, source]) => ({
    source: source!,
    prints: [...source!.matchAll(/console\.log\(.*\) \/\/ (.*)/g)].map(([, text]) => `${text}\n`).join(''),
  }),
)

it.each(examples)('docs/library.md prints what it says: $source', ({ source, prints }) => {
  writeFileSync(join(folder, 'example.mjs'), source)
  const out = execFileSync(process.execPath, [join(folder, 'example.mjs')], { encoding: 'utf8' })
  expect(out).toBe(prints)
})

it('docs/library.md has examples', () => expect(examples.length).toBeGreaterThan(4))
