import { openDataset as open } from '../data/dataset.ts'
import type { Opened } from '../data/opened.ts'
import type { Tidying } from '../data/probabilities.ts'
import type { DataRequest } from '../data/request.ts'
import { targetFormats, type TargetSpelling } from '../data/targets.ts'
import { readWhere } from '../data/where.ts'
import { LossError } from '../error.ts'
import { comparesTwo, formsOf, inputOf } from '../losses/forms.ts'
import type { Loss } from '../losses/loss.ts'
import { parseDecimal } from '../numerics/decimal.ts'
import type { OpenOptions } from '../readers/open.ts'
import { choice, type RawFlags, readCount } from './flags.ts'
import type { Io } from './io.ts'

/** Flags that need named columns. */
export const columnFlags = [
  'inputCols',
  'targetCols',
  'weightCol',
  'id',
  'where',
  'groupBy',
  'show',
  'classes',
] as const

/**
 * The data that inputs and flags name. Without a loss, for any.
 *
 * @throws LossError E101 for bad values of flags, and as data/dataset.ts
 */
export async function openDataset(
  loss: Loss | undefined,
  inputs: readonly string[],
  flags: RawFlags,
  options: OpenOptions,
  ignoreIndex: unknown,
  io: Io,
): Promise<Opened> {
  const text = (name: string) => (typeof flags[name] === 'string' ? (flags[name] as string) : undefined)
  const orSkip = (flag: string, value: string | undefined) =>
    choice(flag, value ?? 'error', ['error', 'skip'] as const)
  const { where } = flags
  const conditions = Array.isArray(where)
    ? (where as readonly string[])
    : typeof where === 'string'
      ? [where]
      : []
  const classes = text('classes')
  const request: DataRequest = {
    inputs,
    loss,
    open: options,
    columns: {
      input: text('inputCols'),
      target: text('targetCols'),
      weight: text('weightCol'),
      id: text('id'),
      groupBy: splitNames(text('groupBy')),
      show: flags.show === undefined ? undefined : splitNames(text('show')),
      where: conditions.map(readWhere),
      classes: classes === undefined ? undefined : splitNames(classes),
    },
    missing: orSkip('missing', text('missing')),
    missingIds: orSkip('missing-ids', text('missingIds')),
    transpose: flags.transpose === true,
    classAxis:
      typeof flags.classAxis === 'string' ? readCount('class-axis', flags.classAxis, 'last', 63) : undefined,
    spelling: readSpelling(flags, ignoreIndex),
    tidying: readTidying(loss, flags),
  }
  if (!loss || comparesTwo(loss)) return open(request, io)
  const { openNamed } = await import('./named-arguments.ts')
  return openNamed(loss, flags, request, io)
}

/** @throws LossError E101 for an eps out of range, E104 where the input holds no probabilities */
function readTidying(loss: Loss | undefined, { from, normalize, ...flags }: RawFlags): Tidying | undefined {
  // An option of the loss's own may have this name.
  const owned = loss && [...formsOf(loss).values()].some(({ options }) => Object.hasOwn(options, 'eps'))
  const eps = owned ? undefined : flags.eps
  if (!loss || (normalize === undefined && eps === undefined)) return undefined
  const own = loss.one !== 'form' && inputOf(loss).what === 'probability'
  if (from === undefined ? !own : from !== 'probs') {
    throw new LossError('E104', '--normalize and --eps are for probabilities', { tries: ['--from probs'] })
  }
  const clipped = eps === undefined ? 0 : parseDecimal(String(eps))
  if (clipped === undefined || !(clipped >= 0 && clipped < 0.5)) {
    throw new LossError('E101', `--eps must be a number in [0, 0.5), got ${String(eps)}`)
  }
  if (normalize === true && loss.one === 'element') {
    throw new LossError('E104', `--normalize is for rows of classes, which ${loss.name} does not have`)
  }
  return { normalize: normalize === true, eps: clipped }
}

function splitNames(list: string | undefined): string[] {
  return list === undefined ? [] : list.split(',').map((name) => name.trim())
}

/** @throws LossError E101 for an unknown format or base */
function readSpelling(flags: RawFlags, ignoreIndex: unknown): TargetSpelling {
  const format = choice('target-format', String(flags.targetFormat ?? 'auto'), targetFormats)
  const base =
    flags.indexBase === undefined ? undefined : choice('index-base', String(flags.indexBase), ['0', '1'])
  return {
    format,
    indexBase: base === undefined ? undefined : Number(base),
    ignoreIndex: typeof ignoreIndex === 'number' ? ignoreIndex : -100,
  }
}
