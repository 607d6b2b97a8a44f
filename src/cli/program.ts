import { Command } from 'commander'
import type { Loss } from '../losses/loss.ts'
import { formsOf, losses } from '../losses/registry.ts'
import { addLossFlags, addSharedFlags, type RawFlags } from './flags.ts'

/** What the command line asks for; commander only splits the words. */
export interface Actions {
  compute(loss: Loss, inputs: readonly [string, string], flags: RawFlags): Promise<void>
  help(topic: string): Promise<void>
  schema(name: string): Promise<void>
}

const examples = `
Examples:
  $ loss-calc bce-logits logits.csv target.csv
  $ loss-calc ce logits.csv labels.csv --weight 1,2,4 --json
  $ loss-calc mse '[2.5, 0, 2, 8]' '[3, -0.5, 2, 7]' -q
  0.375

More: loss-calc <loss> --help, loss-calc help <formats|reductions|exit-codes|E301>
`

/** The command line, grown from the list of losses. Flags are only added to the loss that `argv` names. */
export function buildProgram(version: string, argv: readonly string[], actions: Actions): Command {
  const program = new Command('loss-calc')
    .description("The loss calculator for the shell, with PyTorch's exact semantics.")
    .version(version, '-V, --version')
    .helpCommand(false)
    .addHelpText('after', examples)
    .usage('<loss> <input> <target> [options]')
  for (const loss of losses) {
    const command = program
      .command(loss.name)
      .summary(loss.summary)
      .argument('<input>', 'file, - for standard input, or inline JSON')
      .argument('<target>', 'the same')
      .action((input: string, target: string, flags: RawFlags) =>
        actions.compute(loss, [input, target], flags),
      )
    if (!argv.includes(loss.name)) continue
    command.description(describeLoss(loss))
    addLossFlags(command, loss)
    addSharedFlags(command)
  }
  program
    .command('help')
    .summary('a topic, an error code or a command')
    .argument('[topic]')
    .action(async (topic?: string) => {
      const command = program.commands.find(({ name }) => name.call(program) === topic)
      if (topic === undefined || command) (command ?? program).outputHelp()
      else await actions.help(topic)
    })
  program
    .command('schema')
    .summary('JSON Schema of an output: result or sample')
    .argument('<name>')
    .action((name: string) => actions.schema(name))
  return program
}

function describeLoss(loss: Loss): string {
  const forms = [...formsOf(loss)].map(([mode, form]) => {
    const title = mode === '' ? form.summary : `${form.summary} (--mode ${mode})`
    return `${title}\n  ${form.formula}\n  as ${form.torch}\n  ${form.source}`
  })
  return forms.join('\n\n')
}
