import { type Command, Declaration } from '../command/command.ts'
import type { Io } from '../command/io.ts'
import { addLanguageFlag, languageOf, summariesIn } from '../command/language.ts'
import { paintFor } from '../command/output-flags.ts'
import { widthOf } from '../command/screen.ts'
import { type Language, loadHelp, loadSay } from '../locale/locale.ts'
import { loadedLoss, lossNames } from '../losses/registry.ts'
import { layTopic } from '../writers/topic.ts'
import { argumentsFor, commands, type Entry, find } from './commands.ts'
import { aboutLoss, commandPage, type PageStyle, programPage, sayRows } from './help-page.ts'

/** The help of the command that is named first, or of the program. */
export async function pageFor(
  argv: readonly string[],
  load: (entry: Entry) => Promise<Command>,
  io: Io,
): Promise<string> {
  const { examples } = await import('../locale/examples.ts')
  const entry = argv.map(find).find((found) => found !== undefined)
  const language = languageOf(argv, io.env, entry?.ownLang)
  const say = await loadSay(language)
  const paint = await paintFor(argv.includes('--no-color') ? 'never' : 'auto', io.stdout, io.env)
  const style = { width: widthOf(io.stdout) ?? PAGE, say, paint }
  if (!entry) {
    const word = (argv[0] ?? '').trim()
    // What others call so.
    const found = /^(?:-|$)/.test(word)
      ? undefined
      : await (await import('./found-help.ts')).foundHelp(word, load, language, style)
    return found ?? overview(examples, language, style)
  }
  const { name } = entry
  const loss = loadedLoss(name)
  const command = new Declaration()
  await (await load(entry)).configure(command, argv)
  addLanguageFlag(command)
  command.optionsGroup('Help').option('-h, --help', 'this page; -h is the short one')
  const about = loss ? aboutLoss(loss, language, say) : sayRows(command.about, say)
  const args = argumentsFor(entry)
  const shown = examples[name] ?? (loss && (await import('./loss-examples.ts')).commandsOf(loss))
  const short = !argv.includes('--help')
  return commandPage({ name, args, about, options: command.options, examples: shown, short }, style)
}

async function overview(
  examples: Readonly<Record<string, string>>,
  language: Language,
  style: PageStyle,
): Promise<string> {
  const { helpTopics } = await import('./help-topics.ts')
  const summaries = await summariesIn(language)
  const listed = commands()
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

export async function topicPage(
  topic: string,
  load: (entry: Entry) => Promise<Command>,
  language: Language,
  io: Io,
): Promise<string> {
  const { helpText, noHelp } = await import('./help-topics.ts')
  const say = await loadSay(language)
  const help = await loadHelp(language)
  const width = widthOf(io.stdout)
  const text = helpText(topic, help, say)
  if (text !== undefined) return layTopic(text, width ?? 110)
  const { foundHelp } = await import('./found-help.ts')
  const paint = await paintFor('auto', io.stdout, io.env)
  const found = await foundHelp(topic, load, language, { width: width ?? PAGE, say, paint })
  if (found !== undefined) return found
  throw noHelp(
    topic,
    help,
    commands().map(({ name }) => name),
  )
}
