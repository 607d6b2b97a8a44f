import { isUtf8 } from 'node:buffer'
import { LossError } from '../../error.ts'
import { type Bytes, orderOf, peek, textOf } from './bytes.ts'
import { countNewlines } from './line-count.ts'

const NEWLINE = 0x0a

/** Encodings of text by the names that people use; the values are those of the Encoding Standard. */
export const encodings = {
  'utf-8': 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  latin1: 'windows-1252',
  'windows-1252': 'windows-1252',
  gb18030: 'gb18030',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  cp936: 'gb18030',
  shift_jis: 'shift_jis',
  big5: 'big5',
  'euc-kr': 'euc-kr',
} as const
export type Encoding = keyof typeof encodings

/** Text of an input as UTF-8, and how it was written. */
interface Decoded {
  readonly first: Uint8Array
  readonly all: Bytes
  /** The encoding, if the bytes are no longer those of the file. */
  readonly from: Encoding | undefined
}

/**
 * Turns text of another encoding into UTF-8: the one that was named, or UTF-16 by its mark.
 *
 * @throws LossError E204 while reading, for bytes that the encoding does not have
 */
export async function asUtf8(
  name: string,
  { first, all }: { first: Uint8Array; all: Bytes },
  asked: Encoding | undefined,
): Promise<Decoded> {
  const from = asked ?? markOf(first)
  if (from === undefined || from === 'utf-8') return { first, all, from: undefined }
  return { ...(await peek(decoded(name, all, from))), from }
}

function markOf(first: Uint8Array): Encoding | undefined {
  const mark = ((first[0] ?? 0) << 8) | (first[1] ?? 0)
  return mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : undefined
}

async function* decoded(name: string, bytes: Bytes, from: Encoding): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encodings[from], { fatal: true })
  let offset = 0
  const decode = (chunk?: Uint8Array): Uint8Array => {
    try {
      return Buffer.from(chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode())
    } catch {
      throw new LossError('E204', `${name} is not ${from}, by its bytes from ${offset} on`, {
        at: { file: name },
        why: `--encoding names how the whole text is written: ${Object.keys(encodings).join(', ')}`,
      })
    }
  }
  for await (const chunk of bytes) {
    const text = decode(chunk)
    offset += chunk.length
    if (text.length > 0) yield text
  }
  const rest = decode()
  if (rest.length > 0) yield rest
}

/**
 * What tells an encoding stands around the first byte that is no UTF-8, and what is looked at there must not depend on
 * where chunks end: a pipe and a file have others.
 */
const BEFORE = 1 << 10
const BEHIND = 1 << 16
/** Bytes whose lines are counted, so that one of them is told with its line. */
const PLACED = 1 << 18

/**
 * The same bytes, each looked at: text that is not UTF-8 would be read with wrong characters.
 *
 * @throws LossError E204 at the first byte that is not UTF-8
 */
export function utf8Only(name: string, bytes: Bytes): Bytes {
  const source: AsyncIterator<Uint8Array, unknown, Uint8Array | undefined> = bytes[Symbol.asyncIterator]()
  /** Bytes of a character whose others come with the next chunk. */
  let open: Uint8Array = new Uint8Array(0)
  let before: Uint8Array = new Uint8Array(0)
  let offset = 0
  let place = { line: 1, column: 1 }
  const check = async (chunk: Uint8Array, ended: boolean): Promise<void> => {
    const whole = joined(open, chunk)
    if (whole.length === 0) return
    const ready = ended ? whole : whole.subarray(0, whole.length - unfinished(whole))
    if (!isUtf8(ready)) {
      const good = wellFormed(ready)
      let rest: Uint8Array = whole.subarray(good)
      for (let more; rest.length < BEHIND && !(more = await source.next()).done;)
        rest = Buffer.concat([rest, more.value])
      if (offset < PLACED) place = after(place, ready.subarray(0, good))
      const known = Buffer.concat([before, ready.subarray(0, good)])
      refuse(name, offset + good, place, known.subarray(-BEFORE), rest.subarray(0, BEHIND))
    }
    if (offset < PLACED) place = after(place, ready)
    // Copies: what was read may be written again.
    before = new Uint8Array(joined(before, ready.subarray(-BEFORE)).subarray(-BEFORE))
    open = new Uint8Array(whole.subarray(ready.length))
    offset += ready.length
  }
  const iterator: AsyncIterator<Uint8Array, unknown, Uint8Array | undefined> = {
    async next(spent) {
      const next = await source.next(spent)
      try {
        await check(next.done ? new Uint8Array(0) : next.value, next.done === true)
      } catch (error) {
        await source.return?.()
        throw error
      }
      return next
    },
    async return() {
      await source.return?.()
      return { done: true, value: undefined }
    },
  }
  return { [Symbol.asyncIterator]: () => iterator }
}

/** Node's own `Buffer.concat` is compiled in each run. */
const joined = (first: Uint8Array, then: Uint8Array): Uint8Array =>
  first.length > 0 ? Buffer.concat([first, then]) : then

function after({ line, column }: { line: number; column: number }, text: Uint8Array) {
  const start = text.lastIndexOf(NEWLINE) + 1
  const { length } = textOf(text.subarray(start))
  return start === 0
    ? { line, column: column + length }
    : { line: line + countNewlines(text), column: length + 1 }
}

/** How many bytes at the end begin a character that goes on after them. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    if (byte < 0xc0) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return length > back ? back : 0
  }
  return 0
}

/** How many bytes in front are UTF-8. */
function wellFormed(bytes: Uint8Array): number {
  let good = 0
  for (let step = bytes.length; step > 0;) {
    const most = Math.min(bytes.length, good + step)
    const cut = most - unfinished(bytes.subarray(good, most))
    if (cut > good && isUtf8(bytes.subarray(good, cut))) good = cut
    else step = step === 1 ? 0 : Math.ceil(step / 2)
  }
  return good
}

/** No byte below it belongs to a character of two bytes. */
const SEPARATES = 0x30

function refuse(
  name: string,
  at: number,
  place: { line: number; column: number },
  before: Uint8Array,
  rest: Uint8Array,
): never {
  const byte = rest[0]!.toString(16).padStart(2, '0')
  // A word is looked at from its first letter on, and units of two bytes from an even place on.
  const word = before.subarray(before.findLastIndex((byte) => byte < SEPARATES) + 1)
  const even = before.subarray((at - before.length) % 2)
  throw new LossError('E204', `${name} is not UTF-8: byte 0x${byte} at ${at}`, {
    at: { file: name, ...(at < PLACED && place) },
    why: 'read as UTF-8 its names would lose their letters',
    tries: guessesOf(Buffer.concat([word, rest]), Buffer.concat([even, rest])).map(
      (encoding) => `loss-calc ... --encoding ${encoding}`,
    ),
  })
}

/** Encodings that these bytes have, the likelier first: Windows-1252 reads anything, as other letters. */
function guessesOf(bytes: Uint8Array, even: Uint8Array): Encoding[] {
  const order = orderOf(even.subarray(0, 2 * BEFORE))
  if (order) return [order]
  // A character may be cut at the end of what is looked at.
  const chinese = new TextDecoder('gb18030').decode(bytes, { stream: true })
  if (/\ufffd/.test(chinese)) return ['windows-1252']
  if (!/[\u4e00-\u9fff]/.test(chinese)) return ['windows-1252', 'gb18030']
  const guesses: Encoding[] = isLikeBig5(bytes) ? ['big5', 'gb18030'] : ['gb18030']
  return standAlone(bytes) ? ['windows-1252', ...guesses] : guesses
}

/** Whether most bytes beyond ASCII have letters of ASCII on both sides, as those of Western words do. */
function standAlone(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('latin1')
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0
  return 4 * count(/[a-z][\x80-\xff](?=[a-z])/gi) > 3 * count(/[\x80-\xff]/g)
}

/** Whether many a second byte of two is a letter or a sign of ASCII: one in three of Big5, hardly one of common GB 18030. */
function isLikeBig5(bytes: Uint8Array): boolean {
  let [pairs, low] = [0, 0]
  for (let i = 0; i < bytes.length - 1; i++) {
    if (bytes[i]! < 0x81) continue
    pairs++
    if (bytes[++i]! < 0x80) low++
  }
  return low > pairs / 8
}
