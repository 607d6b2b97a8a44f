import type { Survey } from '../survey.ts'
import { Calibrations } from './calibration.ts'
import type { Collector } from './collector.ts'
import type { JudgedRows } from '../samples.ts'
import { Concentrations } from './concentration.ts'
import { Confusions } from './confusions.ts'
import { textsIn } from './column-texts.ts'
import { groupMemory, Groups, type PlainGroups } from './groups.ts'
import type { MetricName } from './metric-names.ts'
import { Metrics, type PlainMetrics } from './metrics.ts'
import { Powers } from './powers.ts'
import { RightAnswers } from './right-answers.ts'
import { allRows, rowsThatCount, resultOf } from './counted-rows.ts'
import { classesIn } from './classes-in.ts'
import { type PlainSpread, Spread } from './spread.ts'
import { type PlainWorst, Worst } from './worst.ts'

export interface SurveyRequest {
  /** How many of the worst samples are kept. */
  readonly top: number | undefined
  readonly order: 'loss' | 'row'
  readonly perClass: boolean
  /** Labels of the samples that group them. */
  readonly groupBy: readonly string[]
  readonly quantiles: readonly number[] | undefined
  readonly bins: number | undefined
  /** Losses on powers of ten, and how much of the sum the worst samples hold. */
  readonly powers: boolean
  readonly calibration: boolean
  /** Losses by the probability of the right answer. */
  readonly rightAnswers?: boolean | undefined
  /** How many pairs of target and prediction are listed, if there are many. */
  readonly confusions: number | undefined
  readonly metrics: readonly MetricName[]
  /** Above which probability a side is predicted; of the metrics alone. */
  readonly threshold?: number | undefined
  /** Names of the columns of an input whose rows hold several losses. */
  readonly columns: readonly string[] | undefined
}

/** What a part of the samples says, as a thread sends it. */
export interface PlainSurvey {
  readonly worst: PlainWorst | undefined
  /** In the order in which they were asked for. */
  readonly groups: readonly PlainGroups[]
  readonly classes: PlainGroups | undefined
  readonly spread: PlainSpread | undefined
  /** Of those that see whole batches, in their order. */
  readonly others: readonly unknown[]
  /** Names of the classes, where they are those of columns. */
  readonly names: readonly string[] | undefined
}

/** What is handed over where it is sent, not copied: groups and numbers that are kept, of which there may be a million. */
export function surveyMemory({ groups, spread, others }: PlainSurvey): ArrayBuffer[] {
  const ranked = (others as Partial<PlainMetrics>[]).flatMap(({ ranking }) => ranking?.sides.flat(2) ?? [])
  const kept = [spread, ...ranked].map((part) => part && ('kept' in part ? part.kept : part.buckets))
  return buffersOf([...groups.flatMap(groupMemory), ...kept])
}

export function buffersOf(parts: readonly unknown[]): ArrayBuffer[] {
  return parts.flatMap((part) => (ArrayBuffer.isView(part) ? [part.buffer as ArrayBuffer] : []))
}

/** Watches the samples of a run go by, and sums up what they say together. */
export class Surveyor {
  readonly #request: SurveyRequest
  readonly #worst: Worst | undefined
  readonly #groups: readonly { readonly by: string; readonly groups: Groups }[]
  readonly #classes: Groups | undefined
  readonly #spread: Spread | undefined
  readonly #powers: readonly [Powers, Concentrations] | undefined
  readonly #calibrations: Calibrations | undefined
  readonly #rightAnswers: RightAnswers | undefined
  readonly #confusions: Confusions | undefined
  readonly #metrics: Metrics | undefined
  #names: readonly string[] | undefined

  constructor(request: SurveyRequest) {
    this.#request = request
    this.#worst = request.top === undefined ? undefined : new Worst(request.top)
    this.#groups = request.groupBy.map((by) => ({ by, groups: new Groups() }))
    this.#classes = request.perClass ? new Groups() : undefined
    this.#spread = request.quantiles || request.bins !== undefined ? new Spread(request.bins ?? 1) : undefined
    this.#powers = request.powers ? [new Powers(), new Concentrations()] : undefined
    this.#calibrations = request.calibration ? new Calibrations() : undefined
    this.#rightAnswers = request.rightAnswers === true ? new RightAnswers() : undefined
    this.#confusions = request.confusions === undefined ? undefined : new Confusions(request.confusions)
    this.#metrics = request.metrics.length > 0 ? new Metrics(request.metrics, request.threshold) : undefined
  }

  /** Those that see whole batches. */
  get #others(): Collector<unknown>[] {
    const all = [
      ...(this.#powers ?? []),
      this.#calibrations,
      this.#rightAnswers,
      this.#confusions,
      this.#metrics,
    ]
    return all.filter((one) => one !== undefined) as Collector<unknown>[]
  }

  add(batch: JudgedRows): void {
    const { samples, labels, sums, divisors, even, byRows, values, valueDivisors } = batch
    const { sides, indices, targets, ignored } = batch
    const losses = samples.get('loss') as Float64Array
    // Names of a million classes take longer than what is done with them.
    const target = indices?.target ?? resultOf(batch, 'target')
    const predicted = indices?.predicted ?? resultOf(batch, 'predicted')
    const numbers = samples.get('row') as Float64Array
    const counted = rowsThatCount(batch)
    const answers = target && predicted ? { target, predicted } : undefined
    const rows = { rows: counted, sums, divisors, even, answers, numbers }
    this.#worst?.addRows(samples, counted, losses, sums)
    const grouped =
      byRows === true
        ? { ...rows, rows: allRows(losses.length), divisors: losses.map(() => 1), even: true }
        : rows
    for (const { by, groups } of this.#groups) groups.addRows(textsIn(labels!, by), grouped)
    const classes = this.#classes && classesIn(batch)
    if (classes) this.#classes!.addRows(classes, rows)
    if (!target && !sides && this.#classes && values) {
      const width = values.length / losses.length
      const divisor = (i: number) => valueDivisors?.[i] ?? divisors[Math.floor(i / width)]! / width
      if (ignored === undefined) this.#addColumns(values, divisor, width)
      else if (targets) this.#addPlaces(targets.data, ignored, values, divisor)
    }
    this.#spread?.add(counted.length === losses.length ? losses : Array.from(counted, (row) => losses[row]!))
    for (const other of this.#others) other.add(batch)
  }

  /** The numbers of the worst samples so far, where those are asked for. */
  worstRows(): readonly number[] {
    return this.#worst?.rows(this.#request.order) ?? []
  }

  plain(): PlainSurvey {
    return {
      worst: this.#worst?.plain(),
      groups: this.#groups.map(({ groups }) => groups.plain()),
      classes: this.#classes?.plain(),
      spread: this.#spread?.plain(),
      others: this.#others.map((other) => other.plain()),
      names: this.#names,
    }
  }

  /**
   * Adds what another surveyor with the same request has seen of other rows, in any order. Where those were numbered
   * from 0 again, `before` tells how many rows stand before them: it decides between equal losses, and in which order
   * groups stand.
   */
  merge({ worst, groups, classes, spread, others, names }: PlainSurvey, before = 0): void {
    if (worst) this.#worst?.merge(worst, before)
    for (const [i, { groups: own }] of this.#groups.entries()) own.merge(groups[i]!, before)
    if (classes) this.#classes?.merge(classes, before)
    if (spread) this.#spread?.merge(spread)
    for (const [i, other] of this.#others.entries()) other.merge(others[i])
    this.#names ??= names
  }

  /** Of an image or a sequence each place has its class, unless the targets are probabilities of all. */
  #addPlaces(
    targets: Float64Array,
    ignored: number,
    values: Float64Array,
    divisor: (i: number) => number,
  ): void {
    if (targets.length !== values.length) return
    for (const [i, index] of targets.entries()) {
      if (index === ignored || index < 0) continue
      this.#classes!.add(String(index), values[i]!, divisor(i), undefined, index)
    }
  }

  /** Without a target of a row, each column is a class. */
  #addColumns(values: Float64Array, divisor: (i: number) => number, width: number): void {
    this.#names ??= Array.from({ length: width }, (_, c) => this.#request.columns?.[c] ?? String(c))
    for (let i = 0; i < values.length; i++) {
      this.#classes!.add(this.#names[i % width]!, values[i]!, divisor(i), undefined, i % width)
    }
  }

  survey(total: number, classes?: readonly string[]): Survey {
    const { quantiles, bins, order } = this.#request
    const top = this.#worst?.samples(order)
    const others = Object.assign({}, ...this.#others.map((other) => other.section(total))) as Survey
    return {
      ...(top && { top, topShare: this.#worst!.sum() / total }),
      ...(this.#classes && { perClass: this.#classes.groups(total, classes ?? this.#names, true) }),
      ...(this.#groups.length > 0 && {
        groupBy: this.#groups.map(({ by, groups }) => ({ by, groups: groups.groups(total) })),
      }),
      ...(quantiles && { quantiles: this.#spread!.quantiles(quantiles) }),
      ...(bins !== undefined && { histogram: this.#spread!.histogram() }),
      ...(classes ? withNames(others, classes) : others),
      ...(others.labelScores && { labelScores: { ...others.labelScores, names: this.#request.columns } }),
    }
  }
}

function withNames(survey: Survey, names: readonly string[]): Survey {
  const { confusions, classScores } = survey
  return {
    ...survey,
    ...(confusions && { confusions: { ...confusions, names } }),
    ...(classScores && { classScores: { ...classScores, names } }),
  }
}
