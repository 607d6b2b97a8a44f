import { existsSync, readdirSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { expand } from 'brace-expansion'
import { type GlobOptions, globSync, isDynamicPattern } from 'tinyglobby'
import { LossError } from '../error.ts'
import { exampleAt, placeOfExample } from '../readers/bytes/bytes.ts'
import { isGiven } from '../readers/open.ts'
import { fitsPattern } from '../selector.ts'

/** What one pattern may look at, in about a second: `/**` would walk the whole disk, and links of it again and again. */
const ENTRIES = 200_000

/** Names that braces stand for at most. */
const NAMES = 10_000

/** Of more stars in one name an expression tries every way: 200 letters took minutes. */
const STARS = 3

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

const folderOf = (pattern: string): string => /^[^*?{[(!]*\//.exec(pattern)?.[0] ?? '.'

/** A backslash in the name of a folder, be it the one that we stand in, is one to the pattern only as any letter. */
function globbed(pattern: string, options: GlobOptions): string[] {
  if (sep === '\\' || !`${pattern}${process.cwd()}`.includes('\\')) return globSync(pattern, options)
  const folder = resolve(folderOf(pattern))
  const found = globSync(resolve(pattern).slice(1).replaceAll('\\', '?'), { ...options, cwd: '/' })
  const files = found.map((file) => `/${file}`).filter((file) => file.startsWith(folder))
  return isAbsolute(pattern) ? files : files.map((file) => relative('.', file))
}

/**
 * As a shell has them: what braces stand for must be there, unless it holds other signs. The library for the others
 * takes `{1..10}` for the letters 1 to 1, and 0.
 */
function filesOf(word: string, pattern: string): string[] {
  const from = folderOf(pattern)
  // A backslash in the name of a folder is none to the braces.
  const start = pattern.startsWith(from) ? from.length : 0
  const named = expand(pattern.slice(start), { max: NAMES + 1, maxLength: Infinity })
  if (named.length > NAMES) throw new LossError('E200', `${word} stands for more than 10,000 names`)
  let left = ENTRIES
  const bounded = (folder: string, options: { withFileTypes: true }) => {
    const entries = left > 0 ? readdirSync(folder, options) : []
    left -= entries.length
    return left > 0 ? entries : []
  }
  const fs = { readdirSync: bounded as typeof readdirSync }
  const found = named.flatMap((end) => {
    const one = pattern.slice(0, start) + end
    if (!isDynamicPattern(one)) return [one]
    const { wider, fits } = withoutManyStars(word, one)
    return globbed(wider, { expandDirectories: false, fs }).filter(fits)
  })
  if (left <= 0)
    throw new LossError('E200', `${word} looks at more than 200,000 files and folders`, {
      why: `looked in ${from}: name a folder with fewer`,
      tries: ['loss-calc trend --help'],
    })
  if (found.length > 0) return [...new Set(found)]
  throw new LossError('E200', `no file matches ${word}`, { why: `looked in ${from}` })
}

/**
 * A pattern in which no name has many stars, and which of the files that it finds the given one names.
 *
 * @throws LossError E200 for many stars beside other signs
 */
function withoutManyStars(
  word: string,
  pattern: string,
): { readonly wider: string; readonly fits: (file: string) => boolean } {
  const names = pattern.split('/')
  const wide = names.map((name) => name !== '**' && name.split('*').length - 1 > STARS)
  if (!wide.includes(true)) return { wider: pattern, fits: () => true }
  if (names.some((name, i) => name === '**' || (wide[i] && isDynamicPattern(name.replaceAll('*', '')))))
    throw new LossError('E200', `${word} has a name of more than 3 stars beside other signs of patterns`, {
      tries: ['loss-calc trend --help'],
    })
  const parts = names.map((name) => name.split('*'))
  return {
    wider: names.map((name, i) => (wide[i] ? `${parts[i]![0]!}*` : name)).join('/'),
    // Found with slashes on every system.
    fits: (found) => {
      const own = found.split('/')
      return wide.every((is, i) => !is || fitsPattern(own.at(i - names.length) ?? '', parts[i]!))
    },
  }
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
