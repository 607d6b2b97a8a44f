import { quoted } from '../shell-word.ts'
import type { Loss } from '../losses/loss.ts'
import { formsOf } from '../losses/forms.ts'
import { loadLoss, namesLoss } from '../losses/registry.ts'
import { flagName } from '../options.ts'
import type { Notice } from '../report.ts'

/**
 * A suggestion as a whole command: in `loss-calc nll ...` and `loss-calc ... --gamma 2` the dots stand for the
 * command line that was typed, without the options that another loss does not have. Other texts stay.
 */
export async function pasteable(step: string, argv: readonly string[]): Promise<string> {
  const template = /^loss-calc (?:([\w-]+) )?\.\.\.(?: (.+))?$/.exec(step)
  const at = argv.findIndex(namesLoss)
  if (!template || at < 0) return step
  const [, name = argv[at]!, more] = template
  const [own, other] = [optionsOf(await loadLoss(argv[at]!)), optionsOf(await loadLoss(name))]
  const foreign = [...own].filter((flag) => !other.has(flag))
  const replaced = more?.split(' ').filter((word) => word.startsWith('--')) ?? []
  // --from means something else for another loss.
  if (name !== argv[at]) foreign.push(`--from`)
  const rest = without([...argv.slice(0, at), ...argv.slice(at + 1)], [...foreign, ...replaced])
  return ['loss-calc', name, ...rest.map(quoted), ...(more === undefined ? [] : [more])].join(' ')
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
