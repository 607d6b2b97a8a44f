import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'rolldown'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as numbers from '../../src/numbers.ts'
import { thorough } from '../draws.ts'
import { start } from '../start.ts'

/** A program that has the package installed. */
const folder = mkdtempSync(join(tmpdir(), 'loss-calc-user-'))
beforeAll(() => {
  const own = join(folder, 'node_modules', 'loss-calc')
  mkdirSync(own, { recursive: true })
  for (const part of [
    'package.json',
    'dist/library',
    'dist/program',
    'dist/index.d.ts',
    'dist/index.d.cts',
    'dist/fast.d.ts',
    'dist/fast.d.cts',
    'dist/numbers.d.ts',
    'dist/numbers.d.cts',
    'dist/vitest.d.ts',
  ])
    cpSync(part, join(own, part), { recursive: true })
})
afterAll(() => rmSync(folder, { recursive: true }))

async function node(file: string, source: string, ...words: string[]): Promise<string> {
  writeFileSync(join(folder, file), source)
  const { stdout, stderr, status } = await start(process.execPath, [...words, join(folder, file)])
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  return stdout
}

/** Numbers enough for the kernel. */
const many =
  'const x = Float32Array.from({ length: 10000 }, (_, i) => Math.sin(i)); const t = x.map((y) => (y > 0 ? 1 : 0))\n'
const mean = '0.4354927572'

describe('the built library', () => {
  it('is imported, and required', async () => {
    const used = `${many}console.log(bceWithLogits(x, t).value.toFixed(10))\n`
    expect(await node('a.mjs', `import { bceWithLogits } from 'loss-calc'\n${used}`)).toBe(`${mean}\n`)
    expect(await node('a.cjs', `const { bceWithLogits } = require('loss-calc')\n${used}`)).toBe(`${mean}\n`)
    expect(
      await node('b.cjs', `require('loss-calc/fast')\nconsole.log(require('loss-calc').mse([1], [3]).value)`),
    ).toBe('4\n')
    for (const [name, take] of [
      ['n.mjs', "import { mse } from 'loss-calc/numbers'"],
      ['n.cjs', "const { mse } = require('loss-calc/numbers')"],
    ] as const)
      expect(await node(name, `${take}\nconsole.log(mse([1, 2], [3, 5]).value)`)).toBe('6.5\n')
  })

  it('shows little code beside an error that nobody catches', async () => {
    for (const [name, take] of [
      ['u.mjs', "import { mse } from 'loss-calc'"],
      ['u.cjs', "const { mse } = require('loss-calc')"],
    ] as const) {
      writeFileSync(join(folder, name), `${take}\nmse([1, 2], [3, 4, 5])\n`)
      const { stderr } = await start(process.execPath, [join(folder, name)])
      expect(stderr).toContain('LossError')
      expect(stderr.length).toBeLessThan(6000)
    }
  })

  // In a process of its own: V8 collects all garbage before it says that memory is short.
  it('refuses more places than memory', async () => {
    const source = `import { mse } from 'loss-calc'
import * as numbers from 'loss-calc/numbers'
const long = { length: 0, data: Object.assign([], { length: 4e9 }), shape: [4e9] }
for (const call of [mse, numbers.mse]) {
  try {
    call(long, 1)
  } catch ({ name, code }) {
    console.log(name, code)
  }
}
`
    expect(await node('m.mjs', source)).toBe('LossError E201\nLossError E201\n')
  })

  it('has a matcher that needs no vitest', async () => {
    const source = `import { matchers } from 'loss-calc/vitest'
const { pass } = await matchers.toMatchLoss((x, t) => Math.abs(x[0][0] - t[0][0]), 'l1', { only: 'nothing' }).catch(() => ({ pass: 'refused' }))
console.log(pass, (await matchers.toMatchLoss(() => 1, 'l1')).pass)
`
    expect(await node('v.mjs', source)).toBe('refused false\n')
  })

  it('needs nothing that only Node has', async () => {
    // As in a browser: no Buffer, no process.
    const hidden = 'delete globalThis.Buffer; const { log } = console; delete globalThis.process\n'
    for (const fast of ['', "import 'loss-calc/fast'\n"]) {
      const source = `${fast}import { bceWithLogits, LossError } from 'loss-calc'\n${hidden}${many}log(bceWithLogits(x, t).value.toFixed(10))\n`
      expect(await node('c.mjs', source, '--conditions=browser')).toBe(`${mean}\n`)
    }
    const { output } = await build({
      input: 'dist/library/fast.js',
      platform: 'browser',
      write: false,
      logLevel: 'silent',
    })
    expect(output[0].code).not.toMatch(/node:|require\(/)
  })

  /** A program that takes one loss, as a bundler makes it for a page; some tests look at the same. */
  const bundles = new Map<string, Promise<string>>()
  const bundled = (name: string, entry: string) => {
    const source = `import { ${name} } from '${entry}'\nconsole.log(${name}([[1]], [0]).value)\n`
    if (!bundles.has(source)) bundles.set(source, bundle(source))
    return bundles.get(source)!
  }
  const bundle = async (source: string) => {
    const file = join(folder, 'entry.mjs')
    writeFileSync(file, source)
    const output = { minify: true, comments: false }
    const built = await build({ input: file, platform: 'browser', write: false, logLevel: 'silent', output })
    return built.output[0].code
  }

  it.each([
    ['mse', 'loss-calc', 29_400],
    ['crossEntropy', 'loss-calc', 46_000],
    ['focal', 'loss-calc', 62_000],
    ['mse', 'loss-calc/numbers', 11_700],
    ['poissonNll', 'loss-calc/numbers', 20_500],
    ['crossEntropy', 'loss-calc/numbers', 20_500],
  ])('leaves out what %s of %s does not need', async (name, entry, most) => {
    const code = await bundled(name, entry)
    expect(code.length).toBeLessThanOrEqual(most)
    expect(code).not.toContain('WebAssembly')
  })

  const sizesOf = async (name: string) => {
    const codes = [await bundled(name, 'loss-calc/numbers'), await bundled(name, 'loss-calc')]
    // The numbers of a loss bring nothing of its lesson.
    expect(codes[0], name).not.toMatch(/latex|String\.raw/)
    return codes.flatMap((code) => [code.length, gzipSync(code).length])
  }

  it.each(['docs/library.md', 'docs/zh/library.md'])('is as small as %s says', async (page) => {
    const rows = [
      ...readFileSync(page, 'utf8').matchAll(/^\| `(\w+)` \| (\d+) \((\d+)\) \| (\d+) \((\d+)\) \|$/gm),
    ]
    const names = Object.keys(numbers).filter((name) => name !== 'LossError')
    expect(rows.map(([, name]) => name!).sort()).toEqual(names.sort())
    for (const [, name, ...said] of rows) {
      for (const [i, size] of (await sizesOf(name!)).entries()) {
        expect(Math.abs(size / 1000 - Number(said[i])), `${name}: ${size}`).toBeLessThan(0.8)
      }
    }
  })

  it.each([
    ['a module and for CommonJS, without those of a browser', 'nodenext', ['b.mts', 'b.cts'], 'es2022'],
    ['a bundler', 'bundler', ['b.ts'], 'es2022,dom'],
  ])('has types for %s', async (_, resolution, names, lib) => {
    const files = names.map((name) => join(folder, name))
    const source =
      "import { crossEntropy, type LossResult, losses } from 'loss-calc'\nimport 'loss-calc/fast'\nimport { bce, type LossNumbers } from 'loss-calc/numbers'\nconst b: number = bce([0.5], [1]).value\nconst l: LossNumbers = bce([0.5], [1], { reduction: 'none' })\nconst n: number = crossEntropy(new Float32Array(3), [2n], { labelSmoothing: 0.1 }).value\nconst r: LossResult = losses.huber([1], [2], { delta: 2, reduction: 'none' })\nexport const all = [n, r, b, l]\n"
    for (const file of files) writeFileSync(file, source)
    const words = [
      '--noEmit',
      '--strict',
      // Those of the language and the browser are not the package's.
      '--skipDefaultLibCheck',
      '--target',
      'es2022',
      '--lib',
      lib,
      '--ignoreConfig',
      '--moduleResolution',
      resolution,
      '--module',
      resolution === 'nodenext' ? 'nodenext' : 'esnext',
    ]
    // The last one in JavaScript takes ten times as long.
    for (const version of thorough ? ['typescript-7', 'typescript'] : ['typescript-7']) {
      const tsc = resolve('node_modules', version, 'bin/tsc')
      const found = await start(process.execPath, [tsc, ...words, ...files], { seconds: 60 })
      expect({ version, ...found }).toEqual({ version, stdout: '', stderr: '', status: 0 })
    }
  })
})
