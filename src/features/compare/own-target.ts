import { LossError, quoted } from '../../error.ts'
import type { Dataset } from '../../data/pairs.ts'
import { selectorOf } from '../../selector.ts'
import type { ModelsRun } from './request.ts'

/** An error of another model than the first; where it lacks the column of targets, those of the first may be for all. */
export function withTargetOf(
  { args }: Dataset,
  { flags, models, shared }: ModelsRun,
  error: unknown,
): unknown {
  const { targetCols } = flags
  if (!(error instanceof LossError) || typeof targetCols !== 'string' || shared.length > 0) return error
  const { code, message, details } = error
  const lacks = message.startsWith(`no column ${JSON.stringify(targetCols)} in `)
  if (!lacks || !details.tries?.[0]?.startsWith('loss-calc inspect ')) return error
  const columns = (args.input?.selected ?? []).map(selectorOf).join(',')
  const step = `loss-calc ... --target ${quoted(models[0]!)} --input-cols ${quoted(columns)}`
  return new LossError(code, message, { ...details, tries: [step] })
}
