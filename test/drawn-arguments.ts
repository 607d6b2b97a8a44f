import fc from 'fast-check'
import { type ByArgument, mapArguments, type Tensor } from '../src/tensor.ts'
import type { PlainLoss } from '../src/losses/loss.ts'
import type { Argument, Domain } from '../src/losses/takes.ts'

export const CLASSES = 3

export type Args = ByArgument<Tensor>

export const endsOf = ({ min, max, above, below }: Domain) => [min ?? above, max ?? below] as const

/** Numbers of a domain, its ends included if it has some. */
function inside(domain: Domain): fc.Arbitrary<number> {
  const { what, values, indices, whole } = domain
  if (values) return fc.constantFrom(...values)
  if (indices) return fc.integer({ min: domain.min ?? 0, max: CLASSES - 1 })
  const [low, high] = endsOf(domain)
  const logs = what === 'log-probability'
  const range = { min: low ?? (logs ? -50 : -30), max: high ?? (logs ? 0 : 30), noNaN: true }
  if (whole) return fc.integer({ min: Math.ceil(range.min), max: range.max })
  const drawn = fc.double({
    ...range,
    minExcluded: domain.above !== undefined,
    maxExcluded: domain.below !== undefined,
  })
  const ends = [domain.min, domain.max].filter((end) => end !== undefined)
  return ends.length > 0 ? fc.oneof(fc.constantFrom(...ends), drawn) : drawn
}

/** Some rows of valid arguments for a loss, with what is taken under some options. */
export function batch(loss: PlainLoss, options = {}): fc.Arbitrary<Args> {
  return fc.integer({ min: 1, max: 12 }).chain((rows) => {
    const many = ({ kind, domain: usual, given }: Argument) => {
      const domain = given?.(options) ?? usual
      const single = kind === 'perRow' || kind === 'index'
      const shape = single ? [rows] : [rows, CLASSES]
      const n = single ? rows : rows * CLASSES
      const numbers = kind === 'index' ? fc.integer({ min: 0, max: CLASSES - 1 }) : inside(domain)
      return fc
        .array(numbers, { minLength: n, maxLength: n })
        .map((list): Tensor => ({ data: Float64Array.from(list), shape }))
    }
    return fc.record(mapArguments(loss.takes, many)) as fc.Arbitrary<Args>
  })
}
