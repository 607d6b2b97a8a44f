import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lossNames } from '../src/losses/registry.ts'
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

describe('the lock file', () => {
  it('names each package with a checksum, and no address: a checksum holds whoever serves it', () => {
    for (const [path, { integrity, resolved }] of locked) {
      expect(integrity, path).toMatch(/^sha512-/)
      expect(resolved, path).toBe(undefined)
    }
  })

  it('holds the versions that package.json names exactly', () => {
    for (const [name, version] of Object.entries({ ...own.dependencies, ...own.devDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(?:-r\.\d+)?$/)
      expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version)
    }
  })

  it('installs only what may be passed on', () => {
    for (const [path, { dev, license }] of locked) {
      if (!dev) for (const one of license!.split(' AND ')) expect(free, path).toContain(one)
    }
  })

  it('runs no script of what is installed with the program, and those of no other', () => {
    const scripted = locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)
    expect(scripted.filter((path) => !lock.packages[path]!.dev)).toEqual([])
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
    const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      encoding: 'utf8',
    })
    const [{ files }] = JSON.parse(packed) as [{ files: { path: string }[] }]
    const known =
      /^(?:bin\/[\w-]+\.cjs|dist\/[\w/.-]+\.(?:js|cjs|d\.c?ts)|dist\/(?:man\/loss-calc\.1|formulas\.json|kernel\.wasm|playground\.html\.br|LICENSES\.txt)|schemas\/[\w-]+\.json|integrations\/loss_calc_engines\/\w+\.py|fixtures\/(?:suites|ports|blog|epochs|files|formats)\/.+|[A-Z]+(?:\.zh-CN)?\.md|LICENSE|package\.json)$/
    for (const { path } of files) expect(path).toMatch(known)
    const places = files.map(({ path }) => path)
    for (const path of [
      'bin/loss-calc.cjs',
      'bin/kept-code.cjs',
      'bin/worker.cjs',
      'dist/program/start.cjs',
      'dist/program/worker.cjs',
      'dist/program/loss-page.cjs',
      'dist/formulas.json',
      'dist/kernel.wasm',
      'dist/man/loss-calc.1',
      'dist/playground.html.br',
      'dist/library/index.js',
      'dist/program/library.cjs',
      'dist/LICENSES.txt',
      'dist/index.d.ts',
      'LICENSE',
      'README.md',
    ])
      expect(places).toContain(path)
    for (const path of places) expect(path).not.toMatch(/fuzz|\.map$|\.tgz$|\.env|node_modules/)
  })

  it('gives the same bytes twice, and no more of them', () => {
    const [one, other] = [1, 2].map(() => {
      const folder = mkdtempSync(join(tmpdir(), 'loss-calc-pack-'))
      const words = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]
      const name = execFileSync('npm', words, { encoding: 'utf8' }).trim()
      const bytes = readFileSync(join(folder, name))
      rmSync(folder, { recursive: true })
      return bytes
    })
    expect(one!.equals(other!)).toBe(true)
    // A fifth of it is the page to play with and the texts in Chinese.
    expect(one!.length).toBeLessThan(790_000)
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
    expect((own as unknown as { man: string }).man).toBe('./dist/man/loss-calc.1')
    // Every line is text, or a request that roff knows.
    for (const [line] of page.matchAll(/^[.'].*$/gm))
      expect(line).toMatch(/^\.(?:TH|SH|SS|TP|PP|nf|fi|nh|ad)\b/)
  })

  it('holds the licence of each package that is bundled', () => {
    const told = readFileSync('dist/LICENSES.txt', 'utf8')
    expect(told).toMatch(/^d3-array \d.* \(ISC\)$/m)
    expect(told).toMatch(/^chalk \d.* \(MIT\)$/m)
    expect(told).toMatch(/^get-east-asian-width \d.* \(MIT\)$/m)
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
    expect(readFileSync('src/cli/main.ts', 'utf8')).toContain(`'${bugs.url}'`)
  })
})
