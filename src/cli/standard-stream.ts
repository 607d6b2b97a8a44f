import { closeSync, constants, fstatSync, openSync, type Stats, statSync, writeSync } from 'node:fs'
import type { Output } from '../command/io.ts'

/** As node:os has it, which is not loaded for a name. */
const NULL_DEVICE = process.platform === 'win32' ? String.raw`\\.\nul` : '/dev/null'

/** What a pipe takes at once: writing more may have to wait. */
const SMALL = 4096

/**
 * Standard output or standard error. Node's own stream takes some milliseconds to open, so it is used only where
 * writing may have to wait: for terminals, and for pipes and sockets that are full.
 *
 * `failed` is called once with what cannot be written; everything after that is dropped, and nothing waits for it.
 */
export class StandardStream implements Output {
  readonly #descriptor: number
  readonly #open: () => NodeJS.WriteStream
  readonly #failed: (error: NodeJS.ErrnoException) => void
  #stream: NodeJS.WriteStream | undefined
  #stats: Stats | undefined
  #broken = false

  constructor(
    descriptor: number,
    open: () => NodeJS.WriteStream,
    failed: (error: NodeJS.ErrnoException) => void,
  ) {
    this.#descriptor = descriptor
    this.#open = open
    this.#failed = failed
  }

  get isTTY(): boolean {
    const stat = this.#stat()
    if (stat && !stat.isCharacterDevice()) return false
    // The null device is one too, and no terminal.
    if (stat?.rdev === statSync(NULL_DEVICE, { throwIfNoEntry: false })?.rdev) return false
    return this.#opened().isTTY
  }

  get columns(): number {
    return this.#opened().columns
  }

  async write(text: string | Uint8Array): Promise<void> {
    if (this.#broken) return
    try {
      await this.#send(typeof text === 'string' ? Buffer.from(text) : text)
    } catch (error) {
      this.#broken = true
      this.#failed(error as NodeJS.ErrnoException)
    }
  }

  async #send(bytes: Uint8Array): Promise<void> {
    const done = this.#stream ? 0 : this.#sendAtOnce(bytes)
    if (done === bytes.length) return
    const stream = this.#opened()
    // The callback is called in any case, 'drain' only where all is well.
    await new Promise<void>((resolve, reject) => {
      stream.write(bytes.subarray(done), (error) => (error ? reject(error) : resolve()))
    })
  }

  /** Writes what can be written without the stream, and returns how much that was. */
  #sendAtOnce(bytes: Uint8Array): number {
    const stat = this.#stat()
    // Node's stream for files writes once and does not look at how much of it went through.
    const file = stat?.isFile() === true || (stat?.isCharacterDevice() === true && !this.isTTY)
    if (file) return writeAll(this.#descriptor, bytes)
    if (bytes.length > SMALL) return 0
    if (stat?.isFIFO() !== true) return writeAll(this.#descriptor, bytes)
    const pipe = withoutWaiting(this.#descriptor)
    try {
      return writeAll(pipe ?? this.#descriptor, bytes)
    } finally {
      if (pipe !== undefined) closeSync(pipe)
    }
  }

  #opened(): NodeJS.WriteStream {
    this.#stream ??= this.#open().on('error', () => {})
    return this.#stream
  }

  #stat(): Stats | undefined {
    try {
      return (this.#stats ??= fstatSync(this.#descriptor))
    } catch {
      // The consoles of some systems have none.
      return undefined
    }
  }
}

/** The pipe opened a second time so that a full one does not block; undefined where the system has no such way. */
function withoutWaiting(descriptor: number): number | undefined {
  try {
    return openSync(`/proc/self/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK)
  } catch {
    return undefined
  }
}

/** Writes until all is written or there is no room, and returns how much that was. */
function writeAll(descriptor: number, bytes: Uint8Array): number {
  let done = 0
  try {
    while (done < bytes.length) done += writeSync(descriptor, bytes, done)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
  }
  return done
}
