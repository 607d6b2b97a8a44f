import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { filesOfEach } from '../../src/command/patterns.ts'

const folder = mkdtempSync(join(tmpdir(), 'braces-'))
for (const n of [0, 1, 2, 8, 9, 10, 11]) writeFileSync(join(folder, `e${n}.csv`), '1\n')
afterAll(() => rmSync(folder, { recursive: true }))

const named = (pattern: string) =>
  filesOfEach([`${folder}/${pattern}`])[0]!
    .map((file) => basename(file))
    .join(' ')

it.each([
  ['e{1,2}.csv', 'e1.csv e2.csv'],
  ['e{8..11}.csv', 'e8.csv e9.csv e10.csv e11.csv'],
  ['e{1..2}{0,1}.csv', 'e10.csv e11.csv e20.csv e21.csv'],
  ['e{08..11}.csv', 'e08.csv e09.csv e10.csv e11.csv'],
  ['e{1..2}*.csv', 'e1.csv e2.csv e10.csv e11.csv'],
  ['{e1*,e10*}.csv', 'e1.csv e10.csv e11.csv'],
  ['e{7,8}*.csv', 'e8.csv'],
])('the braces of %s are those of a shell', (pattern, files) => {
  expect(named(pattern)).toBe(files)
})

it('what braces name and is not there is refused by who reads it: epoch-{1..10} was epochs 0 and 1', () => {
  expect(named('e{1..3}.csv')).toBe('e1.csv e2.csv e3.csv')
  expect(() => named('x{1..3}*.csv')).toThrow(/no file matches/)
})

it('braces stand for 10,000 names at most, in little time', () => {
  for (const many of [
    'e{1..99999}.csv',
    'e{1..9999}{1..9999}.csv',
    `e${'{a,b}'.repeat(800)}`,
    `e{1..9999}{${','.repeat(4000)}}`,
  ])
    expect(() => filesOfEach([many])).toThrow(/stands for more than 10,000 names/)
})
