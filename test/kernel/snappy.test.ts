import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKernel } from '../../src/kernel/kernel.ts'

const kernel = createKernel()
const SIZE = 1 << 16
const [packed, out] = [kernel.reserve(SIZE), kernel.reserve(SIZE)]

/** What unpacking gives, checked to touch nothing farther than 15 bytes after the end. */
function unpack(bytes: readonly number[], length: number): number[] | undefined {
  const memory = new Uint8Array(kernel.memory.buffer)
  memory.fill(0xaa, packed, packed + SIZE)
  memory.fill(0xbb, out - 16, out + SIZE)
  memory.set(bytes, packed)
  const fits = kernel.unpackSnappy(packed, packed + bytes.length, out, out + length)
  expect(memory.subarray(out - 16, out).every((byte) => byte === 0xbb)).toBe(true)
  expect(memory.subarray(out + length + 15, out + SIZE).every((byte) => byte === 0xbb)).toBe(true)
  return fits ? [...memory.subarray(out, out + length)] : undefined
}

function varint(n: number): number[] {
  return n < 128 ? [n] : [(n & 127) | 128, ...varint(n >>> 7)]
}

/** Bytes as they are, and copies of what was written before. */
const piece = fc.oneof(
  fc.record({
    literal: fc.array(fc.nat(255), { minLength: 1, maxLength: 300 }),
    wide: fc.integer({ min: 0, max: 4 }),
  }),
  fc.record({
    back: fc.integer({ min: 1, max: 3000 }),
    length: fc.integer({ min: 1, max: 64 }),
    kind: fc.integer({ min: 1, max: 3 }),
  }),
)

function build(pieces: readonly (typeof piece extends fc.Arbitrary<infer T> ? T : never)[]) {
  const plain: number[] = []
  const body: number[] = []
  for (const one of pieces) {
    if ('literal' in one) {
      const { literal, wide } = one
      const n = literal.length - 1
      const least = n < 60 ? 0 : n < 256 ? 1 : 2
      const more = Math.max(least, wide)
      body.push((more === 0 ? n : 59 + more) << 2)
      for (let i = 0; i < more; i++) body.push((n >>> (8 * i)) & 255)
      body.push(...literal)
      plain.push(...literal)
    } else if (plain.length > 0) {
      const back = Math.min(one.back, plain.length)
      const near = one.kind === 1 && back < 2048
      const length = near ? 4 + (one.length % 8) : one.length
      if (near) body.push(1 | ((length - 4) << 2) | ((back >> 8) << 5), back & 255)
      else if (one.kind === 3) body.push(3 | ((length - 1) << 2), back & 255, back >> 8, 0, 0)
      else body.push(2 | ((length - 1) << 2), back & 255, back >> 8)
      for (let i = 0; i < length; i++) plain.push(plain[plain.length - back]!)
    }
  }
  return { plain, bytes: [...varint(plain.length), ...body] }
}

describe('unpackSnappy', () => {
  const streams = fc.array(piece, { maxLength: 40 }).map(build)

  it('gives what was packed', () => {
    fc.assert(
      fc.property(streams, ({ plain, bytes }) => {
        expect(unpack(bytes, plain.length)).toEqual(plain)
      }),
    )
  })

  it('refuses another length, and what is cut off', () => {
    fc.assert(
      fc.property(streams, fc.nat(), ({ plain, bytes }, cut) => {
        expect(unpack(bytes, plain.length + 1)).toBeUndefined()
        if (plain.length > 0) expect(unpack(bytes.slice(0, cut % bytes.length), plain.length)).toBeUndefined()
      }),
    )
  })

  it('stays within its memory for any bytes', () => {
    fc.assert(
      fc.property(streams, fc.nat(), fc.nat(255), ({ plain, bytes }, at, byte) => {
        const changed = bytes.with(at % bytes.length, byte)
        unpack(changed, plain.length)
      }),
    )
  })
})
