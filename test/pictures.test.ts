import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseFragment } from 'parse5'
import { describe, expect, it } from 'vitest'
import { terminalSvg } from './terminal.ts'
import { run, words } from './transcript.ts'

/** The commands of the session in the README, as somebody types them. */
const session = [
  'loss-calc bce-logits fixtures/blog/logits.csv fixtures/blog/target.csv',
  `loss-calc trend ce 'fixtures/epochs/*.csv' --target-col label --id id`,
  'loss-calc plot focal --gamma 0,1,5 --alpha off',
]

/** What a terminal with colours shows. */
async function shown(): Promise<string> {
  const parts: string[] = []
  for (const line of session) {
    const { stdout, stderr } = await run([...words(line).slice(1), '--color', 'always'])
    expect(stderr).toBe('')
    parts.push(`\u001b[2m$\u001b[22m \u001b[1m${line}\u001b[22m\n${stdout.trimEnd()}\n`)
  }
  return parts.join('\n')
}

const pictures: Readonly<Record<string, () => Promise<string>>> = {
  'focal.svg': async () =>
    (await run(words('plot focal --gamma 0,0.5,1,2,5 --alpha off --format svg'))).stdout,
  'terminal-light.svg': async () => terminalSvg(await shown(), session.join('; '), 'light'),
  'terminal-dark.svg': async () => terminalSvg(await shown(), session.join('; '), 'dark'),
}

/** `npm run docs` draws them again. */
describe.each(Object.entries(pictures))('docs/pictures/%s', (name, draw) => {
  it('is what the program draws', async () => {
    const picture = await draw()
    const path = `docs/pictures/${name}`
    if (process.env.UPDATE) {
      mkdirSync('docs/pictures', { recursive: true })
      writeFileSync(path, picture)
    } else expect(picture).toBe(readFileSync(path, 'utf8'))
    const errors: string[] = []
    parseFragment(picture, { onParseError: ({ code }) => void errors.push(code) })
    expect(errors).toEqual([])
    expect(picture.length).toBeLessThan(60_000)
  })
})
