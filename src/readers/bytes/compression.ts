import type { TransformOptions } from 'node:stream'
import zlib from 'node:zlib'
import { LossError } from '../../error.ts'
import { damageIn } from '../damage.ts'
import { type Bytes, peek } from './bytes.ts'
import { unpacked } from './inflate.ts'

interface Peeked {
  readonly first: Uint8Array
  readonly all: Bytes
}

const kinds = {
  gzip: { magic: /^1f8b/, unpack: gunzipped },
  // The second kind of frame is one to skip.
  zstd: { magic: /^(28b52ffd|5.2a4d18)/, unpack: unzstd },
} as const
const ENDINGS = /\.(gz|gzip|zst|zstd)$/i

function compressionOf(first: Uint8Array): keyof typeof kinds | undefined {
  const names = Object.keys(kinds) as (keyof typeof kinds)[]
  const head = Buffer.from(first.subarray(0, 4)).toString('hex')
  return names.find((name) => kinds[name].magic.test(head))
}

/**
 * What gzip or zstd hides, streamed, and the name it had before; undefined for anything else.
 *
 * @throws LossError E204 for what is damaged, cut off, or compressed twice
 */
export async function uncompressed(
  name: string,
  { first, all }: Peeked,
): Promise<(Peeked & { inner: string }) | undefined> {
  const kind = compressionOf(first)
  if (kind === undefined) return undefined
  const inside = await peek(kinds[kind].unpack(name, all))
  if (compressionOf(inside.first))
    throw new LossError('E204', `${name} is compressed twice`, { at: { file: name } })
  return { ...inside, inner: name.replace(ENDINGS, '') }
}

/** Bytes that are unpacked at once, in a thread of Node's: as many are unpacked while those before are parsed. */
const UNPACKED = 1 << 19

function gunzipped(name: string, bytes: Bytes): Bytes {
  const options: zlib.ZlibOptions & TransformOptions = { chunkSize: UNPACKED, highWaterMark: UNPACKED }
  return unpacked(bytes, zlib.createGunzip(options), (error) => refuse(name, 'gzip', error))
}

/** A few bytes can stand for a block: a slice bounds what is unpacked before it is taken. */
const SLICE = 1 << 12
/** The format's limit. */
const LARGEST_BLOCK = 1 << 17

async function* unzstd(name: string, bytes: Bytes): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('./fzstd.ts')
  let blocks: Uint8Array[] = []
  const stream = new Decompress((block) => {
    if (block.length > LARGEST_BLOCK) throw new Error('a block is larger than 128 KiB')
    if (block.length > 0) blocks.push(block)
  })
  const push = (chunk: Uint8Array, last: boolean): Uint8Array[] => {
    blocks = []
    try {
      stream.push(chunk, last)
    } catch (error) {
      refuse(name, 'zstd', error as Error)
    }
    return blocks
  }
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += SLICE) yield* push(chunk.subarray(at, at + SLICE), false)
  }
  yield* push(new Uint8Array(0), true)
}

function refuse(name: string, kind: string, error: Error): never {
  if (error instanceof LossError) throw error
  const short = /unexpected (end of file|EOF)/i.test(error.message)
  throw new LossError(
    'E204',
    `${name}: the ${kind} stream is ${short ? 'cut off' : 'damaged'}: ${damageIn(error)}`,
    { at: { file: name } },
  )
}
