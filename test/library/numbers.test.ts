import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { losses, LossError } from '../../src/index.ts'
import { lossBehind } from '../../src/library/call.ts'
import type { ElementLoss, RowLoss } from '../../src/losses/loss.ts'
import type { Argument } from '../../src/losses/takes.ts'
import * as numbers from '../../src/numbers.ts'
import type { OptionSpec } from '../../src/options.ts'
import { ExactSum } from '../../src/numerics/exact-sum.ts'
import { SmallSum } from '../../src/numerics/small-sum.ts'
import { draws, evenly } from '../draws.ts'

type Call = (...given: unknown[]) => Record<string, unknown>

/** Each loss of single elements or rows, with both of its functions. */
const both = Object.entries(losses).flatMap(([name, whole]) => {
  const loss = lossBehind(whole)!
  if (loss.one !== 'element' && loss.one !== 'row') return []
  const small = (numbers as unknown as Record<string, Call>)[name]!
  return [{ name, loss, whole: whole as unknown as Call, small }]
})

/** What a call gives but the report, or the code of its error. */
function outcome(call: Call, given: readonly unknown[]): unknown {
  try {
    const { report: _, ...found } = call(...given)
    return found
  } catch (error) {
    if (error instanceof LossError) return error.code
    throw error
  }
}

const extreme = [0, -0, 1, -1, 0.5, 2, 1e-300, 5e-324, 1e300, -1e300, 1.7e308, 37, -745, 709]
const anything = fc.oneof(
  { weight: 6, arbitrary: evenly(-4, 4) },
  { weight: 2, arbitrary: fc.constantFrom(...extreme) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) },
)
const inside = evenly(0, 1)
const side = fc.constantFrom(-1, 1)
/** Of three classes, one that is none, and a mark of rows that do not count. */
const classIndex = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(0, 1, 2) },
  { weight: 1, arbitrary: fc.constantFrom(-1, -100, 3) },
)
const cell = ({ kind, domain }: Argument) => {
  if (kind === 'index' || domain.indices) return classIndex
  return domain.values ? side : domain.max === 1 || domain.min === 0 ? inside : anything
}

/** Shapes that are equal, broadcast, hold one number per row, or fit in no way. */
const shapes = fc.constantFrom<readonly number[][]>(
  [[], [], []],
  [[3], [3], [3]],
  [
    [2, 3],
    [2, 3],
    [2, 3],
  ],
  [[2, 3], [2, 3], [2]],
  [
    [2, 3],
    [2, 3],
    [2, 1],
  ],
  [[2, 3], [3], [2, 3]],
  [
    [2, 1],
    [1, 3],
    [2, 3],
  ],
  [[2, 1, 2], [3, 1], [2]],
  [[0], [0], [0]],
  [[0, 2], [0, 2], [0]],
  [[2, 0], [2, 0], [2]],
  [[3], [2], [3]],
  [[2, 2], [3], [3]],
)

/** Shapes of rows that fit what a loss takes: classes or vectors, indices, one number per row. */
const fitting = (takes: RowLoss['takes']) =>
  fc.constantFrom<readonly number[]>([3], [2, 3], [2, 3, 2]).map((wide) =>
    Object.values(takes).map(({ kind }) => {
      if (kind === 'index') return wide.length > 1 ? [wide[0]!, ...wide.slice(2)] : []
      return kind === 'perRow' ? wide.slice(0, -1) : wide
    }),
  )

/** Others: they broadcast, are empty, hold probabilities, or fit in no way. */
const rowShapes = fc.constantFrom<readonly number[][]>(
  [[3], [3], [3]],
  [
    [2, 3],
    [2, 3],
    [1, 3],
  ],
  [[2, 3], [1, 3], [2]],
  [
    [2, 3, 2],
    [2, 3, 2],
    [2, 3],
  ],
  [[0, 3], [0], [0]],
  [
    [2, 3, 0],
    [2, 0],
    [2, 0],
  ],
  [
    [0, 3, 2],
    [0, 2],
    [0, 2],
  ],
  [
    [2, 0, 3],
    [2, 0, 3],
    [2, 0],
  ],
  [[2, 0], [2], [2]],
  [[2, 3], [3], [3]],
  [[], [], []],
)

const tensor = (shape: readonly number[], item: fc.Arbitrary<number>) => {
  const size = shape.reduce((product, length) => product * length, 1)
  return fc
    .array(item, { minLength: size, maxLength: size })
    .map((data) => ({ data: Float64Array.from(data), shape }))
}

const wrong = fc.constantFrom<unknown>(-1, Number.NaN, 'x', null, 7.5)
const usually = (right: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: wrong })

function value(spec: OptionSpec, shape: readonly number[]): fc.Arbitrary<unknown> {
  if (spec.type === 'tensor') {
    const own = fc.constantFrom(shape, shape.slice(1), [], [1], shape.slice(0, -1), [2, 2], [3])
    return own.chain((one) => tensor(one, fc.oneof(inside, fc.constantFrom(0, 2, 1e300))))
  }
  if (spec.type === 'flag') return usually(fc.boolean())
  if (spec.type === 'choice') return usually(fc.constantFrom(...spec.words))
  if (spec.type === 'integer') return usually(fc.constantFrom<unknown>(-100, 0, 1, undefined))
  if (spec.type === 'set') return usually(fc.constantFrom(...spec.values))
  return usually(fc.oneof(inside, fc.constantFrom<unknown>(1, 2, 0, undefined)))
}

/** A call of a loss: mostly one that makes sense. */
const callOf = ({ one, takes, options: specs }: ElementLoss | RowLoss) =>
  (one === 'row'
    ? fc.oneof({ weight: 3, arbitrary: fitting(takes) }, { weight: 1, arbitrary: rowShapes })
    : shapes
  ).chain((given) =>
    fc.tuple(
      fc.tuple(
        ...Object.values(takes).map((one, i) =>
          tensor(
            given[i]!,
            fc.oneof({ weight: 40, arbitrary: cell(one) }, { weight: 1, arbitrary: anything }),
          ),
        ),
      ),
      fc.record(
        {
          ...Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, value(spec, given[0]!)])),
          reduction: fc.oneof(
            { weight: 9, arbitrary: fc.constantFrom<unknown>('mean', 'sum', 'none', undefined) },
            { weight: 1, arbitrary: fc.constantFrom<unknown>('batchmean', 'max') },
          ),
          grad: fc.constantFrom<unknown>(true, false, undefined),
        },
        { requiredKeys: [] },
      ),
    ),
  )

describe('loss-calc/numbers', () => {
  it('has the losses of single elements and of rows', () => {
    expect(both.length).toBeGreaterThan(23)
    expect(Object.keys(numbers).sort()).toEqual(['LossError', ...both.map(({ name }) => name)].sort())
  })

  it.each(both)(
    '$name gives the bits of the function with a report, or an error of the same code',
    (pair) => {
      let given = 0
      fc.assert(
        fc.property(callOf(pair.loss as ElementLoss | RowLoss), ([args, options]) => {
          const found = outcome(pair.whole, [...args, options])
          if (typeof found !== 'string') given++
          expect(outcome(pair.small, [...args, options])).toEqual(found)
        }),
        { numRuns: draws(2000) },
      )
      expect(given).toBeGreaterThan(20)
    },
  )

  it.each(both)('$name refuses a call of another kind', ({ whole, small, loss }) => {
    const args = Object.keys((loss as ElementLoss | RowLoss).takes).map(() => [1])
    for (const given of [
      [],
      args.slice(1),
      [...args, {}, {}],
      [...args, { reductoin: 'sum' }],
      [...args, 'sum'],
      [...args, new Map()],
      [...args, { grad: 0 }],
      [...args, { mode: 'x' }],
      [[[1], [1, 2]], ...args.slice(1)],
      [['x'], ...args.slice(1)],
    ])
      expect(outcome(small, given)).toBe(outcome(whole, given))
  })
})

it('a small sum has the bits of an exact one', () => {
  const terms = fc.array(fc.oneof(fc.double(), fc.constantFrom(...extreme, 2 ** 1000, -(2 ** 1000))), {
    maxLength: 40,
  })
  fc.assert(
    fc.property(terms, (all) => {
      const [small, exact] = [new SmallSum(), new ExactSum()]
      for (const term of all) {
        small.add(term)
        exact.add(term)
      }
      expect(small.rounded()).toEqual(exact.rounded())
      expect(small.value()).toEqual(exact.value())
    }),
    { numRuns: draws(2000) },
  )
})
