import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { built } from '../built.ts'

/** Files that report tools write, the command, the options it takes, the right value, and why it is refused without. */
const cases: readonly (readonly [string, string, string, string, string])[] = [
  [
    'p,y\n"1,234.5",1000\n"2,000",2000\n',
    'mse',
    '--numbers thousands',
    '27495.125',
    'its digits are grouped',
  ],
  ["p;y\n1'234.5;1000\n2'000;2000\n", 'mse', '--numbers thousands', '27495.125', 'its digits are grouped'],
  ['p;y\n1 234.5;1000\n2000;2000\n', 'mse', '--numbers thousands', '27495.125', 'its digits are grouped'],
  ['p;y\n1.234,5;1000\n2.000;2000\n', 'mse', '--decimal , --numbers thousands', '27495.125', 'decimal mark'],
  ['p;y\n1 234,5;1000\n2000;2000\n', 'mse', '--decimal , --numbers thousands', '27495.125', 'decimal mark'],
  ['p,y\n90%,1\n20%,0\n', 'bce', '--numbers percent', '0.16425203348601802', 'it is a percentage'],
  ['p,y\n$5,4\n$1.5,1\n', 'mse', '--numbers currency', '0.625', 'it is an amount of money'],
  ['p,y\n5 ms,4\n1.5 ms,1\n', 'mse', '--numbers units', '0.625', 'a unit comes after it'],
  ['p,y\n(1.5),4\n2,1\n', 'mse', '--numbers accounting', '15.625', 'as accountants do'],
  ['p,y\n１.5,4\n2,1\n', 'mse', '--numbers unicode', '3.625', 'full-width digits, １'],
  ['p,y\n−1.5,4\n2,1\n', 'mse', '--numbers unicode', '15.625', 'a Unicode minus sign, −'],
  ['p，y\n0.5，4\n2，1\n', 'mse', '--delimiter ，', '6.625', 'a full-width comma, ，'],
]

describe('numbers for people', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'forms-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const lossCalc = async (content: string, words: readonly string[]) => {
    writeFileSync(join(folder, 'x.csv'), content)
    const found = await built(words, { cwd: folder })
    return { ...found, stdout: found.stdout.trim() }
  }

  it.each(cases)('%j: %s with %s is %s', async (content, loss, options, value, why) => {
    const words = [loss, 'x.csv', '--input-cols', '0', '--target-col', '-1', '-q']
    const refused = await lossCalc(content, words)
    expect([refused.status, refused.stdout]).toEqual([3, ''])
    expect(refused.stderr).toMatch(/^error\[E201\].*\n --> x\.csv:2:1 \(row 0, column ".*"\)\n/)
    expect(refused.stderr).toContain(why)
    expect(refused.stderr).toContain(`-q ${options}\n`)
    expect(await lossCalc(content, [...words, ...options.split(' ')])).toEqual({
      stdout: value,
      stderr: '',
      status: 0,
    })
  })

  it('refuses two units in one column', async () => {
    const words = ['mse', 'x.csv', '--input-cols', 'p', '--target-col', 'y', '-q', '--numbers', 'all']
    for (const [content, line] of [
      ['p,y\n90%,1\n0.2,0\n', 3],
      ['p,y\n5 ms,1\n0,0\n2 s,0\n', 4],
    ] as const) {
      const { stderr, status } = await lossCalc(content, words)
      expect([status, stderr]).toEqual([3, expect.stringContaining(`x.csv:${line}:1`)])
      expect(stderr).toContain('numbers of one column are in one unit')
    }
  })

  it('refuses a column that was not named but looks meant', async () => {
    const { stderr, status } = await lossCalc('p_a,p_b,y\n45%,55%,1\n20%,80%,0\n', [
      'ce',
      'x.csv',
      '--target-col',
      'y',
    ])
    expect([status, stderr]).toEqual([3, expect.stringContaining('--numbers percent')])
    const beside = await lossCalc('p0,p1,cut,y\n1,2,4%,1\n2,1,5%,0\n', [
      'ce',
      'x.csv',
      '--target-col',
      'y',
      '-q',
      '--strict',
    ])
    expect([beside.status, beside.stderr]).toEqual([1, expect.stringContaining('cut of x.csv is left out')])
  })
})
