import { describe, expect, it } from 'vitest'
import type { LossResult, Numbers, Reduction } from '../src/index.ts'
import * as library from '../src/index.ts'
import { flat, type GoldenCase, goldenCases, numbersOf, shapeOf, ulpsApart } from './golden.ts'

type Compute = (input: Numbers, target: Numbers, options: object) => LossResult

const functions: Record<string, Compute> = {
  bce: library.bce,
  'bce-logits': library.bceWithLogits,
  ce: library.crossEntropy,
  nll: library.nll,
  mse: library.mse,
  focal: library.focal,
}

/** torch's legacy pair: fixtures/cases/legacy-reduction.json is its truth table. */
function reductionOf(
  { reduction, sizeAverage, reduce }: Record<string, unknown>,
  fallback: Reduction,
): Reduction {
  if (sizeAverage == null && reduce == null) return (reduction as Reduction) ?? fallback
  if (reduce === false) return 'none'
  return sizeAverage === false ? 'sum' : 'mean'
}

function compute({ loss, name, input, target, options }: GoldenCase): LossResult {
  const { reduction: _, sizeAverage: __, reduce: ___, ...rest } = options
  const reduction = reductionOf(options, name.includes('reduction none') ? 'none' : 'mean')
  return functions[loss]!(numbersOf(input) as Numbers, numbersOf(target) as Numbers, { ...rest, reduction })
}

/** The bounds of the project: hard targets without weights keep 2 ulp (focal 4), all else 8. */
function bound({ loss, target, options }: GoldenCase): number {
  const plain =
    !options.weight && !options.posWeight && !options.labelSmoothing && !Array.isArray(options.alpha)
  const perElement = options.reduction === 'none' || options.reduce === false
  const hard = flat(numbersOf(target)).every((t) => Number.isInteger(t))
  if (!plain || !perElement || !(hard || loss === 'mse')) return 8
  if (loss === 'focal') return ((options.gamma as number | undefined) ?? 2) <= 5 ? 4 : 8
  return 2
}

function expectClose(got: unknown, want: unknown, ulps: number) {
  expect(shapeOf(got)).toEqual(shapeOf(want))
  const wanted = flat(numbersOf(want))
  flat(got).forEach((value, i) => {
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

describe.each(['blog', 'bce', 'bce-logits', 'ce', 'nll', 'mse', 'focal', 'focal-softmax'])(
  'golden cases of %s',
  (file) => {
    it.each(goldenCases(file).map((one) => [one.name, one] as const))('%s', (_name, golden) => {
      const result = compute(golden)
      expectClose(result.value, golden.limit ?? golden.exact ?? golden.expected, bound(golden))
      const grad = golden.exactGrad ?? golden.gradInput
      if (grad !== undefined) expectGradient(result.grad, grad, golden)
    })
  },
)

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
})
