import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { schemas } from '../../schemas.ts'
import { run } from '../../transcript.ts'

const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true })
const isResult = ajv.compile(schemas.result)
const isInspection = ajv.compile(schemas.inspection)
const blog = ['fixtures/blog/logits.csv', 'fixtures/blog/target.csv']

async function json(...argv: string[]) {
  const { stdout, stderr } = await run([...argv, '--json'])
  expect(stderr === '' || /^(hint|warning)/.test(stderr), stderr).toBe(true)
  return JSON.parse(stdout)
}

describe('an explanation', () => {
  it('says the words of its formulas in Chinese where numbers are put in, too', async () => {
    const argv = ['tversky', '[[[0.8, 0.3], [0.1, 0.4]]]', '[[0, 1]]', '--explain', '--lang', 'zh']
    for (const format of ['table', 'markdown']) {
      const { stdout } = await run([...argv, '--format', format])
      expect(stdout).toContain('求和：0.5000 max')
      expect(stdout).not.toContain('sum of')
    }
  })

  it.each([
    ['bce-logits', ...blog],
    ['bce-logits', '[Infinity, NaN]', '[1, 0]'],
    ['bce', '[0, 1]', '[1, 0]'],
    ['ce', '[[1, Infinity], [NaN, 0]]', '[0, 1]'],
    ['ce', '[[1, -Infinity]]', '[[1, 0]]'],
    ['ce', '[1, 2, 3]', '2'],
    ['ce', '[[1, 2], [3, 4]]', '[-100, -100]'],
    ['nll', '[[-0.1, -2.4]]', '[0]'],
    ['mse', '[[1], [2]]', '[1, 2, 3]'],
    ['mse', '1', '2'],
    ['mse', '[]', '[]'],
    ['focal', '[Infinity, -40]', '[1, 0]'],
    ['focal', '[[1, 2, 3]]', '[[0.1, 0.2, 0.7]]', '--mode', 'softmax'],
  ])('of %s %s %s follows its schema', async (...argv) => {
    const inline = argv.map((word) => (/^\d$/.test(word) ? `[${word}]` : word))
    const result = await json(...inline, '--explain')
    isResult(result)
    expect(isResult.errors).toBeNull()
    expect(result).toHaveProperty('explanation.rows')
  })

  it.each([
    [999, / = 1(?: \+ 1){998} = 999\.0000$/m],
    [1000, / = 1(?: \+ 1){999} = 1000\.0000$/m],
    [1001, / = 1(?: \+ 1){999} \+ \.\.\. = 1001\.0000$/m],
  ])('of %i rows names a thousand in the sum', async (count, sum) => {
    const ones = JSON.stringify(Array.from({ length: count }, () => 1.5))
    const { stdout } = await run([
      'mse',
      ones,
      ones.replaceAll('1.5', '0.5'),
      '--rows',
      'all',
      '--explain',
      'all',
    ])
    expect(stdout).toMatch(sum)
  })

  it('has the values of the blog', async () => {
    const { explanation } = await json('bce-logits', ...blog, '--explain')
    const means = explanation.rows.map(({ sum, share }: { sum: number; share: number }) => sum / share)
    expect(means.map((mean: number) => mean.toFixed(4))).toEqual(['0.8166', '0.6558', '0.6855'])
    const [first] = explanation.rows
    const step = (name: string) => first.steps.find((one: { name: string }) => one.name === name).value
    expect(step('sigmoid').map((x: number) => x.toFixed(4))).toEqual(['0.3992', '0.2232', '0.6435'])
    expect(step('loss').map((x: number) => x.toFixed(4))).toEqual(['0.5095', '1.4997', '0.4408'])
  })

  it('finds its row anywhere in a stream', async () => {
    const lines = Array.from({ length: 50_000 }, (_, i) => `${Math.sin(i)},${Math.cos(i)}`)
    const targets = Array.from({ length: 50_000 }, (_, i) => i % 2)
    async function* bytes() {
      yield Buffer.from(`${lines.join('\n')}\n`)
    }
    const argv = ['ce', '-', JSON.stringify(targets), '--explain', '49876', '--json']
    const { explanation } = JSON.parse((await run(argv, bytes())).stdout)
    const row = `[[${lines[49_876]}]]`
    const alone = await json('ce', row, `[${targets[49_876]}]`, '--explain')
    expect(explanation.rows).toEqual([{ ...alone.explanation.rows[0], row: 49_876 }])
  })

  it('does not work out a whole image', async () => {
    const image = (value: (i: number) => number) =>
      JSON.stringify([Array.from({ length: 400 }, (_, i) => value(i))])
    const input = `[[${image((i) => i % 7).slice(1, -1)},${image((i) => i % 5).slice(1, -1)}]]`
    const { stdout } = await run(['ce', input, image((i) => i % 2), '--explain'])
    expect(stdout.match(/^row 0/gm)).toHaveLength(3)
    expect(stdout).toMatch(/sum {5}= .* \+ \.\.\. = /)
  })

  it('keeps its columns aligned in Chinese', async () => {
    const { stdout } = await run(['bce-logits', ...blog, '--explain', '0', '--lang', 'zh'])
    const [head, x, t] = stdout.split('\n').slice(3)
    // 第 and 行 take two columns each.
    expect(head!.indexOf('[0]') + 2 + 3).toBe(x!.indexOf('-0.4089') + 7)
    expect(t!.indexOf('0')).toBe(x!.indexOf('-0.4089') + 6)
  })

  it('speaks the language of LOSS_CALC_LANG, else of the locale', async () => {
    const argv = ['mse', '[1]', '[2]', '--explain']
    expect((await run(argv, undefined, { LOSS_CALC_LANG: 'zh' })).stdout).toContain('第 0 行')
    expect((await run(argv, undefined, { LANG: 'zh_CN.UTF-8' })).stdout).toContain('第 0 行')
    expect((await run(argv, undefined, { LANG: 'zh_CN.UTF-8', LC_ALL: 'C' })).stdout).toContain('row 0')
    expect((await run([...argv, '--lang', 'en'], undefined, { LOSS_CALC_LANG: 'zh' })).stdout).toContain(
      'row 0',
    )
  })
})

it.each([
  blog,
  ['[[NaN, 1], [2, Infinity]]'],
  ['[]', '[]'],
  ['[[0.5, 0.5], [0.1, 0.9], [0.2, 0.8], [0.3, 0.7]]', '[0, 1, 1, -100]'],
])('an inspection of %s follows its schema', async (...inputs) => {
  const result = await json('inspect', ...inputs)
  isInspection(result)
  expect(isInspection.errors).toBeNull()
  for (const key of Object.keys(result)) expect(schemas.inspection.properties).toHaveProperty(key)
})

it('inspects a stream in pieces as a whole', async () => {
  const lines = Array.from({ length: 60_000 }, (_, i) => `${(i % 90) / 90},${1 - (i % 90) / 90}`)
  async function* bytes() {
    yield Buffer.from(`${lines.join('\n')}\n`)
  }
  const { stdout } = await run(['inspect', '-', '--json'], bytes())
  expect(JSON.parse(stdout).input).toMatchObject({
    shape: [60_000, 2],
    count: 120_000,
    min: 0,
    max: 1,
    looks_like: 'probabilities per row',
  })
})

it('inspects inputs with different numbers of rows, and says so', async () => {
  const lines = (rows: number) => Array.from({ length: rows }, (_, i) => `${i / 7},1`).join('\n')
  async function* bytes() {
    yield Buffer.from(lines(60_000))
  }
  const target = JSON.stringify(Array.from({ length: 9 }, () => 1))
  const { stdout, status } = await run(['inspect', '-', target, '--json'], bytes())
  const { input, losses } = JSON.parse(stdout)
  expect(status).toBe(0)
  expect(input.shape).toEqual([60_000, 2])
  for (const { fits, reason } of losses) {
    expect(fits).toBe(false)
    expect(reason).toMatch(/60000|ends after|broadcast/)
  }
})

it('leaves out a column of ids, and says so', async () => {
  async function* bytes() {
    yield Buffer.from('id,a,b\n7,0.5,1\n3,2,-1\n')
  }
  const { stderr } = await run(['ce', '-', '[1, 0]', '-q'], bytes())
  expect(stderr).toContain('warning[W408]: id of stdin looks like an id and is not used as input')
})

it.each([
  [
    ['dice', '[[2.5, -1]]', '[[1, 0]]', '--smooth', '1'],
    ['score = (0.9241 + 1) / (0.9241 + 0.0379 + 1) = 0.9807', 'loss  = 1 (1 - 0.9807) = 0.0193'],
  ],
  // A class that no target has.
  [
    ['tversky', '[[30, 1]]', '[[0, 0.25]]', '--log-loss'],
    ['score   = 0 / (0 + 0.5000) = 0.0000', 'loss    = 0 (-ln(max(1.000e-7, 0))) = 0.0000'],
  ],
  [
    ['jaccard', '[[30, 1]]', '[[0, 1]]', '--convention', 'monai'],
    ['score = (0 + 1.000e-5) / (0 + 2.0000 + 1.000e-5) = 5.000e-6', 'loss  = 1 - 5.000e-6 = 1.0000'],
  ],
])('%s: each step gives the number of the next', async (argv, lines) => {
  const { stdout } = await run([...argv, '--explain'])
  for (const line of lines) expect(stdout).toContain(`    ${line}\n`)
})

it.each([
  ['--average micro', true],
  ['--average macro', false],
])('the weights of kornia stand in the formula where they are in the sums: %s', async (average, inSums) => {
  const line = ['dice', '[[[0.2,0.5],[0.8,-0.5]]]', '[[0,1]]', '--convention', 'kornia', '--weight', '1,3']
  const { stdout } = await run([...line, ...average.split(' '), '--explain'])
  const steps = stdout.split('\n').filter((one) => /^ *(?:shared|differs) /.test(one))
  expect(steps.map((one) => one.includes('; p, t -> w p, w t '))).toEqual([inSums, inSums])
})
