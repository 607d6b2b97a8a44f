import { existsSync } from 'node:fs'
import { LossError } from '../error.ts'
import { loadedLoss, loadLoss } from '../losses/registry.ts'
import { type Command, Declaration, type DeclaredFlag } from '../command/command.ts'
import { type Io, write } from '../command/io.ts'
import { addLanguageFlag, languageOf } from '../command/language.ts'
import { refuseIdle } from '../command/no-place.ts'
import { checkArguments, isFlag, splitWords, UsageError } from '../command/split-words.ts'
import { treeOf } from './command-tree.ts'
import { argumentsFor, commands, type Entry, find, isCommand, type Program } from './commands.ts'

const FIRST = [
  "loss-calc mse '[2.5, 0, 2, 8]' '[3, -0.5, 2, 7]'",
  "loss-calc ce example:files/preds.csv --input-cols 'p_*' --target-col label --from probs",
  'loss-calc demo',
  'loss-calc --help',
]

const program: Program = {
  run: (argv, io) => runCommandLine(argv, io.version ?? '', io),
  get tree() {
    return treeOf(load)
  },
}

function load(entry: Entry): Promise<Command> {
  return entry.load(program)
}

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
  if (argv.every((word, i) => /^--lang(?:=|$)/.test(word) || argv[i - 1] === '--lang'))
    throw new LossError('E103', 'a loss and its inputs are missing', { tries: FIRST })
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
    const { pageFor } = await import('./show-help.ts')
    await write(io.stdout, await pageFor(argv, load, io))
    return 0
  }
  try {
    const line = argv[0] === 'complete' ? argv : commandFirst(argv.flatMap(rowOrNone))
    return await runCommand(line, argv, version, io)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const { usageError } = await import('./usage-error.ts')
    throw await usageError(error, argv, program.tree)
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
  const command = await load(entry)
  const declared = words.some(isFlag) ? await declaredBy(command, argv) : undefined
  const { args, flags } = declared ? splitWords(words, declared.options) : { args: words, flags: {} }
  checkArguments(name, argumentsFor(entry), args)
  if (declared) refuseIdle(declared, flags, line)
  // Not a copy: standard streams are opened when they are asked for.
  const told = Object.create(io, { version: { value: version }, argv: { value: argv } }) as Io
  return command.run(args, flags, told, argv)
}

async function declaredBy(command: Command, argv: readonly string[]): Promise<Declaration> {
  const declared = new Declaration()
  await command.configure(declared, argv)
  addLanguageFlag(declared)
  return declared
}

export async function optionsIn(argv: readonly string[]): Promise<readonly DeclaredFlag[]> {
  const entry = find(commandIn(argv) ?? '')
  return entry ? (await declaredBy(await load(entry), argv)).options : []
}

/** `loss-calc help [topic]`, or words to look for. */
async function runHelp(words: readonly string[], argv: readonly string[], io: Io): Promise<number> {
  const declared = new Declaration()
  addLanguageFlag(declared)
  const { args } = splitWords(words, declared.options)
  checkArguments('help', '[topic...]', args)
  const topic = args.join(' ').trim() || undefined
  const { pageFor, topicPage } = await import('./show-help.ts')
  const text =
    topic === undefined || isCommand(topic)
      ? await pageFor([topic ?? '', ...argv, '--help'], load, io)
      : await topicPage(topic, load, languageOf(argv, io.env), io)
  await write(io.stdout, text)
  return 0
}

function unknownWord(word: string): UsageError {
  if (word.startsWith('-') && word !== '-')
    return new UsageError('E102', `unknown option '${word}'`, word, ['--help', '--version', '--lang'])
  const names = commands().map(({ name }) => name)
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
  const other = /^[-[]/.test(next) || isCommand(next)
  return other || isFile(next) ? '--explain=first' : word
}

/** -1 is a number to compare where all inputs are numbers, and with files and lists a row that does not exist. */
function isNegativeRow(word: string, argv: readonly string[]): boolean {
  return /^-\d/.test(word) && argv.some((other) => other === '-' || other.startsWith('[') || isFile(other))
}

const isFile = (word: string): boolean => existsSync(word.replace(/#.*/s, ''))

/** Flags may stand before the command too: `loss-calc --json mse a.csv b.csv`. */
function commandFirst(argv: readonly string[]): string[] {
  const at = argv.findIndex(isCommand)
  return at <= 0 || !argv[0]!.startsWith('-')
    ? [...argv]
    : [argv[at]!, ...argv.slice(0, at), ...argv.slice(at + 1)]
}

/** The command line with a loss that is called as in torch under its own name. */
function named(argv: readonly string[]): string[] {
  const at = argv.findIndex((word) => !word.startsWith('-'))
  const loss = at < 0 || isCommand(argv[at]!) ? undefined : loadedLoss(argv[at]!)
  return loss ? argv.with(at, loss.name) : [...argv]
}

export const commandIn = (argv: readonly string[]): string | undefined => named(argv).find(isCommand)
