import zlib from 'node:zlib'
import type { Compressors } from 'hyparquet'

/** One buffer unpacked; more is not held at once. */
const MOST_BYTES = 2 ** 29

/** Decompressors of Parquet pages and Arrow buffers, that give exactly the length they are told, or throw. */
export async function loadCodecs(): Promise<Compressors> {
  const { compressors } = await import('hyparquet-compressors')
  const node: Compressors = {
    GZIP: (input, length) => zlib.gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
    BROTLI: (input, length) => zlib.brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  }
  const entries = Object.entries({ ...compressors, ...node })
  return Object.fromEntries(entries.map(([codec, unpack]) => [codec, exactly(unpack)]))
}

type Unpack = (input: Uint8Array, length: number) => Uint8Array

/** The same, its length compared. */
export function exactly(unpack: Unpack): Unpack {
  return (input, length) => {
    if (!(length >= 0 && length <= MOST_BYTES))
      throw new Error(`${length} bytes are said to be compressed in one part`)
    const part = unpack(input, length)
    if (part.length !== length) throw new Error(`a part unpacks to ${part.length} bytes, not ${length}`)
    return part
  }
}
