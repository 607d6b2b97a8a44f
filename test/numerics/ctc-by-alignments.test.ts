import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  big,
  type Big,
  bigAdd,
  bigDivide,
  bigMultiply,
  bigNegative,
  bigNumber,
  bigSubtract,
} from '../../src/numerics/big.ts'
import { bigExp, bigLog } from '../../src/numerics/big-exp.ts'
import { Ctc } from '../../src/numerics/ctc.ts'
import { draws, evenly } from '../draws.ts'

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
  if (total.mantissa === 0n) return { loss: Infinity, exact: big(0), slopes: p.map(() => NaN) }
  const slopes = p.map((own, i) =>
    data[i] === -Infinity ? NaN : bigNumber(bigSubtract(own, bigDivide(through[i]!, total))),
  )
  const exact = bigNegative(bigLog(total))
  return { loss: bigNumber(exact), exact, slopes }
}

const near = (got: number, want: number, what: string) => {
  if (Object.is(got, want) || (Number.isNaN(got) && Number.isNaN(want))) return
  // The long numbers above end at 320 bits.
  if (Math.abs(want) < 2 ** -250 && Math.abs(got) < 2 ** -250) return
  if (!(Math.abs(got - want) <= 2 ** -51 * Math.abs(want)))
    expect.fail(`${what} is ${got}, and ${want} by its alignments`)
}

/** A row of which one class is certain but for 2^-bits. */
const certain = (sure: number, bits: number) =>
  Array.from({ length: CLASSES }, (_, c) =>
    c === sure ? Math.log1p(-(2 ** -bits)) : Math.log(2 ** -bits / 2) + (c - 1) * 0.25,
  )

/** Rows of log-probabilities: of any kind, and of one class that is nearly certain. */
const row = fc.oneof(
  fc.array(evenly(-4, 0), { minLength: CLASSES, maxLength: CLASSES }),
  fc
    .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 2, max: 110 }))
    .map(([sure, bits]) => certain(sure, bits)),
  fc.constantFrom([-Infinity, -1, -1], [-1, -Infinity, 0], [-300, -1, -400], [-0.5, -1500, -1]),
)

it('the loss and its slopes are those of the sum over all alignments, whichever class is the blank', () => {
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 3 }),
      fc.integer({ min: 0, max: CLASSES - 1 }),
      (rows, labels, blank) => {
        const times = rows.length
        const want = byAlignments(Float64Array.from(rows.flat()), times, labels)
        // Among the numbers of other samples, each class `blank` further on.
        const [start, step] = [5, CLASSES + 2]
        const place = (i: number) =>
          start + Math.floor(i / CLASSES) * step + (((i % CLASSES) + blank) % CLASSES)
        const data = new Float64Array(start + (times + 2) * step).fill(-0.25)
        rows.flat().forEach((lp, i) => (data[place(i)] = lp))
        const named = labels.map((label) => (label + blank) % CLASSES)
        const ctc = new Ctc({ data, start, step, times, classes: CLASSES, labels: named, blank })
        near(ctc.loss, want.loss, `the loss of ${labels} in ${JSON.stringify(rows)}`)
        // Rounded right, where it does not lie between two numbers but for 2^-80.
        if (want.loss > 1 && want.loss < Infinity) {
          const off = Math.abs(bigNumber(bigSubtract(big(ctc.loss), want.exact)))
          expect(off).toBeLessThanOrEqual(2 ** (Math.floor(Math.log2(ctc.loss)) - 53) * (1 + 2 ** -27))
        }
        const slopes = new Float64Array(data.length).fill(7)
        ctc.gradient(slopes, 2)
        want.slopes.forEach((slope, i) => {
          near(2 * slopes[place(i)]!, slope, `slope ${i} of ${labels} in ${JSON.stringify(rows)}`)
          slopes[place(i)] = 7
        })
        expect(slopes.every((slope) => slope === 7)).toBe(true)
      },
    ),
    {
      numRuns: draws(1000),
      // All but certain, of which the loss and the slopes are what is left.
      examples: [
        [[certain(1, 70), certain(1, 75), certain(0, 80)], [1], 0],
        [[certain(0, 60), certain(1, 60), certain(2, 60), certain(2, 90)], [1, 2], 1],
      ],
    },
  )
})
