import { describe, expect, it } from 'vitest'
import { Computation, pairsFor } from '../../src/engine/compute.ts'
import { ReusedBuffers } from '../../src/engine/buffers.ts'
import { bce } from '../../src/losses/bce.ts'
import { bceWithLogits } from '../../src/losses/bce-logits.ts'
import { crossEntropy } from '../../src/losses/ce.ts'
import { dice } from '../../src/losses/dice.ts'
import type { Explain } from '../../src/engine/request.ts'
import type { ExplainedRows } from '../../src/explanation.ts'
import type { Loss } from '../../src/losses/loss.ts'
import { multilabelSoftMargin } from '../../src/losses/multilabel-soft-margin.ts'
import { mse } from '../../src/losses/mse.ts'

const named = (name: string) => ({ name, format: 'csv', notes: [] })
const dataset = { args: { input: named('a.csv'), target: named('b.csv') } }
const column = (...numbers: number[]) => ({ data: Float64Array.from(numbers), shape: [numbers.length] })

it('a computation without a pair is empty, was fitted to nothing, and has no report', () => {
  const computation = new Computation({ loss: mse, options: {}, reduction: 'mean' })
  expect(computation.empty).toBe(true)
  expect(computation.fitted).toBe(undefined)
  expect(() => computation.report(dataset)).toThrow(
    expect.objectContaining({ code: 'E205', message: 'a.csv and b.csv hold no data' }),
  )
})

it.each([
  ['mse', mse, true],
  ['dice, which needs all rows at once', dice, false],
])('a pair of %s may be overwritten by the next: %j', async (_title, loss, may) => {
  const asked: (boolean | undefined)[] = []
  const pair = { args: { input: column(1), target: column(0) }, firstRow: 0, whole: false }
  const pairs = async function* (_rows: unknown, passing?: boolean) {
    asked.push(passing)
    yield pair
  }
  const request = { loss, options: {}, reduction: 'mean' } as const
  for (const passing of [true, false])
    for await (const one of pairsFor(request, { ...dataset, pairs }, passing)) expect(one.firstRow).toBe(0)
  expect(asked).toEqual([may, false])
})

it('a computation with a pair was fitted to it', () => {
  const computation = new Computation({ loss: mse, options: {}, reduction: 'mean' })
  const pair = {
    args: { input: column(1, 2), target: column(0, 4) },
    firstRow: 0,
    whole: true,
  }
  computation.add(pair)
  expect(computation.empty).toBe(false)
  expect(computation.fitted!.first).toBe(pair)
  expect(computation.fitted!.form.loss.name).toBe('mse')
  expect(computation.fitted!.plan.one).toBe('element')
  expect(computation.report(dataset).value).toBe(2.5)
})

it('weights of an element that are left over, or too few, are refused in the end where the data come in pieces', () => {
  const weight = (rows: number) => ({ data: new Float64Array(rows).fill(1), shape: [rows] })
  const of = (rows: number, whole: boolean) => () => {
    const computation = new Computation({ loss: mse, options: { weight: weight(rows) }, reduction: 'mean' })
    const parts = whole ? [[1, 2, 3]] : [[1, 2], [3]]
    let firstRow = 0
    for (const part of parts) {
      computation.add({ args: { input: column(...part), target: column(...part) }, firstRow, whole })
      firstRow += part.length
    }
    return computation.report(dataset).value
  }
  for (const whole of [true, false]) {
    expect(of(3, whole)()).toBe(0)
    expect(of(4, whole)).toThrow(expect.objectContaining({ code: 'E311' }))
  }
})

it('numbers of samples are kept where they are asked for', () => {
  const args = { input: { data: Float64Array.of(1, 2, 3, 4), shape: [2, 2] }, target: column(0, 1) }
  const added = (request: object) =>
    new Computation({ loss: crossEntropy, options: {}, reduction: 'mean', ...request }).add({
      args,
      firstRow: 0,
      whole: true,
    })
  expect(added({}).samples).toBe(undefined)
  expect(added({ samples: 1 }).samples).not.toBe(undefined)
  expect(added({}).grads).toBe(undefined)
  expect(added({}).values).toBe(undefined)
  expect([...added({ values: true }).values!].length).toBe(2)
  expect(added({ grad: true }).grads).not.toBe(undefined)
  expect(added({}).divisors).toBe(undefined)
  expect([...added({ perRow: true, values: true }).divisors!]).toEqual([1, 1])
})

it('what is kept of a piece outlives the next one, where memory is used again', () => {
  const request = { loss: mse, options: {}, reduction: 'mean', values: true, samples: 1 } as const
  const computation = new Computation(request, new ReusedBuffers())
  const first = { args: { input: column(1, 2), target: column(0, 0) }, firstRow: 0, whole: false }
  computation.add(first)
  const next = { args: { input: column(3, 5), target: column(0, 0) }, firstRow: 2, whole: false }
  expect(computation.add(next).samples).toBe(undefined)
  expect(computation.fitted!.first).toBe(first)
  const { values, grads } = computation.report(dataset)
  expect([[...values!.data], values!.shape, grads]).toEqual([[1, 4, 9, 25], [4], undefined])
})

it('slopes go to whoever takes them, and are not kept', () => {
  const taken: number[][] = []
  const computation = new Computation({
    loss: mse,
    options: {},
    reduction: 'mean',
    grad: true,
    takeSlopes: ({ input }) => taken.push([...input!]),
  })
  for (const [firstRow, x] of [1, 3].entries()) {
    const args = { input: column(x), target: column(0) }
    expect(computation.add({ args, firstRow, whole: false }).grads).toBe(undefined)
  }
  expect(taken).toEqual([[2], [6]])
  const { grads, slopes } = computation.report(dataset)
  expect(grads).toBe(undefined)
  expect(slopes!.shapes).toEqual({ input: [2], target: [2] })
  const [input] = taken.map((list) => Float64Array.from(list))
  slopes!.divide(input!)
  expect([...input!]).toEqual([1])
})

it('the mean divides by the weights of elements where that is asked for', () => {
  const asked = (loss: typeof bce | typeof mse, meanBy: 'weights' | 'torch', given = true) => {
    const options = given ? { weight: { data: Float64Array.of(1, 3), shape: [2] } } : {}
    const computation = new Computation({ loss, options, reduction: 'mean', meanBy })
    computation.add({ args: { input: column(1, 0.5), target: column(1, 1) }, firstRow: 0, whole: true })
    return computation.report(dataset).denominator
  }
  expect(asked(bce, 'weights')).toEqual({ kind: 'weights', value: 4 })
  expect(asked(bce, 'torch')).toEqual({ kind: 'elements', value: 2 })
  expect(asked(mse, 'torch')).toEqual({ kind: 'weights', value: 4 })
  expect(() => asked(bce, 'weights', false)).toThrow(expect.objectContaining({ code: 'E104' }))
})

it('weights that are spread over the rows divide as often, in whatever pieces these come', () => {
  const divisor = (rows: number) => {
    const options = { weight: { data: Float64Array.of(1, 2), shape: [2] } }
    const computation = new Computation({
      loss: bceWithLogits,
      options,
      reduction: 'mean',
      meanBy: 'weights',
    })
    const piece = { data: new Float64Array(2 * rows), shape: [rows, 2] }
    for (let firstRow = 0; firstRow < 6; firstRow += rows)
      computation.add({ args: { input: piece, target: piece }, firstRow, whole: rows === 6 })
    const { denominator, value } = computation.report(dataset)
    expect(value).toBeCloseTo(Math.LN2, 15)
    return denominator.value
  }
  // Two weights of 1 and 2, in each of six rows.
  expect([1, 2, 6].map(divisor)).toEqual([18, 18, 18])
})

it('a weight per row that is left over is told with both numbers; others may be of any rank', () => {
  const inPieces = (option: string, data: number[], shape: number[]) => () => {
    const options = { [option]: { data: Float64Array.from(data), shape } }
    const computation = new Computation({ loss: bceWithLogits, options, reduction: 'sum' })
    const piece = { data: Float64Array.of(0, 0), shape: [1, 2] }
    for (const firstRow of [0, 1])
      computation.add({ args: { input: piece, target: piece }, firstRow, whole: false })
    return computation.report(dataset).value! / (4 * Math.LN2)
  }
  for (const option of ['weight', 'posWeight']) {
    expect(inPieces(option, [2, 2, 2, 2, 2, 2], [3, 2])).toThrow(
      expect.objectContaining({
        code: 'E311',
        message: 'the weights have 3 rows, the input 2',
        details: { why: 'weights of this shape hold one entry per row' },
      }),
    )
  }
  expect(inPieces('weight', [2, 2, 2, 2], [2, 2])()).toBe(2)
  expect(inPieces('weight', [2, 2], [1, 2])()).toBe(2)
  expect(inPieces('weight', [1, 3], [2])()).toBe(2)
  expect(inPieces('weight', [2], [])()).toBe(2)
})

describe('an explanation', () => {
  const rows: ExplainedRows = Object.assign([], { samples: 0 })
  const explain: Explain = {
    heading: () => ({ formula: 'f', latex: 'l' }),
    see: () => undefined,
    rows: () => rows,
  }
  const explained = (loss: Loss, shape: number[], target: number[], more: object = {}) => {
    const zeros = (size: number[]) => ({
      data: new Float64Array(size.reduce((n, length) => n * length, 1)),
      shape: size,
    })
    const computation = new Computation({ loss, options: {}, reduction: 'mean', explain })
    computation.add({ args: { input: zeros(shape), target: zeros(target) }, firstRow: 0, whole: true })
    return computation.report({ ...dataset, ...more }).explanation
  }

  it('says what the numbers of a row are, and how many positions it has', () => {
    const found = { formula: 'f', latex: 'l', rows }
    expect(explained(crossEntropy, [2, 3, 4, 5], [2, 4, 5])).toEqual({
      ...found,
      input: 'logit',
      columns: 'classes',
      positions: 20,
    })
    expect(explained(crossEntropy, [2, 3], [2], { classes: ['a', 'b', 'c'] })).toEqual({
      ...found,
      input: 'logit',
      columns: 'classes',
      positions: 1,
      classes: ['a', 'b', 'c'],
    })
    expect(explained(mse, [2, 3], [2, 3])).toEqual({
      ...found,
      input: 'number',
      columns: 'elements',
      positions: 1,
    })
    expect(explained(multilabelSoftMargin, [2, 3, 4], [2, 3, 4])).toEqual({
      ...found,
      input: 'logit',
      columns: 'elements',
      positions: 3,
    })
    expect(explained(dice, [2, 1, 4], [2, 1, 4])).toEqual({
      ...found,
      input: 'logit',
      columns: 'elements',
      positions: 1,
    })
  })

  it('is there only if it was asked for', () => {
    const computation = new Computation({ loss: mse, options: {}, reduction: 'mean' })
    computation.add({ args: { input: column(1), target: column(1) }, firstRow: 0, whole: true })
    expect(computation.report(dataset).explanation).toBe(undefined)
  })
})

it('a single number has a weight', () => {
  const one = (x: number) => ({ data: Float64Array.of(x), shape: [] })
  const computation = new Computation({ loss: mse, options: { weight: one(3) }, reduction: 'mean' })
  computation.add({ args: { input: one(1), target: one(3) }, firstRow: 0, whole: true })
  expect(computation.report(dataset).value).toBe(4)
})

it('a loss with an option called mode takes it, and another none', () => {
  const of = (loss: Loss) => new Computation({ loss, options: {}, reduction: 'mean', mode: 'binary' })
  const pair = { args: { input: column(1), target: column(0) }, firstRow: 0, whole: true }
  expect(of(dice).fit(pair).one).toBe('batch')
  expect(() => of(mse).fit(pair)).toThrow(
    expect.objectContaining({ code: 'E105', message: 'mse has one form only, no --mode' }),
  )
})
