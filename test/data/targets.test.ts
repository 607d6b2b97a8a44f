import { describe, expect, it } from 'vitest'
import { readTargets } from '../../src/data/targets.ts'
import { run } from '../transcript.ts'

const indices = (...data: number[]) => ({ data: Float64Array.from(data), shape: [data.length] })

describe('targets as people have them', () => {
  it('count classes from 1, but for those that are ignored', () => {
    const spelling = { format: 'auto', indexBase: 1, ignoreIndex: -100 } as const
    expect([...readTargets(spelling, indices(1, -100, 3)).data]).toEqual([0, -100, 2])
    expect([...readTargets({ ...spelling, ignoreIndex: 0 }, indices(0, 2)).data]).toEqual([0, 1])
  })
})

describe('rows with weights', () => {
  const weighted = (...weights: string[]) => {
    const rows = weights.map((weight, i) => `{"x":${i},"y":0,"w":${weight}}`).join('\n')
    const stdin = (async function* () {
      yield Buffer.from(`${rows}\n`)
    })()
    return run(['mse', '-', '--input-cols', 'x', '--target-col', 'y', '--weight-col', 'w', '-q'], stdin)
  }

  it('have the mean of scikit-learn', async () => {
    // mean_squared_error([0, 0, 0], [0, 1, 2], sample_weight=[1, 2, 0.5])
    expect((await weighted('1', '2', '0.5')).stdout).toBe(`${4 / 3.5}\n`)
  })

  it.each(['-1', 'NaN', 'Infinity'])('are refused for the weight %s', async (weight) => {
    const { status, stdout, stderr } = await weighted('1', weight)
    expect(status).toBe(3)
    expect(stdout).toBe('')
    expect(stderr).toContain('E301')
  })
})

describe('two models', () => {
  it('are compared on the same targets only', async () => {
    const a = 'fixtures/files/preds.csv'
    const other = await run([
      'compare',
      'ce',
      a,
      'fixtures/files/other-labels.csv',
      '--input-cols',
      'p_*',
      '--target-col',
      'label',
    ])
    expect(other.status).toBe(3)
    expect(other.stderr).toMatch(/another target at sample 1: dog, not cat/)
  })
})

describe('--mean-by rows', () => {
  it('divides by the rows', async () => {
    const { stdout } = await run(['mse', '[[1,2],[3,4]]', '[[1,0],[3,1]]', '--mean-by', 'rows', '-q'])
    expect(stdout).toBe('6.5\n')
  })
})
