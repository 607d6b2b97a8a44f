import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pairs, wholeOf } from '../../src/data/pairs.ts'
import type { LossError } from '../../src/error.ts'
import type { TensorSource } from '../../src/table.ts'
import type { Tensor } from '../../src/tensor.ts'

/** A source of `rows` rows of two numbers, cut as told; each row holds its own number twice. */
function source(
  name: string,
  rows: number,
  cuts: readonly number[],
): TensorSource & { closed: () => boolean } {
  let closed = false
  const ends = [...new Set([...cuts.map((cut) => cut % (rows + 1)), rows])].sort((a, b) => a - b)
  return {
    name,
    format: 'numbers',
    notes: [],
    closed: () => closed,
    async *pieces(): AsyncGenerator<Tensor> {
      try {
        let from = 0
        for (const end of ends) {
          const data = new Float64Array(2 * (end - from)).map((_, i) => from + (i >> 1))
          const start = from
          yield { data, shape: [end - from, 2], place: (i) => ({ file: name, row: start + (i >> 1) }) }
          from = end
        }
      } finally {
        closed = true
      }
    },
  }
}

it('a first row that numbers the columns is told where another file has a row less', async () => {
  const of = (name: string, rows: number): TensorSource => ({
    name,
    format: 'csv',
    notes: ['header: no'],
    async *pieces() {
      yield { data: Float64Array.from({ length: 2 * rows }, (_, i) => i), shape: [rows, 2] }
    },
  })
  const told = (input: TensorSource, target: TensorSource) =>
    pairs({ input, target }, () => true)
      .next()
      .catch((error: LossError) => error.details)
  const why = 'the first row of a is 0, 1, 2, ...: it looks like the names of columns'
  const details = { why, tries: ['tail -n +2 a | loss-calc ... with "-" for "a"'] }
  expect(await told(of('a', 3), { ...of('b', 2), notes: [] })).toMatchObject(details)
  expect(await told(of('a', 4), of('b', 2))).not.toMatchObject({ why })
})

const cuts = fc.array(fc.nat(40), { maxLength: 8 })

describe('pairs', () => {
  it('brings equal rows together however both are cut, each once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), cuts, cuts, async (rows, left, right) => {
        const seen: number[] = []
        for await (const { args, firstRow } of pairs(
          { input: source('a', rows, left), target: source('b', rows, right) },
          () => true,
        )) {
          const { input, target } = args as { input: Tensor; target: Tensor }
          expect(input.data).toEqual(target.data)
          expect(input.data[0]).toBe(firstRow)
          for (let r = 0; r < input.shape[0]!; r++) seen.push(input.data[2 * r]!)
          expect(input.place?.(0).row).toBe(firstRow)
        }
        expect(seen).toEqual(Array.from({ length: rows }, (_, i) => i))
      }),
    )
  })

  it('refuses a longer side, and says where it goes on', async () => {
    const drain = async (left: TensorSource, right: TensorSource) => {
      for await (const _ of pairs({ left, right }, () => true));
    }
    const short = () => source('short.csv', 3, [1])
    await expect(drain(short(), source('long.csv', 5, [2]))).rejects.toMatchObject({
      code: 'E310',
      message: 'short.csv ends after 3 rows, but long.csv goes on',
      details: { at: { file: 'long.csv', row: 3 } },
    })
    await expect(drain(source('long.csv', 5, [4]), short())).rejects.toMatchObject({ code: 'E310' })
  })

  it('come as a whole where one is a single number, whatever is said of rows', async () => {
    const one: TensorSource = {
      ...{ name: 'b', format: 'numbers', notes: [] },
      async *pieces() {
        yield { data: Float64Array.of(7), shape: [] }
      },
    }
    const found = []
    for await (const pair of pairs({ input: source('a', 5, [2]), target: one }, () => true)) found.push(pair)
    expect(found).toMatchObject([{ firstRow: 0, whole: true, args: { input: { shape: [5, 2] } } }])
  })

  it('closes both sources when it is left early', async () => {
    const left = source('a', 10, [3])
    const right = source('b', 10, [5])
    for await (const _ of pairs({ left, right }, () => true)) break
    expect([left.closed(), right.closed()]).toEqual([true, true])
  })
})

describe('all rows as one pair', () => {
  const part = (firstRow: number, data: number[], more = {}) => ({
    args: { input: { data: Float64Array.from(data), shape: [data.length] } },
    firstRow,
    whole: false,
    texts: new Map([['id', data.map(String)]]),
    weights: { data: Float64Array.from(data, (x) => x / 2), shape: [data.length] },
    ...more,
  })
  const together = async (...parts: ReturnType<typeof part>[]) => {
    const { args, rows, weights, texts, whole, firstRow } = await wholeOf(
      (async function* () {
        yield* parts
      })(),
    )
    return {
      input: [...args.input!.data],
      rows: rows && [...rows],
      weights: [...weights!.data],
      ids: texts!.get('id'),
      whole,
      firstRow,
    }
  }

  it('keeps their weights and texts, and their numbers once some are left out', async () => {
    const all = { input: [5, 7, 9], weights: [2.5, 3.5, 4.5], ids: ['5', '7', '9'], whole: true, firstRow: 0 }
    expect(await together(part(0, [5, 7]), part(2, [9]))).toEqual({ ...all, rows: undefined })
    const rows = Float64Array.of(4)
    expect(await together(part(0, [5, 7]), part(2, [9], { rows }))).toEqual({ ...all, rows: [0, 1, 4] })
    expect(await together(part(3, [5, 7, 9]))).toEqual({ ...all, rows: undefined, firstRow: 3 })
  })

  it('has neither where they have none', async () => {
    const bare = { texts: undefined, weights: undefined } as never
    const all = (async function* () {
      yield part(0, [1], bare)
      yield part(1, [2], bare)
    })()
    expect(await wholeOf(all)).toMatchObject({ weights: undefined, texts: undefined, rows: undefined })
  })
})
