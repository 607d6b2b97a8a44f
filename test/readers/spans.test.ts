import { describe, expect, it } from 'vitest'
import { Spans } from '../../src/readers/columnar/cells.ts'

/** Texts with their lengths in front, as a page of Parquet has them. */
function spansOf(texts: readonly (string | Uint8Array)[]): Spans {
  const parts = texts.map((text) => Buffer.from(text as string))
  const bytes = Buffer.concat(parts.flatMap((part) => [Uint8Array.of(part.length, 0, 0, 0), part]))
  let at = 0
  const ends = parts.flatMap(({ length }) => [at + 4, (at += 4 + length)])
  return new Spans(bytes, Int32Array.from(ends))
}

describe('texts of a page as cells of CSV', () => {
  it.each([
    ['names', ['a', '', 'img/0001.jpg', ' 雪 ']],
    // Lengths of 10, 34 and 44 look like a newline, a quote and a comma.
    ['lengths that look like what needs quotes', ['x'.repeat(10), 'x'.repeat(34), 'x'.repeat(44)]],
  ])('are %s', (_, texts) => {
    const { bytes, places, bare } = spansOf(texts).cells()!
    const found = texts.map((_, i) =>
      Buffer.from(bytes.subarray(places[2 * i], places[2 * i + 1])).toString(),
    )
    expect(found).toEqual(texts)
    expect(bare).toBe(true)
  })

  it.each([
    ['a comma', ['a', 'b,c']],
    ['a quote', ['"a"']],
    ['a newline', ['a\nb']],
    ['a carriage return', ['a\r']],
    ['many bytes', ['x'.repeat(128)]],
    ['bytes that are no UTF-8', [Uint8Array.of(0xc3), 'a']],
    ['half a letter before a length that would end it', [Uint8Array.of(0xc3), 'x'.repeat(0x84)]],
  ])('are none with %s', (_, texts) => {
    expect(spansOf(texts).cells()).toBe(undefined)
  })

  it('are none where one is missing', () => {
    expect(new Spans(Uint8Array.of(1, 0, 0, 0, 97), Int32Array.of(4, 5, -1, -1)).cells()).toBe(undefined)
  })
})
