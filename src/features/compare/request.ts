import { screenOf } from '../../command/screen.ts'
import { readData } from '../../command/dataset.ts'
import type { Io } from '../../command/io.ts'
import { readLossRequest } from '../../command/loss-request.ts'
import { namedFiles, refuseUnreadable } from '../../command/named-files.ts'
import { isPipe } from '../../command/pipes.ts'
import { readHints } from '../../command/notices.ts'
import { readFormat } from '../../command/output-flags.ts'
import { meanOrSum, type RawFlags, readCount, readThreads } from '../../command/read-flags.ts'
import { LossError } from '../../error.ts'
import { argumentsOf } from '../../losses/forms.ts'
import type { Loss } from '../../losses/loss.ts'
import { flagName } from '../../options.ts'
import type { AskedFiles } from '../../parallel/side-by-side.ts'

export interface ModelsRun {
  readonly loss: Loss
  readonly flags: RawFlags
  readonly models: readonly string[]
  /** The files after the first argument, for all models: the target. */
  readonly shared: readonly string[]
  readonly argv: readonly string[]
  readonly io: Io
}

/** @throws LossError E101 for bad values, E106 for a pipe that several models would read, E200 for a missing file */
export async function readModelsRequest<T extends string>(
  { loss, flags, models, shared, io }: ModelsRun,
  formats: readonly T[],
) {
  const data = readData(loss, [], flags)
  const request = readLossRequest(loss, flags)
  const reduction = meanOrSum(request.reduction)
  const format = readFormat(flags, formats)
  const screen = await screenOf(flags, io)
  const seed = readCount('seed', String(flags.seed ?? 1), 999_999_999)
  readHints(flags)
  refuseShared(loss, shared)
  const files = namedFiles([loss], [...models, ...shared], flags)
  await refuseUnreadable([loss], [...models, ...shared], flags, io)
  const quiet = flags.quiet === true
  return { data, request, reduction, format, quiet, screen, seed, files }
}

export type ModelsRequest = Omit<Awaited<ReturnType<typeof readModelsRequest>>, 'format'>

/** What threads are to read. */
export function filesOf({ models, shared, flags }: ModelsRun): AskedFiles {
  return { inputs: [...models, ...shared], threads: readThreads(flags) }
}

/** @throws LossError E106 for a pipe, which cannot be read once for each model */
function refuseShared(loss: Loss, shared: readonly string[]): void {
  const at = shared.findIndex(isPipe)
  if (at < 0) return
  const name = flagName(argumentsOf(loss)[1 + at] ?? 'target')
  throw new LossError('E106', `the ${name} is read once for each model, so it must be a file`)
}
