import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { run, words } from './transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'hints-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** The last suggestion, run as it stands. */
async function follow(text: string) {
  const line = [...text.matchAll(/^ *try: (loss-calc .*)$/gm)].at(-1)![1]!
  return { line, ...(await run(words(line).slice(1))) }
}

describe('what is suggested is the cure', () => {
  it('of decimal commas that inspect reads as text', async () => {
    const path = file('comma.csv', 'a;b;y\n0,5;0,2;1\n0,1;0,9;0\n')
    const { stdout } = await run(['inspect', path])
    const again = await follow(stdout)
    expect(again.line).toContain('--decimal ,')
    expect(again.status).toBe(0)
    expect(again.stdout).not.toMatch(/0,5| text /)
  })

  it('of a number that stands among the classes', async () => {
    const path = file('stray.csv', 'label,fold,p_cat,p_dog\ncat,1,0.2,0.8\ndog,2,0.6,0.4\n')
    const { stderr } = await run(['ce', path, '--target-col', 'label', '--from', 'probs', '-q'])
    expect(stderr).toMatch(/^error\[E307\]/)
    const again = await follow(stderr)
    expect(again.line).toContain("--input-cols 'p_*'")
    expect(again).toMatchObject({ status: 0, stdout: '1.2628643221541276\n' })
  })

  it.each(['ce', 'mse', 'gaussian-nll', 'focal'])('of sql %s without more', async (name) => {
    const first = await run(['sql', name])
    const again = await follow(first.stderr)
    expect(again.line).toMatch(new RegExp(`^loss-calc sql ${name} `))
    expect(again).toMatchObject({ status: 0 })
  })
})

it('example: names files in patterns and suites, too', async () => {
  const argv = ['trend', 'mse', 'example:blog/logi*.csv', '--target', 'example:blog/target.csv', '-q']
  expect(await run(argv)).toMatchObject({ status: 0, stderr: '' })
  expect(await run(['check', 'example:suites/bce-logits.json', '-q'])).toMatchObject({
    stdout: '39 passed, 0 failed\n',
  })
})
