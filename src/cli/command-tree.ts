import { type Command, Declaration } from '../command/command.ts'
import { addAllLossFlags } from '../command/flags.ts'
import { summariesIn } from '../command/language.ts'
import type { CommandTree, CommandWords } from '../features/completion/complete.ts'
import { loadHelp } from '../locale/locale.ts'
import { loadAll, lossNames } from '../losses/registry.ts'
import { commands, type Entry, find } from './commands.ts'

/** The commands, as completion needs them. */
export const treeOf = (load: (entry: Entry) => Promise<Command>): CommandTree => ({
  names: [
    ...commands()
      .filter(({ hidden }) => !hidden)
      .map(({ name }) => name),
    'help',
  ],
  async meanings() {
    const ofLosses = await summariesIn('en')
    const own = commands().map(({ name, summary }) => [name, summary ?? ofLosses[name] ?? ''] as const)
    return new Map([...own, ['help', 'a topic, an error code or a command']])
  },
  load: async (name, line) => (name === 'help' ? helpWords() : wordsOf(await load(find(name)!), line)),
})

async function wordsOf(
  { configure, ofLosses, words = [] }: Command,
  line: readonly string[],
): Promise<CommandWords> {
  const command = new Declaration()
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
  return { options, words, ...(ofLosses && { ofLosses }) }
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
  const { helpTopics } = await import('./help-topics.ts')
  return { options: [], words: [...helpTopics(await loadHelp('en')), ...commands().map(({ name }) => name)] }
}

/** The words that an option takes: `<none|mean|sum>`, but not the `n` of `<n|all>`. */
function valuesOf(flags: string): string[] {
  if (flags.includes('<loss,')) return [...lossNames]
  const words = /[<[]([\w-]+(?:\|[\w-]+)+)(?:,\.\.\.)?[>\]]/.exec(flags)?.[1]?.split('|') ?? []
  return words.filter((word) => !['n', 'list', 'file', 'digits'].includes(word))
}
