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
/** Places that are read side by side: each column has its own pages. */
const MOST_PLACES = 16

/** Reads little that lies close behind what was read before at one of the last places together with what follows. */
export function readingAhead(read: OpenStored['readInto']): OpenStored['readInto'] {
  const places: { window?: Uint8Array; start: number; end: number; last: number }[] = []
  return (bytes, from) => {
    const known = places.findIndex(
      ({ start, end, last }) => (from >= last && from - last <= LITTLE) || (from >= start && from < end),
    )
    const spent = known < 0 && places.length === MOST_PLACES ? places.pop()! : { start: 0, end: 0, last: 0 }
    const place = known < 0 ? Object.assign(spent, { start: 0, end: 0 }) : places[known]!
    if (known !== 0) {
      if (known > 0) places.splice(known, 1)
      places.unshift(place)
    }
    place.last = from
    if (bytes.length > LITTLE || known < 0) return read(bytes, from)
    if (from < place.start || from + bytes.length > place.end) {
      place.window ??= new Uint8Array(AHEAD)
      place.start = from
      place.end = from + read(place.window, from)
    }
    const { window, start, end } = place
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
