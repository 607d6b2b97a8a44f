import { existsSync } from 'node:fs'
import { LossError } from '../error.ts'
import { argumentsOf } from '../losses/forms.ts'
import { flagName } from '../options.ts'
import { loadAll, loadedLoss, loadLoss, lossNames } from '../losses/registry.ts'
import type { Command } from '../command/command.ts'
import { Declaration } from '../command/declaration.ts'
import { addAllLossFlags } from '../command/flags.ts'
import type { CommandTree, CommandWords } from '../features/completion/complete.ts'
import { type Io, write } from '../command/io.ts'
import { languageOf, summariesIn } from '../command/language.ts'
import { paintFor } from '../command/output-flags.ts'
import { widthOf } from '../command/screen.ts'
import { checkArguments, splitWords, UsageError } from '../command/split-words.ts'
import { loadHelp, type Language } from '../locale/locale.ts'
import { loadSay } from '../locale/say.ts'
import type { PageStyle } from './help-page.ts'

/** A command as the list shows it; the rest is loaded when it is named. */
interface Entry {
  readonly name: string
  /** `<input> [target]` */
  readonly args: string
  /** A loss has its own. */
  readonly summary?: string
  /** For programs, so the help does not list it. */
  readonly hidden?: boolean
  load(): Promise<Command>
}

/** Every command in the order of the help; a new one is a file and an entry. */
const commands: readonly Entry[] = [
  ...lossNames.map((name) => ({
    name,
    args: '<input> [target]',
    load: async () => (await import('./loss-command.ts')).lossCommand((await loadLoss(name))!),
  })),
  {
    name: 'compare',
    args: '<loss> <models...>',
    summary: 'models on the same samples: mean difference, and where it grew',
    load: async () => (await import('../features/compare/command.ts')).compare,
  },
  {
    name: 'trend',
    args: '<loss> <files...>',
    summary: "a file for each epoch: how the loss moved, and which is best: 'epochs/*.csv'",
    load: async () => (await import('../features/compare/trend.ts')).trend,
  },
  {
    name: 'sweep',
    args: '<loss> <input> [target] [more...]',
    summary: 'a grid of values over options: --gamma 0:5:0.5',
    load: async () => (await import('../features/sweep/command.ts')).sweep,
  },
  {
    name: 'plot',
    args: '<loss> [input] [target]',
    summary: 'curves of a loss and its gradient: --gamma 0,0.5,1,2,5',
    load: async () => (await import('../features/plot/command.ts')).plot,
  },
  {
    name: 'playground',
    args: '',
    summary: 'a page to play with losses: numbers, options, curves and steps',
    load: async () => (await import('../features/playground/command.ts')).playground,
  },
  {
    name: 'identify',
    args: '<input> [target] [more...]',
    summary: 'which loss and convention give a number',
    load: async () => (await import('../features/identify/command.ts')).identify,
  },
  {
    name: 'inspect',
    args: '<input> [target]',
    summary: 'what was read, what it looks like, and which losses fit',
    load: async () => (await import('../features/inspect/command.ts')).inspect,
  },
  {
    name: 'merge',
    args: '[states...]',
    summary: 'parts of a run, made anywhere with --format state, as one run over all',
    load: async () => (await import('./merge-command.ts')).merge,
  },
  {
    name: 'sql',
    args: '<loss>',
    summary: 'the loss as a query for DuckDB, PostgreSQL, ClickHouse, Spark and others',
    load: async () => (await import('../features/sql/command.ts')).sql,
  },
  {
    name: 'check',
    args: '<suites...>',
    summary: 'runs suites of cases with known losses, here or in another program',
    load: async () => (await import('../features/suites/command.ts')).check,
  },
  {
    name: 'port',
    args: 'new [loss]',
    summary: 'starts a port of a loss to C, Rust, Swift, Go, JavaScript or Python, with its checks',
    load: async () => (await import('../features/suites/port-command.ts')).port,
  },
  {
    name: 'demo',
    args: '',
    summary: 'six moves on data that come with the package',
    load: async () =>
      (await import('../features/demo/command.ts')).demoCommand((argv, io) =>
        runCommandLine(argv, io.version ?? '', io),
      ),
  },
  {
    name: 'doctor',
    args: '',
    summary: 'what the machine offers, and what is slow',
    load: async () => (await import('../features/doctor/command.ts')).doctor,
  },
  {
    name: 'completion',
    args: '<bash|zsh|fish|powershell>',
    summary: 'a script that completes commands and options in a shell',
    load: async () => (await import('../features/completion/command.ts')).completion,
  },
  {
    name: 'complete',
    args: '[words...]',
    summary: 'what a shell offers for the last of some words',
    hidden: true,
    load: async () => (await import('../features/completion/command.ts')).completeCommand(tree),
  },
  {
    name: 'schema',
    args: '<name>',
    summary: 'JSON Schema of a form that is printed or read',
    load: async () => (await import('../features/schema/command.ts')).schema,
  },
]

/** What to type first. */
const FIRST = [
  "loss-calc mse '[2.5, 0, 2, 8]' '[3, -0.5, 2, 7]'",
  "loss-calc ce example:files/preds.csv --input-cols 'p_*' --target-col label --from probs",
  'loss-calc demo',
  'loss-calc --help',
]

const LANGUAGE = 'language (default: LOSS_CALC_LANG, or that of the system)'

/**
 * Runs a command line and returns its exit status. The words are only split here; values are checked where they are
 * used.
 *
 * @throws LossError E102 unknown command or flag, E103 missing or surplus argument, and what the command throws
 */
export async function runCommandLine(words: readonly string[], version: string, io: Io): Promise<number> {
  const given = words[0]?.includes('(') ? await withoutCall(words) : words
  // An alias is known once it was looked up.
  if (given[0] !== 'complete') await Promise.all(given.map(loadLoss))
  const argv = named(given)
  if (argv.length === 0) {
    throw new LossError('E103', 'a loss and its inputs are missing', { tries: FIRST })
  }
  if (argv[0] === 'version' || argv.includes('--version') || argv.includes('-V')) {
    if (!argv.includes('--verbose') && !argv.includes('-v')) await write(io.stdout, `${version}\n`)
    else {
      const { diagnose } = await import('../features/doctor/command.ts')
      await diagnose(
        argv.some((word) => /^--lang(?:=|$)/.test(word)) ? { lang: languageOf(argv, io.env) } : {},
        Object.create(io, { version: { value: version } }) as Io,
      )
    }
    return 0
  }
  if (argv[0] !== 'complete' && argv.some((word) => word === '--help' || word === '-h')) {
    await write(io.stdout, await pageFor(argv, io))
    return 0
  }
  try {
    const line = argv[0] === 'complete' ? argv : commandFirst(argv.flatMap(rowOrNone))
    return await runCommand(line, argv, version, io)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const { usageError } = await import('./usage-error.ts')
    throw await usageError(error, argv, tree)
  }
}

/** Runs the command that is named first. @throws UsageError */
async function runCommand(
  line: readonly string[],
  argv: readonly string[],
  version: string,
  io: Io,
): Promise<number> {
  const [name = '', ...words] = line[0] === '--' ? line.slice(1) : line
  if (name === 'help') return runHelp(words, argv, io)
  const entry = find(name)
  if (!entry) throw unknownWord(name)
  const command = await entry.load()
  const declared = new Declaration()
  await command.configure(declared, argv)
  addLanguage(declared)
  const { args, flags } = splitWords(words, declared.options)
  checkArguments(name, argumentsIn(name) ?? entry.args, args)
  // Not a copy: standard streams are opened when they are asked for.
  const told = Object.create(io, { version: { value: version }, argv: { value: argv } }) as Io
  return command.run(args, flags, told, argv)
}

/** `loss-calc help [topic]` */
async function runHelp(words: readonly string[], argv: readonly string[], io: Io): Promise<number> {
  const { args } = splitWords(words, new Declaration().option('--lang <en|zh>', LANGUAGE).options)
  checkArguments('help', '[topic]', args)
  const [topic] = args
  const text =
    topic === undefined || find(topic)
      ? await pageFor([topic ?? '', ...argv, '--help'], io)
      : await topicPage(topic, languageOf(argv, io.env), io)
  await write(io.stdout, text)
  return 0
}

function unknownWord(word: string): UsageError {
  if (word.startsWith('-') && word !== '-')
    return new UsageError('E102', `unknown option '${word}'`, word, ['--help', '--version', '--lang'])
  const names = commands.map(({ name }) => name)
  return new UsageError('E102', `unknown command '${word}'`, word, [...names, 'help', 'version'])
}

/** `F.cross_entropy(x, t)` as a command line. */
async function withoutCall(words: readonly string[]): Promise<readonly string[]> {
  const { argvOfCall, CALL } = await import('../features/code/torch-call.ts')
  return CALL.test(words[0]!) ? argvOfCall(words) : words
}

/** `--explain` before an input, a flag or a command does not take it for a row. */
function rowOrNone(word: string, i: number, argv: readonly string[]): string | string[] {
  if (argv[i - 1] === '--explain' && isNegativeRow(word, argv)) return []
  if (word !== '--explain') return word
  const next = argv[i + 1] ?? '-'
  if (isNegativeRow(next, argv)) return `--explain=${next}`
  if (/^(?:\d+|all)$/.test(next)) return word
  const other = /^[-[]/.test(next) || commands.some(({ name }) => name === next)
  return other || isFile(next) ? '--explain=first' : word
}

/** -1 is a number to compare where all inputs are numbers, and with files and lists a row that does not exist. */
function isNegativeRow(word: string, argv: readonly string[]): boolean {
  return /^-\d/.test(word) && argv.some((other) => other === '-' || other.startsWith('[') || isFile(other))
}

const isFile = (word: string): boolean => existsSync(word.replace(/#.*/s, ''))

/** The commands, as completion needs them. */
const tree: CommandTree = {
  names: [...commands.filter(({ hidden }) => !hidden).map(({ name }) => name), 'help'],
  async meanings() {
    const ofLosses = await summariesIn('en')
    const own = commands.map(({ name, summary }) => [name, summary ?? ofLosses[name] ?? ''] as const)
    return new Map([...own, ['help', 'a topic, an error code or a command']])
  },
  load: (name, line) =>
    name === 'help'
      ? helpWords()
      : wordsOf(
          commands.find((one) => one.name === name)!,
          line,
        ),
}

async function wordsOf({ load }: Entry, line: readonly string[]): Promise<CommandWords> {
  const command = new Declaration()
  const { configure, words = [] } = await load()
  await configure(command, line)
  if (words === lossNames) await addMissingFlags(command)
  const options = command.options
    .filter(({ hidden }) => !hidden)
    .map(({ flags, names, description }) => ({
      names,
      summary: description,
      takesValue: /[<[]/.test(flags),
      values: valuesOf(flags),
    }))
  return { options, words }
}

/** A command that takes the name of a loss has the options of each. */
async function addMissingFlags(command: Declaration): Promise<void> {
  const losses = await loadAll()
  const all = new Declaration()
  addAllLossFlags(all, losses)
  for (const option of all.options) {
    if (!command.has(option.names.at(-1)!)) command.options.push(option)
  }
}

async function helpWords(): Promise<CommandWords> {
  const { helpTopics } = await import('./help.ts')
  return { options: [], words: [...helpTopics(await loadHelp('en')), ...commands.map(({ name }) => name)] }
}

/** The words that an option takes: `<none|mean|sum>`, but not the `n` of `<n|all>`. */
function valuesOf(flags: string): string[] {
  if (flags.includes('<loss,')) return [...lossNames]
  const words = /[<[]([\w-]+(?:\|[\w-]+)+)(?:,\.\.\.)?[>\]]/.exec(flags)?.[1]?.split('|') ?? []
  return words.filter((word) => !['n', 'list', 'file', 'digits'].includes(word))
}

/** Flags may stand before the command too: `loss-calc --json mse a.csv b.csv`. */
function commandFirst(argv: readonly string[]): string[] {
  const at = argv.findIndex((word) => commands.some(({ name }) => name === word))
  return at <= 0 || !argv[0]!.startsWith('-')
    ? [...argv]
    : [argv[at]!, ...argv.slice(0, at), ...argv.slice(at + 1)]
}

/** `<input> [target]`, of a loss that was named. */
function argumentsIn(name: string): string | undefined {
  const loss = loadedLoss(name)
  if (!loss) return undefined
  const [first, ...others] = argumentsOf(loss).map(flagName)
  return [`<${first}>`, ...others.map((other) => `[${other}]`)].join(' ')
}

/** The command line with a loss that is called as in torch under its own name. */
function named(argv: readonly string[]): string[] {
  const at = argv.findIndex((word) => !word.startsWith('-'))
  const known = commands.some(({ name }) => name === argv[at])
  const loss = known || at < 0 ? undefined : loadedLoss(argv[at]!)
  return loss ? argv.with(at, loss.name) : [...argv]
}

const find = (name: string): Entry | undefined => commands.find((command) => command.name === name)

/** The name of the command in a command line. */
export const commandIn = (argv: readonly string[]): string | undefined =>
  named(argv).find((word) => find(word) !== undefined)

/** The help of the command that is named first, or of the program. */
async function pageFor(argv: readonly string[], io: Io): Promise<string> {
  const page = await import('./help-page.ts')
  const { examples } = await import('../locale/examples.ts')
  const language = languageOf(argv, io.env)
  const say = await loadSay(language)
  const paint = await paintFor(argv.includes('--no-color') ? 'never' : 'auto', io.stdout, io.env)
  const style = { width: widthOf(io.stdout) ?? PAGE, say, paint }
  const entry = argv.map(find).find((found) => found !== undefined)
  if (!entry) return programPage(page, examples, language, style)
  const { name } = entry
  const loss = loadedLoss(name)
  const command = new Declaration()
  await (await entry.load()).configure(command, argv)
  addLanguage(command)
  command.optionsGroup('Help').option('-h, --help', 'this page; -h is the short one')
  const about = loss ? page.aboutLoss(loss, language, say) : say(command.about).split('\n')
  const args = (argumentsIn(name) ?? entry.args).trim()
  const shown = examples[name] ?? (loss && (await import('./loss-examples.ts')).commandsOf(loss))
  const short = !argv.includes('--help')
  return page.commandPage({ name, args, about, options: command.options, examples: shown, short }, style)
}

async function programPage(
  { programPage }: typeof import('./help-page.ts'),
  examples: Readonly<Record<string, string>>,
  language: Language,
  style: PageStyle,
): Promise<string> {
  const { helpTopics } = await import('./help.ts')
  const summaries = await summariesIn(language)
  const listed = commands
    .filter(({ hidden }) => !hidden)
    .map(({ name, summary }) => ({ name, summary: summaries[name] ?? style.say(summary ?? '') }))
  const [losses, tools] = [true, false].map((wanted) =>
    listed.filter(({ name }) => (lossNames as readonly string[]).includes(name) === wanted),
  )
  const topics = helpTopics(await loadHelp(language)).filter((topic) => !/^[A-Z]\d/.test(topic))
  return programPage(losses!, tools!, topics, examples['']!, style)
}

/** Of texts that go elsewhere than to a terminal. */
const PAGE = 80

async function topicPage(topic: string, language: Language, io: Io): Promise<string> {
  const { helpText } = await import('./help.ts')
  const { layTopic } = await import('../writers/topic.ts')
  return layTopic(
    helpText(
      topic,
      await loadHelp(language),
      await loadSay(language),
      commands.map(({ name }) => name),
    ),
    widthOf(io.stdout) ?? 110,
  )
}

function addLanguage(command: Declaration): void {
  if (!command.has('--lang')) command.optionsGroup('Output').option('--lang <en|zh>', LANGUAGE)
}
