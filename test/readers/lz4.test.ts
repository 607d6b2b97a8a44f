import { describe, expect, it } from 'vitest'
import { decodeLz4Block, decodeLz4Hadoop } from '../../src/readers/columnar/lz4.ts'

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
/** abc, nine bytes from three bytes before, and x. */
const block = [0x35, 0x61, 0x62, 0x63, 3, 0, 0x10, 0x78]
const unpacked = 'abcabcabcabcx'
const hadoop = [0, 0, 0, unpacked.length, 0, 0, 0, block.length, ...block]

describe('blocks of LZ4', () => {
  it('come alone', () => {
    expect(text(decodeLz4Block(Uint8Array.from(block), 13))).toBe(unpacked)
  })

  it('come after their lengths, as Hadoop writes them, or without them', () => {
    const twice = Uint8Array.from([...hadoop, ...hadoop])
    expect(text(decodeLz4Hadoop(twice, 26))).toBe(unpacked + unpacked)
    expect(text(decodeLz4Hadoop(Uint8Array.from(block), 13))).toBe(unpacked)
  })

  it.each([12, 14])('are refused where they have another length, as %d', (length) => {
    expect(() => decodeLz4Block(Uint8Array.from(block), length)).toThrow()
    expect(() => decodeLz4Hadoop(Uint8Array.from(hadoop), length)).toThrow()
  })

  it('are refused where they are cut off, or refer to what is not there', () => {
    expect(() => decodeLz4Block(Uint8Array.from(block.slice(0, -1)), 13)).toThrow()
    expect(() => decodeLz4Block(Uint8Array.from([0x15, 0x61, 9, 0]), 10)).toThrow()
  })
})
