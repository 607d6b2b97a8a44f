import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

/** A loss of single elements, a loss of rows, and one with a third argument; none is in the program. */
const recipes = [
  {
    name: 'charbonnier',
    source: `import { real } from '../options.ts'
import { loss } from './loss.ts'
import { each, number } from './takes.ts'

/** Root of the squared error and a floor: smooth at 0. */
export const charbonnier = loss({
  name: 'charbonnier',
  one: 'element',
  unit: 'error',
  summary: { en: 'Charbonnier loss', zh: 'Charbonnier 损失' },
  formula: 'loss = (difference^2 + floor^2)^0.5; difference = x - t',
  latex: String.raw\`\\ell = \\sqrt{(x-t)^2 + f^2}\`,
  source: 'Charbonnier et al. 1994',
  takes: { input: each(number), target: each(number) },
  options: { floor: real({ default: 1e-3, above: 0, help: 'what is left at 0' }) },
  steps: {
    difference: { formula: 'x - t', latex: 'd = x - t' },
    loss: { formula: '(difference^2 + floor^2)^0.5', latex: String.raw\`\\ell = \\sqrt{d^2 + f^2}\` },
  },
  working: ({ floor }) => (x, t) => {
    const difference = x - t
    return { difference, loss: Math.hypot(difference, floor) }
  },
  gradient: { input: ({ floor }) => (x, t) => (x - t) / Math.hypot(x - t, floor) },
})
`,
    cases: [
      {
        name: 'mean',
        input: [3, 0],
        target: [0, 0],
        options: { floor: 4 },
        expected: 4.5,
        gradInput: [0.3, 0],
      },
    ],
    run: ['[3, 0]', '[0, 0]', '--floor', '4', '-q'],
    prints: '4.5\n',
  },
  {
    name: 'largest-gap',
    source: `import { loss } from './loss.ts'
import { classes, index, number } from './takes.ts'

/** How far the best other class lies above the right one, at least 0. */
export const largestGap = loss({
  name: 'largest-gap',
  one: 'row',
  unit: 'error',
  summary: { en: 'Gap to the best other class', zh: '与最高的其他类别的差距' },
  formula: 'loss = max(gaps); gaps = x - x_t',
  latex: String.raw\`\\ell = \\max_c (x_c - x_t)\`,
  source: 'Crammer and Singer 2001, without the margin',
  takes: { input: classes(number), target: index() },
  options: {},
  steps: {
    gaps: { formula: 'x - x_t', latex: 'g_c = x_c - x_t', means: { en: 'gap of each class', zh: '每一类的差距' } },
    loss: { formula: 'max(gaps)', latex: String.raw\`\\ell = \\max_c g_c\` },
  },
  differentiable: ['input'],
  working: (_options, size) => {
    const gaps = new Float64Array(size)
    return ({ input: { data, start }, target: { index } }) => {
      for (let c = 0; c < size; c++) gaps[c] = data[start + c]! - data[start + index]!
      return { gaps, loss: Math.max(...gaps) }
    }
  },
  gradient: (_options, size) => ({ input: { data, start }, target: { index } }, out) => {
    const row = data.subarray(start, start + size)
    const best = row.indexOf(Math.max(...row))
    out.input!.fill(0)
    out.input![best]! += 1
    out.input![index]! -= 1
  },
})
`,
    cases: [
      {
        name: 'mean',
        input: [
          [1, 3],
          [4, 0],
        ],
        target: [0, 0],
        options: {},
        expected: 1,
        gradInput: [
          [-0.5, 0.5],
          [0, 0],
        ],
      },
    ],
    run: ['[[1, 3], [4, 0]]', '[0, 0]', '-q'],
    prints: '1\n',
  },
  {
    name: 'laplace-nll',
    source: `import { log } from '../numerics/log.ts'
import { loss } from './loss.ts'
import { domain, each, number } from './takes.ts'

/** Negative log-likelihood of a Laplace distribution around the input. */
export const laplaceNll = loss({
  name: 'laplace-nll',
  one: 'element',
  unit: 'nats',
  summary: { en: 'Laplace negative log-likelihood', zh: '拉普拉斯分布的负对数似然' },
  formula: 'loss = ln(2 scale) + size / scale; size = |x - t|',
  latex: String.raw\`\\ell = \\ln 2b + |x - t| / b\`,
  source: 'scipy.stats.laplace',
  takes: {
    input: each(number),
    target: each(number),
    scale: each(domain({ what: 'scale', min: 0.01 }), { means: { en: 'scale', zh: '尺度' } }),
  },
  options: {},
  steps: {
    size: { formula: '|x - t|', latex: '|x - t|', means: { en: 'size of the error', zh: '误差的大小' } },
    loss: { formula: 'ln(2 scale) + size / scale', latex: String.raw\`\\ell = \\ln 2b + |x-t|/b\` },
  },
  working: () => (x, t, scale) => {
    const size = Math.abs(x - t)
    return { size, loss: log(2 * scale) + size / scale }
  },
  gradient: {
    input: () => (x, t, scale) => Math.sign(x - t) / scale,
    scale: () => (x, t, scale) => (1 - Math.abs(x - t) / scale) / scale,
  },
})
`,
    cases: [
      {
        name: 'mean',
        input: [1, 2],
        target: [0, 2],
        scale: [0.5, 0.5],
        options: {},
        expected: 1,
        gradInput: [1, 0],
        gradScale: [-1, 1],
      },
    ],
    run: ['[1, 2]', '[0, 2]', '--scale', '[0.5, 0.5]', '-q'],
    prints: '1\n',
  },
] as const

/** largest-gap -> largestGap */
const exported = (name: string) => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

it('a loss is one file, its two lines, and reference values', () => {
  const folder = mkdtempSync(join(tmpdir(), 'recipe-'))
  for (const name of [
    'src',
    'test',
    'fixtures',
    'scripts',
    'bin',
    'schemas',
    'package.json',
    'README.md',
    'README.zh-CN.md',
  ]) {
    cpSync(name, join(folder, name), { recursive: true })
  }
  for (const name of ['tsconfig.json', '.prettierrc.json', 'CONTRIBUTING.md', 'CHANGELOG.md']) {
    cpSync(name, join(folder, name))
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  const touched = new Set<string>()
  const write = (path: string, text: string) => {
    touched.add(path)
    writeFileSync(join(folder, path), text)
  }
  for (const { name, source, cases } of recipes) {
    const own = exported(name)
    write(`src/losses/${name}.ts`, source)
    const registry = readFileSync(join(folder, 'src/losses/registry.ts'), 'utf8')
    const line = `  '${name}': async () => (await import('./${name}.ts')).${own},\n`
    write('src/losses/registry.ts', registry.replace('} satisfies', `${line}} satisfies`))
    write(`fixtures/cases/${name}.json`, JSON.stringify({ loss: name, source: 'by hand', keys: {}, cases }))
  }
  // What both languages say of it is in the loss's file.
  expect(touched.size).toBe(2 * recipes.length + 1)

  execFileSync(process.execPath, ['scripts/make-library.mjs'], { cwd: folder })
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: folder })
  const run = (...argv: string[]) =>
    spawnSync(process.execPath, ['bin/loss-calc.cjs', ...argv], { cwd: folder, encoding: 'utf8' })
  for (const { name, run: words, prints } of recipes) {
    const { stdout, stderr } = run(name, ...words)
    expect([stdout, stderr]).toEqual([prints, ''])
    const files = words.filter((word) => word !== '-q')
    expect(run(name, ...files, '--explain', '0', '--lang', 'zh').stdout).toMatch(/\p{Script=Han}/u)
  }
  expect(run('charbonnier', '[1]', '[0]', '--floor', '0').stderr).toContain(
    '--floor must be a number > 0, got 0',
  )
  expect(run('charbonnier', '--help').stdout).toContain('what is left at 0')
  expect(run('laplace-nll', '[1]', '[0]').stderr).toContain('scale is missing')
  expect(run('inspect', '[[1, 3]]', '[0]').stdout).toContain('largest-gap')

  const vitest = (...words: string[]) =>
    spawnSync('node_modules/.bin/vitest', ['run', ...words], { cwd: folder, encoding: 'utf8' })
  const names = recipes.map(({ name }) => name).join('|')
  for (const files of [
    ['test/losses.test.ts', '-t', names],
    ['test/cases.test.ts', '-t', names],
  ]) {
    const { status, stdout } = vitest(...files)
    expect(status, stdout).toBe(0)
  }
  const { status, stdout } = vitest('test/locale.test.ts', 'test/compat.test.ts')
  expect(status, stdout).toBe(0)
  rmSync(folder, { recursive: true })
}, 300_000)
