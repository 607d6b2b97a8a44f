import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
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

describe('many stars in one name', () => {
  const many = join(folder, 'many')
  const long = 'a'.repeat(200)
  mkdirSync(join(many, long), { recursive: true })
  for (const name of [`${long}.csv`, 'a-b-c-d-e-f.csv', '.a-b-c-d-e.csv', `${long}/b-b-b-b-b.csv`])
    writeFileSync(join(many, name), '1\n')

  it('find what they name, in one pass', () => {
    process.chdir(many)
    expect(() => filesOfEach([`${'*a'.repeat(30)}*b.csv`])).toThrow(/no file matches/)
    expect(filesOfEach(['*-*-*-*-*-*.csv'])).toEqual([['a-b-c-d-e-f.csv']])
    expect(filesOfEach(['a*-*c-*-*f.*sv'])).toEqual([['a-b-c-d-e-f.csv']])
    expect(filesOfEach(['*-*-*-*-{b,e}-*.csv'])).toEqual([['a-b-c-d-e-f.csv']])
    expect(filesOfEach([`${'*a'.repeat(30)}*/*b-*-*-*-b.csv`])).toEqual([[`${long}/b-b-b-b-b.csv`]])
    expect(filesOfEach([`./${'*a'.repeat(30)}*.csv`])).toEqual([[`${long}.csv`]])
    expect(filesOfEach([join(many, '*-*-*-*-*-*.csv')])).toEqual([[join(many, 'a-b-c-d-e-f.csv')]])
  })

  it('are refused beside other signs', () => {
    process.chdir(many)
    for (const pattern of ['*a*a*a*[b].csv', '**/*a*a*a*b.csv', '*a*a*a*?b.csv'])
      expect(() => filesOfEach([pattern])).toThrow(/more than 3 stars/)
  })
})
