import { expect, it } from 'vitest'
import { readHead } from '../../src/readers/columnar/parquet-head.ts'

it('refuses a footer that is said to be longer than any, before it is read', async () => {
  const size = 3 * 2 ** 30
  const read = (start: number, length: number) => {
    expect([size - 8, size - 4]).toContain(start)
    expect(length).toBe(4)
    return start === size - 4 ? Buffer.from('PAR1') : Uint8Array.of(0xff, 0xff, 0xff, 0x7f)
  }
  await expect(readHead({ size, read } as never)).rejects.toThrow(
    'said to be 2147483647 bytes long, more than 256 MiB',
  )
})
