import { LossError } from '../../error.ts'
import { withoutMark } from '../bytes/bytes.ts'
import { JsonPass } from './json-pass.ts'
import { END, needsMore, NEWLINE, OPEN, OPEN_OBJECT, QUOTE, Scanner } from './json-scanner.ts'

/** Bytes that tell lines of JSON from one document. */
const TELLING = 1 << 16

/** What the first bytes may be: one JSON document, lines of them, or either; undefined for neither. */
export function documentsIn(first: Uint8Array): 'one' | 'lines' | 'either' | undefined {
  const scanner = new Scanner('', withoutMark(first).subarray(0, TELLING), first.length <= TELLING)
  try {
    const opener = scanner.peek()
    if (opener === OPEN_OBJECT) {
      const { at } = scanner
      scanner.at++
      const inner = scanner.peek()
      if (inner !== QUOTE && inner !== OPEN_OBJECT + 2) return undefined
      scanner.at = at
    } else if (opener !== OPEN) return undefined
    scanner.lines = true
    new JsonPass().run(scanner)
    if (!scanner.newline()) return scanner.peek() === END ? 'either' : 'one'
    const next = scanner.peek()
    if (next === END) return 'either'
    return /[[{"\d\-tfnNI]/.test(String.fromCharCode(next)) ? 'lines' : 'one'
  } catch (error) {
    if (error !== needsMore && !(error instanceof LossError)) throw error
    // Nothing but blanks so far.
    if (!scanner.lines) return undefined
    // A document that continues in the next line.
    return scanner.at < scanner.bytes.length && scanner.bytes[scanner.at] === NEWLINE ? 'one' : 'either'
  }
}
