import { ExactSum } from '../numerics/exact-sum.ts'
import { Z } from '../numerics/normal.ts'
import type { Series, Standing, Step } from '../comparison.ts'
import type { Report } from '../report.ts'
import { resultOf } from '../collectors/counted-rows.ts'
import type { JudgedRows } from '../samples.ts'
import type { TextColumn } from '../table.ts'
import { sizeOf } from '../tensor.ts'
import { PairedInterval } from './paired-interval.ts'
import { sameTarget } from './same-target.ts'

/** The samples of one model that count, as they came: what each adds to the sum and to the divisor, and its names. */
export class Scores {
  readonly sums: number[] = []
  readonly divisors: number[] = []
  readonly ids: string[] | undefined
  /** What else seems to name the samples, where nobody says so. */
  readonly names: (string | undefined)[] = []
  readonly targets: (number | string)[] = []
  /** How many targets a row has. */
  width = 1
  readonly #id: string | undefined

  /** `id`: the column that names the samples. */
  constructor(id: string | undefined) {
    this.#id = id
    if (id !== undefined) this.ids = []
  }

  add(judged: JudgedRows, names?: TextColumn): void {
    const { samples, sums, divisors, targets: tensor } = judged
    const ids =
      this.#id === undefined ? undefined : (samples.get(`${this.#id} (file)`) ?? samples.get(this.#id))
    const targets = resultOf(judged, 'target') ?? tensor?.data
    const width = tensor ? sizeOf(tensor.shape.slice(1)) : 1
    this.width = width
    for (const [row, divisor] of divisors.entries()) {
      this.sums.push(sums[row]!)
      this.divisors.push(divisor)
      if (ids) this.ids!.push(String(ids[row]))
      if (names) this.names.push(names.texts[row])
      if (targets) for (let i = 0; i < width; i++) this.targets.push(targets[row * width + i]!)
    }
  }
}

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
    for (const [row, other] of before.sums.entries()) {
      const sum = now.sums[order.at(row)]!
      const divisor = before.divisors[row]!
      if (divisor === 0 && other === 0 && sum === 0) continue
      if (sum < other) better++
      if (sum > other) worse++
      if (sum === other) equal++
      pairs.add(other, sum, divisor)
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
  #mean({ sums, divisors }: Scores): Mean {
    const n = sums.filter((one, i) => one !== 0 || divisors[i] !== 0).length
    const [sum, divisor, squares] = [new ExactSum(), new ExactSum(), new ExactSum()]
    for (const [i, one] of sums.entries()) {
      sum.add(one)
      divisor.add(divisors[i]!)
    }
    const mean = this.#reduction === 'mean'
    const value = mean ? sum.value() / divisor.value() : sum.value()
    const per = mean ? value : value / n
    for (const [i, one] of sums.entries()) squares.add((one - per * (mean ? divisors[i]! : 1)) ** 2)
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
  let at = (row: number) => row
  const named = before.ids !== undefined && now.ids !== undefined
  if (named && now.ids.some((id, row) => id !== before.ids![row])) {
    const places = new Map(now.ids.map((id, row) => [id, row]))
    // An id that stands twice names no sample.
    if (places.size < rows || new Set(before.ids).size < rows) return 'other ids'
    if (before.ids.some((id) => !places.has(id))) return 'other ids'
    at = (row) => places.get(before.ids![row]!)!
  }
  const { width } = before
  const other = (i: number) => now.targets[at(Math.floor(i / width)) * width + (i % width)]
  if (now.width !== width || before.targets.some((target, i) => !sameTarget(target, other(i))))
    return 'other targets'
  if (before.names.length === rows && now.names.some((name, row) => name !== before.names[row]))
    return 'other ids'
  if (before.divisors.some((divisor, row) => divisor !== now.divisors[at(row)])) return 'other weights'
  return { by: named ? 'ids' : 'order', at }
}
