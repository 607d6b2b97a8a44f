import { CommanderError } from 'commander'
import { LossError } from '../error.ts'
import { findLoss } from '../losses/registry.ts'
import { loadPaint, resolveColor } from '../writers/color.ts'
import { errorJson, renderError } from '../writers/error.ts'
import type { RawFlags } from './flags.ts'
import { type Io, write } from './io.ts'
import { buildProgram } from './program.ts'

/** Where to report what should not happen. */
const ISSUES = 'https://github.com/loss-calc/loss-calc/issues'

/**
 * Runs a command line and returns the exit status. The only place that prints errors.
 */
export async function main(argv: readonly string[], io: Io, version: string): Promise<number> {
  try {
    await runProgram(argv, io, version)
    return 0
  } catch (error) {
    const known = error instanceof LossError ? error : bug(error)
    await printError(known, argv, io)
    return known.exit
  }
}

async function runProgram(argv: readonly string[], io: Io, version: string): Promise<void> {
  const texts: string[] = []
  const program = buildProgram(version, argv, {
    compute: async (loss, inputs, flags: RawFlags) => {
      const { runCompute } = await import('./commands/compute.ts')
      await runCompute(loss, inputs, flags, io)
    },
    help: async (topic) => {
      const { helpText } = await import('./commands/help.ts')
      texts.push(helpText(topic))
    },
    schema: async (name) => {
      const { schemaText } = await import('./commands/schema.ts')
      texts.push(schemaText(name))
    },
  })
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeOut: (text) => texts.push(text), writeErr: () => {} })
  }
  if (argv.length === 0) {
    throw new LossError('E103', 'a loss and its inputs are missing', {
      tries: ['loss-calc bce-logits input.csv target.csv', 'loss-calc --help'],
    })
  }
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode !== 0) throw usageError(error, argv)
  }
  await write(io.stdout, texts.join(''))
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

function bug(error: unknown): LossError {
  const message = error instanceof Error ? error.message : String(error)
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  return new LossError('E700', `something in loss-calc went wrong: ${message}`, {
    why: stack
      .split('\n')
      .slice(1, 4)
      .map((line) => line.trim())
      .join(' | '),
    tries: [`report it at ${ISSUES}`],
  })
}

async function printError(error: LossError, argv: readonly string[], io: Io): Promise<void> {
  if (argv.includes('--json') || argv.join(' ').includes('--format json')) {
    await write(io.stderr, `${JSON.stringify({ error: errorJson(error) })}\n`)
    return
  }
  const when = argv.includes('--no-color') || argv.join(' ').includes('--color never') ? 'never' : 'auto'
  const color = resolveColor({ flag: when, env: io.env, isTTY: io.stderr.isTTY === true })
  await write(io.stderr, renderError(error, await loadPaint(color)))
}
