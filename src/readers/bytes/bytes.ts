import { accessSync, closeSync, constants, fstatSync, lstatSync, openSync, readSync, statSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import { LossError, quoted } from '../../error.ts'
import { parseDecimal } from '../../numerics/decimal.ts'

export type Bytes = AsyncIterable<Uint8Array>

/** In place of standard input, where there is none to read. */
export async function* nothing(): AsyncGenerator<Uint8Array> {}

/** What a reader may know of the outside world. */
export interface Stdin {
  readonly stdin: Bytes
  /** Hears how many bytes were read. */
  readonly onBytes?: ((bytes: number) => void) | undefined
  /** Where the package lies, with the data of examples. */
  readonly packageFolder?: string
}

interface FileRange {
  readonly start: number
  readonly length: number
}

/** What the system says of paths, by its codes. */
export const ofPaths = {
  ENOTDIR: 'a part of its path is not a directory',
  ELOOP: 'its symbolic links go round in a circle',
  ENAMETOOLONG: 'the name is too long',
}

/** As no system says. */
const CUT_OFF = 'CUT_OFF'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'reading it is not permitted',
  EPERM: 'reading it is not permitted',
  ...ofPaths,
  EMFILE: 'too many files are open',
  ESTALE: 'another file has taken its place',
  [CUT_OFF]: 'it was cut off meanwhile',
}

/** Not of a Buffer: Node compiles its methods in each run that calls one. */
const { utf8Slice } = Buffer.prototype as unknown as {
  utf8Slice(this: Uint8Array, start: number, end: number): string
}

/** UTF-8 as text. */
export function textOf(bytes: Uint8Array): string {
  return utf8Slice.call(bytes, 0, bytes.length)
}

/** Bytes per read of a file: fits the second-level cache; larger reads are no faster and cost memory. */
const CHUNK = 1 << 18
/** Of a small file, and where a file has grown: memory that is asked of the system costs as much as the read. */
const SMALL_CHUNK = 1 << 16

/**
 * The bytes of a file, or of standard input for `-`. Nothing is opened before the first pull.
 *
 * @throws LossError E200 if it cannot be read
 */
export async function* bytesOf(
  path: string,
  from: Stdin | FileRange,
  name = path,
  file = path === '-' ? undefined : regularFile(path, name),
): AsyncGenerator<Uint8Array, void, Uint8Array | undefined> {
  try {
    if ('start' in from) {
      yield* file!.bytes(from)
      return
    }
    if (file) yield* told(file.bytes(), from)
    else
      for await (const chunk of path === '-' ? from.stdin : bytesOfDevice(path)) {
        from.onBytes?.(chunk.length)
        yield chunk
      }
  } catch (error) {
    throw error instanceof LossError ? error : unreadable(name, error)
  }
}

/** A chunk that is given back goes back to where it came from. */
function* told(chunks: FileBytes, { onBytes }: Stdin): FileBytes {
  try {
    for (let next = chunks.next(); !next.done; next = chunks.next(yield next.value))
      onBytes?.(next.value.length)
  } finally {
    chunks.return()
  }
}

/** Also one that leads nowhere, or round in a circle. */
export function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false
  }
}

/** The error of the system as an error of the program. */
export function unreadable(path: string, error: unknown): LossError {
  const { code = '', message } = error as NodeJS.ErrnoException
  // Bytes that are no UTF-8 come so: a file of that name cannot be told from others.
  const absent = /\ufffd/.test(path)
    ? 'its name is not UTF-8'
    : isLink(path)
      ? 'it is a link to nothing'
      : reasons[code]
  const reason = code === 'ENOENT' ? absent : reasons[code]
  return new LossError('E200', `cannot read ${nameOf(path)}: ${reason ?? message}`, {
    ...(path.startsWith(EXAMPLE) && {
      why: 'loss-calc help examples lists those that come with the package',
    }),
    ...(code === 'ENOENT' &&
      /[*?]/.test(path) && {
        why: 'a pattern in quotes may name several files: trend, compare, merge and check take it, others one file',
      }),
    ...(code === 'EISDIR' &&
      path !== '-' && {
        why: `a pattern in quotes names its files: ${quoted(`${path.replace(/[\\/]+$/, '')}/*`)}`,
      }),
    ...(code === 'EMFILE' && { tries: ['ulimit -n $(ulimit -Hn)'] }),
    ...(code === 'ENOENT' && parseDecimal(path) !== undefined && { tries: [`'[${path}]' for the number`] }),
  })
}

/** Refuses what cannot be read without reading it. @throws LossError E200 as `bytesOf` */
export function checkReadable(path: string, name: string): void {
  try {
    accessSync(path, constants.R_OK)
    if (statSync(path).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' })
  } catch (error) {
    throw unreadable(name, error)
  }
}

/**
 * Opens a file, without waiting where a named pipe has taken its place meanwhile; `inode` if it was looked at before.
 *
 * @throws Error as the system names it; LossError E200 where another file has taken its place, as whoever writes one anew lets it
 */
export function openFile(path: string, inode?: number): number {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  if (inode === undefined || fstatSync(file).ino === inode) return file
  closeSync(file)
  throw unreadable(path, { code: 'ESTALE' })
}

/** Chunks of a file. One that is given back with `next` may be written again. */
type FileBytes = Generator<Uint8Array, void, Uint8Array | undefined>

/** A regular file, opened when it is first read: by pieces, at any place, or both. */
export class RegularFile {
  readonly path: string
  readonly size: number
  #descriptor: number | undefined

  constructor(path: string, size: number) {
    this.path = path
    this.size = size
  }

  /** For reads at any place, until it is closed. */
  get descriptor(): number {
    return (this.#descriptor ??= openFile(this.path))
  }

  /** A part, or all that is there. It is read at once, without a detour over the thread pool; and then closed. */
  *bytes({ start, length }: FileRange = { start: 0, length: Infinity }): FileBytes {
    try {
      let spent: Uint8Array | undefined
      for (let at = 0; at < length;) {
        const left = Math.max(SMALL_CHUNK, this.size - start - at)
        const size = Math.min(CHUNK, length - at, left)
        const chunk = spent?.length === size ? spent : new Uint8Array(size)
        const read = readSync(this.descriptor, chunk, 0, chunk.length, start + at)
        if (read === 0) {
          // Whoever writes it anew has begun: what was there is no whole file. Those of /sys hold less than they say.
          if (fstatSync(this.descriptor).size < this.size) throw unreadable(this.path, { code: CUT_OFF })
          return
        }
        spent = yield read === size ? chunk : chunk.subarray(0, read)
        at += read
      }
    } finally {
      this.close()
    }
  }

  /** The last bytes, so many or all. Of a file that nobody reads it leaves nothing open: there may be thousands. */
  tail(most: number): Uint8Array {
    const isRead = this.#descriptor !== undefined
    const tail = Buffer.alloc(Math.min(most, this.size))
    const found = readSync(this.descriptor, tail, 0, tail.length, this.size - tail.length)
    if (!isRead) this.close()
    return tail.subarray(0, found)
  }

  close(): void {
    if (this.#descriptor === undefined) return
    closeSync(this.#descriptor)
    this.#descriptor = undefined
  }
}

/** The regular file at a path; undefined for a pipe or a device. @throws LossError E200 if there is none */
export function regularFile(path: string, name = path): RegularFile | undefined {
  try {
    const stat = statSync(path)
    return stat.isFile() ? new RegularFile(path, stat.size) : undefined
  } catch (error) {
    throw unreadable(name, error)
  }
}

/** A pipe or a device must not block the program. */
async function* bytesOfDevice(path: string): AsyncGenerator<Uint8Array> {
  const { deviceBytes } = await import('./pipe.ts')
  yield* deviceBytes(path, statSync(path).isFIFO(), CHUNK)
}

/** Data that come with the package: `example:blog/logits.csv`. */
const EXAMPLE = 'example:'

/** Where an example lies; other paths as they are. */
export function placeOfExample(path: string, packageFolder: string | undefined): string {
  if (packageFolder === undefined || !path.startsWith(EXAMPLE)) return path
  return join(packageFolder, 'fixtures', path.slice(EXAMPLE.length))
}

/** The example that lies at a place; other paths as they are. */
export function exampleAt(path: string, packageFolder: string | undefined): string {
  if (packageFolder === undefined) return path
  const inside = relative(join(packageFolder, 'fixtures'), path)
  return inside.startsWith('..') || isAbsolute(inside) ? path : EXAMPLE + inside.replaceAll('\\', '/')
}

/** How messages call an argument. */
export const nameOf = (path: string): string => (path === '-' ? 'stdin' : path)

/** How much tells a format that is not text. */
const HEAD = 512

/**
 * Looks at the first bytes and gives all of them again. `enough` says when to stop looking, by the bytes that came and how
 * many there are so far; `ended` that there are no more.
 */
export async function peek(
  bytes: Bytes,
  enough: (chunk: Uint8Array, length: number) => boolean = (_chunk, length) => length >= HEAD,
): Promise<{ first: Uint8Array; all: Bytes; ended: boolean }> {
  const iterator = bytes[Symbol.asyncIterator]()
  const chunks: Uint8Array[] = []
  let length = 0
  let ended = false
  try {
    for (let stop = false; !stop;) {
      const next = await iterator.next()
      if (next.done) stop = ended = true
      else {
        chunks.push(next.value)
        length += next.value.length
        stop = enough(next.value, length)
      }
    }
  } catch (error) {
    await iterator.return?.()
    throw error
  }
  const first = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
  const whole = ended
  // No generator: one that was never started would not close what it reads.
  let given = false
  const again: AsyncIterator<Uint8Array, unknown, Uint8Array | undefined> = {
    async next(spent) {
      // The first bytes are held by whoever looked at them.
      if (given)
        return ended
          ? { done: true, value: undefined }
          : iterator.next(spent?.buffer === first.buffer ? undefined : spent)
      given = true
      return { done: false, value: first }
    },
    async return() {
      ended = true
      await iterator.return?.()
      return { done: true, value: undefined }
    },
  }
  return { first, all: { [Symbol.asyncIterator]: () => again }, ended: whole }
}

export async function closeBytes(bytes: Bytes): Promise<void> {
  await bytes[Symbol.asyncIterator]().return?.()
}

/** More is not held in memory at once: a compressed file of some kilobytes may unfold to anything. */
const MOST_BYTES = 2 ** 31

/**
 * All bytes in one array.
 *
 * @throws LossError E204 for more than may be
 */
export async function allBytes(bytes: Bytes, name: string, most = MOST_BYTES): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of bytes) {
    length += piece.length
    if (length > most)
      throw new LossError('E204', `${name} is read as a whole, but is larger than ${most / 2 ** 20} MiB`)
    pieces.push(piece)
  }
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
}

export function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

/** Which UTF-16 this is: one byte in two of its commas, digits and ends of lines is 0, whatever else it holds. */
export function orderOf(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const zeros = [0, 0]
  for (const [i, byte] of head.entries()) if (byte === 0) zeros[i % 2]!++
  const most = Math.max(...zeros)
  if (most < 2 || most < head.length / 32 || zeros[0]! + zeros[1]! > 1.1 * most) return undefined
  return zeros[1] === most ? 'utf-16le' : 'utf-16be'
}

/**
 * Refuses what is no text by its first bytes.
 *
 * @throws LossError E204 for UTF-16 without a mark and for two marks, E205 for nothing at all
 */
export function checkText(name: string, first: Uint8Array): void {
  const text = withoutMark(first)
  if (text.length === 0) throw new LossError('E205', `${name} is empty`)
  if (withoutMark(text) !== text)
    throw new LossError('E204', `${name} begins with two byte order marks`, {
      at: { file: name, line: 1, column: 1 },
      why: 'the second would count as a letter of the first cell',
    })
  const order = orderOf(text.subarray(0, 1024))
  if (order === undefined) return
  throw new LossError('E204', `${name} looks like ${order}, not UTF-8`, {
    at: { file: name },
    tries: [`loss-calc ... --encoding ${order}`],
  })
}
