import { quoted } from '../shell-word.ts'
import type { Loss } from '../losses/loss.ts'
import { formsOf } from '../losses/forms.ts'
import { loadLoss, namesLoss } from '../losses/registry.ts'
import { flagName } from '../options.ts'
import type { Notice } from '../report.ts'

/**
 * A suggestion as a whole command: in `loss-calc nll ...` and `loss-calc ... --gamma 2` the dots stand for the
 * command line that was typed, without the options that another loss does not have. Other texts stay, as does a
 * suggestion of a loss for a command that names none.
 */
export async function pasteable(step: string, argv: readonly string[]): Promise<string> {
  const template = /^loss-calc (?:([\w-]+) )?\.\.\.(?: (.+))?$/.exec(step)
  const at = argv.findIndex(namesLoss)
  if (!template || argv.length === 0) return step
  const [, asked, more] = template
  if (at < 0 && asked !== undefined) return step
  const own = argv[at]
  // `loss-calc sql ...` of `sql mse` is the command itself.
  const name = asked === undefined || argv.slice(0, at).includes(asked) ? own : asked
  const replaced = more?.split(' ').filter((word) => word.startsWith('--')) ?? []
  const left = [...(await foreignOptions(own, name)), ...replaced]
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

/** The words without some options and their values. */
function without(words: readonly string[], flags: readonly string[]): string[] {
  const kept: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (flags.includes(word)) i++
    else if (!flags.some((flag) => word.startsWith(`${flag}=`))) kept.push(word)
  }
  return kept
}

function optionsOf(loss: Loss | undefined): ReadonlySet<string> {
  if (!loss) return new Set()
  const names = [...formsOf(loss).values()].flatMap((form) => Object.keys(form.options))
  return new Set([...names, ...(loss.one === 'form' ? ['mode'] : [])].map((name) => `--${flagName(name)}`))
}
