import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { allBytes, bytesOf, type Bytes, closeBytes } from './bytes.ts'
import type { Input } from '../input.ts'

/** Bytes that can be read at any place: a file, or what came through a pipe. */
export interface Stored {
  readonly size: number
  /** Fewer bytes at the end. */
  read(start: number, length: number): Uint8Array
  stream(start: number, length: number): Bytes
}

/** @throws LossError E200 if the file cannot be read, E204 if more comes through a pipe than memory should hold */
export async function stored({ name, path, bytes }: Input): Promise<Stored> {
  if (path === undefined) return inMemory(await allBytes(bytes, name))
  await closeBytes(bytes)
  return {
    size: statSync(path).size,
    read: (start, length) => readPart(path, start, length),
    stream: (start, length) => bytesOf(path, { start, length }),
  }
}

function inMemory(all: Uint8Array): Stored {
  return {
    size: all.length,
    read: (start, length) => all.subarray(start, start + length),
    async *stream(start, length) {
      yield all.subarray(start, start + length)
    },
  }
}

/** Opened and closed for each part: nothing is left open, whoever stops reading. */
function readPart(path: string, start: number, length: number): Uint8Array {
  const file = openSync(path, 'r')
  try {
    const part = Buffer.allocUnsafeSlow(length)
    let filled = 0
    for (let got = -1; got !== 0 && filled < length; filled += got) {
      got = readSync(file, part, filled, length - filled, start + filled)
    }
    return part.subarray(0, filled)
  } finally {
    closeSync(file)
  }
}
