import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { nearest } from '../data/nearest.ts'
import { instead } from '../error.ts'

const MISSING = /^cannot read (.*): there is no such file$/s

/** What to try where a file is missing and one beside it is called alike. */
export function fileAlike(message: string): string[] {
  const path = MISSING.exec(message)?.[1]
  if (path === undefined) return []
  try {
    const near = nearest(basename(path), readdirSync(dirname(path)))
    return near === undefined ? [] : [instead(join(dirname(path), near), path)]
  } catch {
    return []
  }
}
