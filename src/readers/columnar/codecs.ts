import zlib from 'node:zlib'
import type { Compressors } from 'hyparquet'
import { kernelIfAvailable } from '../../kernel/kernel.ts'

/** One buffer unpacked; more is not held at once. */
const MOST_BYTES = 2 ** 29

/** Decompressors of Parquet pages, that give exactly the length they are told, or throw; `names` are those needed. */
export async function loadCodecs(names: ReadonlySet<string>): Promise<Compressors> {
  const node: Compressors = {
    GZIP: (input, length) => zlib.gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
    BROTLI: (input, length) => zlib.brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  }
  const snappy = names.has('SNAPPY') ? { SNAPPY: await loadSnappy() } : {}
  const zstd = names.has('ZSTD') ? { ZSTD: await loadZstd() } : {}
  // Loading the others takes as long as a small run.
  const own = new Set(['UNCOMPRESSED', 'SNAPPY', 'ZSTD', ...Object.keys(node)])
  const others = [...names].every((name) => own.has(name))
    ? {}
    : (await import('hyparquet-compressors')).compressors
  const entries = Object.entries({ ...others, ...node, ...snappy, ...zstd })
  return Object.fromEntries(entries.map(([codec, unpack]) => [codec, exactly(unpack)]))
}

/** By the kernel, else by the library in JavaScript. */
async function loadSnappy(): Promise<Unpack> {
  const kernel = kernelIfAvailable()
  if (!kernel) {
    const { snappyUncompress } = await import('hyparquet/src/snappy.js')
    return (input, length) => {
      const out = new Uint8Array(length)
      snappyUncompress(input, out)
      return out
    }
  }
  let room = { size: 0, packed: 0, unpacked: 0 }
  return (input, length) => {
    const size = Math.max(input.length, length)
    if (size > room.size) room = { size, packed: kernel.reserve(size), unpacked: kernel.reserve(size) }
    const { packed, unpacked } = room
    new Uint8Array(kernel.memory.buffer, packed, input.length).set(input)
    if (!kernel.unpackSnappy(packed, packed + input.length, unpacked, unpacked + length))
      throw new Error(`a page is no Snappy of ${length} bytes`)
    return new Uint8Array(kernel.memory.buffer, unpacked, length).slice()
  }
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
