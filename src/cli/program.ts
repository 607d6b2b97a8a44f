import { Command, CommanderError } from 'commander'
import { LossError } from '../error.ts'
import type { Loss } from '../losses/loss.ts'
import { findLoss, formsOf, losses } from '../losses/registry.ts'
import { addLossFlags, addSharedFlags, type RawFlags } from './flags.ts'

/** What the command line can ask for; each returns what it has to say on stdout. */
export interface Actions {
  compute(loss: Loss, inputs: readonly [string, string], flags: RawFlags): Promise<string>
  help(topic: string): Promise<string>
  schema(name: string): Promise<string>
}

const examples = `
Examples:
  $ loss-calc bce-logits logits.csv target.csv
  $ loss-calc ce logits.csv labels.csv --weight 1,2,4 --json
  $ loss-calc mse '[2.5, 0, 2, 8]' '[3, -0.5, 2, 7]' -q
  0.375

More: loss-calc <loss> --help, loss-calc help <formats|reductions|exit-codes|E301>
`

/**
 * Runs a command line, grown from the list of losses, and returns the text for stdout. commander only splits the
 * words; values are checked where they are used.
 *
 * @throws LossError E102 unknown command or flag, E103 missing or surplus argument, and what the actions throw
 */
export async function runCommandLine(
  argv: readonly string[],
  version: string,
  actions: Actions,
): Promise<string> {
  const texts: string[] = []
  const program = buildProgram(version, argv, actions, (text) => texts.push(text))
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeOut: (text) => texts.push(text), writeErr: () => {} })
  }
  if (argv.length === 0) {
    throw new LossError('E103', 'a loss and its inputs are missing', {
      tries: ['loss-calc bce-logits input.csv target.csv', 'loss-calc --help'],
    })
  }
  try {
    await program.parseAsync(commandFirst(argv), { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode !== 0) throw usageError(error, argv)
  }
  return texts.join('')
}

/** Flags may stand before the loss too: `loss-calc --json mse a.csv b.csv`. */
function commandFirst(argv: readonly string[]): string[] {
  const at = argv.findIndex((word) => findLoss(word) !== undefined)
  return at <= 0 || !argv[0]!.startsWith('-')
    ? [...argv]
    : [argv[at]!, ...argv.slice(0, at), ...argv.slice(at + 1)]
}

/** Flags are only added to the loss that `argv` names: the others are not asked. */
function buildProgram(
  version: string,
  argv: readonly string[],
  actions: Actions,
  say: (text: string) => void,
): Command {
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
      .action(async (input: string, target: string, flags: RawFlags) => {
        say(await actions.compute(loss, [input, target], flags))
      })
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
      const command = program.commands.find((one) => one.name() === topic)
      if (topic === undefined || command) (command ?? program).outputHelp()
      else say(await actions.help(topic))
    })
  program
    .command('schema')
    .summary('JSON Schema of an output: result or sample')
    .argument('<name>')
    .action(async (name: string) => say(await actions.schema(name)))
  return program
}

function describeLoss(loss: Loss): string {
  const forms = [...formsOf(loss)].map(([mode, form]) => {
    const title = mode === '' ? form.summary : `${form.summary} (--mode ${mode})`
    return `${title}\n  ${form.formula}\n  as ${form.torch}\n  ${form.source}`
  })
  return forms.join('\n\n')
}

/** commander's complaint in the style of all errors. */
function usageError(error: CommanderError, argv: readonly string[]): LossError {
  const [what, ...rest] = error.message.replace(/^error: /, '').split('\n')
  const loss = argv.map(findLoss).find((found) => found !== undefined)
  const help = loss ? `loss-calc ${loss.name} --help` : 'loss-calc --help'
  const suggestion = rest.join(' ').replace(/^\(|\)$/g, '')
  const code =
    error.code === 'commander.missingArgument' || error.code === 'commander.excessArguments'
      ? 'E103'
      : error.code === 'commander.optionMissingArgument'
        ? 'E101'
        : 'E102'
  const missing = code === 'E103' && loss ? [`loss-calc ${loss.name} input.csv target.csv`] : []
  return new LossError(code, what!, {
    ...(suggestion !== '' && { why: suggestion }),
    tries: [...missing, help],
  })
}
