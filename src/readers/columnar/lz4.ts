const MAGIC = 0x184d2204

/** Input that ends too early shows as a place outside of it. */
const cutOff = () => new Error('the lz4 frame is cut off')

/**
 * The content of an LZ4 frame of known length. Its blocks may refer to the ones before.
 *
 * @throws Error for a frame that is malformed, or of another length
 */
export function decodeLz4Frame(input: Uint8Array, length: number): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength)
  if (view.getUint32(0, true) !== MAGIC) throw new Error('no lz4 frame')
  const flags = view.getUint8(4)
  if (flags >> 6 !== 1 || (flags & 1) !== 0)
    throw new Error('an lz4 frame of another version, or with a dictionary')
  const blockChecksum = (flags & 0x10) !== 0 ? 4 : 0
  const out = new Uint8Array(length)
  let at = 7 + ((flags & 0x08) !== 0 ? 8 : 0)
  let to = 0
  for (;;) {
    const word = view.getUint32(at, true)
    at += 4
    if (word === 0) break
    const end = at + (word & 0x7fffffff)
    if (end > input.length) throw cutOff()
    if (word >>> 31 === 1) {
      out.set(input.subarray(at, end), to)
      to += end - at
    } else to = decodeBlock(input, at, end, out, to)
    at = end + blockChecksum
  }
  if (to !== length) throw new Error(`an lz4 frame of ${to} bytes that should have ${length}`)
  return out
}

/**
 * A block of LZ4 of known length.
 *
 * @throws Error for a block that is malformed, or of another length
 */
export function decodeLz4Block(input: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length)
  const to = decodeBlock(input, 0, input.length, out, 0)
  if (to !== length) throw new Error(`an lz4 block of ${to} bytes that should have ${length}`)
  return out
}

/**
 * Blocks as Hadoop writes them, each after its two lengths; some writers leave those out, and so have one block.
 * https://github.com/apache/parquet-format/blob/master/Compression.md#lz4
 *
 * @throws Error for what is malformed, or of another length
 */
export function decodeLz4Hadoop(input: Uint8Array, length: number): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength)
  const out = new Uint8Array(length)
  let at = 0
  for (let to = 0; at + 8 <= input.length;) {
    const start = at + 8
    const unpacked = to + view.getUint32(at)
    const end = start + view.getUint32(at + 4)
    if (end > input.length || unpacked > length) break
    try {
      if (decodeBlock(input, start, end, out, to) !== unpacked) break
    } catch {
      break
    }
    if (end === input.length && unpacked === length) return out
    at = end
    to = unpacked
  }
  return decodeLz4Block(input, length)
}

function decodeBlock(input: Uint8Array, start: number, end: number, out: Uint8Array, to: number): number {
  let at = start
  const extended = (length: number): number => {
    if (length !== 15) return length
    for (;;) {
      if (at >= end) throw cutOff()
      const more = input[at++]!
      length += more
      if (more !== 255) return length
    }
  }
  while (at < end) {
    const token = input[at++]!
    const literals = extended(token >> 4)
    if (at + literals > end || to + literals > out.length) throw cutOff()
    out.set(input.subarray(at, at + literals), to)
    at += literals
    to += literals
    if (at === end) return to
    if (at + 2 > end) throw cutOff()
    const distance = input[at]! | (input[at + 1]! << 8)
    at += 2
    const match = extended(token & 15) + 4
    if (distance === 0 || distance > to || to + match > out.length)
      throw new Error('an lz4 match outside of the data')
    for (let i = 0; i < match; i++) out[to + i] = out[to + i - distance]!
    to += match
  }
  return to
}
