import type { Command } from '../../command/command.ts'
import { withCompat } from '../../command/compat.ts'
import { addRepeatedLossFlags } from '../../command/flags.ts'
import { refuseIdle } from '../../command/idle-check.ts'
import { choice, namedLoss, type RawFlags, readCount, textOf, textsOf } from '../../command/read-flags.ts'
import { addColorFlags, addHintFlags, addPrecisionFlag } from '../../command/output-flags.ts'
import { filesNamed, inNaturalOrder } from '../../command/patterns.ts'
import { readDistance, readLimit } from '../../command/tolerance.ts'
import { LossError } from '../../error.ts'
import { comparesTwo } from '../../losses/forms.ts'
import { lossNames } from '../../losses/registry.ts'
import { isGiven } from '../../readers/open.ts'
import type { Series } from '../../comparison.ts'
import type { SeriesCheck } from './series-text.ts'
import { runSeries } from './run-series.ts'

/** `loss-calc trend <loss> <files...>`: the loss of each file, and how it moved. */
export const trend: Command = {
  words: lossNames,
  configure(command, argv) {
    command.description(
      'The same loss of several files in natural order (epoch-2 before epoch-10), each compared with the one before it:\n' +
        'the step with a 95 % confidence interval, sample by sample where the files hold the same samples.\n' +
        "'epochs/*.csv' in quotes is a pattern, on every system. --target names one file of targets for all.",
    )
    // What only this command has stands first, and in the short help.
    command
      .optionsGroup('Checks (exit status 1 if one fails)')
      .option('--max <n>', 'the loss of the last file must not be above', { repeated: true })
      .option(
        '--patience <n>',
        'so many files in a row must not pass without a lower loss, as early stopping',
      )
      .option('--min-delta <n>', 'by how much a loss must be lower to count for --patience (default: 0)')
    command.optionsGroup('Options')
    addRepeatedLossFlags(command, argv, ['file', 'targets of all files, where they are no column of each'])
    command
      .option('--against <previous|first>', 'what each file is compared with (default: previous)')
      .optionsGroup('Output')
      .option('--seed <n>', 'of the bootstrap (default: 1)')
      .option('-f, --format <table|json|csv|markdown>', 'default: table')
      .option('--json', 'same as --format json')
      .option('--csv', 'same as --format csv')
      .option('-q, --quiet', 'the name of the best file only')
      .option('--report <file>', 'also a page to share: one HTML file without a script')
      .option('--lang <en|zh>', 'language of the page and of the help (default: en, or LOSS_CALC_LANG)')
    addPrecisionFlag(command)
    addColorFlags(command)
    addHintFlags(command)
    command.noPlace('--quiet', ['--precision'], ['--report'])
  },

  async run([name, ...words], given, io, argv) {
    const loss = await namedLoss(name!)
    const { target: own, ...others } = await withCompat(loss, given)
    const target = textOf(own)
    const two = comparesTwo(loss)
    const flags = two ? others : { ...others, ...(own !== undefined && { target: own }) }
    const named = filesNamed(words, io.packageFolder)
    const files = named.some((file) => file === '-' || isGiven(file)) ? named : inNaturalOrder(named)
    const asked = readChecks(flags)
    return runSeries({
      loss,
      flags,
      models: files,
      shared: two && target !== undefined ? [target] : [],
      against: choice('against', flags.against ?? 'previous', ['previous', 'first'] as const),
      check: (series) =>
        asked.map((check) => refuseIdle(check(series), ...series.models.map(({ report }) => report))),
      name: 'trend',
      argv,
      io,
    })
  },
}

/** @throws LossError E101 for a bound that is no number */
function readChecks({ max, patience, minDelta }: RawFlags): ((series: Series) => SeriesCheck)[] {
  const checks = textsOf(max).map((text) => atMost(readLimit('max', text)))
  if (patience !== undefined) {
    const files = readCount('patience', String(patience), 1e6)
    if (files === 0)
      throw new LossError('E101', `--patience must be a whole number from 1 on, got ${String(patience)}`, {
        takes: { option: 'patience', values: [1] },
      })
    checks.push(notLonger(files, minDelta === undefined ? 0 : readDistance('min-delta', String(minDelta))))
  } else if (minDelta !== undefined) {
    throw new LossError('E104', '--min-delta says what --patience takes for lower', {
      tries: ['--patience 3'],
    })
  }
  return checks
}

function atMost(bound: number) {
  return ({ models }: Series): SeriesCheck => {
    const { name, report } = models.at(-1)!
    const ok = report.value! <= bound
    return {
      asked: `--max ${bound}`,
      ok,
      found: `${report.reduction} ${report.value} of ${name} ${ok ? '<=' : 'is not <='} --max ${bound}`,
    }
  }
}

/** As early stopping counts: a lower loss starts the count again. */
function notLonger(patience: number, minDelta: number) {
  return ({ models }: Series): SeriesCheck => {
    let best = Infinity
    let [waited, lowest, stopped] = [0, 0, -1]
    for (const [i, { report }] of models.entries()) {
      if (report.value! < best - minDelta || (best === Infinity && report.value! < best)) {
        best = report.value!
        waited = 0
        lowest = i
      } else if (++waited === patience && stopped < 0) {
        stopped = i
        break
      }
    }
    const ok = stopped < 0
    const asked = `--patience ${patience}${minDelta === 0 ? '' : ` --min-delta ${minDelta}`}`
    return {
      asked,
      ok,
      found: ok
        ? `${asked}: at most ${patience - 1} files in a row without a lower loss`
        : `${asked}: training would stop at ${models[stopped]!.name}, ${patience} files after ${models[lowest]!.name}`,
    }
  }
}
