/*
 * Frames of zstd that are in memory whole: https://www.rfc-editor.org/rfc/rfc8878
 * Copies go by 16 bytes: up to 15 bytes beyond the end of what is unpacked are touched.
 */
import { checksum } from './checksum'
import { decodeFourStreams, decodeStream, forgetCodes, huffmanBits, readCodes } from './huffman'
import { forgetSequences, runSequences } from './sequences'
import { BLOCK, LITERALS, work } from './workspace'

export { setWork } from './workspace'

const MAGIC: u32 = 0xfd2fb528
/** The first of the sixteen numbers of frames that are passed over. */
const SKIPPED: u32 = 0x184d2a50

/** Unpacks [at, end) to [out, outEnd); the address after the last byte, 0 if it is malformed or too long. */
export function unpackFrames(at: usize, end: usize, out: usize, outEnd: usize): usize {
  if (at >= end) return 0
  while (at < end) {
    if (end - at < 8) return 0
    const magic = load<u32>(at)
    if ((magic & 0xfffffff0) == SKIPPED) {
      const size = usize(load<u32>(at, 4))
      if (size > end - at - 8) return 0
      at += 8 + size
      continue
    }
    if (magic != MAGIC) return 0
    out = unpackFrame(at + 4, end, out, outEnd)
    if (out == 0) return 0
    at = frameEnd
  }
  return out
}

/** Where the frame ended that was unpacked last. */
let frameEnd: usize = 0

function unpackFrame(at: usize, end: usize, out: usize, outEnd: usize): usize {
  const flags = u32(load<u8>(at++))
  const single = (flags & 32) != 0
  if ((flags & 8) != 0) return 0
  const dictionary = (flags & 3) == 3 ? usize(4) : usize(flags & 3)
  const sizeFlag = flags >> 6
  const sizeBytes = sizeFlag == 0 ? usize(single) : usize(1) << usize(sizeFlag)
  const header = dictionary + sizeBytes + (single ? 0 : 1)
  if (header > end - at) return 0
  if (!single) at++
  for (let i: usize = 0; i < dictionary; i++) if (load<u8>(at++) != 0) return 0
  let size: u64 = 0
  for (let i: usize = 0; i < sizeBytes; i++) size |= u64(load<u8>(at++)) << u64(i << 3)
  if (sizeFlag == 1) size += 256
  const first = out
  forgetCodes()
  forgetSequences()
  for (let last = false; !last;) {
    if (end - at < 3) return 0
    const block = u32(load<u16>(at)) | (u32(load<u8>(at, 2)) << 16)
    at += 3
    last = (block & 1) != 0
    const kind = (block >> 1) & 3
    const length = usize(block >> 3)
    if (length > BLOCK || kind == 3) return 0
    const stored: usize = kind == 1 ? 1 : length
    if (stored > end - at) return 0
    if (kind == 2) {
      out = unpackBlock(at, at + length, first, out, min(outEnd, out + BLOCK))
      if (out == 0) return 0
    } else {
      if (length > outEnd - out) return 0
      if (kind == 0) memory.copy(out, at, length)
      else memory.fill(out, load<u8>(at), length)
      out += length
    }
    at += stored
  }
  if (sizeBytes > 0 && u64(out - first) != size) return 0
  if ((flags & 4) != 0) {
    if (end - at < 4 || load<u32>(at) != u32(checksum(first, out))) return 0
    at += 4
  }
  frameEnd = at
  return out
}

/** Literals, then sequences. */
function unpackBlock(at: usize, end: usize, first: usize, out: usize, outEnd: usize): usize {
  if (end - at < 2) return 0
  const head = u32(load<u8>(at))
  const kind = head & 3
  const format = (head >> 2) & 3
  if (kind < 2) {
    const bytes: usize = format == 3 ? 3 : format == 1 ? 2 : 1
    if (bytes > end - at) return 0
    const size = usize((load<u32>(at) & (0xffffffff >> (32 - (u32(bytes) << 3)))) >> (bytes == 1 ? 3 : 4))
    at += bytes
    if (size > BLOCK) return 0
    if (kind == 0) {
      if (size > end - at) return 0
      return runSequences(at + size, end, at, at + size, first, out, outEnd)
    }
    if (at >= end) return 0
    memory.fill(work + LITERALS, load<u8>(at), size)
    return runSequences(at + 1, end, work + LITERALS, work + LITERALS + size, first, out, outEnd)
  }
  const width: u32 = format < 2 ? 10 : format == 2 ? 14 : 18
  const bytes: usize = format < 2 ? 3 : format == 2 ? 4 : 5
  if (bytes > end - at) return 0
  const word = load<u64>(at) >> 4
  const size = usize(word & ((1 << width) - 1))
  const packed = usize((word >> width) & ((1 << width) - 1))
  at += bytes
  if (size > BLOCK || packed > end - at) return 0
  const next = at + packed
  if (kind == 2) {
    at = readCodes(at, next)
    if (at == 0) return 0
  }
  if (huffmanBits == 0) return 0
  const literals = work + LITERALS
  const decoded =
    format == 0
      ? decodeStream(at, next, literals, literals + size)
      : decodeFourStreams(at, next, literals, size)
  if (!decoded) return 0
  return runSequences(next, end, literals, literals + size, first, out, outEnd)
}
