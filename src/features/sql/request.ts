import type { PlainLoss } from '../../losses/loss.ts'
import type { AnyOptionValues } from '../../options.ts'
import type { MeanBy } from '../../report.ts'
import type { SqlDialect } from './dialect.ts'

/** What a query computes, of which columns of a table. */
export interface SqlRequest {
  readonly dialect: SqlDialect
  /** As the command line names it. */
  readonly loss: string
  readonly form: PlainLoss
  readonly options: AnyOptionValues
  /** A name in quotes, or a query in parentheses. */
  readonly table: string
  /** The columns of each argument of the loss; one for an array, or for a label. */
  readonly columns: Readonly<Record<string, readonly string[]>>
  /** Of a loss over classes: how many there are, and whether one column holds them all. */
  readonly classes: number
  readonly array: boolean
  /** The texts of the labels, in the order of their classes; absent where labels are indices. */
  readonly names?: readonly string[]
  readonly indexBase: number
  readonly weightCol?: string
  readonly groupBy: readonly string[]
  readonly id: readonly string[]
  readonly perSample: boolean
  /** The sum of the engine, which need not repeat. */
  readonly fast: boolean
  readonly missing: 'error' | 'skip'
  readonly meanBy: MeanBy
  readonly batchmean: boolean
}

/** Whether a weight of the loss divides its mean: by itself, or because that was asked for. */
export function dividesMean({ form, meanBy }: SqlRequest, spec = form.options.weight): boolean {
  const asked =
    meanBy === 'weights' && form.one === 'element' && spec?.type === 'tensor' && spec.as === 'weight'
  return asked || (spec?.type === 'tensor' && spec.divides)
}

/** Whether targets are a class for each row. */
export function takesLabels({ form, columns }: SqlRequest): boolean {
  return form.takes.target?.kind === 'index' && columns.target!.length === 1
}
