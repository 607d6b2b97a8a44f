import { double, powerOfTwo, words } from '../numerics/bits.ts'
import { ExactSum, type PlainSum } from '../numerics/exact-sum.ts'
import type { PowersOfTen, Survey } from '../survey.ts'
import type { Collector } from './collector.ts'
import type { JudgedRows } from '../samples.ts'
import { rowsThatCount, wrongRows } from './counted-rows.ts'

/** The grid is finer than a line of the table; a picture and a program want it so. */
export const PER_DECADE = 8
const LOWEST = -15
const HIGHEST = 9
/** 10^(k/8), rounded to 17 digits: constants, since Math.pow may differ from one V8 to another. */
const MANTISSAS = [
  '1',
  '1.3335214321633240',
  '1.7782794100389228',
  '2.3713737056616551',
  '3.1622776601683795',
  '4.2169650342858224',
  '5.6234132519034908',
  '7.4989420933245582',
]

/** Edges from 1e-15 to 1e9; below lies what is next to nothing, above what is beyond all measure. */
export const EDGES: readonly number[] = Array.from({ length: (HIGHEST - LOWEST) * PER_DECADE + 1 }, (_, i) =>
  Number(`${MANTISSAS[i % PER_DECADE]}e${LOWEST + Math.floor(i / PER_DECADE)}`),
)

/** Below lie numbers less than all edges: 2^-50. */
const LEAST_EXPONENT = 1023 - 50

/** How many edges are at or below the least number of each exponent up to 2^30, beyond all edges. */
const SMALLEST = new Uint8Array(80)
for (let e = 0, bin = 0; e < SMALLEST.length; e++) {
  const least = powerOfTwo(LEAST_EXPONENT + e - 1023)
  while (EDGES[bin]! <= least) bin++
  SMALLEST[e] = bin
}

/** How many edges are at or below a number >= 0: the number of its bin. */
export function binOnPowers(x: number): number {
  double[0] = x
  const e = ((words[1]! >>> 20) & 0x7ff) - LEAST_EXPONENT
  if (e < 0) return 0
  let bin = SMALLEST[e] ?? EDGES.length
  while (bin < EDGES.length && EDGES[bin]! <= x) bin++
  return bin
}

/** The first bin of the power of ten that a bin belongs to. */
const decade = (bin: number): number => bin - ((bin + PER_DECADE - 1) % PER_DECADE)

interface Bin {
  count: number
  wrong: number
  readonly sum: ExactSum
}

interface PlainPowers {
  readonly bins: readonly {
    readonly at: number
    readonly count: number
    readonly wrong: number
    readonly sum: PlainSum
  }[]
  readonly negative: number
  readonly notFinite: number
  readonly judged: boolean
}

/** The losses of the samples on powers of ten, where most of them have a shape. */
export class Powers implements Collector<PlainPowers> {
  readonly #bins = new Map<number, Bin>()
  #negative = 0
  #notFinite = 0
  #judged = false

  add(rows: JudgedRows): void {
    const losses = rows.samples.get('loss') as Float64Array
    const wrong = wrongRows(rows)
    this.#judged ||= wrong !== undefined
    for (const row of rowsThatCount(rows)) {
      const loss = losses[row]!
      if (!Number.isFinite(loss)) this.#notFinite++
      else if (loss < 0) this.#negative++
      else {
        const bin = this.#bin(binOnPowers(loss))
        bin.count++
        if (wrong?.[row] === 1) bin.wrong++
        // What it adds to the sum of the run, with its weight.
        bin.sum.add(rows.sums[row]!)
      }
    }
  }

  #bin(at: number): Bin {
    let bin = this.#bins.get(at)
    if (!bin) this.#bins.set(at, (bin = { count: 0, wrong: 0, sum: new ExactSum() }))
    return bin
  }

  plain(): PlainPowers {
    const bins = [...this.#bins]
      .sort(([a], [b]) => a - b)
      .map(([at, { count, wrong, sum }]) => ({ at, count, wrong, sum: sum.plain() }))
    return { bins, negative: this.#negative, notFinite: this.#notFinite, judged: this.#judged }
  }

  merge({ bins, negative, notFinite, judged }: PlainPowers): void {
    for (const { at, count, wrong, sum } of bins) {
      const bin = this.#bin(at)
      bin.count += count
      bin.wrong += wrong
      bin.sum.merge(sum)
    }
    this.#negative += negative
    this.#notFinite += notFinite
    this.#judged ||= judged
  }

  section(): Pick<Survey, 'powers'> {
    const used = [...this.#bins.keys()]
    const first = Math.max(0, decade(Math.min(...used)))
    const last = Math.min(EDGES.length, decade(Math.max(...used)) + PER_DECADE - 1)
    const length = used.length === 0 ? 0 : last - first + 1
    const powers: PowersOfTen = {
      bins: Array.from({ length }, (_, i) => {
        const at = first + i
        const { count = 0, wrong = 0, sum } = this.#bins.get(at) ?? {}
        return {
          from: at === 0 ? 0 : EDGES[at - 1]!,
          to: EDGES[at] ?? Infinity,
          count,
          ...(this.#judged && { wrong }),
          sum: sum?.value() ?? 0,
        }
      }),
      negative: this.#negative,
      notFinite: this.#notFinite,
    }
    return { powers }
  }
}
