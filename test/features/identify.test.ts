import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { printedNumber } from '../../src/features/identify/identify.ts'
import { run } from '../transcript.ts'

interface Case {
  readonly input: string
  readonly target: string
  readonly flags: string
  readonly value: string
  readonly loss: string
  /** Part of the name of the convention that must be found. */
  readonly convention: string
  readonly origin: string
}

interface Match {
  readonly loss: string
  readonly convention: string
  readonly steps: number
  readonly command?: string
}

const cases = JSON.parse(readFileSync('fixtures/identify.json', 'utf8')) as Case[]

describe('identify', () => {
  it.each(cases.map((one) => [`${one.value}: ${one.origin}`, one] as const))('finds %s', async (_, one) => {
    const words = [
      'identify',
      one.input,
      one.target,
      '--value',
      one.value,
      ...one.flags.split(' ').filter(Boolean),
    ]
    const { stdout, stderr, status } = await run([...words, '--json'])
    expect(status, stderr).toBe(0)
    const { matches } = JSON.parse(stdout) as { matches: Match[] }
    const found = matches.findIndex(
      ({ loss, convention }) => loss === one.loss && convention.includes(one.convention),
    )
    expect(
      found,
      JSON.stringify(matches.map(({ loss, convention }) => [loss, convention])),
    ).toBeGreaterThanOrEqual(0)
    // No simpler match may come after it, and it may not come late.
    expect(found).toBeLessThan(6)
  })

  it('gives commands that print the number', async () => {
    const { stdout } = await run([
      'identify',
      '[[0.2,0.3,0.5],[0.5,0.2,0.3]]',
      '[2,1]',
      '--weight',
      '2,4,6',
      '--value',
      '5.2992',
      '--json',
    ])
    const [{ command }] = (JSON.parse(stdout) as { matches: [Match] }).matches
    const words = [...command!.matchAll(/'[^']*'|\S+/g)].map(([word]) => word.replaceAll("'", ''))
    expect(Number((await run([...words.slice(1), '-q'])).stdout)).toBeCloseTo(5.2992, 4)
  })

  it('says so where nothing fits', async () => {
    const { stdout, status } = await run(['identify', '[1,2]', '[1,0]', '--value', '123456'])
    expect(stdout).toMatch(/^none of \d+ conventions gives 123456/)
    expect(status).toBe(1)
  })

  it('names the nearest where nothing fits, and a command that runs', async () => {
    const argv = ['identify', 'fixtures/blog/logits.csv', 'fixtures/blog/target.csv', '--value', '6.48']
    const { stdout } = await run(argv)
    expect(stdout).toContain('\n  bce-logits  the sum instead of the mean   6.4739230493004065\n')
    const [, line] = /^try: loss-calc (.+)$/m.exec(stdout)!
    expect(await run(line!.split(' '))).toMatchObject({ status: 0, stderr: '' })
  })

  it('calls numbers of options as they were called', async () => {
    const weights = JSON.stringify(Array.from({ length: 40 }, (_, i) => i + 1))
    const { stdout } = await run([
      'identify',
      weights,
      weights.replace('1', '3'),
      '--weight',
      weights,
      '--value',
      '0.1',
      '--loss',
      'mse',
    ])
    expect(stdout).toContain(` --weight '${weights}'`)
  })

  it.each([
    ['0.8705', 0.8705, 5e-5],
    ['54.4', 54.4, 0.05],
    ['-3', -3, 0.5],
    ['1.5e-3', 0.0015, 5e-5],
  ])('takes %s to its printed digits', (text, value, within) => {
    const printed = printedNumber(text)!
    expect(printed.value).toBe(value)
    expect(printed.within).toBeCloseTo(within, 8)
  })

  it.each(['', 'x', '1,5', 'NaN'])('takes %j for no number', (text) => {
    expect(printedNumber(text)).toBe(undefined)
  })
})
