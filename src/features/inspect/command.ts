import { type Fit, inspectDataset, inspectSources } from './inspect.ts'
import { type InspectedTable, inspectTable } from './inspect-table.ts'
import { LossError, passRefused, quoted } from '../../error.ts'
import type { Loss } from '../../losses/loss.ts'
import { lossMistakenAs } from '../../losses/registry.ts'
import { type OpenOptions, openSource, openTable } from '../../readers/open.ts'
import { inspectionJson, inspectionText, type PrintedInspection } from './text.ts'
import { selectColumns } from '../../data/column-selectors.ts'
import { type Guess, guessColumns, labelsOf } from '../../data/likely-columns.ts'
import { columnFlags, openData, readData } from '../../command/dataset.ts'
import { refuseUnreadable } from '../../command/named-files.ts'
import { isPipe } from '../../command/pipes.ts'
import { addColumnFlags, addInputFlags, inputWords } from '../../command/flags.ts'
import { type RawFlags, readLosses, readOpenOptions } from '../../command/read-flags.ts'
import { type Io, write } from '../../command/io.ts'
import { readLanguage } from '../../command/language.ts'
import { loadHelp, loadSay, loadWords } from '../../locale/locale.ts'
import { addColorFlags, paintFor, readColor } from '../../command/output-flags.ts'
import type { Source, TableSource } from '../../table.ts'
import { sameShape } from '../../tensor.ts'
import { writeText } from '../../command/screen.ts'
import { writeNotices } from '../../command/notices.ts'
import type { Command } from '../../command/command.ts'

/** `loss-calc inspect <input> [target]`: what was read, and which losses it is good for. */
export const inspect: Command = {
  configure(command) {
    command.description(
      'Reads without computing: columns, shapes, ranges, what the numbers look like, which losses fit.',
    )
    addInputFlags(command)
    addColumnFlags(command)
    command.optionsGroup('Losses').option('--loss <loss,...>', 'only these')
    command.optionsGroup('Output').option('--json', 'one object with every digit')
    addColorFlags(command)
  },
  async run([input, target], flags, io) {
    const asked = await readLosses(flags.loss)
    const seen = await inspected(input!, target, flags, io)
    const command = target === undefined ? undefined : await commandFor(seen, [input!, target], flags)
    const all = command === undefined ? seen : { ...seen, command }
    const found = asked ? { ...all, fits: fitsOf(all.fits, asked) } : all
    const paint = await paintFor(readColor(flags), io.stdout, io.env)
    if (flags.json === true) await write(io.stdout, inspectionJson(found))
    else {
      const language = readLanguage(flags.lang, io.env)
      const [say, words, { hints }] = await Promise.all([
        loadSay(language),
        loadWords(language),
        loadHelp(language),
      ])
      const inLanguage = { say, words, hints }
      await writeText(inspectionText(found, paint, inLanguage), flags, io)
    }
    return 0
  },
}

/** Of the losses that were asked for, each on a line of its own. */
function fitsOf(fits: readonly Fit[], asked: readonly Loss[]): Fit[] {
  return fits
    .filter(({ loss }) => asked.some(({ name }) => name === loss))
    .map((fit) => ({ ...fit, usual: true }))
}

async function inspected(
  input: string,
  target: string | undefined,
  flags: RawFlags,
  io: Io,
): Promise<PrintedInspection> {
  const open = readOpenOptions(flags)
  const named = target === undefined ? [input] : [input, target]
  // Also where no column asks for a flag of theirs, a bad value is none.
  const asked = readData(undefined, named, flags)
  await refuseUnreadable([], named, flags, io)
  if (target !== undefined || flags.targetCols !== undefined) {
    const { sources, asRead, dataset, notices } = await openData(asked, {}, io)
    const found = await (sources && asRead ? inspectSources(...sources) : inspectDataset(dataset))
    await writeNotices(notices, flags, io)
    return found
  }
  if (flags.transpose === true)
    throw new LossError('E104', '--transpose needs a target', {
      why: 'it is for inputs whose rows are the columns of the target',
      tries: ['leave it out'],
    })
  if (columnFlags.some((name) => flags[name] !== undefined)) return inspectInput(input, flags, open, io)
  const source = await openSource(input, open, io)
  // The full read gives the better message.
  const found = await source.table().catch(passRefused)
  const table = found && found.columns.length > 0 ? found : undefined
  const guess = table && guessColumns(table.columns, await labelsOf(table))
  const apart =
    table !== undefined && (guess !== undefined || isMixed(table) || (await hasNames(source, table)))
  if (!apart) {
    try {
      return await inspectSources(source, undefined)
    } catch (error) {
      // Column by column it can be said where values are missing; but a pipe can be read only once.
      if (!table || isPipe(input) || !(error instanceof LossError && error.code === 'E202')) throw error
    }
  }
  const used = guess && table ? usedBy(guess, table) : []
  const wanted = { all: flags.json === true, used }
  const seen = await inspectTable(apart ? table : await openTable(input, open, io), wanted)
  const guessed = guess && !isPipe(input) ? await tryGuess(input, seen, guess, flags, open, io) : undefined
  return { ...guessed, table: seen, fits: guessed?.fits ?? [] }
}

/** Columns without a target: the input takes the place of the target too. */
async function inspectInput(
  input: string,
  flags: RawFlags,
  open: OpenOptions,
  io: Io,
): Promise<PrintedInspection> {
  if (flags.inputCols === undefined)
    throw new LossError('E103', 'the columns of the input are missing', {
      why: 'without them and without a target, inspect looks at all columns as they are',
      tries: ["--input-cols 'p_*' --target-col label"],
    })
  const own = { ...flags, targetCols: flags.inputCols, classes: undefined }
  const { dataset, notices } = await openData(readData(undefined, [input], own), {}, io).catch((error) => {
    // A target may be text, an input may not.
    if (!(error instanceof LossError && error.code === 'E307')) throw error
    throw new LossError('E201', `${String(flags.inputCols)} of ${input} holds text, not numbers`)
  })
  const source = {
    ...dataset.args.input!,
    columns: dataset.args.input!.selected!,
    async *pieces() {
      for await (const pair of dataset.pairs(() => true, true)) yield pair.args.input!
    },
  }
  const found = await inspectSources(source, undefined)
  await writeNotices(notices, flags, io)
  return found
}

/** Whether the columns are not all numbers. */
function isMixed({ columns }: TableSource): boolean {
  const [first] = columns
  const several = columns.length > 1 && first!.type === 'list'
  return several || columns.some(({ type }) => type === 'text' || type !== first!.type)
}

/** Whether several names stand beside the numbers of each row, which are no tensor then. */
async function hasNames(source: Source, { columns }: TableSource): Promise<boolean> {
  return columns.length > 1 && (await source.named?.()) === true
}

function usedBy({ input, target }: Guess, { columns, name }: TableSource): number[] {
  return [input, target].flatMap((selector) => selectColumns(selector, { columns, name }))
}

/** What is found if these columns are input and target; undefined where they cannot be. */
async function tryGuess(
  input: string,
  { lacking }: InspectedTable,
  guess: Guess,
  flags: RawFlags,
  open: OpenOptions,
  io: Io,
): Promise<PrintedInspection | undefined> {
  const chosen = {
    ...flags,
    ...(lacking && { missing: 'skip' }),
    inputCols: guess.input,
    targetCols: guess.target,
  }
  try {
    const { dataset } = await openData(readData(undefined, [input], chosen), {}, io)
    const found = await inspectDataset(dataset)
    const loss = await lossFor(found, guess.elements)
    const [name, ...how] = loss.split(' ')
    if (found.fits.find((fit) => fit.loss === name)?.refused !== undefined) return found
    const words = inputWords({ ...flags, inputCols: undefined, targetCols: undefined, missing: undefined })
    const selected = [...words, '--input-cols', guess.input, '--target-col', guess.target]
    if (chosen.missing === 'skip') selected.push('--missing', 'skip')
    const command = ['loss-calc', name!, quoted(input), ...how, ...selected.map(quoted)].join(' ')
    return { ...found, command }
  } catch (error) {
    if (!(error instanceof LossError)) throw error
    const refusal = `no loss fits ${guess.input} and ${guess.target}: ${error.message}`
    return { fits: [], refusal }
  }
}

/** The command for two files, with the option that makes a loss fit where none does without; undefined if there is none. */
async function commandFor(
  found: PrintedInspection,
  files: readonly [string, string],
  flags: RawFlags,
): Promise<string | undefined> {
  const { input, target, fits } = found
  if (!input || !target) return undefined
  const usual = await lossFor({ input, target }, sameShape(input.shape, target.shape))
  const [name, ...how] = usual.split(' ')
  const fixed =
    fits.find(({ loss, fix }) => loss === name && fix !== undefined) ??
    fits.find((fit) => fit.usual && fit.fix)
  const fitting = fits.some(({ loss, refused }) => loss === name && refused === undefined)
  if (!fitting && !fixed) return undefined
  const words = [
    'loss-calc',
    fitting ? name! : fixed!.loss,
    ...files,
    ...(fitting ? how : []),
    ...inputWords(flags),
  ]
  return [...words.map(quoted), ...(fitting ? [] : [fixed!.fix!])].join(' ')
}

/** The loss that such numbers are usually for. */
async function lossFor(
  { input, target }: Required<Pick<PrintedInspection, 'input' | 'target'>>,
  elements: boolean,
): Promise<string> {
  const classes = target.looks === 'one-hot rows' && input.shape.length > 1
  if (!elements || classes) {
    if (input.looks === 'log-probabilities' && !classes) return lossMistakenAs('classes of log-probabilities')
    const probabilities = input.looks === 'probabilities per row' || input.looks === 'one-hot rows'
    return `${await lossMistakenAs('classes of logits')}${probabilities ? ' --from probs' : ''}`
  }
  // A mask with gray values of 0 and 255.
  const mask = target.looks === 'class indices' && target.max === 255 && target.shape.length > 2
  if (target.looks !== 'zeros and ones' && !mask) return lossMistakenAs('square')
  const loss = await lossMistakenAs(
    input.min >= 0 && input.max <= 1 ? 'binary of probabilities' : 'binary of logits',
  )
  return mask ? `${loss} --target-format gray` : loss
}
