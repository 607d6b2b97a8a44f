import { instead, LossError } from '../error.ts'
import type { UsageError } from '../command/split-words.ts'
import { nearest } from '../data/nearest.ts'
import { knownElsewhere, loadAll, loadedAmong, namesLoss } from '../losses/registry.ts'
import type { CommandTree } from '../features/completion/complete.ts'
import { optionElsewhere, plainName } from './options-elsewhere.ts'
import { quoted } from '../shell-word.ts'
import { type Advice, noLoss } from './no-loss.ts'

/** Words that do not fit, in the style of all errors. */
export async function usageError(
  error: UsageError,
  argv: readonly string[],
  tree: CommandTree,
): Promise<LossError> {
  const { code, message, unknown } = error
  const named = argv.find((word) => tree.names.includes(word))
  const {
    why,
    tries = [],
    help = named,
  } = unknown === undefined
    ? { tries: await missingWords(error, argv, named) }
    : ((await knownByOthers(error, unknown, argv, tree)) ?? mistyped(error, nameOf(unknown)))
  const page = help === undefined ? 'loss-calc --help' : `loss-calc ${help} --help`
  return new LossError(code, message, { ...(why !== undefined && { why }), tries: [...tries, page] })
}

/** What other programs, or other commands, call so. */
async function knownByOthers(
  { known }: UsageError,
  whole: string,
  argv: readonly string[],
  tree: CommandTree,
): Promise<Advice | undefined> {
  if (!whole.startsWith('-')) {
    const other = noLoss(whole, argv)
    if (other) return other
    const loss = await knownElsewhere(whole)
    if (!loss) return /\p{Script=Han}/u.test(whole) ? calledInChinese(whole) : undefined
    const { name } = loss
    return { why: `here this loss is called ${name}`, tries: [instead(name, whole)], help: name }
  }
  const word = nameOf(whole)
  if (known.includes(word)) return { why: `${word} takes no value`, tries: [instead(word, whole)] }
  const spelled = known.find((flag) => plainName(flag) === plainName(word))
  if (spelled !== undefined) return mistyped({ known: [spelled] }, word)
  const option = optionElsewhere(word, known)
  const value = whole === word ? (argv[argv.indexOf(word) + 1] ?? '') : whole.slice(word.length + 1)
  if (/^--(?:input|target)-/.test(option ?? '') && /^\[|[./]/.test(value)) {
    return { why: 'files stand without an option: the input, then the target', tries: [instead('', word)] }
  }
  if (option?.includes(' ') && /^(?:false|no|0)$/i.test(value)) return undefined
  if (option !== undefined) return { why: `here this is ${option}`, tries: [instead(option, word)] }
  const takers = await takersOf(word, tree)
  if (takers.length === 0) return undefined
  const own = argv.find((one) => tree.names.includes(one))
  const { ofLosses } = own === undefined ? {} : await tree.load(own, argv)
  if (ofLosses && takers.some(namesLoss)) return ofLosses(takers[0]!, word)
  const tries =
    namesLoss(takers[0]!) && own !== undefined && namesLoss(own) ? [`loss-calc ${takers[0]!} ...`] : []
  return { why: `${word} is an option of ${inWords(takers)}`, tries }
}

/** The losses whose Chinese summary has a word. */
async function calledInChinese(word: string): Promise<Advice | undefined> {
  const names = (await loadAll()).filter(({ summary }) => summary.zh.includes(word)).map(({ name }) => name)
  if (names.length === 0) return undefined
  return { why: `losses: ${names.join(', ')}`, tries: names.slice(0, 3).map((name) => instead(name, word)) }
}

/** `--flag` of `--flag=value`. */
const nameOf = (word: string): string => word.replace(/^(--[^=]+)=.*$/s, '$1')

/** The losses that take an option, else the commands; a letter says too little. */
async function takersOf(word: string, tree: CommandTree): Promise<string[]> {
  if (!word.startsWith('--')) return []
  const takes = await Promise.all(
    tree.names.map(async (name) => {
      const { options } = await tree.load(name, [name])
      return options.some(({ names }) => names.includes(word)) ? [name] : []
    }),
  )
  const takers = takes.flat()
  const losses = takers.filter(namesLoss)
  return losses.length > 0 ? losses : takers
}

/** Names, the first of them if they are many. */
const inWords = (names: readonly string[]): string =>
  names.length > 4 ? `${names.slice(0, 3).join(', ')}, ...` : names.join(', ')

function mistyped({ known }: Pick<UsageError, 'known'>, word: string): Advice {
  const near = begunBy(word, known) ?? nearest(word, known)
  return near === undefined ? {} : { why: `Did you mean ${near}?`, tries: [instead(near, word)] }
}

/** Commands with what is missing in one, or without what is too much. */
async function missingWords(
  { code, message, surplus }: UsageError,
  argv: readonly string[],
  named: string | undefined,
): Promise<string[]> {
  if (surplus.length > 0) {
    const last = (word: string, i: number) => surplus.includes(word) && i >= argv.length - firstSurplus
    const firstSurplus = argv.length - argv.lastIndexOf(surplus[0]!)
    return [['loss-calc', ...argv.filter((word, i) => !last(word, i)).map(quoted)].join(' ')]
  }
  if (code === 'E101') return withValue(argv, message)
  if (named !== undefined && (code === 'E103' || argv.length === 1)) return firstExampleOf(named)
  return message.startsWith("required option '--value ") ? ['loss-calc ... --value 0.5'] : []
}

/** The command line with a value for its last option, where one is plain: a word that it takes, a column, a number. */
function withValue(argv: readonly string[], message: string): string[] {
  const takes = /<([^>]*)>/.exec(message)?.[1] ?? ''
  const value = takes.startsWith('column') ? '<column>' : takes.includes('|') ? takes.split('|')[0]! : '10'
  if (takes !== 'n' && value === '10') return []
  return [`${['loss-calc', ...argv.map(quoted)].join(' ')} ${value}`]
}

/** The one name that begins with a word, as kl-div with kl. */
function begunBy(word: string, names: readonly string[]): string | undefined {
  const found = names.filter((name) => name.startsWith(`${word}-`))
  return found.length === 1 ? found[0] : undefined
}

async function firstExampleOf(name: string): Promise<string[]> {
  const { examples } = await import('../locale/examples.ts')
  const loss = loadedAmong([name])
  const text = examples[name] ?? (loss ? (await import('./loss-examples.ts')).commandsOf(loss) : '')
  const lines = [...text.matchAll(/^\$ (loss-calc .+)$/gm)].map(([, line]) => line!)
  // Without > and |: a command that only prints can be tried safely.
  const plain = lines
    .map((line) => line.replace(/ +[>|].*/, ''))
    .filter((line) => !/ -o | --output /.test(line))
  const first = plain.find((line) => line.startsWith(`loss-calc ${name} `))
  return first === undefined ? [] : [first]
}
