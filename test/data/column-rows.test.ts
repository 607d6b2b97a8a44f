import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gatherRows, keyedColumns, rowsOfColumns, textAt } from '../../src/data/column-rows.ts'
import type { NumberColumns, TextColumn } from '../../src/table.ts'

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

describe('columns', () => {
  const words = ['x', undefined, 'y', 'x', 'z']
  const place = (row: number) => ({ file: 't', row })
  const names = ['x', 'y', 'z', undefined] as unknown as string[]
  const texts = {
    as: 'texts' as const,
    texts: words,
    text: (row: number) => words[row],
    names,
    codes: Uint16Array.of(0, 3, 1, 0, 2),
    hashes: Uint32Array.of(9, 8, 7, 6, 5),
    numbers: Float64Array.of(1, 2, 3, 4, 5),
    spans: { bytes: new Uint8Array(9), ends: Int32Array.from({ length: 10 }, (_, i) => i) },
    place,
  } as unknown as TextColumn
  const numbers: NumberColumns = {
    as: 'numbers',
    tensor: {
      data: Float64Array.from({ length: 10 }, (_, i) => i),
      shape: [5, 2],
      place: (index) => ({ file: 't', row: Math.floor(index / 2), column: index % 2 }),
    },
    missing: Uint8Array.of(0, 1, 0, 0, 1),
  }

  it.each([
    [0, 5],
    [0, 2],
    [1, 3],
    [3, 2],
  ])('are cut from row %d on, %d rows', (start, rows) => {
    const [text, number] = rowsOfColumns.cut([texts, numbers], start, rows) as [TextColumn, NumberColumns]
    const end = start + rows
    expect(rowsOfColumns.rows([text])).toBe(rows)
    expect([...text.texts]).toEqual(words.slice(start, end))
    expect([...text.codes!]).toEqual([...texts.codes!].slice(start, end))
    expect([...text.hashes!]).toEqual([...texts.hashes!].slice(start, end))
    expect([...text.numbers!]).toEqual([...texts.numbers!].slice(start, end))
    expect([...text.spans!.ends]).toEqual([...texts.spans!.ends].slice(2 * start, 2 * end))
    expect([text.text!(rows - 1), textAt(text, 0)]).toEqual([words[end - 1], words[start]])
    expect(text.place!(0)).toEqual(place(start))
    expect([...number.tensor.data]).toEqual([...numbers.tensor.data].slice(2 * start, 2 * end))
    expect([...number.missing!]).toEqual([...numbers.missing!].slice(start, end))
  })

  it('have places where their pieces do', () => {
    const { place: _, ...bare } = numbers.tensor
    const piece = [{ as: 'texts', texts: words } as const, { ...numbers, tensor: bare }]
    const [text, number] = keyedColumns(0, undefined).gather([{ piece, row: 1 }]) as [
      TextColumn,
      NumberColumns,
    ]
    expect([text.place, number.tensor.place]).toEqual([undefined, undefined])
  })

  it('miss what one piece misses, beside pieces that miss nothing', () => {
    const whole: NumberColumns = { ...numbers, missing: undefined }
    const spots = [
      { piece: [whole], row: 1 },
      { piece: [numbers], row: 1 },
    ]
    const gathered = (of: typeof spots) => keyedColumns(0, undefined).gather(of) as [NumberColumns]
    expect(gathered(spots)[0].missing).toEqual(Uint8Array.of(0, 1))
    expect(gathered(spots.toReversed())[0].missing).toEqual(Uint8Array.of(1, 0))
    expect(gathered(spots.slice(0, 1))[0].missing).toBeUndefined()
  })

  it.each([true, undefined])('are gathered as those of a table only if they are: %j', (table) => {
    const part: NumberColumns = { ...numbers, tensor: { ...numbers.tensor, ...(table && { table }) } }
    const [number] = keyedColumns(0, undefined).gather([{ piece: [part], row: 0 }]) as [NumberColumns]
    expect(number.tensor.table).toBe(table)
  })

  it('are gathered with their texts, numbers, places and what they miss', () => {
    const spots = [4, 0, 1].map((row) => ({ piece: [texts, numbers], row }))
    const [text, number] = keyedColumns(0, undefined).gather(spots as never) as [TextColumn, NumberColumns]
    expect([...text.texts]).toEqual(['z', 'x', undefined])
    expect([0, 1, 2].map((row) => text.place!(row))).toEqual([place(4), place(0), place(1)])
    expect([...number.tensor.data]).toEqual([8, 9, 0, 1, 2, 3])
    expect(number.tensor.shape).toEqual([3, 2])
    expect([...number.missing!]).toEqual([1, 0, 1])
    const spot = (row: number, column: number) => ({ file: 't', row, column })
    const want = [spot(4, 0), spot(4, 1), spot(0, 0), spot(0, 1), spot(1, 0), spot(1, 1)]
    expect(want.map((_, i) => number.tensor.place!(i))).toEqual(want)
  })
})
