import { describe, expect, it } from 'vitest'
import { LossError } from '../src/error.ts'
import type { LossResult } from '../src/index.ts'
import { flat, type GoldenCase, goldenCases, numbersOf } from './golden.ts'
import { libraryCalls } from './library-calls.ts'
import { isTaken } from './refused.ts'

/** The loss as it is called, and its arguments. */
function find(name: string) {
  const { loss, call } = libraryCalls.get(name)!
  if (!('takes' in loss)) throw new Error(name)
  return { compute: call, loss }
}

function compute(golden: GoldenCase): LossResult {
  const { compute, loss } = find(golden.loss)
  const { reduction: given, sizeAverage, reduce, ...options } = golden.options
  const legacy = reduce === false ? 'none' : sizeAverage === false ? 'sum' : undefined
  const reduction = legacy ?? given
  const args = Object.keys(loss.takes).map((name) => {
    const shape = golden.shapes?.[name]
    return shape ? { data: new Float64Array(0), shape } : numbersOf(golden[name])
  })
  const own = Object.fromEntries(Object.entries(options).map(([name, value]) => [name, optionOf(value)]))
  return compute(...args, { ...own, ...(reduction !== undefined && { reduction }) })
}

/** Numbers that JSON has no words for. */
function optionOf(value: unknown): unknown {
  return value === 'Infinity' || value === 'NaN' ? Number(value) : numbersOfLists(value)
}

function numbersOfLists(value: unknown): unknown {
  return Array.isArray(value) ? numbersOf(value) : value
}

const names = [...libraryCalls]
  .filter(([name, { loss }]) => 'takes' in loss && !['bce', 'bce-logits', 'ce', 'nll', 'mse'].includes(name))
  .map(([name]) => name)

describe('refusals of the catalogue', () => {
  it.each(
    goldenCases('errors-2')
      .filter(({ loss }) => names.includes(loss))
      .map((one) => [`${one.loss}: ${one.name}`, one] as const),
  )('%s', (_name, golden) => {
    if (isTaken(golden)) {
      const { notices } = compute(golden).report
      if (golden.why!.startsWith('warn')) expect(notices.map(({ code }) => code).join()).toMatch(/W4/)
      return
    }
    expect(() => compute(golden)).toThrow(LossError)
  })
})

it.each(
  goldenCases('worked-2')
    .filter(({ loss }) => names.includes(loss))
    .map((one) => [`${one.loss}: ${one.name}`, one] as const),
)('published: %s', (_name, golden) => {
  const published = flat(numbersOf(golden.published))
  flat(compute(golden).value).forEach((value, i) => {
    expect(Math.abs(value - published[i]!)).toBeLessThanOrEqual((golden.tolerance as number) * 1.0001)
  })
})

it('takes all classes of an image as one in the binary mode of smp', () => {
  const logits = [[1, 2]]
  const { value } = compute({
    name: 'two classes, binary',
    loss: 'dice',
    input: logits,
    target: [[1, 0]],
    options: { convention: 'smp', mode: 'binary' },
  } as unknown as Parameters<typeof compute>[0])
  // 1 - 2 sigmoid(1) / (sigmoid(1) + sigmoid(2) + 1)
  expect(flat(value)[0]).toBeCloseTo(0.4401998619024319, 14)
})
