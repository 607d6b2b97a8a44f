import { closeSync, readSync, statSync } from 'node:fs'
import { allBytes, bytesOf, type Bytes, closeBytes, openFile } from './bytes.ts'
import type { Input } from '../input.ts'

/** Bytes that can be read at any place: a file, or what came through a pipe. */
export interface Stored {
  readonly size: number
  /** Which file it is: another may take the place of its path. */
  readonly inode?: number
  /** Fewer bytes at the end. */
  read(start: number, length: number): Uint8Array
  stream(start: number, length: number): Bytes
  open(): OpenStored
}

export interface OpenStored {
  /** Fills bytes from a place on; how many there were. */
  readInto(bytes: Uint8Array, start: number): number
  close(): void
}

/** @throws LossError E200 if the file cannot be read, E204 if more comes through a pipe than memory should hold */
export async function stored({ name, path, bytes }: Input): Promise<Stored> {
  if (path === undefined) return inMemory(await allBytes(bytes, name))
  await closeBytes(bytes)
  return storedAt(path)
}

/** `inode` if it was found before. @throws LossError E200 from all that reads it once another file has its place */
export function storedAt(path: string, inode?: number): Stored {
  const { size, ino } = statSync(path)
  const same = inode ?? ino
  // A place in a file may be any number of 64 bits; the system refuses to look at most of them.
  const within = (start: number, length: number) => ({
    start: Math.min(start, size),
    length: Math.max(0, Math.min(length, size - start)),
  })
  return {
    size,
    inode: same,
    read: (from, most) => {
      const { start, length } = within(from, most)
      return readPart(path, same, start, length)
    },
    stream: (start, length) => bytesOf(path, within(start, length)),
    open() {
      const file = openFile(path, same)
      const readInto = readingAhead((bytes, from) => {
        const { start, length } = within(from, bytes.length)
        return fill(file, bytes.subarray(0, length), start)
      })
      return { readInto, close: () => closeSync(file) }
    },
  }
}

/** Bytes that are read at once where little reads follow each other closely: of small parts each asks for some bytes. */
const AHEAD = 1 << 16
const LITTLE = 1 << 12

/** Reads little that lies close behind what was read before together with what follows. */
export function readingAhead(read: OpenStored['readInto']): OpenStored['readInto'] {
  let window: Uint8Array | undefined
  let [start, end, last] = [0, 0, Infinity]
  return (bytes, from) => {
    const near = from >= last && from - last <= LITTLE
    if (bytes.length > LITTLE || !(near || (from >= start && from < end))) {
      last = from
      return read(bytes, from)
    }
    last = from
    if (from < start || from + bytes.length > end) {
      window ??= new Uint8Array(AHEAD)
      start = from
      end = from + read(window, from)
    }
    const found = window!.subarray(from - start, Math.min(end - start, from - start + bytes.length))
    bytes.set(found)
    return found.length
  }
}

function inMemory(all: Uint8Array): Stored {
  return {
    size: all.length,
    read: (start, length) => all.subarray(start, start + length),
    async *stream(start, length) {
      yield all.subarray(start, start + length)
    },
    open: () => ({
      readInto(bytes, start) {
        const part = all.subarray(start, start + bytes.length)
        bytes.set(part)
        return part.length
      },
      close: () => {},
    }),
  }
}

/** Opened and closed for each part: nothing is left open if reading stops early. */
function readPart(path: string, inode: number, start: number, length: number): Uint8Array {
  const file = openFile(path, inode)
  try {
    const part = Buffer.allocUnsafeSlow(length)
    return part.subarray(0, fill(file, part, start))
  } finally {
    closeSync(file)
  }
}

function fill(file: number, part: Uint8Array, start: number): number {
  let filled = 0
  for (let got = -1; got !== 0 && filled < part.length; filled += got) {
    got = readSync(file, part, filled, part.length - filled, start + filled)
  }
  return filled
}
