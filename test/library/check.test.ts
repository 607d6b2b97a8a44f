import { expect, describe, it } from 'vitest'
import { bceWithLogits, check, losses, type Port } from '../../src/index.ts'
import '../../src/vitest.ts'
import { lossNames } from '../../src/losses/registry.ts'

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
const single = (x: number) => Math.fround(x)

/** bce-logits of two matrices without options. */
function port(softplusOf: (x: number) => number, round = (x: number) => x) {
  return (input: number[][], target: number[][], { reduction }: { reduction: string }) => {
    const each = input.map((row, i) =>
      row.map((x, j) => {
        const t = target[i]![j]!
        return round(round(t * softplusOf(-x)) + round((1 - t) * softplusOf(x)))
      }),
    )
    if (reduction === 'none') return each
    const sum = each.flat().reduce((total, x) => round(total + x), 0)
    return reduction === 'sum' ? sum : round(sum / each.flat().length)
  }
}

const plain = { only: 'an example' }

describe('a check of a port', () => {
  it.each(Object.values(losses).map((call) => [call.command, call] as const))(
    'takes every loss of the library: %s',
    async (name, call) => {
      const { failed, passed, text } = await check(name, call as unknown as Port)
      expect({ failed, text }).toMatchObject({ failed: 0 })
      expect(passed).toBeGreaterThan(5)
    },
  )

  it('has cases for every loss', () => {
    expect(
      Object.values(losses)
        .map(({ command }) => command)
        .sort(),
    ).toEqual([...lossNames].sort())
  })

  it('names the cause of a wrong number', async () => {
    const bits = port((x) => softplus(x) / Math.LN2)
    const { failed, text, outcomes } = await check('bce-logits', bits, plain)
    expect(failed).toBe(3)
    expect(text).toContain('all failures look like: logarithm to the base 2')
    expect(outcomes[0]).toMatchObject({ name: 'an example, none', ok: false })
  })

  it('sees float32 in numbers and in lists, and judges in it', async () => {
    const narrow = port((x) => single(softplus(single(x))), single)
    const { failed, text } = await check('bce-logits', narrow, plain)
    expect(failed).toBe(3)
    expect(text).toContain('all failures look like: float32\n')
    expect(await check('bce-logits', narrow, { ...plain, dtype: 'float32' })).toMatchObject({ failed: 0 })
    const strict = { ...plain, dtype: 'float32', ulps: 0.1 } as const
    expect((await check('bce-logits', narrow, strict)).text).toMatch(/ ulp of float32; allowed /)
  })

  it('takes a suite as an object, and tells what a port threw', async () => {
    const suite = {
      schema: 'loss-calc/suite@1',
      cases: [{ name: 'one', loss: 'mse', input: [1], target: [3], expect: { mean: 4, sum: 4 } }],
    }
    expect(await check(suite, () => 4)).toMatchObject({ passed: 2, failed: 0 })
    const thrown = await check(suite, () => {
      throw new Error('not yet')
    })
    expect(thrown.outcomes[0]!.failures).toEqual(['not yet'])
  })

  it.each([
    ['no loss', 'E101'],
    [{ cases: [] }, 'E204'],
    [{ schema: 'loss-calc/suite@1', cases: [{ name: 'one', loss: 'mse', input: 'x.npy' }] }, 'E204'],
    [
      {
        schema: 'loss-calc/suite@1',
        cases: [{ name: 'one', loss: 'mse', input: 'x.npy', target: [1], expect: { mean: 1 } }],
      },
      'E200',
    ],
  ])('refuses %j', async (suite, code) => {
    await expect(check(suite, () => 1)).rejects.toMatchObject({ code })
  })
})

describe('the matcher', () => {
  it('passes and fails as the check does', async () => {
    await expect(bceWithLogits).toMatchLoss('bce-logits')
    await expect(() => 1).not.toMatchLoss('bce-logits')
    const failure = expect(port((x) => softplus(x) / Math.LN2)).toMatchLoss('bce-logits', plain)
    await expect(failure).rejects.toThrow(/not the numbers of bce-logits[^]*logarithm to the base 2/)
  })
})
