import { LossError } from '../../error.ts'
import { allBytes, bytesOf, checkText, nothing, withoutMark } from '../bytes/bytes.ts'
import { type JsonDocument, place } from './document.ts'

/** Bytes of a suite or a result at most: each value in it knows its place, which takes up to a hundred times as much. */
const MOST_BYTES = 2 ** 25

/**
 * Reads a file of JSON.
 *
 * @throws LossError E200 if it cannot be read, E204 malformed or too large, E205 empty
 */
export async function readDocument(file: string): Promise<JsonDocument> {
  const bytes = await allBytes(bytesOf(file, { stdin: nothing() }), file, MOST_BYTES)
  if (file === '-') throw new LossError('E200', 'cannot read - here: this must be the name of a file')
  checkText(file, bytes)
  const text = Buffer.from(withoutMark(bytes)).toString()
  const { parse } = await import('@humanwhocodes/momoa')
  try {
    return { file, text, body: parse(text, { mode: 'json', ranges: true }).body }
  } catch (error) {
    const { message, line, column } = error as Error & { line?: number; column?: number }
    const what = message.replace(/ \(\d+:\d+\)$/, '')
    throw new LossError('E204', `${file} is not JSON: ${what}`, {
      ...(line !== undefined && { at: place({ file, text }, line, column ?? 1) }),
    })
  }
}
