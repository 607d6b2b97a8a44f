import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noAnswers } from '../../src/engine/answer-counts.ts'
import { columnsOf } from '../../src/engine/element-columns.ts'
import { addLosses } from '../../src/engine/element-losses.ts'
import { fastElements, fastRows } from '../../src/engine/kernel-loops.ts'
import { plan } from '../../src/engine/plan.ts'
import { BLOCK, workspaceFor } from '../../src/engine/workspace.ts'
import { crossEntropy } from '../../src/losses/ce.ts'
import { formsOf } from '../../src/losses/forms.ts'
import type { ElementLoss, RowLoss } from '../../src/losses/loss.ts'
import { multiMargin } from '../../src/losses/multi-margin.ts'
import { loadAll } from '../../src/losses/registry.ts'
import { ExactSum } from '../../src/numerics/exact-sum.ts'
import { draws } from '../draws.ts'
import { batch } from '../drawn-arguments.ts'
import { same } from '../same.ts'
import { elementCases, rowCases, sameElements, sameRows, targets } from './loop-cases.ts'

/* engine/kernel-loops.test.ts for few numbers: once there is a workspace, loops take any number of them. */
workspaceFor(BLOCK)

describe.each(elementCases)('the loop of %s', (_name, one) => {
  it.each([1, 19, BLOCK + 3])('has the bits of the plain loop for %d elements', (n) => {
    for (const target of n > BLOCK ? targets.slice(1, 2) : targets)
      for (const wild of n > BLOCK ? [0.01] : [0, 0.3]) sameElements(one, n, n, wild, target)
  })
})

describe.each(rowCases)('the loop of %s', (_name, one) => {
  it.each([
    [1, 3],
    [40, 1],
    [40, 3],
    [BLOCK + 3, 2],
    [5, 9000],
  ])('has the bits of the plain loop for %d rows of %d classes', (rows, classes) => {
    sameRows(one, 1, rows, classes, 0.01)
    if (rows * classes < 1000) for (let seed = 2; seed < 6; seed++) sameRows(one, seed, rows, classes, 0.2)
  })
})

const elementLosses = (await loadAll()).flatMap((loss) =>
  [...formsOf(loss).values()].flatMap((form) => (form.one === 'element' ? [[form.name, form] as const] : [])),
)

it.each(elementLosses)(
  '%s adds up to the same in blocks, with weights and without',
  (_name, loss: ElementLoss) => {
    fc.assert(
      fc.property(batch(loss), fc.boolean(), (args, weighted) => {
        const shape = Object.values(args)[0]!.shape
        const n = shape[0]! * shape[1]!
        const w = weighted ? Float64Array.from({ length: n }, (_, i) => 0.1 + (i % 7) / 3) : undefined
        const given = w && 'weight' in loss.options ? { weight: { data: w, shape } } : {}
        const fitted = plan(loss, given, args)
        if (fitted.one !== 'element') throw new Error('no element loss')
        const columns = columnsOf(fitted, args)
        const runs = [fastElements(fitted, n)!, undefined].map((fast) => {
          const [values, sum] = [new Float64Array(n), new ExactSum()]
          if (fast) fast(columns, w, values, sum)
          else addLosses(fitted, columns, w, n, values, sum)
          const blind = new ExactSum()
          fastElements(fitted, n)!(columns, w, undefined, blind)
          return { values, sums: [sum.value(), blind.value()] }
        })
        same(runs[0]!.values, runs[1]!.values)
        same(runs[0]!.sums, runs[1]!.sums)
      }),
      { numRuns: draws(60) },
    )
  },
)

describe('rows without a loop', () => {
  const fit = (
    loss: RowLoss,
    options: Record<string, unknown>,
    input: readonly number[],
    target: readonly number[],
  ) => {
    const fitted = plan(loss, options, { input: { shape: input }, target: { shape: target } })
    if (fitted.one !== 'row') throw new Error('no loss of rows')
    return fastRows(fitted, 4)
  }

  it('are those of other losses, of probabilities, of places in an image, and of options that forbid it', () => {
    expect(fit(crossEntropy, {}, [4, 3], [4])).toBeTypeOf('function')
    expect(fit(multiMargin, {}, [4, 3], [4])).toBe(undefined)
    expect(fit(crossEntropy, {}, [4, 3], [4, 3])).toBe(undefined)
    expect(fit(crossEntropy, {}, [4, 3, 2], [4, 2])).toBe(undefined)
    const weight = { data: Float64Array.of(1, 1e100, 1), shape: [3] }
    expect(fit(crossEntropy, { weight, labelSmoothing: 0.1 }, [4, 3], [4])).toBe(undefined)
  })

  it('nothing but the sum is kept where nothing else is wanted', () => {
    const fitted = plan(crossEntropy, {}, { input: { shape: [4, 2] }, target: { shape: [4] } })
    if (fitted.one !== 'row') throw new Error('no loss of rows')
    const totals = { sum: new ExactSum(), weights: new ExactSum(), answers: noAnswers() }
    const [x, t] = [Float64Array.of(0, 0, 0, 0, 1, 1, Infinity, 0), Float64Array.of(0, 1, -100, 0)]
    fastRows(fitted, 4)!(x, t, undefined, undefined, 3, totals)
    // A logit of Infinity for the right class costs nothing.
    expect(totals.sum.value()).toBe(2 * Math.LN2)
    x[6] = 0
    totals.sum = new ExactSum()
    fastRows(fitted, 4)!(x, t, undefined, undefined, 3, totals)
    expect(totals.sum.value()).toBe(3 * Math.LN2)
  })
})
