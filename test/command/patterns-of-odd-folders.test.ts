import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, it } from 'vitest'
import { filesOfEach } from '../../src/command/patterns.ts'

const root = process.cwd()
const folder = join(mkdtempSync(join(tmpdir(), 'odd-')), 'a\\b')
mkdirSync(join(folder, 'fixtures'), { recursive: true })
cpSync('fixtures/epochs', join(folder, 'e'), { recursive: true })
cpSync('fixtures/blog', join(folder, 'fixtures', 'blog'), { recursive: true })
afterEach(() => process.chdir(root))
afterAll(() => rmSync(join(folder, '..'), { recursive: true }))

it('a folder whose name holds a backslash holds what a pattern names, wherever one stands', () => {
  const names = ['epoch-2.csv', 'epoch-9.csv']
  const absolute = names.map((name) => join(folder, 'e', name))
  expect(filesOfEach([join(folder, 'e', 'epoch-[29].csv')])).toEqual([absolute])
  process.chdir(join(folder, '..'))
  expect(filesOfEach(['a\\b/e/epoch-[29].csv'])).toEqual([names.map((name) => `a\\b/e/${name}`)])
  process.chdir(folder)
  expect(filesOfEach(['e/epoch-[29].csv'])).toEqual([names.map((name) => `e/${name}`)])
  expect(filesOfEach(['example:blog/logi*.csv'], folder)).toEqual([['example:blog/logits.csv']])
})
