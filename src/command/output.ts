import { accessSync, closeSync, constants, openSync, rmSync, type Stats, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { LossError } from '../error.ts'
import { type Io, type Output, write } from './io.ts'
import { type OutputPlace, placeOf, inputThatIsOutput } from './output-place.ts'
import { bytesOf, PRIVATE, TemporaryFile, unwritable, writing } from '../readers/bytes/temporary-file.ts'

/** Results that may still be dropped: nothing is seen of them before `commit`, and nothing is left after `discard`. */
export interface PendingOutput {
  write(text: string | Uint8Array): void
  /** A file of what was written so far, for several threads to go on with from `start`. @throws LossError E110 */
  share(): { readonly descriptor: number; readonly start: number }
  restart(): void
  commit(): Promise<void>
  discard(): void
}

/** Runs the action and commits what it wrote, the last of which may be what `print` prints, or leaves nothing. */
export async function allOrNothing<T>(
  pending: readonly Pick<PendingOutput, 'commit' | 'discard'>[],
  action: () => T | Promise<T>,
  print?: (result: T) => Promise<void>,
): Promise<T> {
  try {
    const result = await action()
    for (const one of pending) await one.commit()
    await print?.(result)
    return result
  } catch (error) {
    for (const one of pending) one.discard()
    throw error
  }
}

/** Text kept in memory up to here; more goes to a temporary file. */
const KEPT = 8 << 20

/**
 * Results for the file of `--output` (or another flag), or for standard output. `files` are those that the command line names: none of
 * them may be the output, which would replace what was read.
 *
 * @throws LossError E104 for the place of another output, E110 if it cannot be written, is a directory or one of the files
 */
export function pendingOutput(
  path: string | undefined,
  files: readonly string[],
  io: Pick<Io, 'stdout' | 'stderr' | 'packageFolder'>,
  flag = '--output',
): PendingOutput {
  if (path === undefined || path === '-') return pendingStream(io.stdout)
  const place = writing(path, () => placeOf(path))
  const same = inputThatIsOutput(place, files, io.packageFolder)
  if (same !== undefined) {
    const what = same === path ? 'is also an input' : `is also read, as ${same}`
    throw new LossError('E110', `${flag} ${path} ${what}`, { tries: ['name another file'] })
  }
  const target = place.is === 'descriptor' ? place.descriptor : place.path
  refuseTaken(path, flag, target)
  return untilEnd(pendingAt(path, place, io), target, flag)
}

function pendingAt(path: string, place: OutputPlace, io: Pick<Io, 'stdout' | 'stderr'>): PendingOutput {
  if (place.is === 'descriptor') return pendingStream(place.descriptor === 1 ? io.stdout : io.stderr)
  return place.is === 'file' ? pendingFile(path, place) : pendingDevice(path, place.path, place.stats)
}

export const written: string[] = []

/** Places that were named and are not written yet, with their flags. */
const taken = new Map<string | number, string>()

/** @throws LossError E104 for the place of another output */
function refuseTaken(path: string, flag: string, target: string | number): void {
  const other = taken.get(target)
  if (other === undefined) return
  throw new LossError(
    'E104',
    `${flag} ${path} is where ${other === '--output' ? 'the result' : other} goes`,
    { why: 'one would replace or follow the other', tries: ['name another file'] },
  )
}

/** The same, whose place is taken until it is written or dropped. */
function untilEnd(pending: PendingOutput, target: string | number, flag: string): PendingOutput {
  taken.set(target, flag)
  return {
    ...pending,
    async commit() {
      await pending.commit()
      taken.delete(target)
      if (typeof target === 'string') written.push(target)
    },
    discard() {
      pending.discard()
      taken.delete(target)
    },
  }
}

/**
 * Results for a stream: held back whole, so that a bad last row leaves nothing on it.
 *
 * @throws LossError E110 where much text finds no folder for temporary files
 */
function pendingStream(stream: Output): PendingOutput {
  return pendingText(async (chunks) => {
    let first = true
    for (const chunk of chunks) {
      // A file takes its text at once: between two chunks a signal may come through.
      if (!first) await macrotask()
      first = false
      await write(stream, chunk)
    }
  })
}

/** Results for a device or a pipe, which must not be replaced by a file: it gets them in the end. */
function pendingDevice(path: string, place: string, stats: Stats): PendingOutput {
  writing(path, () => accessSync(place, constants.W_OK))
  return pendingText(async (chunks) => {
    const descriptor = await openDevice(path, place, stats.isFIFO())
    try {
      for (const chunk of chunks) await writeDevice(path, descriptor, chunk)
    } finally {
      closeSync(descriptor)
    }
  })
}

/** How long to wait before asking again for a pipe that nobody reads yet, or that is full. */
const AGAIN = 5

/** Opens without blocking, as a signal must be heard while a pipe waits for its reader. */
async function openDevice(path: string, place: string, pipe: boolean): Promise<number> {
  const flags = constants.O_WRONLY | constants.O_APPEND | (pipe ? constants.O_NONBLOCK : 0)
  for (;;) {
    try {
      return openSync(place, flags)
    } catch (error) {
      if (!pipe || (error as NodeJS.ErrnoException).code !== 'ENXIO') throw unwritable(path, error)
      await macrotask(AGAIN)
    }
  }
}

async function writeDevice(path: string, descriptor: number, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    try {
      done += writeSync(descriptor, bytes, done)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // A reader that stops early, as head does, has what it wanted.
      if (code === 'EPIPE') return
      if (code !== 'EAGAIN') throw unwritable(path, error)
      await macrotask(AGAIN)
    }
  }
}

/** Text in memory, or where there is much of it in a temporary file without a name; `send` takes it in the end. */
function pendingText(send: (chunks: Iterable<Uint8Array>) => Promise<void>): PendingOutput {
  let texts: (string | Uint8Array)[] = []
  let length = 0
  // Few texts are joined as such: what joins bytes is compiled in each run that calls it.
  const joined = (): Uint8Array =>
    texts.every((text) => typeof text === 'string')
      ? bytesOf(texts.join(''))
      : Buffer.concat(texts.map(bytesOf))
  let spill: TemporaryFile | undefined
  const toFile = (): TemporaryFile => {
    spill ??= TemporaryFile.spill()
    spill.write(joined())
    texts = []
    length = 0
    return spill
  }
  function* chunks(): Generator<Uint8Array> {
    if (spill) yield* spill.chunks()
    yield joined()
  }
  return {
    write(text) {
      if (spill) return spill.write(text)
      // Bytes are the writer's, who will use them again.
      texts.push(typeof text === 'string' ? text : text.slice())
      length += text.length
      if (length >= KEPT) toFile()
    },
    share: () => toFile().share(),
    restart() {
      texts = []
      length = 0
      spill?.empty()
    },
    async commit() {
      await send(chunks())
      spill?.remove()
    },
    discard: () => spill?.remove(),
  }
}

/** Results for a file, written to a temporary file next to it and renamed at the end, with the rights of the one that is replaced. */
function pendingFile(
  path: string,
  { path: target, stats: replaced }: OutputPlace & { is: 'file' },
): PendingOutput {
  // The folder alone decides on renaming; a protected file is to be kept.
  if (replaced) writing(path, () => accessSync(target, constants.W_OK))
  const temporary = new TemporaryFile(dirname(target), path, replaced && replaced.mode & PRIVATE)
  let made = false
  if (replaced) writing(path, () => temporary.resemble(replaced))
  return {
    write: (text) => temporary.write(text),
    share: () => temporary.share(),
    restart: () => temporary.empty(),
    async commit() {
      temporary.replace(target)
      made = replaced === undefined
    },
    // What another output of the run could not follow goes again, unless it replaced what is gone.
    discard: () => (made ? rmSync(target, { force: true }) : temporary.remove()),
  }
}

/** Lets signals and streams have their turn. */
function macrotask(milliseconds?: number): Promise<void> {
  return new Promise((resolve) => {
    if (milliseconds === undefined) setImmediate(resolve)
    else setTimeout(resolve, milliseconds)
  })
}
