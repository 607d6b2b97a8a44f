import { expect, it } from 'vitest'
import { classesSecond } from '../../src/data/class-axis.ts'
import { rowByRowForAll } from '../../src/data/pairs.ts'
import { transposed } from '../../src/data/transpose.ts'
import { readAll } from '../../src/readers/open.ts'
import type { Source } from '../../src/table.ts'
import type { Tensor } from '../../src/tensor.ts'
import { run } from '../transcript.ts'

/** A tensor whose numbers are their places. */
const counted = (...shape: number[]): Tensor => ({
  data: Float64Array.from({ length: shape.reduce((n, one) => n * one, 1) }, (_, i) => i),
  shape,
})

it.each([
  [[2, 3], 1, [2, 3], [0, 1, 2, 3, 4, 5]],
  [[2, 3], 'last', [2, 3], [0, 1, 2, 3, 4, 5]],
  [[2, 2, 3], 'last', [2, 3, 2], [0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11]],
  [[1, 2, 2, 2], 'last', [1, 2, 2, 2], [0, 2, 4, 6, 1, 3, 5, 7]],
  [[1, 2, 3, 2], 2, [1, 3, 2, 2], [0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11]],
] as const)('classes of %j in dimension %s are moved to the second', (shape, axis, moved, data) => {
  const at = { file: 'f' }
  const place = (index: number) => ({ ...at, row: index })
  const got = classesSecond({ ...counted(...shape), place }, axis)
  expect(got.shape).toEqual(moved)
  expect([...got.data]).toEqual(data)
  // A number is still where it was read.
  expect([...got.data.keys()].map((i) => got.place!(i)!.row)).toEqual(data)
  expect(classesSecond(counted(...shape), axis).place).toBe(undefined)
})

it('indices stay where they are beside classes that are moved, probabilities move with them', async () => {
  const value = async (...argv: string[]) => (await run(['ce', ...argv, '-q', '--no-hints'])).stdout
  const images = '[[[[0,3],[1,5],[2,2]],[[4,1],[7,0],[3,9]]]]'
  const moved = '[[[[0,1,2],[4,7,3]],[[3,5,2],[1,0,9]]]]'
  const indices = '[[[0,1,1],[1,0,0]]]'
  const want = await value(moved, indices)
  expect(Number(want)).toBeGreaterThan(0)
  expect(await value(images, indices, '--class-axis', 'last')).toBe(want)
  const shares = '[[[[1,0],[0,1],[0,1]],[[0,1],[1,0],[1,0]]]]'
  expect(await value(images, shares, '--class-axis', 'last')).toBe(want)
})

it('a number of which rows and columns are exchanged is still where it was read', async () => {
  const place = (row: number) => ({ file: 'f', row })
  const source = {
    name: 'f',
    notes: [],
    async *pieces() {
      yield { ...counted(2, 3), place }
    },
  } as unknown as Source
  const got = await readAll(transposed(source))
  expect([got.shape, [...got.data]]).toEqual([
    [3, 2],
    [0, 3, 1, 4, 2, 5],
  ])
  expect([...got.data.keys()].map((i) => got.place!(i)!.row)).toEqual([...got.data])
})

it.each([0, 2, -1])('there is no dimension %d of classes', (axis) => {
  expect(() => classesSecond(counted(2, 3), axis)).toThrow(
    `--class-axis ${axis} does not fit the input (2, 3)`,
  )
  expect(() => classesSecond(counted(2), 'last')).toThrow('--class-axis last does not fit the input (2,)')
})

it.each<[boolean, string, ...Tensor[]]>([
  [true, 'alike', counted(4, 2), counted(4, 2)],
  [true, 'an index per row', counted(4, 2), counted(4)],
  [true, 'a column of a table per row', counted(4), { ...counted(4, 1), table: true }],
  [false, 'a column that is no table', counted(4), counted(4, 1)],
  [true, 'a column that is no table, per row', counted(4, 1), counted(4)],
  [true, 'three alike', counted(4, 2), counted(4, 2), counted(4)],
  [false, 'one of them not', counted(4, 2), counted(4, 2), counted(4, 2, 1)],
  [false, 'other ranks', counted(4, 2, 3), counted(4, 2)],
  [false, 'one row of classes', counted(4), counted(1)],
  [true, 'one number each', counted(1), counted(1)],
  [true, 'wide rows of a table', counted(4, 2), { ...counted(4, 2), table: true }],
  [true, 'lists of lists of a table', { ...counted(4, 1, 2), table: true }, counted(4, 1, 2)],
  [false, 'lists of lists of a table, and rows', { ...counted(4, 1, 2), table: true }, counted(4, 2)],
  [false, 'wide rows of a table and one number per row', counted(4), { ...counted(4, 2), table: true }],
])('rows belong together for all losses, or not: %s, %s', (together, _what, first, ...others) => {
  const args = Object.fromEntries([first, ...others].map((one, i) => [`x${i}`, one!]))
  expect(rowByRowForAll(args)).toBe(together)
})
