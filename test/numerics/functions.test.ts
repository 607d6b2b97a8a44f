import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { low } from '../../src/numerics/double-double.ts'
import { exp } from '../../src/numerics/exp.ts'
import { log, log1p, log1pPair } from '../../src/numerics/log.ts'
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

// Values by mpmath at 300 bits.
it.each([
  [-708.3308924770237, 2.375757098830281e-308],
  [-708.3284040895469, 2.381676264577501e-308],
  [-708.3293770679355, 2.3793600720287233e-308],
  [-708.39, 2.2394014988804677e-308],
])('exp of %d, just above the subnormal ones, is rounded once', (x, want) => {
  expect(exp(x)).toBe(want)
})

it.each([
  [4.3620248539377434e-8, 2.107675746959963e-24, 4.362024758801442e-8, 2.9090672028831175e-24],
  [2.7142199670440654e-9, 2.399895071973434e-25, 2.7142199633605705e-9, 5.660710944663979e-26],
  [6.617744211294534e-9, 5.585209898508286e-25, 6.6177441893972655e-9, -2.9018343195856357e-25],
  [0.0006265610621622432, -4.304458027449954e-21, 0.0006263648547329467, -2.75122256989687e-20],
])('ln(1 + x) of a small pair %d, %d is a pair', (x, xLow, want, wantLow) => {
  expect(log1pPair(x, xLow)).toBe(want)
  expect(Math.abs(low[0]! - wantLow) / want).toBeLessThan(2 ** -64)
})
