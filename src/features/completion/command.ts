import type { Command } from '../../command/command.ts'
import { choice } from '../../command/read-flags.ts'
import { write } from '../../command/io.ts'
import { type CommandTree, offersFor } from './complete.ts'
import { scripts } from './scripts.ts'

/** `loss-calc completion <shell>`: a script for the shell to read. */
export const completion: Command = {
  words: Object.keys(scripts),
  configure(command) {
    command.description(
      'Prints a script that completes commands, options, their values, files, and names of columns:\n' +
        '  bash        eval "$(loss-calc completion bash)"                     in ~/.bashrc\n' +
        '  zsh         eval "$(loss-calc completion zsh)"                      in ~/.zshrc, after compinit\n' +
        '  fish        loss-calc completion fish > ~/.config/fish/completions/loss-calc.fish\n' +
        '  powershell  loss-calc completion powershell | Out-String | Invoke-Expression',
    )
  },
  async run([shell], _flags, io) {
    const name = choice('shell', shell!, Object.keys(scripts) as (keyof typeof scripts)[], 'shell')
    await write(io.stdout, scripts[name])
    return 0
  },
}

/** `loss-calc complete -- ce preds.csv --target-col l`: what a shell offers for the last word. */
export function completeCommand(tree: CommandTree): Command {
  return {
    configure(command) {
      command.description(
        'Prints what may stand in place of the last word; the scripts of `completion` run it.',
      )
    },
    async run(words, _flags, io) {
      const offers = await offersFor(words, tree, io)
      const lines = offers.map(({ word, meaning }) => `${word}\t${meaning ?? ''}\n`)
      await write(io.stdout, lines.join(''))
      return 0
    },
  }
}
