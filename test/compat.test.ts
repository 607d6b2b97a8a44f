import {
  columnFromArray,
  type DataType,
  float16,
  float32,
  float64,
  tableFromColumns,
  tableToIPC,
} from '@uwdata/flechette'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { bundleOf, libraries } from '../src/command/compat.ts'
import { formsOf } from '../src/losses/forms.ts'
import { loadAll } from '../src/losses/registry.ts'
import { run } from './transcript.ts'

interface Case {
  readonly library: string
  readonly loss: string
  readonly input: unknown
  readonly target: unknown
  readonly flags: string
  readonly value: number
  readonly tolerance: number
  readonly origin: string
}

const folder = mkdtempSync(join(tmpdir(), 'loss-calc-compat-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A file of NumPy with one row of numbers. */
function npy(type: '<f4' | '<f8', numbers: readonly number[]): string {
  const path = join(folder, `${type.slice(1)}.npy`)
  const head = `{'descr': '${type}', 'fortran_order': False, 'shape': (${numbers.length},), }`.padEnd(117)
  const data = type === '<f4' ? Float32Array.from(numbers) : Float64Array.from(numbers)
  writeFileSync(
    path,
    Buffer.concat([Buffer.from(`\x93NUMPY\x01\0v\0${head}\n`, 'latin1'), Buffer.from(data.buffer)]),
  )
  return path
}

const losses = await loadAll()
const cases = JSON.parse(readFileSync('fixtures/compat.json', 'utf8')) as Case[]

describe('--compat', () => {
  it.each(cases.map((one) => [`${one.library} ${one.loss}: ${one.origin}`, one] as const))(
    '%s',
    async (_, { library, loss, input, target, flags, value, tolerance }) => {
      const texts = [JSON.stringify(input), JSON.stringify(target)]
      const words = [loss, ...texts, '--compat', library, ...flags.split(' ').filter(Boolean), '-q']
      const { stdout, stderr, status } = await run(words)
      expect(status, stderr).toBe(0)
      expect(Math.abs(Number(stdout) - value)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)))
    },
  )

  it.each([
    ['<f4', 11.090354919433594, 1e-6, '1.1920928955078125e-7'],
    ['<f8', 24.491200379784733, 1e-12, '2.220446049250313e-16'],
  ] as const)(
    'sklearn clips at the rounding of %s, the type of the file',
    async (type, value, tolerance, eps) => {
      // scikit-learn 1.9.1 log_loss([1, 0, 1], [0, 1, 0.25]) of this dtype
      const words = ['bce', npy(type, [0, 1, 0.25]), '[1, 0, 1]', '--compat', 'sklearn']
      const { stdout } = await run([...words, '-q'])
      expect(Math.abs(Number(stdout) - value)).toBeLessThanOrEqual(tolerance * value)
      expect((await run(words)).stdout).toContain(`(as sklearn: --from probs --eps ${eps})`)
      expect((await run([...words, '--eps', '1e-7', '-q'])).stdout).toBe(
        (await run(['bce', '[0, 1, 0.25]', '[1, 0, 1]', '--eps', '1e-7', '-q'])).stdout,
      )
    },
  )

  it('sklearn clips columns at the rounding of the widest type that they are stored in', async () => {
    const table = (types: Readonly<Record<string, DataType>>) => {
      const columns = Object.entries(types).map(([name, type]) => [name, columnFromArray([0, 1, 0.25], type)])
      const path = join(folder, 'table.arrow')
      writeFileSync(path, tableToIPC(tableFromColumns(Object.fromEntries(columns)), { format: 'file' })!)
      return path
    }
    const types = { half: float16(), single: float32(), double: float64() }
    const eps = async (file: string, columns: string) => {
      const target = JSON.stringify([1, 0, 1].map((y) => columns.split(',').map(() => y)))
      const words = ['bce', file, target, '--input-cols', columns, '--compat', 'sklearn']
      return / --eps (\S+)\)/.exec((await run(words)).stdout)?.[1]
    }
    for (const [columns, bits] of [
      ['half', 10],
      ['single', 23],
      ['half,single', 23],
      ['single,half', 23],
      ['double,single', 52],
    ] as const)
      expect(await eps(table(types), columns), columns).toBe(String(2 ** -bits))
    const whole = ['bce', table({ single: float32() }), '[1, 0, 1]', '--compat', 'sklearn', '-q']
    expect((await run(whole)).stdout).toBe(
      (await run(['bce', '[0, 1, 0.25]', '[1, 0, 1]', '--eps', String(2 ** -23), '--from', 'probs', '-q']))
        .stdout,
    )
  })

  it.each([
    ['typed.parquet', 'f4', ['float32']],
    ['typed.parquet', 'f2', ['float16']],
    ['typed-v2.parquet', 'fixed', ['float32']],
    ['lists-v1.parquet', 'single', ['float32']],
    ['numbers-none.parquet', 'half', ['float32']],
    ['numbers-none.arrow', 'half', ['float32']],
  ])('%s says how %s is stored', async (file, column, notes) => {
    const { stdout } = await run([
      ...['l1', `fixtures/formats/${file}`, '--input-cols', column, '--target-cols', column],
      ...['--missing', 'skip', '--json'],
    ])
    expect((JSON.parse(stdout) as { input: unknown }).input).toMatchObject({
      notes: expect.arrayContaining(notes) as string[],
    })
  })

  it.each(libraries)('%s has a case for each of its losses', (library) => {
    for (const loss of losses) {
      const bundle = bundleOf(loss, library)
      if (!bundle || library === 'torch') continue
      expect(
        cases.some((one) => one.library === library && one.loss === loss.name),
        `${library} ${loss.name}`,
      ).toBe(true)
    }
  })

  it('torch has a counterpart of every loss of torch', () => {
    for (const loss of losses) {
      const ofTorch = [...formsOf(loss).values()].some(({ torch }) => torch !== undefined)
      expect(bundleOf(loss, 'torch'), loss.name).toEqual(ofTorch ? {} : undefined)
    }
  })
})
