import { ExactSum } from '../numerics/exact-sum.ts'
import { Z } from '../numerics/normal.ts'
import type { Series, Standing, Step } from '../comparison.ts'
import type { Report } from '../report.ts'
import { Narrow } from '../numerics/narrow.ts'
import { PairedInterval } from './paired-interval.ts'
import { Scores } from './scores.ts'
import { sameTarget } from './same-target.ts'

/** Samples that are compared at a time. */
const BLOCK = 4096

/** Models as they come, each compared with the one before it or with the first; holds the samples of three. */
export class SeriesOf {
  readonly #against: Series['against']
  readonly #reduction: 'mean' | 'sum'
  readonly #seed: number
  readonly #models: Standing[] = []
  #other: Scores | undefined
  #last: Scores | undefined
  #best: { readonly at: number; readonly value: number; readonly scores: Scores } | undefined

  constructor(against: Series['against'], reduction: 'mean' | 'sum', seed: number) {
    this.#against = against
    this.#reduction = reduction
    this.#seed = seed
  }

  /** For the next model; `id`: the column that names the samples. */
  scores(id: string | undefined): Scores {
    return new Scores(id, this.#last)
  }

  add(name: string, report: Report, scores: Scores): void {
    const other = this.#other
    const step = other && this.#step(other, scores)
    this.#models.push({ name, report, ...(step && { step }) })
    if (!other || this.#against === 'previous') this.#other = scores
    const value = report.value!
    if (Number.isFinite(value) && !(value >= (this.#best?.value ?? Infinity)))
      this.#best = { at: this.#models.length - 1, value, scores }
    this.#last = scores
  }

  series(): Series {
    const models = this.#models
    const best = this.#best
    const past = best !== undefined && best.at < models.length - 1
    return {
      models,
      against: this.#against,
      ...(best && { best: best.at }),
      ...(past && { sinceBest: this.#step(best.scores, this.#last!) }),
    }
  }

  #step(before: Scores, now: Scores): Step {
    const order = pairing(before, now)
    if (typeof order === 'string') return { ...this.#unpaired(before, now), paired: 'no', why: order }
    const pairs = new PairedInterval(this.#reduction, this.#seed)
    let [better, worse, equal] = [0, 0, 0]
    const [sums, others] = [now.sums.all, before.sums.all]
    const [first, second, divisors] = [0, 1, 2].map(() => new Float64Array(BLOCK)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    let count = 0
    for (let row = 0; row < others.length; row++) {
      const other = others[row]!
      const sum = sums[order.at(row)]!
      const divisor = before.divisors.at(row)
      if (divisor !== 0 || other !== 0 || sum !== 0) {
        if (sum < other) better++
        if (sum > other) worse++
        if (sum === other) equal++
        first[count] = other
        second[count] = sum
        divisors[count++] = divisor
      }
      if (count < BLOCK && row + 1 < others.length) continue
      pairs.addAll(first.subarray(0, count), second.subarray(0, count), divisors.subarray(0, count))
      count = 0
    }
    const { difference, interval } = pairs.found()
    const counts = { better, worse, equal }
    return { difference, interval, paired: order.by, counts }
  }

  /** Two independent means: their variances add up. */
  #unpaired(before: Scores, now: Scores): Pick<Step, 'difference' | 'interval'> {
    const [a, b] = [before, now].map((scores) => this.#mean(scores)) as [Mean, Mean]
    const difference = b.value - a.value
    const half = Z * Math.sqrt(a.variance + b.variance)
    const interval = {
      low: difference - half,
      high: difference + half,
      method: 'normal approximation, not paired',
    }
    return { difference, interval }
  }

  /** The reduced loss, and its variance: of a mean that of a ratio to first order. */
  #mean(scores: Scores): Mean {
    const sums = scores.sums.all
    const divisorAt = (row: number) => scores.divisors.at(row)
    let n = 0
    for (const [i, one] of sums.entries()) if (one !== 0 || divisorAt(i) !== 0) n++
    const [sum, divisor, squares] = [new ExactSum(), new ExactSum(), new ExactSum()]
    for (const [i, one] of sums.entries()) {
      sum.add(one)
      divisor.add(divisorAt(i))
    }
    const mean = this.#reduction === 'mean'
    const value = mean ? sum.value() / divisor.value() : sum.value()
    const per = mean ? value : value / n
    for (const [i, one] of sums.entries()) squares.add((one - per * (mean ? divisorAt(i) : 1)) ** 2)
    const variance = (squares.value() * n) / (n - 1)
    return { value, variance: mean ? variance / divisor.value() ** 2 : variance }
  }
}

interface Mean {
  readonly value: number
  readonly variance: number
}

/** Where each row of the first is in the second, or why they do not belong together. */
function pairing(
  before: Scores,
  now: Scores,
): { readonly by: 'ids' | 'order'; at(row: number): number } | NonNullable<Step['why']> {
  const rows = now.sums.length
  if (before.sums.length !== rows) return 'another number of samples'
  const { ids } = before
  const others = now.ids
  const moved =
    ids && others && !areAll(rows, (row) => others.at(row) === ids.at(row))
      ? placesOf(ids, others, now.texts.ids.all.size)
      : []
  if (!moved) return 'other ids'
  const at = (row: number) => moved[row] ?? row
  const { width, named } = before
  const { targets } = now
  const isSame = (i: number) => {
    const target = before.targets.at(i)
    const other = targets.at(at(Math.floor(i / width)) * width + (i % width))
    return named ? target === other : sameTarget(target, other)
  }
  if (now.width !== width || (now.named !== named && targets.length > 0)) return 'other targets'
  if (!areAll(before.targets.length, isSame)) return 'other targets'
  if (before.names.differs(now.names)) return 'other ids'
  if (!areAll(rows, (row) => before.divisors.at(row) === now.divisors.at(at(row)))) return 'other weights'
  return { by: ids && others ? 'ids' : 'order', at }
}

function areAll(count: number, isSo: (index: number) => boolean): boolean {
  for (let i = 0; i < count; i++) if (!isSo(i)) return false
  return true
}

/** Where ids stand among others, as many of less than so much; undefined where one is missing or stands twice. */
function placesOf(ids: Narrow, others: Narrow, size: number): Int32Array | undefined {
  const rows = new Int32Array(size)
  for (let row = 0; row < others.length; row++) rows[others.at(row)] = row + 1
  const places = new Int32Array(ids.length)
  for (let row = 0; row < ids.length; row++) {
    const id = ids.at(row)
    if (rows[id] === 0) return undefined
    places[row] = rows[id]! - 1
    rows[id] = 0
  }
  return places
}
