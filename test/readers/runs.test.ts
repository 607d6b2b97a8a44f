import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeRuns } from '../../src/readers/columnar/runs.ts'

/** The length of a run, or of groups, as Parquet writes it. */
function header(value: number): number[] {
  const bytes: number[] = []
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80)
  return [...bytes, value]
}

function repeated(value: number, count: number, width: number): number[] {
  const bytes = Array.from({ length: (width + 7) >> 3 }, (_, i) => (value >>> (8 * i)) & 0xff)
  return [...header(2 * count), ...bytes]
}

/** Values packed from the lowest bit on, filled up to groups of eight. */
function packed(values: readonly number[], width: number): number[] {
  const groups = Math.ceil(values.length / 8)
  const bits = values.flatMap((value) => Array.from({ length: width }, (_, bit) => (value >>> bit) & 1))
  const bytes = Array.from({ length: groups * width }, (_, i) =>
    bits.slice(8 * i, 8 * i + 8).reduce((byte, bit, place) => byte | (bit << place), 0),
  )
  return [...header(2 * groups + 1), ...bytes]
}

const decoded = (bytes: readonly number[], width: number, count: number) => {
  const out = new Int32Array(count)
  decodeRuns(Uint8Array.from(bytes), width, out)
  return [...out]
}

describe('runs of small integers', () => {
  it('are decoded for every width', () => {
    const widths = fc.integer({ min: 1, max: 31 })
    const runs = fc.array(
      fc.record({ rle: fc.boolean(), seeds: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }) }),
      { minLength: 1, maxLength: 5 },
    )
    fc.assert(
      fc.property(widths, runs, (width, parts) => {
        const within = (seed: number) => seed % 2 ** width
        const values: number[] = []
        const bytes: number[] = []
        for (const { rle, seeds } of parts) {
          const [first] = seeds as [number]
          // Only the last groups may be filled up.
          const own = rle
            ? Array<number>(seeds.length).fill(within(first))
            : Array.from({ length: 8 * seeds.length }, (_, i) => within(seeds[i % seeds.length]! + i))
          values.push(...own)
          bytes.push(...(rle ? repeated(within(first), seeds.length, width) : packed(own, width)))
        }
        expect(decoded(bytes, width, values.length)).toEqual(values)
      }),
    )
  })

  it('may be filled up at the end, and have no bits at all', () => {
    expect(decoded(packed([1, 2, 3], 2), 2, 3)).toEqual([1, 2, 3])
    expect(decoded(repeated(0, 5, 0), 0, 5)).toEqual([0, 0, 0, 0, 0])
  })

  it.each([
    ['longer than what is left', repeated(1, 5, 1), 1, 4, 'a run of 5 values where 4 are left'],
    ['far longer', header(2 * 100 + 1), 1, 8, 'a run of 800 values where 8 are left'],
    ['cut off', packed([1, 2, 3], 4).slice(0, 2), 4, 3, 'a run is cut off'],
    ['too few', repeated(1, 3, 1), 1, 4, 'runs of 3 values where there should be 4'],
    ['without an end', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80], 1, 4, 'the length of a run is malformed'],
    ['too wide', [2, 0], 33, 1, 'values of 33 bits'],
  ])('are refused: %s', (_what, bytes, width, count, message) => {
    expect(() => decoded(bytes, width, count)).toThrow(message)
  })
})
