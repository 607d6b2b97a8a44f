import { LossError } from '../error.ts'
import { ExactSum, type PlainSum } from '../numerics/exact-sum.ts'
import { quotient } from '../numerics/quotient.ts'
import { exp } from '../numerics/exp.ts'
import type { Metric, Survey } from '../survey.ts'
import { Calibrations, type PlainCalibration } from './calibration.ts'
import type { Collector } from './collector.ts'
import type { JudgedRows } from '../samples.ts'
import { ClassScores, isPositive, type PlainClassScores } from './class-scores.ts'
import { isScoreName, type MetricName } from './metric-names.ts'
import { type PlainRanking, Ranking } from './ranking.ts'

export interface PlainMetrics {
  readonly classes: number
  /** Places that have one right answer, and those with several or one between the sides. */
  readonly hard: number
  readonly soft: number
  readonly right: number
  /** How many places have so many classes that are more probable than the right one. */
  readonly ranks: readonly number[]
  readonly squares: PlainSum
  /** Places whose square is not finite. */
  readonly odd: number
  readonly costs: PlainSum
  /** Costs that are NaN or infinite; their sum would not outlive JSON. */
  readonly infinite: number
  readonly nan: number
  readonly calibration: PlainCalibration | undefined
  readonly ranking: PlainRanking | undefined
  readonly scores?: PlainClassScores | undefined
}

/**
 * Numbers that are reported in addition to a loss; each place counts once, without weights.
 *
 * Brier score: mean of sum_c (p_c - y_c)^2, Brier 1950; for two classes half of it, so that it is (p_1 - y_1)^2, as
 * scikit-learn's. Perplexity: e to the mean of -ln p of the right class.
 */
export class Metrics implements Collector<PlainMetrics> {
  readonly #names: readonly MetricName[]
  readonly #calibrations: Calibrations | undefined
  readonly #ranking: Ranking | undefined
  readonly #scores: ClassScores | undefined
  readonly #threshold: number | undefined
  readonly #ranks: number[]
  readonly #squares = new ExactSum()
  readonly #costs = new ExactSum()
  #infinite = 0
  #nan = 0
  #odd = 0
  #classes = 0
  #hard = 0
  #soft = 0
  #right = 0

  /** `threshold` is the probability above which a single one is predicted to be positive. */
  constructor(names: readonly MetricName[], threshold?: number) {
    this.#names = names
    this.#threshold = threshold
    this.#scores = names.some(isScoreName) ? new ClassScores(threshold) : undefined
    this.#calibrations = names.includes('ece') ? new Calibrations() : undefined
    this.#ranking = names.includes('auc') || names.includes('ap') ? new Ranking() : undefined
    this.#ranks = new Array<number>(Math.max(0, ...names.map(depthOf))).fill(0)
  }

  /** @throws LossError E104 for a threshold where there are several classes */
  add(rows: JudgedRows): void {
    const { predictions } = rows
    if (!predictions) return
    if (this.#threshold !== undefined && (predictions.costs || predictions.soft))
      throw new LossError(
        'E104',
        '--threshold is for the probability of a side, and here each class has one',
        { why: 'of several classes the most probable one is predicted' },
      )
    this.#calibrations?.add(rows)
    this.#ranking?.add(predictions)
    this.#scores?.add(rows)
    const { classes, p, targets, predicted, costs, ranks, soft } = predictions
    // Rows of one class, as of a token that came, are no sides.
    this.#classes = costs ? Math.max(2, classes) : classes
    for (let i = 0; i < predicted.length; i++) {
      const target = targets[i]!
      if (soft) {
        this.#soft++
        this.#square(p, i, classes, (c) => soft[i * classes + c]!)
      } else if (classes === 1 && !costs) {
        if (target === 0 || target === 1) this.#hard++
        else this.#soft++
        if (isPositive(p[i]!, predicted[i]!, this.#threshold) === (target === 1)) this.#right++
        this.#addSquare((p[i]! - target) ** 2)
      } else if (!Number.isNaN(target)) {
        this.#hard++
        if (predicted[i] === target) this.#right++
        const rank = ranks![i]!
        if (rank < this.#ranks.length) this.#ranks[rank]!++
        this.#square(p, i, classes, (c) => (c === target ? 1 : 0))
        this.#cost(costs![i]!)
      }
    }
  }

  #square(p: Float64Array, i: number, classes: number, target: (c: number) => number): void {
    let sum = 0
    for (let c = 0; c < classes; c++) sum += (p[i * classes + c]! - target(c)) ** 2
    this.#addSquare(classes === 2 ? sum / 2 : sum)
  }

  #addSquare(square: number): void {
    if (Number.isFinite(square)) this.#squares.add(square)
    else this.#odd++
  }

  #cost(cost: number): void {
    if (cost === Infinity) this.#infinite++
    else if (Number.isNaN(cost)) this.#nan++
    else this.#costs.add(cost)
  }

  plain(): PlainMetrics {
    return {
      classes: this.#classes,
      hard: this.#hard,
      soft: this.#soft,
      right: this.#right,
      ranks: this.#ranks,
      squares: this.#squares.plain(),
      odd: this.#odd,
      costs: this.#costs.plain(),
      infinite: this.#infinite,
      nan: this.#nan,
      calibration: this.#calibrations?.plain(),
      ranking: this.#ranking?.plain(),
      ...(this.#scores && { scores: this.#scores.plain() }),
    }
  }

  merge(plain: PlainMetrics): void {
    this.#classes = Math.max(this.#classes, plain.classes)
    this.#hard += plain.hard
    this.#soft += plain.soft
    this.#right += plain.right
    for (const [rank, count] of plain.ranks.entries()) this.#ranks[rank]! += count
    this.#squares.merge(plain.squares)
    this.#odd += plain.odd
    this.#costs.merge(plain.costs)
    this.#infinite += plain.infinite
    this.#nan += plain.nan
    if (plain.calibration) this.#calibrations?.merge(plain.calibration)
    if (plain.ranking) this.#ranking?.merge(plain.ranking)
    if (plain.scores) this.#scores?.merge(plain.scores)
  }

  section(): Pick<Survey, 'metrics' | 'classScores'> {
    return { metrics: this.#names.map((name) => this.#told(name)), ...this.#scores?.section() }
  }

  /** A place whose probability is NaN has a class, as in torch, but no rank and no bin: left out, it would say nothing. */
  #told(name: MetricName): Metric {
    const metric = this.#metric(name)
    const known = this.#odd === 0 || name === 'acc' || name === 'ppl' || isScoreName(name)
    return known || metric.why ? metric : { name, value: Number.NaN }
  }

  #metric(name: MetricName): Metric {
    if (name === 'auc' || name === 'ap') return this.#ranking!.metric(name)
    if (isScoreName(name)) return this.#scores!.metric(name)
    const places = this.#hard + this.#soft
    if (places === 0) return { name, why: 'empty' }
    const over = (sum: ExactSum, count: number) => quotient(sum.rounded(), { high: count, low: 0, scale: 0 })
    if (name === 'brier') return { name, value: over(this.#squares, places) }
    if (this.#soft > 0) return { name, why: 'soft targets' }
    if (name === 'acc') return { name, value: this.#right / places }
    if (name === 'ece') {
      const { calibration } = this.#calibrations!.section()
      return calibration ? { name, value: calibration.error } : { name, why: 'empty' }
    }
    if (this.#classes === 1) return { name, why: 'two sides' }
    if (name === 'ppl') {
      const odd = this.#nan > 0 ? Number.NaN : this.#infinite > 0 ? Infinity : undefined
      return { name, value: odd ?? exp(over(this.#costs, places)) }
    }
    const right = this.#ranks.slice(0, depthOf(name)).reduce((sum, count) => sum + count, 0)
    return { name, value: right / places }
  }
}

/** How many classes may be named: 5 for top5. */
const depthOf = (name: MetricName): number => (name.startsWith('top') ? Number(name.slice(3)) : 0)
