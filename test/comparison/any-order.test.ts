import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type ComparisonRequest, TwoModels } from '../../src/comparison/two-models.ts'
import type { JudgedRows } from '../../src/samples.ts'

/* The first law: the same bits for any thread count, split and order of rows. */

interface Row {
  readonly a: number
  readonly b: number
  readonly divisor: number
  readonly target: string
  readonly at: number
}

function judged(rows: readonly Row[], of: 'a' | 'b'): JudgedRows {
  const losses = Float64Array.from(rows, (row) => row[of])
  return {
    samples: new Map<string, Float64Array | string[]>([
      ['row', Float64Array.from(rows, ({ at }) => at)],
      ['loss', losses],
      ['target', rows.map(({ target }) => target)],
    ]),
    sums: losses.map((loss, i) => (rows[i]!.divisor === 0 ? 0 : loss * rows[i]!.divisor)),
    divisors: Float64Array.from(rows, ({ divisor }) => divisor),
  }
}

/** What is found where each thread gets some of the rows, batch by batch, as it is sent. */
function found(request: ComparisonRequest, threads: readonly (readonly Row[])[], batch: number) {
  const [own, ...others] = threads.map((rows) => {
    const models = new TwoModels(request)
    for (let from = 0; from < rows.length; from += batch) {
      const some = rows.slice(from, from + batch)
      models.add(judged(some, 'a'), judged(some, 'b'), 'b', from)
    }
    return models
  })
  for (const other of others) own!.merge(structuredClone(other.plain()))
  return own!.compared.comparison()
}

const loss = fc.oneof(
  fc.double({ min: 0, max: 50, noNaN: true }),
  fc.constantFrom(0, 0.5, NaN, Infinity, 1e300, 5e-324),
)
const rowOf = fc.record({
  a: loss,
  b: loss,
  divisor: fc.constantFrom(1, 1, 1, 0.3, 2, 0),
  target: fc.constantFrom('cat', 'dog', '7', '10'),
})

it.each(['mean', 'sum'] as const)(
  'a comparison by the %s has the same bits in any order and parts',
  (reduction) => {
    const questions = (['all', 'class'] as const).map((over) => ({ asked: over, by: 0.01, over }))
    const request = { reduction, top: 3, seed: 1, questions }
    fc.assert(
      fc.property(
        fc.array(rowOf, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.nat(), { minLength: 61, maxLength: 61 }),
        (drawn, batch, keys) => {
          // A gate without a sample is refused.
          const counts = { a: 1, b: 2, divisor: 1, target: 'cat' }
          const rows = [counts, ...drawn].map((row, at) => ({ ...row, at }))
          const whole = found(request, [rows], 7)
          const shuffled = rows.toSorted((a, b) => keys[a.at]! - keys[b.at]!)
          expect(found(request, [shuffled], batch)).toEqual(whole)
          const parts = [0, 1, 2].map((part) => shuffled.filter(({ at }) => keys[at]! % 3 === part))
          expect(found(request, parts, batch)).toEqual(whole)
        },
      ),
      { numRuns: 40 },
    )
  },
)

it('has them beyond the samples that are kept', () => {
  const rows = Array.from({ length: 20_001 }, (_, at) => ({
    a: 1 + ((at * 7919) % 1013) / 977,
    b: 1 + ((at * 104_729) % 1009) / 991,
    divisor: at % 5 === 0 ? 0.3 : 1,
    target: String(at % 7),
    at,
  }))
  const questions = [{ asked: 'worse in class', by: 0.001, over: 'class' as const }]
  for (const count of [2001, 20_000, 20_001]) {
    const request = { reduction: 'mean' as const, top: 5, seed: 1, questions }
    const some = rows.slice(0, count)
    const whole = found(request, [some], 1000)
    const turned = some.toSorted((a, b) => ((a.at * 31) % count) - ((b.at * 31) % count))
    expect(found(request, [turned], 777)).toEqual(whole)
    const parts = [0, 1, 2].map((part) => turned.filter((_, i) => i % 3 === part))
    expect(found(request, parts, 500)).toEqual(whole)
  }
})
