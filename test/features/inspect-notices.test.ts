import { expect, it } from 'vitest'
import { some } from '../draws.ts'
import { Computation } from '../../src/engine/compute.ts'
import { LossError } from '../../src/error.ts'
import { NumbersSeen } from '../../src/features/inspect/numbers-seen.ts'
import { hints, looksAtSum } from '../../src/hints/rules.ts'
import { formsOf } from '../../src/losses/forms.ts'
import { loadAll } from '../../src/losses/registry.ts'
import { ExactSum } from '../../src/numerics/exact-sum.ts'
import type { Facts } from '../../src/engine/request.ts'
import type { Tensor } from '../../src/tensor.ts'

const tensor = (shape: readonly number[], number: (i: number) => number): Tensor => ({
  data: Float64Array.from({ length: shape.reduce((all, size) => all * size, 1) }, (_, i) => number(i)),
  shape,
})
const wave = (i: number) => 4 * Math.sin(3 * i * i + 1)
const ROWS = 120

const inputs: Record<string, (i: number) => number> = {
  numbers: wave,
  probabilities: (i) => Math.abs(wave(i)) / 4,
  'certain and wrong': (i) => i % 2,
  equal: () => 0,
  halves: () => 0.5,
  'log-probabilities of two': () => Math.log(0.5),
  'numbers with NaN': (i) => (i === 7 ? Number.NaN : wave(i)),
  'numbers with Infinity': (i) => (i === 7 ? Infinity : wave(i)),
  counting: (i) => i,
}
const targets: Record<string, (i: number) => number> = {
  numbers: (i) => wave(i + 9),
  'zeros and ones': (i) => (i % 3 === 0 ? 1 : 0),
  signs: (i) => (i % 3 === 0 ? 1 : -1),
  indices: (i) => i % 2,
  'gray values': (i) => (i % 3) * 100,
  ignored: () => -100,
  halves: () => 0.5,
}
const shapes = [
  [[ROWS], [ROWS]],
  [
    [ROWS, 2],
    [ROWS, 2],
  ],
  [[ROWS, 2], [ROWS]],
] as const

/** The hints, which must be the same for any sum where it may be left out. */
function guarded(facts: Facts) {
  const found = hints(facts)
  const others = [Infinity, Number.NaN, 0, Math.log(2)]
  for (const other of looksAtSum(facts.plan) ? [] : others)
    expect(hints({ ...facts, sum: other, mean: other })).toEqual(found)
  return found
}

it.each(Object.keys(inputs))(
  'notices of %s are the same where sums that do not matter are left out',
  async (kind) => {
    const forms = (await loadAll()).flatMap((loss) =>
      [...formsOf(loss).keys()].map((mode) => [loss, mode] as const),
    )
    let told = 0
    // Each form with a third of the kinds: all with all where all is tried.
    for (const [loss, mode] of some(forms, 3, Object.keys(inputs).indexOf(kind))) {
      const form = formsOf(loss).get(mode)!
      if (form.one === 'batch' || Object.keys(form.takes).join() !== 'input,target') continue
      for (const [x, t] of shapes)
        for (const target of Object.values(targets)) {
          const args = { input: tensor(x, inputs[kind]!), target: tensor(t, target) }
          const [whole, short] = [undefined, looksAtSum].map((sums) => {
            const request = { loss, options: {}, reduction: 'mean' as const, mode: mode || undefined }
            try {
              const computation = new Computation({ ...request, hints: guarded, sums })
              computation.add({ args, firstRow: 0, whole: true })
              const named = { name: 'x.csv', format: 'csv', notes: [] }
              return computation.report({ args: { input: named, target: named } } as never).notices
            } catch (error) {
              if (!(error instanceof LossError)) throw error
              return error.message
            }
          })
          expect(short).toEqual(whole)
          told += whole!.length
        }
    }
    expect(told).toBeGreaterThan(0)
  },
)

it('numbers are counted in blocks as one by one', () => {
  const data = [0, -0, 1, -1, -100, 2, 0.5, -3.25, Number.NaN, Infinity, -Infinity, 1e300, -5e-324]
  const numbers = (blocks: readonly number[][]) => {
    const seen = new NumbersSeen()
    for (const block of blocks) seen.add({ data: Float64Array.from(block), shape: [block.length] })
    return seen.numbers({ name: 'x', format: 'csv', notes: [] })
  }
  const sum = new ExactSum()
  for (const x of data.filter(Number.isFinite)) sum.add(x)
  const whole = numbers([data])
  expect(whole).toEqual(numbers(data.map((x) => [x])))
  expect(whole).toMatchObject({ min: -100, max: 1e300, mean: sum.value() / 10, nan: 1, infinite: 2 })
  expect(whole).toMatchObject({ zeros: 2, integers: 7, count: 13 })
})
