import { describe, expect, it } from 'vitest'
import { run } from '../transcript.ts'
import { Computation } from '../../src/engine/compute.ts'
import { loadLoss } from '../../src/losses/registry.ts'
import { mapArguments } from '../../src/tensor.ts'
import { LossError } from '../../src/error.ts'
import type { Report } from '../../src/report.ts'

type Lists = Readonly<Record<string, readonly number[]>>

/** The report of a loss of vectors, which are files for once. */
async function report(name: string, lists: Lists, options = {}): Promise<Report> {
  const loss = (await loadLoss(name))!
  const computation = new Computation({ loss, options, reduction: 'mean' })
  const args = mapArguments(lists, (list, argument) => ({
    data: Float64Array.from(list),
    shape: [list.length],
    place: (i: number) => ({ file: `${argument}.csv`, row: i }),
  }))
  computation.add({ args, firstRow: 0, whole: true })
  return computation.report({
    args: mapArguments(lists, (_, argument) => ({ name: argument, format: 'numbers', notes: [] })),
  })
}

async function refusal(name: string, lists: Lists, options = {}) {
  const error: unknown = await report(name, lists, options).catch((caught: unknown) => caught)
  if (!(error instanceof LossError)) throw new Error(`${name} was computed`)
  return { code: error.code, message: error.message, ...error.details }
}

describe('a number outside a domain', () => {
  it.each([
    [
      'bce',
      { input: [0.5, 3, -2], target: [0, 1, 1] },
      {
        message: 'bce needs probabilities in [0, 1]; 2 of 3 input values are outside, the first is 3',
        at: { file: 'input.csv', row: 1 },
        why: 'values run from -2 to 3: these look like logits (before the sigmoid)',
        tries: ['loss-calc bce-logits ...'],
      },
    ],
    [
      'bce',
      { input: [0.5, Infinity], target: [0, 1] },
      {
        message: 'bce needs probabilities in [0, 1]; 1 of 2 input values is outside, the first is Infinity',
        at: { file: 'input.csv', row: 1 },
        tries: ['loss-calc bce-logits ...'],
      },
    ],
    [
      'margin-ranking',
      { x1: [1, 2], x2: [1, 1], target: [0, 1] },
      {
        message:
          'margin-ranking needs targets that are -1 or 1; 1 of 2 target values is outside, the first is 0',
        at: { file: 'target.csv', row: 0 },
        why: 'the targets are 0 and 1',
        tries: ['map them to -1 and 1 by 2 t - 1'],
      },
    ],
    [
      'hinge-embedding',
      { input: [1, 2], target: [1, 2] },
      {
        message:
          'hinge-embedding needs targets that are -1 or 1; 1 of 2 target values is outside, the first is 2',
        at: { file: 'target.csv', row: 1 },
      },
    ],
    [
      'poisson-nll',
      { input: [1, 2], target: [1, -3] },
      {
        message: 'poisson-nll needs targets >= 0; 1 of 2 target values is outside, the first is -3',
        at: { file: 'target.csv', row: 1 },
      },
    ],
    [
      'msle',
      { input: [-1, 2], target: [1, Number.NaN] },
      {
        message: 'msle needs values > -1; 1 of 2 input values is outside, the first is -1',
        at: { file: 'input.csv', row: 0 },
      },
    ],
    [
      'bce',
      { input: [0.5, 0.5], target: [-1, 1] },
      {
        message: 'bce needs targets in [0, 1]; 1 of 2 target values is outside, the first is -1',
        at: { file: 'target.csv', row: 0 },
        why: 'the targets are -1 and 1',
        tries: ['loss-calc ... --target-format signed'],
      },
    ],
    [
      'bce',
      { input: [0.5, 0.5], target: [2, 1] },
      {
        message: 'bce needs targets in [0, 1]; 1 of 2 target values is outside, the first is 2',
        at: { file: 'target.csv', row: 0 },
        why: 'the targets are 1 and 2',
        tries: ['loss-calc ... --index-base 1'],
      },
    ],
    [
      'bce',
      { input: [0.5, 0.5], target: [2, 20] },
      {
        message: 'bce needs targets in [0, 1]; 2 of 2 target values are outside, the first is 2',
        at: { file: 'target.csv', row: 0 },
        why: 'the targets are whole numbers from 0 to 20: they look like class indices',
        tries: ['give ce one column of logits per class'],
      },
    ],
    [
      'bce',
      { input: [0.5, 0.5], target: [-3, 20] },
      {
        message: 'bce needs targets in [0, 1]; 2 of 2 target values are outside, the first is -3',
        at: { file: 'target.csv', row: 0 },
      },
    ],
    [
      'bce',
      { input: [0.5, 0.5], target: [0, 21] },
      {
        message: 'bce needs targets in [0, 1]; 1 of 2 target values is outside, the first is 21',
        at: { file: 'target.csv', row: 1 },
        why: 'the targets run to 21, like gray values',
        tries: ['loss-calc ... --target-format gray'],
      },
    ],
    [
      'bce',
      { input: [0.5, 0.5], target: [0.5, 256] },
      {
        message: 'bce needs targets in [0, 1]; 1 of 2 target values is outside, the first is 256',
        at: { file: 'target.csv', row: 1 },
      },
    ],
    [
      'ctc',
      { input: [-1], target: [0], inputLengths: [0.5], targetLengths: [1] },
      {
        message:
          'ctc needs input-lengths >= 0 that are whole numbers; 1 of 1 input-lengths values is outside, the first is 0.5',
        at: { file: 'inputLengths.csv', row: 0 },
      },
    ],
  ] as const)('of %s %j is refused, and what it may be is told', async (name, lists, want) => {
    expect(await refusal(name, lists)).toEqual({ code: 'E301', ...want })
  })
})

describe('numbers that are odd and computed', () => {
  const told = async (name: string, lists: Lists) =>
    (await report(name, lists)).notices.map(({ code, message }) => `${code} ${message}`)

  it('are counted: NaN anywhere, what is infinite of the first argument', async () => {
    const odd = await told('mse', { input: [Infinity, Number.NaN, 1], target: [1, 2, Number.NaN] })
    expect(odd).toEqual([
      'W402 1 infinite number in the input, or too large for float64',
      'W409 2 numbers are NaN, and so are their losses, as in torch; --top 5 lists such samples first',
    ])
    expect(await told('mse', { input: [1, 2], target: [Infinity, 2] })).toEqual([])
    expect(await told('mse', { input: [1, 2], target: [Number.MAX_VALUE, -Number.MAX_VALUE] })).toEqual([])
  })

  it.each([
    ['[[1, nan], [inf, 1]]', '[-100, -100]', []],
    ['[[1, nan], [nan, 1]]', '[-100, 1]', ['W409]: 1']],
    ['[[[1, nan], [inf, 1]]]', '[[0, -100]]', ['W402]: 1']],
    ['[[[1, nan], [1, 1]], [[1, nan], [1, 1]]]', '[[0, -100], [0, 0]]', ['W409]: 1']],
  ])('are not counted in rows that are ignored: %s of %s', async (input, target, want) => {
    const { stderr } = await run(['ce', input, target, '-q', '--reduction', 'sum'])
    expect(stderr.match(/W\d+\]: \d/g) ?? []).toEqual(want)
  })

  it('are told apart from targets outside a domain that only warns', async () => {
    const odd = await told('bce-logits', { input: [1, 2, 3], target: [2, Number.NaN, -1] })
    expect(odd).toEqual([
      'W409 1 number is NaN, and so is its loss, as in torch; --top 5 lists such samples first',
      'W403 2 target values lie outside [0, 1]; torch computes them without a word, and losses below 0 may follow',
    ])
  })
})

it('a weight of one number per element is told so', async () => {
  const weight = { data: Float64Array.of(1), shape: [1] }
  const lists = { input: [1, 2], target: [1, 2] }
  for (const name of ['mse', 'huber'])
    expect(await refusal(name, lists, { weight })).toEqual({
      code: 'E311',
      message: '--weight (1,) must have the shape of the input (2,)',
      why: `torch.nn.functional.${name === 'mse' ? 'mse_loss' : 'huber_loss'} takes one weight per element`,
    })
  expect((await report('bce-logits', lists, { weight })).denominator).toEqual({ kind: 'elements', value: 2 })
})

it.each([
  [[0, 100], [0, 1], 'values run from 0 to 100: these are percentages, or logits (before the sigmoid)'],
  [[0, 100.5], [0, 1], 'values run from 0 to 100.5: these look like logits (before the sigmoid)'],
  [[0, 256], [0, 1], 'values run from 0 to 256: these look like logits (before the sigmoid)'],
  [[0, 101], [0, 1], 'values run from 0 to 101: these look like gray values'],
  [[0, 11], [0, 1], 'values run from 0 to 11: these are percentages, or logits (before the sigmoid)'],
  [[0, 10], [0, 1], 'values run from 0 to 10: these look like logits (before the sigmoid)'],
  [[-1, 11], [0, 1], 'values run from -1 to 11: these look like logits (before the sigmoid)'],
  [[0.5, 0.5], [0, 256], undefined],
  [[0.5, 0.5], [0, 255], 'the targets run to 255, like gray values'],
  [[0.5, 0.5], [1, 2.5], undefined],
  [[0.5, 0.5, 0.5], [0, 1, 255], 'beside 0 and 1, 255 often marks samples to skip'],
  [[0.5, 0.5, 0.5], [0, 1, -1], 'beside 0 and 1, -1 often marks samples to skip'],
  [[0.5, 0.5], [0, -100], 'beside 0 and 1, -100 often marks samples to skip'],
  [[0.5, 0.5, 0.5], [0, 1, -2], undefined],
  [[0.5, 0.5, 0.5], [255, 1, -1], undefined],
])('of bce %j against %j is said what they look like', async (input, target, why) => {
  expect((await refusal('bce', { input, target })).why).toBe(why)
})
