import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { built } from './built.ts'
import { thorough } from './draws.ts'
import { lossNames } from '../src/losses/registry.ts'
import { start } from './start.ts'
import { run } from './transcript.ts'

/** What is taken from others, and what is given out. */
interface Locked {
  readonly version?: string
  readonly license?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly dev?: boolean
  readonly link?: boolean
  readonly hasInstallScript?: boolean
}
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> }
const own = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>
const locked = Object.entries(lock.packages).filter(([path]) => path !== '')

/** Licences that ask for nothing but their own text, of what is installed with the program. */
const free = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD']

/** The package as it is installed, in a folder where no other is. */
const folder = mkdtempSync(join(tmpdir(), 'loss-calc-pack-'))
const pack = (): Buffer => {
  const words = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]
  return readFileSync(join(folder, execFileSync('npm', words, { encoding: 'utf8' }).trim()))
}
let packed: Buffer
// A machine with much else to do takes its time.
beforeAll(() => {
  packed = pack()
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true }))

describe('the lock file', () => {
  it('names each package with a checksum, and no address: a checksum holds whoever serves it', () => {
    for (const [path, { integrity, resolved }] of locked) {
      expect(integrity, path).toMatch(/^sha512-/)
      expect(resolved, path).toBe(undefined)
    }
  })

  it('holds the versions that package.json names exactly', () => {
    for (const [name, wanted] of Object.entries(own.devDependencies!)) {
      const version = wanted.replace(/^npm:typescript@/, '')
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(?:-r\.\d+)?$/)
      expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version)
    }
  })

  it('installs nothing beside the program, which holds what it needs', () => {
    for (const kind of ['dependencies', 'optionalDependencies', 'peerDependencies'])
      expect(own).not.toHaveProperty(kind)
    expect(locked.filter(([, { dev }]) => !dev)).toEqual([])
  })

  it('runs no script when it installs', () => {
    const scripted = locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)
    // They only choose a binary that is a package of its own; npm is told not to run them.
    expect(scripted.filter((path) => !/\/(?:esbuild|fsevents)$/.test(path))).toEqual([])
    expect(readFileSync('.npmrc', 'utf8')).toContain('ignore-scripts=true')
    expect(own.scripts).not.toHaveProperty('install')
    expect(own.scripts).not.toHaveProperty('postinstall')
    expect(own.scripts).not.toHaveProperty('prepare')
  })
})

describe('the package', () => {
  it('holds the program, the library, its forms and fixtures, and nothing else', () => {
    const places = execFileSync('tar', ['-tz'], { input: packed, encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((path) => path.replace(/^package\//, ''))
    const known =
      /^(?:bin\/[\w-]+\.cjs|dist\/[\w/.-]+\.(?:js|cjs|d\.c?ts)|dist\/(?:man\/loss-calc\.1|(?:zh|schemas|formulas)\.json\.br|program\/package\.json|LICENSES\.txt)|integrations\/loss_calc_engines\/\w+\.py|fixtures\/(?:suites|ports|blog|epochs|files|formats)\/.+|[A-Z]+(?:\.zh-CN)?\.md|LICENSE|package\.json)$/
    for (const path of places) expect(path).toMatch(known)
    for (const path of [
      'bin/loss-calc.cjs',
      'bin/write-code.cjs',
      'bin/worker.cjs',
      'dist/program/run.js',
      'dist/program/worker.js',
      'dist/program/loss-page.js',
      'dist/formulas.json.br',
      'dist/library/kernel/wasm.generated.js',
      'dist/man/loss-calc.1',
      'dist/library/playground.js',
      'dist/library/index.js',
      'dist/program/library.js',
      'dist/LICENSES.txt',
      'dist/index.d.ts',
      'LICENSE',
      'README.md',
    ])
      expect(places).toContain(path)
    for (const path of places) expect(path).not.toMatch(/fuzz|\.map$|\.tgz$|\.env|node_modules/)
  })

  it('gives the same bytes twice, and no more of them', () => {
    if (thorough) expect(pack().equals(packed)).toBe(true)
    // A thirteenth of it is the texts in Chinese, as JSON: the build packs no letters and replaces no text.
    expect(packed.length).toBeLessThan(723_000)
  })

  it('runs where no other package is', async () => {
    writeFileSync(join(folder, 'package.tgz'), packed)
    execFileSync('tar', ['-xzf', join(folder, 'package.tgz'), '-C', folder])
    cpSync('fixtures/formats', join(folder, 'formats'), { recursive: true })
    writeFileSync(join(folder, 'odd.csv'), 'x,t\n1,2\n3,"4\n"\n')
    const env = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, LANG: 'en', HOME: folder }
    const bin = join(folder, 'package/bin/loss-calc.cjs')
    const suite = join(folder, 'package/fixtures/suites/mse.json')
    // One of each kind of input, and all that loads a file more.
    const columns = ['--input-cols', 'p', '--target-col', 'half', '--csv']
    for (const words of [
      ['bce-logits', '[0.5, -2]', '[1, 0]', '-q'],
      ...['zstd.parquet', 'snappy.parquet', 'lz4.arrow', 'zstd.arrow'].map((name) => [
        'mse',
        `formats/numbers-${name}`,
        ...columns,
      ]),
      ['inspect', 'formats/nested.parquet'],
      ['inspect', 'formats/parameters.pt'],
      ['inspect', 'formats/real.npy.zst'],
      ['mse', 'odd.csv', '--target-col', 't', '-q'],
      ['mse', '[1, 2', '[1, 2]'],
      ['mse', '[1, 2]', '[1, 3]', '--lang', 'zh'],
      ['check', suite, '-q', '--only', 'scalar'],
      ['check', suite, '--impl', "cat 'a b'", '-q', '--reporter', 'tap'],
      ['help', 'merge'],
      ['playground'],
    ]) {
      const alone = await start(process.execPath, [bin, ...words], { cwd: folder, env })
      expect([words, alone]).toEqual([words, await built(words, { cwd: folder, env })])
      expect(alone.stderr).not.toContain('MODULE_NOT_FOUND')
    }
  })

  it('has a man page with every option and topic that help has', async () => {
    const page = readFileSync('dist/man/loss-calc.1', 'utf8')
      .replaceAll(/\\f[BIR]/g, '')
      .replaceAll('\\-', '-')
    const help = await run(['mse', '--help'])
    const shared = help.stdout.slice(help.stdout.indexOf('\nReduction\n'))
    const flags = [...shared.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag!)
    expect(flags.length).toBeGreaterThan(40)
    for (const flag of flags) expect(page).toContain(flag)
    for (const name of lossNames) expect(page).toContain(`\n${name}\n`)
    for (const topic of ['ENVIRONMENT', 'EXIT STATUS', 'GUESSES', 'CONVENTIONS'])
      expect(page).toContain(`.SH ${topic}\n`)
    // npm installs none that is no list.
    expect((own as unknown as { man: string[] }).man).toEqual(['./dist/man/loss-calc.1'])
    // Every line is text, or a request that roff knows.
    for (const [line] of page.matchAll(/^[.'].*$/gm))
      expect(line).toMatch(/^\.(?:TH|SH|SS|TP|PP|nf|fi|nh|ad)\b/)
  })

  it('holds the licence of each package that is part of it, which may be passed on', () => {
    const told = [
      ...readFileSync('dist/LICENSES.txt', 'utf8').matchAll(/^(\S+) \d\S* \((.+)\)\n\n\S|^-{72}$/gm),
    ]
    const found = told.filter(([, name]) => name !== undefined)
    expect(found.length).toBe(told.length - found.length)
    for (const [, name, license] of found) expect(free, name).toContain(license)
    const names = found.map(([, name]) => name)
    for (const name of ['d3-array', 'chalk', 'get-east-asian-width', 'hyparquet'])
      expect(names).toContain(name)
  })

  it('says in one place where it comes from', () => {
    const { homepage, repository, bugs } = own as unknown as {
      homepage: string
      repository: { url: string }
      bugs: { url: string }
    }
    const home = homepage.replace(/#.*/, '')
    expect(repository.url).toBe(`git+${home}.git`)
    expect(bugs.url).toBe(`${home}/issues`)
    expect(readFileSync('src/cli/say-error.ts', 'utf8')).toContain(`'${bugs.url}'`)
  })

  it('is what the hook of pre-commit runs, which finds no built program in a checkout', () => {
    const hook = readFileSync('.pre-commit-hooks.yaml', 'utf8')
    expect(hook).toContain(`entry: npx --yes loss-calc@${String(own.version)} check -q\n`)
    expect(hook).toContain('language: system\n')
  })
})
