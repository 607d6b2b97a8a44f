import { dirname, isAbsolute, join } from 'node:path'
import { LossError } from '../../error.ts'
import type { Tolerance } from '../../numerics/tolerance.ts'
import { nothing } from '../../readers/bytes/bytes.ts'
import { child, type JsonDocument, textOf } from '../../readers/json/document.ts'
import { readDocument } from '../../readers/json/document-file.ts'
import { openSource, readAll } from '../../readers/open.ts'
import { type Suite, suiteOf, suiteSchemaName } from './suite.ts'

/**
 * Reads a suite and the files its cases name. `given` goes before every tolerance in it; `empty` allows cases that
 * expect nothing yet.
 *
 * @throws LossError E204 if the form is not that of a suite, E101 and E105 for options, and as the readers
 */
export async function readSuite(file: string, given: Partial<Tolerance>, empty: boolean): Promise<Suite> {
  try {
    return await withFiles(await readDocument(file), given, empty)
  } catch (error) {
    if (!(error instanceof LossError) || error.code !== 'E204' || error.details.why !== undefined) throw error
    throw new LossError('E204', error.message, { ...error.details, why: whatIsSuite })
  }
}

/** What to say of a file that is none. */
export const whatIsSuite = `a suite has "schema": "${suiteSchemaName}"; see loss-calc schema suite`

/**
 * As `readSuite`, for one file of a folder; the reason as text, if the file does not say that it is a suite.
 *
 * @throws LossError as `readSuite`, for a file that says so
 */
export async function findSuite(
  file: string,
  given: Partial<Tolerance>,
  empty: boolean,
): Promise<Suite | string> {
  let document: JsonDocument
  try {
    document = await readDocument(file)
  } catch (error) {
    if (error instanceof LossError && ['E204', 'E205'].includes(error.code)) return error.message
    throw error
  }
  const schema = textOf(child(document.body, 'schema'))
  if (schema?.startsWith('loss-calc/suite@')) return withFiles(document, given, empty)
  return `${file} has no "schema": "${suiteSchemaName}"`
}

/** Files are named relative to the suite. */
function withFiles(document: JsonDocument, given: Partial<Tolerance>, empty: boolean): Promise<Suite> {
  const folder = dirname(document.file)
  const files = {
    resolve: (path: string) => (isAbsolute(path) ? path : join(folder, path)),
    read: async (path: string) => readAll(await openSource(path, {}, { stdin: nothing() })),
  }
  return suiteOf(document, { given, empty, files })
}
