import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Errors } from '../../src/collectors/errors.ts'

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
  fc.constantFrom(0, -0, 1, -1, 1e-300, Number.NaN, Infinity),
)
const pairs = fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 60 })

function seen(all: readonly (readonly [number, number])[]): Errors {
  const errors = new Errors()
  const column = (i: 0 | 1) => Float64Array.from(all, (pair) => pair[i])
  errors.add(column(0), column(1))
  return errors
}

describe('errors of predicted numbers', () => {
  it('are the same in any order and of any parts, through JSON', () => {
    fc.assert(
      fc.property(pairs, fc.nat(60), (all, at) => {
        const whole = seen(all).section()
        expect(seen([...all].reverse()).section()).toEqual(whole)
        const first = seen(all.slice(at))
        first.merge(JSON.parse(JSON.stringify(seen(all.slice(0, at)).plain())))
        expect(first.section()).toEqual(whole)
      }),
    )
  })

  it('count every pair once, in at most 41 squares a side', () => {
    fc.assert(
      fc.property(pairs, (all) => {
        const { errors } = seen(all).section()
        const finite = all.filter(([a, b]) => Number.isFinite(a - b)).length
        expect(errors?.count ?? 0).toBe(finite)
        if (!errors) return
        const sum = (counts: readonly number[]) => counts.reduce((total, one) => total + one, 0)
        expect(sum(errors.squares.map(({ count }) => count))).toBe(finite)
        expect(sum(errors.counts)).toBe(finite)
        const places = errors.squares.flatMap(({ target, prediction }) => [target, prediction])
        expect((Math.max(...places) - Math.min(...places)) / errors.size).toBeLessThanOrEqual(40)
      }),
    )
  })

  it('have the bias and the root mean square of the differences', () => {
    const { errors } = seen([
      [3, 1],
      [0, 1],
      [5, 1],
    ]).section()
    expect(errors).toMatchObject({ count: 3, left: 0, bias: 5 / 3, rmse: Math.sqrt(21 / 3) })
  })
})
