import { describe, expect, it } from 'vitest'
import { noAnswers } from '../../src/engine/answer-counts.ts'
import { guesses, judgeRows } from '../../src/engine/answers.ts'
import { plan } from '../../src/engine/plan.ts'
import { predictionsOf } from '../../src/engine/predictions.ts'
import { Given } from '../../src/numerics/class-logs.ts'
import { Softmax } from '../../src/numerics/softmax.ts'
import type { Tensor } from '../../src/tensor.ts'
import { everyForm } from '../every-form.ts'
import { same } from '../same.ts'

const form = (title: string) => everyForm.find(([own]) => own === title)![1]()
const tensor = (shape: readonly number[], data: readonly number[]): Tensor => ({
  data: Float64Array.from(data),
  shape,
})
const fit = (title: string, input: readonly number[], target: readonly number[], options = {}) =>
  plan(form(title), options, { input: { shape: input }, target: { shape: target } })

describe('answers of rows', () => {
  const judge = (inner: number, x: readonly number[], t: readonly number[], ignored = 0) => {
    const classes = x.length / t.length
    const shape = inner === 1 ? [t.length] : [t.length / inner, inner]
    const fitted = fit('ce', [shape[0]!, classes, ...shape.slice(1)], shape)
    if (fitted.one !== 'row') throw new Error('no rows')
    const answers = noAnswers()
    judgeRows(fitted, { input: tensor([], x), target: tensor([], t) }, t.length, ignored, answers)
    return answers
  }

  it('are right where the first of the largest is the target', () => {
    expect(judge(1, [1, 2, 0, 3, 3, 0, 0, 1, 2], [1, 0, 1])).toEqual({
      judged: 3,
      right: 2,
      soft: 0,
      counts: [1, 2, 0],
    })
    expect(judge(1, [1, 2, 0, 3, 3, 0], [-100, 0], 1)).toEqual({
      judged: 1,
      right: 1,
      soft: 0,
      counts: [1, 0, 0],
    })
  })

  it('of places in images lie side by side', () => {
    // Two images of two places, three classes each.
    const x = [0, 9, 1, 0, 2, 1, 5, 0, 0, 0, 0, 7]
    expect(judge(2, x, [2, 0, 0, 2])).toEqual({ judged: 4, right: 4, soft: 0, counts: [2, 0, 2] })
    expect(judge(2, x, [0, 2, 2, 0])).toEqual({ judged: 4, right: 0, soft: 0, counts: [2, 0, 2] })
  })

  it('of probabilities are soft, and of other losses none', () => {
    const soft = fit('ce', [2, 3], [2, 3])
    const margin = fit('multi-margin', [2, 3], [2])
    if (soft.one !== 'row' || margin.one !== 'row') throw new Error('no rows')
    const [answers, none] = [noAnswers(), noAnswers()]
    judgeRows(
      soft,
      { input: tensor([2, 3], [1, 2, 3, 4, 5, 6]), target: tensor([2, 3], [1, 0, 0, 0, 1, 0]) },
      2,
      0,
      answers,
    )
    expect(answers).toMatchObject({ judged: 0, right: 0, soft: 2 })
    judgeRows(margin, { input: tensor([2, 3], [1, 2, 3, 4, 5, 6]), target: tensor([2], [0, 1]) }, 2, 0, none)
    expect(none).toEqual(noAnswers())
  })
})

describe('what guessing costs', () => {
  const answers = { judged: 4, right: 0, soft: 0, counts: [3, 1] }
  const h = -(3 * Math.log(0.75) + Math.log(0.25))
  const [ln2, weight] = [Math.LN2, tensor([2], [2, 1])]

  it.each<[string, ReturnType<typeof fit>, object, object]>([
    ['bce-logits', fit('bce-logits', [4], [4]), answers, { chance: 4 * ln2, frequencies: h }],
    ['bce', fit('bce', [4], [4]), answers, { chance: 4 * ln2, frequencies: h }],
    ['ce', fit('ce', [4, 2], [4]), answers, { chance: 4 * ln2, frequencies: h }],
    ['ce of probabilities', fit('ce from probs', [4, 2], [4]), answers, { chance: 4 * ln2, frequencies: h }],
    ['nll', fit('nll', [4, 2], [4]), answers, { chance: 4 * ln2, frequencies: h }],
    [
      'weights per class',
      fit('ce', [4, 2], [4], { weight }),
      answers,
      { chance: 7 * ln2, frequencies: -(6 * Math.log(0.75) + Math.log(0.25)) },
    ],
    [
      'one weight of the positive side',
      fit('bce-logits', [4], [4], { posWeight: tensor([], [2]) }),
      answers,
      { chance: 5 * ln2, frequencies: -(3 * Math.log(0.75) + 2 * Math.log(0.25)) },
    ],
    ['no target', fit('ce', [4, 2], [4]), { ...answers, judged: 0 }, {}],
    ['soft targets', fit('ce', [4, 2], [4]), { ...answers, soft: 1 }, {}],
    ['no probabilities', fit('mse', [4], [4]), answers, {}],
    ['weights per element', fit('bce-logits', [4], [4], { weight: tensor([4], [1, 2, 3, 4]) }), answers, {}],
    [
      'weights of the positive side per element',
      fit('bce-logits', [2, 2], [2, 2], { posWeight: tensor([2], [1, 2]) }),
      answers,
      {},
    ],
    ['a loss of the batch', fit('dice', [1, 2, 3], [1, 3]), answers, {}],
    [
      '200 classes',
      fit('ce', [4, 200], [4]),
      { ...answers, counts: [4, ...Array<number>(199).fill(0)] },
      { chance: 4 * Math.log(200), frequencies: 0 },
    ],
    ['201 classes', fit('ce', [4, 201], [4]), answers, { chance: 4 * Math.log(201) }],
    [
      '201 classes with weights',
      fit('ce', [4, 201], [4], { weight: tensor([201], Array<number>(201).fill(1)) }),
      answers,
      {},
    ],
  ])('%s', (_what, fitted, found, want) => {
    const got = guesses(fitted, found as typeof answers)
    expect(Object.keys(got)).toEqual(Object.keys(want))
    for (const [name, value] of Object.entries(want))
      expect(got[name as 'chance']).toBeCloseTo(value as number, 12)
  })
})

describe('predictions', () => {
  const of = (title: string, input: Tensor, target: Tensor) =>
    predictionsOf(fit(title, input.shape, target.shape), { input, target })

  it('of sides have labels where rows have several', () => {
    const labels = ([...shape]: number[]) =>
      of('bce-logits', tensor(shape, Array<number>(8).fill(1)), tensor(shape, Array<number>(8).fill(1)))!
        .labels
    expect([[8], [8, 1], [4, 2], [2, 2, 2]].map(labels)).toEqual([undefined, undefined, 2, undefined])
  })

  it('of two sides are the likelier one', () => {
    const logits = of('bce-logits', tensor([3], [-1, 0, 2]), tensor([3], [0, 1, 1]))!
    expect(logits).toMatchObject({
      classes: 1,
      logits: true,
      costs: undefined,
      ranks: undefined,
      soft: undefined,
    })
    expect([...logits.predicted]).toEqual([0, 0, 1])
    expect([...logits.p].map((p) => Number(p.toFixed(4)))).toEqual([0.2689, 0.5, 0.8808])
    expect([...logits.scores!]).toEqual([-1, 0, 2])
    const probabilities = of('bce', tensor([3], [0.4, 0.5, 0.6]), tensor([3], [0, 1, 1]))!
    expect(probabilities.logits).toBe(false)
    expect([...probabilities.predicted]).toEqual([0, 0, 1])
    expect([...probabilities.p]).toEqual([0.4, 0.5, 0.6])
    expect([...probabilities.targets]).toEqual([0, 1, 1])
  })

  it('of one target for a row of inputs has it beside each', () => {
    const wide = of('bce-logits', tensor([2, 2], [1, -1, 2, -2]), tensor([2, 2], [1, 0, 0, 1]))!
    expect([...wide.targets]).toEqual([1, 0, 0, 1])
    const spread = of('mse', tensor([2, 2], [1, -1, 2, -2]), tensor([2, 1], [1, 0]))
    expect(spread).toBe(undefined)
  })

  it('of classes have ranks and costs, which an ignored row has not', () => {
    const found = of('ce', tensor([3, 3], [1, 3, 1, 0, 0, 0, 2, 1, 1]), tensor([3], [2, 1, -100]))!
    expect([...found.predicted]).toEqual([1, 0, NaN])
    expect([...found.targets]).toEqual([2, 1, NaN])
    // A tie is won by the class before.
    expect([...found.ranks!]).toEqual([2, 1, NaN])
    expect(found.costs![1]).toBeCloseTo(Math.log(3), 14)
    expect(found.scores).toBe(undefined)
    expect([...found.p.subarray(3)].map((p) => Number(p.toFixed(4)))).toEqual([
      0.3333, 0.3333, 0.3333, 0, 0, 0,
    ])
  })

  it('of two classes have a score', () => {
    const logits = of('ce', tensor([2, 2], [1, 3, 5, 2]), tensor([2], [0, 1]))!
    expect([...logits.scores!]).toEqual([2, -3])
    const probabilities = of('ce from probs', tensor([2, 2], [0.25, 0.75, 0.5, 0.5]), tensor([2], [0, 1]))!
    expect([...probabilities.scores!]).toEqual([0.75, 0.5])
    expect(probabilities.logits).toBe(false)
    const logs = of('nll', tensor([1, 2], [-2, -1]), tensor([1], [0]))!
    expect([...logs.scores!]).toEqual([1])
  })

  it('of probability targets keep them, classes side by side', () => {
    const rows = of('ce', tensor([1, 2], [1, 2]), tensor([1, 2], [0.25, 0.75]))!
    expect([...rows.soft!]).toEqual([0.25, 0.75])
    expect([rows.costs, rows.ranks]).toEqual([undefined, undefined])
    const image = of('ce', tensor([1, 2, 2], [1, 2, 3, 4]), tensor([1, 2, 2], [0.1, 0.2, 0.9, 0.8]))!
    expect([...image.soft!]).toEqual([0.1, 0.9, 0.2, 0.8])
  })

  it.each(['mse', 'multi-margin', 'kl-div', 'poisson-nll'])('%s has none', (title) => {
    const target = title === 'multi-margin' ? tensor([2], [0, 1]) : tensor([2, 2], [0, 1, 1, 0])
    expect(of(title, tensor([2, 2], [-1, -2, -3, -4]), target)).toBe(undefined)
  })
})

describe('predictions of classes', () => {
  const numbers = [0, 1, -2, 3.5, Number.NaN, Infinity, -Infinity, 700]
  const rows = 4000
  const target = Array.from({ length: rows }, (_, i) => (i % 10 === 3 ? -100 : (7 * i) % 3))
  const x = Array.from(
    { length: 3 * rows },
    (_, i) => numbers[(Math.imul(i, 2654435761) >>> 7) % numbers.length]!,
  )
  const predict = (title: string) =>
    predictionsOf(fit(title, [rows, 3], [rows]), {
      input: tensor([rows, 3], x),
      target: tensor([rows], target),
    })!

  it.each(['ce', 'nll'])('of %s are the class that its probabilities are read from', (title) => {
    const given = title === 'ce' ? new Softmax(3) : new Given(true)
    const data = Float64Array.from(x)
    const found = predict(title)
    for (let i = 0; i < rows; i++) {
      if (target[i] === -100) {
        same([found.predicted[i], found.targets[i], found.costs![i], found.ranks![i]], new Array(4).fill(NaN))
        continue
      }
      given.read({ data, start: 3 * i, length: 3 })
      same(
        [found.predicted[i], found.costs![i], ...found.p.subarray(3 * i, 3 * i + 3)],
        [given.k, given.minusLog(target[i]!), ...[0, 1, 2].map((c) => given.probability(c))],
      )
    }
  })

  it('are the same, whatever is asked for first', () => {
    const [one, other] = [predict('ce'), predict('ce')]
    const first = [one.ranks, one.costs, one.p]
    expect([other.p, other.costs, other.ranks].reverse()).toEqual(first)
  })
})
