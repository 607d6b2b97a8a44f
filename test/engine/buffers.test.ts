import { expect, it } from 'vitest'
import { freshBuffers, ReusedBuffers } from '../../src/engine/buffers.ts'

it('arrays are used again where they are long enough, and are zeros of the length asked for', () => {
  const buffers = new ReusedBuffers()
  const first = buffers.zeros('a', 4).fill(7)
  const again = buffers.zeros('a', 3)
  expect([again, again.buffer === first.buffer]).toEqual([new Float64Array(3), true])
  expect(buffers.zeros('b', 3).buffer).not.toBe(first.buffer)
  expect(buffers.zeros('a', 9)).toEqual(new Float64Array(9))
  expect(buffers.zeros('a', 11)).toEqual(new Float64Array(11))
  expect(freshBuffers.zeros('a', 3).buffer).not.toBe(freshBuffers.zeros('a', 3).buffer)
})
