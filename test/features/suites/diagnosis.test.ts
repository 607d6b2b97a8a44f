import { expect, it } from 'vitest'
import { causesOf, causesOfLosses } from '../../../src/features/suites/diagnosis.ts'
import { loadAll, loadLoss } from '../../../src/losses/registry.ts'

await loadAll()
const tolerance = { rtol: 1e-9, atol: 0 }

async function causes(loss: string, input: number[], target: number[], got: number[], want: number[]) {
  const shape = target.length === input.length ? [input.length] : [1, input.length]
  const args = {
    input: { data: Float64Array.from(input), shape },
    target: { data: Float64Array.from(target), shape: [target.length] },
  }
  const problem = { loss: (await loadLoss(loss))!, options: {}, args }
  const names = (found: readonly { name: string }[]) => found.map(({ name }) => name)
  return {
    losses: names(causesOfLosses(problem, Float64Array.from(got), Float64Array.from(want), tolerance)),
    mean: names(causesOf(problem, 'mean', got[0]!, want[0]!, tolerance)),
  }
}

it('a softmax that is not shifted is told by what it overflows to', async () => {
  const { losses, mean } = await causes('ce', [800, 0, 1], [1], [Infinity], [800])
  expect([losses[0], mean]).toEqual(['exponentials that overflow', ['exponentials that overflow']])
})

it('0 times Infinity is told alone, of all that is NaN', async () => {
  const [name, want] = ['0 times Infinity', [0, 1.3132616875182228]]
  const found = await causes('bce-logits', [Infinity, 1], [1, 0], [Number.NaN, want[1]!], want)
  expect(found.losses).toEqual([name])
  expect(found.mean).toEqual([name])
})

it('a missing softmax or sigmoid is told, with its floor', async () => {
  expect((await causes('ce', [2, -1, 0.5], [2], [Math.LN2], [1.7413])).losses).toEqual([
    'probabilities expected',
  ])
  expect((await causes('ce', [2, -1, 0.5], [1], [-Math.log(1e-12)], [3.2413])).mean).toEqual([
    'probabilities expected, and kept from 1e-12 on',
  ])
  const want = [0.1269, 1.3133]
  expect((await causes('bce-logits', [2, -1], [1, 1], [Number.NaN, Number.NaN], want)).losses).toEqual([
    'probabilities expected',
  ])
})

it('class indices that are off by one are told where they wrap round', async () => {
  const input = [2, 1, 0]
  const loss = (target: number) => Math.log(Math.E ** 2 + Math.E + 1) - input[target]!
  for (const [target, got, name] of [
    [0, 2, 'class indices one too small'],
    [2, 0, 'class indices one too large'],
  ] as const)
    expect(
      (
        await causes(
          'nll',
          input.map((_, c) => -loss(c)),
          [target],
          [loss(got)],
          [loss(target)],
        )
      ).mean,
    ).toContain(name)
})
