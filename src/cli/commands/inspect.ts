import { inspectSources } from '../../engine/inspect.ts'
import { LossError } from '../../error.ts'
import { openSource } from '../../readers/open.ts'
import { loadPaint } from '../../writers/color.ts'
import { inspectionJson, inspectionText } from '../../writers/inspection.ts'
import { addInputFlags, colorOf, readOpenOptions } from '../flags.ts'
import { write } from '../io.ts'
import type { Command } from './command.ts'

/** `loss-calc inspect <input> [target]`: what was read, and which losses it is good for. */
export const inspect: Command = {
  configure(command) {
    command.description(
      'Reads without computing: shapes, ranges, what the numbers look like, which losses fit.',
    )
    addInputFlags(command)
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
    const found = await inspectSources(
      await openSource(input!, open, io),
      target === undefined ? undefined : await openSource(target, open, io),
    )
    const paint = await loadPaint(colorOf(flags, io.stdout, io.env))
    await write(io.stdout, flags.json === true ? inspectionJson(found) : inspectionText(found, paint))
    return 0
  },
}
