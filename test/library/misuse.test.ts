import { describe, expect, it } from 'vitest'
import { computeStream, LossError, mse } from '../../src/index.ts'

/** What plain JavaScript may hand to the library: refused by name, and never computed as something else. */
const call = mse as unknown as (...args: unknown[]) => { value: unknown }
const cyclic: unknown[] = []
cyclic[0] = cyclic
const shaped = (shape: unknown, data: unknown = [1, 2]) => ({ data, shape })
/** A class that says it is longer than it is. */
class Longer extends Float64Array {
  override get length() {
    return 5
  }
}

describe('a call', () => {
  it.each<[string, unknown[], string]>([
    ['a list that holds itself', [cyclic, [1]], 'E203'],
    ['a shape of NaN', [shaped([Number.NaN]), [1, 2]], 'E203'],
    ['a negative shape', [shaped([-1, -2]), shaped([-1, -2])], 'E203'],
    ['a fractional shape', [shaped([0.5, 4]), shaped([0.5, 4])], 'E203'],
    ['a shape of texts', [shaped(['2']), [1, 2]], 'E203'],
    ['a shape of BigInts', [shaped([2n]), [1, 2]], 'E203'],
    ['no shape', [shaped(undefined), [1, 2]], 'E203'],
    ['a shape that no memory holds', [shaped([2 ** 50, 0], []), shaped([2 ** 50, 0], [])], 'E203'],
    ['no data', [shaped([2], null), [1, 2]], 'E201'],
    ['an object without a text', [[Object.create(null)], [1]], 'E201'],
    ['a typed array behind a proxy', [new Proxy(Float64Array.of(1, 2), {}), [1, 2]], 'E201'],
    ['options that are a word', [[1], [2], 'sum'], 'E101'],
    ['options that are a number', [[1], [2], 5], 'E101'],
    ['options that are a list', [[1], [2], [5]], 'E105'],
    ['a second object of options', [[1], [2], {}, { reduction: 'sum' }], 'E103'],
    ['an array of a class of its own that lies about its length', [Longer.of(1, 2), [1, 4]], 'E201'],
  ])('refuses %s', (_name, args, code) => {
    expect(() => call(...args)).toThrow(LossError)
    expect(() => call(...args)).toThrow(expect.objectContaining({ code }) as Error)
  })
})

describe('a stream', () => {
  const stream = computeStream as unknown as (...args: unknown[]) => Promise<unknown>
  it.each<[string, () => Promise<unknown>, string]>([
    ['a sample that is none', () => stream(mse, { rows: [null] }), 'E103'],
    ['a sample with more than its arguments', () => stream(mse, { rows: [[1, 2, 3]] }), 'E103'],
    [
      'a batch of other samples',
      () =>
        stream(mse, {
          batches: [
            [[1], [2]],
            [[[1, 2]], [[1, 2]]],
          ],
        }),
      'E203',
    ],
    ['a batch with more of one argument', () => stream(mse, { batches: [[[1, 2], [2]]] }), 'E203'],
  ])('refuses %s', async (_name, run, code) => {
    await expect(run()).rejects.toMatchObject({ code })
  })
})
