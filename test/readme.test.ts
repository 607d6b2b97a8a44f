import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formulaLines, lossLines } from './loss-table.ts'
import { outcome } from './transcript.ts'

/** A document with its examples run again and its tables made again. */
async function renew(text: string, language: 'en' | 'zh'): Promise<string> {
  const env = language === 'zh' ? { LOSS_CALC_LANG: 'zh' } : {}
  const tables: Readonly<Record<string, string>> = {
    lines: await lossLines(language),
    formulas: await formulaLines(language),
  }
  const short = text.replaceAll(
    /(<!-- loss (lines|formulas): [^\n]*-->\n)[\s\S]*?(<!-- \/loss \2 -->)/g,
    (_all, head, name, tail) => `${head}\n${tables[name]}\n\n${tail}`,
  )
  const parts = short.split(/(```console\n[\s\S]*?```)/)
  const renewed = parts.map(async (part) => {
    // What a shell does (pipes, loops, files) is run by tests of its own.
    if (!part.startsWith('```console') || /^\$ (?!loss-calc)|^\$ .* > \S+$/m.test(part)) return part
    const commands = part.split('\n').filter((line) => line.startsWith('$ loss-calc'))
    const shown = await Promise.all(
      commands.map(
        async (line) => `${line}\n${(await outcome(line.slice(2), env)).replaceAll(/^2\| /gm, '')}`,
      ),
    )
    return `\`\`\`console\n${shown.join('\n\n')}\n\`\`\``
  })
  return (await Promise.all(renewed)).join('')
}

/** Pages in one language, and the same in the other. */
const pages = readdirSync('docs/zh').filter((name) => name.endsWith('.md'))
const twins = [
  ['README.md', 'README.zh-CN.md'] as const,
  ...pages.map((name) => [`docs/${name}`, `docs/zh/${name}`] as const),
]
const others = readdirSync('docs').filter((name) => name.endsWith('.md') && !pages.includes(name))
const all = [...twins.flat(), ...others.map((name) => `docs/${name}`)]

describe.each(all)('%s', (file) => {
  it('shows what the program prints', async () => {
    const text = readFileSync(file, 'utf8')
    const renewed = await renew(text, /zh/.test(file) ? 'zh' : 'en')
    expect(renewed).not.toMatch(/error\[E700\]/)
    if (process.env.UPDATE) writeFileSync(file, renewed)
    else expect(renewed).toBe(text)
  })
})

it.each(twins)('%s and %s show the same commands', (english, chinese) => {
  const commands = (file: string) => readFileSync(file, 'utf8').match(/^(\$ loss-calc|npm ).*$/gm) ?? []
  for (const command of commands(english)) expect(commands(chinese)).toContain(command)
})

it('README is short, and its links lead somewhere', () => {
  for (const file of all) {
    const text = readFileSync(file, 'utf8')
    if (file.startsWith('README')) expect(text.split('\n').length, file).toBeLessThanOrEqual(171)
    for (const [, link] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      expect(existsSync(join(dirname(file), link!)), `${file}: ${link}`).toBe(true)
    }
  }
})
