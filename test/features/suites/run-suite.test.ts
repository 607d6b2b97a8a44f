import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, it } from 'vitest'
import { schemas } from '../../schemas.ts'
import { run } from '../../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'loss-calc-expect-'))
afterAll(() => rmSync(folder, { recursive: true }))

const mse = ['mse', '[[1,2],[3,4]]', '[[0,0],[0,0]]']

function expected(text: string): string {
  const path = join(folder, 'expected.json')
  writeFileSync(path, text)
  return path
}

describe('--expect-file', () => {
  it.each([
    ['7.5', 'mean', 0],
    ['7.4', 'mean', 1],
    ['{"value": 7.5}', 'mean', 0],
    ['{"value": 30, "reduction": "sum"}', 'sum', 0],
    ['{"value": 30, "reduction": "sum"}', 'mean', 2],
    ['{"value": "NaN"}', 'mean', 1],
    ['[[1, 4], [9, 16]]', 'none', 0],
    ['[1, 4, 9, 16]', 'none', 0],
    ['[1, 4, 9, 15]', 'none', 1],
    ['{"values": [[1, 4], [9, 16]]}', 'none', 0],
    ['{"per_sample": [[1, 4], [9, 16]]}', 'none', 0],
    ['[1, 4, 9]', 'none', 3],
    ['[1, 4, 9, 16]', 'mean', 2],
    ['{"loss": 7.5}', 'mean', 3],
    ['"7.5"', 'mean', 3],
    ['', 'mean', 3],
    ['[1, [2]]', 'none', 3],
  ])('%s under %s: %d', async (text, reduction, status) => {
    const argv = [...mse, '--reduction', reduction, '--expect-file', expected(text), '-q']
    expect(await run(argv)).toMatchObject({ status })
  })

  it.each([
    ['mean', ['ce', '[[1, 2]]', '[-100]']],
    ['none', ['ce', '[[1, 2], ["Infinity", 0], [0, "NaN"]]', '[0, 1, 0]', '--reduction', 'none']],
    ['sum', ['mse', '["Infinity", 1]', '[0, 0]', '--reduction', 'sum']],
  ])('takes what --json wrote, numbers or not: %s', async (_, argv) => {
    const { stdout } = await run([...argv, '--json'])
    const again = await run([...argv, '--json', '--expect-file', expected(stdout)])
    expect(again.status).toBe(0)
    const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true })
    expect(ajv.validate(schemas.result, JSON.parse(again.stdout)), ajv.errorsText()).toBe(true)
    expect(JSON.parse(again.stdout).checks).toMatchObject([{ kind: 'expect', ok: true }])
  })

  it('is no standard input', async () => {
    expect(await run([...mse, '--expect-file', '-'])).toMatchObject({ status: 3, stdout: '' })
  })
})

describe('bounds', () => {
  it.each([
    [['--max', '7.5'], 0],
    [['--max', '7.4'], 1],
    [['--min', '7.5'], 0],
    [['--min', '7.6'], 1],
    [['--max', '16', '--min', '1', '--reduction', 'none'], 0],
    [['--max', '15', '--reduction', 'none'], 1],
    [['--max', 'x'], 2],
    [['--min', 'NaN'], 2],
    [['--rtol', '-1'], 2],
    [['--expect', '7.6', '--atol', '0.1'], 0],
    [['--expect', '7.6', '--rtol', '0', '--atol', '0.09'], 1],
    [['--fail-on', 'nan,inf,clamp,ignored'], 0],
    [['--fail-on', ''], 2],
    [['--fail-if', 'loss > 1e400'], 2],
    [['--fail-if', 'loss < -inf'], 2],
    [['--fail-if', 'loss >= inf'], 0],
  ])('%j: %d', async (flags, status) => {
    expect(await run([...mse, ...flags, '-q'])).toMatchObject({ status })
  })

  it.each(['acc < 0', 'acc > 1', 'loss > inf'])(
    'beyond which nothing goes are refused: %s',
    async (words) => {
      const { stderr, status } = await run(['ce', '[[1, 2]]', '[0]', '--fail-if', words])
      expect(status).toBe(2)
      expect(stderr).toContain(`--fail-if '${words.replace('inf', 'Infinity')}' says nothing`)
    },
  )

  it('hold for no number that is none', async () => {
    const { stderr, status } = await run(['ce', '[[1, 2]]', '[-100]', '--max', '9', '--min', '-9', '-q'])
    expect(status).toBe(1)
    expect(stderr.match(/check failed/g)?.length).toBe(2)
  })

  const none = ['mse', '[]', '[]']
  const ignored = ['ce', '[[1, 2]]', '[-100]']
  it.each([
    [[...none, '--reduction', 'none', '--max', '1'], 2],
    [[...none, '--reduction', 'none', '--min', '1'], 2],
    [[...none, '--reduction', 'none', '--expect', '1'], 2],
    [[...none, '--reduction', 'none', '--fail-on', 'nan'], 2],
    [[...none, '--reduction', 'none', '--fail-on', 'ignored'], 2],
    [[...none, '--reduction', 'sum', '--max', '1'], 2],
    [[...none, '--reduction', 'sum', '--fail-if', 'loss > 1'], 2],
    [[...none, '--reduction', 'sum', '--fail-on', 'nan'], 2],
    [[...none, '--fail-on', 'inf'], 2],
    [[...ignored, '--reduction', 'none', '--max', '1'], 2],
    [[...ignored, '--reduction', 'sum', '--max', '1'], 2],
    [[...ignored, '--reduction', 'sum', '--fail-if', 'loss > 1'], 2],
    [[...ignored, '--fail-on', 'inf'], 2],
    [['ce', '[[1, 2]]', '[0]', '--weight', '0,1', '--reduction', 'sum', '--max', '1'], 2],
    // What fails, and what expects no loss, needs none.
    [[...none, '--max', '1'], 1],
    [[...none, '--reduction', 'sum', '--min', '1'], 1],
    [[...none, '--reduction', 'none', '--expect', '[]'], 0],
    [[...none, '--reduction', 'sum', '--expect', '0'], 0],
    [[...none, '--expect', 'NaN'], 0],
    [[...ignored, '--fail-on', 'ignored'], 1],
  ])('of no loss: %j: %d', async (argv, status) => {
    const { stderr, ...found } = await run([...argv, '-q'])
    expect(found.status).toBe(status)
    if (status === 2) expect(stderr).toMatch(/E104.*--[\w-]+ .* finds no loss to judge/)
  })
})

describe('--fail-on', () => {
  const floor = 3.720075976020836e-44
  it.each([
    ['nan', ['mse', '["NaN", 1]', '[0, 0]', '--reduction', 'none'], 1],
    ['inf', ['mse', '["Infinity", 1]', '[0, 0]', '--reduction', 'none'], 1],
    ['inf', ['mse', '["Infinity", 1]', '[0, 0]'], 1],
    ['inf', ['mse', '[1, 1]', '[0, 0]'], 0],
    ['inf', ['mse', '["Infinity", "NaN"]', '[0, 0]'], 1],
    ['inf', ['ce', '[["Infinity", 1], ["NaN", 1]]', '[1, 0]'], 1],
    ['inf', ['ce', '[["Infinity", 1], ["NaN", 1]]', '[1, 0]', '--reduction', 'sum'], 1],
    ['inf', ['ce', '[["Infinity", 1], ["NaN", 1]]', '[0, 0]', '--reduction', 'sum'], 0],
    ['nan', ['mse', '["Infinity", "NaN"]', '[0, 0]', '--reduction', 'sum'], 1],
    ['inf', ['mse', '[1e154, 1e154]', '[0, 1e155]', '--reduction', 'sum'], 1],
    ['clamp', ['bce', '[0]', '[1]'], 1],
    ['clamp', ['bce', '[0]', '[0.5]'], 1],
    ['clamp', ['bce', '[0]', '[0]'], 0],
    ['clamp', ['bce', '[1]', '[0]'], 1],
    ['clamp', ['bce', '[1]', '[1]'], 0],
    ['clamp', ['bce', `[${floor}]`, '[1]'], 0],
    ['clamp', ['bce', `[${floor * (1 - 2 ** -52)}]`, '[1]'], 1],
    ['ignored', ['ce', '[[1, 2], [1, 2]]', '[0, -100]'], 1],
    ['ignored', ['ce', '[[1, 2], [1, 2]]', '[0, 1]'], 0],
  ])('%s of %j: %d', async (what, argv, status) => {
    expect(await run([...argv, '--fail-on', what, '-q'])).toMatchObject({ status })
  })

  it('counts', async () => {
    const argv = ['bce', '[0, 1, 0.5]', '[1, 0, 1]', '--json', '--fail-on', 'clamp']
    const { clamped, checks } = JSON.parse((await run(argv)).stdout)
    expect({ clamped, count: checks[0].count }).toEqual({ clamped: 2, count: 2 })
  })

  it('counts losses that are reduced', async () => {
    const argv = [
      'mse',
      '["Infinity", "NaN", "-Infinity", 1]',
      '[0, 0, 0, 0]',
      '--json',
      '--fail-on',
      'nan,inf',
    ]
    const { stdout, stderr } = await run(argv)
    expect(JSON.parse(stdout).checks.map(({ count }: { count: number }) => count)).toEqual([1, 2])
    expect(stderr).toContain('--fail-on inf: 2 of 4 losses are infinite')
  })
})
