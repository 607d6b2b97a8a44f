import zlib from 'node:zlib'
import { type Kernel, kernelIfAvailable } from '../../kernel/kernel.ts'
import type { UnpackWithin } from '../../kernel/zstd.ts'
import type { KernelRoom } from '../../table.ts'
import { decodeLz4Block, decodeLz4Hadoop } from './lz4.ts'

/** One buffer unpacked; more is not held at once. */
const MOST_BYTES = 2 ** 29

/** How pages of a codec are unpacked. */
export interface Codec {
  /** Gives exactly the length that it is told, or throws. */
  readonly unpack: Unpack
  /** The same within the memory of a kernel, where the kernel can. */
  within?(room: KernelRoom): UnpackWithin
}

/** The codecs of Parquet by their names; those that need loading only if they are asked for. */
export async function loadCodecs(names: ReadonlySet<string>): Promise<ReadonlyMap<string, Codec>> {
  const codecs = new Map<string, Codec>(
    Object.entries(plain).map(([name, unpack]) => [name, { unpack: exactly(unpack) }]),
  )
  if (names.has('SNAPPY')) codecs.set('SNAPPY', await loadSnappy())
  if (names.has('ZSTD')) codecs.set('ZSTD', await loadZstd())
  return codecs
}

const plain: Readonly<Record<string, Unpack>> = {
  UNCOMPRESSED: (page) => page,
  GZIP: (input, length) => zlib.gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (input, length) => zlib.brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  LZ4: decodeLz4Hadoop,
  LZ4_RAW: decodeLz4Block,
}

/** By the kernel, else by the library in JavaScript. */
async function loadSnappy(): Promise<Codec> {
  const kernel = kernelIfAvailable()
  if (kernel) return inKernel(kernel, (room) => room.unpackSnappy)
  const { snappyUncompress } = await import('hyparquet/src/snappy.js')
  return {
    unpack: exactly((input, length) => {
      const out = new Uint8Array(length)
      snappyUncompress(input, out)
      return out
    }),
  }
}

/** By a decoder of our own beside the kernel, twice as fast as what Node has; else by a library in JavaScript. */
export async function loadZstd(): Promise<Codec> {
  const kernel = kernelIfAvailable()
  if (kernel) {
    const { createZstd } = await import('../../kernel/zstd.ts')
    return inKernel(kernel, createZstd)
  }
  const { decompress } = await import('../bytes/fzstd.ts')
  return { unpack: exactly((input) => (input.length === 0 ? input : decompress(input))) }
}

/** A codec that works in a kernel's memory; what lies elsewhere is copied there and back. */
function inKernel(kernel: Kernel, within: (room: KernelRoom) => UnpackWithin): Codec {
  let room = { size: 0, packed: 0, unpacked: 0 }
  let own: UnpackWithin | undefined
  return {
    within,
    unpack: exactly((input, length) => {
      const unpack = (own ??= within(kernel))
      const size = Math.max(input.length, length)
      if (size > room.size) room = { size, packed: kernel.reserve(size), unpacked: kernel.reserve(size) }
      const { packed, unpacked } = room
      new Uint8Array(kernel.memory.buffer, packed, input.length).set(input)
      if (!unpack(packed, packed + input.length, unpacked, unpacked + length)) throw malformed(length)
      return new Uint8Array(kernel.memory.buffer, unpacked, length).slice()
    }),
  }
}

export function malformed(length: number): Error {
  return new Error(`what is packed does not unpack to ${length} bytes`)
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
