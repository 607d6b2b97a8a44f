import zlib from 'node:zlib'
import type { Compressors } from 'hyparquet'

/** One buffer unpacked; more is not held at once. */
const MOST_BYTES = 2 ** 29

/** Decompressors of Parquet pages, that give exactly the length they are told, or throw; `names` are those needed. */
export async function loadCodecs(names: ReadonlySet<string>): Promise<Compressors> {
  const { compressors } = await import('hyparquet-compressors')
  const node: Compressors = {
    GZIP: (input, length) => zlib.gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
    BROTLI: (input, length) => zlib.brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  }
  const zstd = names.has('ZSTD') ? { ZSTD: await loadZstd() } : {}
  const entries = Object.entries({ ...compressors, ...node, ...zstd })
  return Object.fromEntries(entries.map(([codec, unpack]) => [codec, exactly(unpack)]))
}

/** What Node has from 22.15 on. */
interface WithZstd {
  readonly zstdDecompressSync?: (input: Uint8Array, options: { maxOutputLength: number }) => Uint8Array
}

/** Unpacks frames of zstd: by the platform, else by a decoder in WebAssembly, 8 times as fast as one in JavaScript. */
export async function loadZstd(): Promise<Unpack> {
  const { zstdDecompressSync } = zlib as WithZstd
  if (zstdDecompressSync)
    return exactly((input, length) => zstdDecompressSync(input, { maxOutputLength: Math.max(1, length) }))
  const { ZSTDDecoder } = await import('zstddec')
  const decoder = new ZSTDDecoder()
  await withoutFetch(() => decoder.init())
  // To it, a length of 0 is one that is not known.
  return exactly((input, length) => (length === 0 ? new Uint8Array(0) : decoder.decode(input, length)))
}

/** Starts an action that would fetch its own bytes if it could: loading that takes longer than all the rest. */
function withoutFetch<T>(start: () => Promise<T>): Promise<T> {
  const fetch = Object.getOwnPropertyDescriptor(globalThis, 'fetch')
  if (!fetch) return start()
  Object.defineProperty(globalThis, 'fetch', { configurable: true, value: undefined })
  const started = start()
  Object.defineProperty(globalThis, 'fetch', fetch)
  return started
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
