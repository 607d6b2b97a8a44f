import { describe, expect, it } from 'vitest'
import { fortranStrides, inOrder, type View } from '../../src/readers/arrays/strided.ts'
import { sizeOf } from '../../src/tensor.ts'

/** Numbers of which each is its own place. */
const storage = new Uint8Array(Uint32Array.from({ length: 400_000 }, (_, i) => i).buffer)
const open = () => ({
  readInto(bytes: Uint8Array, start: number) {
    const part = storage.subarray(start, start + bytes.length)
    bytes.set(part)
    return part.length
  },
  close: () => {},
})

async function ordered(view: View): Promise<number[] | undefined> {
  const pieces = inOrder(open, 4, 4, view)
  if (!pieces) return undefined
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece.slice())
  return [...new Uint32Array(Uint8Array.from(Buffer.concat(all)).buffer)]
}

/** One number after the other; the storage begins at the second. */
function expected({ offset, shape, strides }: View): number[] {
  return Array.from({ length: sizeOf(shape) }, (_, i) => {
    let place = 1 + offset
    for (let d = shape.length - 1, rest = i; d >= 0; rest = Math.floor(rest / shape[d]!), d--)
      place += (rest % shape[d]!) * strides[d]!
    return place
  })
}

const fortran = (...shape: number[]): View => ({ offset: 0, shape, strides: fortranStrides(shape) })

describe('numbers of a view in order', () => {
  it.each<[string, View]>([
    ['one number', { offset: 7, shape: [], strides: [] }],
    ['none', { offset: 0, shape: [0, 3], strides: [1, 1] }],
    ['columns first', fortran(100_000, 3)],
    ['columns first, in three dimensions', fortran(20_000, 3, 5)],
    ['columns first, of few rows', fortran(3, 100_000)],
    ['every second column', { offset: 1, shape: [60_000, 3], strides: [6, 2] }],
    ['every third row', { offset: 2, shape: [40_000, 3], strides: [9, 1] }],
    ['every second row of columns', { offset: 0, shape: [60_000, 2], strides: [2, 130_000] }],
    ['a row again and again', { offset: 5, shape: [100_000, 3], strides: [0, 1] }],
    ['a diagonal', { offset: 0, shape: [600], strides: [601] }],
    ['permuted inside', { offset: 0, shape: [1000, 5, 70], strides: [350, 1, 5] }],
  ])('%s', async (_name, view) => {
    const [found, wanted] = [await ordered(view), expected(view)]
    expect(found).toHaveLength(wanted.length)
    expect(wanted.findIndex((place, i) => found![i] !== place)).toBe(-1)
  })

  it('is not for rows that lie far apart', async () => {
    const view = { offset: 0, shape: [600, 600_000], strides: [1, 600] }
    expect(inOrder(open, 0, 8, view)).toBeUndefined()
  })

  it('ends with an error where the file has become shorter', async () => {
    await expect(ordered(fortran(400_000, 2))).rejects.toThrow(/cut off/)
  })
})
