import type { Declaration } from './command.ts'
import type { Loss } from '../losses/loss.ts'
import { argumentsOf, formsOf, optionsOf, reductionsOf, spellingNames } from '../losses/forms.ts'
import { loadedAmong } from '../losses/registry.ts'
import { describeRange, flagName, type OptionSpec } from '../options.ts'
import { inputFormats } from '../readers/open.ts'
import { encodings } from '../readers/bytes/encoding.ts'
import { targetFormats } from '../data/targets.ts'
import { numberForms } from '../readers/csv/number-forms.ts'
import { defaultReduction, type RawFlags } from './read-flags.ts'

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
    .option('--show <columns>', 'also these columns beside the samples: text,lang', { listed: true })
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
      'also numbers beside the loss: acc, precision, recall, f1, brier, ece, auc, ap, ppl (perplexity), top5 (or another)',
      { listed: true },
    )
    .option(
      '--threshold <p>',
      'probability above which acc, precision, recall and f1 take the positive side (default: 0.5)',
    )
    .option('--calibration', 'also how often what is predicted with a probability comes true')
    .option('--confusions [n]', 'also the pairs of target and prediction that cost most (default: 10)')
}

export function addThreadsFlag(command: Declaration): void {
  command.option('--threads <n|auto>', 'threads that read large files (default: auto, one per core)')
}

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
  ...['inputFormat', 'encoding', 'delimiter', 'decimal', 'numbers', 'comment', 'headers'],
  ...['transpose', 'classAxis', 'inputCols', 'targetCols'],
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
  if (spellings.includes('probs'))
    command
      .option('--normalize', 'each row of probabilities is divided by its sum')
      .option('--eps <n>', 'probabilities are clipped to [eps, 1 - eps]')
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
function addFormFlags(command: Declaration, loss: Loss): readonly string[] {
  if (loss.one === 'form')
    command.option(
      `--mode <${Object.keys(loss.modes).join('|')}>`,
      'form of the loss (default: by the shapes)',
    )
  const words = spellingNames(loss)
  if (words.length > 0)
    command.option(`--from <${words.join('|')}>`, `how the input is written (default: ${words[0]})`)
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
  addThreadsFlag(command)
  addColumnFlags(command)
  if (target && !command.has('--target')) command.option(`--target <${target[0]}>`, target[1])
}

/** The options of all losses, each once, for a command that tries them. */
export function addAllLossFlags(command: Declaration, losses: readonly Loss[]): void {
  command.optionsGroup('Loss')
  const listed = new Map(losses.flatMap((loss) => [...optionsOf(loss)]))
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
