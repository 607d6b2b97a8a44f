import { isUtf8 } from 'node:buffer'
import { LossError } from '../../error.ts'
import { type Bytes, orderOf, peek } from './bytes.ts'

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
 * The same bytes, each looked at: text that is not UTF-8 would be read with wrong characters.
 *
 * @throws LossError E204 at the first byte that is not UTF-8
 */
export function utf8Only(name: string, bytes: Bytes): Bytes {
  const source: AsyncIterator<Uint8Array, unknown, Uint8Array | undefined> = bytes[Symbol.asyncIterator]()
  /** Bytes of a character whose others come with the next chunk. */
  let open: Uint8Array = new Uint8Array(0)
  let offset = 0
  const check = (chunk: Uint8Array): void => {
    const whole = open.length > 0 ? Buffer.concat([open, chunk]) : chunk
    const ready = whole.subarray(0, whole.length - unfinished(whole))
    if (!isUtf8(ready)) refuse(name, ready, offset - open.length)
    // A copy: what was read may be written again.
    open = Uint8Array.from(whole.subarray(ready.length))
    offset += chunk.length
  }
  const iterator: AsyncIterator<Uint8Array, unknown, Uint8Array | undefined> = {
    async next(spent) {
      const next = await source.next(spent)
      try {
        if (!next.done) check(next.value)
        else if (open.length > 0) refuse(name, open, offset - open.length)
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

/** `from` is the number of the first of these bytes. */
function refuse(name: string, bytes: Uint8Array, from: number): never {
  let good = 0
  for (let step = bytes.length; step > 0;) {
    const most = Math.min(bytes.length, good + step)
    const cut = most - unfinished(bytes.subarray(good, most))
    if (cut > good && isUtf8(bytes.subarray(good, cut))) good = cut
    else step = step === 1 ? 0 : Math.ceil(step / 2)
  }
  const lines = Buffer.from(bytes.subarray(0, good)).toString().split('\n')
  const place = { line: lines.length, column: lines.at(-1)!.length + 1 }
  const byte = bytes[good]!.toString(16).padStart(2, '0')
  throw new LossError('E204', `${name} is not UTF-8: byte 0x${byte} at ${from + good}`, {
    at: { file: name, ...(from <= 0 && place) },
    why: 'read as UTF-8 its names would lose their letters',
    tries: guessesOf(bytes).map((encoding) => `loss-calc ... --encoding ${encoding}`),
  })
}

/** Encodings that these bytes have, the likelier first: Windows-1252 reads anything, as other letters. */
function guessesOf(bytes: Uint8Array): Encoding[] {
  const order = orderOf(bytes.subarray(0, 1024))
  if (order) return [order]
  // A character may be cut at the end of what is looked at.
  const chinese = new TextDecoder('gb18030').decode(bytes.subarray(0, 1 << 16), { stream: true })
  if (/\ufffd/.test(chinese)) return ['windows-1252']
  if (!/[\u4e00-\u9fff]/.test(chinese)) return ['windows-1252', 'gb18030']
  const guesses: Encoding[] = isLikeBig5(bytes) ? ['big5', 'gb18030'] : ['gb18030']
  return standAlone(bytes) ? ['windows-1252', ...guesses] : guesses
}

/** Whether most bytes beyond ASCII have letters of ASCII on both sides, as those of Western words do. */
function standAlone(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.subarray(0, 1 << 16)).toString('latin1')
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0
  return 4 * count(/[a-z][\x80-\xff](?=[a-z])/gi) > 3 * count(/[\x80-\xff]/g)
}

/** Whether many a second byte of two is a letter or a sign of ASCII: one in three of Big5, hardly one of common GB 18030. */
function isLikeBig5(bytes: Uint8Array): boolean {
  let [pairs, low] = [0, 0]
  for (let i = 0; i < Math.min(bytes.length, 1 << 16) - 1; i++) {
    if (bytes[i]! < 0x81) continue
    pairs++
    if (bytes[++i]! < 0x80) low++
  }
  return low > pairs / 8
}
