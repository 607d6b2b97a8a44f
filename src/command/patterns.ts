import { existsSync, readdirSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { type GlobOptions, globSync, isDynamicPattern } from 'tinyglobby'
import { LossError } from '../error.ts'
import { exampleAt, placeOfExample } from '../readers/bytes/bytes.ts'
import { isGiven } from '../readers/open.ts'

/** What one pattern may look at, in about a second: `/**` would walk the whole disk, and links of it again and again. */
const ENTRIES = 200_000

/** PATH_MAX of Linux: no pattern is longer. */
const LONGEST = 4096

/**
 * What a shell left of `epochs/*.csv` in quotes, or on Windows: the files it names; other words pass.
 *
 * @throws LossError E200 for a pattern that no file matches, or that looks at more than a folder of files
 */
export function filesNamed(words: readonly string[], packageFolder?: string): string[] {
  return words.flatMap((named) => {
    if (named === '-' || isGiven(named) || isPlain(named) || existsSync(named)) return [named]
    const place = placeOfExample(named, packageFolder)
    // Elsewhere than on Windows a folder may be named so.
    const folder = folderOf(place)
    const isOdd = sep !== '\\' && folder.includes('\\') && existsSync(folder)
    const pattern = isOdd ? place : place.replaceAll('\\', '/')
    if (!isDynamicPattern(pattern)) return [named]
    const files = filesOf(named, pattern)
    // Readers know examples by their own names.
    return place === named ? files : files.map((file) => exampleAt(file, packageFolder))
  })
}

/** A long path of Windows, `\\?\C:\x.csv`, has no patterns in it. */
const isPlain = (word: string): boolean => word.length > LONGEST || word.startsWith('\\\\?\\')

/** The folder that a pattern begins with. */
const folderOf = (pattern: string): string => /^[^*?{[(!]*\//.exec(pattern)?.[0] ?? '.'

/** A backslash in the name of a folder, be it the one that we stand in, is one to the pattern only as any letter. */
function globbed(pattern: string, options: GlobOptions): string[] {
  if (sep === '\\' || !`${pattern}${process.cwd()}`.includes('\\')) return globSync(pattern, options)
  const folder = resolve(folderOf(pattern))
  const found = globSync(resolve(pattern).slice(1).replaceAll('\\', '?'), { ...options, cwd: '/' })
  const files = found.map((file) => `/${file}`).filter((file) => file.startsWith(folder))
  return isAbsolute(pattern) ? files : files.map((file) => relative('.', file))
}

function filesOf(word: string, pattern: string): string[] {
  const from = folderOf(pattern)
  let left = ENTRIES
  const bounded = (folder: string, options: { withFileTypes: true }) => {
    const entries = left > 0 ? readdirSync(folder, options) : []
    left -= entries.length
    return left > 0 ? entries : []
  }
  const found = globbed(pattern, {
    expandDirectories: false,
    fs: { readdirSync: bounded as typeof readdirSync },
  })
  if (left <= 0) {
    throw new LossError('E200', `${word} looks at more than 200,000 files and folders`, {
      why: `looked in ${from}: name a folder with fewer`,
      tries: ['loss-calc trend --help'],
    })
  }
  if (found.length > 0) return found
  throw new LossError('E200', `no file matches ${word}`, { why: `looked in ${from}` })
}

/** Each word as the files that it names: those of a pattern in natural order. @throws LossError as `filesNamed` */
export function filesOfEach(words: readonly string[], packageFolder?: string): (readonly string[])[] {
  return words.map((word) => {
    const files = filesNamed([word], packageFolder)
    return files.length > 1 ? inNaturalOrder(files) : files
  })
}

/** epoch-2 before epoch-10. */
export function inNaturalOrder(files: readonly string[]): string[] {
  const { compare } = new Intl.Collator('en', { numeric: true })
  return [...new Set(files)].sort((a, b) => compare(a, b) || (a < b ? -1 : 1))
}
