import { quoted } from '../shell-word.ts'
import type { Loss } from '../losses/loss.ts'
import { formsOf } from '../losses/forms.ts'
import { loadLoss, namesLoss } from '../losses/registry.ts'
import { flagName } from '../options.ts'
import type { Notice } from '../report.ts'

/** An option with its value, as far as it is known: `<column>` is not. */
const OPTION = String.raw`--[\w-]+(?:[= ](?:'[^']*'|[^\s'<>-][^\s'<>]*))?`
const OPTIONS = new RegExp(`^${OPTION}(?: ${OPTION})*$`)

/** A word, or one of several between commas, that was meant otherwise. */
const MISTYPED = /^loss-calc \.\.\. with ("(?:[^"\\]|\\.)*") for ("(?:[^"\\]|\\.)*")$/

/** Options that say how results are printed: of several the new ones count. */
const FORMATS: readonly string[] = ['--json', '--csv', '--ndjson', '--format', '-f']

/**
 * A suggestion as a whole command: in `loss-calc nll ...` and `loss-calc ... --gamma 2` the dots stand for the
 * command line that was typed, without the options that another loss does not have; options alone are added to it, and
 * `loss-calc ... with "label" for "labl"` corrects a word.
 * Other texts stay, as does a suggestion of a loss for a command that names none.
 */
export async function pasteable(given: string, argv: readonly string[]): Promise<string> {
  const mistyped = MISTYPED.exec(given)
  if (mistyped) {
    const [right, wrong] = mistyped.slice(1).map((text) => JSON.parse(text) as string) as [string, string]
    const words = corrected(argv, right, wrong)
    return words ? ['loss-calc', ...words.map(quoted)].join(' ') : `did you mean ${right}?`
  }
  const step = OPTIONS.test(given) ? `loss-calc ... ${given}` : given
  const template = /^loss-calc (?:([\w-]+) )?\.\.\.(?: (.+))?$/.exec(step)
  const at = argv.findIndex(namesLoss)
  if (!template || argv.length === 0) return step
  const [, asked, more] = template
  if (at < 0 && asked !== undefined) return step
  const own = argv[at]
  // `loss-calc sql ...` of `sql mse` is the command itself.
  const name = asked === undefined || argv.slice(0, at).includes(asked) ? own : asked
  const replaced = more?.split(' ').filter((word) => word.startsWith('--') && word !== '--where') ?? []
  const formats = replaced.some((word) => FORMATS.includes(word)) ? FORMATS : []
  // A gradient in a file needs no place in what is printed.
  const grad = replaced.includes('--grad-output') ? ['--grad'] : []
  const left = [...(await foreignOptions(own, name)), ...replaced, ...formats, ...grad]
  const words = without(name === undefined ? argv : argv.with(at, name), left)
  return ['loss-calc', ...words.map(quoted), ...(more === undefined ? [] : [more])].join(' ')
}

/** Options of a loss that another has not, or that mean something else for it. */
async function foreignOptions(own: string | undefined, other: string | undefined): Promise<string[]> {
  if (own === undefined || other === undefined || own === other) return []
  const known = optionsOf(await loadLoss(other))
  return [...[...optionsOf(await loadLoss(own))].filter((flag) => !known.has(flag)), '--from']
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

/** The words with one of them corrected; undefined where it is none of them. */
function corrected(argv: readonly string[], right: string, wrong: string): string[] | undefined {
  const words = argv.map((word) =>
    word
      .split(',')
      .map((part) => (part === wrong ? right : part))
      .join(','),
  )
  return words.some((word, i) => word !== argv[i]) ? words : undefined
}

/** Options that take no value. */
const ALONE: ReadonlySet<string> = new Set(['--json', '--csv', '--ndjson', '--grad'])

/** The words without some options and their values. */
function without(words: readonly string[], flags: readonly string[]): string[] {
  const kept: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (flags.includes(word)) i += ALONE.has(word) ? 0 : 1
    else if (!flags.some((flag) => word.startsWith(`${flag}=`))) kept.push(word)
  }
  return kept
}

function optionsOf(loss: Loss | undefined): ReadonlySet<string> {
  if (!loss) return new Set()
  const names = [...formsOf(loss).values()].flatMap((form) => Object.keys(form.options))
  return new Set([...names, ...(loss.one === 'form' ? ['mode'] : [])].map((name) => `--${flagName(name)}`))
}
