import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { exp } from '../../src/numerics/exp.ts'
import { log, log1p } from '../../src/numerics/log.ts'
import { sigmoid, softplus } from '../../src/numerics/logistic.ts'
import { ulpsApart } from '../golden.ts'

const cases = JSON.parse(readFileSync('fixtures/cases/numerics.json', 'utf8')) as Record<
  string,
  [number, number][]
>

describe.each(Object.entries({ exp, log, log1p, sigmoid, softplus }))('%s', (name, f) => {
  it('is at most 1 ulp from the correctly rounded value', () => {
    for (const [x, want] of cases[name]!)
      expect(ulpsApart(f(x), want), `${name}(${x})`).toBeLessThanOrEqual(1)
  })

  it('is correctly rounded in more than 95 of 100 places', () => {
    const right = cases[name]!.filter(([x, want]) => Object.is(f(x), want)).length
    expect(right / cases[name]!.length).toBeGreaterThan(name === 'sigmoid' ? 0.9 : 0.95)
  })
})

describe('the ends of the range', () => {
  it.each([
    [exp(-Infinity), 0],
    [exp(Infinity), Infinity],
    [exp(710), Infinity],
    [exp(-746), 0],
    [exp(Number.NaN), Number.NaN],
    [log(0), -Infinity],
    [log(-1), Number.NaN],
    [log(Infinity), Infinity],
    [log1p(-1), -Infinity],
    [log1p(-2), Number.NaN],
    [log1p(Infinity), Infinity],
    [log1p(-0), -0],
    [sigmoid(Infinity), 1],
    [sigmoid(-Infinity), 0],
    [softplus(Infinity), Infinity],
    [softplus(-Infinity), 0],
    [softplus(Number.NaN), Number.NaN],
    [sigmoid(Number.NaN), Number.NaN],
  ])('%s is %s', (got, want) => {
    expect(got).toBe(want)
  })
})

it('the tables are what scripts/make-tables.mjs makes', () => {
  const made = execFileSync(process.execPath, ['scripts/make-tables.mjs', '--print'], { encoding: 'utf8' })
  expect(made).toBe(readFileSync('src/numerics/tables.ts', 'utf8'))
})
