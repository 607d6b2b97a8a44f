import { Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream'
import type { Bytes } from './bytes.ts'

/** Bytes out of one of node's decompressors, no faster than they are taken. Its errors are given to `refuse`. */
export async function* unpacked(
  bytes: Bytes,
  engine: Transform,
  refuse: (error: Error) => never,
): AsyncGenerator<Uint8Array> {
  const source = Readable.from(bytes, { objectMode: true, highWaterMark: 1 })
  pipeline(source, engine, () => {})
  try {
    for await (const chunk of engine) yield chunk as Uint8Array
  } catch (error) {
    refuse(error as Error)
  } finally {
    engine.destroy()
    source.destroy()
  }
}
