import { expect } from 'vitest'
import { noAnswers } from '../../src/engine/answer-counts.ts'
import { fastElements, fastRows } from '../../src/engine/kernel-loops.ts'
import { plan } from '../../src/engine/plan.ts'
import { inputOf } from '../../src/losses/forms.ts'
import { bce } from '../../src/losses/bce.ts'
import { bceWithLogits } from '../../src/losses/bce-logits.ts'
import { crossEntropy } from '../../src/losses/ce.ts'
import { focalSigmoid as focal } from '../../src/losses/focal-sigmoid.ts'
import { focalSoftmax } from '../../src/losses/focal-softmax.ts'
import type { ElementLoss, RowLoss } from '../../src/losses/loss.ts'
import { mse } from '../../src/losses/mse.ts'
import { ExactSum } from '../../src/numerics/exact-sum.ts'
import { everyForm } from '../every-form.ts'

/** Numbers of every kind: ordinary ones mostly, the ends of tables and of exp, ties, subnormals, infinities, NaN. */
function numbers(seed: number, n: number, wild: number): Float64Array {
  let state = seed | 1
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 0) / 2 ** 32
  }
  const ends = [
    0, -0, 1, 7.5, 31.99, 32, 36.7, -36.7, 40, 700, 708.2, 708.3, 708.4, 709.8, 745.1, 745.2, 1e4, 1e300,
    1e308, 5e-324, 1e-310, 1e-17,
  ]
  const rare = [Infinity, -Infinity, Number.NaN]
  return Float64Array.from({ length: n }, () => {
    const kind = random()
    if (kind < wild / 8) return rare[Math.floor(random() * rare.length)]!
    if (kind < wild) return ends[Math.floor(random() * ends.length)]! * (random() < 0.5 ? -1 : 1)
    return (random() + random() + random() - 1.5) * (random() < 0.2 ? 400 : 8)
  })
}

const same = (got: Float64Array, want: Float64Array) => {
  for (let i = 0; i < want.length; i++) {
    if (!Object.is(got[i], want[i]) && !(got[i] === 0 && want[i] === 0)) {
      expect.fail(`element ${i}: ${got[i]} in the loop, ${want[i]} plainly`)
    }
  }
}

const sumOf = (values: Float64Array) => {
  const sum = new ExactSum()
  for (const value of values) sum.add(value)
  return sum.value()
}

/** Every way to write the input of every form, as `--from` reads it, if a loop computes it. */
const spelled = everyForm.filter(([, make]) => make().loop)

export interface ElementCase {
  readonly make: () => ElementLoss
  readonly options?: Record<string, unknown>
  /** Input values, from numbers of every kind. */
  readonly input?: (x: number) => number
  readonly weighted?: boolean
  readonly positive?: boolean
}

/** Probabilities of every kind, the ends and subnormals among them. */
const probability = (x: number) => (Number.isNaN(x) ? 0.5 : Math.min(1, Math.abs(x) / 20))

export const elementCases: [string, ElementCase][] = [
  ['bce-logits', { make: () => bceWithLogits }],
  ['bce-logits, weight', { make: () => bceWithLogits, weighted: true }],
  ['bce-logits, pos-weight', { make: () => bceWithLogits, positive: true }],
  ['bce-logits, both', { make: () => bceWithLogits, weighted: true, positive: true }],
  ['bce', { make: () => bce, input: probability }],
  ['bce, close to 1', { make: () => bce, input: (x) => 1 - Math.min(1, probability(x) * 1e-12) }],
  ['bce, weight', { make: () => bce, input: probability, weighted: true }],
  ['mse', { make: () => mse }],
  ['mse, weight', { make: () => mse, weighted: true }],
  ['focal', { make: () => focal }],
  ['focal, weight', { make: () => focal, weighted: true }],
  ['focal, gamma 0, no alpha', { make: () => focal, options: { gamma: 0, alpha: -1 } }],
  ['focal, gamma 0.5', { make: () => focal, options: { gamma: 0.5, alpha: 0.75 } }],
  ['focal, gamma 5', { make: () => focal, options: { gamma: 5 } }],
  ...spelled.flatMap(([title, make]): [string, ElementCase][] => {
    const form = make()
    if (form.one !== 'element') return []
    const input = inputOf(form).what === 'probability' ? { input: probability } : {}
    return [[title, { make: make as () => ElementLoss, ...input }]]
  }),
]

export const targets: readonly ((v: number) => number)[] = [
  (v) => (v > 0 ? 1 : 0),
  (v) => (Math.abs(v) < 0.2 ? Math.abs(v) : v > 0 ? 1 : 0),
  (v) => Math.min(1, Math.abs(v) / 9),
  // Outside [0, 1], where bce-logits only warns.
  (v) => v / 3,
]

/** The loop has the bits of the plain loop for `n` elements, so many of which are extreme. */
export function sameElements(
  one: ElementCase,
  seed: number,
  n: number,
  wild: number,
  target: (v: number) => number,
) {
  const { make, options = {}, input = (x) => x, weighted, positive } = one
  const loss = make()
  const x = numbers(seed, n, wild).map(input)
  const t = numbers(seed + 1, n, 0).map(target)
  const w = weighted ? numbers(seed + 2, n, wild) : undefined
  const p = positive ? numbers(seed + 3, n, wild / 2) : undefined
  const tensors = {
    ...(w && { weight: { data: w, shape: [n] } }),
    ...(p && { posWeight: { data: p, shape: [n] } }),
  }
  const fitted = plan(loss, { ...options, ...tensors }, { input: { shape: [n] }, target: { shape: [n] } })
  if (fitted.one !== 'element') throw new Error('no element loss')
  const working = loss.working(fitted.options)
  const want = x.map((value, i) => {
    const single = working(value, t[i]!, p ? p[i]! : 1).loss
    return w ? w[i]! * single : single
  })
  const got = new Float64Array(n)
  const sum = new ExactSum()
  fastElements(fitted, n)!([x, t, p], w, got, sum)
  same(got, want)
  expect(sum.value()).toBe(sumOf(want))
}

export interface RowCase {
  readonly make: () => RowLoss
  readonly options?: Record<string, unknown>
  readonly weighted?: boolean
  /** A factor per class, under another name than weight. */
  readonly alpha?: boolean
}

export const rowCases: [string, RowCase][] = [
  ['ce', { make: () => crossEntropy }],
  ['ce, weight', { make: () => crossEntropy, weighted: true }],
  ['ce, smoothing', { make: () => crossEntropy, options: { labelSmoothing: 0.1 } }],
  ['ce, smoothing, weight', { make: () => crossEntropy, options: { labelSmoothing: 0.3 }, weighted: true }],
  ['ce, all smoothing', { make: () => crossEntropy, options: { labelSmoothing: 1 } }],
  ['focal', { make: () => focalSoftmax }],
  ['focal, gamma 0', { make: () => focalSoftmax, options: { gamma: 0 } }],
  ['focal, gamma 0.5, one alpha', { make: () => focalSoftmax, options: { gamma: 0.5, alpha: 0.25 } }],
  ['focal, gamma 5, weight', { make: () => focalSoftmax, options: { gamma: 5 }, weighted: true }],
  ['focal, alpha, weight', { make: () => focalSoftmax, weighted: true, alpha: true }],
  ...spelled.flatMap(([title, make]): [string, RowCase][] =>
    make().one === 'row' ? [[title, { make: make as () => RowLoss }]] : [],
  ),
]

/** The loop has the bits of the plain loop for rows of so many classes. */
export function sameRows(
  { make, options: given = {}, weighted, alpha }: RowCase,
  seed: number,
  rows: number,
  classes: number,
  wild: number,
) {
  const loss = make()
  const x = numbers(seed, rows * classes, wild)
  const t = Float64Array.from({ length: rows }, (_, i) =>
    i % 11 === 3 ? -100 : Math.abs(seed + 7 * i) % classes,
  )
  const perClass = (more: number) => ({ data: numbers(seed + more, classes, 0), shape: [classes] })
  const options = {
    ...given,
    ...(weighted && { weight: perClass(5) }),
    ...(alpha && { alpha: { ...perClass(6), data: perClass(6).data.map(Math.abs) } }),
  }
  const fitted = plan(loss, options, {
    input: { shape: [rows, classes] },
    target: { shape: [rows] },
  })
  if (fitted.one !== 'row') throw new Error('no class loss')
  const working = fitted.loss.working(fitted.options, classes)
  const want = {
    loss: new Float64Array(rows),
    divisor: new Float64Array(rows),
    predicted: new Float64Array(rows).fill(Number.NaN),
    pTarget: new Float64Array(rows).fill(Number.NaN),
  }
  const wantWeights = new ExactSum()
  t.forEach((index, i) => {
    if (index === -100) return
    const row = { data: x, start: i * classes, length: classes }
    const target = { index, probabilities: undefined }
    const { loss, divisor, predicted, pTarget } = working({ input: row, target })
    want.loss[i] = loss
    want.divisor[i] = divisor!
    want.predicted[i] = predicted!
    want.pTarget[i] = pTarget!
    if (weighted) wantWeights.add(divisor!)
  })
  const got = new Float64Array(rows)
  const totals = { sum: new ExactSum(), weights: new ExactSum(), answers: noAnswers() }
  const details = {
    divisors: new Float64Array(rows),
    predicted: new Float64Array(rows),
    pTarget: new Float64Array(rows),
  }
  const judged = t.filter((index) => index !== -100).length
  fastRows(fitted, rows)!(x, t, got, details, judged, totals)
  same(got, want.loss)
  same(details.divisors, want.divisor)
  same(details.predicted, want.predicted)
  same(details.pTarget, want.pTarget)
  expect(totals.sum.value()).toBe(sumOf(want.loss))
  expect(totals.weights.value()).toBe(wantWeights.value())
}
