import { computeBoth } from './compute-both.ts'
import { LossError } from '../../error.ts'
import { loadedLoss, lossNames } from '../../losses/registry.ts'
import { Compared } from '../../collectors/comparison.ts'
import { comparisonJson, comparisonQuiet, comparisonText } from './text.ts'
import { withCompat } from '../../command/compat.ts'
import { openDataset } from '../../command/dataset.ts'
import {
  addColumnFlags,
  addInputFlags,
  addLossFlags,
  choice,
  namedLoss,
  type RawFlags,
  readCount,
  readLossOptions,
  readOpenOptions,
} from '../../command/flags.ts'
import { computeRequest, readLossRequest } from '../../command/loss-request.ts'
import type { Comparison, Reduction } from '../../report.ts'
import { type Io, write } from '../../command/io.ts'
import {
  addColorFlags,
  addPrecisionFlag,
  paintFor,
  readColor,
  readPrecision,
} from '../../command/output-flags.ts'
import { writeNotices } from '../../command/notices.ts'
import { isPipe, namedFiles, refuseTwice } from '../../command/named-files.ts'
import { readLanguage } from '../../command/language.ts'
import type { Command } from '../../command/command.ts'

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
    addPrecisionFlag(command)
    addColorFlags(command)
  },

  async run([name, first, second, target], given, io, argv) {
    const loss = await namedLoss(name!)
    const flags = await withCompat(loss, given)
    const open = readOpenOptions(flags)
    const request = readLossRequest(loss, flags)
    const { reduction } = request
    if (reduction !== 'mean' && reduction !== 'sum')
      throw new LossError('E101', '--reduction must be mean or sum here')
    const format = choice('format', flags.json === true ? 'json' : (flags.format ?? 'table'), [
      'table',
      'json',
    ])
    const precision = readPrecision(flags)
    const top = readCount('top', String(flags.top ?? 5), 'all', 1e6)
    const seed = readCount('seed', String(flags.seed ?? 1), 'all', 999_999_999)
    if (target !== undefined && isPipe(target))
      throw new LossError('E106', 'the target is read once for each model, so it must be a file')
    const files = namedFiles([loss], [first!, second!, ...(target === undefined ? [] : [target])], flags)
    refuseTwice(files)
    const page = await openComparePage(flags, files, reduction, io)
    try {
      const options = await readLossOptions(loss, request.options, io, open)
      const openSide = async (input: string) => {
        const inputs = target === undefined ? [input] : [input, target]
        return openDataset(loss, inputs, flags, open, options.ignoreIndex, io)
      }
      const compared = new Compared(reduction, top === 'all' ? Infinity : top, Number(seed))
      const sides = [await openSide(first!), await openSide(second!)] as const
      const alone = { left: 0, right: 0 }
      const [{ id, dataset: one }, { id: otherId, dataset: other }] = sides
      const join =
        id === undefined || otherId !== id
          ? undefined
          : {
              by: id,
              missing: choice('missing-ids', flags.missingIds ?? 'error', ['error', 'skip'] as const),
              onMissing: (side: 'left' | 'right') => void alone[side]++,
            }
      const [a, b] = await computeBoth(
        { ...computeRequest(request, options), samples: Infinity },
        [one, other],
        (one, other) => compared.add(one, other),
        join,
      )
      const notices = new Map(
        sides.flatMap(({ notices }) => notices).map((notice) => [notice.message, notice]),
      )
      if (alone.left + alone.right > 0) {
        const message = `${alone.left} rows of ${first!} and ${alone.right} of ${second!} have no partner with the same ${id}, and are left out`
        notices.set(message, { code: 'W411', message })
      }
      const color = readColor(flags)
      await writeNotices([...notices.values()], color, readLanguage(flags.lang, io.env), io)
      const comparison = { a, b, ...compared.comparison(one.classes) }
      const paint = await paintFor(color, io.stdout, io.env)
      const text =
        format === 'json'
          ? comparisonJson(comparison)
          : flags.quiet === true
            ? comparisonQuiet(comparison)
            : comparisonText(comparison, precision, paint)
      const drawn = page && (await page.draw(comparison, argv))
      // First, as what is on standard output cannot be taken back.
      await page?.pending.file.commit()
      await write(io.stdout, text)
      if (page && flags.quiet !== true) await page.say(drawn!)
    } catch (error) {
      page?.pending.file.discard()
      throw error
    }
    return 0
  },
}

/** The page of --report; undefined without it, and then nothing of it is loaded. */
async function openComparePage(flags: RawFlags, files: readonly string[], reduction: Reduction, io: Io) {
  const language = readLanguage(flags.lang, io.env)
  if (flags.report === undefined) return undefined
  const { commandOf, openPage, pageWords, readPage, sayPage } = await import('../../command/page.ts')
  const pending = openPage(readPage(flags, reduction)!, files, undefined, io)
  return {
    pending,
    async draw(comparison: Comparison, argv: readonly string[]): Promise<string> {
      const { comparePage } = await import('../../writers/page/compare-page.ts')
      const about = { version: io.version ?? '', command: commandOf(argv), formula: { text: '' } }
      const text = comparePage(comparison, await pageWords(language), about)
      pending.file.write(text)
      return text
    },
    say: (text: string) => sayPage(pending, text, io),
  }
}
