import { expect, it } from 'vitest'
import type { Pair } from '../../src/data/pairs.ts'
import { batchOf, Computation } from '../../src/engine/compute.ts'
import type { ComputeRequest } from '../../src/engine/request.ts'
import { loadLoss } from '../../src/losses/registry.ts'
import type { Tensor } from '../../src/tensor.ts'

const tensor = (shape: number[], ...numbers: number[]): Tensor => ({
  data: Float64Array.from(numbers),
  shape,
})

/** A pair under a loss, as it is handed to whoever lists and surveys rows. */
async function batch(
  name: string,
  pair: Pick<Pair, 'args'> & Partial<Pair>,
  asked: Partial<ComputeRequest> = {},
  classes?: readonly string[],
) {
  const loss = (await loadLoss(name))!
  const request = { loss, options: {}, reduction: 'mean', samples: Infinity, perRow: true, ...asked } as const
  const whole = { firstRow: 0, whole: true, ...pair }
  return batchOf(new Computation(request).add(whole), whole, request, classes)
}

const errors = { input: tensor([2, 2], 1, 2, 3, 4), target: tensor([2, 2], 0, 0, 0, 0) }
const sides = { input: tensor([2], 0.25, 0.5), target: tensor([2], 0, 1) }
const classed = { input: tensor([2, 2], 0, 1, 2, 0), target: tensor([2], 1, 1) }

it('is nothing where no samples are wanted, and samples alone where nobody judges them', async () => {
  expect(await batch('mse', { args: errors }, { samples: 0 })).toBe(undefined)
  const texts = new Map([['id', ['a', 'b']]])
  const plain = (await batch('mse', { args: errors, texts }, { perRow: false }))!
  expect(plain.judged).toBe(undefined)
  expect(plain.labels).toBe(texts)
  expect([...plain.samples.keys()]).toEqual(['row', 'id', 'loss'])
})

it('has what each row adds, and its losses times the weight of the row', async () => {
  const { judged } = (await batch('mse', { args: errors }))!
  expect([...judged!.values!]).toEqual([1, 4, 9, 16])
  expect([[...judged!.sums], [...judged!.divisors]]).toEqual([
    [5, 25],
    [2, 2],
  ])
  const weighted = (await batch('mse', { args: errors, weights: tensor([2], 10, 0.5) }))!.judged!
  expect([...weighted.values!]).toEqual([10, 40, 4.5, 8])
  expect([...weighted.sums]).toEqual([50, 12.5])
  expect(weighted.samples.has('weight')).toBe(true)
})

it('has the targets as sides where each row has one that tells a side', async () => {
  const sidesOf = async (name: string, args: Pair['args']) => (await batch(name, { args }))!.judged!.sides
  expect([...(await sidesOf('bce', sides))!]).toEqual([0, 1])
  expect([...(await sidesOf('focal', { ...sides, input: tensor([2], 3, 4) }))!]).toEqual([0, 1])
  const many = { input: tensor([2, 2], 0.5, 0.5, 0.5, 0.5), target: tensor([2, 2], 0, 1, 1, 0) }
  expect(await sidesOf('bce', many)).toBe(undefined)
  // One loss per row, and two targets.
  expect(await sidesOf('multilabel-soft-margin', many)).toBe(undefined)
  expect(await sidesOf('mse', sides)).toBe(undefined)
  expect(await sidesOf('ce', classed)).toBe(undefined)
})

it('has the numbers of classes beside their names', async () => {
  const { samples, judged } = (await batch('ce', { args: classed }, {}, ['no', 'yes']))!
  expect([...samples.get('target')!]).toEqual(['yes', 'yes'])
  expect([...samples.get('predicted')!]).toEqual(['yes', 'no'])
  expect([...judged!.indices!.target]).toEqual([1, 1])
  expect([...judged!.indices!.predicted]).toEqual([1, 0])
  expect((await batch('ce', { args: classed }))!.judged!.indices).toBe(undefined)
  // Probabilities are no class, though one is predicted.
  const shares = { ...classed, target: tensor([2, 2], 0.5, 0.5, 0, 1) }
  const soft = (await batch('ce', { args: shares }, {}, ['no', 'yes']))!
  expect(soft.samples.has('predicted')).toBe(true)
  expect(soft.judged!.indices).toBe(undefined)
})

it('has the target where it lies row by row, and no column of the samples has it', async () => {
  const targetsOf = async (name: string, args: Pair['args']) => (await batch(name, { args }))!.judged!.targets
  expect(await targetsOf('mse', errors)).toBe(errors.target)
  expect(await targetsOf('mse', { ...errors, target: tensor([1, 2], 0, 0) })).toBe(undefined)
  expect(await targetsOf('ce', classed)).toBe(undefined)
  const { input } = errors
  expect(await targetsOf('triplet-margin', { anchor: input, positive: input, negative: input })).toBe(
    undefined,
  )
})

it('has the predictions that were asked for', async () => {
  const predictions = { kind: 'any' } as never
  const { judged } = (await batch('mse', { args: errors }, { predict: () => predictions }))!
  expect(judged!.predictions).toBe(predictions)
})
