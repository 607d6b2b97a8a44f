import type { Declaration } from './declaration.ts'
import { instead, LossError } from '../error.ts'
import type { Loss } from '../losses/loss.ts'
import { argumentsOf, formsOf, reductionsOf, spellingsOf } from '../losses/forms.ts'
import { knownElsewhere, loadedAmong, loadLoss, lossNames } from '../losses/registry.ts'
import { parseDecimal } from '../numerics/decimal.ts'
import { describeRange, flagName, type OptionSpec } from '../options.ts'
import { readInline } from '../readers/inline/inline.ts'
import {
  type InputFormat as InputFormat,
  inputFormats,
  type OpenOptions,
  openSource,
  readAll,
} from '../readers/open.ts'
import type { Reduction } from '../report.ts'
import { encodings, type Encoding } from '../readers/bytes/encoding.ts'
import { nearest } from '../nearest.ts'
import { targetFormats } from '../data/targets.ts'
import { BLANKS } from '../readers/csv/blanks.ts'
import { type NumberForm, numberForms } from '../readers/csv/number-forms.ts'
import type { Io } from './io.ts'

/** The flags of a command line: texts and switches, nothing checked yet. */
export type RawFlags = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

/** torch's deprecated ways to name a reduction: still read, not in the help. */
const legacyFlags = ['--size-average', '--no-size-average', '--reduce', '--no-reduce'] as const

/** Flags of every loss on reduction, inputs and samples; the groups are headings of the help. */
export function addSharedFlags(command: Declaration, loss: Loss): void {
  command
    .optionsGroup('Reduction')
    .option(
      `--reduction <${reductionsOf(loss).join('|')}>`,
      `what is done with the losses (default: ${defaultReduction(loss)})`,
    )
    .option('--mean-by <torch|elements|rows|weights>', 'what the mean divides by (default: torch)')
  for (const flag of legacyFlags) command.option(flag, '', { hidden: true })
  addInputFlags(command)
  addColumnFlags(command)
  command
    .optionsGroup('Samples')
    .option('--top <n>', 'only the worst samples, largest loss first')
    .option('--show <columns>', 'also these columns beside the samples: text,lang', {
      listed: true,
    })
    .option('--sort <loss|row>', 'order of the samples (default: row; of --top: loss)')
    .option('--per-class', 'also the mean of each class')
    .option('--group-by <columns>', 'also the mean of each value of a column', { listed: true })
    .option(
      '--quantiles <list>',
      'also quantiles of the losses, each sample once, as torch.quantile: 0.5,0.9,0.99',
      { listed: true },
    )
    .option('--hist [bins|log]', 'also a histogram of the losses per sample; log: on powers of ten')
    .option(
      '--metrics <list>',
      'also numbers beside the loss: acc, brier, ece, auc, ap, ppl (perplexity), top5 (or another)',
      { listed: true },
    )
    .option('--calibration', 'also how often what is predicted with a probability comes true')
    .option('--confusions [n]', 'also the pairs of target and prediction that cost most (default: 10)')
}

/** Flags on how the inputs are written. */
export function addInputFlags(command: Declaration): void {
  command
    .optionsGroup('Input')
    .option(
      `--input-format <${Object.keys(inputFormats).join('|')}>`,
      'format of the inputs (default: by first bytes, then name)',
    )
    .option(
      '--encoding <name>',
      `of text: ${Object.keys(encodings).join(', ')} (default: utf-8, or what its mark says)`,
    )
    .option(
      '-d, --delimiter <char>',
      'between the cells of a line: a character, tab or blanks (default: detected)',
    )
    .option('--decimal <char>', 'decimal mark of the numbers: . or , (default: .)')
    .option(
      `--numbers <${numberForms.join('|')},...>`,
      'forms of numbers in CSV beside plain decimals, or all: 45%, 1,234.5, $5, 3 kg, (1.5)',
    )
    .option('--comment <char>', 'lines that start with it are left out')
    .option('--headers', 'the first line holds names (default: detected)')
    .option('-n, --no-headers', 'the first line holds numbers')
    .option(
      '--class-axis <n|last>',
      'dimension of the classes, from 0 (default: 1): last for (N, T, C), (N, H, W, C)',
    )
    .option('--transpose', 'rows and columns of the input are exchanged')
}

/** Flags on which columns are what. */
export function addColumnFlags(command: Declaration): void {
  command
    .optionsGroup('Columns')
    .option('--input-cols <columns>', 'columns of the input: p_*, 0:3, !id (default: all numbers)', {
      listed: true,
    })
    .option(
      '--target-col, --target-cols <columns>',
      'columns of the target; of the input file, if it is the only one',
      { listed: true },
    )
    .option('--weight-col <column>', 'one weight per row; the mean divides by their sum')
    .option('--id <column>', 'names the samples; pairs the rows of two files that both have it')
    .option('--missing-ids <error|skip>', 'rows whose id the other file lacks (default: error)')
    .option(
      '--where <column=value>',
      'only rows with this value, or with !=, <, <=, > or >= it; may be repeated',
      { repeated: true },
    )
    .option('--missing <error|skip>', 'rows that miss a value (default: error)')
    .option(`--target-format <${targetFormats.join('|')}>`, 'how targets are written (default: auto)')
    .option('--index-base <0|1>', 'what the first class counts as (default: 0)')
    .option('--classes <names>', 'names of the classes in order, where targets are names')
}

/** What `addInputFlags` and `addColumnFlags` leave in the flags. */
const inputFlags = [
  ...[
    'inputFormat',
    'encoding',
    'delimiter',
    'decimal',
    'numbers',
    'comment',
    'headers',
    'transpose',
    'classAxis',
    'inputCols',
    'targetCols',
  ],
  ...['weightCol', 'id', 'missingIds', 'where', 'missing', 'targetFormat', 'indexBase', 'classes'],
] as const

/** The flags of inputs and columns as words, to repeat them in a command. */
export function inputWords(flags: RawFlags): string[] {
  return inputFlags.flatMap((flag) => {
    const value = flags[flag]
    const name = flag === 'targetCols' ? '--target-col' : `--${flagName(flag)}`
    if (typeof value === 'boolean') return [value ? name : `--no-${flagName(flag)}`]
    return [value ?? []].flat().flatMap((text) => [name, text])
  })
}

/** Flags that the loss declares; an option of several forms is listed once. */
export function addLossFlags(command: Declaration, loss: Loss): void {
  command.optionsGroup('Loss')
  const spellings = addFormFlags(command, loss)
  if (spellings.has('probs')) {
    command
      .option('--normalize', 'each row of probabilities is divided by its sum')
      .option('--eps <n>', 'probabilities are clipped to [eps, 1 - eps]')
  }
  command.option('--compat <torch|sklearn|keras|tfjs|optax>', "another library's conventions")
  for (const name of argumentsOf(loss).filter((one) => one !== 'input' && one !== 'target')) {
    const flag = flagName(name)
    const words = flag.replaceAll('-', ' ')
    command
      .option(`--${flag} <file>`, `the ${words}; else the next file of the command line`)
      .option(`--${flag}-col, --${flag}-cols <columns>`, `columns that hold the ${words}`)
  }
  addDeclared(command, loss)
}

/** The form of the loss, how its input is written, and its options; nothing on files. */
export function addOptionFlags(command: Declaration, loss: Loss): void {
  command.optionsGroup('Loss')
  addFormFlags(command, loss)
  addDeclared(command, loss)
}

/** The words of --from. */
function addFormFlags(command: Declaration, loss: Loss): ReadonlySet<string> {
  if (loss.one === 'form') {
    command.option(
      `--mode <${Object.keys(loss.modes).join('|')}>`,
      'form of the loss (default: by the shapes)',
    )
  }
  const words = new Set([...formsOf(loss).values()].flatMap((form) => [...spellingsOf(form).keys()]))
  if (words.size > 0) {
    command.option(`--from <${[...words].join('|')}>`, `how the input is written (default: ${[...words][0]})`)
  }
  return words
}

function addDeclared(command: Declaration, loss: Loss): void {
  const listed = new Map<string, { spec: OptionSpec; modes: string[] }>()
  for (const [mode, form] of formsOf(loss)) {
    for (const [name, spec] of Object.entries(form.options)) {
      const entry = listed.get(name)
      if (entry) entry.modes.push(mode)
      else listed.set(name, { spec, modes: [mode] })
    }
  }
  const forms = formsOf(loss).size
  for (const [name, { spec, modes }] of listed) {
    const only = modes.length < forms ? ` (${modes.join(', ')} only)` : ''
    addOption(command, name, spec, `${spec.help}${only}${defaultOf(spec)}`)
  }
}

/** Flags of a command that runs the loss named in its words more than once: of the loss, its inputs and columns. */
export function addRepeatedLossFlags(
  command: Declaration,
  argv: readonly string[],
  target?: readonly [value: string, help: string],
): void {
  const loss = loadedAmong(argv)
  if (loss) addLossFlags(command, loss)
  command.option('--reduction <mean|sum>', 'what is done with the losses (default: mean)')
  addInputFlags(command)
  addColumnFlags(command)
  if (target && !command.has('--target')) command.option(`--target <${target[0]}>`, target[1])
}

/** The reduction of several runs, which is a number for each. @throws LossError E101 for none */
export function meanOrSum(reduction: Reduction): 'mean' | 'sum' {
  if (reduction === 'mean' || reduction === 'sum') return reduction
  throw new LossError('E101', '--reduction must be mean or sum here', { tries: ['--reduction mean'] })
}

/** The options of all losses, each once, for a command that tries them. */
export function addAllLossFlags(command: Declaration, losses: readonly Loss[]): void {
  command.optionsGroup('Loss')
  const listed = new Map(
    losses.flatMap((loss) => [...formsOf(loss).values()].flatMap((form) => Object.entries(form.options))),
  )
  for (const [name, spec] of listed) addOption(command, name, spec, spec.help)
}

function addOption(command: Declaration, name: string, spec: OptionSpec, help: string): void {
  const flag = flagName(name)
  if (spec.type !== 'flag') command.option(`--${flag} ${placeholder(spec)}`, help)
  else if (spec.default) command.option(`--no-${flag}`, `not: ${help}`).option(`--${flag}`, help)
  else command.option(`--${flag}`, help)
}

function placeholder(spec: OptionSpec): string {
  if (spec.type === 'tensor') return '<list|file>'
  if (spec.type === 'choice') return `<${spec.words.join('|')}>`
  if (spec.type === 'set') return `<${spec.values.join('|')}>`
  return spec.type === 'scale' ? '<n|list|off>' : '<n>'
}

function defaultOf(spec: OptionSpec): string {
  if (spec.type === 'tensor' || spec.type === 'flag') return ''
  const listed = spec.type === 'choice' || spec.type === 'set' || spec.type === 'integer'
  const range = listed ? '' : `; ${describeRange(spec)}`
  return ` (default: ${spec.default ?? 'off'}${range})`
}

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
  const specs = new Map([...formsOf(loss).values()].flatMap((form) => Object.entries(form.options)))
  for (const [name, spec] of specs) {
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
  return (await readInline(text, flag)) ?? (await readAll(await openSource(text, open, io)))
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
  const inline = await readInline(text, flag)
  if (inline === undefined && !/[./\\]/.test(text)) return text
  const { data, shape } = inline ?? (await readAll(await openSource(text, open, io)))
  return shape.length === 0 ? data[0] : { data, shape: shape.length === 2 ? [data.length] : shape }
}

/** The mean, for most losses. */
function defaultReduction(loss: Loss): Reduction {
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

/** @throws LossError E101 if the value is none of the names; the nearest is offered */
export function choice<T extends string>(
  flag: string,
  value: NonNullable<RawFlags[string]>,
  names: readonly T[],
  what = `--${flag}`,
): T {
  const found = names.find((name) => name === value)
  if (found !== undefined) return found
  const near = nearest(String(value), names)
  throw new LossError('E101', `${what} must be one of ${names.join(', ')}, got ${String(value)}`, {
    ...(near !== undefined && { tries: [instead(near, String(value))] }),
  })
}

/** @throws LossError E101 unless the text is a whole number in the range, or the word */
export function readCount<W extends string>(flag: string, text: string, word: W, max: number): number | W {
  if (text === word) return word
  const count = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (count <= max) return count
  throw new LossError('E101', `--${flag} must be a whole number from 0 to ${max}, or ${word}, got ${text}`)
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
  if (typeof comment === 'string' && comment.length !== 1) {
    throw new LossError('E101', `--comment must be one character, got ${JSON.stringify(comment)}`)
  }
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
  return Promise.all(text.split(',').map((name) => namedLoss(name.trim())))
}

/** A word that is no loss, with the loss that is called so elsewhere. */
async function unknownLoss(name: string): Promise<LossError> {
  const other = await knownElsewhere(name)
  const near = nearest(name, lossNames)
  return new LossError('E102', `there is no loss ${JSON.stringify(name)}`, {
    ...(other && { why: `here it is called ${other.name}` }),
    tries: [other ? `loss-calc ${other.name} --help` : near ? instead(near, name) : 'loss-calc --help'],
  })
}
