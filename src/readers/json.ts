import type { Source, Tensor } from '../tensor.ts'
import type { Bytes } from './bytes.ts'
import { Numbers } from './json-numbers.ts'
import { checkEnd, JsonPath, parsePointer } from './json-pointer.ts'
import { OPEN, Scanner } from './json-scanner.ts'
import { Entries, JsonStream, placeOfNumber, tensorPieces } from './json-stream.ts'

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

/** A value as a tensor. */
function readTensor(scanner: Scanner): Tensor {
  const numbers = new Numbers()
  const { at, name, origin } = scanner
  numbers.read(scanner)
  const text = { bytes: scanner.bytes, origin, start: at }
  const { shape } = numbers
  return { data: numbers.take(), shape, place: (index) => placeOfNumber(name, text, at, index) }
}

/** A JSON document, or a part of it, as a tensor in pieces. */
export function jsonSource(name: string, bytes: Bytes, pointer = ''): Source {
  return {
    name,
    format: 'json',
    notes: [],
    async *pieces() {
      const stream = await JsonStream.open(name, bytes)
      try {
        const path = new JsonPath(stream)
        await path.enter(parsePointer(name, pointer))
        const first = await stream.step((scanner) => scanner.peek())
        if (first === OPEN) yield* tensorPieces(stream, new Entries())
        else yield await stream.step(readTensor)
        await path.leave()
      } finally {
        await stream.close()
      }
    },
  }
}
