import { expect, test, vi } from 'vitest'
import { columnsOf, SideBySide } from '../../src/readers/csv/dialect.ts'

test('of all columns of a record none is looked up', () => {
  const given = new SideBySide([2, 5, 7])
  const placeOf = vi.spyOn(given, 'placeOf')
  const data = Float64Array.of(1, 2, 3, 4, 5, 6)
  const numbersOf = (columns: number[]) => columnsOf(data, given, columns, 2, () => ({ file: 'a' }))
  expect(numbersOf([2, 5, 7])).toMatchObject({ tensor: { data, shape: [2, 3] } })
  expect(placeOf).not.toHaveBeenCalled()
  expect(numbersOf([7, 2])).toMatchObject({ tensor: { data: Float64Array.of(3, 1, 6, 4) } })
})
