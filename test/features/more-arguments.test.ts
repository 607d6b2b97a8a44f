import { describe, expect, it } from 'vitest'
import { argumentsOf } from '../../src/losses/forms.ts'
import { loadAll } from '../../src/losses/registry.ts'
import { run } from '../transcript.ts'

/* compare, sweep and identify of losses that take other arguments than an input and a target. */

const vectors = ['[[0.2,-1,0.5],[1.5,0.3,-0.2],[0.1,0.9,2]]', '[[0.3,0.1,0.4],[0.6,0.3,0.1],[0.1,0.2,0.7]]']
const steps = '[[-1,-2,-0.6],[-0.5,-1.2,-3],[-1,-1,-1.3]]'
const other = '[[-2,-1,-0.6],[-0.7,-1.2,-2],[-1,-1.5,-1]]'
const times = (one: string) => `[${[one, one, one, one].join()}]`

/** The arguments of a loss, another first argument, and a number option with values. */
const known: Readonly<Record<string, readonly [args: readonly string[], b: string, option?: string]>> = {
  'gaussian-nll': [[vectors[0]!, '[[0,1,0],[1,0,0],[0,0,1]]', vectors[1]!], vectors[1]!, '--eps 0.15,0.5'],
  'margin-ranking': [['[1,2,3]', '[3,2,1]', '[1,-1,1]'], '[2,2,1]', '--margin 0,1'],
  'cosine-embedding': [[...vectors, '[1,-1,1]'], vectors[1]!, '--margin 0,0.5'],
  'triplet-margin': [[...vectors, '[[0,1,0],[1,0,0],[0,0,1]]'], vectors[1]!, '--p 1,2'],
  'triplet-distance': [[...vectors, '[[0,1,0],[1,0,0],[0,0,1]]'], vectors[1]!, '--margin 0.5,1'],
  ctc: [[times(steps), '[[1,2],[2,1],[1,1]]', '[4,4,4]', '[2,2,2]'], times(other), '--blank 0,1'],
}

const losses = (await loadAll()).filter((loss) => argumentsOf(loss).length > 2)

async function value(...argv: readonly string[]): Promise<number> {
  const { stdout, status } = await run([...argv, '-q'])
  expect(status).toBe(0)
  return Number(stdout)
}

describe.each(losses.map((loss) => [loss.name, loss] as const))('%s', (name) => {
  const [args, b, option] = known[name] ?? expect.fail(`give arguments of ${name} here`)
  const [a, ...shared] = args as [string, ...string[]]

  it('of two models is compared, with the other arguments for both', async () => {
    const difference = (await value(name, b, ...shared)) - (await value(name, a, ...shared))
    expect(await value('compare', name, a, b, ...shared)).toBeCloseTo(difference, 12)
  })

  it('of more than two models too', async () => {
    const { stdout, status } = await run(['compare', name, a, b, a, ...shared, '-f', 'csv'])
    expect(status).toBe(0)
    expect(stdout.trim().split('\n')).toHaveLength(4)
  })

  it('of a single model is refused with what is missing', async () => {
    const { stderr, status } = await run(['compare', name, ...args])
    expect([status, stderr]).toEqual([2, expect.stringContaining(`loss-calc compare ${name} a.csv b.csv`)])
  })

  it('is swept', async () => {
    const [flag, list] = option!.split(' ') as [string, string]
    // A blank that is a label is refused in both.
    if (name === 'ctc') {
      expect((await run(['sweep', name, ...args, flag, list])).stderr).toContain('blank')
      return
    }
    const { stdout, stderr } = await run(['sweep', name, ...args, flag, list, '--csv'])
    expect(stderr).toBe('')
    const lines = stdout.trim().split('\n').slice(1)
    for (const [i, one] of list.split(',').entries())
      expect(lines[i]).toBe(`${Number(one)},${await value(name, ...args, flag, one)}`)
  })

  it('is identified by its sum', async () => {
    const sum = await value(name, ...args, '--reduction', 'sum')
    const { stdout, status } = await run(['identify', ...args, '--value', String(sum)])
    expect(status).toBe(0)
    expect(stdout).toContain(`${name}  the sum`)
  })
})

describe('sweep', () => {
  const dice = ['dice', '[[2,-1],[0.5,1]]', '[[1,0],[0,1]]']
  it('takes flags and words as they are', async () => {
    const { stdout, stderr } = await run(['sweep', ...dice, '--smooth', '0,1', '--csv', '--log-loss'])
    expect(stderr).toBe('')
    expect(stdout).toContain(`1,${await value(...dice, '--smooth', '1', '--log-loss')}`)
  })

  it('takes an eps that is an option of the loss', async () => {
    const { stdout, stderr } = await run(['sweep', 'poisson-nll', '[0.2,1]', '[1,2]', '--eps', '1e-8,0.1'])
    expect([stdout.split('\n').at(-2), stderr]).toEqual([expect.stringMatching(/\d/), ''])
  })

  it('of a loss without numeric options says so', async () => {
    const { stderr, status } = await run(['sweep', 'mse', '[1]', '[2]'])
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('options of mse that take several values: none'),
    ])
    expect(stderr).toContain('  try: loss-calc sweep --help\n')
  })
})

it('identify of more files than any loss takes says so', async () => {
  const { stderr, status } = await run(['identify', '[1]', '[1]', '[1]', '[1]', '[1]', '--value', '1'])
  expect([status, stderr]).toEqual([2, expect.stringContaining('no loss takes 5 files')])
})
