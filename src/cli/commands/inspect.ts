import { type Inspection, inspectDataset, inspectSources, inspectTable } from '../../engine/inspect.ts'
import { LossError } from '../../error.ts'
import { findLoss } from '../../losses/registry.ts'
import { type OpenOptions, openSource, openTable } from '../../readers/open.ts'
import { loadPaint } from '../../writers/color.ts'
import { inspectionJson, inspectionText } from '../../writers/inspection.ts'
import { likelyColumns } from '../column-guesses.ts'
import { choosesNumbers, openDataset } from '../dataset.ts'
import { addColumnFlags, addInputFlags, colorOf, type RawFlags, readOpenOptions } from '../flags.ts'
import { type Io, write } from '../io.ts'
import { quoted } from '../paste.ts'
import type { Command } from './command.ts'

/** `loss-calc inspect <input> [target]`: what was read, and which losses it is good for. */
export const inspect: Command = {
  configure(command) {
    command.description(
      'Reads without computing: shapes, ranges, what the numbers look like, which losses fit.',
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
    const open = readOpenOptions(flags)
    if (input === '-' && target === '-') {
      throw new LossError('E106', 'both input and target are -, but there is one standard input')
    }
    const found = await look(target === undefined ? [input!] : [input!, target], flags, open, io)
    const paint = await loadPaint(colorOf(flags, io.stdout, io.env))
    await write(io.stdout, flags.json === true ? inspectionJson(found) : inspectionText(found, paint))
    return 0
  },
}

async function look(
  inputs: readonly string[],
  flags: RawFlags,
  open: OpenOptions,
  io: Io,
): Promise<Inspection & { tries?: readonly string[] }> {
  const [input, target] = inputs as [string, string | undefined]
  if (choosesNumbers(flags)) {
    // Of a loss with two forms, targets may be names of classes, or True and False.
    const { dataset } = await openDataset(findLoss('focal')!, inputs, flags, open, undefined, io)
    return inspectDataset(dataset)
  }
  if (target === undefined) {
    const table = await openTable(input, open, io)
    const found = await inspectTable(table)
    const flags = found.others && likelyColumns(table.columns)
    return flags === undefined ? found : { ...found, tries: [`loss-calc inspect ${quoted(input)} ${flags}`] }
  }
  return inspectSources(await openSource(input, open, io), await openSource(target, open, io))
}
