import {
  chmodSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { built } from '../built.ts'
import { start } from '../start.ts'
import { run } from '../transcript.ts'

/** The file of --report beside the files that a run reads and writes. */
const folder = mkdtempSync(join(tmpdir(), 'report-'))
const at = (name: string) => join(folder, name)
const data = 'x,t\n0.2,1\n0.7,0\n'
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(at(name))
  writeFileSync(at('data.csv'), data)
  writeFileSync(at('other.csv'), data)
  writeFileSync(at('weights.csv'), '1\n')
})

const columns = ['--input-cols', 'x', '--target-col', 't']
const commands = {
  'a loss': ['bce', at('data.csv'), ...columns, '--weight', at('weights.csv')],
  trend: ['trend', 'bce', at('data.csv'), at('other.csv'), ...columns, '--weight', at('weights.csv')],
  compare: ['compare', 'bce', at('data.csv'), at('other.csv'), ...columns, '--weight', at('weights.csv')],
}

describe.each(Object.entries(commands))('the page of %s', (_name, argv) => {
  it.each(['data.csv', 'weights.csv'])('never replaces what is read: %s, under any name', async (name) => {
    const before = readFileSync(at(name), 'utf8')
    symlinkSync(at(name), at('link.html'))
    linkSync(at(name), at('hard.html'))
    for (const path of [at(name), at('link.html'), at('hard.html'), join(folder, '.', name)]) {
      const { stdout, stderr, status } = await run([...argv, '--report', path])
      expect([status, stdout]).toEqual([3, ''])
      expect(stderr).toMatch(/error\[E110\]: --report .* is also /)
      expect(readFileSync(at(name), 'utf8')).toBe(before)
    }
    expect(readdirSync(folder).sort()).toEqual(
      ['data.csv', 'hard.html', 'link.html', 'other.csv', 'weights.csv'].sort(),
    )
  })

  it('keeps the mode and the link of the file that it replaces', async () => {
    writeFileSync(at('page.html'), 'old')
    chmodSync(at('page.html'), 0o640)
    symlinkSync(at('page.html'), at('link.html'))
    const { stderr, status } = await run([...argv, '--report', at('link.html')])
    expect([status, stderr]).toEqual([0, expect.stringContaining('report: ')])
    expect(statSync(at('page.html')).mode & 0o777).toBe(0o640)
    expect(readFileSync(at('page.html'), 'utf8')).toContain('<!doctype html>')
  })

  it('leaves the old page and nothing else where data are bad', async () => {
    writeFileSync(at('page.html'), 'old')
    writeFileSync(at('data.csv'), 'x,t\n0.2,1\n7,0\n')
    const { stdout, status } = await run([...argv, '--report', at('page.html')])
    expect([status, stdout]).toEqual([3, ''])
    expect(readFileSync(at('page.html'), 'utf8')).toBe('old')
    expect(readdirSync(folder).sort()).toEqual(['data.csv', 'other.csv', 'page.html', 'weights.csv'])
  })

  it('is refused where it has no place', async () => {
    for (const [path, code] of [
      ['-', 'E104'],
      [at('none/page.html'), 'E110'],
      [folder, 'E110'],
      ['/dev/stdout', 'E104'],
    ] as const) {
      const { stdout, stderr, status } = await run([...argv, '--report', path])
      expect([status, stdout]).toEqual([code === 'E104' ? 2 : 3, ''])
      expect(stderr).toContain(`error[${code}]`)
    }
    expect(readdirSync(folder)).toHaveLength(3)
  })
})

it('the page and the result are two files', async () => {
  writeFileSync(at('out.txt'), 'old')
  symlinkSync(at('out.txt'), at('link.html'))
  symlinkSync(at('new.txt'), at('new.html'))
  for (const [page, output] of [
    ['out.txt', 'out.txt'],
    ['link.html', 'out.txt'],
    ['new.html', 'new.txt'],
  ] as const) {
    const { stderr, status } = await run([...commands['a loss'], '--report', at(page), '-o', at(output)])
    expect([status, stderr]).toEqual([2, expect.stringContaining('error[E104]')])
  }
  expect(readFileSync(at('out.txt'), 'utf8')).toBe('old')
  const { status } = await run([...commands['a loss'], '--report', at('page.html'), '-o', at('out.txt')])
  expect(status).toBe(0)
  expect(readFileSync(at('out.txt'), 'utf8')).toContain('mean')
})

it('the page of the built program has its formula as MathML, and the result does not change', async () => {
  for (const [loss, ...rest] of [
    ['bce'],
    ['kl-div', '--log-target'],
    ['kl-div'],
    ['poisson-nll'],
    ['dice'],
  ] as const) {
    const argv = [loss!, '[[0.2, 0.8], [0.7, 0.3]]', '[[1, 0], [0, 1]]', ...rest]
    const plain = await built(argv)
    const found = await built([...argv, '--report', at('page.html')])
    expect(found).toMatchObject({ status: 0, stdout: plain.stdout })
    expect(readFileSync(at('page.html'), 'utf8'), loss).toContain('<math')
  }
})

it('a mean of differences that is infinite has no place in their picture', async () => {
  writeFileSync(at('huge.csv'), 'x,t\n1e308,0\n1.7e308,0\n1,2\n')
  const page = at('page.html')
  const words = ['l1', at('huge.csv'), '--input-cols', 'x', '--target-col', 't', '--report', page, '-q']
  expect(await run(words)).toMatchObject({ status: 0 })
  const places = readFileSync(page, 'utf8').matchAll(/ (?:x|x1|x2|cx)="([-\d.]+)%"/g)
  for (const [, place] of places) expect(Math.abs(Number(place) - 50)).toBeLessThanOrEqual(50)
})

it('a run without a page loads nothing of it', async () => {
  const late = /^(?:loss-page|page|page-en|page-zh|scale|draw|axis|compare-page|formula|writers)\.js$/
  // The program loads its files itself, past Node's list of them.
  writeFileSync(
    at('watch.cjs'),
    `const fs = require('node:fs')
    const { openSync } = fs
    const opened = []
    fs.openSync = (path, ...more) => (opened.push(path), openSync(path, ...more))
    process.on('exit', () => console.error(JSON.stringify(opened)))`,
  )
  const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' }
  const argv = ['-r', at('watch.cjs'), 'bin/loss-calc.cjs', ...commands['a loss']]
  const { stderr, stdout } = await start(process.execPath, argv, { env })
  expect(stdout).toContain('mean')
  const files = (JSON.parse(stderr.trim().split('\n').at(-1)!) as string[]).map((path) =>
    path.replace(/.*[/\\]/, ''),
  )
  expect(files).toContain('run.js')
  expect(files.filter((file) => late.test(file))).toEqual([])
})
