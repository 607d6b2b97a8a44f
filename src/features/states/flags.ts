import type { RawFlags } from '../../command/read-flags.ts'
import type { LossRequest } from '../../command/loss-request.ts'
import { LossError } from '../../error.ts'
import { flagName } from '../../options.ts'
import { readShard, type ShardName } from './shards.ts'

export interface ShardRequest {
  readonly shard: ShardName | undefined
  /** Whether the state keeps what a page shows. */
  readonly forReport: boolean
  /** What says what a row is, as it was typed. */
  readonly columns: Readonly<Record<string, RawFlags[string]>>
}

/** Flags that say what a row is; equal in all parts of a run. */
const flagsOfRows = [
  ...['inputCols', 'targetCols', 'weightCol', 'id', 'where', 'missing', 'missingIds', 'targetFormat'],
  ...['indexBase', 'classes', 'classAxis', 'transpose', 'normalize', 'eps', 'numbers', 'decimal'],
] as const

/** Flags that ask for what a part cannot say. */
const flagsOfWholes = [
  ...['grad', 'gradOutput', 'explain', 'report', 'expect', 'expectFile', 'max', 'min', 'failIf'],
  ...['failOn'],
] as const

/**
 * What the flags say of a part of the data; undefined if another format is asked for.
 *
 * @throws LossError E101 for a bad shard, E104 for what parts cannot say, or for flags of parts in another format
 */
export function readPart(flags: RawFlags, format: string, loss: LossRequest): ShardRequest | undefined {
  if (format !== 'state') {
    if (flags.shard !== undefined)
      throw new LossError('E104', '--shard names a part of the data for --format state', {
        tries: ['--format state --shard 0/7'],
      })
    if (flags.forReport === true)
      throw new LossError('E104', '--for-report keeps what a page shows in a state of --format state', {
        tries: ['--report report.html'],
      })
    return undefined
  }
  refuseWhole(flags, loss)
  const columns = flagsOfRows.flatMap((flag) =>
    flags[flag] === undefined ? [] : [[flag, flags[flag]] as const],
  )
  return {
    shard: typeof flags.shard === 'string' ? readShard(flags.shard) : undefined,
    forReport: flags.forReport === true,
    columns: Object.fromEntries(columns),
  }
}

/** @throws LossError E104 for flags that a state has no place for */
export function refuseFlagsOfWholes(flags: RawFlags): void {
  const given = flagsOfWholes.filter((flag) => flags[flag] !== undefined)
  if (given.length > 0)
    throw new LossError(
      'E104',
      `--format state has no place for ${given.map((flag) => `--${flagName(flag)}`).join(' and ')}`,
      {
        why: 'it is what a part of the data leaves; merge says what all parts give, and checks it',
        ...(given.includes('report') && {
          tries: ['--for-report, and then loss-calc merge --report report.html'],
        }),
      },
    )
}

function refuseWhole(flags: RawFlags, loss: LossRequest): void {
  refuseFlagsOfWholes(flags)
  if (loss.reduction === 'none')
    throw new LossError('E104', '--format state adds losses up, which --reduction none does not', {
      why: 'lines of CSV can be joined',
      tries: ['--csv'],
    })
  if (loss.loss.one === 'batch')
    throw new LossError(
      'E104',
      `--format state does not go with ${loss.loss.name}, which needs all rows at once`,
    )
}
