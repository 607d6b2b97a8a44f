import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEnd } from '../../duties.ts'
import { ofPaths } from './bytes.ts'
import { LossError } from '../../error.ts'

export function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? Buffer.from(text) : text
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  EACCES: 'writing there is not permitted',
  EPERM: 'writing there is not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'no space is left for this user',
  EFBIG: 'the file would be too large',
  ENXIO: 'it cannot be opened',
  ...ofPaths,
}

/** Why something cannot be written, by its name or `standard output`. */
export function unwritable(path: string, error: unknown): LossError {
  const { code = '', message } = error as NodeJS.ErrnoException
  return new LossError('E110', `cannot write ${path}: ${reasons[code] ?? message}`)
}

/** @throws LossError E110 where the action cannot write what has this name */
export function writing<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw unwritable(path, error)
  }
}

/** Of files where others may look. */
export const PRIVATE = 0o600

let folderOfSpills = () => '/tmp'

/** The process says where; node:os, which would, takes a twentieth of what a small run adds to Node's own start. */
export function spillInto(folder: () => string): void {
  folderOfSpills = folder
}

const CHUNK = 1 << 16

/** A file that is gone unless it takes the place of another. What writes to it throws LossError E110. */
export class TemporaryFile {
  readonly #path: string
  /** As errors call it. */
  readonly #called: string
  readonly #removed = beforeEnd(() => this.remove())
  #descriptor: number | undefined
  #length = 0

  constructor(folder: string, called = folder, mode = 0o666) {
    const name = `.loss-calc-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}.tmp`
    this.#path = join(folder, name)
    this.#called = called
    this.#descriptor = writing(called, () => openSync(this.#path, 'wx+', mode))
  }

  /** For what is too much for memory: without a name, so that the file goes with its descriptor, however the process ends. */
  static spill(): TemporaryFile {
    const file = new TemporaryFile(folderOfSpills(), undefined, PRIVATE)
    try {
      unlinkSync(file.#path)
      file.#removed()
    } catch {
      // Some systems keep the names of open files; it is removed in the end.
    }
    return file
  }

  /** Takes over owner and mode, as far as the system lets this user. */
  resemble({ uid, gid, mode }: Stats): void {
    try {
      fchownSync(this.#descriptor!, uid, gid)
    } catch {
      // Only root gives files away.
    }
    fchmodSync(this.#descriptor!, mode & 0o7777)
  }

  share(): { descriptor: number; start: number } {
    return { descriptor: this.#descriptor!, start: this.#length }
  }

  empty(): void {
    ftruncateSync(this.#descriptor!)
    this.#length = 0
  }

  write(text: string | Uint8Array): void {
    const bytes = bytesOf(text)
    const start = this.#length
    for (let done = 0; done < bytes.length;) {
      const left = bytes.length - done
      done += writing(this.#called, () => writeSync(this.#descriptor!, bytes, done, left, start + done))
    }
    this.#length += bytes.length
  }

  /** All that was written, threads included. A chunk is good until the next one. */
  *chunks(): Generator<Uint8Array> {
    const { size } = fstatSync(this.#descriptor!)
    const chunk = Buffer.allocUnsafeSlow(CHUNK)
    for (let at = 0; at < size;) {
      const length = readSync(this.#descriptor!, chunk, 0, CHUNK, at)
      if (length === 0) return
      yield chunk.subarray(0, length)
      at += length
    }
  }

  /** Reads from a place on into a buffer; how many bytes there were. */
  readInto(into: Uint8Array, at: number): number {
    let filled = 0
    for (let got = -1; got !== 0 && filled < into.length; filled += got) {
      got = readSync(this.#descriptor!, into, filled, into.length - filled, at + filled)
    }
    return filled
  }

  replace(target: string): void {
    this.#close()
    try {
      renameSync(this.#path, target)
      this.#removed()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw unwritable(this.#called, error)
      // A file that is mounted, as into a container, can be written but not replaced.
      writing(this.#called, () => this.#writeOver(target))
      this.remove()
    }
  }

  /** What the file has no room for yet is written first: on a full disk it stays as it was. */
  #writeOver(target: string): void {
    this.#descriptor = openSync(this.#path, 'r')
    const file = openSync(target, constants.O_WRONLY)
    try {
      const { size } = fstatSync(file)
      const { size: end } = fstatSync(this.#descriptor)
      try {
        this.#copy(file, size, end)
      } catch (error) {
        ftruncateSync(file, size)
        throw error
      }
      this.#copy(file, 0, Math.min(size, end))
      ftruncateSync(file, end)
    } finally {
      closeSync(file)
    }
  }

  #copy(file: number, from: number, end: number): void {
    const chunk = Buffer.allocUnsafeSlow(CHUNK)
    for (let at = from; at < end;) {
      const part = chunk.subarray(0, Math.min(CHUNK, end - at))
      this.readInto(part, at)
      at += writeSync(file, part, 0, part.length, at)
    }
  }

  remove(): void {
    this.#removed()
    this.#close()
    try {
      unlinkSync(this.#path)
    } catch {
      // Without a name, or never there: nothing is left either way.
    }
  }

  #close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }
}
