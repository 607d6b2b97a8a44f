import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { start } from '../start.ts'

const folder = mkdtempSync(join(tmpdir(), 'loss-calc-docs-'))
beforeAll(() => {
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(resolve('.'), join(folder, 'node_modules', 'loss-calc'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const pages = ['docs/library.md', 'docs/zh/library.md', 'docs/ports.md', 'docs/zh/ports.md']

/** Programs of the pages, and what their comments say they print. */
const examples = pages.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/```js\n([\s\S]*?)```/g)].map(([, source]) => ({
    page,
    source: source!,
    prints: [...source!.matchAll(/console\.log\(.*\) \/\/ (.*)/g)].map(([, text]) => `${text}\n`).join(''),
  })),
)

/** What each prints, in one process: each starting its own takes longer than all of them. */
const printed = new Map<string, string>()
beforeAll(async () => {
  const names = examples.map(({ source }, i) => {
    writeFileSync(join(folder, `example-${i}.mjs`), source)
    return `./example-${i}.mjs`
  })
  const all = names.map((name) => `await import('${name}'); console.log('\\0')\n`).join('')
  writeFileSync(join(folder, 'all.mjs'), all)
  const { status, stdout, stderr } = await start(process.execPath, [join(folder, 'all.mjs')])
  expect({ status, stderr }).toMatchObject({ status: 0 })
  stdout.split('\0\n').forEach((text, i) => examples[i] && printed.set(examples[i].source, text))
})

it.each(examples)('$page prints what it says: $source', ({ source, prints }) => {
  expect(printed.get(source)).toBe(prints)
})

it.each(pages)('%s has examples', (page) => expect(examples.some((one) => one.page === page)).toBe(true))
