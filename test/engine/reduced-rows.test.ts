import { describe, expect, it } from 'vitest'
import { Computation } from '../../src/engine/compute.ts'
import { addWeights, reduceRows } from '../../src/engine/element-losses.ts'
import { chooseForm, checkReduction, spelled } from '../../src/engine/form.ts'
import { loadLoss } from '../../src/losses/registry.ts'
import { ExactSum } from '../../src/numerics/exact-sum.ts'
import type { Reduction } from '../../src/report.ts'
import type { Tensor } from '../../src/tensor.ts'

const tensor = (shape: readonly number[], data: readonly number[]): Tensor => ({
  data: Float64Array.from(data),
  shape,
})

it.each<[Reduction, number, readonly number[] | undefined, readonly number[]]>([
  ['mean', 2, undefined, [1.5, 3.5]],
  ['sum', 2, undefined, [3, 7]],
  ['none', 2, undefined, [3, 7]],
  ['mean', 1, undefined, [1, 2, 3, 4]],
  ['mean', 2, [1, 2, 0.5, 0.5], [1, 7]],
  ['sum', 2, [1, 2, 0.5, 0.5], [3, 7]],
  ['mean', 1, [2, 4, 1, 1], [0.5, 0.5, 3, 4]],
])('rows reduced by %s, %d wide, with the divisors %j', (reduction, width, divisors, want) => {
  const losses = new Float64Array(4 / width)
  reduceRows(Float64Array.of(1, 2, 3, 4), divisors && Float64Array.from(divisors), width, reduction, losses)
  expect([...losses]).toEqual(want)
})

it('a weight that is spread counts once in the divisor, a part of it for each element, unless each counts', () => {
  const sum = new ExactSum()
  const weight = Float64Array.of(2, 4)
  const spread = Float64Array.of(2, 4, 2, 4)
  expect([...addWeights(weight, spread, sum)]).toEqual([1, 2, 1, 2])
  expect([...addWeights(weight, weight, sum)]).toEqual([2, 4])
  expect(sum.value()).toBe(12)
  expect([...addWeights(spread, spread, sum)]).toEqual([...spread])
  expect(sum.value()).toBe(24)
})

/** The samples of a run, by their columns, and what comes with them. */
async function run(
  name: string,
  args: Readonly<Record<string, Tensor>>,
  { options = {}, reduction = 'mean' as Reduction, weights = undefined as Tensor | undefined },
) {
  const request = {
    loss: (await loadLoss(name))!,
    options,
    reduction,
    values: true,
    grad: true,
    samples: Infinity,
  }
  const computation = new Computation(request)
  const results = computation.add({ args, firstRow: 0, whole: true, ...(weights && { weights }) })
  const columns = Object.fromEntries([...results.samples!].map(([key, column]) => [key, [...column]]))
  return { results, columns, computation }
}

describe('samples', () => {
  it.each<[Reduction, number]>([
    ['mean', 1 / 2],
    ['sum', 1],
  ])('of losses per image and class are reduced by %s', async (reduction, share) => {
    const shape = [2, 2, 2]
    const options = { convention: 'monai' }
    const args = {
      input: tensor(shape, [0.9, 0.1, 0.2, 0.4, 0.5, 0.5, 1, 0]),
      target: tensor(shape, [1, 0, 1, 0, 0, 1, 1, 0]),
    }
    const none = await run('dice', args, { options, reduction: 'none' })
    const losses = [...none.results.values!]
    const { columns } = await run('dice', args, { options, reduction })
    expect(losses.length).toBe(4)
    expect(columns.loss).toEqual([(losses[0]! + losses[1]!) * share, (losses[2]! + losses[3]!) * share])
  })

  const mse = { input: tensor([2, 2], [1, 2, 3, 4]), target: tensor([2, 2], [0, 0, 0, 0]) }

  it('of elements are means, sums, or each', async () => {
    expect((await run('mse', mse, {})).columns.loss).toEqual([2.5, 12.5])
    expect((await run('mse', mse, { reduction: 'sum' })).columns.loss).toEqual([5, 25])
    const each = (await run('mse', mse, { reduction: 'none' })).columns
    expect([each.loss_0, each.loss_1]).toEqual([
      [1, 9],
      [4, 16],
    ])
  })

  it('with weights of elements that divide are weighted means', async () => {
    const weight = tensor([2, 2], [1, 3, 1, 1])
    expect((await run('mse', mse, { options: { weight } })).columns.loss).toEqual([13 / 4, 12.5])
  })

  it('with weights of rows have them in a column, and in what is not reduced', async () => {
    const weights = tensor([2], [2, 0.5])
    const mean = (await run('mse', mse, { weights })).columns
    expect([mean.loss, mean.weight, mean.row]).toEqual([
      [2.5, 12.5],
      [2, 0.5],
      [0, 1],
    ])
    const each = (await run('mse', mse, { weights, reduction: 'none' })).columns
    expect([each.row, each.loss_0, each.loss_1, each.weight]).toEqual([
      [0, 1],
      [2, 4.5],
      [8, 8],
      [2, 0.5],
    ])
    // Eleven elements in a row: a name with two digits.
    const wide = {
      input: tensor([1, 11], Array<number>(11).fill(1)),
      target: tensor([1, 11], Array<number>(11).fill(0)),
    }
    const last = (await run('mse', wide, { weights: tensor([1], [3]), reduction: 'none' })).columns
    expect([last.loss_10, last.row]).toEqual([[3], [0]])
    const slopes = (await run('mse', mse, { weights })).results.grads!
    expect([...slopes.input!]).toEqual([4, 8, 3, 4])
  })

  it.each([
    ['binary', [1]],
    ['multilabel', [2]],
  ])('of masks that are %s: one loss of all, or one per class', async (mode, shape) => {
    const args = {
      input: tensor([2, 2, 1], [0.9, 0.1, 0.2, 0.4]),
      target: tensor([2, 2, 1], [1, 0, 1, 0]),
    }
    const options = { convention: 'smp', mode }
    const { results } = await run('dice', args, { options, reduction: 'none' })
    expect(results.reduced!.shape).toEqual(shape)
  })

  it('are told where they are asked for, with a guess even if no row counts', async () => {
    const masks = { input: tensor([1, 1, 2], [1, 2]), target: tensor([1, 1, 2], [1, 0]) }
    const computation = new Computation({ loss: (await loadLoss('dice'))!, options: {}, reduction: 'mean' })
    expect(computation.add({ args: masks, firstRow: 0, whole: true })).not.toHaveProperty('samples')
    const { columns } = await run('ce', { input: tensor([1, 2], [1, 2]), target: tensor([1], [-100]) }, {})
    expect(columns).toMatchObject({ predicted: [NaN], p_target: [NaN] })
  })

  it('of a logarithm of the score are held at eps, however small the mask is', async () => {
    const eps = 0.5
    for (const p of [0.05, 0.2, 0.3, 0.5, 0.9, 1])
      for (const t of [0.05, 0.3, 0.5, 1]) {
        const args = { input: tensor([1, 1, 1], [p]), target: tensor([1, 1, 1], [t]) }
        const options = { convention: 'smp', mode: 'binary', probabilities: true, eps }
        const mean = async (own: object) =>
          (await run('dice', args, { options: { ...options, ...own } })).results.reduced!.mean
        const score = 1 - (await mean({}))
        expect(await mean({ logLoss: true })).toBeCloseTo(-Math.log(Math.max(score, eps)), 14)
      }
  })

  it('of one factor per class are refused for another number of classes', async () => {
    const args = { input: tensor([1, 3], [1, 2, 3]), target: tensor([1], [0]) }
    for (const [name, options] of [
      ['focal', { alpha: tensor([2], [1, 2]) }],
      ['ce', { weight: tensor([2], [1, 2]) }],
    ] as const)
      await expect(run(name, args, { options })).rejects.toMatchObject({ code: 'E311' })
  })

  it('of masks that MONAI leaves out nowhere', async () => {
    const args = { input: tensor([1, 1, 2], [0.9, 0.1]), target: tensor([1, 1, 2], [1, -100]) }
    const by = (convention: string) => run('dice', args, { options: { convention } })
    await expect(by('monai')).rejects.toMatchObject({ code: 'E301' })
    expect((await by('smp')).results.reduced!.mean).toBeLessThan(1)
  })

  it('with weights are none of a batch, nor beside weights of elements', async () => {
    const masks = { input: tensor([1, 2, 1], [1, 2]), target: tensor([1, 1], [1]) }
    const weights = tensor([1], [1])
    await expect(run('dice', masks, { weights })).rejects.toThrow(
      '--weight-col does not go with dice, which has no loss per row',
    )
    const options = { weight: tensor([2, 2], [1, 1, 1, 1]) }
    await expect(run('mse', mse, { options, weights: tensor([2], [1, 1]) })).rejects.toThrow(
      '--weight and --weight-col cannot both divide the mean of mse',
    )
    const place = (row: number) => ({ file: 'w.csv', row })
    for (const bad of [-1, Number.NaN, Infinity])
      await expect(run('mse', mse, { weights: { ...tensor([2], [1, bad]), place } })).rejects.toMatchObject({
        code: 'E301',
        message: `the weight ${bad} of row 1 is not a number >= 0`,
        details: { at: { file: 'w.csv', row: 1 } },
      })
  })
})

it('a form is chosen by the shapes or by name, and other words are refused', async () => {
  const [focal, mse, ce] = await Promise.all(
    ['focal', 'mse', 'ce'].map(async (name) => (await loadLoss(name))!),
  )
  const args = { input: tensor([2, 3], []), target: tensor([2], []) }
  expect(chooseForm(focal!, undefined, args).mode).toBe('softmax')
  expect(chooseForm(focal!, 'sigmoid', args).mode).toBe('sigmoid')
  expect(() => chooseForm(focal!, 'toString', args)).toThrow(
    '--mode must be one of sigmoid, softmax, got toString',
  )
  expect(chooseForm(mse!, undefined, args)).toEqual({ loss: mse, mode: undefined })
  expect(() => chooseForm(mse!, 'x', args)).toThrow('mse has one form only, no --mode')
  const plain = chooseForm(ce!, undefined, args)
  expect(spelled(plain, ce!, undefined)).toBe(plain)
  expect(spelled(plain, ce!, 'probs')).toMatchObject({ from: 'probs', loss: { name: 'ce --from probs' } })
  expect(() => spelled(plain, ce!, 'x')).toThrow('--from must be one of logits, probs, log-probs, got x')
  expect(() => spelled(chooseForm(mse!, undefined, args), mse!, 'x')).toThrow('mse has no --from')
  expect(() => checkReduction({ loss: mse!, reduction: 'batchmean' } as never)).toThrow(
    '--reduction must be one of none, mean, sum, got batchmean',
  )
})
