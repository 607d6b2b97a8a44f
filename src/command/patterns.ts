import { existsSync } from 'node:fs'
import { globSync, isDynamicPattern } from 'tinyglobby'
import { LossError } from '../error.ts'
import { isGiven } from '../readers/open.ts'

/** What a shell left of `epochs/*.csv` in quotes, or on Windows: the files it names; other words pass. */
export function filesNamed(words: readonly string[]): string[] {
  return words.flatMap((word) => {
    if (word === '-' || isGiven(word) || existsSync(word)) return [word]
    const pattern = word.replaceAll('\\', '/')
    if (!isDynamicPattern(pattern)) return [word]
    const found = globSync(pattern, { expandDirectories: false })
    if (found.length > 0) return found
    throw new LossError('E200', `no file matches ${word}`, {
      why: `looked in ${/^[^*?{[(!]*\//.exec(pattern)?.[0] ?? '.'}`,
    })
  })
}

/** epoch-2 before epoch-10. */
export function inNaturalOrder(files: readonly string[]): string[] {
  const { compare } = new Intl.Collator('en', { numeric: true })
  return [...new Set(files)].sort((a, b) => compare(a, b) || (a < b ? -1 : 1))
}
