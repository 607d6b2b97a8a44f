import type { Command } from '../../command/command.ts'
import { type Io, write } from '../../command/io.ts'
import { widthOf } from '../../command/screen.ts'
import { readLanguage } from '../../command/language.ts'
import { paintFor, readColor } from '../../command/output-flags.ts'
import { moves } from '../../locale/moves.ts'
import { loadSay } from '../../locale/locale.ts'
import { commandLine } from '../../error.ts'
import { fold } from '../../writers/fold.ts'

/** Runs a command line as if it had been typed. */
type RunLine = (argv: readonly string[], io: Io) => Promise<number>

/** `loss-calc demo`: six moves on data of the package, each command before what it prints. */
export function demoCommand(run: RunLine): Command {
  return {
    configure(command) {
      command
        .description('Six moves on data that come with the package: each command is shown, then run.')
        .optionsGroup('Output')
        .option('--color <auto|always|never>', 'colours (default: auto)')
        .option('--no-color', 'same as --color never')
    },
    async run(_args, flags, io) {
      const language = readLanguage(flags.lang, io.env)
      const say = await loadSay(language)
      const color = readColor(flags)
      const paint = await paintFor(color, io.stdout, io.env)
      // Not on the command lines, which are suggested with changes.
      const spoken = Object.create(io, { env: { value: { ...io.env, LOSS_CALC_LANG: language } } }) as Io
      for (const [i, [says, argv]] of moves.entries()) {
        const width = widthOf(io.stdout)
        const plain = `${i + 1}. ${say(says)}`
        const title = width === undefined ? plain : fold(plain, width).join('\n')
        const line = commandLine(argv)
        await write(io.stdout, `${i > 0 ? '\n' : ''}${paint.strong(title)}\n$ ${paint.code(line)}\n`)
        await run([...argv, ...(color === 'auto' ? [] : ['--color', color])], spoken)
      }
      const more = say('More: loss-calc --help, loss-calc <command> -h')
      await write(io.stdout, `\n${more}\n`)
      return 0
    },
  }
}
