import { describe, expect, it } from 'vitest'
import { draws } from './draws.ts'
import { candidates, combinations } from '../src/conventions/conventions.ts'
import { causesOf, causesOfGradient, causesOfLosses } from '../src/features/suites/diagnosis.ts'
import { evaluate, type Problem } from '../src/conventions/problem.ts'
import { loadAll, loadedLoss } from '../src/losses/registry.ts'
import { parseJson } from '../src/readers/json/json-text.ts'
import type { Tensor } from '../src/tensor.ts'
import { words } from './transcript.ts'
import { run } from './transcript.ts'

await loadAll()

const tensor = (value: unknown): Tensor => parseJson(JSON.stringify(value), 'test')

function problem(
  loss: string,
  input: unknown,
  target: unknown,
  params: Record<string, unknown> = {},
): Problem {
  const options = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'number' ? value : tensor(value),
  ])
  return {
    loss: loadedLoss(loss)!,
    args: { input: tensor(input), target: tensor(target) },
    options: Object.fromEntries(options),
  }
}

const logits = [
  [-0.4089, -1.2471, 0.5907],
  [-0.4897, -0.8267, -0.7349],
  [0.5241, -0.1246, -0.4751],
]
const targets = [
  [0, 1, 1],
  [0, 0, 1],
  [1, 0, 1],
]
const scores = [
  [0.2, 0.3, 0.5],
  [0.5, 0.2, 0.3],
  [1.5, -2, 0.25],
]
const probabilities = logits.map((row) => row.map((x) => 1 / (1 + Math.exp(-x))))

const problems: Record<string, Problem> = {
  'bce-logits': problem('bce-logits', logits, targets),
  'bce-logits with weights': problem('bce-logits', logits, targets, {
    weight: [1, 2, 3.5],
    posWeight: [3, 1.25, 2],
  }),
  bce: problem('bce', probabilities, targets, { weight: [1, 2, 3.5] }),
  focal: problem('focal', logits, targets, { gamma: 3, alpha: 0.3 }),
  ce: problem('ce', scores, [2, 1, 0]),
  'ce with weights': problem('ce', scores, [2, 1, -100], { weight: [2, 4, 6.5], labelSmoothing: 0.1 }),
  'ce with an ignored row': problem('ce', scores, [2, 1, -100]),
  'ce with an ignored class': problem('ce', scores, [2, 1, 0], { weight: [2, 4, 6.5], ignoreIndex: 1 }),
  'focal softmax': problem('focal', scores, [2, 1, 0], { gamma: 2, weight: [2, 4, 6.5] }),
  nll: problem(
    'nll',
    [
      [-2, -0.5],
      [-0.1, -3],
    ],
    [0, 1],
  ),
  mse: problem('mse', [1, 2.5, 3], [3, -1, 2]),
}

/** Whose means the engine alone makes, or is not asked for. */
const reducedOtherwise: readonly Problem[] = [
  problem('dice', scores, targets, { weight: [1, 2, 4.5] }),
  problem('tversky', scores, targets, { gamma: 2 }),
  problem('jaccard', scores, targets),
  {
    loss: loadedLoss('pairwise-distance')!,
    args: { x1: tensor(logits), x2: tensor(scores) },
    options: {},
  },
]

const valueOf = (one: Problem, name: string, reduction: 'mean' | 'sum' = 'mean'): number | undefined =>
  [...candidates(one, reduction)].find((candidate) => candidate.name === name)?.value

describe('every convention of', () => {
  it.each(Object.entries(problems))('%s is found again by its number', (_, one) => {
    const want = evaluate(one, 'mean').value!
    const tolerance = { rtol: 1e-12, atol: 0 }
    let named = 0
    for (const { name, value, steps } of candidates(one)) {
      if (steps !== 1 || Math.abs(value - want) < 1e-9 * Math.abs(want)) continue
      const causes = causesOf(one, 'mean', value, want, tolerance).map((cause) => cause.name)
      expect(causes, name).toContain(name)
      named++
    }
    expect(named).toBeGreaterThan(5)
  })
})

describe('values known from elsewhere', () => {
  it.each([
    // torch 2.13; sections 2 and 13 of the worked example.
    ['focal', '1 - alpha for alpha', problem('focal', logits, targets), 0.16766874],
    ['focal', 'alpha ignored', problem('focal', logits, targets), 0.24747838],
    ['sigmoid', 'sigmoid applied twice', problem('bce-logits', logits, targets), 0.6808],
    [
      // pytorch#107680: one-hot targets divide by N, indices by the weights.
      'ce',
      'divided by the number of losses instead of the sum of their weights',
      problem(
        'ce',
        [
          [0.2, 0.3, 0.5],
          [0.5, 0.2, 0.3],
        ],
        [2, 1],
        { weight: [2, 4, 6] },
      ),
      5.299155,
    ],
    [
      'one-hot',
      'divided by the sum of the weights instead of the number of losses',
      problem(
        'ce',
        [
          [2.3, 2.1, 4.5],
          [4.2, 3.2, 5.1],
        ],
        [
          [0, 1, 0],
          [0, 0, 1],
        ],
        { weight: [25, 25, 100] },
      ),
      0.8704835,
    ],
    ['rms', 'root of the mean square', problems.mse!, Math.sqrt((4 + 12.25 + 1) / 3)],
    ['mae', 'absolute error', problems.mse!, 6.5 / 3],
    ['bits', 'logarithm to the base 2', problem('nll', [[-1, -2]], [0]), Math.LOG2E],
  ])('%s: %s', (_, name, one, value) => expect(valueOf(one, name)).toBeCloseTo(value, 4))

  it('clips as Keras does', () => {
    const one = problem('bce', [0, 1], [1, 1])
    expect(valueOf(one, 'probabilities clipped to [1e-7, 1 - 1e-7]')).toBeCloseTo(8.059048, 5)
    expect(valueOf(one, 'not clamped at 100')).toBe(Number.NaN)
  })
})

describe('a candidate', () => {
  it('comes with a command that gives its number', async () => {
    let ran = 0
    for (const one of [...Object.values(problems), ...reducedOtherwise]) {
      for (const { command, value, steps } of candidates(one)) {
        if (command === '' || steps > 1) continue
        const { stdout, stderr } = await run([...words(command).slice(1), '-q'])
        expect(Number(stdout), `${command}: ${stderr}`).toBe(value)
        ran++
      }
    }
    expect(ran).toBeGreaterThan(10)
  })

  it('is none of weights that the mean of a batch has in its own way', () => {
    const [one] = reducedOtherwise
    const name = 'divided by the number of losses instead of the sum of their weights'
    expect(valueOf(one!, name)).toBeUndefined()
    expect(valueOf(one!, 'sign flipped')).toBeUndefined()
    expect(valueOf(one!, 'weight ignored')).toBe(evaluate({ ...one!, options: {} }, 'mean').value)
  })

  it('has a name of its own, and a reason', () => {
    const all = combinations('mean')
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
    for (const { name, why } of all) expect(why.length, name).toBeGreaterThan(10)
  })
})

describe('a diagnosis', () => {
  const tolerance = { rtol: 1e-9, atol: 1e-12 }
  const one = problems['ce with an ignored class']!
  const want = evaluate(one, 'mean').value!

  it('names two mistakes at once where one does not do', () => {
    const value = valueOf(one, 'weight ignored, and the sum instead of the mean')!
    const [cause] = causesOf(one, 'mean', value, want, tolerance)
    expect(cause?.name).toBe('weight ignored, and the sum instead of the mean')
  })

  it('finds the mistake in spite of float32 digits', () => {
    const [cause] = causesOf(one, 'mean', Math.fround(valueOf(one, 'weight ignored')!), want, tolerance)
    expect(cause?.name).toBe('weight ignored')
  })

  it('knows an empty mean that is taken for 0', () => {
    const nothing = problem('ce', scores, [-100, -100, -100])
    expect(causesOf(nothing, 'mean', 0, Number.NaN, tolerance)[0]?.name).toBe('0 for the mean of nothing')
  })

  it('knows the mean of means where rows hold different weights', () => {
    const volume = problem(
      'ce',
      [
        [
          [1, 2],
          [0, 0.5],
        ],
        [
          [-1, 0.25],
          [2, 1],
        ],
      ],
      [
        [0, 1],
        [1, 1],
      ],
      { weight: [1, 3] },
    )
    const means = [0, 1].map((row) => {
      const [input, target] = [volume.args.input!, volume.args.target!]
      const cut = {
        ...volume,
        args: {
          input: { data: input.data.slice(4 * row, 4 * row + 4), shape: [1, 2, 2] },
          target: { data: target.data.slice(2 * row, 2 * row + 2), shape: [1, 2] },
        },
      }
      return evaluate(cut, 'mean').value!
    })
    const got = (means[0]! + means[1]!) / 2
    const right = evaluate(volume, 'mean').value!
    expect(causesOf(volume, 'mean', got, right, tolerance)[0]?.name).toBe('the mean of the means of the rows')
  })

  it('knows rounding, and does not guess', () => {
    const names = (got: number) => causesOf(one, 'mean', got, want, tolerance).map(({ name }) => name)
    expect(names(want * (1 + 2e-7))).toEqual(['float32'])
    expect(names(want * (1 + 5e-14))).toEqual(['float64 rounding'])
    expect(names(want * 1.2345)).toEqual([])
  })

  it('does not see causes in random numbers', () => {
    const named = (rtol: number) => {
      let random = 0.5
      const numbers = Array.from(
        { length: draws(150, 50) },
        () => (random = (random * 9301.7 + 0.1234567) % 1),
      )
      const seen = numbers.filter(
        (x) => causesOf(one, 'mean', want * (0.2 + 3 * x), want, { rtol, atol: 0 }).length > 0,
      )
      return seen.length / numbers.length
    }
    expect(named(1e-9)).toBe(0)
    expect(named(1e-3)).toBeLessThan(10 / 150)
  })

  it('compares losses one by one', () => {
    const weighted = problems['bce-logits with weights']!
    const right = evaluate(weighted, 'none').values!.data
    const { weight: _, ...rest } = weighted.options
    const wrong = evaluate({ ...weighted, options: rest }, 'none').values!.data
    const [cause] = causesOfLosses(weighted, wrong, right, tolerance)
    expect(cause?.name).toBe('weight ignored')
    expect(
      causesOfLosses(
        weighted,
        right.map((x) => x + 1),
        right,
        tolerance,
      ),
    ).toEqual([])
  })

  it('knows a gradient by its factor', () => {
    const want = Float64Array.of(0.5, -0.25, 0)
    const names = (factor: number) =>
      causesOfGradient(
        one,
        want.map((x) => x * factor),
        want,
        3,
        { rtol: 1e-9, atol: 1e-12 },
      ).map(({ name }) => name)
    expect([3, 1 / 3, -1, 2].map(names)).toEqual([
      ['gradient of the sum'],
      ['gradient divided twice'],
      ['sign flipped'],
      [],
    ])
  })
})

describe('each input with each target', () => {
  const mean = (x: readonly number[], t: readonly number[]) => {
    const name = '(N, 1) against (N) broadcast to (N, N)'
    return [...candidates(problem('mse', x, t))].find((one) => one.name === name)?.value
  }
  const numbers = (length: number, by: number) => Array.from({ length }, (_, i) => ((i * by) % 101) / 7)

  it('is added up without holding the pairs, where these are many', () => {
    const [x, t] = [numbers(1001, 37), numbers(1001, 53)]
    const all = x.flatMap((one) => t.map((other) => (one - other) ** 2))
    expect(mean(x, t)).toBeCloseTo(all.reduce((sum, one) => sum + one) / all.length, 9)
    // 20 GB of pairs.
    expect(mean(numbers(50_000, 37), numbers(50_000, 53))).toBeGreaterThan(0)
  })
})
