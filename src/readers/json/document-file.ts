import { LossError } from '../../error.ts'
import { parseDecimal } from '../../numerics/decimal.ts'
import { allBytes, bytesOf, checkText, nothing, withoutMark } from '../bytes/bytes.ts'
import type { Json, JsonDocument, JsonMember } from './document.ts'
import { CLOSE, CLOSE_OBJECT, MAX_DEPTH, NEWLINE, OPEN, OPEN_OBJECT, QUOTE, Scanner } from './json-scanner.ts'
import { checkEnd } from './json-text.ts'

/** Bytes of a suite or a result at most: each value in it knows its place while it is read, which takes up to a hundred times as much. */
const MOST_BYTES = 2 ** 25

/**
 * Reads a file of JSON.
 *
 * @throws LossError E200 if it cannot be read, E204 malformed or too large, E205 empty
 */
export async function readDocument(file: string): Promise<JsonDocument> {
  const all = await allBytes(bytesOf(file, { stdin: nothing() }), file, MOST_BYTES)
  if (file === '-') throw new LossError('E200', 'cannot read - here: this must be the name of a file')
  checkText(file, all)
  return parseDocument(file, withoutMark(all))
}

/** @throws LossError E204 malformed */
export function parseDocument(file: string, bytes: Uint8Array): JsonDocument {
  const scanner = new Scanner(file, bytes)
  try {
    const body = valueAt(scanner, 0)
    checkEnd(scanner)
    return {
      file,
      bytes,
      body,
      place: (index) => ({ ...scanner.place(index), source: lineOf(bytes, index) }),
      valueAt: (index) => {
        scanner.at = index
        return valueAt(scanner, OF_CASE + 1)
      },
    }
  } catch (error) {
    if (!(error instanceof LossError)) throw error
    const { at, why } = error.details
    throw new LossError('E204', `${file} is not JSON: ${error.message}`, { at, why })
  }
}

function lineOf(bytes: Uint8Array, index: number): string {
  const start = index === 0 ? 0 : bytes.lastIndexOf(NEWLINE, index - 1) + 1
  const end = bytes.indexOf(NEWLINE, index)
  const line = Buffer.from(bytes.subarray(start, end < 0 ? bytes.length : end)).toString()
  return line.replace(/\r$/, '')
}

/** The value that begins here. @throws LossError E204 malformed JSON */
function valueAt(scanner: Scanner, depth: number): Json {
  const byte = scanner.peek()
  const from = scanner.at
  const span = () => ({ from, to: scanner.at })
  if (byte === QUOTE) return { type: 'String', value: scanner.text(), ...span() }
  if (byte !== OPEN && byte !== OPEN_OBJECT) {
    const word = scanner.word()
    if (word === 'null') return { type: 'Null', ...span() }
    if (word === 'true' || word === 'false') return { type: 'Boolean', value: word === 'true', ...span() }
    return { type: 'Number', value: parseDecimal(word)!, ...span() }
  }
  if (depth === MAX_DEPTH) scanner.fail('E204', `lists and objects are nested deeper than ${MAX_DEPTH}`)
  scanner.at++
  if (byte === OPEN) {
    const elements = partsOf(scanner, CLOSE, from, () => valueAt(scanner, depth + 1))
    return { type: 'Array', elements, ...span() }
  }
  const members = membersAt(scanner, from, depth)
  return depth === OF_CASE ? new ReadAgain(scanner, from, scanner.at) : { type: 'Object', members, ...span() }
}

/** Lists and objects around a case of a suite. */
const OF_CASE = 2

/** An object whose values are not kept: each takes many times as much as its text. */
class ReadAgain {
  readonly type = 'Object'
  readonly from: number
  readonly to: number
  readonly #scanner: Scanner

  constructor(scanner: Scanner, from: number, to: number) {
    this.from = from
    this.to = to
    this.#scanner = scanner
  }

  get members(): JsonMember[] {
    this.#scanner.at = this.from + 1
    return membersAt(this.#scanner, this.from, OF_CASE)
  }
}

function membersAt(scanner: Scanner, start: number, depth: number): JsonMember[] {
  return partsOf(scanner, CLOSE_OBJECT, start, () => {
    scanner.peek()
    const from = scanner.at
    const [name, value] = [scanner.key(), valueAt(scanner, depth + 1)]
    return { name, value, from, to: scanner.at }
  })
}

/** The parts of a list or an object up to its end. */
function partsOf<T>(scanner: Scanner, close: number, start: number, part: () => T): T[] {
  const parts: T[] = []
  if (scanner.take(close)) return parts
  do parts.push(part())
  while (scanner.separator(close, start))
  return parts
}
