import { expect, it } from 'vitest'
import { toDoubles } from '../../src/readers/arrays/dtypes.ts'

it.each<['int64' | 'uint64', bigint, bigint | undefined]>([
  ['int64', 2n ** 53n, undefined],
  ['int64', 2n ** 53n + 1n, 2n ** 53n + 1n],
  ['int64', 2n ** 53n + 2n, undefined],
  ['int64', -(2n ** 53n) - 1n, -(2n ** 53n) - 1n],
  ['int64', -(2n ** 63n), undefined],
  ['int64', 2n ** 63n - 1n, 2n ** 63n - 1n],
  ['uint64', 2n ** 63n + 2048n, undefined],
  ['uint64', 2n ** 64n - 1n, 2n ** 64n - 1n],
])('%s %s is read where a double holds it', (type, value, refused) => {
  const seen: bigint[] = []
  const data = type === 'int64' ? BigInt64Array.of(value) : BigUint64Array.of(value)
  const refuse = (_index: number, integer: bigint): never => {
    seen.push(integer)
    throw new Error('refused')
  }
  const read = () => toDoubles(new Uint8Array(data.buffer), type, true, refuse)
  if (refused === undefined) expect(BigInt(read()[0]!)).toBe(value)
  else expect(read).toThrow('refused')
  expect(seen).toEqual(refused === undefined ? [] : [refused])
})
