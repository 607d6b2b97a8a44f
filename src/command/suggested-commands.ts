import { commandLine, quoted } from '../error.ts'
import { loadLoss, namesLoss } from '../losses/registry.ts'
import type { Notice } from '../report.ts'
import { Declaration, type DeclaredFlag } from './command.ts'
import { addInputFlags, addOptionFlags } from './flags.ts'
import { addOutputFlags, formatFlags } from './output-flags.ts'
import { withoutFlags } from './split-words.ts'

/** An option with its value, as far as it is known: `<column>` is not. */
const OPTION = String.raw`--[\w-]+(?:[= ](?:'[^']*'|[^\s'<>-][^\s'<>]*))?`

/** A word, or one of several between commas, that was meant otherwise. */
const MISTYPED = () => /^loss-calc \.\.\. with ("(?:[^"\\]|\\.)*") for ("(?:[^"\\]|\\.)*")$/

/**
 * A suggestion as a whole command: in `loss-calc nll ...` and `loss-calc ... --gamma 2` the dots stand for the
 * command line that was typed, without the options that another loss does not have; options alone are added to it, and
 * `loss-calc ... with "label" for "labl"` corrects a word.
 * Other texts stay, as does a suggestion of a loss for a command that names none.
 */
export async function pasteable(given: string, argv: readonly string[]): Promise<string> {
  const piped = given.indexOf('| loss-calc ... with "-" for ') + 2
  if (piped > 1) {
    // Standard input stays where it is, and what stands twice is read once.
    const [, file = '"-"'] = /for ("(?:[^"\\]|\\.)*")$/.exec(given) ?? []
    const name = JSON.parse(file) as string
    const once = argv.filter(
      (word, i) => word !== name || argv.indexOf(name) === i || argv[i - 1]!.startsWith('-'),
    )
    const line = name === '-' ? commandLine(once) : await pasteable(given.slice(piped), once)
    return given.slice(0, piped) + (line.startsWith('loss-calc ') ? line : 'loss-calc ... -')
  }
  const mistyped = MISTYPED().exec(given)
  if (mistyped) {
    const [right, wrong] = mistyped.slice(1).map((text) => JSON.parse(text) as string) as [string, string]
    // No name leads into what stands in a pipe, but its arrays are columns.
    const array = /^stdin#(?!\/)(.+)/.exec(right)?.[1]
    const at = argv.indexOf('-')
    if (array !== undefined && at > 0)
      return pasteable(`--${namesLoss(argv[at - 1]!) ? 'input' : 'target'}-cols ${quoted(array)}`, argv)
    const words = corrected(argv, right, wrong)
    return words ? commandLine(words) : `did you mean ${right}?`
  }
  const step = new RegExp(`^${OPTION}(?: ${OPTION})*$`).test(given) ? `loss-calc ... ${given}` : given
  const template = /^loss-calc (?:([\w-]+) )?\.\.\.(?: (.+))?$/.exec(step)
  const at = argv.findIndex(namesLoss)
  if (!template || argv.length === 0) return step
  const [, asked, more] = template
  if (at < 0 && asked !== undefined) return step
  const own = argv[at]
  // `loss-calc sql ...` of `sql mse` is the command itself.
  const name = asked === undefined || argv.slice(0, at).includes(asked) ? own : asked
  const replaced = more?.split(' ').filter((word) => word.startsWith('--') && word !== '--where') ?? []
  // Of several formats the new one counts.
  const formats = replaced.some((word) => formatFlags.includes(word)) ? formatFlags : []
  // A gradient in a file needs no place in what is printed.
  const grad = replaced.includes('--grad-output') ? ['--grad'] : []
  // Each says the opposite of the other.
  const heads = replaced.includes('--headers')
    ? ['--no-headers', '-n']
    : replaced.includes('--no-headers')
      ? ['--headers']
      : []
  // A program of --code reads data as they are.
  const code = replaced.some((flag) => /^--(?:missing|normalize)$/.test(flag)) ? ['--code'] : []
  const [from, to] = [await flagsOf(own), await flagsOf(name)]
  const foreign = from.filter((flag) =>
    flag.names.every((one) => !to.some(({ names }) => names.includes(one))),
  )
  const left = [
    ...(own === name ? [] : [...foreign.flatMap(({ names }) => names), '--from']),
    ...replaced,
    ...formats,
    ...heads,
    ...grad,
    ...code,
  ]
  const words = withoutFlags(name === undefined ? argv : argv.with(at, name), left, from)
  const line = words.map(quoted)
  // Behind -- options would be arguments.
  const end = more?.startsWith('--') ? words.indexOf('--') : -1
  if (more !== undefined) line.splice(end < 0 ? line.length : end, 0, more)
  return ['loss-calc', ...line].join(' ')
}

/** The flags of a loss, and those on what is read and printed. */
async function flagsOf(name: string | undefined): Promise<readonly DeclaredFlag[]> {
  const loss = name === undefined ? undefined : await loadLoss(name)
  const declared = new Declaration()
  if (loss) addOptionFlags(declared, loss)
  addInputFlags(declared)
  addOutputFlags(declared)
  return declared.options
}

/** Notices whose suggestions are whole commands. */
export async function withCommands(notices: readonly Notice[], argv: readonly string[]): Promise<Notice[]> {
  return Promise.all(
    notices.map(async (notice) => {
      if (!notice.tries) return notice
      return { ...notice, tries: await Promise.all(notice.tries.map((step) => pasteable(step, argv))) }
    }),
  )
}

/**
 * The words with one of them corrected, which may stand in a list, a range, a condition, or after the `=` of its option;
 * undefined where it is none of them.
 */
function corrected(argv: readonly string[], right: string, wrong: string): string[] | undefined {
  const words = argv.flatMap((word) =>
    wrong.startsWith('-') ? withOption(word, right, wrong) : listWith(word, right, wrong),
  )
  return words.length === argv.length && words.every((word, i) => word === argv[i]) ? undefined : words
}

/** An option under its right name, which may bring a value; of one that is left out the value stays. */
function withOption(word: string, right: string, wrong: string): string[] {
  const value = word.startsWith(`${wrong}=`) ? word.slice(wrong.length + 1) : undefined
  if (word !== wrong && value === undefined) return [word]
  if (right === '') return value === undefined ? [] : [value]
  return value === undefined || right.includes(' ') ? right.split(' ') : [`${right}=${value}`]
}

const LONGEST_OPTION = 64

/** A word with one part corrected, which may stand in a list, a range, a condition, or after the `=` of its option. */
function listWith(word: string, right: string, wrong: string): string {
  if (wrong === '') return /^(?:--[\w-]+=)?$/.test(word) ? word + right : word
  // No pattern is made of a text: it may be longer than V8 takes.
  const after = /$|[,:]|\s*[!=<>]/y
  let text = ''
  let at = 0
  for (let next = word.indexOf(wrong); next >= 0; next = word.indexOf(wrong, at)) {
    const before = word.slice(Math.max(0, next - LONGEST_OPTION), next)
    after.lastIndex = next + wrong.length
    const part = /^(?:--[\w-]+=|!)?$|[,:]$|,!$/.test(before) && after.test(word)
    text += word.slice(at, next) + (part ? right : wrong)
    at = next + wrong.length
  }
  return text + word.slice(at)
}
