import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draws } from '../draws.ts'
import { LazyColumns } from '../../src/lazy-columns.ts'
import { trimmed } from '../../src/readers/missing.ts'
import type { Samples } from '../../src/samples.ts'
import { csv, quotedCell } from '../../src/writers/csv.ts'
import { noPaint } from '../../src/writers/paint.ts'

/* Lines that the kernel helps to write, against the same rows one by one, which it does not. */

const ROWS = 5000
const text = (samples: Samples, continued: boolean) => {
  const lines = csv({ paint: noPaint, rows: Infinity, continued }).samples!(samples)
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
      { numRuns: draws(30, 10) },
    )
  })

  it('is the same of the cells of a file as of their texts', () => {
    const blank = fc.constantFrom('', ' ', '\t ', '  ')
    const raw = fc.record({ cell, before: blank, after: blank, inQuotes: fc.boolean() })
    fc.assert(
      fc.property(fc.array(raw, { minLength: 1 }), (some) => {
        const cells = some.map(({ cell: inner, before, after, inQuotes }) => {
          const text = `${before}${inner}${after}`
          return inQuotes || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
        })
        const rows = Array.from({ length: ROWS }, (_, i) => cells[i % cells.length]!)
        const values = rows.map((cell) =>
          trimmed(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell),
        )
        const bytes = Buffer.from(rows.join(''))
        const places = new Uint32Array(2 * ROWS)
        let at = 0
        rows.forEach((cell, row) => {
          places[2 * row] = at
          at += Buffer.byteLength(cell)
          places[2 * row + 1] = at
        })
        const names = ['x', undefined, 'y, z']
        const codes = Int32Array.from({ length: ROWS }, (_, i) => (i % 5) - 1)
        const batch = (late: boolean) => {
          const samples = new LazyColumns<Float64Array | readonly string[]>()
          samples.set(
            'row',
            Float64Array.from(rows, (_, i) => i),
          )
          samples.later('id', {
            make: () => values,
            cell: (row) => values[row]!,
            ...(late && { cells: () => ({ bytes, places }) }),
          })
          samples.later('split', {
            make: () => Array.from(codes, (code) => names[code] ?? ''),
            cell: (row) => names[codes[row]!] ?? '',
            ...(late && { numbered: { names, codes } }),
          })
          return samples
        }
        expect(text(batch(true), false)).toBe(text(batch(false), false))
        const lines = [...batch(false).get('id')!].slice(0, 20).map((value, row) => {
          const split = names[codes[row]!] ?? ''
          return `${row},${quotedCell(value as string)},${quotedCell(split)}\n`
        })
        expect(text(batch(true), true).startsWith(lines.join(''))).toBe(true)
      }),
      { numRuns: draws(30, 10) },
    )
  })
})
