import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createKernel } from '../../src/kernel/kernel.ts'

const kernel = createKernel()
const input = kernel.reserve(4096)
const memory = Buffer.from(kernel.memory.buffer)

it('counts newlines and finds the nth, wherever the text starts and ends', () => {
  const text = fc.string({ unit: fc.constantFrom('\n', '\n', '\r', ',', '1', '\x8a'), maxLength: 400 })
  fc.assert(
    fc.property(text, fc.nat({ max: 20 }), (content, offset) => {
      // Newlines on both sides show whether the limits are kept.
      memory.fill('\n', input, input + 4096)
      const start = input + offset
      const end = start + memory.write(content, start, 'latin1')
      const positions = [...content].flatMap((byte, index) => (byte === '\n' ? [index] : []))
      expect(kernel.countNewlines(start, end)).toBe(positions.length)
      positions.forEach((position, index) => {
        expect(kernel.afterNewline(start, end, index + 1)).toBe(start + position + 1)
      })
      expect(kernel.afterNewline(start, end, positions.length + 1)).toBe(0)
      if (!content.endsWith('\r'))
        expect(kernel.countLineEnds(start, end)).toBe(content.match(/\r\n|\n|\r/g)?.length ?? 0)
    }),
  )
})

it('counts more newlines than a byte holds', () => {
  memory.fill('\n', input, input + 4096)
  expect(kernel.countNewlines(input, input + 4096)).toBe(4096)
})
