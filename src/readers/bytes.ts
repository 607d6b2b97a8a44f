import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs'
import { LossError } from '../error.ts'

/** Bytes in pieces. */
export type Bytes = AsyncIterable<Uint8Array>

/** What a reader may know of the outside world. */
export interface Stdin {
  readonly stdin: Bytes
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'reading it is not permitted',
  EPERM: 'reading it is not permitted',
  ENOTDIR: 'a part of its path is not a directory',
  ELOOP: 'its symbolic links go round in a circle',
  ENAMETOOLONG: 'the name is too long',
}

/** Bytes per read of a file: fits the second-level cache; larger reads are no faster and cost memory. */
const CHUNK = 1 << 19

/**
 * The bytes of a file, or of standard input for `-`. Nothing is opened before the first pull.
 *
 * @throws LossError E200 if it cannot be read
 */
export async function* bytesOf(path: string, { stdin }: Stdin): AsyncGenerator<Uint8Array> {
  try {
    if (path === '-') yield* stdin
    else yield* fileBytes(path)
  } catch (error) {
    if (error instanceof LossError) throw error
    const { code = '', message } = error as NodeJS.ErrnoException
    throw new LossError('E200', `cannot read ${nameOf(path)}: ${reasons[code] ?? message}`)
  }
}

/** A file is read at once, without a detour over the thread pool; a pipe or a device must not block the program. */
async function* fileBytes(path: string): AsyncGenerator<Uint8Array> {
  if (!statSync(path).isFile()) {
    yield* createReadStream(path, { highWaterMark: CHUNK })
    return
  }
  const file = openSync(path, 'r')
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafeSlow(CHUNK)
      const length = readSync(file, chunk, 0, CHUNK, null)
      if (length === 0) return
      yield chunk.subarray(0, length)
    }
  } finally {
    closeSync(file)
  }
}

/** How messages call an argument. */
export function nameOf(path: string): string {
  return path === '-' ? 'stdin' : path
}

/** How much tells a format that is not text. */
const HEAD = 512

/** Looks at the first bytes and gives all of them again. `enough` says when to stop looking. */
export async function peek(
  bytes: Bytes,
  enough: (first: Uint8Array) => boolean = (first) => first.length >= HEAD,
): Promise<{ first: Uint8Array; all: Bytes }> {
  const iterator = bytes[Symbol.asyncIterator]()
  let first: Uint8Array = new Uint8Array(0)
  let ended = false
  while (!ended && !enough(first)) {
    const more = await atLeast(iterator, Math.min(first.length, STEP))
    ended = more.ended
    first =
      first.length === 0 && more.pieces.length === 1
        ? more.pieces[0]!
        : Buffer.concat([first, ...more.pieces])
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield first
      while (!ended) {
        const next = await iterator.next()
        if (next.done) return
        yield next.value
      }
    } finally {
      await iterator.return?.()
    }
  }
  return { first, all: all() }
}

/** The longest step at which a head grows, which bounds by how much too far it goes. */
const STEP = 1 << 25

/** The next piece, or pieces of a length: what doubles is copied and looked at seldom. */
async function atLeast(
  iterator: AsyncIterator<Uint8Array>,
  length: number,
): Promise<{ pieces: Uint8Array[]; ended: boolean }> {
  const pieces: Uint8Array[] = []
  let got = 0
  do {
    const next = await iterator.next()
    if (next.done) return { pieces, ended: true }
    pieces.push(next.value)
    got += next.value.length
  } while (got < length)
  return { pieces, ended: false }
}

/** All bytes in one array. */
export async function allBytes(bytes: Bytes): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of bytes) pieces.push(piece)
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
}

/** The bytes behind a UTF-8 byte order mark, if there is one. */
export function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

/**
 * Refuses what is not UTF-8 or ASCII by its first bytes.
 *
 * @throws LossError E204 for UTF-16, E205 for nothing at all
 */
export function checkText(name: string, first: Uint8Array): void {
  const mark = ((first[0] ?? 0) << 8) | (first[1] ?? 0)
  const order = mark === 0xfffe ? 'UTF-16LE' : mark === 0xfeff ? 'UTF-16BE' : undefined
  if (order) {
    throw new LossError('E204', `${name} is ${order}, not UTF-8`, {
      tries: [`iconv -f ${order} -t UTF-8 ${name} > utf8.csv`],
    })
  }
  if (withoutMark(first).length === 0) throw new LossError('E205', `${name} is empty`)
}
