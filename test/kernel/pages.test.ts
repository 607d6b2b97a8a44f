import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKernel } from '../../src/kernel/kernel.ts'

const kernel = createKernel()
const SIZE = 1 << 12
const [input, out] = [kernel.reserve(SIZE), kernel.reserve(SIZE)]

/** What a loop writes for some bytes; it must touch nothing but so many integers. */
function written(bytes: readonly number[], integers: number, loop: () => number | void) {
  const memory = new Uint8Array(kernel.memory.buffer)
  memory.fill(0xaa, input, input + SIZE)
  memory.fill(0xbb, out - 16, out + SIZE)
  memory.set(bytes, input)
  const found = loop()
  expect(memory.subarray(out - 16, out).every((byte) => byte === 0xbb)).toBe(true)
  expect(memory.subarray(out + 4 * integers, out + SIZE).every((byte) => byte === 0xbb)).toBe(true)
  return { found, integers: [...new Uint32Array(kernel.memory.buffer, out, integers)] }
}

const numbers = fc.array(fc.nat(0xffffffff), { maxLength: 60 })

describe('unpackBits', () => {
  it('gives the integers that were packed, of every width', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 32 }), numbers, (width, seeds) => {
        const values = seeds.map((seed) => seed % 2 ** width)
        const bits = values.flatMap((value) =>
          Array.from({ length: width }, (_, bit) => Math.floor(value / 2 ** bit) % 2),
        )
        const bytes = Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
          bits.slice(8 * i, 8 * i + 8).reduce((byte, bit, place) => byte + bit * 2 ** place, 0),
        )
        const { integers } = written(bytes, values.length, () =>
          kernel.unpackBits(input, width, values.length, out),
        )
        expect(integers).toEqual(values)
      }),
    )
  })
})

describe('largest', () => {
  it('compares integers without a sign', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const bytes = new Uint8Array(Uint32Array.from(values).buffer)
        const { found } = written([...bytes], 0, () => kernel.largest(input, values.length))
        expect(found).toBe(Math.max(0, ...values))
      }),
    )
  })
})

describe('findTexts', () => {
  const lengths = fc.array(fc.nat(40), { maxLength: 40 })
  const bytesOf = (all: readonly number[]) =>
    all.flatMap((length) => [length, 0, 0, 0, ...Array<number>(length).fill(0x78)])

  it('tells where each begins and ends, and how many fit', () => {
    fc.assert(
      fc.property(lengths, fc.nat(), (all, seed) => {
        const bytes = bytesOf(all)
        const size = bytes.length === 0 ? 0 : bytes.length - (seed % bytes.length)
        const places: number[] = []
        let at = 0
        for (const length of all) {
          if (at + 4 + length > size) break
          places.push(at + 4, at + 4 + length)
          at += 4 + length
        }
        const { found, integers } = written(bytes, places.length, () =>
          kernel.findTexts(input, input + size, all.length, out),
        )
        expect(found).toBe(places.length / 2)
        expect(integers).toEqual(places)
      }),
    )
  })

  it('takes no length that goes beyond the end, however large', () => {
    for (const length of [5, 0x7fffffff, 0xfffffffc, 0xffffffff]) {
      const bytes = [...new Uint8Array(Uint32Array.of(length).buffer), 0x78, 0x78, 0x78, 0x78]
      const { found } = written(bytes, 0, () => kernel.findTexts(input, input + 8, 1, out))
      expect(found).toBe(0)
    }
  })
})
