import zlib from 'node:zlib'
import { LossError } from '../../error.ts'
import type { Bytes } from './bytes.ts'
import { unpacked } from './inflate.ts'
import type { Stored } from './stored.ts'

export interface ZipEntry {
  readonly name: string
  /** 0 stored, 8 deflated. */
  readonly method: number
  readonly encrypted: boolean
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

const END = 0x06054b50
const END64_LOCATOR = 0x07064b50
const END64 = 0x06064b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const END_SIZE = 22
const ENTRY_SIZE = 46
const LOCAL_SIZE = 30
const LONGEST_COMMENT = 0xffff
const LARGEST_DIRECTORY = 1 << 28
const FULL_16 = 0xffff
const FULL_32 = 0xffffffff

/**
 * The entries of a zip file, by its directory at the end.
 *
 * @throws LossError E204 if it is malformed, or two entries have the same name
 */
export function zipEntries(name: string, file: Stored): ZipEntry[] {
  const { count, size, offset } = findDirectory(name, file)
  if (offset + size > file.size || size > LARGEST_DIRECTORY || count * ENTRY_SIZE > size)
    refuse(
      name,
      `the directory of ${count} entries and ${size} bytes at byte ${offset} is not inside the file`,
    )
  const bytes = Buffer.from(file.read(offset, size))
  const entries = new Map<string, ZipEntry>()
  let at = 0
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_SIZE > size || bytes.readUInt32LE(at) !== ENTRY)
      refuse(name, `byte ${offset + at} does not start entry ${i} of the directory`)
    const nameEnd = at + ENTRY_SIZE + bytes.readUInt16LE(at + 28)
    const extraEnd = nameEnd + bytes.readUInt16LE(at + 30)
    const next = extraEnd + bytes.readUInt16LE(at + 32)
    if (next > size) refuse(name, `entry ${i} of the directory goes beyond its end`)
    const entry = readEntry(bytes, at, nameEnd, bytes.subarray(nameEnd, extraEnd))
    if (entry.offset + LOCAL_SIZE + entry.packed > offset)
      refuse(name, `${JSON.stringify(entry.name)} at byte ${entry.offset} is not inside the file`)
    if (entries.has(entry.name)) refuse(name, `two entries have the name ${JSON.stringify(entry.name)}`)
    entries.set(entry.name, entry)
    at = next
  }
  return [...entries.values()]
}

function findDirectory(name: string, file: Stored): { count: number; size: number; offset: number } {
  const length = Math.min(file.size, END_SIZE + LONGEST_COMMENT)
  const start = file.size - length
  const tail = Buffer.from(file.read(start, length))
  for (let at = tail.length - END_SIZE; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END || at + END_SIZE + tail.readUInt16LE(at + 20) !== tail.length) continue
    const found = {
      count: tail.readUInt16LE(at + 10),
      size: tail.readUInt32LE(at + 12),
      offset: tail.readUInt32LE(at + 16),
    }
    const large = found.count === FULL_16 || found.size === FULL_32 || found.offset === FULL_32
    const locator = Buffer.from(file.read(Math.max(0, start + at - 20), 20))
    if (!large || locator.length < 20 || locator.readUInt32LE(0) !== END64_LOCATOR) return found
    const end64 = Buffer.from(file.read(long(locator, 8), 56))
    if (end64.length < 56 || end64.readUInt32LE(0) !== END64) refuse(name, 'the zip64 directory is missing')
    return { count: long(end64, 32), size: long(end64, 40), offset: long(end64, 48) }
  }
  return refuse(
    name,
    'the directory of the zip file is missing',
    'the file is cut off, or was not written to its end',
  )
}

function readEntry(bytes: Buffer, at: number, nameEnd: number, extra: Buffer): ZipEntry {
  const wide = zip64Fields(extra)
  const field = (start: number): number => {
    const value = bytes.readUInt32LE(at + start)
    return value === FULL_32 ? (wide.shift() ?? value) : value
  }
  const size = field(24)
  const packed = field(20)
  const offset = field(42)
  return {
    name: bytes.subarray(at + ENTRY_SIZE, nameEnd).toString(),
    method: bytes.readUInt16LE(at + 10),
    encrypted: (bytes.readUInt16LE(at + 8) & 1) !== 0,
    crc: bytes.readUInt32LE(at + 16),
    packed,
    size,
    offset,
  }
}

/** The 64-bit fields of an entry, those that did not fit their 32 bits, in order. */
function zip64Fields(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + extra.readUInt16LE(at + 2)
    if (extra.readUInt16LE(at) === 1) {
      const fields: number[] = []
      for (let i = at + 4; i + 8 <= Math.min(end, extra.length); i += 8) fields.push(long(extra, i))
      return fields
    }
    at = end
  }
  return []
}

/**
 * The content of an entry, streamed, its length and checksum compared at the end.
 *
 * @throws LossError E204 if it is encrypted, compressed in another way than deflate, or damaged
 */
export async function* zipContent(name: string, file: Stored, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const shown = JSON.stringify(entry.name)
  if (entry.encrypted) refuse(name, `${shown} is encrypted`)
  if (entry.method !== 0 && entry.method !== 8)
    refuse(
      name,
      `${shown} is compressed by method ${entry.method}`,
      'only stored and deflated entries can be read',
    )
  const start = contentStart(name, file, entry)
  const packed = file.stream(start, entry.packed)
  const content = entry.method === 0 ? packed : inflated(name, shown, packed)
  let crc = 0
  let length = 0
  for await (const chunk of content) {
    length += chunk.length
    if (length > entry.size) break
    crc = crc32(chunk, crc)
    yield chunk
  }
  if (length !== entry.size) {
    const found = length > entry.size ? 'more' : String(length)
    refuse(name, `${shown} should be ${entry.size} bytes long, but ${found} follow byte ${start}`)
  }
  if (crc !== entry.crc) refuse(name, `${shown} is damaged: its checksum is wrong`)
}

/** Where the bytes of an entry begin, packed as they are. @throws LossError E204 where no entry begins */
export function contentStart(name: string, file: Stored, entry: ZipEntry): number {
  const head = Buffer.from(file.read(entry.offset, LOCAL_SIZE))
  if (head.length < LOCAL_SIZE || head.readUInt32LE(0) !== LOCAL)
    refuse(name, `byte ${entry.offset} does not start the entry ${JSON.stringify(entry.name)}`)
  return entry.offset + LOCAL_SIZE + head.readUInt16LE(26) + head.readUInt16LE(28)
}

function inflated(name: string, shown: string, bytes: Bytes): Bytes {
  return unpacked(bytes, zlib.createInflateRaw({ chunkSize: 1 << 18 }), (error) => {
    if (error instanceof LossError) throw error
    refuse(name, `${shown} is damaged: ${error.message}`)
  })
}

/** Node has it since 20.15. */
const crc32: (bytes: Uint8Array, start: number) => number = zlib.crc32 ?? plainCrc

let crcTable: Uint32Array | undefined

function plainCrc(bytes: Uint8Array, start: number): number {
  crcTable ??= Uint32Array.from({ length: 256 }, (_, i) => {
    let value = i
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
    return value
  })
  let crc = ~start
  for (const byte of bytes) crc = (crc >>> 8) ^ crcTable[(crc ^ byte) & 0xff]!
  return ~crc >>> 0
}

function long(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32
}

function refuse(name: string, message: string, why?: string): never {
  throw new LossError('E204', `${name}: ${message}`, { at: { file: name }, why })
}
