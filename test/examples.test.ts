import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { lossExamples } from '../src/locale/examples-losses.ts'
import { examples } from '../src/locale/examples.ts'
import { lossNames } from '../src/losses/registry.ts'
import { replay } from './transcript.ts'

const fileOf = (name: string) => `src/locale/examples${name in lossExamples ? '-losses' : ''}.ts`

/** What cannot be tried here, as it writes a file through a shell. */
const shell = /^\$ .* > /

async function renewed(session: string): Promise<string> {
  const lines = session.split('\n').filter((line) => line.startsWith('$ '))
  const shown = await Promise.all(
    lines.map(async (line) => (shell.test(line) ? `${line}\n` : await replay(line))),
  )
  return `\n${shown.map((one) => one.replaceAll(/^2\| /gm, '').trimEnd()).join('\n\n')}\n`
}

describe('examples', () => {
  it.each(Object.entries(examples))('of %j print what they say', async (name, session) => {
    const now = await renewed(session)
    if (process.env.UPDATE) {
      const escaped = (text: string) => text.replaceAll(/[\\`]|\$\{/g, '\\$&')
      const file = fileOf(name)
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace(escaped(session), () => escaped(now)),
      )
    } else expect(now).toBe(session)
    expect(now).not.toMatch(/^error\[/m)
  })

  it('are two to four of every loss', () => {
    for (const name of lossNames) {
      const count = examples[name]?.match(/^\$ /gm)?.length ?? 0
      expect(count, name).toBeGreaterThanOrEqual(2)
      expect(count, name).toBeLessThanOrEqual(4)
    }
  })
})
