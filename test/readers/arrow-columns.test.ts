import { tableFromArrays, utf8 } from '@uwdata/flechette'
import { expect, it } from 'vitest'
import { rowsOf, TextMemory } from '../../src/readers/columnar/arrow-columns.ts'

it('Arrow keeps what it met of columns of texts alone: of 50,000 columns of numbers it took a gigabyte', () => {
  const table = tableFromArrays({ x: Float64Array.of(1, 2), name: ['a', 'b'] }, { types: { name: utf8() } })
  const made = table.children.map(({ data: [batch] }) => {
    let times = 0
    rowsOf(batch!, 0, 2, () => (times++, new TextMemory()))
    return times
  })
  expect(made).toEqual([0, 1])
})
