import { describe, expect, it } from 'vitest'
import {
  bceWithLogits,
  compare,
  computeStream,
  crossEntropy,
  dice,
  explain,
  identify,
  LossError,
  mse,
} from '../../src/index.ts'

const rows = Array.from({ length: 5000 }, (_, i) => [Math.sin(i), Math.cos(3 * i), Math.sin(7 * i)])
const targets = rows.map((_, i) => i % 3)

/** One by one, with a wait now and then. */
async function* samples(): AsyncGenerator<[number[], number]> {
  for (const [i, row] of rows.entries()) {
    if (i % 1000 === 0) await Promise.resolve()
    yield [row, targets[i]!]
  }
}

function* batches(size: number): Generator<[number[][], Int32Array]> {
  for (let i = 0; i < rows.length; i += size)
    yield [rows.slice(i, i + size), Int32Array.from(targets.slice(i, i + size))]
}

describe('a stream', () => {
  const options = { labelSmoothing: 0.1, weight: [1, 2, 3] }
  const whole = crossEntropy(rows, targets, options)

  it('gives the bits of all samples at once, by rows and by batches', async () => {
    expect((await computeStream(crossEntropy, { rows: samples() }, options)).value).toBe(whole.value)
    for (const size of [1, 7, 4999, 5000])
      expect((await computeStream(crossEntropy, { batches: batches(size) }, options)).value).toBe(whole.value)
    const summed = await computeStream(crossEntropy, { rows: samples() }, { reduction: 'sum' })
    expect(summed.value).toBe(crossEntropy(rows, targets, { reduction: 'sum' }).value)
    expect(summed.report.samples).toBe(5000)
  })

  it('tells the loss of each sample as it comes', async () => {
    const told: number[] = []
    await computeStream(
      crossEntropy,
      { batches: batches(100) },
      {
        ...options,
        each: (losses, from) => {
          expect(told.length).toBe(from)
          told.push(...losses)
        },
      },
    )
    expect(told).toEqual(whole.perSample)
  })

  it('takes single numbers as samples', async () => {
    const { value } = await computeStream(bceWithLogits, {
      rows: [
        [1, 1],
        [-2, 0],
      ],
    })
    expect(value).toBe(bceWithLogits([1, -2], [1, 0]).value)
  })

  it.each([
    ['E104', () => computeStream(dice, { rows: [[[1], [1]]] }), 'needs all samples at once'],
    ['E104', () => computeStream(mse, { rows: [[1, 1]] }, { reduction: 'none' }), 'a stream has one value'],
    [
      'E203',
      () =>
        computeStream(mse, {
          rows: [
            [[1], [1]],
            [
              [1, 2],
              [1, 2],
            ],
          ],
        }),
      'input of sample 1 has the shape (2,)',
    ],
    ['E103', () => computeStream(mse, { rows: [[1] as unknown as [number, number]] }), 'target is missing'],
    ['E310', () => computeStream(mse, { rows: [[[1, 2], 1]] }), 'are not samples side by side'],
    ['E205', () => computeStream(mse, { rows: [] }), 'input and target hold no data'],
    ['E103', () => computeStream(Math.max as never, { rows: [] }), 'is no loss of the library'],
  ])('is refused with %s', async (code, call, says) => {
    const error: unknown = await (call as () => Promise<unknown>)().catch((found: unknown) => found)
    expect(error).toBeInstanceOf(LossError)
    expect([(error as LossError).code, (error as LossError).message]).toEqual([
      code,
      expect.stringContaining(says),
    ])
  })
})

describe('an explanation', () => {
  it('has the steps of rows, and a text in both languages', async () => {
    const found = await explain(
      crossEntropy,
      [
        [
          [1, 2, 3],
          [3, 2, 1],
        ],
        [2, 2],
      ],
      { labelSmoothing: 0.1 },
      { rows: 1 },
    )
    expect(found.rows.map(({ row }) => row)).toEqual([1])
    expect(found.rows[0]!.steps.at(-1)!.values).toEqual([
      crossEntropy([[3, 2, 1]], [2], { labelSmoothing: 0.1 }).value,
    ])
    expect(found.text).toContain('logSoftmax')
    const chinese = await explain(mse, [[1], [3]], {}, { language: 'zh', format: 'markdown' })
    expect(chinese.text).toMatch(/\p{Script=Han}/u)
    expect(chinese.value).toBe(4)
    await expect(explain(mse, [[1], [3]], {}, { rows: 5 })).rejects.toThrow('there is no row 5')
  })
})

describe('identify', () => {
  it('finds the convention of a number', async () => {
    const input = [
      [0.2, 0.3, 0.5],
      [0.5, 0.2, 0.3],
    ]
    const [match] = await identify('5.2992', input, [2, 1], { options: { weight: [2, 4, 6] } })
    expect(match).toMatchObject({ loss: 'ce', value: 5.2991553042223005, steps: 1 })
    expect(await identify(123, input, [2, 1], { losses: ['mse'] })).toEqual([])
    await expect(identify('x', input, [2, 1])).rejects.toThrow('the number to find must be one, got x')
    await expect(identify(1, input, [2, 1], { losses: ['mae'] })).rejects.toThrow('got mae')
  })
})

describe('compare', () => {
  it('refuses other targets, whatever the loss', async () => {
    const differ = (target: readonly number[]) =>
      compare(
        mse,
        [
          [1, 2],
          [2, 3],
        ],
        [[1, 2], target],
      )
    await expect(differ([2, 4])).rejects.toThrow('input has another target at sample 1: 4, not 3')
    // What rounding to float32 changes is the same target.
    await expect(differ([2, 3 + 1e-7])).resolves.toMatchObject({ difference: expect.closeTo(0, 5) as number })
  })

  it('tells how two models differ on the same samples', async () => {
    const before = Float32Array.from({ length: 50 }, (_, i) => Math.sin(i))
    const after = before.map((x) => x * 0.5)
    const zeros = new Float32Array(50)
    const found = await compare(mse, [before, zeros], [after, zeros])
    expect(found.difference).toBeCloseTo(mse(after, zeros).value - mse(before, zeros).value, 15)
    expect(found.interval.high).toBeLessThan(0)
    expect(found.better).toBe(49)
    await expect(compare(mse, [[1], [2]], [[1], [3]], { reduction: 'none' })).rejects.toThrow('mean or sum')
  })
})
