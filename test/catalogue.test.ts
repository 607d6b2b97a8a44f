import { describe, expect, it } from 'vitest'
import { LossError } from '../src/error.ts'
import { losses, type LossResult } from '../src/library.ts'
import * as all from '../src/losses/all.ts'
import { flat, type GoldenCase, goldenCases, numbersOf, shapeOf, ulpsApart } from './golden.ts'

/** Below this nothing is compared. */
const TINY = 1e-300
/** Cases that torch takes and this program refuses: targets outside their domain, margins that make no sense. */
const refused = new Map([
  ['cosine-embedding', ['margin above 1', 'target 0']],
  ['gaussian-nll', ['NaN variance']],
  ['hinge-embedding', ['margin -0.25', 'target 0: both', 'target 0.5 the same']],
  ['kl-div', ['negative target', 'NaN']],
  ['margin-ranking', ['target 0: loss', 'target 2 scales']],
  ['msle', ['-1: Infinity', 'NaN, Infinity']],
  ['multi-margin', ['margin -0.5', 'scalar input']],
  ['multilabel-margin', ['scalar input']],
  ['multilabel-soft-margin', ['weight larger']],
  ['poisson-nll', ['negative rate', 'negative target']],
  ['soft-margin', ['target 0 gives', 'target 0.5, 2', 'Infinity with target 0']],
])
/** torch keeps a dimension of length 1 there. */
const otherShape = new Map([
  ['multi-margin', ['unbatched (C), target (1)']],
  ['pairwise-distance', ['keepdim']],
])

function isOf(cases: ReadonlyMap<string, readonly string[]>, { loss, name }: GoldenCase): boolean {
  return (cases.get(loss) ?? []).some((start) => name.startsWith(start))
}

/** The loss as it is exported, its key and its arguments. */
function find(name: string) {
  const [key, loss] = Object.entries(all).find(([, { name: own }]) => own === name)!
  if (!('takes' in loss)) throw new Error(name)
  return { compute: losses[key as keyof typeof losses] as (...args: unknown[]) => LossResult, loss }
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

function expectNear(got: unknown, want: unknown, ulps: number, what: string) {
  const wanted = flat(numbersOf(want))
  const found = flat(got)
  expect(found.length, what).toBe(wanted.length)
  found.forEach((value, i) => {
    if (Math.abs(value - wanted[i]!) <= TINY) return
    expect(ulpsApart(value, wanted[i]!), `${what} ${i}: got ${value}, want ${wanted[i]}`).toBeLessThanOrEqual(
      ulps,
    )
  })
}

const names = Object.values(all)
  .filter((loss) => 'takes' in loss && !['bce', 'bce-logits', 'ce', 'nll', 'mse'].includes(loss.name))
  .map(({ name }) => name)

describe.each(names)('golden cases of %s', (file) => {
  it.each(goldenCases(file).map((one) => [one.name, one] as const))('%s', (_name, golden) => {
    if (isOf(refused, golden)) {
      expect(() => compute(golden)).toThrow(LossError)
      return
    }
    const result = compute(golden)
    const perUnit = golden.options.reduction === 'none' || golden.options.reduce === false
    if (!isOf(otherShape, golden)) expect(shapeOf(result.value)).toEqual(shapeOf(golden.expected))
    expectNear(result.value, golden.limit ?? golden.exact ?? golden.expected, perUnit ? 4 : 8, 'value')
    for (const name of Object.keys(find(file).loss.takes)) {
      const key = `${name[0]!.toUpperCase()}${name.slice(1)}`
      const exact = golden[`exactGrad${name === 'input' ? '' : key}`]
      const slope = exact ?? golden[`grad${key}`]
      if (slope !== undefined) expectNear(result.grads[name], slope, 8, `gradient by ${name}`)
    }
  })
})

/** What torch takes, and this program with it: golden cases have their values. */
const taken = [
  'weights sum to 0',
  'the same class twice',
  'target outside 0..1',
  'target does not sum to 1',
  'empty batch, mean: undefined memory',
  'empty batch, sum: undefined memory',
  'log-probabilities do not sum to 1',
]

describe('refusals of the catalogue', () => {
  it.each(
    goldenCases('errors-2')
      .filter(({ loss }) => names.includes(loss))
      .map((one) => [`${one.loss}: ${one.name}`, one] as const),
  )('%s', (_name, golden) => {
    if (golden.why!.startsWith('warn') || taken.includes(golden.name)) {
      expect(() => compute(golden)).not.toThrow()
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
