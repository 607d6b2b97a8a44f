import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { built } from './built.ts'

const folder = 'fixtures/formats'

const run = (argv: readonly string[], input?: Buffer) => built(argv, input && { input })

/** The same 5 rows of 3 numbers in every format. */
const real = [
  'c-order.npy',
  'v2.npy',
  'real.csv.gz',
  'members.csv.gz',
  'real.json.gz',
  'real.csv.zst',
  'single.npz',
  'piped.npz',
  'single.npz.gz',
  'single.safetensors',
]

describe('the built program', async () => {
  const loss = (...files: string[]) => run(['mse', ...files.map((name) => `${folder}/${name}`), '-q'])
  const { stdout } = await loss('real.csv', 'fortran.npy')

  it.each(real)('reads %s as the CSV of the same numbers', async (name) => {
    expect(stdout).toMatch(/^\d/)
    expect(await loss(name, 'fortran.npy')).toMatchObject({ stdout, stderr: '', status: 0 })
    const piped = await run(['mse', '-', `${folder}/fortran.npy`, '-q'], readFileSync(`${folder}/${name}`))
    expect(piped).toMatchObject({ stdout, stderr: '', status: 0 })
  })

  it('reads Parquet and Arrow by libraries that are not in the bundle', async () => {
    const files = ['numbers-snappy.parquet', 'polars.parquet', 'numbers-lz4.arrow', 'numbers-zstd.arrows']
    for (const name of files)
      expect(await loss(name, 'pandas.parquet')).toMatchObject({ stdout: '0\n', status: 0 })
  })

  it('reads members of files', async () => {
    const { stdout } = await run([
      'ce',
      `${folder}/several.npz#logits`,
      `${folder}/several.safetensors#target`,
      '-q',
    ])
    expect(stdout).toBe('1.601177874726496\n')
  })

  it('refuses a pickle, and prints nothing else', async () => {
    const { stdout, stderr, status } = await loss('refused-global.pt', 'real.csv')
    expect({ stdout, status }).toEqual({ stdout: '', status: 3 })
    expect(stderr).toMatch(
      /^error\[E204\]: .*refused-global\.pt: its pickle names "torch\.optim\.sgd\.SGD", which is not run\n.*\n.*\n {2}try: python -c .*torch\.save/,
    )
  })

  it('takes the format by name', async () => {
    const { stderr } = await run(['mse', `${folder}/real.csv`, `${folder}/real.csv`, '--input-format', 'npy'])
    expect(stderr).toMatch(/^error\[E204\]: .*real\.csv: byte 0 does not start an array of numpy/)
  })
})
