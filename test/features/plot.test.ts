import { readFileSync, writeFileSync } from 'node:fs'
import { parseFragment } from 'parse5'
import { describe, expect, it } from 'vitest'
import { Braille } from '../../src/charts/braille.ts'
import { lossNames } from '../../src/losses/registry.ts'
import { run, words } from '../transcript.ts'

interface Told {
  readonly at: number[]
  readonly curves: { readonly name: string; readonly loss: number[]; readonly grad: number[] }[]
}

async function curves(line: string): Promise<Told> {
  const { stdout, stderr, status } = await run([...words(`plot ${line}`), '--format', 'json'])
  expect(status, stderr).toBe(0)
  return JSON.parse(stdout) as Told
}

async function printed(line: string): Promise<{ value: number; grad: number | number[] | number[][] }> {
  return JSON.parse((await run([...words(line), '--json', '--no-hints', '--grad'])).stdout)
}

describe('a curve', () => {
  it('has the digits of the loss', async () => {
    const { at, curves: found } = await curves('focal --gamma 0,2 --alpha 0.75 --over x')
    expect(found.map(({ name }) => name)).toEqual([
      'gamma 0, target 1',
      'gamma 0, target 0',
      'gamma 2, target 1',
      'gamma 2, target 0',
    ])
    for (const i of [0, 37, 60, 120]) {
      const { value, grad } = await printed(`focal [${at[i]}] [0] --mode sigmoid --gamma 2 --alpha 0.75`)
      expect(found[3]!.loss[i]).toBe(value)
      expect([found[3]!.grad[i]]).toEqual(grad)
    }
  })

  it('of classes runs over the probability of the target', async () => {
    const { at, curves: found } = await curves('nll')
    const { value } = await printed(`nll [[${Math.log(at[10]!)},${Math.log(1 - at[10]!)}]] [0]`)
    expect(found[0]!.loss[10]).toBe(value)
    const even = await curves('ce')
    expect(even.curves[0]!.loss[49]).toBe(Math.LN2)
  })

  it.each([
    ['mse', 0, ''],
    ['msle', 1, ''],
    ['mape', 1, ''],
    ['poisson-nll', 1, '--no-log-input'],
    ['hinge-embedding', 1, '--margin 0.5'],
  ])('of %s is that of the target %d, where the loss takes the numbers', async (loss, target, options) => {
    const { at, curves: found } = await curves(`${loss} --over x ${options}`)
    for (const i of [0, 40, 110]) {
      const { value, grad } = await printed(`${loss} [${at[i]}] [${target}] ${options}`)
      expect([found[0]!.loss[i], [found[0]!.grad[i]]]).toEqual([value, grad])
    }
  })

  it.each(lossNames)('of %s is the same where no option is given', async (loss) => {
    expect((await run(['plot', loss])).stdout).toBe((await run(['plot', loss, '--color', 'never'])).stdout)
  })

  it('counts the samples along its axis', async () => {
    const cancer = 'fixtures/real/cancer/logits.csv fixtures/real/cancer/target.csv'
    const { stdout } = await run(words(`plot bce-logits ${cancer} --format json`))
    const { samples, at } = JSON.parse(stdout) as {
      samples: { counts: number[]; outside: number }
      at: number[]
    }
    const told = JSON.parse(
      (await run([...words(`bce-logits ${cancer} --json --report`), '/dev/null'])).stdout,
    ) as { right_answers: { from: number; to: number; count: number }[] }
    expect(samples.outside).toBe(0)
    expect(samples.counts.reduce((sum, count) => sum + count, 0)).toBe(228)
    const low = samples.counts.filter((_, i) => at[i]! < 0.5).reduce((sum, count) => sum + count, 0)
    const bins = told.right_answers.filter(({ to }) => to <= 0.5)
    expect(low).toBe(bins.reduce((sum, { count }) => sum + count, 0))
  })

  it('counts differences of losses that see nothing else, and those beyond the axis', async () => {
    const { stdout } = await run(words('plot mse [1,2,9,NaN] [1,1,1,1] --format json'))
    const { samples, at } = JSON.parse(stdout) as {
      samples: { counts: number[]; outside: number }
      at: number[]
    }
    const places = at.filter((_, i) => samples.counts[i]! > 0)
    expect([places, samples.outside]).toEqual([[0, 1], 2])
  })

  it.each([
    ['ce [[1,2]] [1] --over x', 'E104'],
    ['ce [[1,2]] [[0.5,0.5]]', 'E104'],
    ['mse [[1,2]] [[1],[2]]', 'E104'],
    ['mse [1,2] none.csv', 'E200'],
  ])('has no place for the samples of %s', async (line, code) => {
    const { stdout, stderr } = await run(words(`plot ${line}`))
    expect([stdout, stderr]).toEqual(['', expect.stringContaining(code)])
  })

  it('is refused under --from', async () => {
    const line = 'plot bce-logits --from probs'
    expect(await run(words(line))).toMatchObject({ status: 2, stderr: expect.stringContaining('E104') })
  })

  it.each(lossNames)('of %s is there, or it is said why not', async (name) => {
    for (const over of ['p', 'x']) {
      const { stdout, stderr, status } = await run(['plot', name, '--over', over, '--format', 'csv'])
      if (status === 0) expect(stdout.split('\n').length).toBeGreaterThan(90)
      else expect([status, stderr]).toEqual([2, expect.stringMatching(/E104.*(no curve|no probabilities)/)])
    }
  })

  it.each(['focal --gamma 0,0.5,1,2,5 --alpha off', 'mse --grad'])(
    'of %s is the same picture as before',
    async (line) => {
      const { stdout } = await run([...words(`plot ${line}`), '--format', 'svg'])
      const path = `fixtures/pages/${line.split(' ')[0]}.svg`
      if (process.env.UPDATE) writeFileSync(path, stdout)
      else expect(stdout).toBe(readFileSync(path, 'utf8'))
      expect(stdout.length).toBeLessThan(16_000)
      expect(stdout).not.toMatch(/NaN|Infinity|<script/)
      expect(parseFragment(stdout).childNodes[0]).toMatchObject({ tagName: 'svg' })
    },
  )
})

it('a canvas of braille draws within its ends', () => {
  const canvas = new Braille(4, 2)
  canvas.curve(
    [
      [0, 0],
      [1, 1],
    ],
    0,
  )
  canvas.curve(
    [
      [0, 5],
      [1, 7],
    ],
    1,
  )
  expect(canvas.lines((text, owner) => (owner === 1 ? '!' : text))).toEqual(['  ⡠⠊', '⡠⠊'])
})
