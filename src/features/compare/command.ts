import { computeBoth } from './compute-both.ts'
import { LossError } from '../../error.ts'
import { loadedLoss, lossNames } from '../../losses/registry.ts'
import { Compared } from '../../collectors/comparison.ts'
import { loadPaint } from '../../writers/color.ts'
import { comparisonJson, comparisonQuiet, comparisonText } from './text.ts'
import { withCompat } from '../../command/compat.ts'
import { openDataset } from '../../command/dataset.ts'
import {
  addColumnFlags,
  addInputFlags,
  addLossFlags,
  choice,
  colorOf,
  namedLoss,
  readCount,
  readLossOptions,
  readOpenOptions,
  readReduction,
} from '../../command/flags.ts'
import { type Io, write } from '../../command/io.ts'
import type { Command } from '../../command/command.ts'
import { readLanguage } from '../../command/language.ts'
import { commandOf, openPage, pageWords, sayPage } from '../../command/page.ts'
import type { PageWords } from '../../locale/page-en.ts'
import type { Comparison } from '../../report.ts'

/** `loss-calc compare <loss> <a> <b> [target]`: the losses of two models, sample by sample. */
export const compare: Command = {
  words: lossNames,
  configure(command, argv) {
    command.description(
      'The same loss of two models on the same samples: b - a, with a 95 % confidence interval.\n' +
        'Each file may hold its target as a column (--target-col); otherwise the target is the last argument.',
    )
    const loss = argv.map(loadedLoss).find((found) => found !== undefined)
    if (loss) addLossFlags(command, loss)
    command.option('--reduction <mean|sum>', 'of the two losses that are shown (default: mean)')
    addInputFlags(command)
    addColumnFlags(command)
    command
      .optionsGroup('Output:')
      .option('--top <n>', 'samples whose loss grew the most (default: 5)')
      .option('--seed <n>', 'of the bootstrap (default: 1)')
      .option('-f, --format <table|json>', 'default: table')
      .option('--json', 'same as --format json')
      .option('-q, --quiet', 'the difference only')
      .option('--report <file>', 'also a page to share: one HTML file without a script')
      .option('--lang <en|zh>', 'language of the page and of the help (default: en, or LOSS_CALC_LANG)')
      .option('--precision <digits|full>', 'decimals of numbers for people (default: 4)')
      .option('--color <auto|always|never>', 'colours (default: auto)')
      .option('--no-color', 'same as --color never')
  },

  async run([name, first, second, target], given, io, argv) {
    const loss = await namedLoss(name!)
    const flags = await withCompat(loss, given)
    const open = readOpenOptions(flags)
    const { reduction } = readReduction(loss, flags)
    if (reduction !== 'mean' && reduction !== 'sum')
      throw new LossError('E101', '--reduction must be mean or sum here')
    const format = choice('format', flags.json === true ? 'json' : (flags.format ?? 'table'), [
      'table',
      'json',
    ])
    const precision = readCount('precision', String(flags.precision ?? 4), 'full', 17)
    const top = readCount('top', String(flags.top ?? 5), 'all', 1e6)
    const seed = readCount('seed', String(flags.seed ?? 1), 'all', 999_999_999)
    if (target === '-')
      throw new LossError('E106', 'the target is read once for each model, so it must be a file')
    const options = await readLossOptions(loss, flags, io, open)
    const openSide = async (input: string) => {
      const inputs = target === undefined ? [input] : [input, target]
      return (await openDataset(loss, inputs, flags, open, options.ignoreIndex, io)).dataset
    }
    const request = {
      loss,
      options,
      reduction,
      mode: typeof flags.mode === 'string' ? flags.mode : undefined,
      from: typeof flags.from === 'string' ? flags.from : undefined,
      values: false,
      grad: false,
      samples: Infinity,
    }
    const language = readLanguage(flags.lang, io.env)
    const files = [first!, second!, ...(target === undefined ? [] : [target])]
    const page = openPage(flags, files, reduction, io)
    const compared = new Compared(reduction, top === 'all' ? Infinity : top, Number(seed))
    try {
      const sides = [await openSide(first!), await openSide(second!)] as const
      const [a, b] = await computeBoth(request, sides, (one, other) => compared.add(one, other))
      const comparison = { a, b, ...compared.comparison(sides[0].classes) }
      const paint = await loadPaint(colorOf(flags, io.stdout, io.env))
      const text =
        format === 'json'
          ? comparisonJson(comparison)
          : flags.quiet === true
            ? comparisonQuiet(comparison)
            : comparisonText(comparison, precision, paint)
      const drawn = page && (await pageOf(comparison, await pageWords(language), argv, io))
      page?.file.write(drawn!)
      await write(io.stdout, text)
      await page?.file.commit()
      if (page) await sayPage(page, drawn!, flags, io)
    } catch (error) {
      page?.file.discard()
      throw error
    }
    return 0
  },
}

async function pageOf(
  comparison: Comparison,
  words: PageWords,
  argv: readonly string[],
  io: Io,
): Promise<string> {
  const { comparePage } = await import('../../writers/page/compare-page.ts')
  const about = { version: io.version ?? '', command: commandOf(argv), formula: { text: '' } }
  return comparePage(comparison, words, about)
}
