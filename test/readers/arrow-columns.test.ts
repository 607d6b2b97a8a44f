import { tableFromArrays, utf8 } from '@uwdata/flechette'
import { expect, it, vi } from 'vitest'
import { ArrowBatches } from '../../src/readers/columnar/arrow-batches.ts'
import { rowsOf, TextMemory } from '../../src/readers/columnar/arrow-columns.ts'
import { openTable } from '../../src/readers/open.ts'
import { nothing } from './reading.ts'

it('Arrow keeps what it met of columns of texts alone: of 50,000 columns of numbers it took a gigabyte', () => {
  const table = tableFromArrays({ x: Float64Array.of(1, 2), name: ['a', 'b'] }, { types: { name: utf8() } })
  const made = table.children.map(({ data: [batch] }) => {
    let times = 0
    rowsOf(batch!, 0, 2, () => (times++, new TextMemory()))
    return times
  })
  expect(made).toEqual([0, 1])
})

it('a batch is decoded once for all columns that are looked at, of which each holds its own, also where it is compressed', async () => {
  const begin = vi.spyOn(ArrowBatches.prototype, 'begin')
  for (const kind of ['none', 'zstd']) {
    begin.mockClear()
    const name = `fixtures/formats/numbers-${kind}.arrow`
    const [looked, apart] = [await openTable(name, {}, nothing), () => openTable(name, {}, nothing)]
    const together = []
    for (const column of looked.columns.keys()) together.push((await looked.look(column)).cells)
    expect(begin).toHaveBeenCalledTimes(1)
    const alone = []
    for (const column of looked.columns.keys()) alone.push((await (await apart()).look(column)).cells)
    expect(together).toEqual(alone)
  }
})
