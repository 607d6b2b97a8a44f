import { describe, expect, it } from 'vitest'
import { Computation, compute } from '../../src/engine/compute.ts'
import { Cursor } from '../../src/data/cursor.ts'
import { dataset } from '../../src/data/pairs.ts'
import { ReusedBuffers } from '../../src/engine/buffers.ts'
import { LossError } from '../../src/error.ts'
import { loadAll, loadedLoss } from '../../src/losses/registry.ts'
import type { TensorSource } from '../../src/table.ts'
import { sizeOf, type Tensor } from '../../src/tensor.ts'

await loadAll()

/** A tensor in one piece, or in pieces of some rows. */
function source(name: string, { data, shape }: Tensor, rows = shape[0] ?? 1): TensorSource {
  return {
    name,
    format: 'json',
    notes: [],
    async *pieces() {
      const width = sizeOf(shape.slice(1))
      if (shape.length === 0) yield { data, shape }
      for (let row = 0; row < (shape[0] ?? 0); row += rows) {
        const part = data.slice(row * width, (row + rows) * width)
        yield { data: part, shape: [part.length / width, ...shape.slice(1)] }
      }
    },
  }
}

const tensor = (shape: readonly number[], at: (i: number) => number): Tensor => ({
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => at(i)),
  shape,
})
const logits = (shape: readonly number[]) => tensor(shape, (i) => Math.sin(i))
const share = (shape: readonly number[]) => tensor(shape, () => 1 / shape.at(-1)!)

it('a piece goes back to its stream when it was left, but not the first, which others may hold', async () => {
  const back: unknown[] = []
  const all = [1, 2, 3, 4, 5].map((n) => [n])
  async function* pieces(): AsyncGenerator<number[], void, number[] | undefined> {
    for (const piece of all) back.push(yield piece)
  }
  const kind = { rows: ({ length }: number[]) => length, cut: (piece: number[]) => piece }
  const cursor = new Cursor('f', kind, pieces())
  await cursor.fill()
  cursor.givesBack = true
  for (const piece of all) {
    expect(cursor.piece).toBe(piece)
    cursor.take(1)
    await cursor.fill()
  }
  expect(back).toEqual([undefined, ...all.slice(1)])
})

describe('pieces give what the whole gives', () => {
  it.each([
    ['mse, vectors', 'mse', logits([12]), logits([12]), undefined],
    ['mse, rank 3', 'mse', logits([6, 2, 2]), logits([6, 2, 2]), undefined],
    ['mse, a matrix and a vector', 'mse', logits([6, 4]), logits([4]), undefined],
    ['mse, a column and a vector', 'mse', logits([6, 1]), logits([6]), undefined],
    ['bce-logits, vectors', 'bce-logits', logits([12]), share([12]), undefined],
    ['ce, one row of classes', 'ce', logits([12]), share([12]), undefined],
    ['ce, one row and its class', 'ce', logits([12]), tensor([], () => 3), undefined],
    ['ce, one row and a list of its class', 'ce', logits([12]), tensor([1], () => 3), undefined],
    ['ce, rank 3', 'ce', logits([6, 4, 2]), tensor([6, 2], (i) => i % 4), undefined],
    ['focal, one row of classes', 'focal', logits([12]), tensor([1], () => 3), 'softmax'],
  ])('%s', async (_, name, input, target, mode) => {
    const request = {
      loss: loadedLoss(name)!,
      options: {},
      reduction: 'mean' as const,
      mode,
      values: false,
      grad: true,
      samples: 0,
    }
    const whole = await compute(
      request,
      dataset({ input: source('input', input), target: source('target', target) }),
    )
    for (const rows of [1, 2, 3, 5]) {
      const cut = await compute(
        request,
        dataset({ input: source('input', input, rows), target: source('target', target, 3) }),
      )
      expect(cut).toEqual(whole)
    }
  })

  it('refuses what the whole refuses', async () => {
    const request = {
      loss: loadedLoss('bce-logits')!,
      options: {},
      reduction: 'mean' as const,
      values: false,
      grad: false,
      samples: 0,
    }
    const run = () =>
      compute(
        request,
        dataset({ input: source('input', logits([6, 1]), 2), target: source('target', share([6]), 2) }),
      )
    await expect(run()).rejects.toThrow(LossError)
  })
})

it.each([
  ['mse', logits([6]), logits([6])],
  ['ce', logits([6, 3]), tensor([6], (i) => i % 3)],
])('losses of %s that are kept stay, whatever memory the samples are in', (name, input, target) => {
  const request = {
    loss: loadedLoss(name)!,
    options: {},
    reduction: 'none' as const,
    values: true,
    grad: false,
    samples: Infinity,
  }
  const halves = [0, 3].map((from) => {
    const [x, t] = [input, target].map(({ data, shape }) => {
      const width = sizeOf(shape.slice(1))
      return { data: data.slice(from * width, (from + 3) * width), shape: [3, ...shape.slice(1)] }
    })
    return { args: { input: x!, target: t! }, firstRow: from, whole: false }
  })
  const [reused, fresh] = [new ReusedBuffers(), undefined].map((buffers) => {
    const computation = new Computation(request, buffers)
    for (const half of halves) computation.add(half)
    return computation.report(dataset({ input: source('input', input), target: source('target', target) }))
      .values
  })
  expect(reused).toEqual(fresh)
})
