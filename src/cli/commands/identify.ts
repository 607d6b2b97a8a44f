import { type Identified, identify as search, printedNumber } from '../../checks/identify.ts'
import { LossError } from '../../error.ts'
import { findLoss, losses } from '../../losses/registry.ts'
import { type OpenOptions, openSource, readAll } from '../../readers/open.ts'
import { joinTensors, type Tensor } from '../../tensor.ts'
import { loadPaint, type Paint } from '../../writers/color.ts'
import { identifiedSchemaName } from '../../writers/command-schemas.ts'
import { exact, short } from '../../writers/number.ts'
import { visible } from '../../writers/text.ts'
import { choosesNumbers, columnWords, openDataset } from '../dataset.ts'
import {
  addAllLossFlags,
  addColumnFlags,
  addInputFlags,
  choice,
  colorOf,
  type RawFlags,
  readLossOptions,
  readOpenOptions,
} from '../flags.ts'
import { type Io, write } from '../io.ts'
import { quoted } from '../paste.ts'
import type { Command } from './command.ts'

/** How many matches are shown to a person. */
const SHOWN = 8

/** `loss-calc identify <input> [target] --value V`: which loss and convention give a number. */
export const identify: Command = {
  configure(command) {
    command.description(
      'Finds the losses and conventions (reduction, divisor, weights, activations, log base, clipping, alpha side) that\n' +
        'give a number, to the digits it is printed with. Exit status 1 if none does.',
    )
    command
      .requiredOption('--value <number>', 'the number, with the digits that are known')
      .option('--loss <names>', `only these: ${losses.map(({ name }) => name).join(', ')}`)
    addAllLossFlags(command)
    addInputFlags(command)
    addColumnFlags(command)
    command
      .optionsGroup('Output:')
      .option('--json', 'all matches as one object')
      .option('--color <auto|always|never>', 'colours (default: auto)')
      .option('--no-color', 'same as --color never')
  },

  async run([input, target], flags, io) {
    const printed = printedNumber(String(flags.value))
    if (!printed) throw new LossError('E101', `--value must be a number, got ${String(flags.value)}`)
    if (input === '-' && target === '-') {
      throw new LossError('E106', 'both input and target are -, but there is one standard input')
    }
    const asked =
      typeof flags.loss === 'string' ? flags.loss.split(',').map((name) => name.trim()) : undefined
    const chosen =
      asked?.map((name) =>
        findLoss(
          choice(
            'loss',
            name,
            losses.map((loss) => loss.name),
          ),
        )!,
      ) ?? losses
    const open = readOpenOptions(flags)
    const given = await Promise.all(losses.map((loss) => readLossOptions(loss, flags, io, open)))
    const options = Object.assign({}, ...given) as Record<string, unknown>
    if (target === undefined && flags.targetCols === undefined) {
      throw new LossError('E103', 'a target is missing', {
        tries: [`loss-calc identify ${quoted(input!)} --target-col label --value ${String(flags.value)}`],
      })
    }
    const inputs = target === undefined ? [input!] : [input!, target]
    const numbers = choosesNumbers(flags) ? readColumns : readTensors
    const tensors = await numbers(inputs, flags, open, io)
    const names = [
      quoted(input!),
      `${inputs.slice(1).map(quoted).join('')}${columnWords(flags)}`.trim(),
    ] as const
    const found = search(chosen, options, tensors.input, tensors.target, names, printed)
    const paint = await loadPaint(colorOf(flags, io.stdout, io.env))
    await write(io.stdout, flags.json === true ? asJson(found, printed) : asText(found, printed, paint))
    return found.matches.length > 0 ? 0 : 1
  },
}

interface Numbers {
  readonly input: Tensor
  readonly target: Tensor
}

async function readTensors(
  inputs: readonly string[],
  _flags: RawFlags,
  open: OpenOptions,
  io: Io,
): Promise<Numbers> {
  const [input, target] = [await openSource(inputs[0]!, open, io), await openSource(inputs[1]!, open, io)]
  return { input: await readAll(input), target: await readAll(target) }
}

async function readColumns(
  inputs: readonly string[],
  flags: RawFlags,
  open: OpenOptions,
  io: Io,
): Promise<Numbers> {
  // Of a loss with two forms, targets may be names of classes, or True and False.
  const { dataset } = await openDataset(findLoss('focal')!, inputs, flags, open, undefined, io)
  const pieces = { input: [] as Tensor[], target: [] as Tensor[] }
  for await (const { input, target } of dataset.pairs()) {
    pieces.input.push(input)
    pieces.target.push(target)
  }
  return { input: joinTensors(pieces.input), target: joinTensors(pieces.target) }
}

function asText({ matches, tried }: Identified, { value, within }: Printed, paint: Paint): string {
  const tolerance = `within ${Number(within.toPrecision(2))}`
  if (matches.length === 0) {
    return `none of ${tried} conventions gives ${value} (${tolerance})\n`
  }
  let text = `${matches.length} of ${tried} conventions ${matches.length === 1 ? 'gives' : 'give'} ${value} (${tolerance}):\n`
  for (const { loss, name, why, value, command } of matches.slice(0, SHOWN)) {
    text += `\n${paint.strong(loss)}  ${name}   ${short(value, 'full')}\n  ${why}\n`
    if (command !== '') text += `  ${paint.code(visible(command))}\n`
  }
  const more = matches.length - SHOWN
  return more > 0 ? `${text}\n... ${more} more, less likely: --json lists them all\n` : text
}

type Printed = NonNullable<ReturnType<typeof printedNumber>>

function asJson({ matches, tried }: Identified, { value, within }: Printed): string {
  const list = matches.map(
    (match) =>
      `    ${JSON.stringify({ loss: match.loss, convention: match.name, why: match.why, value: match.value, steps: match.steps, ...(match.command !== '' && { command: match.command }) })}`,
  )
  return `{\n  "schema": "${identifiedSchemaName}",\n  "value": ${exact(value)},\n  "within": ${within},\n  "tried": ${tried},\n  "matches": [${list.length > 0 ? `\n${list.join(',\n')}\n  ` : ''}]\n}\n`
}
