import { describe, expect, it } from 'vitest'
import { run } from '../transcript.ts'

/* What is printed beside a mean is how it came about, also where a loss of the whole batch reduces by itself. */

const steps = '[[-1.2,-0.9,-1.25],[-0.7,-1.2,-1.6],[-1,-1.1,-1.2]]'
const ctc = ['ctc', `[${[steps, steps, steps, steps].join()}]`, '[[1,2],[2,1],[1,1]]', '[4,4,4]', '[2,1,2]']
const mask = ['[[0.2,-1],[1.5,0.3],[0.1,2]]', '[[0,1],[1,0],[0,1]]']
const text = async (...argv: string[]) => (await run([...argv, '--no-hints'])).stdout

describe('a mean of losses that have factors of their own', () => {
  it('shows what is divided, which times the divisor is the mean', async () => {
    const found = JSON.parse(await text(...ctc, '--json'))
    expect(found.dividend / found.denominator.value).toBeCloseTo(found.value, 14)
    expect(found.sum).not.toBeCloseTo(found.dividend, 3)
    expect(await text(...ctc)).toMatch(
      /mean [\d.]+ {3}= sum [\d.]+ of the losses, each times its own factor, \/ 3 samples/,
    )
  })

  it('is explained without a mean of a row', async () => {
    const explained = await text(...ctc, '--explain', '0')
    expect(explained).not.toMatch(/mean of the row|more rows/)
    const [, sum, divisor, mean] = /mean {4}= ([\d.]+) \/ (\d+) = ([\d.]+)/.exec(explained)!
    expect(Number(sum) / Number(divisor)).toBeCloseTo(Number(mean), 3)
    expect(await text(...ctc, '--explain', '0', '-f', 'latex')).toContain('w_i \\ell_i')
  })

  it('of two models differs by the difference of the means', async () => {
    const other = steps.replaceAll('-1', '-2')
    const [name, a, ...rest] = ctc as [string, string, ...string[]]
    const b = `[${[other, steps, steps, steps].join()}]`
    const value = async (input: string) => Number(await text(name, input, ...rest, '-q'))
    const difference = (await value(b)) - (await value(a))
    const { stdout } = await run(['compare', name, a, b, ...rest, '-q'])
    expect(Number(stdout)).toBeCloseTo(difference, 12)
  })

  it('is that of weighted classes', async () => {
    const found = JSON.parse(await text('dice', ...mask, '--weight', '1,3', '--json'))
    expect(found.dividend / found.denominator.value).toBeCloseTo(found.value, 14)
  })

  it('is no quotient if it is a power', async () => {
    const power = ['tversky', ...mask, '--gamma', '2']
    expect(await text(...power)).toMatch(/mean [\d.]+ {3}a power of the mean over 2 samples; sum [\d.]+/)
    expect(JSON.parse(await text(...power, '--json'))).toMatchObject({ dividend: null, dividend_text: 'NaN' })
    expect(await text(...power, '--explain', '0')).not.toContain('divisor')
  })
})

it('a plain mean shows no dividend', async () => {
  expect(await text('mse', '[1,2]', '[2,2]', '--json')).not.toContain('dividend')
  expect(await text('dice', ...mask, '--json')).not.toContain('dividend')
})
