import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addedLosses } from './added-losses.ts'
import { thorough } from './draws.ts'
import { start } from './start.ts'
import type * as Transcript from './transcript.ts'

/* The recipes of CONTRIBUTING, followed in one copy of the project, which is built once. */

const contributing = readFileSync('CONTRIBUTING.md', 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'recipes-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** largest-gap -> largestGap */
const exported = (name: string) => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Of the copy's program: its sources, or where all is tried what is built of them. */
const run = async (...argv: string[]) => {
  if (!thorough) return ((await import(join(folder, 'test/transcript.ts'))) as typeof Transcript).run(argv)
  const { stdout, stderr, status } = spawnSync(process.execPath, ['bin/loss-calc.cjs', ...argv], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { stdout, stderr, status }
}

/** Documents and transcripts, all of which hold what the program prints. */
const texts = ['README.md', 'README.zh-CN.md', 'docs', 'fixtures/transcripts', 'src/locale']

/** Documents and transcripts by their path, as they are in the copy. */
function textsNow(): Map<string, string> {
  const paths = texts.flatMap((place) =>
    statSync(join(folder, place)).isFile()
      ? [place]
      : readdirSync(join(folder, place), { recursive: true, encoding: 'utf8' }).map((name) =>
          join(place, name),
        ),
  )
  const files = paths.filter((path) => /\.(?:md|txt|ts)$/.test(path))
  return new Map(files.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

/** Some tests of the copy, which write the documents and transcripts again. */
const tested = (names: readonly string[], ...words: string[]) =>
  spawnSync(
    'node_modules/.bin/vitest',
    ['run', '--maxWorkers=1', ...names.map((name) => `test/${name}.test.ts`), ...words],
    {
      cwd: folder,
      env: { ...process.env, UPDATE: '1' },
      encoding: 'utf8',
    },
  )

/** The tests of documents, and of the contracts of all losses. */
let contracts: ReturnType<typeof tested>

/** The files that adding the losses touches. */
const ofLosses = new Set<string>()

function add(path: string, text: string): void {
  mkdirSync(join(folder, dirname(path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** Puts a line before another, which must be there once. */
function addLine(path: string, line: string, before: string): void {
  const text = readFileSync(join(folder, path), 'utf8')
  expect(text.split(before).length, `${before} in ${path}`).toBe(2)
  writeFileSync(
    join(folder, path),
    text.replace(before, () => `${line}\n${before}`),
  )
}

beforeAll(() => {
  for (const name of [
    ...['src', 'scripts', 'bin', 'test', 'fixtures', 'schemas', 'package.json', '.prettierrc.json'],
    ...['tsconfig.json', 'vitest.config.ts', 'CONTRIBUTING.md', 'CHANGELOG.md'],
    ...['README.md', 'README.zh-CN.md', 'docs'],
  ]) {
    cpSync(name, join(folder, name), { recursive: true })
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  for (const { name, source, cases } of addedLosses) {
    const own = exported(name)
    addLine(
      'src/losses/registry.ts',
      `  '${name}': async () => (await import('./${name}.ts')).${own},`,
      '} satisfies',
    )
    const files = {
      [`src/losses/${name}.ts`]: source,
      [`fixtures/cases/${name}.json`]: JSON.stringify({ loss: name, source: 'by hand', keys: {}, cases }),
    }
    for (const [path, text] of Object.entries(files)) add(path, text)
    for (const path of ['src/losses/registry.ts', ...Object.keys(files)]) ofLosses.add(path)
  }
  execFileSync(process.execPath, ['scripts/make-library.mjs'], { cwd: folder })
  const before = textsNow()
  const names = addedLosses.map(({ name }) => name).join('|')
  const only = `^(?:(?:golden cases of )?(?:${names})|en|zh|--compat|other languages|\\S+\\.md shows)`
  contracts = tested(['losses', 'cases', 'locale', 'compat', 'readme'], '-t', only)
  if (thorough) tested(['transcripts', 'examples'])
  for (const [path, text] of textsNow()) if (text !== before.get(path)) ofLosses.add(path)
  // An input format.
  add(
    'src/readers/arrays/doubles.ts',
    `import type { Source } from '../../table.ts'
import { allBytes } from '../bytes/bytes.ts'
import type { Input } from '../input.ts'
import { oneColumn } from '../one-column.ts'

export function doublesSource({ name, bytes }: Input): Source {
  return oneColumn({
    name,
    format: 'doubles',
    notes: [],
    async *pieces() {
      const data = new Float64Array(new Uint8Array(await allBytes(bytes, name, 1 << 20)).buffer)
      yield { data, shape: [data.length] }
    },
  })
}
`,
  )
  addLine('src/readers/open.ts', "  'doubles' |", "  'csv' | 'tsv'")
  addLine(
    'src/readers/open.ts',
    `  doubles: {
    extensions: ['.f64'],
    open: async (input) => (await import('./arrays/doubles.ts')).doublesSource(input),
  },`,
    '  npz: {',
  )
  writeFileSync(join(folder, 'two.f64'), new Float64Array([1, 2]))
  // An output format.
  add(
    'src/writers/tsv.ts',
    `import type { MakeWriter } from './writer.ts'

export const tsv: MakeWriter = () => ({ end: (report) => \`\${report.loss}\\t\${report.value}\\n\` })
`,
  )
  addLine(
    'src/writers/formats.ts',
    "  tsv: async () => (await import('./tsv.ts')).tsv,",
    '  markdown: async ()',
  )
  // A command.
  add(
    'src/features/count/command.ts',
    `import type { Command } from '../../command/command.ts'
import { write } from '../../command/io.ts'

export const count: Command = {
  configure: (command) => void command.description('Counts words.').option('--twice', 'counts each twice'),
  async run(words, flags, io) {
    await write(io.stdout, \`\${words.length * (flags.twice === true ? 2 : 1)}\\n\`)
    return 0
  },
}
`,
  )
  addLine(
    'src/cli/commands.ts',
    `  {
    name: 'count',
    args: '<words...>',
    summary: 'counts words',
    load: async () => (await import('../features/count/command.ts')).count,
  },`,
    "  {\n    name: 'completion',",
  )
  // An error.
  addLine(
    'src/error-codes.ts',
    "  E999: { exit: 3, title: 'too odd', help: 'It must be even.' },",
    '  E700: {',
  )
  addLine('src/locale/zh-errors.ts', "  E999: { title: '是奇数', help: '必须是偶数。' },", '  E700: {')
  if (thorough) execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: folder })
}, 120_000)

describe('a recipe', () => {
  it('adds an input format, known by the names of its files', async () => {
    const file = join(folder, 'two.f64')
    expect((await run('mse', file, '[1, 4]', '-q')).stdout).toBe('2\n')
    expect((await run('mse', file, '[1, 4]', '--input-format', 'double')).stderr).toContain('doubles')
  })

  it('adds an output format', async () => {
    expect(await run('mse', '[1]', '[3]', '--format', 'tsv')).toEqual({
      stdout: 'mse\t4\n',
      stderr: '',
      status: 0,
    })
    expect((await run('mse', '[1]', '[3]', '--format', 'x')).stderr).toContain('tsv')
    expect((await run('complete', '--', 'mse', '--format', 't')).stdout).toBe('table\t\ntsv\t\n')
  })

  it('adds a command, with help and completion', async () => {
    expect(await run('count', 'a', 'b', '--twice')).toEqual({ stdout: '4\n', stderr: '', status: 0 })
    expect((await run('--help')).stdout).toContain('counts words')
    expect((await run('count', '--help')).stdout).toContain('counts each twice')
    expect((await run('complete', '--', 'count', '--t')).stdout).toBe('--twice\tcounts each twice\n')
  })

  it('adds an error, with help', async () => {
    expect((await run('help', 'E999')).stdout).toBe('E999: too odd (exit status 3)\n  It must be even.\n')
  })

  it('compiles', async () => {
    // What the recipes touch, and where all is tried what imports it: the list of commands imports nearly everything.
    const touched = [
      ...addedLosses.map(({ name }) => `losses/${name}.ts`),
      ...[
        'losses/registry.ts',
        'readers/arrays/doubles.ts',
        'readers/open.ts',
        'writers/tsv.ts',
        'writers/formats.ts',
      ],
      ...['features/count/command.ts', 'error-codes.ts', 'locale/zh-errors.ts', 'kernel/*.d.ts'],
    ]
    const include = thorough ? ['src'] : touched.map((path) => `src/${path}`)
    add('tsconfig.src.json', JSON.stringify({ extends: './tsconfig.json', include }))
    // Several that check look at the same types each, and all that is allocated is dropped at the end.
    const words = ['-p', 'tsconfig.src.json', '--incremental', 'false', '--checkers', '1']
    const asked = { cwd: folder, env: { ...process.env, GOGC: '400' } }
    const found = await start(process.execPath, ['node_modules/typescript-7/bin/tsc', ...words], asked)
    expect(found).toMatchObject({ stdout: '', status: 0 })
  })

  it('adds a loss by its file, which has the words of both languages, its line, and reference values', () => {
    const own = addedLosses.flatMap(({ name }) => [`src/losses/${name}.ts`, `fixtures/cases/${name}.json`])
    const tables = ['README.md', 'README.zh-CN.md', 'docs/numbers.md', 'docs/zh/numbers.md']
    expect([...ofLosses].sort()).toEqual([...own, ...tables, 'src/losses/registry.ts'].sort())
  })

  it.each(addedLosses)(
    'adds $name, with its flags, help and explanation',
    async ({ name, run: words, prints }) => {
      expect(await run(name, ...words)).toEqual({ stdout: prints, stderr: '', status: 0 })
      const files = words.filter((word) => word !== '-q')
      expect((await run(name, ...files, '--explain', '0', '--lang', 'zh')).stdout).toMatch(/\p{Script=Han}/u)
      expect((await run(name, '--help')).status).toBe(0)
    },
  )

  it('adds losses that are checked, listed and completed', async () => {
    expect((await run('charbonnier', '[1]', '[0]', '--floor', '0')).stderr).toContain(
      '--floor must be a number > 0, got 0',
    )
    expect((await run('charbonnier', '--help')).stdout).toContain('what is left at 0')
    expect((await run('laplace-nll', '[1]', '[0]')).stderr).toContain('scale is missing')
    expect((await run('inspect', '[[1, 3]]', '[0]')).stdout).toContain('largest-gap')
    expect((await run('complete', '--', 'char')).stdout).toContain('charbonnier')
  })

  it('adds losses that keep the contracts of all losses', () => {
    const { status, stdout } = contracts
    expect(status, stdout).toBe(0)
    expect(stdout).toMatch(/Test Files .*5 passed/)
  })
})

describe('CONTRIBUTING', () => {
  it('names files that exist', () => {
    const paths = [...contributing.matchAll(/`((?:[\w.-]+\/)*[\w.-]+(?:\/|\.(?:ts|mjs|json|py|md)))`/g)].map(
      (match) => match[1]!,
    )
    expect(paths.length).toBeGreaterThan(30)
    const places = [
      '',
      'src/',
      'src/losses/',
      'src/engine/',
      'src/readers/',
      'src/parallel/',
      'src/playground/',
      'fixtures/formats/',
    ]
    for (const path of paths) {
      expect(
        places.some((place) => existsSync(place + path)),
        path,
      ).toBe(true)
    }
  })

  it('has a glossary of at most twelve terms, and three files to start with', () => {
    const glossary = contributing.slice(
      contributing.indexOf('## Words'),
      contributing.indexOf('## The house'),
    )
    expect(glossary.match(/^- \*\*/gm)?.length).toBeLessThanOrEqual(12)
    expect(contributing.match(/^\d\. `src\/[\w/.-]+`/gm)).toHaveLength(3)
  })
})
