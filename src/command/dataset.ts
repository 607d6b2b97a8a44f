import type { ByArgument } from '../tensor.ts'
import { openDataset } from '../data/dataset.ts'
import type { Opened } from '../data/opened.ts'
import type { Tidying } from '../data/probabilities.ts'
import type { DataRequest } from '../data/request.ts'
import { ignoredFrom, targetFormats, type TargetSpelling } from '../data/targets.ts'
import { readConditions } from '../data/condition.ts'
import { LossError } from '../error.ts'
import { argumentsOf, comparesTwo, formsOf, inputOf } from '../losses/forms.ts'
import type { Loss } from '../losses/loss.ts'
import { parseDecimal } from '../numerics/decimal.ts'
import { flagName } from '../options.ts'
import { splitNames } from '../selector.ts'
import { choice, type RawFlags, readCountOr, readOpenOptions, textOf, textsOf } from './read-flags.ts'
import type { Io } from './io.ts'
import type { GivenArgument } from './named-arguments.ts'

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

/** The data of a run as the command line asks for them: every flag is checked, nothing is opened. */
export interface AskedData extends Omit<DataRequest, 'loss' | 'spelling'> {
  readonly loss: Loss | undefined
  readonly spelling: Omit<TargetSpelling, 'ignoreIndex'>
  /** Files and columns by flags of their own, where the arguments are not an input and a target. */
  readonly given: ByArgument<GivenArgument>
}

/**
 * What inputs and flags say of the data. Without a loss, for any.
 *
 * @throws LossError E101 for bad values of flags, E104 for flags that the loss does not have
 */
export function readData(loss: Loss | undefined, inputs: readonly string[], flags: RawFlags): AskedData {
  const text = (name: string) => textOf(flags[name])
  const orSkip = (flag: string, value: string | undefined) =>
    choice(flag, value ?? 'error', ['error', 'skip'] as const)
  const classes = text('classes')
  if (loss && !takesLabels(loss)) {
    for (const flag of ['indexBase', 'classAxis'])
      if (flags[flag] !== undefined)
        throw new LossError('E105', `${loss.name} has no classes for --${flagName(flag)}`)
  }
  if (flags.missingIds !== undefined && flags.id === undefined)
    throw new LossError('E103', '--missing-ids says what becomes of the rows of --id, which is missing')
  return {
    inputs,
    loss,
    from: text('from'),
    open: readOpenOptions(flags),
    columns: {
      input: text('inputCols'),
      target: text('targetCols'),
      weight: text('weightCol'),
      id: text('id'),
      groupBy: selectorsIn(text('groupBy')),
      show: flags.show === undefined ? undefined : selectorsIn(text('show')),
      where: readConditions(textsOf(flags.where)),
      classes:
        classes === undefined
          ? undefined
          : splitNames(classes).map(({ text, without }) => (without ? `!"${text}"` : text)),
    },
    missing: orSkip('missing', text('missing')),
    missingIds: orSkip('missing-ids', text('missingIds')),
    transpose: flags.transpose === true,
    classAxis:
      typeof flags.classAxis === 'string'
        ? readCountOr('class-axis', flags.classAxis, 'last', 63)
        : undefined,
    spelling: readSpelling(flags),
    tidying: flags.normalize === undefined && flags.eps === undefined ? undefined : readTidying(loss, flags),
    given: !loss || comparesTwo(loss) ? {} : readGiven(loss, flags),
  }
}

/** Whether targets are classes, sides or signs in some form of a loss, and not any numbers. */
function takesLabels(loss: Loss): boolean {
  return [...formsOf(loss).values()].some(({ takes }) => {
    const { kind, domain } = takes.target ?? {}
    return kind !== 'each' || domain?.max !== undefined || domain?.values !== undefined
  })
}

type Options = Readonly<Record<string, unknown>>

/** Opens them, with the options of the loss for targets that count from 0. @throws LossError as data/dataset.ts */
export async function openData(
  asked: AskedData,
  options: Options,
  io: Io,
): Promise<Opened & { readonly options: Options }> {
  const { loss, given } = asked
  const ignoreIndex = typeof options.ignoreIndex === 'number' ? options.ignoreIndex : -100
  const spelling = { ...asked.spelling, ignoreIndex }
  const request: DataRequest = { ...asked, spelling }
  const ignored = ignoredFrom(spelling)
  const counted = ignored === ignoreIndex ? options : { ...options, ignoreIndex: ignored }
  if (!loss || comparesTwo(loss)) {
    const opened = await openDataset(request, io)
    if (Object.values(options).some((value) => typeof value === 'object')) {
      const { noticeWeightOrder } = await import('./named-weights.ts')
      noticeWeightOrder(opened, options)
    }
    return { ...opened, options: counted }
  }
  const { openNamed } = await import('./named-arguments.ts')
  return { ...(await openNamed(loss, given, request, io)), options: counted }
}

/** Flags of an input and a target. */
const ofInputAndTarget = ['transpose', 'classAxis', 'targetFormat', 'indexBase', 'classes']

/** @throws LossError E104 for a flag of classes and targets */
function readGiven(loss: Loss, flags: RawFlags): ByArgument<GivenArgument> {
  for (const flag of ofInputAndTarget) {
    if (flags[flag] !== undefined && flags[flag] !== false)
      throw new LossError('E104', `--${flagName(flag)} does not go with ${loss.name}`)
  }
  return Object.fromEntries(
    argumentsOf(loss).map((name) => [
      name,
      { file: textOf(flags[name]), columns: textOf(flags[`${name}Cols`]) },
    ]),
  )
}

/** @throws LossError E101 for an eps out of range, E104 where the input holds no probabilities */
function readTidying(loss: Loss | undefined, { from, normalize, ...flags }: RawFlags): Tidying | undefined {
  // An option of the loss's own may have this name.
  const owned = loss && [...formsOf(loss).values()].some(({ options }) => Object.hasOwn(options, 'eps'))
  const eps = owned ? undefined : flags.eps
  if (!loss || (normalize === undefined && eps === undefined)) return undefined
  const own = loss.one !== 'form' && inputOf(loss).what === 'probability'
  if (from === undefined ? !own : from !== 'probs')
    throw new LossError('E104', '--normalize and --eps are for probabilities', { tries: ['--from probs'] })
  const clipped = eps === undefined ? 0 : parseDecimal(String(eps))
  if (clipped === undefined || !(clipped >= 0 && clipped < 0.5))
    throw new LossError('E101', `--eps must be a number in [0, 0.5), got ${String(eps)}`, {
      takes: { option: 'eps', min: 0, below: 0.5 },
    })
  if (normalize === true && loss.one === 'element')
    throw new LossError('E104', `--normalize is for rows of classes, which ${loss.name} does not have`)
  const byType = flags.compat === 'sklearn' && clipped === Number.EPSILON
  return { normalize: normalize === true, eps: clipped, byType }
}

/** Each as it was typed: a name in quotes is no pattern. */
function selectorsIn(list: string | undefined): string[] {
  if (list === undefined) return []
  return splitNames(list).map(({ text, quoted, without }) =>
    quoted ? `${without ? '!' : ''}"${text.replaceAll('"', '""')}"` : text,
  )
}

/** @throws LossError E101 for an unknown format or base */
function readSpelling(flags: RawFlags): AskedData['spelling'] {
  const format = choice('target-format', String(flags.targetFormat ?? 'auto'), targetFormats)
  const base =
    flags.indexBase === undefined ? undefined : choice('index-base', String(flags.indexBase), ['0', '1'])
  return { format, indexBase: base === undefined ? undefined : Number(base) }
}
