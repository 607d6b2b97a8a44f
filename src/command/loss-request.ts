import { LossError } from '../error.ts'
import type { ComputeRequest } from '../engine/request.ts'
import type { Loss } from '../losses/loss.ts'
import { optionsOf, spellingNames } from '../losses/forms.ts'
import { type MeanBy, meanBys, type Reduction } from '../report.ts'
import { describeCompat } from './compat.ts'
import { choice, type RawFlags, readReduction } from './read-flags.ts'

/** What is computed, as the flags say it. Nothing is opened yet: weights may be files. */
export interface LossRequest {
  readonly loss: Loss
  readonly reduction: Reduction
  /** Whether torch's deprecated flags named the reduction. */
  readonly legacyReduction: boolean
  readonly mode: string | undefined
  readonly from: string | undefined
  readonly meanBy: MeanBy
  /** The loss's own options as they were typed, and its switches. */
  readonly options: Readonly<Record<string, string | boolean>>
  /** What was asked for beyond torch's conventions: `as keras: --eps 1e-7`. */
  readonly convention: string | undefined
}

/** @throws LossError E101 for an unknown reduction, and as `readMeanBy` */
export function readLossRequest(loss: Loss, flags: RawFlags): LossRequest {
  const { reduction, deprecated } = readReduction(loss, flags)
  return {
    loss,
    reduction,
    legacyReduction: deprecated,
    mode: formAsked(loss, flags),
    from: flags.from === undefined ? undefined : choice('from', flags.from, spellingNames(loss)),
    meanBy: readMeanBy(loss, flags),
    options: optionTexts(loss, flags),
    convention: describeCompat(loss, flags),
  }
}

/** @throws LossError E101 for an unknown divisor, E104 for one of a loss of the whole batch, whose mean has its own */
function readMeanBy(loss: Loss, flags: RawFlags): MeanBy {
  const meanBy = choice('mean-by', flags.meanBy ?? 'torch', meanBys)
  if (meanBy !== 'torch' && loss.one === 'batch')
    throw new LossError('E104', '--mean-by is for losses of elements and rows')
  return meanBy
}

/** The same for the engine, with options that were read. */
export function computeRequest(
  { loss, reduction, mode, from, meanBy }: LossRequest,
  options: ComputeRequest['options'],
): ComputeRequest {
  return { loss, options, reduction, mode, from, meanBy }
}

function optionTexts(loss: Loss, flags: RawFlags): Record<string, string | boolean> {
  const given = [...optionsOf(loss).keys()].map((name) => [name, flags[name]] as const)
  return Object.fromEntries(
    given.filter((entry): entry is [string, string | boolean] =>
      ['string', 'boolean'].includes(typeof entry[1]),
    ),
  )
}

/** The form of a loss: the one that is named, or that a spelling of the targets implies. */
function formAsked(loss: Loss, { mode, targetFormat }: RawFlags): string | undefined {
  if (loss.one !== 'form') return undefined
  if (mode !== undefined) return choice('mode', mode, Object.keys(loss.modes))
  if (targetFormat === 'index' || targetFormat === 'one-hot') return 'softmax'
  return targetFormat === 'multilabel' ? 'sigmoid' : undefined
}
