import fc from 'fast-check'
import { expect, it } from 'vitest'
import { gatherRows } from '../../src/data/column-rows.ts'

it('rows that are kept have their numbers, their shape and their places', () => {
  const shape = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 })
  const drawn = shape.chain((shape) =>
    fc.tuple(
      fc.constant(shape),
      fc.array(fc.nat(shape[0]! - 1), { maxLength: 6 }),
      fc.boolean(),
      fc.boolean(),
    ),
  )
  fc.assert(
    fc.property(drawn, ([shape, keep, table, placed]) => {
      const width = shape.slice(1).reduce((a, b) => a * b, 1)
      const data = Float64Array.from({ length: shape[0]! * width }, (_, i) => i)
      const place = (index: number) => ({ file: 't', row: Math.floor(index / width), column: index % width })
      const found = gatherRows(
        { data, shape, ...(table && { table: true }), ...(placed && { place }) },
        Int32Array.from(keep),
      )
      const want = keep.flatMap((row) => Array.from({ length: width }, (_, i) => row * width + i))
      expect([...found.data]).toEqual(want)
      expect(found.shape).toEqual([keep.length, ...shape.slice(1)])
      expect(found.table).toBe(table ? true : undefined)
      expect(want.map((_, i) => found.place?.(i))).toEqual(
        want.map((index) => (placed ? place(index) : undefined)),
      )
    }),
  )
})
