import { existsSync } from 'node:fs'
import { instead, lossBefore, LossError, quoted } from '../error.ts'
import type { Loss } from '../losses/loss.ts'
import { optionsOf, reductionsOf } from '../losses/forms.ts'
import { knownElsewhere, loadLoss, lossNames } from '../losses/registry.ts'
import { parseDecimal } from '../numerics/decimal.ts'
import { flagName } from '../options.ts'
import { readInline } from '../readers/inline/inline.ts'
import { type InputFormat, inputFormats, type OpenOptions } from '../readers/open.ts'
import type { Reduction } from '../report.ts'
import { encodings, type Encoding } from '../readers/bytes/encoding.ts'
import { BLANKS } from '../readers/csv/blanks.ts'
import { type NumberForm, numberForms } from '../readers/csv/number-forms.ts'
import type { Tensor } from '../tensor.ts'
import type { Io } from './io.ts'

/** The flags of a command line: texts and switches, nothing checked yet. */
export type RawFlags = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

/**
 * The loss's options as values: numbers parsed, lists and files read.
 *
 * @throws LossError E101 for a text that is no number, and as the readers
 */
export async function readLossOptions(
  loss: Loss,
  flags: RawFlags,
  io: Io,
  open: OpenOptions,
): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {}
  for (const [name, spec] of optionsOf(loss)) {
    const text = flags[name]
    if (spec.type === 'flag' && typeof text === 'boolean') values[name] = text
    if (typeof text !== 'string') continue
    if (spec.type === 'tensor') values[name] = await readNumbers(text, `--${flagName(name)}`, io, open)
    else if (spec.type === 'scale')
      values[name] = await readScale(text, spec.off, `--${flagName(name)}`, io, open)
    else values[name] = spec.type === 'choice' ? text : numberIn(text)
  }
  return values
}

/** A number, Infinity too, as torch and Python write it; other words are left for `resolveOptions` to refuse. */
function numberIn(text: string): number | string {
  if (/^\+?inf(inity)?$/i.test(text)) return Infinity
  if (/^-inf(inity)?$/i.test(text)) return -Infinity
  return parseDecimal(text) ?? text
}

async function readNumbers(text: string, flag: string, io: Io, open: OpenOptions): Promise<unknown> {
  await refuseNames(text, flag)
  return (await readInline(text, flag)) ?? (await numbersIn(text, flag, io, open))
}

async function refuseNames(text: string, flag: string): Promise<void> {
  if (/[:=]/.test(text)) (await import('./named-weights.ts')).refuseByName(text, flag)
}

async function numbersIn(file: string, flag: string, io: Io, open: OpenOptions): Promise<Tensor> {
  const { readNumbersOf } = await import('./named-weights.ts')
  return readNumbersOf(file, flag, io, open)
}

/** A number, a list, `off`, or a file of them; any other word is left for `resolveOptions` to refuse. */
async function readScale(
  text: string,
  off: number,
  flag: string,
  io: Io,
  open: OpenOptions,
): Promise<unknown> {
  if (text === 'off' || text === 'none') return off
  await refuseNames(text, flag)
  const inline = await readInline(text, flag)
  if (inline === undefined && !/[./\\]/.test(text)) return text
  const { data, shape } = inline ?? (await numbersIn(text, flag, io, open))
  return shape.length === 0 ? data[0] : { data, shape: shape.length === 2 ? [data.length] : shape }
}

/** The mean, for most losses. */
export function defaultReduction(loss: Loss): Reduction {
  return (loss.one === 'form' ? undefined : loss.reduction) ?? 'mean'
}

/**
 * The reduction, by its name or by torch's two deprecated flags. Those win; a missing one counts as true.
 *
 * Source: torch.nn._reduction.legacy_get_string.
 * @throws LossError E101 for an unknown name
 */
export function readReduction(loss: Loss, flags: RawFlags): { reduction: Reduction; deprecated: boolean } {
  const { sizeAverage, reduce } = flags
  if (sizeAverage !== undefined || reduce !== undefined) {
    const reduction = reduce === false ? 'none' : sizeAverage === false ? 'sum' : 'mean'
    return { reduction, deprecated: true }
  }
  return {
    reduction: choice('reduction', flags.reduction ?? defaultReduction(loss), reductionsOf(loss)),
    deprecated: false,
  }
}

/** A flag that takes a text; undefined where it is not given. */
export function textOf(value: RawFlags[string]): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** All values of a flag that may be repeated. */
export function textsOf(value: RawFlags[string]): readonly string[] {
  return value === undefined ? [] : typeof value === 'object' ? value : [String(value)]
}

/** @throws LossError E101 if the value is none of the names */
export function choice<T extends string>(
  flag: string,
  value: NonNullable<RawFlags[string]>,
  names: readonly T[],
  what = `--${flag}`,
): T {
  const found = names.find((name) => name === value)
  if (found !== undefined) return found
  const given = String(value)
  throw new LossError('E101', `${what} must be one of ${names.join(', ')}, got ${given}`, {
    takes: { option: flag, words: names, got: given },
  })
}

/** @throws LossError E101 unless the text is a whole number in the range */
export function readCount(flag: string, text: string, max: number): number {
  const count = countIn(text, max)
  if (count !== undefined) return count
  throw new LossError('E101', `--${flag} must be a whole number from 0 to ${max}, got ${text}`, {
    takes: { option: flag, values: [1] },
  })
}

/** @throws LossError E101 unless the text is a whole number in the range, or the word */
export function readCountOr<W extends string>(flag: string, text: string, word: W, max: number): number | W {
  const count = text === word ? word : countIn(text, max)
  if (count !== undefined) return count
  throw new LossError('E101', `--${flag} must be a whole number from 0 to ${max}, or ${word}, got ${text}`, {
    takes: { option: flag, values: [1] },
  })
}

/** How many at the most: Infinity for `all`. @throws LossError E101 as `readCountOr` */
export function readMost(flag: string, value: RawFlags[string] | number, max: number): number {
  const count = readCountOr(flag, String(value), 'all', max)
  return count === 'all' ? Infinity : count
}

export function readThreads({ threads = 'auto' }: RawFlags): number | 'auto' {
  return readCountOr('threads', String(threads), 'auto', 64)
}

function countIn(text: string, max: number): number | undefined {
  return /^\d{1,15}$/.test(text) && Number(text) <= max ? Number(text) : undefined
}

/** @throws LossError E101 for an unknown format or a delimiter longer than a character */
export function readOpenOptions(flags: RawFlags): OpenOptions {
  const { inputFormat, encoding, delimiter, headers, decimal, numbers, comment } = flags
  const spelled =
    delimiter === '\\t' || delimiter === 'tab' ? '\t' : delimiter === 'blanks' ? BLANKS : delimiter
  if (
    typeof spelled === 'string' &&
    ((spelled.length !== 1 && spelled !== BLANKS) || /["\r\n]/.test(spelled))
  ) {
    throw new LossError(
      'E101',
      `--delimiter must be one character, tab or blanks, got ${JSON.stringify(spelled)}`,
    )
  }
  if (typeof comment === 'string' && !/^[^\r\n]$/.test(comment))
    throw new LossError('E101', `--comment must be one character, got ${JSON.stringify(comment)}`)
  return {
    ...(decimal !== undefined && { decimal: choice('decimal', decimal, ['.', ','] as const) }),
    ...(typeof numbers === 'string' && { numbers: readForms(numbers) }),
    ...(typeof comment === 'string' && { comment }),
    ...(encoding !== undefined && {
      encoding: choice('encoding', encoding, Object.keys(encodings) as Encoding[]),
    }),
    ...(inputFormat !== undefined && {
      format: choice('input-format', inputFormat, Object.keys(inputFormats) as InputFormat[]),
    }),
    ...(typeof spelled === 'string' && { delimiter: spelled }),
    ...(typeof headers === 'boolean' && { header: headers }),
  }
}

/** @throws LossError E101 for a form that is none; `all` is all of them */
function readForms(text: string): readonly NumberForm[] {
  if (text === 'all') return numberForms
  return text.split(',').map((word) => choice('numbers', word.trim(), numberForms))
}

/** @throws LossError E102 if there is no such loss */
export async function namedLoss(name: string): Promise<Loss> {
  const loss = await loadLoss(name)
  if (loss) return loss
  throw await unknownLoss(name)
}

/** `--loss ce,MSELoss`: the losses that are looked at; undefined for all. @throws LossError E102 for an unknown one */
export async function readLosses(text: RawFlags[string]): Promise<readonly Loss[] | undefined> {
  if (typeof text !== 'string') return undefined
  const losses: Loss[] = []
  // One after the other: the first that is none ends it.
  for (const name of text.split(',')) losses.push(await namedLoss(name.trim()))
  return losses
}

/** A word that is no loss, with the loss that is called so elsewhere. */
async function unknownLoss(name: string): Promise<LossError> {
  const other = await knownElsewhere(name)
  const { nearest } = await import('../data/nearest.ts')
  const near = nearest(name, lossNames)
  const called = {
    ...(other && { why: `here it is called ${other.name}` }),
    tries: [other ? instead(other.name, name) : near ? instead(near, name) : 'loss-calc --help'],
  }
  const advice = existsSync(name) ? lossFirst(name) : called
  return new LossError('E102', `there is no loss ${JSON.stringify(name)}`, advice)
}

/** What is said of a file where a loss should be. */
export function lossFirst(file: string): { why: string; tries: string[] } {
  return {
    why: 'a loss stands before its files',
    tries: [lossBefore(file), `loss-calc inspect ${quoted(file)}`],
  }
}

/** The reduction of several runs, which is a number for each. @throws LossError E101 for none */
export function meanOrSum(reduction: Reduction): 'mean' | 'sum' {
  if (reduction === 'mean' || reduction === 'sum') return reduction
  throw new LossError('E101', '--reduction must be mean or sum here', { tries: ['--reduction mean'] })
}
