import type { Command } from '../../command/command.ts'
import { addOptionFlags } from '../../command/flags.ts'
import { choice, namedLoss, type RawFlags, readLossOptions } from '../../command/read-flags.ts'
import { writePlain } from '../../command/screen.ts'
import { readLossRequest } from '../../command/loss-request.ts'
import { LossError } from '../../error.ts'
import { loadedAmong, lossNames } from '../../losses/registry.ts'
import { argumentsOf } from '../../losses/forms.ts'
import { flagName } from '../../options.ts'
import { dialects } from './dialects/dialects.ts'
import { queryOf } from './query.ts'
import type { Loss } from '../../losses/loss.ts'
import { exampleQuery, readSqlRequest } from './read.ts'

/** `loss-calc sql <loss> --dialect duckdb --table preds --input-cols p --target-col y`: the loss as a query. */
export const sql: Command = {
  words: lossNames,
  configure(command, argv) {
    const checked = Object.values(dialects).map(({ name, checked }) => `${name} ${checked ?? '(not run)'}`)
    command.description(
      'A query that computes the loss where the predictions are, with the same meaning: one row with mean, sum,\n' +
        'denominator, and how many rows were used, ignored and invalid, or one row per group; --per-sample: each loss.\n' +
        'NULL, a label that is no class, and a number outside the domain make the mean NULL and are counted as invalid.\n' +
        'Nothing is connected to: loss-calc sql ... | duckdb, or | psql -f -\n\n' +
        `Checked on: ${checked.join(', ')}.`,
    )
    const loss = loadedAmong(argv)
    command
      .optionsGroup('Query')
      .option(`--dialect <${Object.keys(dialects).join('|')}>`, 'the SQL of which engine')
      .option('--table <name>', 'where the rows are: preds, eval.preds, or for duckdb files: runs/*.parquet')
      .option('--table-sql <query>', 'a query in place of a table')
      .option('--per-sample', 'the loss of each row')
      .option('--fast', "the engine's own sum, which need not repeat; the default is exact in decimals")
      .option('--experimental', 'also a dialect that nobody has run')
      .optionsGroup('Columns')
      .option(
        '--input-cols <names>',
        'columns of the input; one column of arrays, if --classes says how long',
      )
      .option('--target-col, --target-cols <names>', 'columns of the target')
      .option('--weight-col <name>', 'one weight per row; the mean divides by their sum')
      .option('--id <names>', 'columns that name the samples, with --per-sample')
      .option('--group-by <names>', 'one row for each of their values', { listed: true })
      .option('--classes <n|names>', 'how many classes there are, or the texts of the labels in order')
      .option('--index-base <0|1>', 'what the first class counts as (default: 0)')
      .option('--missing <error|skip>', 'rows that miss a value: invalid, or left out (default: error)')
      .optionsGroup('Reduction')
      .option('--reduction <mean|sum|batchmean>', 'what the column mean holds (default: mean)')
      .option('--mean-by <torch|elements|rows|weights>', 'what the mean divides by (default: torch)')
      .noPlace('--per-sample', ['--fast', '--reduction', '--mean-by'])
    if (!loss) return
    for (const name of argumentsOf(loss).filter((one) => one !== 'input' && one !== 'target')) {
      command.option(`--${flagName(name)}-col, --${flagName(name)}-cols <names>`, `columns of the ${name}`)
    }
    addOptionFlags(command, loss)
  },

  async run([name], flags, io) {
    const loss = await namedLoss(name!)
    const dialect = dialects[choice('dialect', asked('dialect', loss, flags), Object.keys(dialects))]!
    if (dialect.checked === undefined && flags.experimental !== true)
      throw new LossError('E104', `the dialect ${dialect.name} was never run, so it takes --experimental`, {
        tries: ['loss-calc ... --experimental'],
      })
    const options = await readLossOptions(loss, readLossRequest(loss, flags).options, io, {})
    const request = readSqlRequest(loss, options, dialect, flags)
    const version = io.version === undefined ? '' : ` ${io.version}`
    const untried = dialect.checked === undefined ? '; no test ran this: there was no engine' : ''
    const as = request.form.torch ?? request.form.source
    const header = `-- loss-calc${version}: ${loss.name} as ${as}; ${dialect.name}${untried}\n`
    await writePlain(header + queryOf(request), io)
    return 0
  },
}

/** @throws LossError E103 where it is missing, with a whole command for this loss */
function asked(flag: string, loss: Loss, flags: RawFlags): string {
  const value = flags[flag]
  if (typeof value === 'string') return value
  throw new LossError('E103', `--${flag} is missing`, { tries: [exampleQuery(loss)] })
}
