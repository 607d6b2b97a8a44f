import type { Declaration } from './command.ts'
import { type ColorFlag, loadPaint, resolveColor } from '../writers/color.ts'
import type { Paint } from '../writers/paint.ts'
import { instead, LossError } from '../error.ts'
import { type OutputFormat, formats } from '../writers/formats.ts'
import type { Precision } from '../writers/number.ts'
import { choice, type RawFlags, readCountOr } from './read-flags.ts'
import { addThreadsFlag } from './flags.ts'
import type { Io, Output } from './io.ts'

/** latex is a format of explanations only, state one of parts of a run; both are loaded when they are asked for. */
export const formatNames = [...(Object.keys(formats) as OutputFormat[]), 'latex', 'state'] as const

/** Formats that are flags of their own. */
const shortFormats = ['json', 'csv', 'ndjson'] as const

export const formatFlags: readonly string[] = ['--format', '-f', ...shortFormats.map((name) => `--${name}`)]

export type ResultFormat = (typeof formatNames)[number]

export function addOutputFlags(command: Declaration): void {
  command
    .optionsGroup('Output')
    .option(`-f, --format <${formatNames.join('|')}>`, 'default: table')
    .option('--json', 'same as --format json')
    .option('--csv', 'same as --format csv: one line per sample')
    .option('--ndjson', 'same as --format ndjson: one object per sample')
    .option('-q, --quiet', 'the number only, at full precision')
  addPrecisionFlag(command)
  command
    .option('--rows <n|all>', 'samples shown in a table (default: 20)')
    .option('--grad', 'also the gradient of the result with respect to the input')
    .option('--grad-output <file>', 'also the gradient as a file: .npy, .csv, .tsv or .ndjson')
    .option('--shard <k/n>', 'with --format state: which part of the data this is, from 0')
    .option('--for-report', 'with --format state: also what merge --report draws')
    .option(
      '-o, --output <file>',
      'write there instead, as .csv, .json, .ndjson or .md say; atomic: nothing is left if the run fails',
    )
    .option('--report <file>', 'also a page to share: one HTML file without a script')
  addColorFlags(command)
  addThreadsFlag(command)
  command
    .option('--no-progress', 'no line on a terminal that says how far a long run has come')
    .option('-v, --verbose', 'say on stderr how the input was read')
    .optionsGroup('Explanation')
    .option('--explain [n|all]', 'work out the first rows, row n, a sample by its --id, or all of --rows')
    .option('--code <torch|numpy|sklearn|keras|jax>', 'a program in Python that gives the same number')
  addHintFlags(command)
}

export function addHintFlags(command: Declaration): void {
  command
    .optionsGroup('Hints')
    .option('--no-hints', 'no hints about likely mistakes')
    .option('--strict', 'exit status 1 if there is any hint')
}

export function addColorFlags(command: Declaration): void {
  command
    .option('--color <auto|always|never>', 'colours (default: auto)')
    .option('--no-color', 'same as --color never')
}

export function addPrecisionFlag(command: Declaration): void {
  command.option('--precision <digits|full>', 'decimals of numbers for people (default: 4)')
  for (const format of ['json', 'csv', 'ndjson', 'state'])
    command.noPlace(`--format ${format}`, ['--precision'], ['--fail-if', '--junit'])
}

/** @throws LossError E101 unless it is a number of digits, or full */
export function readPrecision({ precision }: RawFlags, left: Precision = 4): Precision {
  return precision === undefined ? left : readCountOr('precision', String(precision), 'full', 17)
}

/** `--no-color` leaves false in the flags, `--color` its word. @throws LossError E101 for another word */
export function readColor({ color }: RawFlags): ColorFlag {
  return color === false ? 'never' : choice('color', color ?? 'auto', ['auto', 'always', 'never'])
}

export function paintFor(flag: ColorFlag, stream: Output, env: Io['env']): Promise<Paint> {
  return loadPaint(resolveColor({ flag, env, isTTY: stream.isTTY === true }))
}

/** One of the formats that a command has. @throws LossError E101 for another, E104 for two of them */
export function readFormat<F extends string>(flags: RawFlags, names: readonly F[]): F {
  const asked = formatsNamed(flags)
  if (asked.length > 1) throw new LossError('E104', `${asked.join(' and ')} cannot both be the output format`)
  return choice('format', asked[0] ?? byName(flags, names) ?? 'table', names)
}

const formatsNamed = (flags: RawFlags) => {
  const named = [flags.format, ...shortFormats.filter((name) => flags[name] === true)]
  return [...new Set(named.filter((name) => name !== undefined))]
}

/** The format that is asked for, by its name or that of the file; of several none. */
export function formatNamed(flags: RawFlags): RawFlags[string] {
  const [one, ...others] = formatsNamed(flags)
  return others.length > 0 ? undefined : (one ?? ofFile(flags))
}

/** Formats by the ending of the file that they are written to. */
const endings: Readonly<Record<string, OutputFormat>> = {
  csv: 'csv',
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  md: 'markdown',
}

const endingOf = (file: string): string => /\.(\w+)$/.exec(file)?.[1]?.toLowerCase() ?? ''

/** What `-o losses.csv` says of the format, unless the number alone is wanted. */
const ofFile = ({ output, quiet }: RawFlags): OutputFormat | undefined =>
  typeof output === 'string' && quiet !== true ? endings[endingOf(output)] : undefined

/** The same, if a command has it. @throws LossError E101 for a file that is no text */
function byName<F extends string>(flags: RawFlags, names: readonly F[]): F | undefined {
  const { output, quiet } = flags
  if (typeof output !== 'string' || quiet === true) return undefined
  const ending = endingOf(output)
  if (/^(?:xlsx?|parquet|arrow|feather|pdf|png|html)$/.test(ending))
    throw new LossError('E101', `--output ${output}: results are text`, {
      tries: [
        ending === 'html'
          ? instead('--report', '-o')
          : instead(output.slice(0, -ending.length) + 'csv', output),
      ],
    })
  return names.find((name) => name === ofFile(flags))
}
