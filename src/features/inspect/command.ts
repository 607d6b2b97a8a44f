import { inspectDataset, inspectSources } from './inspect.ts'
import { type InspectedTable, inspectTable } from './inspect-table.ts'
import { LossError } from '../../error.ts'
import { type OpenOptions, openSource, openTable } from '../../readers/open.ts'
import { loadPaint } from '../../writers/color.ts'
import { type Inspection, inspectionJson, inspectionText } from './text.ts'
import { guessColumns } from '../../data/select.ts'
import { columnFlags, openDataset } from '../../command/dataset.ts'
import {
  addColumnFlags,
  addInputFlags,
  colorOf,
  inputWords,
  type RawFlags,
  readOpenOptions,
} from '../../command/flags.ts'
import { type Io, write } from '../../command/io.ts'
import { quoted } from '../../shell-word.ts'
import { sayNotices } from '../../command/notices.ts'
import { rewindable } from '../../command/stdin.ts'
import type { Command } from '../../command/command.ts'

/** `loss-calc inspect <input> [target]`: what was read, and which losses it is good for. */
export const inspect: Command = {
  configure(command) {
    command.description(
      'Reads without computing: columns, shapes, ranges, what the numbers look like, which losses fit.',
    )
    addInputFlags(command)
    addColumnFlags(command)
    command
      .optionsGroup('Output:')
      .option('--json', 'one object with every digit')
      .option('--color <auto|always|never>', 'colours (default: auto)')
      .option('--no-color', 'same as --color never')
  },
  async run([input, target], flags, io) {
    const found = await inspected(input!, target, flags, io)
    const paint = await loadPaint(colorOf(flags, io.stdout, io.env))
    await write(io.stdout, flags.json === true ? inspectionJson(found) : inspectionText(found, paint))
    return 0
  },
}

async function inspected(
  input: string,
  target: string | undefined,
  flags: RawFlags,
  io: Io,
): Promise<Inspection> {
  const open = readOpenOptions(flags)
  if (target !== undefined || flags.targetCols !== undefined) {
    const files = target === undefined ? [input] : [input, target]
    const { plain, dataset, notices } = await openDataset(undefined, files, flags, open, undefined, io)
    await sayNotices(notices, flags, io)
    return plain ? inspectSources(...plain) : inspectDataset(dataset)
  }
  if (flags.transpose === true) {
    throw new LossError('E104', '--transpose needs a target', {
      why: 'it is for inputs whose rows are the columns of the target',
      tries: ['leave it out'],
    })
  }
  if (columnFlags.some((name) => flags[name] !== undefined)) return inspectInput(input, flags, open, io)
  const again = input === '-' ? await rewindable(io) : { first: io, whole: io }
  const table = await tableOf(input, open, again.first)
  if (!table?.mixed) {
    try {
      return await inspectSources(await openSource(input, open, again.whole), undefined)
    } catch (error) {
      // Only by columns can it be said where values are missing; standard input is read by now.
      if (!table || input === '-' || !(error instanceof LossError && error.code === 'E202')) throw error
    }
  }
  const seen = await inspectTable(await openTable(input, open, again.whole))
  const guessed = input === '-' ? undefined : await tryGuess(input, seen, flags, open, io)
  return { ...guessed, table: seen, fits: guessed?.fits ?? [] }
}

/** Columns without a target: they are looked at in its place too. */
async function inspectInput(input: string, flags: RawFlags, open: OpenOptions, io: Io): Promise<Inspection> {
  if (flags.inputCols === undefined) {
    throw new LossError('E103', 'the columns of the input are missing', {
      why: 'without them and without a target, inspect looks at all columns as they are',
      tries: ["--input-cols 'p_*'", '--target-col label'],
    })
  }
  const own = { ...flags, targetCols: flags.inputCols, classes: undefined }
  const { dataset, notices } = await openDataset(undefined, [input], own, open, undefined, io).catch(
    (error) => {
      // A target may be text, an input may not.
      if (!(error instanceof LossError && error.code === 'E307')) throw error
      throw new LossError('E201', `${String(flags.inputCols)} of ${input} holds text, not numbers`)
    },
  )
  await sayNotices(notices, flags, io)
  const source = {
    ...dataset.args.input!,
    columns: dataset.args.input!.selected!,
    async *pieces() {
      for await (const pair of dataset.pairs(() => true)) yield pair.args.input!
    },
  }
  return inspectSources(source, undefined)
}

/** Whether an input of columns is more than numbers; undefined where there are no columns to be had. */
async function tableOf(
  input: string,
  open: OpenOptions,
  io: Pick<Io, 'stdin'>,
): Promise<{ mixed: boolean } | undefined> {
  try {
    const { columns } = await openTable(input, open, io)
    const [first] = columns
    if (columns.length === 0) return undefined
    const several = columns.length > 1 && first!.type === 'list'
    return { mixed: several || columns.some(({ type }) => type === 'text' || type !== first!.type) }
  } catch (error) {
    // The reader of the whole says it better.
    if (error instanceof LossError) return undefined
    throw error
  }
}

/** What the columns come to that are input and target by their names; undefined where those are not plain. */
async function tryGuess(
  input: string,
  { columns }: InspectedTable,
  flags: RawFlags,
  open: OpenOptions,
  io: Io,
): Promise<Inspection | undefined> {
  const guess = guessColumns(columns)
  if (!guess) return undefined
  const missing = columns.some((column) => column.missing > 0) ? { missing: 'skip' } : {}
  const chosen = { ...flags, ...missing, inputCols: guess.input, targetCols: guess.target }
  try {
    const { dataset } = await openDataset(undefined, [input], chosen, open, undefined, io)
    const found = await inspectDataset(dataset)
    const loss = lossFor(found, guess.single)
    const [name, ...how] = loss.split(' ')
    if (found.fits.find((fit) => fit.loss === name)?.refused !== undefined) return found
    const words = inputWords({ ...flags, inputCols: undefined, targetCols: undefined, missing: undefined })
    const selected = [...words, '--input-cols', guess.input, '--target-col', guess.target]
    if (chosen.missing === 'skip') selected.push('--missing', 'skip')
    const command = ['loss-calc', name!, quoted(input), ...how, ...selected.map(quoted)].join(' ')
    return { ...found, command }
  } catch (error) {
    if (error instanceof LossError) return undefined
    throw error
  }
}

/** The loss that such numbers are usually for. */
function lossFor({ input, target }: Required<Pick<Inspection, 'input' | 'target'>>, single: boolean): string {
  if (!single) {
    if (input.looks === 'log-probabilities') return 'nll'
    return input.looks === 'probabilities per row' || input.looks === 'one-hot rows'
      ? 'ce --from probs'
      : 'ce'
  }
  if (target.looks !== 'zeros and ones') return 'mse'
  return input.min >= 0 && input.max <= 1 ? 'bce' : 'bce-logits'
}
