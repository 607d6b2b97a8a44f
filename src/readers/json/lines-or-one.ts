import { LossError } from '../../error.ts'
import { withoutMark } from '../bytes/bytes.ts'
import { JsonPass } from './json-pass.ts'
import { CLOSE_OBJECT, END, needsMore, NEWLINE, OPEN, OPEN_OBJECT, QUOTE, Scanner } from './json-scanner.ts'

/** Bytes that tell lines of JSON from one document. */
const TELLING = 1 << 16

/** What the first bytes may be: one JSON document, lines of them, either, or one record alone; undefined for none. */
export function documentsIn(first: Uint8Array): 'one' | 'lines' | 'either' | 'record' | undefined {
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
    const goesOn = scanner.newline()
    const next = scanner.peek()
    if (next === END) return isRecord(first) ? 'record' : 'either'
    if (!goesOn) return 'one'
    return /[[{"\d\-tfnNI]/.test(String.fromCharCode(next)) ? 'lines' : 'one'
  } catch (error) {
    if (error !== needsMore && !(error instanceof LossError)) throw error
    // Nothing but blanks so far.
    if (!scanner.lines) return undefined
    // A document that continues in the next line.
    return scanner.at < scanner.bytes.length && scanner.bytes[scanner.at] === NEWLINE ? 'one' : 'either'
  }
}

/** Whether the only document is a record: single values and no list, which a document of columns or rows would hold. */
function isRecord(first: Uint8Array): boolean {
  if (first.includes(OPEN)) return false
  const scanner = new Scanner('', withoutMark(first), true)
  let single = false
  for (let more = scanner.take(OPEN_OBJECT) && !scanner.take(CLOSE_OBJECT); more;) {
    scanner.key()
    single ||= scanner.peek() !== OPEN_OBJECT
    new JsonPass().run(scanner)
    more = scanner.separator(CLOSE_OBJECT, scanner.at)
  }
  return single
}
