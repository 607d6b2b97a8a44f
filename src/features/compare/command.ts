import { statSync } from 'node:fs'
import type { Command } from '../../command/command.ts'
import { withCompat } from '../../command/compat.ts'
import { openData, readData } from '../../command/dataset.ts'
import type { Io } from '../../command/io.ts'
import { addRepeatedLossFlags } from '../../command/flags.ts'
import { namedLoss, type RawFlags } from '../../command/read-flags.ts'
import { addColorFlags, addHintFlags, addPrecisionFlag } from '../../command/output-flags.ts'
import { filesOfEach } from '../../command/patterns.ts'
import { LossError, passRefused, quoted } from '../../error.ts'
import { argumentsOf, comparesTwo } from '../../losses/forms.ts'
import type { Loss } from '../../losses/loss.ts'
import { lossNames } from '../../losses/registry.ts'
import { flagName } from '../../options.ts'
import { readQuestions } from './gate.ts'
import { runTwo } from './run-two.ts'

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
    // What only this command has stands first, and in the short help.
    command
      .optionsGroup('Checks (exit status 1 if one fails)')
      .option(
        "--fail-if <'worse [by <n>] [in class|group]'>",
        'the second model is worse (by more than n), beyond what chance would give; may be repeated',
        { repeated: true },
      )
      .option('--junit <file>', 'also the checks as JUnit, a test case each')
    command.optionsGroup('Options')
    addRepeatedLossFlags(command, argv, [
      'file|own',
      'targets of all models (default: the last of three files or more)',
    ])
    command
      .optionsGroup('Output')
      .option('--group-by <columns>', 'also both means of each value of a column, and groups for --fail-if', {
        listed: true,
      })
      .option('--show <columns>', 'also these columns of the first model beside the samples: text,lang', {
        listed: true,
      })
      .option('--top <n>', 'samples whose loss grew the most (default: 5)')
      .option('--seed <n>', 'of the bootstrap (default: 1)')
      .option('-f, --format <table|json|markdown>', 'default: table; of more than two models also csv')
      .option('--json', 'same as --format json')
      .option('-q, --quiet', 'the difference only')
      .option('--report <file>', 'also a page to share: one HTML file without a script')
    addPrecisionFlag(command)
    addColorFlags(command)
    addHintFlags(command)
    command.noPlace('--format markdown', ['--show', '--top'], ['--report'])
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
    if (comparesTwo(loss) && asked === undefined && shared.length > 0)
      await refuseThirdModel(loss, models[0]!, shared[0]!, flags, io)
    const questions = readQuestions(flags)
    if (models.length > 2) {
      const ofTwo = ['failIf', 'junit', 'groupBy', 'show', 'top'].find((flag) => flags[flag] !== undefined)
      if (ofTwo !== undefined)
        throw new LossError(
          'E104',
          `--${flagName(ofTwo)} compares two models, and there are ${models.length}`,
        )
      if (flags.quiet === true && flags.precision !== undefined && flags.report === undefined)
        throw new LossError('E104', '--quiet has no place for --precision')
      const { runSeries } = await import('./run-series.ts')
      const check = () => []
      const name = 'compare'
      return runSeries({ loss, flags, models, shared, against: 'first', check, name, argv, io })
    }
    const [first, second] = models as [string, string]
    return runTwo({ loss, flags, models: [first, second], shared, questions, argv, io })
  },
}

/** Which files are models, and which holds the targets of all. @throws LossError E103 for a single model */
function modelsOf(loss: Loss, words: readonly string[], asked: RawFlags[string]) {
  const named = typeof asked === 'string' && asked !== 'own' ? asked : undefined
  const last = asked === undefined && words.length > 2 ? words.at(-1) : undefined
  const models = last === undefined ? words : words.slice(0, -1)
  if (models.length < 2) {
    const [one] = models
    const first = quoted(one ?? 'a.csv')
    throw new LossError('E103', 'compare takes two models or more', {
      why: 'each with its target as a column, or a file with the targets of all as the last',
      tries: [
        `loss-calc compare ${loss.name} ${first} b.csv --target-col ${one === undefined ? 'label' : '<column>'}`,
        `loss-calc compare ${loss.name} ${first} b.csv target.csv`,
      ],
    })
  }
  const target = named ?? last
  return { models, shared: target === undefined ? [] : [target] }
}

/** @throws LossError E104 where --target-col names a column of a model, too: then the last file may be a model like it */
async function refuseThirdModel(
  loss: Loss,
  model: string,
  last: string,
  flags: RawFlags,
  io: Io,
): Promise<void> {
  const { targetCols } = flags
  if (typeof targetCols !== 'string' || !statSync(model, { throwIfNoEntry: false })?.isFile()) return
  const data = readData(loss, [model], { targetCols })
  // What is wrong with it is told when it is read.
  if (!(await openData(data, {}, io).catch(passRefused))) return
  throw new LossError('E104', `${last} may be a model like ${model}, or hold the targets of all`, {
    why: `--target-col ${targetCols} is a column of ${model}, too`,
    tries: ['loss-calc ... --target own', `loss-calc ... --target ${quoted(last)}`],
  })
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
