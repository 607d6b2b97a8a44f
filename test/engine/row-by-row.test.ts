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
