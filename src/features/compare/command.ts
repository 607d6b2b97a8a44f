import { computeBoth } from './compute-both.ts'
import { noticeRows } from '../../data/row-order.ts'
import type { Opened } from '../../data/opened.ts'
import { LossError } from '../../error.ts'
import { argumentsOf, comparesTwo } from '../../losses/forms.ts'
import type { Loss } from '../../losses/loss.ts'
import { lossNames } from '../../losses/registry.ts'
import { flagName } from '../../options.ts'
import { Compared } from '../../comparison/compared.ts'
import { concludeGate, junitOf, openJunit } from './gate-output.ts'
import { readQuestions } from './gate.ts'
import { comparisonMarkdown } from './markdown.ts'
import { comparisonJson, comparisonQuiet, comparisonText } from './text.ts'
import { quoted } from '../../shell-word.ts'
import { withCompat } from '../../command/compat.ts'
import { openData, readData } from '../../command/dataset.ts'
import {
  addRepeatedLossFlags,
  choice,
  meanOrSum,
  namedLoss,
  type RawFlags,
  readCount,
  readLossOptions,
} from '../../command/flags.ts'
import { computeRequest, readLossRequest } from '../../command/loss-request.ts'
import type { Comparison } from '../../comparison.ts'
import type { Notice, Reduction } from '../../report.ts'
import { type Io, write } from '../../command/io.ts'
import {
  addColorFlags,
  addPrecisionFlag,
  paintFor,
  readColor,
  readPrecision,
} from '../../command/output-flags.ts'
import { writeNotices } from '../../command/notices.ts'
import { namedFiles, refuseUnreadable } from '../../command/named-files.ts'
import { filesOfEach } from '../../command/patterns.ts'
import { refuseShared } from './run-series.ts'
import { widthOf, writeText } from '../../command/screen.ts'
import { readLanguage } from '../../command/language.ts'
import { loadSay } from '../../locale/say.ts'
import type { Command } from '../../command/command.ts'

/** `loss-calc compare <loss> <models...>`: the losses of two models, sample by sample. */
export const compare: Command = {
  words: lossNames,
  configure(command, argv) {
    command.description(
      'The same loss of two models on the same samples: b - a, with a 95 % confidence interval.\n' +
        'Each file may hold its target as a column (--target-col); otherwise the target is the last argument. A loss of\n' +
        'more arguments takes those after its first as the last files, for all models, or each as columns (--var-cols).\n' +
        'Of more than two models each is compared with the first; --target own: every file is a model with its own target.\n' +
        "A pattern in quotes, 'runs/*.csv', stands for the files that it names, in natural order: models with their targets.",
    )
    addRepeatedLossFlags(command, argv, [
      'file|own',
      'targets of all models (default: the last of three files or more)',
    ])
    command
      .optionsGroup('Output')
      .option('--group-by <columns>', 'also both means of each value of a column, and groups for --fail-if')
      .option('--show <columns>', 'also these columns of the first model beside the samples: text,lang')
      .option('--top <n>', 'samples whose loss grew the most (default: 5)')
      .option('--seed <n>', 'of the bootstrap (default: 1)')
      .option('-f, --format <table|json|markdown>', 'default: table; of more than two models also csv')
      .option('--json', 'same as --format json')
      .option('-q, --quiet', 'the difference only')
      .option('--report <file>', 'also a page to share: one HTML file without a script')
    addPrecisionFlag(command)
    addColorFlags(command)
    command
      .optionsGroup('Checks (exit status 1 if one fails)')
      .option(
        "--fail-if <'worse [by <n>] [in class|group]'>",
        'the second model is worse (by more than n), beyond what chance would give; may be repeated',
        { repeated: true },
      )
      .option('--junit <file>', 'also the checks as JUnit, a test case each')
  },

  async run([name, ...given], flagsGiven, io, argv) {
    const loss = await namedLoss(name!)
    const { target: asked, ...others } = await withCompat(loss, flagsGiven)
    const named = filesOfEach(given, io.packageFolder)
    const words = named.flat()
    // The target of a loss of more arguments is one of the files that its own flags name.
    const flags = comparesTwo(loss) ? others : { ...others, ...(asked !== undefined && { target: asked }) }
    const { models, shared } = comparesTwo(loss)
      ? modelsOf(loss, words, asked ?? (named.at(-1)!.length > 1 ? 'own' : undefined))
      : modelsOfMore(loss, words, flags)
    const questions = readQuestions(flags)
    if (models.length > 2) {
      if (questions.length > 0)
        throw new LossError('E104', `--fail-if compares two models, and there are ${models.length}`)
      const { runSeries } = await import('./run-series.ts')
      const check = () => []
      return runSeries({
        loss,
        flags,
        files: models,
        shared,
        against: 'first',
        check,
        name: 'compare',
        argv,
        io,
      })
    }
    const [first, second] = models
    const data = readData(loss, [], flags)
    const request = readLossRequest(loss, flags)
    const reduction = meanOrSum(request.reduction)
    const format = choice('format', flags.json === true ? 'json' : (flags.format ?? 'table'), [
      'table',
      'json',
      'markdown',
    ])
    const precision = readPrecision(flags)
    const top = readCount('top', String(flags.top ?? 5), 'all', 1e6)
    const seed = readCount('seed', String(flags.seed ?? 1), 'all', 999_999_999)
    refuseShared(loss, shared)
    const files = namedFiles([loss], [first!, second!, ...shared], flags)
    refuseUnreadable(files, [first!, second!, ...shared])
    const page = await openComparePage(flags, files, reduction, io)
    const junit = openJunit(flags.junit, files, questions.length > 0, io)
    try {
      const options = await readLossOptions(loss, request.options, io, data.open)
      const openSide = (input: string, columns: typeof data.columns) =>
        openData({ ...data, columns, inputs: [input, ...shared] }, options.ignoreIndex, io)
      // What is shown is that of the first.
      const sides = [
        await openSide(first!, data.columns),
        await openSide(second!, { ...data.columns, show: undefined }),
      ] as const
      const compared = new Compared(
        reduction,
        top === 'all' ? Infinity : top,
        Number(seed),
        questions,
        sides[0].groups,
      )
      const alone = { left: 0, right: 0 }
      const [{ id, dataset: one }, { id: otherId, dataset: other }] = sides
      const join =
        id === undefined || otherId !== id
          ? undefined
          : {
              by: id,
              missing: data.missingIds,
              onMissing: (side: 'left' | 'right') => void alone[side]++,
            }
      const [a, b] = await computeBoth(
        { ...computeRequest(request, options), samples: Infinity },
        [one, other],
        (one, other) => compared.add(one, other),
        join,
      )
      const told = sides.flatMap(({ notices }) => [...notices])
      if (data.columns.id === undefined) await noticeModels(sides, told)
      const notices = new Map(told.map((notice) => [notice.message, notice]))
      if (alone.left + alone.right > 0) {
        const message = `${alone.left} rows of ${first!} and ${alone.right} of ${second!} have no partner with the same ${id}, and are left out`
        notices.set(message, { code: 'W411', message })
      }
      const found = compared.comparison(one.classes)
      if (found.unknown > 0) {
        const message = `${found.unknown} ${found.unknown === 1 ? 'sample has a loss that is' : 'samples have losses that are'} NaN, so neither model is called better`
        notices.set(message, { code: 'W409', message })
      }
      const color = readColor(flags)
      await writeNotices([...notices.values()], color, readLanguage(flags.lang, io.env), io)
      const comparison = { a, b, ...found }
      const paint = await paintFor(color, io.stdout, io.env)
      const text =
        format === 'json'
          ? comparisonJson(comparison)
          : flags.quiet === true
            ? comparisonQuiet(comparison)
            : format === 'markdown'
              ? comparisonMarkdown(comparison, precision)
              : comparisonText(comparison, precision, paint, {
                  width: widthOf(io.stdout),
                  say: await loadSay(readLanguage(flags.lang, io.env)),
                })
      const drawn = page && (await page.draw(comparison, argv))
      junit?.write(junitOf(comparison, ['loss-calc', ...argv.map(quoted)].join(' '), precision))
      // The page first: what is printed cannot be undone.
      await junit?.commit()
      await page?.pending.file.commit()
      if (format !== 'table' || flags.quiet === true) await write(io.stdout, text)
      else await writeText(text, flags, io)
      if (page && flags.quiet !== true) await page.say(drawn!)
      return await concludeGate(comparison, precision, io, await loadSay(readLanguage(flags.lang, io.env)))
    } catch (error) {
      page?.pending.file.discard()
      junit?.discard()
      throw error
    }
  },
}

/** Which files are models, and which holds the targets of all. @throws LossError E103 for a single model */
function modelsOf(loss: Loss, words: readonly string[], asked: RawFlags[string]) {
  const named = typeof asked === 'string' && asked !== 'own' ? asked : undefined
  const last = asked === undefined && words.length > 2 ? words.at(-1) : undefined
  const models = last === undefined ? words : words.slice(0, -1)
  if (models.length < 2) {
    const [one = 'a.csv'] = models
    throw new LossError('E103', 'compare takes two models or more', {
      why: 'each with its target as a column, or a file with the targets of all as the last',
      tries: [
        `loss-calc compare ${loss.name} ${quoted(one)} b.csv --target-col label`,
        `loss-calc compare ${loss.name} ${quoted(one)} b.csv target.csv`,
      ],
    })
  }
  const target = named ?? last
  return { models, shared: target === undefined ? [] : [target] }
}

/**
 * The same for a loss of more arguments: those after its first that no flag names are the last files, for all models.
 *
 * @throws LossError E103 for a single model
 */
function modelsOfMore(loss: Loss, words: readonly string[], flags: RawFlags) {
  const others = argumentsOf(loss)
    .slice(1)
    .filter((name) => flags[name] === undefined && flags[`${name}Cols`] === undefined)
  const models = words.length - others.length
  if (models < 2) {
    const [first = ''] = argumentsOf(loss)
    throw new LossError('E103', 'compare takes two models or more', {
      why: `for ${loss.name} those are two files of ${flagName(first)}, then ${others.map(flagName).join(', ')} for both; or columns of two files`,
      tries: [
        `loss-calc compare ${loss.name} a.csv b.csv ${others.map((name) => `${flagName(name)}.csv`).join(' ')}`,
        `loss-calc compare ${loss.name} a.csv b.csv ${argumentsOf(loss)
          .map((name) => `--${flagName(name)}-cols '${flagName(name)}_*'`)
          .join(' ')}`,
      ],
    })
  }
  return { models: words.slice(0, models), shared: words.slice(models) }
}

/** H121 where both models have a column of ids that are not in the same order. */
async function noticeModels([a, b]: readonly [Opened, Opened], notices: Notice[]): Promise<void> {
  const [one, other] = [a.columns, b.columns]
  if (!one || !other) return
  const used = [one, other].flatMap(({ args }, table) =>
    Object.values(args).flatMap((chosen) => (chosen.table === 0 ? [{ ...chosen, table }] : [])),
  )
  await noticeRows([one.tables[0]!, other.tables[0]!], 1, used, notices)
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
