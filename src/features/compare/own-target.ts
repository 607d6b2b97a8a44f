import { LossError, quoted } from '../../error.ts'
import type { Dataset } from '../../data/pairs.ts'
import { guessColumns, labelsOf } from '../../data/likely-columns.ts'
import { isGiven, openTable } from '../../readers/open.ts'
import { selectorOf } from '../../selector.ts'
import type { ModelsRun } from './request.ts'

/** An error of a model; where it lacks the column of targets that a file has, those of that may be for all. */
export function withTargetOf(
  { args }: Dataset,
  file: string,
  { flags, shared }: ModelsRun,
  error: unknown,
): unknown {
  const { targetCols } = flags
  if (!(error instanceof LossError) || typeof targetCols !== 'string' || shared.length > 0) return error
  const { code, message, details } = error
  const lacks = message.startsWith(`no column ${JSON.stringify(targetCols)} in `)
  if (!lacks || !details.tries?.[0]?.startsWith('loss-calc inspect ')) return error
  const columns = (args.input?.selected ?? []).map(selectorOf).join(',')
  const step = `loss-calc ... --target ${quoted(file)} --input-cols ${quoted(columns)}`
  return new LossError(code, message, { ...details, tries: [step] })
}

/** An error of the first model, with the targets of the first of the others that has them. */
export async function withTargetOfOthers(
  run: ModelsRun,
  open: (file: string) => Promise<{ readonly dataset: Dataset }>,
  error: unknown,
): Promise<unknown> {
  if (error instanceof LossError && error.code === 'E103') return withColumnOfOthers(run, error)
  if (!(error instanceof LossError && error.code === 'E120')) return error
  for (const file of run.models.slice(1)) {
    const opened = await open(file).catch(() => undefined)
    if (opened) return withTargetOf(opened.dataset, file, run, error)
  }
  return error
}

/** The same where no column of targets was named: one that looks like it, and that the first model lacks. */
async function withColumnOfOthers(
  { models, flags, shared, io }: ModelsRun,
  error: LossError,
): Promise<LossError> {
  if (flags.targetCols !== undefined || shared.length > 0) return error
  const guesses = []
  for (const file of models.some(isGiven) ? [] : models) {
    const table = await openTable(file, {}, io).catch(() => undefined)
    const guess = table && guessColumns(table.columns, await labelsOf(table))
    guesses.push({ file, names: table?.columns.map(({ name }) => selectorOf(name)) ?? [], guess })
    await table?.close?.()
  }
  const [first, ...others] = guesses
  const other = others.find(({ guess }) => guess && !first!.names.includes(guess.target))
  if (!other) return error
  const { target, input } = other.guess!
  const step = `loss-calc ... --target ${quoted(other.file)} --target-col ${quoted(target)} --input-cols ${quoted(input)}`
  return new LossError(error.code, error.message, { ...error.details, tries: [step] })
}
