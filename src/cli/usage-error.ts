import { existsSync } from 'node:fs'
import { commandLine, instead, lossBefore, LossError } from '../error.ts'
import type { UsageError } from '../command/split-words.ts'
import { nearest } from '../data/nearest.ts'
import { hasHan } from '../locale/han.ts'
import { knownElsewhere, loadAll, loadedAmong, namesLoss } from '../losses/registry.ts'
import type { CommandTree } from '../features/completion/complete.ts'
import { notHere, optionElsewhere, plainName } from './options-elsewhere.ts'
import { type Advice, noLoss } from './no-loss.ts'
import { withValue } from './missing-value.ts'
import { regrouped } from './regrouped.ts'

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
  return new LossError(code, message, { why, tries: [...tries, page] })
}

/** What other programs, or other commands, call so. */
async function knownByOthers(
  { known }: UsageError,
  whole: string,
  argv: readonly string[],
  tree: CommandTree,
): Promise<Advice | undefined> {
  if (!whole.startsWith('-')) {
    const other = noLoss(whole, argv, tree.names)
    if (other) return other
    const loss = await knownElsewhere(whole)
    if (!loss) return hasHan(whole) ? calledInChinese(whole) : undefined
    const { name } = loss
    return { why: `here this loss is called ${name}`, tries: [instead(name, whole)], help: name }
  }
  const word = nameOf(whole)
  if (known.includes(word)) return { why: `${word} takes no value`, tries: [instead(word, whole)] }
  const spelled = known.find((flag) => plainName(flag) === plainName(word))
  if (spelled !== undefined) return mistyped({ known: [spelled] }, word)
  const own = argv.find((one) => tree.names.includes(one))
  const file = argv.find((one) => one !== own && existsSync(one))
  // What a command takes is known once its loss is.
  if (file !== undefined && own !== undefined && !argv.some(namesLoss)) {
    const { words } = await tree.load(own, argv)
    if (words.some(namesLoss)) return noLoss(file, argv, tree.names)
  }
  const report = known.includes('--reporter') && /^--(junit|json|tap)$/.exec(word)?.[1]
  const option = report ? `--reporter ${report}` : optionElsewhere(word, known)
  const value = whole === word ? (argv[argv.indexOf(word) + 1] ?? '') : whole.slice(word.length + 1)
  if (/^--(?:input|target)-/.test(option ?? '') && /^\[|[./]/.test(value))
    return { why: 'files stand without an option: the input, then the target', tries: [instead('', word)] }
  if (option?.includes(' ') && /^(?:false|no|0)$/i.test(value)) return undefined
  if (option !== undefined) {
    // Given twice, the last would count.
    return {
      why: `here this is ${option}`,
      tries: argv.some((one) => nameOf(one) === option) ? [] : [instead(option, word)],
    }
  }
  const group = /^--(?:per|by)-(\w+)$/.exec(word)?.[1]
  if (group !== undefined && group !== 'class' && known.includes('--group-by')) {
    const grouped = `--group-by ${group}`
    return { why: `here this is ${grouped}`, tries: [instead(grouped, word)] }
  }
  const why = notHere(word)
  if (why !== undefined) return { why }
  const takers = await takersOf(word, tree)
  if (takers.length === 0) return undefined
  const { ofLosses } = own === undefined ? {} : await tree.load(own, argv)
  if (ofLosses && takers.some(namesLoss)) return ofLosses(takers[0]!, word)
  // Of many losses the first is none that was meant.
  const few = takers.length <= FEW && namesLoss(takers[0]!) && own !== undefined && namesLoss(own)
  const { options } = await tree.load(takers[0]!, [takers[0]!])
  // What a comparison says anyway.
  const bare =
    own !== undefined &&
    !namesLoss(own) &&
    options.some(({ names, takesValue }) => names.includes(word) && !takesValue)
  const tries = few ? [`loss-calc ${takers[0]!} ...`] : bare ? [instead('', word)] : []
  return { why: `${word} is an option of ${inWords(takers)}`, tries }
}

/** The losses whose Chinese summary has a word. */
async function calledInChinese(word: string): Promise<Advice | undefined> {
  const called = word.replace(/损失(?:函数)?$/, '').replace('二元', '二分类')
  const names = (await loadAll()).filter(({ summary }) => summary.zh.includes(called)).map(({ name }) => name)
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

const FEW = 4

/** Names, the first of them if they are many. */
const inWords = (names: readonly string[]): string =>
  names.length > FEW ? `${names.slice(0, 3).join(', ')}, ...` : names.join(', ')

const OTHERS = /^(?:smape|mase|wm?ape|[cw]er)$/i

function mistyped({ known }: Pick<UsageError, 'known'>, word: string): Advice {
  // Of measures that are none of the losses the nearest name is another measure.
  const near = OTHERS.test(word) ? undefined : (begunBy(word, known) ?? nearest(word, known))
  return near === undefined ? {} : { why: `Did you mean ${near}?`, tries: [instead(near, word)] }
}

/** Commands with what is missing in one, or without what is too much. */
async function missingWords(
  { code, message, surplus }: UsageError,
  argv: readonly string[],
  named: string | undefined,
): Promise<string[]> {
  if (surplus.length > 0) {
    const lines = regrouped(argv)
    if (lines.length > 0) return lines
    const more = new Set(surplus)
    const last = (word: string, i: number) => more.has(word) && i >= argv.length - firstSurplus
    const firstSurplus = argv.length - argv.lastIndexOf(surplus[0]!)
    const words = argv.filter((word, i) => !last(word, i))
    // `port new bce rust`, and `port new rust bce`.
    const pair = namesLoss(surplus[0]!) ? [...surplus, words[2]!] : [words[2]!, ...surplus]
    if (argv[1] === 'new' && surplus.length === 1) words.splice(2, 1, pair[0]!, '--lang', pair[1]!)
    return [commandLine(words)]
  }
  if (code === 'E101') return withValue(argv, message, argv.length)
  if (named !== undefined && (code === 'E103' || argv.length === 1)) {
    const file = message.endsWith("'files'") ? argv.find((word) => existsSync(word)) : undefined
    if (file !== undefined) return [lossBefore(file)]
    const piped = argv.some((word) => /^--(?:input|target)-/.test(word)) && message.endsWith("'input'")
    const first = await firstExampleOf(named)
    return piped ? [commandLine([named, '-', ...argv.filter((word) => word !== named)])] : first
  }
  if (!message.startsWith("required option '--value ")) return []
  // The number that is known, where it stands as if it were an input.
  const at = [argv.length - 1, 1].find((place) => /^\d*\.?\d+$/.test(argv[place]!))
  return argv.length > 3 && at !== undefined
    ? [commandLine([...argv.toSpliced(at, 1), '--value', argv[at]!])]
    : ['loss-calc ... --value 0.5']
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
