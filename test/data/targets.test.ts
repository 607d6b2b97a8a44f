import { describe, expect, it } from 'vitest'
import { readTargets } from '../../src/data/targets.ts'
import type { LossError } from '../../src/error.ts'
import { run } from '../transcript.ts'

const indices = (...data: number[]) => ({ data: Float64Array.from(data), shape: [data.length] })

describe('targets as people have them', () => {
  it('count classes from 1, but for those that are ignored', () => {
    const spelling = { format: 'auto', indexBase: 1, ignoreIndex: -100 } as const
    expect([...readTargets(spelling, indices(1, -100, 3)).data]).toEqual([0, -100, 2])
  })

  it('are themselves where they are only checked, a column of a table alike', () => {
    const one = { ...indices(1, 0), table: true }
    expect(readTargets({ format: 'index', ignoreIndex: -100, indexBase: 0 }, one)).toBe(one)
    expect(() => readTargets({ format: 'prob' } as never, one)).toThrow('but the target has one column')
  })

  it.each([
    ['gray', [0, 51, 255], [0, 0.2, 1], [-1, 256, 1.5, NaN]],
    ['signed', [-1, 1], [0, 1], [0, 2, -2, NaN]],
  ] as const)('%s become numbers in [0, 1], or are refused', (format, given, want, odd) => {
    const spelling = { format } as never
    expect([...readTargets(spelling, indices(...given)).data]).toEqual(want)
    for (const t of odd)
      expect(() => readTargets(spelling, indices(1, t))).toThrow(expect.objectContaining({ code: 'E305' }))
  })

  const counted = { format: 'auto', indexBase: 1, ignoreIndex: -100 } as const
  it.each<[object, number[], number[], string, number]>([
    [{ format: 'gray' }, [1, -1], [2], '--target-format gray takes whole numbers from 0 to 255, not -1', 1],
    [{ format: 'signed' }, [1, 0], [2], '--target-format signed takes -1 and 1, not 0', 1],
    [counted, [1, 0], [2], 'class index 0 is out of range: --index-base 1 counts from 1', 1],
    [{ format: 'one-hot' }, [1, 0, 0, 0], [2, 2], 'a one-hot row holds no 1', 2],
    [{ format: 'one-hot' }, [1, 0, 1, 1], [2, 2], 'a one-hot row holds 2 ones', 2],
    [{ format: 'one-hot' }, [1, 0, 1, 7], [2, 2], 'a one-hot row holds 7', 3],
  ])(
    'under %j, %j of shape %j are refused, where the place is known',
    (spelling, data, shape, message, at) => {
      const target = { data: Float64Array.from(data), shape }
      const place = (row: number) => ({ file: 't', row })
      const told = (given: typeof target) => {
        try {
          return readTargets(spelling as never, given)
        } catch (error) {
          const { message, details } = error as LossError
          return { message, at: details.at }
        }
      }
      expect(told(target)).toEqual({ message, at: undefined })
      expect(told({ ...target, place } as never)).toEqual({ message, at: place(at) })
    },
  )

  it.each([[[1, 0]], [[1], [0]]])('of one-hot rows need a column per class: %j', (...rows) => {
    const target = { data: Float64Array.from(rows.flat()), shape: rows.length === 1 ? [2] : [2, 1] }
    expect(() => readTargets({ format: 'one-hot' } as never, target)).toThrow(/needs a column per class/)
  })

  it('of one-hot rows are found where they are written', () => {
    const place = (index: number) => ({ file: 't', row: index })
    const target = { data: Float64Array.of(1, 0, 0, 1, 0, 1, 1, 0), shape: [2, 2, 2], place }
    const found = readTargets({ format: 'one-hot' } as never, target)
    expect([...found.data]).toEqual([0, 1, 1, 0])
    expect([0, 1, 2, 3].map((index) => found.place!(index))).toEqual([0, 1, 4, 5].map(place))
    expect(readTargets({ format: 'one-hot' } as never, { ...target, place: undefined } as never).place).toBe(
      undefined,
    )
  })

  it.each([
    ['0', '[1, 0, 2]', ['0', '-1', '1']],
    ['1', '[1, 2, 3]', ['-1', '1', '2']],
    ['-1', '[1, -1, 2]', ['0', '-1', '1']],
  ])('count from 1 beside the ignored index %s, which no class meets', async (index, target, shown) => {
    const input = '[[-1, -2, -3], [-4, -5, -6], [-7, -8, -9]]'
    const flags = ['--index-base', '1', '--ignore-index', index]
    const { stdout } = await run(['nll', input, target, ...flags, '--csv'])
    const rows = stdout.trim().split('\n').slice(1)
    expect(rows.map((row) => row.split(',')[1])).toEqual(shown)
    const losses = [1, 4, 7].map((first, i) => (shown[i] === '-1' ? 0 : first + Number(shown[i])))
    expect(rows.map((row) => Number(row.split(',')[2]))).toEqual(losses)
  })

  it.each(['0', '-1', '0.5'])('are refused below the first class: %s', async (index) => {
    const { status, stderr } = await run([
      'nll',
      '[[-1, -2], [-3, -4]]',
      `[1, ${index}]`,
      '--index-base',
      '1',
    ])
    expect(status).toBe(3)
    expect(stderr).toContain(`class index ${index} is out of range: --index-base 1 counts from 1`)
  })

  it('count from 1 in every command', async () => {
    const data = ['[[-1, -2], [-3, -4], [-5, -6]]', '[1, 0, 2]', '--index-base', '1', '--ignore-index', '0']
    const mean = '3.5'
    expect((await run(['nll', ...data, '-q'])).stdout).toBe(`${mean}\n`)
    const compared = await run(['compare', 'nll', data[0]!, ...data, '--json'])
    expect(JSON.parse(compared.stdout).a.value).toBe(Number(mean))
    const found = await run(['identify', ...data, '--value', mean, '--loss', 'nll'])
    expect(found.stdout).toContain(
      "nll '[[-1, -2], [-3, -4], [-5, -6]]' '[1, 0, 2]' --index-base 1 --ignore-index 0",
    )
    expect((await run(['nll', ...data, '--format', 'state'])).stdout).toContain('"ignored":1')
    expect((await run(['sweep', 'nll', ...data, '--ignore-index', '0,1'])).status).toBe(2)
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
