import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LossError } from '../src/error.ts'
import { bce } from '../src/losses/bce.ts'
import { crossEntropy } from '../src/losses/ce.ts'
import { focal } from '../src/losses/focal.ts'
import { loadLoss } from '../src/losses/registry.ts'
import * as bare from '../src/numbers.ts'
import { formsOf, spellingsOf } from '../src/losses/forms.ts'
import type { PlainLoss } from '../src/losses/loss.ts'
import { ulpsApart } from './golden.ts'
import { libraryCalls } from './library-calls.ts'

type Given = Readonly<Record<string, unknown>>

const call = (name: string, args: readonly unknown[], options: Given = {}) =>
  libraryCalls.get(name)!.call(...(args as never[]), { reduction: 'none', ...options })

describe('a loss of one element at the ends of its domain', () => {
  const probs = { from: 'probs' }
  it.each([
    // A probability of 0 on the wrong side costs Infinity, on the right one 0; between them a part of Infinity.
    ['bce-logits', [0, 1], probs, Infinity],
    ['bce-logits', [0, 0], probs, 0],
    ['bce-logits', [1, 1], probs, 0],
    ['bce-logits', [1, 0], probs, Infinity],
    ['bce-logits', [0, 0.5], probs, Infinity],
    ['bce-logits', [1, 0.5], probs, Infinity],
    ['bce-logits', [0, 1], { ...probs, posWeight: [0] }, 0],
    ['bce-logits', [0.5, 0.5], { ...probs, posWeight: [3] }, 2 * Math.LN2],
    // A side that does not count costs nothing, whatever it would.
    ['focal', [1, 0], { ...probs, mode: 'sigmoid', alpha: 1 }, 0],
    ['focal', [0, 1], { ...probs, mode: 'sigmoid', alpha: 0 }, 0],
    ['focal', [1, 0], { ...probs, mode: 'sigmoid', alpha: 0.5 }, Infinity],
    ['focal', [Infinity, 0], { mode: 'sigmoid', alpha: 1 }, 0],
    ['focal', [-Infinity, 1], { mode: 'sigmoid', alpha: 0 }, 0],
    ['focal', [0.5, 0.5], { ...probs, mode: 'sigmoid', alpha: -1, gamma: 1 }, Math.LN2 / 2],
    ['focal', [0.5, 0.5], { ...probs, mode: 'sigmoid', alpha: 0.25, gamma: 1 }, Math.LN2 / 4],
    ['kl-div', [-Infinity, 0], {}, 0],
    ['kl-div', [0, 0], probs, 0],
    ['kl-div', [0, 0.5], probs, Infinity],
    ['kl-div', [0.5, Infinity], probs, Infinity],
    ['kl-div', [Number.NaN, 0], {}, Number.NaN],
    ['kl-div', [-Infinity, 1], {}, Infinity],
    ['kl-div', [0, Infinity], {}, Infinity],
    ['kl-div', [Infinity, 1], {}, -Infinity],
    ['kl-div', [1e308, Infinity], {}, Infinity],
    ['kl-div', [Infinity, Infinity], {}, Number.NaN],
    ['kl-div', [-1, -Infinity], { logTarget: true }, 0],
    ['kl-div', [Number.NaN, -Infinity], { logTarget: true }, Number.NaN],
    ['kl-div', [-Infinity, -Infinity], { logTarget: true }, 0],
    ['kl-div', [-Infinity, 0], { logTarget: true }, Infinity],
    ['poisson-nll', [0, 0], { logInput: false, eps: 0 }, 0],
    ['poisson-nll', [0, 2], { logInput: false, eps: 0 }, Infinity],
    // As in torch: Infinity less Infinity.
    ['poisson-nll', [Infinity, 2], {}, Number.NaN],
    ['poisson-nll', [-Infinity, 2], {}, Infinity],
    ['poisson-nll', [-Infinity, 0], {}, Number.NaN],
    ['gaussian-nll', [1, 1, 0], {}, Math.log(1e-6) / 2],
    ['gaussian-nll', [Infinity, 1, 1], {}, Infinity],
    ['mape', [1, 0], {}, 2 ** 52],
    // A difference that overflows is Infinity, as in torch; half a square that does need not be.
    ['mape', [1e308, -1e308], {}, Infinity],
    ['quantile', [1e308, -1e308], {}, Infinity],
    ['quantile', [1e308, -1e308], { quantile: 1 }, 0],
    ['huber', [1e308, -1e308], { delta: 0.5 }, Infinity],
    ['huber', [1.4e154, 0], { delta: 1e308 }, 9.8e307],
    ['huber', [-1.797e308, -1.6], { delta: Infinity }, Infinity],
    ['smooth-l1', [1e308, -1e308], { beta: 1e308 }, Infinity],
    ['smooth-l1', [Infinity, 0], { beta: 1e308 }, Infinity],
    ['l1', [1e308, -1e308], {}, Infinity],
    // A quotient near the largest number, whose product with the divisor overflows.
    ['mape', [Number.MAX_VALUE, 1.5], {}, 1.1984620899082105e308],
    ['mape', [-Number.MAX_VALUE, 3], { convention: 'keras' }, Infinity],
    ['poisson-nll', [745, 1e308], {}, Infinity],
    ['poisson-nll', [1e16, 1e308], {}, Infinity],
    ['poisson-nll', [10, 1e308], { full: true }, Infinity],
    ['poisson-nll', [715, 1e308], {}, -Infinity],
    ['poisson-nll', [711, 1.7e308], {}, -Infinity],
    // e^x and t x have 71 bits in common.
    ['poisson-nll', [5.826171875, 58.19571435562244], {}, -1.2734761970166828e-19],
    ['poisson-nll', [0, 1e308], { full: true, logInput: false, eps: 1e308 }, -1e308],
    ['kl-div', [1e308, -746], { logTarget: true }, -1.0382848095158282e-16],
    ['kl-div', [1e308, -800], { logTarget: true }, -3.667874584177687e-40],
    ['kl-div', [-0.5, -745], { logTarget: true }, -425 * 2 ** -1074],
    ['mape', [1, 0], { convention: 'keras' }, 1e9],
    ['mape', [1, 2 ** -53], {}, 2 ** 52 * (1 - 2 ** -53)],
    ['msle', [-0.5, 1e-8], { convention: 'keras' }, 0],
    ['msle', [1e308, -1 + 2 ** -53], {}, (Math.log(1e308) + 53 * Math.LN2) ** 2],
    ['msle', [-1 + 2 ** -53, 1e308], {}, (Math.log(1e308) + 53 * Math.LN2) ** 2],
    ['hinge-embedding', [3, -1], {}, 0],
    ['hinge-embedding', [-3, 1], {}, -3],
    ['huber', [-3, 0], { delta: 2 }, 4],
    ['smooth-l1', [-3, 0], { beta: 0 }, 3],
    ['margin-ranking', [3, 1, 1], { margin: 2 }, 0],
    ['margin-ranking', [1, 3, 1], { margin: 2 }, 4],
  ] as const)('%s of %j with %j', (name, numbers, options, want) => {
    const { value } = call(
      name,
      numbers.map((x) => [x]),
      options,
    )
    const [got] = value as number[]
    if (Number.isFinite(want) && want !== 0) expect(got! / want).toBeCloseTo(1, 14)
    else expect(got! + 0).toBe(want)
  })
})

it.each([
  [800, 0, 1],
  [-800, 1, -1],
  [-800, 0, 0],
  [800, 1, 0],
  // Halfway between, half of it is missed whatever the logit: a quarter of the slope of the half that costs.
  [800, 0.5, 0.125],
])('the slope of focal at %d for the target %d is %d', (x, t, want) => {
  const { grads } = call('focal', [[x], [t]], { mode: 'sigmoid', alpha: -1, gamma: 2 })
  expect((grads.input as number[])[0]! + 0).toBe(want)
})

it.each([
  // As torch 2.15: what a NaN hides is 0, but for what is NaN itself.
  ['smooth-l1', [[NaN], [1]], { beta: 0 }, { input: [0], target: [0] }],
  ['smooth-l1', [[Infinity], [Infinity]], { beta: 0 }, { input: [0], target: [0] }],
  ['smooth-l1', [[NaN], [1]], { beta: 1 }, { input: [NaN], target: [NaN] }],
  ['pairwise-distance', [[[NaN, 1]], [[0, 3]]], { p: 1 }, { x1: [0, -1], x2: [0, 1] }],
  ['pairwise-distance', [[[NaN, 1]], [[0, 3]]], { p: Infinity }, { x1: [0, 0], x2: [0, 0] }],
  ['pairwise-distance', [[[NaN, 1]], [[0, 3]]], { p: -Infinity }, { x1: [0, 0], x2: [0, 0] }],
  ['pairwise-distance', [[[NaN, 1]], [[0, 3]]], { p: 2 }, { x1: [NaN, NaN], x2: [NaN, NaN] }],
  ...[
    ['triplet-margin', { p: 1 }, 0],
    ['triplet-margin', { p: Infinity }, 0],
    ['triplet-distance', { distance: 'manhattan' }, 0],
    ['triplet-distance', { distance: 'squared-euclidean' }, NaN],
  ].map(([name, options, odd]) => {
    const triplet = [[[NaN, 1]], [[0, 3]], [[0, -4]]]
    return [name, triplet, options, { anchor: [odd, 0], positive: [odd, 0], negative: [odd, 0] }]
  }),
] as [string, unknown[], Given, Record<string, number[]>][])(
  'the slopes of %s at %j with %j',
  (name, args, options, want) => {
    const { grads } = call(name, args, options)
    for (const [argument, slope] of Object.entries(want))
      expect((grads[argument] as number[]).flat().map((x) => x + 0)).toEqual(slope)
  },
)

it('the error of a percentage is that of the exact difference, on either side', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }),
      fc.bigInt({ min: 2n ** 40n, max: 2n ** 53n }),
      (x, t) => {
        // x / 2^10 against t / 2^20: their difference is often no double.
        const error = (x << 10n) - t
        const { value } = call('mape', [[Number(x) / 2 ** 10], [Number(t) / 2 ** 20]])
        // So many digits that what is cut off decides no tie.
        const want = Number(((error < 0n ? -error : error) << 200n) / t) * 2 ** -200
        expect((value as number[])[0]).toBe(want)
      },
    ),
  )
})

describe('the class that a row predicts', () => {
  it.each(['nll', 'multi-margin', 'ce'])('of %s is the first of the largest, in every row', async (name) => {
    const { Computation } = await import('../src/engine/compute.ts')
    const loss = (await loadLoss(name))!
    const rows = [
      [-3, -1, -1],
      [-1, -5, -2],
      [-4, -2, -1],
    ]
    const args = {
      input: { data: Float64Array.from(rows.flat()), shape: [3, 3] },
      target: { data: Float64Array.of(0, 0, 0), shape: [3] },
    }
    const request = { loss, options: {}, reduction: 'mean', samples: 3 } as const
    const { samples } = new Computation(request).add({ args, firstRow: 0, whole: true })
    expect([...samples!.get('predicted')!]).toEqual([1, 0, 2])
  })
})

it('a floor decides the loss of bce beyond e^-100, on the side that counts', () => {
  const { clamped } = bce
  expect([clamped!(0, 1), clamped!(1e-44, 0.5), clamped!(1, 0), clamped!(1, 0.5)]).toEqual(
    Array(4).fill(true),
  )
  expect([clamped!(0, 0), clamped!(4e-44, 1), clamped!(1, 1), clamped!(0.5, 0.5)]).toEqual(
    Array(4).fill(false),
  )
})

it.each([
  [[3], [3], 'sigmoid'],
  [[3], [], 'softmax'],
  [[3], [1], 'softmax'],
  [[1], [1], 'sigmoid'],
  [[1], [], 'sigmoid'],
  [[3], [2], 'sigmoid'],
  [[3], [1, 5], 'sigmoid'],
  [[4, 3], [4], 'softmax'],
  [[4, 1], [4], 'sigmoid'],
  [[4, 3], [4, 3], 'sigmoid'],
  [[1, 3], [1], 'softmax'],
  [[4, 3, 5], [4, 5], 'softmax'],
  [[4, 3, 5], [4, 3, 5], 'sigmoid'],
])('focal of %j against %j is that of %s', (input, target, mode) => {
  expect(focal.choose(input, target)).toBe(mode)
})

describe('what the loops of the kernel are given', () => {
  const numbersOf = async (name: string, options: Given, mode = '', from?: string) => {
    const form = formsOf((await loadLoss(name))!).get(mode)!
    const { loop } = (from === undefined ? form : spellingsOf(form).get(from)!) as PlainLoss
    return loop!.numbers!(options as never)
  }
  const weight = (...data: number[]) => ({ data: Float64Array.from(data), shape: [data.length] })

  it('is nothing where a product could overflow', async () => {
    const plain = { labelSmoothing: 0, gamma: 2, alpha: undefined, weight: undefined }
    expect(await numbersOf('focal', plain, 'softmax')).toEqual([2])
    expect(await numbersOf('focal', { ...plain, alpha: 3, weight: weight(1, -9e99) }, 'softmax')).toEqual([2])
    for (const more of [
      { gamma: 1e100 },
      { alpha: 1e100 },
      { alpha: weight(1, 1e100) },
      { weight: weight(-1e100, 1) },
      { weight: weight(1, Number.NaN) },
      { labelSmoothing: 0.1 },
    ])
      expect(await numbersOf('focal', { ...plain, ...more }, 'softmax')).toBe(undefined)
  })

  it('of ce may be any weights without smoothing, and none that could overflow with it', async () => {
    const plain = { labelSmoothing: 0, weight: undefined }
    for (const more of [
      {},
      { weight: weight(1e100) },
      { labelSmoothing: 0.1 },
      { labelSmoothing: 0.1, weight: weight(2) },
    ])
      expect(await numbersOf('ce', { ...plain, ...more })).toEqual([])
    expect(await numbersOf('ce', { labelSmoothing: 0.1, weight: weight(1, 1e100) })).toBe(undefined)
    expect(await numbersOf('nll', { weight: weight(1e100) }, '', 'logits')).toEqual([])
    const { loop } = crossEntropy
    expect(loop!.perClass!({ ...plain, ignoreIndex: -100 }, 2)).toBe(undefined)
    // Of a class that is the target and one that is not, as pairs.
    const smoothed = { labelSmoothing: 0.5, ignoreIndex: -100, weight: weight(1, 4) }
    expect([...loop!.perClass!(smoothed, 2)!]).toEqual([0.75, 0, 0.25, 0, 3, 0, 1, 0])
    const nll = spellingsOf((await loadLoss('nll')) as PlainLoss).get('logits')!
    expect(nll.loop!.perClass!({ weight: weight(1, 4) } as never, 2)).toBe(undefined)
  })

  it('of focal is gamma, and the weights of both sides', async () => {
    expect(await numbersOf('focal', { gamma: 2, alpha: 0.25 }, 'sigmoid')).toEqual([2, 0.75, 0.25])
    expect(await numbersOf('focal', { gamma: 1e290, alpha: undefined }, 'sigmoid')).toEqual([1e290, 1, 1])
    expect(await numbersOf('focal', { gamma: 1e291, alpha: 0.25 }, 'sigmoid')).toBe(undefined)
  })
})

/** What a refusal says. */
function refusal(name: string, args: readonly unknown[], options: Given = {}) {
  try {
    call(name, args, { reduction: 'mean', ...options })
  } catch (error) {
    if (error instanceof LossError)
      return { code: error.code, message: error.message, why: error.details.why }
    throw error
  }
  throw new Error(`${name} was computed`)
}

describe('a refusal of ctc', () => {
  const row = [Math.log(0.5), Math.log(0.25), Math.log(0.25)]
  const input = [
    [row, row],
    [row, row],
    [row, row],
  ]
  const args = [
    input,
    [
      [1, 2],
      [2, 1],
    ],
    [3, 3],
    [2, 1],
  ]
  const changed = (at: number, to: unknown) => args.map((arg, i) => (i === at ? to : arg))

  it.each([
    [
      0,
      row,
      {},
      'E310',
      'ctc takes log-probabilities (T, N, C), or (T, C), that are not empty',
      'the input has shape (3,)',
    ],
    [
      1,
      [[1, 2]],
      {},
      'E310',
      'the targets are 1 rows for 2 samples',
      'the input is (times, samples, classes): (3, 2, 3)',
    ],
    [1, [1, 2], {}, 'E310', 'the targets are 2 labels, but target-lengths adds up to 3', undefined],
    [
      1,
      [
        [1, 2],
        [3, 1],
      ],
      {},
      'E306',
      'label 3 is not a class in 0 to 2 other than the blank 0',
      'torch does not check labels, and reads foreign memory there',
    ],
    [
      1,
      [
        [1, 0.5],
        [2, 1],
      ],
      {},
      'E306',
      'label 0.5 is not a class in 0 to 2 other than the blank 0',
      'torch does not check labels, and reads foreign memory there',
    ],
    [
      1,
      [
        [1, 2],
        [2, 1],
      ],
      { blank: 2 },
      'E306',
      'label 2 is not a class in 0 to 2 other than the blank 2',
      'torch does not check labels, and reads foreign memory there',
    ],
    [
      1,
      [
        [1, -1],
        [2, 1],
      ],
      {},
      'E306',
      'label -1 is not a class in 0 to 2 other than the blank 0',
      'torch does not check labels, and reads foreign memory there',
    ],
    [
      1,
      [
        [1, 2],
        [2, 1],
      ],
      { blank: 3 },
      'E101',
      'blank must be in 0 to 2, got 3',
      undefined,
    ],
    [2, [3, 4], {}, 'E301', 'input-lengths: 4 is not in 0 to 3', 'the input has 3 times'],
    [2, [3], {}, 'E310', 'input-lengths has 1 numbers for 2 samples', undefined],
    [3, [2, 3], {}, 'E301', 'target-lengths: 3 is not in 0 to 2', 'the targets have 2 labels'],
    [3, [2, 1, 1], {}, 'E310', 'target-lengths has 3 numbers for 2 samples', undefined],
  ] as const)('says what is wrong with argument %d, %j', (at, to, options, code, message, why) => {
    const got = refusal('ctc', changed(at, to), options)
    expect({ ...got, message: got.message.replace(/^--/, '') }).toEqual({ code, message, why })
  })

  it('is none for labels behind the length of a target, nor for targets one after the other', () => {
    const padded = call(
      'ctc',
      changed(1, [
        [1, 2],
        [2, -7],
      ]),
    ).value
    expect(call('ctc', changed(1, [1, 2, 2])).value).toEqual(padded)
    expect((padded as number[]).every(Number.isFinite)).toBe(true)
  })
})

/**
 * torch takes norms, and counts classes, before it broadcasts: triplet_margin_loss of a (1, 1), p (1, 1) and n (1, 2) has
 * the distance of two numbers beside that of two vectors, and cosine_embedding_loss cosines above 1.
 */
describe('vectors of one number beside longer ones', () => {
  const apart = (name: string) => `${name} broadcasts rows only`
  const equal = (name: string) => `${name} broadcasts only shapes of equal rank`
  it.each([
    ['triplet-margin', [[[1]], [[2]], [[2, 3]]], apart],
    ['triplet-margin', [[[1]], [[2, 3]], [[2]]], apart],
    ['triplet-distance', [[[1]], [[2]], [[2, 3]]], apart],
    ['cosine-embedding', [[[1, 2]], [[2]], [1]], apart],
    ['cosine-embedding', [[1], [1, 2, 1], -1], apart],
    [
      'cosine-embedding',
      [
        [
          [1, 2],
          [3, 4],
        ],
        [1, 2],
        [1, -1],
      ],
      equal,
    ],
    [
      'cosine-embedding',
      [
        [1, 2],
        [
          [1, 2],
          [3, 4],
        ],
        [1, -1],
      ],
      equal,
    ],
    ['multilabel-soft-margin', [[1], [1, 0]], apart],
    ['multilabel-soft-margin', [[[1], [2]], [[1, 0]]], apart],
    [
      'multilabel-soft-margin',
      [
        [1, 2],
        [
          [1, 0],
          [0, 1],
        ],
      ],
      equal,
    ],
  ] as const)('are refused by %s of %j', (name, args, why) => {
    const got = refusal(name, args)
    expect({ ...got, message: '' }).toEqual({ code: 'E310', message: '', why: why(name) })
  })

  it('are refused by a triplet that swaps if both are short, and spread otherwise', () => {
    const args = [[[0, 0]], [[3]], [[4]]]
    expect(call('triplet-margin', args, { eps: 0, margin: 2 }).value).toBeCloseTo(2 - Math.SQRT2, 15)
    expect(refusal('triplet-margin', args, { swap: true }).why).toBe(apart('triplet-margin'))
    const short = call('triplet-margin', [[[1]], [[2, 2]], [[1, 1]]], { eps: 0, swap: true })
    expect(short.value).toEqual([1 + Math.SQRT2])
    expect((short.grads.anchor as number[][])[0]).toHaveLength(1)
    expect(call('multilabel-soft-margin', [[[0, 0]], [[1]]]).value).toEqual([Math.LN2])
  })

  it('are spread where the loss is that of the difference alone, as are rows', () => {
    expect(call('pairwise-distance', [[[1]], [[4, 5]]], { eps: 0 }).value).toEqual([5])
    expect(
      call(
        'triplet-margin',
        [
          [[0, 0]],
          [
            [3, 4],
            [0, 1],
          ],
          [[0, 0]],
        ],
        { eps: 0 },
      ).value,
    ).toEqual([6, 2])
    expect(
      call('multilabel-soft-margin', [
        [
          [0, 0],
          [0, 0],
        ],
        [1, 0],
      ]).value,
    ).toEqual([Math.LN2, Math.LN2])
  })
})

it('weights of as many classes as there are not are refused where there is no row, too', () => {
  const none = { data: new Float64Array(0), shape: [0, 3] }
  expect(refusal('ce', [none, []], { weight: [1, 2, 3, 4] }).code).toBe('E311')
})

it('what is broadcast over no rows has the slope 0, as in torch, though the mean is none', () => {
  const none = { data: new Float64Array(0), shape: [0, 2] }
  const mean = { reduction: 'mean' } as const
  for (const { value, grads } of [call('l1', [none, [[1, 2]]], mean), bare.l1(none, [[1, 2]])]) {
    expect(value).toBeNaN()
    expect(grads.target).toEqual([[0, 0]])
  }
  expect(call('pairwise-distance', [none, [[1, 2]]], mean).grads.x2).toEqual([[0, 0]])
  expect(bare.pairwiseDistance(none, [[1, 2]], mean).grads.x2).toEqual([[0, 0]])
})

it('pairwise-distance counts what is no number among the components that are not 0, as in torch', () => {
  expect(call('pairwise-distance', [[[Number.NaN, 1, 0]], [[0, 1, 0]]], { p: 0, eps: 0 }).value).toEqual([1])
})

it('the slope of poisson-nll at an infinite rate is 1, as in torch', () => {
  const { grads } = call('poisson-nll', [[Infinity], [2]], { logInput: false })
  expect(grads.input).toEqual([1])
})

it('an infinite weight of the positive side costs Infinity where there is one, and no number where there is none', () => {
  const of = (x: number, t: number, posWeight: number) =>
    call('bce-logits', [[x], [t]], { posWeight: [posWeight] }).value
  expect(of(-2.5, 0.6, Infinity)).toEqual([Infinity])
  expect(of(2.5, 1, Infinity)).toEqual([Infinity])
  expect(of(-1, 1, -Infinity)).toEqual([-Infinity])
  expect(of(1, 0, Infinity)).toEqual([Number.NaN])
})

it.each([
  [1, Infinity],
  [2, Infinity],
  [1, -Infinity],
  [2, Number.NaN],
  [2, 1e308],
])(
  'the weight of a class that costs nothing does not count in multi-margin: p %d, weight %d',
  (p, weight) => {
    const options = { p, weight: [weight, 1, 1] }
    expect(call('multi-margin', [[5, 1, 1], 0], options)).toMatchObject({
      value: 0,
      grads: { input: [0, 0, 0] },
    })
    const near = call('multi-margin', [[1, 1, 0], 0], options)
    expect(near.value).toEqual(weight / 3)
    expect(near.grads.input).toEqual([-(weight / 3) * p, (weight / 3) * p, 0])
  },
)

it('the losses of multi-margin have the shape of the indices, as in torch', () => {
  for (const scores of [[1, 2, 3], [[1, 2, 3]]]) {
    expect(call('multi-margin', [scores, 2]).value).toBe(0)
    expect(call('multi-margin', [scores, [2]]).value).toEqual([0])
  }
})

it('ce is Infinity where the product of a cost and its weight is', () => {
  const args = [[[-Number.MAX_VALUE, -1e-300]], [[1e-50, 0.34053462973422444]]]
  expect(call('ce', args, { weight: [1e300, 2.25] }).value).toEqual([Infinity])
})

it('ctc beyond the powers of two that a double holds costs what the likeliest alignment does', () => {
  const mask = -Number.MAX_VALUE
  const once = [
    [mask, 0, mask],
    [mask, mask, 0],
  ]
  for (const zeroInfinity of [false, true]) {
    const { value } = call('ctc', [once, [1], 2, 1], { reduction: 'sum', zeroInfinity })
    expect(value).toBe(Number.MAX_VALUE)
  }
  expect(
    call(
      'ctc',
      [
        [
          [mask, 0],
          [mask, 0],
        ],
        [],
        2,
        0,
      ],
      { reduction: 'sum' },
    ).value,
  ).toBe(Infinity)
  expect(call('ctc', [[[-Infinity, 0]], [], 1, 0], { reduction: 'sum' }).value).toBe(Infinity)
  expect(call('ctc', [[[0, mask]], [1, 1], 1, 2], { reduction: 'sum' }).value).toBe(Infinity)
})

it('ctc of a log-probability of Infinity is no number', () => {
  const input = [
    [-1.4, -709],
    [1, -0.2],
    [-1e300, 0],
    [Infinity, -745.2],
  ]
  expect(call('ctc', [input, [0], 4, 1], { blank: 1, reduction: 'sum' }).value).toBeNaN()
})

it('ctc has slopes beside log-probabilities that no power of two holds', () => {
  const input = [
    [-36.3, -36, 0],
    [-2, -2, -0.4],
    [-Number.MAX_VALUE, -1, -0.5],
    [0, -4.8, -4.2],
  ]
  const { value, grads } = call('ctc', [input, [2], 4, 1], { reduction: 'sum' })
  expect([value, ...(grads.input as number[][]).flat()].every(Number.isFinite)).toBe(true)
})

describe('shapes of the losses of overlap', () => {
  const zeros = (...shape: number[]) => ({
    data: new Float64Array(shape.reduce((n, one) => n * one, 1)),
    shape,
  })

  it.each([
    ['dice', [zeros(3), zeros(3)], {}, 'E310', 'the input (3,) needs images and classes: (N, C, ...)'],
    ['dice', [zeros(1, 2, 3), zeros(1, 2)], {}, 'E310', 'target (1, 2) does not fit the input (1, 2, 3)'],
    ['dice', [zeros(2, 2, 3), zeros(2)], {}, 'E310', 'target (2,) does not fit the input (2, 2, 3)'],
    ['dice', [zeros(2, 2, 3), zeros(1, 3)], {}, 'E310', 'target (1, 3) does not fit the input (2, 2, 3)'],
    [
      'dice',
      [zeros(1, 2, 3), zeros(1, 3)],
      { mode: 'multilabel' },
      'E310',
      'target (1, 3) does not fit the input (1, 2, 3)',
    ],
    [
      'dice',
      [
        [[[1, 2]], [[1, 2]]],
        [[[0, 2]], [[0, 0]]],
      ],
      {},
      'E301',
      'target 2 lies outside [0, 1]',
    ],
    ['dice', [[[[1], [2]]], [[2]]], {}, 'E306', 'class index 2 is not in 0 to 1'],
    ['dice', [[[[1], [2]]], [[0.5]]], {}, 'E306', 'class index 0.5 is not in 0 to 1'],
    ['dice', [[[[1], [2]]], [[-1]]], {}, 'E306', 'class index -1 is not in 0 to 1'],
    [
      'jaccard',
      [zeros(1, 3, 2), zeros(1, 3, 2)],
      { weight: [1, 2] },
      'E311',
      'weight has 2 numbers for 3 classes',
    ],
    [
      'dice',
      [zeros(1, 2, 3), zeros(1, 3)],
      { batch: true },
      'E105',
      'batch has no meaning with convention smp',
    ],
    [
      'dice',
      [zeros(1, 2, 3), zeros(1, 3)],
      { convention: 'monai', logLoss: true },
      'E105',
      'logLoss has no meaning with convention monai',
    ],
    // MONAI warns, and counts it.
    [
      'dice',
      [zeros(1, 1, 3), zeros(1, 1, 3)],
      { convention: 'monai', includeBackground: false },
      'E105',
      'class 0 is the only one, and left out',
    ],
    [
      'jaccard',
      [zeros(1, 2, 3), zeros(1, 3)],
      { convention: 'monai', ignoreIndex: 0 },
      'E105',
      'ignoreIndex has no meaning with convention monai',
    ],
    [
      'tversky',
      [zeros(1, 2, 3), zeros(1, 3)],
      { convention: 'kornia', weight: [1, 2] },
      'E105',
      'weight has no meaning with convention kornia',
    ],
  ] as const)('%s refuses what does not fit: %#', (name, args, options, code, message) => {
    const got = refusal(name, args, options)
    expect([got.code, got.message.replaceAll('--', '')]).toEqual([code, message])
  })

  it.each([
    [20, 'a mask holds 0 and 1'],
    [21, 'it is like a gray value'],
    [255, 'it is like a gray value'],
    [256, 'a mask holds 0 and 1'],
  ])('of a mask with %d it is said what it is like', (t, why) => {
    expect(refusal('dice', [[[[1]]], [[[t]]]]).why).toBe(why)
  })

  it('one class is judged alone, whatever the mode', () => {
    const args = [[[[2, -1]]], [[[1, 0]]]]
    const alone = call('dice', args, { mode: 'binary' })
    expect(call('dice', args, { mode: 'multiclass' }).value).toEqual(alone.value)
  })

  it('what is as large as the floor is not held there: its slope is that of the quotient, as of clamp_min in torch', () => {
    const slopes = (eps: number) =>
      call('dice', [[[[0.5, 0.5]]], [[[1, 0]]]], { probabilities: true, eps, grad: true, reduction: 'mean' })
        .grads.input
    expect(slopes(1)).toEqual([[[-0.75, 0.25]]])
    expect(slopes(1.25)).toEqual([[[-0.8, 0]]])
  })

  it('MONAI takes no weight of a single class that counts', () => {
    const input = { data: Float64Array.of(1, 2, 3, -1, 0.5, 2), shape: [1, 2, 3] }
    const target = { data: Float64Array.of(0, 1, 1, 0, 0, 1), shape: [1, 2, 3] }
    const options = { convention: 'monai', includeBackground: false }
    // monai 1.6: DiceLoss(include_background=False, weight=torch.tensor([0.37]), sigmoid=True).
    expect(call('dice', [input, target], { ...options, weight: [0.37] }).value).toBeCloseTo(
      0.3645483081957688,
      14,
    )
  })

  it('class indices may have a dimension of 1 for the classes; what is left out is no class', () => {
    const input = { data: Float64Array.of(1, 2, 3, -1, 0.5, 2), shape: [1, 2, 3] }
    const target = (...shape: number[]) => ({ data: Float64Array.of(0, 1, 1), shape })
    for (const convention of ['smp', 'monai', 'kornia']) {
      const flat = call('dice', [input, target(1, 3)], { convention })
      expect(call('dice', [input, target(1, 1, 3)], { convention }).value).toEqual(flat.value)
    }
    const ignored = { data: Float64Array.of(0, 1, -100), shape: [1, 3] }
    const rest = [
      { data: Float64Array.of(1, 2, -1, 0.5), shape: [1, 2, 2] },
      { data: Float64Array.of(0, 1), shape: [1, 2] },
    ]
    expect(call('dice', [input, ignored]).value).toEqual(call('dice', rest).value)
  })
})

/** Of mpmath with 120 digits; torch, which is given the logarithm of x, is 5e-8 off in the second. */
it.each([
  [0.3, 0.4, 0.11507282898071242, -1.3333333333333333],
  [0.3099579316031288, 0.30995792850354953, -3.0995792444263163e-9, -0.9999999900000002],
  [1e-300, 3e-300, 3.29583686600433e-300, -3],
  [5e-324, 0.5, 371.87346237041066, -Infinity],
  // What costs 0 whatever the input has no slope.
  [0, 0, 0, -0],
])('kl-div of the probability %d against %d', (x, t, loss, slope) => {
  const { value, grads } = call('kl-div', [[x], [t]], { from: 'probs' })
  expect(ulpsApart((value as number[])[0]!, loss)).toBeLessThanOrEqual(2)
  expect(ulpsApart((grads.input as number[])[0]!, slope)).toBeLessThanOrEqual(2)
})
