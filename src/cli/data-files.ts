import { readdirSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { filesNamed } from '../command/patterns.ts'
import type { Io } from '../command/io.ts'
import { passRefused } from '../error.ts'
import { inputFormats, isPlainFile, type OpenOptions, openTable } from '../readers/open.ts'
import type { TableSource } from '../table.ts'

export const isFolder = (word: string): boolean =>
  statSync(word, { throwIfNoEntry: false })?.isDirectory() === true

/** What is found in the columns of a file; undefined where these, or others that are asked for, are not there: the error that is told is another. */
export async function inTable<T>(
  file: string | undefined,
  io: Io,
  find: (table: TableSource) => T | Promise<T>,
  options: OpenOptions = {},
): Promise<T | undefined> {
  if (file === undefined || !isPlainFile(file)) return undefined
  try {
    const table = await openTable(file, options, io)
    try {
      return await find(table)
    } finally {
      table.close?.()
    }
  } catch (error) {
    return passRefused(error)
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
