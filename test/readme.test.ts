import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { lossTable } from './loss-table.ts'
import { outcome } from './transcript.ts'

const lossesTable = await lossTable()

/** A document with its examples run again and its tables made again. */
async function renew(text: string): Promise<string> {
  const table = text.replace(
    /(<!-- losses: [^\n]*-->\n)[\s\S]*?(<!-- \/losses -->)/,
    (_all, head, tail) => `${head}\n${lossesTable}\n\n${tail}`,
  )
  const parts = table.split(/(```console\n[\s\S]*?```)/)
  const renewed = parts.map(async (part) => {
    if (!part.startsWith('```console')) return part
    const commands = part.split('\n').filter((line) => line.startsWith('$ loss-calc'))
    const shown = await Promise.all(
      commands.map(async (line) => `${line}\n${(await outcome(line.slice(2))).replaceAll(/^2\| /gm, '')}`),
    )
    return `\`\`\`console\n${shown.join('\n\n')}\n\`\`\``
  })
  return (await Promise.all(renewed)).join('')
}

describe.each(['README.md', 'README.zh-CN.md'])('%s', (file) => {
  it('shows what the program prints', async () => {
    const text = readFileSync(file, 'utf8')
    const renewed = await renew(text)
    expect(renewed).not.toMatch(/error\[E700\]/)
    if (process.env.UPDATE) writeFileSync(file, renewed)
    else expect(renewed).toBe(text)
  })
})

it('both languages show the same commands', () => {
  const commands = (file: string) => readFileSync(file, 'utf8').match(/^(\$ loss-calc|npm ).*$/gm)
  expect(commands('README.zh-CN.md')).toEqual(commands('README.md'))
})
