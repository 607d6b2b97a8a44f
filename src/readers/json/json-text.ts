import type { Place } from '../../error.ts'
import type { Tensor } from '../../tensor.ts'
import { JsonNumbers } from './json-numbers.ts'
import { CLOSE, COMMA, END, OPEN, OPEN_OBJECT, type Origin, Scanner } from './json-scanner.ts'

/** The bytes that a piece was read from. */
export interface PieceText {
  readonly bytes: Uint8Array
  readonly origin: Origin
  /** Where the piece starts in them. */
  readonly start: number
}

/**
 * Nested lists of numbers of any rank as a tensor: 2 is (), [] is (0), [[],[]] is (2, 0). NaN and Infinity may stand
 * bare, as Python writes them, or as text.
 *
 * @throws LossError E201 not a number, E203 ragged lists, E204 malformed JSON
 */
export function parseJson(text: string | Uint8Array, name: string): Tensor {
  const scanner = new Scanner(name, typeof text === 'string' ? Buffer.from(text) : text)
  const tensor = readTensor(scanner)
  checkEnd(scanner)
  return tensor
}

export function readTensor(scanner: Scanner): Tensor {
  const numbers = new JsonNumbers()
  const { at, name, origin } = scanner
  numbers.read(scanner)
  const text = { bytes: scanner.bytes, origin, start: at }
  const { shape } = numbers
  return { data: numbers.take(), shape, place: (index) => placeOfNumber(name, text, at, index) }
}

/** @throws LossError E204 if anything follows a document */
export function checkEnd(scanner: Scanner): void {
  const byte = scanner.peek()
  if (byte === END) return
  const another = byte === OPEN || byte === OPEN_OBJECT
  scanner.fail('E204', `${scanner.show()} after the end of the JSON`, {
    why: another ? 'a second document begins there, as in NDJSON' : undefined,
    ...(another && { tries: ['--input-format ndjson'] }),
  })
}

/** Where the nth number after an index stands. */
export function placeOfNumber(name: string, text: PieceText, from: number, nth: number): Place {
  const scanner = new Scanner(name, text.bytes, true, text.origin)
  scanner.at = from
  for (let n = 0; ;) {
    const byte = scanner.peek()
    if (byte === OPEN || byte === CLOSE || byte === COMMA) scanner.at++
    else if (n++ === nth) return scanner.place(scanner.at)
    else scanner.number()
  }
}
