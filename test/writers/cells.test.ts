import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Samples } from '../../src/report.ts'
import { csv } from '../../src/writers/csv.ts'
import { noPaint } from '../../src/writers/paint.ts'

/* Lines that the kernel helps to write, against the same rows one by one, which it does not. */

const ROWS = 5000
const text = (samples: Samples, continued: boolean) => {
  const lines = csv({ color: noPaint, rows: Infinity, continued }).samples!(samples)
  return typeof lines === 'string' ? lines : Buffer.from(lines).toString()
}

describe('a list with texts as CSV', () => {
  const cell = fc.oneof(
    fc.constantFrom('', 'a', 'é, "b"', 'two\nlines', 'tab\t', '\r', 'nul\0', '日本'),
    fc.string({ maxLength: 9 }),
  )
  const number = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -0, 5e-324, 1e21, 123456))

  it('is the same line by line, whatever the cells', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), fc.array(number, { minLength: 1 }), (words, some) => {
        const of = <T>(all: readonly T[], step: number, from: number, rows: number) =>
          Array.from({ length: rows }, (_, i) => all[((from + i) * step) % all.length]!)
        const batch = (from: number, rows: number): Samples =>
          new Map<string, Float64Array | string[]>([
            ['row', Float64Array.from({ length: rows }, (_, i) => from + i)],
            ['id', of(words, 1, from, rows)],
            ['loss', Float64Array.from(of(some, 3, from, rows))],
            ['split', of(words, 7, from, rows)],
          ])
        const whole = text(batch(0, ROWS), false)
        let single = text(batch(0, 1), false)
        for (let from = 1; from < ROWS; from += 500)
          single += text(batch(from, Math.min(500, ROWS - from)), true)
        expect(whole).toBe(single)
      }),
      { numRuns: 30 },
    )
  })
})
