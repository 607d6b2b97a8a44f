import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { LossResult, Numbers, Reduction } from '../src/index.ts'
import * as library from '../src/index.ts'
import { argumentsOf } from '../src/losses/forms.ts'
import { flat, type GoldenCase, goldenCases, numbersOf, shapeOf, ulpsApart } from './golden.ts'
import { libraryCalls as functions } from './library-calls.ts'
import { isRefused } from './refused.ts'

/** torch's legacy pair: fixtures/cases/legacy-reduction.json is its truth table. */
function reductionOf(
  { reduction, sizeAverage, reduce }: Record<string, unknown>,
  fallback: Reduction,
): Reduction {
  if (sizeAverage == null && reduce == null) return (reduction as Reduction) ?? fallback
  if (reduce === false) return 'none'
  return sizeAverage === false ? 'sum' : 'mean'
}

/** What JSON has no number for, and no word of a choice. */
const spelled = (value: unknown) =>
  typeof value === 'string' && /^-?(Infinity|NaN)$/.test(value) ? Number(value) : value

function compute(golden: GoldenCase): LossResult {
  const { loss: name, name: title, options, shapes = {} } = golden
  const { loss, call } = functions.get(name)!
  const { reduction: _, sizeAverage: __, reduce: ___, ...rest } = options
  const usual = (loss.one !== 'form' && loss.reduction) || 'mean'
  const reduction = reductionOf(options, title.includes('reduction none') ? 'none' : usual)
  const args = argumentsOf(loss).map((argument) => {
    const numbers = numbersOf(golden[argument]) as Numbers
    const shape = shapes[argument]
    return shape ? { data: Float64Array.from(flat(numbers)), shape } : numbers
  })
  const given = Object.entries(rest).map(([option, value]) => [option, spelled(value)])
  return call(...args, { ...Object.fromEntries(given), reduction })
}

/** The bounds of the project: hard targets without weights keep 2 ulp (focal 4), all else 8. */
function bound({ loss, target, options }: GoldenCase): number {
  const plain =
    !options.weight && !options.posWeight && !options.labelSmoothing && !Array.isArray(options.alpha)
  const perElement = options.reduction === 'none' || options.reduce === false
  const hard = flat(numbersOf(target)).every((t) => Number.isInteger(t))
  if (!plain || !perElement || !(hard || loss === 'mse')) return 8
  if (loss === 'focal') return ((options.gamma as number | undefined) ?? 2) <= 5 ? 4 : 8
  return first.has(loss) ? 2 : 8
}

/** Losses whose bounds are closer. */
const first = new Set(['bce', 'bce-logits', 'ce', 'nll', 'mse'])

function expectClose(got: unknown, want: unknown, ulps: number) {
  if (flat(want).length > 0) expect(shapeOf(got)).toEqual(shapeOf(want))
  const wanted = flat(numbersOf(want))
  flat(got).forEach((value, i) => {
    if (Math.abs(value - wanted[i]!) <= 1e-300) return
    const apart = ulpsApart(value, wanted[i]!)
    expect(apart, `element ${i}: got ${value}, want ${wanted[i]}, ${apart} ulp apart`).toBeLessThanOrEqual(
      ulps,
    )
  })
}

/** Infinite inputs have no exactGrad: torch's own slope is off by some 1e-16, and NaN where the limit is finite. */
function expectGradient(got: unknown, want: unknown, golden: GoldenCase) {
  if (flat(numbersOf(golden.input)).every(Number.isFinite)) return expectClose(got, want, 8)
  const wanted = flat(numbersOf(want))
  flat(got).forEach((value, i) => {
    if (Object.is(value, wanted[i]) || (golden.limit !== undefined && Number.isNaN(wanted[i]))) return
    expect(Math.abs(value - wanted[i]!), `element ${i}: got ${value}, want ${wanted[i]}`).toBeLessThanOrEqual(
      1e-15,
    )
  })
}

/** Files of cases with a number for each; the others hold refusals, a truth table, and functions. */
const files = readdirSync('fixtures/cases')
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace('.json', ''))
  .filter((file) => !/^(errors|legacy|numerics|accuracy|worked)/.test(file))

/** The key of a golden gradient: gradInput, exactGrad of the input, exactGradVar of others. */
function goldenGradient(golden: GoldenCase, argument: string): unknown {
  const name = argument[0]!.toUpperCase() + argument.slice(1)
  return golden[argument === 'input' ? 'exactGrad' : `exactGrad${name}`] ?? golden[`grad${name}`]
}

describe.each(files)('golden cases of %s', (file) => {
  it.each(goldenCases(file).map((one) => [one.name, one] as const))('%s', (_name, golden) => {
    if (isRefused(golden)) {
      expect(() => compute(golden)).toThrow(library.LossError)
      return
    }
    const result = compute(golden)
    expectClose(result.value, golden.limit ?? golden.exact ?? golden.expected, bound(golden))
    for (const [argument, grad] of Object.entries(result.grads)) {
      const want = goldenGradient(golden, argument)
      if (want !== undefined) expectGradient(grad, want, golden)
    }
  })
})

describe('golden errors', () => {
  it.each(goldenCases('errors').map((one) => [`${one.loss}: ${one.name}`, one] as const))(
    '%s',
    (_name, golden) => {
      expect(() => compute(golden)).toThrow(library.LossError)
    },
  )
})

describe('slopes at the edges', () => {
  it('are 0 for ignored rows, though the mean be 0/0', () => {
    const { value, grad } = library.crossEntropy([[1, 2]], [-100])
    expect([value, grad]).toEqual([Number.NaN, [[0, 0]]])
  })

  it('are 0 for a single class', () => {
    for (const gamma of [0, 0.5, 2]) {
      expect(library.focal([[3], [1]], [0, 0], { mode: 'softmax', gamma }).grad).toEqual([[0], [0]])
    }
  })

  it('of focal keep their digits for nearly hard targets, and their limit for certain answers', () => {
    const nearly = library.focal([-60], [1e-6], { alpha: -1 })
    expect([nearly.value, nearly.grad]).toEqual([5.999999999999999e-17, [-9.999999999999999e-19]])
    const certain = library.focal([[720, 0, 3]], [[0.5, 0.25, 0.25]], { mode: 'softmax', gamma: 1 })
    expect(certain.grad).toEqual([[0.5, -0.25, -0.25]])
  })
})
