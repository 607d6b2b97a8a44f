import { expect, it } from 'vitest'
import { readHead } from '../../src/readers/columnar/parquet-head.ts'

it('refuses a footer that is said to be longer than any, before it is read', () => {
  const size = 3 * 2 ** 30
  const read = (start: number, length: number) => {
    expect([start, length]).toEqual([size - 8, 8])
    return Buffer.from('\xff\xff\xff\x7fPAR1', 'latin1')
  }
  expect(() => readHead({ size, read } as never)).toThrow(
    'said to be 2147483647 bytes long, more than 256 MiB',
  )
})
