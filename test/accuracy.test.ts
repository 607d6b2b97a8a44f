import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Numbers } from '../src/index.ts'
import { flat, numbersOf, ulpsApart } from './golden.ts'
import { libraryCalls } from './library-calls.ts'

interface Point {
  readonly loss: string
  readonly options: Readonly<Record<string, unknown>>
  readonly exact: unknown
  readonly grads: Readonly<Record<string, unknown>>
  readonly [argument: string]: unknown
}

const { cases } = JSON.parse(readFileSync(new URL('../fixtures/accuracy.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Point[]
}
const names = [...new Set(cases.map(({ loss }) => loss))]

/** Nothing below this is looked at. */
const TINY = 1e-300

function expectNear(got: unknown, want: unknown, ulps: number, what: string) {
  const wanted = flat(numbersOf(want))
  const found = flat(got)
  expect(found.length, what).toBe(wanted.length)
  found.forEach((value, i) => {
    if (Math.abs(value - wanted[i]!) <= TINY) return
    const apart = ulpsApart(value, wanted[i]!)
    expect(apart, `${what} ${i}: got ${value}, want ${wanted[i]}`).toBeLessThanOrEqual(ulps)
  })
}

// Values are correctly rounded in most places, and at most an ulp off; the bounds of the project are 4 and 8.
describe.each(names)('random and extreme points of %s', (name) => {
  const { loss, call: compute } = libraryCalls.get(name)!
  if (!('takes' in loss)) throw new Error(name)

  it('keeps the digits of the loss and of every slope', () => {
    for (const point of cases.filter(({ loss: own }) => own === name)) {
      const args = Object.keys(loss.takes).map((argument) => numbersOf(point[argument]) as Numbers)
      const options = Object.fromEntries(
        Object.entries(point.options).map(([option, value]) => [
          option,
          value === 'Infinity' ? Infinity : value,
        ]),
      )
      const result = compute(...args, { ...options, reduction: 'none' })
      const what = `${name} ${JSON.stringify(point)}`
      expectNear(result.value, point.exact, 2, what)
      for (const [argument, slope] of Object.entries(point.grads))
        expectNear(result.grads[argument], slope, 4, `${argument} of ${what}`)
    }
  })
})
