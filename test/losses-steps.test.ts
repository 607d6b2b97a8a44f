import { expect, it } from 'vitest'
import { ctc } from '../src/losses/ctc.ts'
import { pairwiseDistance } from '../src/losses/pairwise-distance.ts'
import { loadAll } from '../src/losses/registry.ts'
import { pythonCalls } from '../src/losses/python-calls.ts'

it('the difference of a pairwise distance is that of its rows, each with eps', () => {
  const row = (start: number, ...data: number[]) => ({ data: Float64Array.from(data), start, length: 2 })
  const working = pairwiseDistance.working({ p: 1, eps: 0.5 }, 2)
  const { difference, loss } = working({ x1: row(1, 9, 4, 8), x2: row(2, 9, 9, 1, 16) })
  expect([...(difference as Float64Array)]).toEqual([3.5, -7.5])
  expect(loss).toBe(11)
})

it('the likelihood of a target is that of all ways to read it', () => {
  const input = { data: Float64Array.from([0.5, 0.5, 0.25, 0.75], Math.log), shape: [2, 2] }
  const [target, one, two] = [[1], [1], [2]].map((data) => ({ data: Float64Array.from(data), shape: [1] }))
  const args = { input, target: target!, inputLengths: two!, targetLengths: one! }
  const { steps } = ctc.working({ blank: 0, zeroInfinity: false })(args)
  expect((steps!.likelihood as Float64Array)[0]).toBeCloseTo(1 - 0.5 * 0.25, 14)
})

it('a call of scikit-learn that gives a mean is for a mean, without numbers for each', async () => {
  const names = (await loadAll()).map(({ name }) => name)
  const facts = { options: { a: 1 }, reduction: 'mean', from: undefined, classes: 2, indices: true }
  const means = Object.entries(pythonCalls.sklearn!).filter(([, call]) => call(facts) !== undefined)
  expect(means.length).toBeGreaterThan(2)
  for (const [name, call] of means) {
    expect(names).toContain(name)
    expect(call({ ...facts, reduction: 'sum' })).not.toBe(call(facts))
    expect(call({ ...facts, options: { weight: { data: [1], shape: [1] } } })).not.toBe(call(facts))
  }
})

it('a call of Keras is for a reduced loss, without numbers for each', async () => {
  const names = (await loadAll()).map(({ name }) => name)
  const options = { labelSmoothing: 0, convention: 'keras', delta: 1 }
  const facts = { options, reduction: 'sum', from: undefined, classes: 2, indices: true }
  for (const [name, call] of Object.entries(pythonCalls.keras!)) {
    expect(names).toContain(name)
    expect(call(facts)).toContain("reduction='sum')(t, x)")
    expect(call({ ...facts, reduction: 'mean' })).toContain("reduction='sum_over_batch_size')(t, x)")
    expect(call({ ...facts, reduction: 'none' })).toBe(undefined)
    expect(call({ ...facts, options: { ...options, weight: { data: [1], shape: [1] } } })).toBe(undefined)
  }
  const calls = (more: object) =>
    Object.entries(pythonCalls.keras!)
      .filter(([, call]) => call({ ...facts, ...more }) === undefined)
      .map(([name]) => name)
  expect(calls({ from: 'logits' })).toEqual(['bce'])
  expect(calls({ from: 'probs' })).toEqual(['bce-logits'])
  expect(calls({ from: 'log-probs' })).toEqual(['ce'])
  expect(calls({ options: { ...options, labelSmoothing: 0.1 } })).toEqual(['ce'])
  expect(calls({ options: { ...options, convention: 'sklearn' } })).toEqual(['msle', 'mape'])
})

it('a call of scikit-learn for bce and ce says how it reduces, and is of probabilities', () => {
  const { bce, ce, msle, mape, quantile } = pythonCalls.sklearn!
  const facts = {
    options: { labelSmoothing: 0 },
    reduction: 'mean',
    from: 'probs',
    classes: 3,
    indices: true,
  }
  const none = { ...facts, reduction: 'none' }
  const sum = { ...facts, reduction: 'sum' }
  const weighted = { ...facts, options: { labelSmoothing: 0, weight: { data: [1], shape: [1] } } }
  expect(bce!(facts)).toBe('log_loss(t, x, labels=[0, 1])')
  expect(bce!({ ...sum, from: undefined })).toBe('log_loss(t, x, labels=[0, 1], normalize=False)')
  expect([none, weighted, { ...facts, from: 'logits' }].map(bce!)).toEqual([undefined, undefined, undefined])
  expect(ce!(facts)).toBe('log_loss(t, x, labels=range(3))')
  expect(ce!(sum)).toBe('log_loss(t, x, labels=range(3), normalize=False)')
  const without = [none, weighted, { ...facts, indices: false }, { ...facts, from: 'logits' }]
  const smoothed = { ...facts, options: { labelSmoothing: 0.1 } }
  expect([...without, smoothed].map(ce!)).toEqual(Array(5).fill(undefined))
  for (const [call, name] of [
    [msle, 'mean_squared_log_error'],
    [mape, 'mean_absolute_percentage_error'],
  ] as const) {
    expect(call!(facts)).toBe(`${name}(t, x)`)
    expect(call!({ ...facts, options: { convention: 'keras' } })).toBe(undefined)
  }
  expect(quantile!({ ...facts, options: { quantile: 0.9 } })).toBe('mean_pinball_loss(t, x, alpha=0.9)')
})
