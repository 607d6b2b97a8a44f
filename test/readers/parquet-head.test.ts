import { expect, it } from 'vitest'
import { readHead } from '../../src/readers/columnar/parquet-head.ts'

it('refuses a footer that is said to be longer than any, before it is read', async () => {
  const size = 3 * 2 ** 30
  const read = (start: number, length: number) => {
    expect([start, length]).toEqual([size - 8, 4])
    return Uint8Array.of(0xff, 0xff, 0xff, 0x7f)
  }
  await expect(readHead({ size, read } as never)).rejects.toThrow(
    'said to be 2147483647 bytes long, more than 256 MiB',
  )
})
