import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'parse5'
import { afterAll, describe, expect, it } from 'vitest'
import { playgroundShell } from '../../src/playground/shell.ts'
import { run } from '../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'playground-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the playground', () => {
  it('is the page of the package, on stdout or in a file', async () => {
    const page = readFileSync('dist/playground.html', 'utf8')
    expect(await run(['playground'])).toEqual({ stdout: page, stderr: '', status: 0 })
    const file = join(folder, 'page.html')
    expect(await run(['playground', '-o', file])).toEqual({ stdout: '', stderr: '', status: 0 })
    expect(readFileSync(file, 'utf8')).toBe(page)
    const zh = await run(['playground', '--lang', 'zh'])
    expect(zh.stdout).toBe(page.replace('lang="en"', 'lang="zh"'))
  })

  it('is one strict page that loads nothing, and runs only its own script', () => {
    const page = readFileSync('dist/playground.html', 'utf8')
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

  it('keeps a script that holds its own end', () => {
    const page = playgroundShell({ script: 'f("</script><!--")', style: '' }, () => 'sha256-x', '1')
    expect(page.match(/<\/script/g)).toHaveLength(1)
    expect(page).not.toContain('<!--')
  })
})
