import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { parse } from 'parse5'
import { afterAll, describe, expect, it } from 'vitest'
import { bceWithLogits } from '../../src/numbers.ts'
import { playground } from '../../src/features/playground/command.ts'
import { linked, playgroundShell } from '../../src/features/playground/command.ts'
import { run } from '../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'playground-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the playground', () => {
  it('is a page made of the library, on stdout or in a file', async () => {
    const { stdout: page, ...rest } = await run(['playground'])
    expect(rest).toEqual({ stderr: '', status: 0 })
    const file = join(folder, 'page.html')
    expect(await run(['playground', '-o', file])).toEqual({ stdout: '', stderr: '', status: 0 })
    expect(readFileSync(file, 'utf8')).toBe(page)
    const zh = await run(['playground', '--lang', 'zh'])
    expect(zh.stdout).toBe(page.replace('lang="en"', 'lang="zh"'))
  })

  it('does not fill a terminal', async () => {
    const stdout = { isTTY: true as const, write: () => Promise.reject(new Error('is written to')) }
    const io = {
      stdin: (async function* () {})(),
      stdout,
      stderr: stdout,
      env: {},
      cores: 1,
      packageFolder: '.',
    }
    await expect(playground.run([], {}, io, [])).rejects.toMatchObject({ code: 'E103' })
  })

  it('is one strict page that loads nothing, and runs only its own script', async () => {
    const { stdout: page } = await run(['playground'])
    const errors: string[] = []
    parse(page, { onParseError: ({ code }) => void errors.push(code) })
    expect(errors).toEqual([])
    expect(page).not.toMatch(/ (?:src|href|style|on\w+)="/)
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    const [, style] = /<style>([\s\S]*?)<\/style>/.exec(page)!
    const [, script] = /<script>([\s\S]*?)<\/script>/.exec(page)!
    expect(page).toContain(`style-src ${hash(style!)}; script-src ${hash(script!)};`)
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page.length).toBeLessThan(300_000)
  })

  it('is a script that gives what its modules give', () => {
    const modules = (path: string) =>
      path === 'entry.js'
        ? 'import{bceWithLogits as $}from"./numbers.js";\nvalue=$([1,-2],[0,1]).value;\nexport{$ as t};'
        : readFileSync(join('dist/library', path), 'utf8')
    const page = { value: 0 }
    runInNewContext(linked('entry.js', modules), page)
    expect(page.value).toBe(bceWithLogits([1, -2], [0, 1]).value)
  })

  it('keeps a script that holds its own end', () => {
    const page = playgroundShell({ script: 'f("</script><!--")', style: '' }, () => 'sha256-x', '1')
    expect(page.match(/<\/script/g)).toHaveLength(1)
    expect(page).not.toContain('<!--')
  })
})
