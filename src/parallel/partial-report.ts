import { type PlainSurvey, Surveyor } from '../collectors/survey.ts'
import { Pairing } from '../data/columns.ts'
import type { Dataset, Pair } from '../data/pairs.ts'
import type { PlainRowOrder, RowOrder } from '../data/row-order.ts'
import { type ComputedRows, batchOf, Computation } from '../engine/compute.ts'
import type { ComputeRequest } from '../engine/request.ts'
import { ReusedBuffers } from '../engine/buffers.ts'
import { predictionsOf } from '../engine/predictions.ts'
import type { PlainTotals } from '../engine/totals.ts'
import type { Loss } from '../losses/loss.ts'
import type { Report } from '../report.ts'
import { GiveUp } from './give-up.ts'
import type { AskedOfThreads } from './thread-job.ts'

/** What a thread found, as it sends it. */
export interface PlainPartial {
  readonly totals: PlainTotals
  readonly survey: PlainSurvey | undefined
  /** Rows that were left out since a value is missing. */
  readonly skipped: number
  /** How the ids of two files follow each other. */
  readonly orders: readonly PlainRowOrder[]
  /** How numbers that --where asks for are spelt. */
  readonly spellings: readonly number[]
}

/** What cannot be sent, and only the thread that gives the jobs does. */
type OwnRequest = Pick<ComputeRequest, 'hints' | 'takeSlopes'>

/** What a thread finds in its rows: whoever reads them gives them to it. Those of all threads make the report. */
export class PartialReport {
  readonly computation: Computation
  readonly surveyor: Surveyor | undefined
  /** Makes pairs of columns, where those are chosen. */
  readonly pairing: Pairing | undefined
  /** Rows that other threads left out since a value is missing. */
  #skipped = 0
  readonly #request: ComputeRequest
  readonly #classes: readonly string[] | undefined
  readonly #buffers = new ReusedBuffers()

  /** `samples` is how many of the first rows are handed out. */
  constructor(loss: Loss, asked: AskedOfThreads, samples: number, own: OwnRequest = { hints: () => [] }) {
    const { columns, options, reduction, mode, from, meanBy, hints, survey, predict } = asked
    this.surveyor = survey && new Surveyor(survey)
    this.pairing = columns && new Pairing(columns, true)
    this.#request = {
      loss,
      options,
      reduction,
      mode,
      from,
      meanBy,
      samples: survey ? Infinity : samples,
      perRow: survey !== undefined,
      predict: predict ? predictionsOf : undefined,
      hints: hints ? own.hints : undefined,
      grad: own.takeSlopes !== undefined,
      takeSlopes: own.takeSlopes,
    }
    this.computation = new Computation(this.#request, this.#buffers)
    this.#classes = columns?.shown
  }

  /** Computes rows; what is found of samples lies in memory that the next ones overwrite. */
  add(pair: Pair): ComputedRows | undefined {
    const found = batchOf(this.computation.add(pair), pair, this.#request, this.#classes, this.#buffers)
    if (found?.judged) this.surveyor?.add(found.judged)
    return found
  }

  get #allSkipped(): number {
    return this.#skipped + (this.pairing?.left.skipped ?? 0)
  }

  /** How the ids of two files follow each other, by each of the columns that name rows. */
  get orders(): readonly RowOrder[] {
    return this.pairing?.orders ?? []
  }

  get spellings(): number[] {
    return this.pairing?.left.spellings ?? []
  }

  plain(): PlainPartial {
    return {
      totals: this.computation.plain(),
      survey: this.surveyor?.plain(),
      skipped: this.#allSkipped,
      orders: this.orders.map((order) => order.plain()),
      spellings: this.spellings,
    }
  }

  merge({ totals, survey, skipped, orders, spellings }: PlainPartial): void {
    this.computation.merge(totals)
    for (const [i, order] of this.orders.entries()) order.merge(orders[i]!)
    for (const [i, met] of spellings.entries()) this.spellings[i]! |= met
    this.#skipped += skipped
    if (survey) this.surveyor?.merge(survey)
  }

  /** What all threads found, once merged. @throws GiveUp where this one had no row, and so knows no shapes */
  report(dataset: Dataset): Report {
    if (this.computation.empty) throw new GiveUp()
    return this.computation.report({ ...dataset, skipped: this.#allSkipped })
  }
}
