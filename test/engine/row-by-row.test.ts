import { expect, it } from 'vitest'
import { rowByRow } from '../../src/engine/compute.ts'
import { loadLoss } from '../../src/losses/registry.ts'

const tensor = (...shape: number[]) => ({
  data: new Float64Array(shape.reduce((size, length) => size * length, 1)),
  shape,
})

it.each([
  ['ce', 'a table of classes', [3, 2], [3], true],
  ['ce', 'the one row of classes', [3], [], false],
  ['mse', 'equal shapes', [3, 2], [3, 2], true],
  ['mse', 'shapes whose dimensions are matched from the right', [3, 2], [2], false],
  ['dice', 'a loss of the whole batch', [3, 2], [3, 2], false],
] as const)('%s takes %s row by row, or not', async (name, _what, input, target, byRow) => {
  const loss = await loadLoss(name)
  expect(rowByRow({ loss } as never, { input: tensor(...input), target: tensor(...target) })).toBe(byRow)
})

it.each([
  ['a variance per row', 'gaussian-nll', { input: tensor(3, 2), target: tensor(3, 2), var: tensor(3) }, true],
  ['a side per row', 'cosine-embedding', { x1: tensor(3, 2), x2: tensor(3, 2), target: tensor(3) }, true],
  [
    'a column of a table against a vector',
    'mse',
    { input: { ...tensor(3, 1), table: true }, target: tensor(3) },
    true,
  ],
  [
    'a column of a table against one of a file of numbers',
    'mse',
    { input: { ...tensor(3, 1), table: true }, target: tensor(3, 1) },
    true,
  ],
  ['a column that is no table', 'mse', { input: tensor(3, 1), target: tensor(3) }, false],
  ['sides of one column', 'focal', { input: tensor(3), target: tensor(3) }, true],
  ['one row of classes', 'focal', { input: tensor(3), target: tensor() }, false],
  ['one pair of vectors', 'pairwise-distance', { x1: tensor(3), x2: tensor(3) }, false],
] as const)('%s is taken row by row, or not (%s)', async (_what, name, args, byRow) => {
  const loss = await loadLoss(name)
  expect(rowByRow({ loss } as never, args)).toBe(byRow)
})
