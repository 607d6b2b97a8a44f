import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LossError } from '../../error.ts'
import type { ByteQueue } from './byte-queue.ts'
import type { OpenStored } from './stored.ts'

/** Bytes taken at a time. */
const PIECE = 1 << 20

/**
 * The next bytes of a queue, fewer at its end, in a temporary file: where they must be read in another order and are too
 * many to be held. It has no name, so nothing is left of it, however the process ends.
 *
 * @throws LossError E110 if it cannot be written
 */
export async function spool(queue: ByteQueue, length: number): Promise<OpenStored> {
  const folder = tmpdir()
  const path = join(
    folder,
    `.loss-calc-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}.tmp`,
  )
  const written = <T>(action: () => T): T => {
    try {
      return action()
    } catch (error) {
      throw new LossError('E110', `cannot write ${folder}: ${(error as Error).message}`)
    }
  }
  const file = written(() => openSync(path, 'wx+', 0o600))
  const hidden = hide(path)
  const close = () => {
    closeSync(file)
    if (!hidden) hide(path)
  }
  try {
    for (let at = 0; at < length;) {
      const bytes = await queue.take(Math.min(PIECE, length - at))
      if (bytes.length === 0) break
      for (let done = 0; done < bytes.length;)
        done += written(() => writeSync(file, bytes, done, bytes.length - done, at + done))
      at += bytes.length
    }
  } catch (error) {
    close()
    throw error
  }
  return {
    readInto(bytes, start) {
      let filled = 0
      for (let got = -1; got !== 0 && filled < bytes.length; filled += got)
        got = readSync(file, bytes, filled, bytes.length - filled, start + filled)
      return filled
    },
    close,
  }
}

/** Some systems keep the names of open files. */
function hide(path: string): boolean {
  try {
    unlinkSync(path)
    return true
  } catch {
    return false
  }
}
