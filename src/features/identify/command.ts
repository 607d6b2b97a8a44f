import { type Identified, identify as search, printedNumber, type PrintedNumber } from './identify.ts'
import { type Dataset, type Pair, wholly } from '../../data/pairs.ts'
import { jsonLines } from '../../writers/json-text.ts'
import { LossError, quoted } from '../../error.ts'
import { argumentsOf, formsOf } from '../../losses/forms.ts'
import type { Loss } from '../../losses/loss.ts'
import { loadAll } from '../../losses/registry.ts'
import { joinTensors, type Tensor } from '../../tensor.ts'
import type { Paint } from '../../writers/paint.ts'
import { short } from '../../writers/number.ts'
import { visibleWhole } from '../../writers/text.ts'
import { openData, readData } from '../../command/dataset.ts'
import { addAllLossFlags, addColumnFlags, addInputFlags, inputWords } from '../../command/flags.ts'
import { type RawFlags, readLossOptions, readLosses, readOpenOptions } from '../../command/read-flags.ts'
import { write } from '../../command/io.ts'
import { addColorFlags, paintFor, readColor } from '../../command/output-flags.ts'
import { refuseUnreadable } from '../../command/named-files.ts'
import { readLanguage } from '../../command/language.ts'
import { loadSay, type Say, sayEach } from '../../locale/locale.ts'
import { UsageError } from '../../command/split-words.ts'
import { writeText } from '../../command/screen.ts'
import { writeNotices } from '../../command/notices.ts'
import type { Command } from '../../command/command.ts'

/** How many matches are shown to a person. */
const SHOWN = 8

const VALUE = '--value <number>'

/** `loss-calc identify <input> [target] --value V`: which loss and convention give a number. */
export const identify: Command = {
  async configure(command) {
    command.description(
      'Finds the losses and conventions (reduction, divisor, weights, activations, log base, clipping, alpha side) that\n' +
        'give a number, to the digits it is printed with. Exit status 1 if none does.',
    )
    command
      .option(VALUE, 'the number, with the digits that are known')
      .option('--loss <loss,...>', 'only these')
    addAllLossFlags(command, await loadAll())
    addInputFlags(command)
    addColumnFlags(command)
    command.optionsGroup('Output').option('--json', 'all matches as one object')
    addColorFlags(command)
  },

  async run(files, flags, io) {
    if (flags.value === undefined) throw new UsageError('E102', `required option '${VALUE}' not specified`)
    const printed = printedNumber(String(flags.value))
    if (!printed)
      throw new LossError('E101', `--value must be a number, got ${String(flags.value)}`, {
        takes: { option: 'value' },
      })
    if (flags.weightCol !== undefined)
      throw new LossError('E104', 'identify knows no weights per row', {
        tries: ['--input-cols and --target-col without --weight-col: the loss without weights'],
      })
    const losses = await loadAll()
    const asked = await readLosses(flags.loss)
    const chosen = asked ?? losses
    const open = readOpenOptions(flags)
    await refuseUnreadable(losses, files, flags, io)
    const given = await Promise.all(losses.map((loss) => readLossOptions(loss, flags, io, open)))
    const all = Object.assign({}, ...given) as Record<string, unknown>
    // A flag that is on by default is not asked for.
    const options = Object.fromEntries(
      Object.entries(all).filter(
        ([name, value]) => value !== true || !losses.some((loss) => isOn(loss, name)),
      ),
    )
    // Of three files or more, losses that take so many; their names do not matter.
    const other =
      files.length > 2 ? chosen.find((loss) => argumentsOf(loss).length === files.length) : undefined
    if (files.length > 2 && !other)
      throw new LossError('E103', `no loss takes ${files.length} files`, {
        ...(asked && {
          why: `--loss ${String(flags.loss)} leaves ${asked.length === 1 ? 'one' : asked.length}`,
        }),
        tries: ['loss-calc identify input.csv target.csv --value 0.5'],
      })
    const opened = await openData(readData(other, files, flags), options, io)
    const tensors = await joined(opened.dataset)
    await writeNotices(opened.notices, flags, io)
    const names = files.map(quoted)
    const last = [names.length > 1 ? names.pop()! : '', ...inputWords(flags).map(quoted)]
    const named = [...names, last.filter(Boolean).join(' ')]
    const problem = { names: named, words: wordsOf(options, flags) }
    const found = await search(chosen, opened.options, tensors, problem, printed)
    const paint = await paintFor(readColor(flags), io.stdout, io.env)
    if (flags.json === true) await write(io.stdout, asJson(found, printed))
    else {
      const say = await loadSay(readLanguage(flags.lang, io.env))
      await writeText(asText(found, printed, named, paint, say), flags, io)
    }
    return found.matches.length > 0 ? 0 : 1
  },
}

function isOn(loss: Loss, name: string): boolean {
  return [...formsOf(loss).values()].some(
    ({ options: { [name]: spec } }) => spec?.type === 'flag' && spec.default,
  )
}

/** Numbers of options as the command line calls them, and the ignored index, which counts as the targets do. */
function wordsOf(options: Readonly<Record<string, unknown>>, flags: RawFlags): Map<unknown, string> {
  return new Map(
    Object.entries(options).flatMap(([name, value]): [unknown, string][] => {
      const word = flags[name]
      if (typeof word !== 'string') return []
      if (name === 'ignoreIndex') return [[name, word]]
      return typeof value === 'object' ? [[value, quoted(word)]] : []
    }),
  )
}

async function joined({ pairs }: Dataset): Promise<Tensor[]> {
  const all: Pair[] = []
  for await (const pair of pairs(wholly)) all.push(pair)
  return Object.keys(all[0]?.args ?? {}).map((name) => joinTensors(all.map(({ args }) => args[name]!)))
}

function asText(
  { matches, nearest, tried }: Identified,
  { value, within }: PrintedNumber,
  files: readonly string[],
  paint: Paint,
  say: Say,
): string {
  const tolerance = `within ${Number(within.toPrecision(2))}`
  if (matches.length === 0) {
    const near = nearest.map(
      ({ loss, name, value }) =>
        `  ${paint.strong(loss)}  ${sayEach(name, ', and ', say)}   ${short(value, 'full')}\n`,
    )
    const command = `loss-calc inspect ${files.slice(0, 2).join(' ')}`
    return [
      `none of ${tried} conventions gives ${value} (${tolerance})\n`,
      near.length > 0 ? `\nthe nearest of those that differ in one thing:\n${near.join('')}` : '',
      '\nweights and other options are tried when they are given: --weight, --pos-weight, --ignore-index, --gamma\n',
      `try: ${paint.code(visibleWhole(command))}\n`,
    ].join('')
  }
  let text = `${matches.length} of ${tried} conventions ${matches.length === 1 ? 'gives' : 'give'} ${value} (${tolerance}):\n`
  for (const { loss, name, why, value, command } of matches.slice(0, SHOWN)) {
    text += `\n${paint.strong(loss)}  ${sayEach(name, ', and ', say)}   ${short(value, 'full')}\n  ${sayEach(why, '; ', say)}\n`
    if (command !== '') text += `  ${paint.code(visibleWhole(command))}\n`
  }
  const more = matches.length - SHOWN
  return more > 0 ? `${text}\n... ${more} more, less likely: --json lists them all\n` : text
}

function asJson({ matches, tried }: Identified, { value, within }: PrintedNumber): string {
  const object = {
    schema: 'loss-calc/identified@1',
    ...{ value, within, tried },
    matches: matches.map(({ loss, name, why, value, steps, command }) => {
      return { loss, convention: name, why, value, steps, ...(command !== '' && { command }) }
    }),
  }
  return jsonLines(object, 'matches')
}
