import {
  appendFileSync,
  readFileSync,
  closeSync,
  createReadStream,
  ftruncateSync,
  openSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { LossError } from '../error.ts'
import { type Output, write } from './io.ts'

/** Results that are not yet sure: nothing is seen of them before `commit`, and nothing is left after `discard`. */
export interface PendingOutput {
  write(text: string | Uint8Array): void
  /** A file of what was written so far, for several threads to go on with from `start`. @throws LossError E110 */
  share(): { readonly descriptor: number; readonly start: number }
  /** Forgets what was written. */
  restart(): void
  commit(): Promise<void>
  discard(): void
}

/** Text kept in memory up to here; more goes to a temporary file. */
const KEPT = 8 << 20

/**
 * Results for a stream: held back whole, so that a bad last row leaves nothing on stdout.
 *
 * @throws LossError E110 where much text finds no folder for temporary files
 */
export function pendingStream(stream: Output): PendingOutput {
  let texts: Uint8Array[] = []
  let length = 0
  let spill: TemporaryFile | undefined
  const toFile = (): TemporaryFile => {
    const folder = tmpdir()
    return attempt(folder, () => {
      spill ??= new TemporaryFile(folder, PRIVATE)
      spill.write(Buffer.concat(texts))
      texts = []
      length = 0
      return spill
    })
  }
  return {
    write(text) {
      const bytes = bytesOf(text)
      // Bytes are the writer's, who will use them again.
      texts.push(typeof text === 'string' ? bytes : bytes.slice())
      length += bytes.length
      if (length >= KEPT) toFile()
    },
    share: () => toFile().share(),
    restart() {
      texts = []
      length = 0
      spill?.empty()
    },
    async commit() {
      if (spill) {
        spill.close()
        for await (const chunk of createReadStream(spill.path)) await write(stream, chunk)
        spill.remove()
      }
      await write(stream, Buffer.concat(texts))
    },
    discard: () => spill?.remove(),
  }
}

/**
 * Results for a file, written beside it and renamed at the end.
 *
 * @throws LossError E110 if the place cannot be written, is a directory or one of the inputs
 */
export function pendingFile(path: string, inputs: readonly string[]): PendingOutput {
  const target = real(path)
  if (inputs.some((input) => real(input) === target)) {
    throw new LossError('E110', `--output ${path} is also an input`, { tries: ['name another file'] })
  }
  const there = attempt(path, () => statSync(target, { throwIfNoEntry: false }))
  const temporary = attempt(path, () => {
    if (there?.isDirectory()) throw new Error('it is a directory')
    // A device or a pipe must not be replaced by a file; it gets the results in the end.
    return there && !there.isFile()
      ? new TemporaryFile(tmpdir(), PRIVATE)
      : new TemporaryFile(dirname(target))
  })
  return {
    write: (text) => attempt(path, () => temporary.write(text)),
    share: () => temporary.share(),
    restart: () => temporary.empty(),
    async commit() {
      attempt(path, () => {
        temporary.close()
        if (there && !there.isFile()) {
          appendFileSync(target, readFileSync(temporary.path))
          temporary.remove()
        } else renameSync(temporary.path, target)
      })
    },
    discard: () => temporary.remove(),
  }
}

/** Symbolic links followed, as far as the path exists. */
function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of its path is not a directory',
  EACCES: 'writing there is not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    throw new LossError('E110', `cannot write ${path}: ${reasons[code] ?? message}`)
  }
}

function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? Buffer.from(text) : text
}

/** Of files where others may look. */
const PRIVATE = 0o600

/** Files that a signal must not leave behind. */
const temporaries = new Set<TemporaryFile>()

/** Removes what is pending; for a process that is about to end. */
export function discardAll(): void {
  for (const temporary of temporaries) temporary.remove()
}

class TemporaryFile {
  readonly path: string
  #descriptor: number | undefined
  #length = 0

  constructor(folder: string, mode = 0o666) {
    this.path = join(
      folder,
      `.loss-calc-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}.tmp`,
    )
    this.#descriptor = openSync(this.path, 'wx', mode)
    temporaries.add(this)
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
      done += writeSync(this.#descriptor!, bytes, done, bytes.length - done, start + done)
    }
    this.#length += bytes.length
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }

  remove(): void {
    temporaries.delete(this)
    this.close()
    try {
      unlinkSync(this.path)
    } catch {
      // Renamed, or never there: nothing is left either way.
    }
  }
}
