import { readdirSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { filesNamed } from '../command/patterns.ts'
import { inputFormats } from '../readers/open.ts'

export const isFolder = (word: string): boolean =>
  statSync(word, { throwIfNoEntry: false })?.isDirectory() === true

/** Whether a word names a file to look at: a pipe would be waited for, and what it says would be lost. */
export function isPlainFile(word: string): boolean {
  try {
    return statSync(word.split('#', 1)[0]!, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    return false
  }
}

/** Files of data that a word names: those in a folder, of a pattern, or the one. */
export function dataFiles(word: string): string[] {
  const extensions = Object.values(inputFormats).flatMap((format) => format.extensions)
  try {
    const files = isFolder(word) ? readdirSync(word).map((name) => join(word, name)) : filesNamed([word])
    return files.filter((file) => {
      const extension = extname(file).toLowerCase()
      // A text may be anything, as README.txt is.
      return extension !== '.txt' && extensions.includes(extension)
    })
  } catch {
    // No file fits, or the folder cannot be read.
    return []
  }
}
