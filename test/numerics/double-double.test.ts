import { expect, it } from 'vitest'
import { low, rootPair } from '../../src/numerics/double-double.ts'

it('a root has no low part where it is 0 or Infinity, and one that its square needs elsewhere', () => {
  low[0] = 5
  expect([rootPair(0, 0), low[0]]).toEqual([0, 0])
  low[0] = 5
  expect([rootPair(Infinity, 0), low[0]]).toEqual([Infinity, 0])
  const root = rootPair(2, 0)
  // sqrt(2) = 1.4142135623730950488016887242..., whose double is 1.41421356237309514547...
  expect(root).toBe(Math.SQRT2)
  expect(low[0]).toBeCloseTo(-9.667293313452913e-17, 30)
})
