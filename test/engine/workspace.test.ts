import fc from 'fast-check'
import { noAnswers } from '../../src/engine/answer-counts.ts'
import { describe, expect, it } from 'vitest'
import { allWithin } from '../../src/engine/domains.ts'
import { fastElements, fastRows, turnLoopsOn } from '../../src/engine/kernel-loops.ts'
import { plan } from '../../src/engine/plan.ts'
import { BLOCK, workIn, Workspace } from '../../src/engine/workspace.ts'
import { createKernel } from '../../src/kernel/kernel.ts'
import { bceWithLogits } from '../../src/losses/bce-logits.ts'
import { crossEntropy } from '../../src/losses/ce.ts'
import { ExactSum } from '../../src/numerics/exact-sum.ts'
import { same } from '../same.ts'

const kernel = createKernel()
workIn(kernel)
const places = [1, 2].map(() => kernel.reserve(8 * 40_000))

/** The same numbers in the kernel's memory. */
function inPlace(data: Float64Array, place: number): Float64Array {
  const there = new Float64Array(kernel.memory.buffer, places[place], data.length)
  there.set(data)
  return there
}

/** A number that is not finite now and then, where the loops stop and go on. */
const wild = (i: number) => (i % 97 === 5 ? Infinity : ((i * 7919) % 400) / 20 - 10)

describe('numbers that lie in the memory of the loops', () => {
  it.each([4096, 5001, 8192, 8193, 20_001])('are computed there as if copied: %d elements', (n) => {
    const x = Float64Array.from({ length: n }, (_, i) => wild(i))
    const t = Float64Array.from({ length: n }, (_, i) => (i % 53 === 0 ? 0.25 : i % 2))
    const fitted = plan(bceWithLogits, {}, { input: { shape: [n] }, target: { shape: [n] } })
    if (fitted.one !== 'element') throw new Error('no element loss')
    const results = [x, inPlace(x, 0)].map((input) => {
      const values = new Float64Array(n)
      const sum = new ExactSum()
      const target = input === x ? t : inPlace(t, 1)
      fastElements(fitted, n)!([input, target, undefined], undefined, values, sum)
      return { values, sum: sum.value() }
    })
    same(results[1], results[0])
    same(inPlace(x, 0), x)
  })

  it.each([1, 3, 10])('are computed there as if copied: rows of %d classes', (classes) => {
    const rows = Math.floor(35_000 / classes)
    const x = Float64Array.from({ length: rows * classes }, (_, i) => (i % 89 === 0 ? NaN : wild(i + 6)))
    const t = Float64Array.from({ length: rows }, (_, i) => (i % 31 === 0 ? -100 : i % classes))
    const fitted = plan(crossEntropy, {}, { input: { shape: [rows, classes] }, target: { shape: [rows] } })
    if (fitted.one !== 'row') throw new Error('no class loss')
    const results = [x, inPlace(x, 0)].map((input) => {
      const values = new Float64Array(rows)
      const totals = { sum: new ExactSum(), weights: new ExactSum(), answers: noAnswers() }
      const details = {
        divisors: new Float64Array(rows),
        predicted: new Float64Array(rows),
        pTarget: new Float64Array(rows),
      }
      const target = input === x ? t : inPlace(t, 1)
      const judged = t.filter((index) => index !== -100).length
      fastRows(fitted, rows)!(input, target, values, details, judged, totals)
      return { values, details, input: [...input] }
    })
    same(results[1], results[0])
  })
})

describe('bounds', () => {
  const odd = fc.constantFrom(-0, 1, 1.0000000000000002, -5e-324, NaN, Infinity, -Infinity, 1e308)
  it('hold for all numbers, wherever they lie', () => {
    // Another test may have left other loops, or another kernel.
    turnLoopsOn()
    workIn(kernel)
    fc.assert(
      fc.property(
        fc.integer({ min: 4095, max: 4099 }),
        fc.array(fc.tuple(fc.nat(4098), odd), { maxLength: 2 }),
        (n, odds) => {
          const data = new Float64Array(n).fill(0.5)
          for (const [at, value] of odds) if (at < n) data[at] = value
          const want = data.every((x) => x >= 0 && x <= 1)
          expect(allWithin(data, 0, 1)).toBe(want)
          expect(allWithin(inPlace(data, 0), 0, 1)).toBe(want)
          const finite = data.every(Number.isFinite)
          expect(allWithin(inPlace(data, 0), -Number.MAX_VALUE, Number.MAX_VALUE)).toBe(finite)
        },
      ),
    )
  })
})

it('the accumulators are emptied into the sum, and start again', () => {
  const n = 9000
  const fitted = plan(bceWithLogits, {}, { input: { shape: [n] }, target: { shape: [n] } })
  if (fitted.one !== 'element') throw new Error('no element loss')
  const x = Float64Array.from({ length: n }, (_, i) => (i - 4500) / 3)
  const t = x.map((v) => (v > 0 ? 1 : 0))
  const sums = [1, 2].map(() => {
    const sum = new ExactSum()
    fastElements(fitted, n)!([x, t, undefined], undefined, undefined, sum)
    return sum.value()
  })
  expect(sums[1]).toBe(sums[0])
  expect(sums[0]).toBeGreaterThan(0)
})

it('numbers are taken where they lie, or copied whole, however many there are', () => {
  const other = createKernel()
  const space = new Workspace(other)
  const there = new Float64Array(other.memory.buffer, other.reserve(80), 10)
  // Memory that grows moves, and leaves views without a place.
  const at = there.byteOffset
  const n = 3 * BLOCK
  const t = Float64Array.from({ length: n + 2 }, (_, i) => i)
  const found = space.load({ data: there, start: 3, length: 4 }, { data: t, start: 2, length: n })
  expect(found.x).toBe(at + 24)
  const copied = (address: number) => new Float64Array(other.memory.buffer, address, n)
  same([...copied(found.t)], [...t.subarray(2)])
  same(new Set(copied(found.p)), new Set([1]))
})
