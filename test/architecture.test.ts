import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lossNames } from '../src/losses/registry.ts'

/** The rooms of src, and which rooms each may import from, as the table of CONTRIBUTING says. */
const mayImport = Object.fromEntries(
  [...readFileSync('CONTRIBUTING.md', 'utf8').matchAll(/^\| `src\/(.+?)` \|.*\| (.+) \|$/gm)].map(
    ([, path, seen]) => [roomIn(path!), seen!.split(', ')] as const,
  ),
)

/** `*.ts` are the nouns at the root, `kernel/` is a folder. */
function roomIn(path: string): string {
  if (path === '*.ts') return 'nouns'
  return path === 'fast.ts' ? 'doors' : path.replace('/', '')
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.includes('assembly'))
  .map(normalize)

/** These are the doors for programs; the other files at the root are nouns. */
const doors = ['index.ts', 'node.ts', 'fast.ts', 'numbers.ts', 'vitest.ts']

function roomOf(file: string): string {
  if (doors.includes(file)) return 'doors'
  return file.includes('/') ? file.split('/')[0]! : 'nouns'
}

/** What a file imports: paths below src, or names of packages. */
function importsOf(file: string, types = true): string[] {
  const source = readFileSync(join('src', file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const shown = types ? source : source.replaceAll(/^import type .*$/gm, '')
  const found = shown.matchAll(/(?<![-\w])(?:from\s+|import\s*\(?\s*)'([^']+)'/g)
  return [...found].map(([, path]) =>
    path!.startsWith('.') ? relative('src', join('src', dirname(file), path!)) : path!,
  )
}

const local = (path: string) => path.endsWith('.ts')

describe('imports', () => {
  it.each(files)('of %s go one way', (file) => {
    const allowed = mayImport[roomOf(file)] ?? []
    for (const path of importsOf(file).filter(local)) {
      expect(existsSync(join('src', path)), `${file} imports ${path}`).toBe(true)
      const own = roomOf(file) === roomOf(path)
      const all = allowed.includes('all')
      expect(own || all || allowed.includes(roomOf(path)), `${file} imports ${path}`).toBe(true)
    }
  })

  it('use every way that CONTRIBUTING names', () => {
    const ways = new Set(
      files.flatMap((file) =>
        importsOf(file)
          .filter(local)
          .map((path) => `${roomOf(file)} sees ${roomOf(path)}`),
      ),
    )
    for (const [room, seen] of Object.entries(mayImport)) {
      for (const other of seen.filter((name) => name !== 'nothing' && name !== 'all'))
        expect(ways).toContain(`${room} sees ${other}`)
    }
  })

  it('lead from no feature to another', () => {
    const featureOf = (path: string) => /^features\/([^/]+)/.exec(path)?.[1]
    for (const file of files.filter((name) => featureOf(name) !== undefined)) {
      for (const path of importsOf(file)) {
        expect([featureOf(file), undefined], `${file} imports ${path}`).toContain(featureOf(path))
      }
    }
  })

  it('belong to rooms that CONTRIBUTING describes', () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual(Object.keys(mayImport).sort())
  })

  it('form no cycle', () => {
    const done = new Set<string>()
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) expect.fail(`cycle: ${[...path, file].join(' -> ')}`)
      if (done.has(file)) return
      for (const next of importsOf(file).filter(local)) visit(next, [...path, file])
      done.add(file)
    }
    for (const file of files) visit(file, [])
  })

  it('name each package in one file', () => {
    const importers = new Map<string, string[]>()
    for (const file of files) {
      for (const path of importsOf(file, false)) {
        if (local(path) || path.startsWith('node:')) continue
        importers.set(path, [...(importers.get(path) ?? []), file])
      }
    }
    expect(Object.fromEntries(importers)).toEqual({
      'd3-array': ['charts/scale.ts'],
      shlex: ['features/suites/command.ts'],
      'csv-parse': ['readers/csv/odd-records.ts'],
      chalk: ['writers/color.ts'],
      tinyglobby: ['command/patterns.ts'],
      'brace-expansion': ['command/patterns.ts'],
      'get-east-asian-width': ['writers/width.ts'],
      'fastest-levenshtein': ['data/nearest.ts'],
      fzstd: ['readers/bytes/fzstd.ts'],
      'hyparquet/src/assemble.js': ['readers/columnar/parquet-rare.ts'],
      'hyparquet/src/column.js': ['readers/columnar/parquet-rare.ts'],
      'hyparquet/src/convert.js': ['readers/columnar/parquet-rare.ts'],
      'hyparquet/src/metadata.js': ['readers/columnar/hyparquet.ts'],
      'hyparquet/src/schema.js': ['readers/columnar/parquet-rare.ts'],
      'hyparquet/src/snappy.js': ['readers/columnar/codecs.ts'],
      '@uwdata/flechette': ['readers/columnar/flechette.ts'],
    })
  })

  it('leave the library without a package', () => {
    const reached = new Set<string>()
    const visit = (file: string): void => {
      if (reached.has(file)) return
      reached.add(file)
      // What is imported for its type only is not there when it runs.
      for (const path of importsOf(file, false)) {
        if (local(path)) visit(path)
        // Its code comes along in the build.
        else expect(path).toBe('get-east-asian-width')
      }
    }
    visit('index.ts')
    expect(reached.size).toBeGreaterThan(10)
  })
})

it('the playground reaches nothing that a browser lacks', () => {
  const reached = new Set<string>()
  const visit = (file: string): void => {
    if (reached.has(file)) return
    reached.add(file)
    for (const path of importsOf(file, false)) {
      if (local(path)) visit(path)
      else expect(path, file).toBe('d3-array')
    }
  }
  visit('playground/dom/start.ts')
  expect(reached.size).toBeGreaterThan(50)
})

describe('the house', () => {
  it('keeps the process out of everything but its door', () => {
    for (const file of files.filter((name) => name !== 'cli/process.ts')) {
      const source = readFileSync(join('src', file), 'utf8')
      expect(/\bprocess\.(stdin|stdout|stderr|exit|argv|env)/.test(source), file).toBe(false)
    }
  })

  it('has no drawers, inner barrels or base classes', () => {
    for (const file of files) {
      expect(file).not.toMatch(/util|helper|manager|misc/)
      if (file !== 'index.ts') expect(file).not.toMatch(/index\.ts$/)
      const source = readFileSync(join('src', file), 'utf8')
      // Those of JavaScript itself may be extended.
      for (const [, base] of source.matchAll(/class \w+(?:<.*>)? extends (\w+)/g)) {
        expect(['Error', 'Map'], file).toContain(base)
      }
    }
  })

  it('exports what another file names, and nothing else', () => {
    const others = ['test', 'scripts'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(?:ts|mjs)$/.test(file))
        .map((file) => join(folder, file)),
    )
    const namedIn = new Map<string, number>()
    for (const file of [...files.map((name) => join('src', name)), ...others])
      for (const word of new Set(readFileSync(file, 'utf8').match(/\w+/g)))
        namedIn.set(word, (namedIn.get(word) ?? 0) + 1)
    for (const file of files.filter((name) => !/generated/.test(name) && !doors.includes(name))) {
      const source = readFileSync(join('src', file), 'utf8')
      const found = source.matchAll(
        /^export (?:async )?(?:function\*?|const|let|class|interface|type) (\w+)/gm,
      )
      for (const [, name] of found) expect(namedIn.get(name!), `${name} of ${file}`).toBeGreaterThan(1)
    }
  })

  it('has files that fit on a few screens', () => {
    for (const file of files.filter((name) => !/generated/.test(name))) {
      expect(readFileSync(join('src', file), 'utf8').split('\n').length, file).toBeLessThan(450)
    }
  })
})

/** Texts that may name a loss, and why. */
const namesInTexts: Readonly<Record<string, string>> = {
  'error-codes.ts': 'help of errors: what to take instead',
  'hints/hint-help.ts': 'help of hints: the mistakes are mistakes for one loss and right for another',
  'hints/rules.ts': 'what hints say',
  'hints/warning-help.ts': 'help of warnings: what to take instead',
  'cli/program.ts': 'examples of commands',
  'cli/no-loss.ts': 'words that are steps of a loss',
  'data/likely-losses.ts': 'what takes losses that were computed, and scores of pairs',
  'features/sweep/command.ts': 'an example of a sweep',
  'features/suites/command.ts': 'an example of what a port is asked',
  'features/plot/curves.ts': 'an example of curves',
  'conventions/focal.ts': 'the focal factor is what the convention is about',
}

describe('names of losses', () => {
  const rooms = files.filter((file) => !/^(losses|locale)\/|generated/.test(file))
  const word = new RegExp(`(?<![\\w.-])(?:${lossNames.join('|')})(?![\\w-])`)
  const stringsOf = (file: string) => {
    const source = readFileSync(join('src', file), 'utf8')
    const code = source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$|^import .*$/gm, '')
    return [...code.matchAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g)].map(
      ([text]) => text,
    )
  }

  it('stand in no logic', () => {
    for (const file of rooms.filter((name) => !/^kernel\//.test(name))) {
      const texts = stringsOf(file).map((text) => text.slice(1, -1))
      expect(
        lossNames.filter((name) => texts.includes(name)),
        file,
      ).toEqual([])
    }
  })

  it('stand in texts of a few files only', () => {
    const naming = rooms.filter((file) => stringsOf(file).some((text) => word.test(text)))
    expect(naming.sort()).toEqual(Object.keys(namesInTexts).sort())
  })
})
