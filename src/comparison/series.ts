import { ExactSum } from '../numerics/exact-sum.ts'
import { Z } from '../numerics/normal.ts'
import type { Series, Standing, Step } from '../comparison.ts'
import type { Report } from '../report.ts'
import { NumbersOfTexts, textsIn } from '../collectors/column-texts.ts'
import { allRows } from '../collectors/counted-rows.ts'
import { Growing } from '../numerics/growing.ts'
import { Narrow } from '../numerics/narrow.ts'
import type { JudgedRows } from '../samples.ts'
import type { TextColumn } from '../table.ts'
import { sizeOf } from '../tensor.ts'
import { PairedInterval } from './paired-interval.ts'
import { sameTarget } from './same-target.ts'

/** Texts of all models, whose numbers stand for them. */
interface SeriesTexts {
  readonly ids: NumbersOfTexts
  readonly targets: NumbersOfTexts
}

/**
 * The samples of one model that count, as they came: what each adds to the sum and to the divisor, and its names. What
 * is that of the model before lies there.
 */
class Scores {
  readonly sums = new Growing()
  readonly divisors: Narrow
  readonly ids: Narrow | undefined
  readonly targets: Narrow
  /** Whether the targets are texts, by their numbers. */
  named = false
  /** How many targets a row has. */
  width = 1
  /** A hash of all that else seems to name the samples, where nobody says so; NaN where nothing does. */
  names = Number.NaN
  readonly texts: SeriesTexts
  readonly #id: string | undefined

  /** `id`: the column that names the samples. */
  constructor(id: string | undefined, before: Scores | undefined) {
    this.#id = id
    this.texts = before?.texts ?? { ids: new NumbersOfTexts(), targets: new NumbersOfTexts() }
    this.ids = id === undefined ? undefined : new Narrow(before?.ids)
    this.divisors = new Narrow(before?.divisors)
    this.targets = new Narrow(before?.targets)
  }

  add({ samples, fromFile, sums, divisors, targets: tensor }: JudgedRows, names?: TextColumn): void {
    const rows = allRows(divisors.length)
    this.sums.add(sums)
    this.divisors.add(divisors)
    const id = `${this.#id} (file)`
    this.ids?.add(this.texts.ids.of(textsIn(samples, samples.has(id) ? id : this.#id!), rows))
    if (samples.has('target') && fromFile?.has('target') !== true) {
      const texts = textsIn(samples, 'target')
      const targets = texts.numbered ? undefined : samples.get('target')
      this.named = !(targets instanceof Float64Array)
      this.targets.add(targets instanceof Float64Array ? targets : this.texts.targets.of(texts, rows))
    } else if (tensor) {
      this.width = sizeOf(tensor.shape.slice(1))
      this.targets.add(tensor.data)
    }
    if (names) this.#see(names.texts)
  }

  #see(names: TextColumn['texts']): void {
    let hash = this.names
    for (const name of names) {
      const length = name?.length ?? 0
      for (let i = -1; i < length; i++) {
        const part = i < 0 ? (name?.length ?? -1) : name!.charCodeAt(i)
        hash = Math.imul(hash ^ part, 0x9e3779b1) + 1
        hash ^= hash >>> 15
      }
    }
    this.names = hash
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
    for (let row = 0; row < others.length; row++) {
      const other = others[row]!
      const sum = sums[order.at(row)]!
      const divisor = before.divisors.at(row)
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
  if (before.names !== now.names && !Number.isNaN(before.names + now.names)) return 'other ids'
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
