import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { decompress } from 'fzstd'
import { describe, expect, it } from 'vitest'
import { createKernel } from '../../src/kernel/kernel.ts'
import { createZstd } from '../../src/kernel/zstd.ts'

const kernel = createKernel()
const SIZE = 1 << 20
const [packed, out] = [kernel.reserve(SIZE), kernel.reserve(SIZE)]
const within = createZstd(kernel)

/** What unpacking gives, checked to touch nothing farther than 15 bytes after the end. */
function unpack(bytes: Uint8Array, length: number): Uint8Array | undefined {
  const memory = new Uint8Array(kernel.memory.buffer)
  memory.fill(0xbb, out - 16, out)
  memory.fill(0xbb, out + length, out + length + 64)
  memory.set(bytes, packed)
  const fits = within(packed, packed + bytes.length, out, out + length)
  expect(memory.subarray(out - 16, out).every((byte) => byte === 0xbb)).toBe(true)
  expect(memory.subarray(out + length + 15, out + length + 64).every((byte) => byte === 0xbb)).toBe(true)
  return fits ? memory.slice(out, out + length) : undefined
}

const folder = 'fixtures/formats'
const files = readdirSync(folder).filter((name) => name.endsWith('.zst'))
const read = (name: string) => readFileSync(`${folder}/${name}`)

describe('frames of zstd', () => {
  it.each(files)('%s has the bytes that the library finds', (name) => {
    const bytes = read(name)
    const want = decompress(bytes)
    expect(unpack(bytes, want.length)).toEqual(new Uint8Array(want))
  })

  it.each(files)('%s is refused with another length, or cut off', (name) => {
    const bytes = read(name)
    const { length } = decompress(bytes)
    for (const other of [length - 1, length + 1]) expect(unpack(bytes, other)).toBe(undefined)
    for (let end = 1; end < bytes.length; end += 1 + (end >> 4))
      expect(unpack(bytes.subarray(0, end), length)).toBe(undefined)
  })

  it('are refused or unpacked where bytes are changed, within their memory', () => {
    const change = fc.tuple(fc.nat(), fc.nat(255))
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        (name, changes) => {
          const bytes = Uint8Array.from(read(name))
          const { length } = decompress(bytes)
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte
          unpack(bytes, length)
        },
      ),
    )
  })

  it('with a wrong checksum are refused', () => {
    const bytes = Uint8Array.from(read('real.csv.zst'))
    const { length } = decompress(bytes)
    expect(unpack(bytes, length)).toBeDefined()
    bytes[bytes.length - 1]! ^= 1
    expect(unpack(bytes, length)).toBe(undefined)
  })

  it('of nothing are nothing', () => {
    expect(unpack(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 0, 1, 0, 0), 0)).toEqual(new Uint8Array(0))
    expect(unpack(new Uint8Array(0), 0)).toEqual(new Uint8Array(0))
    expect(unpack(new Uint8Array(0), 1)).toBe(undefined)
  })
})
