import { expect, it } from 'vitest'
import { printed } from '../printed.ts'
import { tell } from '../../src/command/screen.ts'
import type { Io } from '../../src/command/io.ts'
import { english } from '../../src/locale/locale.ts'

it('tells lines on standard error that fit a terminal, and as they are elsewhere', async () => {
  const text = `check failed: mean 1.5 != --expect 3 (off by 1.5, 0.5 relative; allowed 3.0e-6)\nshort\n`
  const told = async (more: object): Promise<string> => {
    let all = ''
    const write = (part: string) => {
      all += part
      return true
    }
    await tell(text, english, { stderr: { write, ...more } } as unknown as Io)
    return all
  }
  expect(await told({})).toBe(text)
  const lines = (await told({ isTTY: true, columns: 40 })).split('\n')
  expect(lines[0]).toBe('check failed: mean 1.5 != --expect 3')
  expect(lines[1]).toMatch(/^ {2}\S/)
  expect(lines).toContain('short')
  expect(lines.every((line) => line.length <= 40)).toBe(true)
})

it('shows on a terminal what it would obey, and in a pipe leaves texts as they are', async () => {
  const query = [
    'sql',
    'mse',
    '--dialect',
    'duckdb',
    '--table',
    't\u009b31m',
    '--input-cols',
    'p',
    '--target-col',
    'y',
  ]
  expect((await printed(query, 80)).stdout).toMatch(/^[\n -~]*"t\\x9b31m"[\n -~]*$/)
  expect((await printed(query)).stdout).toContain('"t\u009b31m"')
})
