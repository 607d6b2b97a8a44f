import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lossExamples } from '../src/locale/examples-losses.ts'
import { examples } from '../src/locale/examples.ts'
import { commandsOf } from '../src/cli/loss-examples.ts'
import { loadLoss, lossNames } from '../src/losses/registry.ts'
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

/** What an example writes. */
const clean = () => rmSync('bce', { recursive: true, force: true })

describe('examples', () => {
  beforeAll(clean)
  afterAll(clean)

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

  it.each(lossNames)('are two to four of %s, and those made from its declaration run', async (name) => {
    const made = commandsOf((await loadLoss(name))!)
    for (const session of [made, examples[name] ?? made]) {
      const count = session.match(/^\$ /gm)?.length
      expect(count).toBeGreaterThanOrEqual(2)
      expect(count).toBeLessThanOrEqual(4)
    }
    expect(await renewed(made)).not.toMatch(/^error\[|^\[\d+\]$/m)
  })
})
