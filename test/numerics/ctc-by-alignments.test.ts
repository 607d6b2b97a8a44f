import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  big,
  type Big,
  bigAdd,
  bigDivide,
  bigMultiply,
  bigNumber,
  bigSubtract,
} from '../../src/numerics/big.ts'
import { bigExp, bigLog } from '../../src/numerics/big-exp.ts'
import { Ctc } from '../../src/numerics/ctc.ts'
import { draws } from '../draws.ts'

const CLASSES = 3

/** Every alignment of so many times: a class for each. */
function* alignments(times: number): Generator<number[]> {
  for (let n = 0; n < CLASSES ** times; n++)
    yield Array.from({ length: times }, (_, t) => Math.floor(n / CLASSES ** t) % CLASSES)
}

/** What an alignment spells: repeated classes once, without blanks. */
const spelled = (path: readonly number[]) => path.filter((c, t) => c !== 0 && c !== path[t - 1]).join()

/** The loss and its slopes as sums over all alignments, in long numbers. */
function byAlignments(data: Float64Array, times: number, labels: readonly number[]) {
  const p = Array.from(data, (lp) => (lp === -Infinity ? big(0) : bigExp(big(lp))))
  let total = big(0)
  const through: Big[] = p.map(() => big(0))
  for (const path of alignments(times)) {
    if (spelled(path) !== labels.join()) continue
    const product = path.reduce((all, c, t) => bigMultiply(all, p[t * CLASSES + c]!), big(1))
    total = bigAdd(total, product)
    path.forEach((c, t) => (through[t * CLASSES + c] = bigAdd(through[t * CLASSES + c]!, product)))
  }
  if (total.mantissa === 0n) return { loss: Infinity, slopes: p.map(() => NaN) }
  const slopes = p.map((own, i) =>
    data[i] === -Infinity ? NaN : bigNumber(bigSubtract(own, bigDivide(through[i]!, total))),
  )
  return { loss: -bigNumber(bigLog(total)), slopes }
}

const near = (got: number, want: number, what: string) => {
  if (Object.is(got, want) || (Number.isNaN(got) && Number.isNaN(want))) return
  // The long numbers above end at 320 bits.
  if (Math.abs(want) < 2 ** -250 && Math.abs(got) < 2 ** -250) return
  if (!(Math.abs(got - want) <= 2 ** -51 * Math.abs(want)))
    expect.fail(`${what} is ${got}, and ${want} by its alignments`)
}

/** Rows of log-probabilities: of any kind, and of one class that is nearly certain. */
const row = fc.oneof(
  fc.array(fc.double({ min: -4, max: 0, noNaN: true }), { minLength: CLASSES, maxLength: CLASSES }),
  fc
    .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 2, max: 50 }))
    .map(([sure, bits]) =>
      Array.from({ length: CLASSES }, (_, c) =>
        c === sure ? Math.log1p(-(2 ** -bits)) : Math.log(2 ** -bits / 2) + (c - 1) * 0.25,
      ),
    ),
  fc.constantFrom([-Infinity, -1, -1], [-1, -Infinity, 0], [-300, -1, -400]),
)

it('the loss and its slopes are those of the sum over all alignments', () => {
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 3 }),
      (rows, labels) => {
        const times = rows.length
        const data = Float64Array.from(rows.flat())
        const want = byAlignments(data, times, labels)
        const ctc = new Ctc({ data, start: 0, step: CLASSES, times, classes: CLASSES, labels, blank: 0 })
        near(ctc.loss, want.loss, `the loss of ${labels} in ${JSON.stringify(rows)}`)
        const slopes = new Float64Array(data.length)
        ctc.gradient(slopes, 2)
        slopes.forEach((slope, i) =>
          near(2 * slope, want.slopes[i]!, `slope ${i} of ${labels} in ${JSON.stringify(rows)}`),
        )
      },
    ),
    { numRuns: draws(1000) },
  )
})
