import type { ByteQueue } from './byte-queue.ts'
import type { OpenStored } from './stored.ts'
import { TemporaryFile } from './temporary-file.ts'

const PIECE = 1 << 20

/**
 * The next bytes of a queue, fewer at its end, in a temporary file: where they must be read in another order and are too
 * many to be held.
 *
 * @throws LossError E110 if it cannot be written
 */
export async function spool(queue: ByteQueue, length: number): Promise<OpenStored> {
  const file = TemporaryFile.spill()
  try {
    let room: Uint8Array | undefined
    for (let at = 0; at < length;) {
      const bytes = await queue.take(Math.min(PIECE, length - at), room)
      if (bytes.length === 0) break
      file.write(bytes)
      room ??= bytes
      at += bytes.length
    }
  } catch (error) {
    file.remove()
    throw error
  }
  return { readInto: (bytes, start) => file.readInto(bytes, start), close: () => file.remove() }
}
