import { type PlainSurvey, Surveyor } from '../collectors/survey.ts'
import type { Pair } from '../data/pairs.ts'
import { type Batch, batchOf, Computation } from '../engine/compute.ts'
import type { ComputeRequest } from '../engine/request.ts'
import { ReusedRoom } from '../engine/buffers.ts'
import { predictionsOf } from '../engine/predictions.ts'
import type { PlainTotals } from '../engine/totals.ts'
import type { Loss } from '../losses/loss.ts'
import type { Asked } from './job.ts'

/** What a thread found, as it sends it. */
export interface Found {
  readonly totals: PlainTotals
  readonly survey: PlainSurvey | undefined
}

/** A thread's share of a computation: whoever reads rows gives them to it. */
export class Share {
  readonly computation: Computation
  readonly surveyor: Surveyor | undefined
  readonly #request: ComputeRequest
  readonly #classes: readonly string[] | undefined

  /** `samples` is how many of the first rows are handed out. */
  constructor(loss: Loss, asked: Asked, samples: number, findHints: ComputeRequest['hints'] = () => []) {
    const { columns, options, reduction, mode, from, meanBy, hints, survey, predict } = asked
    this.surveyor = survey && new Surveyor(survey)
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
      hints: hints ? findHints : undefined,
    }
    this.computation = new Computation(this.#request, new ReusedRoom())
    this.#classes = columns?.classes
  }

  /** Computes rows; what is found of samples lies in memory that the next ones overwrite. */
  add(pair: Pair): Batch | undefined {
    const found = batchOf(this.computation.add(pair), pair, this.#request, this.#classes)
    if (found) this.surveyor?.add({ ...found, ...found.perRow!, valueShares: found.shares })
    return found
  }

  /** What this thread found, to be sent. */
  plain(): Found {
    return { totals: this.computation.plain(), survey: this.surveyor?.plain() }
  }

  /** Adds what another thread found. */
  merge({ totals, survey }: Found): void {
    this.computation.merge(totals)
    if (survey) this.surveyor?.merge(survey)
  }
}
