import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draws } from '../draws.ts'
import { focalSigmoid as focal } from '../../src/losses/focal-sigmoid.ts'
import { focalSoftmax } from '../../src/losses/focal-softmax.ts'
import { elementCases, rowCases, sameElements, sameRows, targets } from './loop-cases.ts'

describe.each(elementCases)('the loop of %s', (_name, one) => {
  it.each([0, 0.02, 0.5])('has the bits of the plain loop, %d of the numbers being extreme', (wild) => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 4096, max: 18_000 }),
        fc.constantFrom(...targets),
        (seed, n, target) => sameElements(one, seed, n, wild, target),
      ),
      { numRuns: draws(12, 2) },
    )
  })
})

it('focal with a huge gamma is left to the plain loop', () => {
  const alike = { alpha: undefined, weight: undefined, ignoreIndex: -100 }
  expect(focalSoftmax.loop!.numbers!({ ...alike, gamma: 1e105, labelSmoothing: 0 })).toBe(undefined)
  expect(focalSoftmax.loop!.numbers!({ ...alike, gamma: 2, labelSmoothing: 0.1 })).toBe(undefined)
  expect(focal.loop!.numbers!({ gamma: 1e305, alpha: 0.25 })).toBe(undefined)
})

describe.each(rowCases)('the loop of %s', (_name, one) => {
  it.each([1, 2, 3, 7, 10, 64, 1000])('has the bits of the plain loop for %d classes', (classes) => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(0, 0.01, 0.3), fc.constantFrom(5e3, 4e4), (seed, wild, n) =>
        sameRows(one, seed, Math.ceil(n / classes) + 3, classes, wild),
      ),
      { numRuns: draws(12, 2) },
    )
  })
})
