import { type Command, Declaration } from '../command/command.ts'
import { summariesIn } from '../command/language.ts'
import { errorCodes } from '../error-codes.ts'
import { hintTexts } from '../hints/hint-help.ts'
import { warnings } from '../hints/warning-help.ts'
import { hasHan } from '../locale/han.ts'
import { type Language, loadHelp, loadSay } from '../locale/locale.ts'
import { knownElsewhere } from '../losses/registry.ts'
import { hanging } from '../writers/fold.ts'
import { wholeLines } from '../writers/topic.ts'
import { commands, type Entry } from './commands.ts'
import { foldedTerm, type PageStyle } from './help-page.ts'
import { commandElsewhere } from './no-loss.ts'
import { notHere, optionElsewhere } from './options-elsewhere.ts'

/** What to type, and what the help says of it; in English, too. */
interface Row {
  readonly term: string
  readonly english: string
  readonly text: string
}

type Load = (entry: Entry) => Promise<Command>

/** What the help says of words that are no topic: what they are called here, then all that speaks of them. */
export async function foundHelp(
  words: string,
  load: Load,
  language: Language,
  { say, width, paint }: PageStyle,
): Promise<string | undefined> {
  // What is asked in Chinese is looked for there.
  if (language === 'en' && hasHan(words))
    return foundHelp(words, load, 'zh', { say: await loadSay('zh'), width, paint })
  const options = await optionRows(load, say)
  const all = [...(await commandRows(language, say)), ...options, ...(await topicRows(words, language))]
  const name = words.replaceAll(' ', '-')
  const option = optionElsewhere(
    name,
    options.map((row) => row.name),
  )
  const [flag, value] = option?.split(' ') ?? []
  const command = commandElsewhere(name) ?? (await knownElsewhere(name))?.name
  const absent = notHere(name)
  const found = [
    ...options
      .filter((row) => row.name === flag)
      .map((row) => (value === undefined ? row : { ...row, term: row.term.replace(/--.*/s, option!) })),
    ...all.filter(({ term }) => term === `loss-calc ${command} -h`),
    ...(absent === undefined ? [] : [{ term: words, text: say(absent) }]),
    ...all.filter(({ term, english, text }) => speaksOf(words, `${term}\n${english}\n${text}`)),
  ]
  if (found.length === 0) return undefined
  const once = found.filter(({ text }, i) => found.findIndex((row) => row.text === text) === i)
  const rows = once.map(({ term, text }) =>
    hanging(foldedTerm(`  ${term}`, width), text, Math.min(28, width / 2), width),
  )
  return `${paint.strong(say(`${words} in the help`))}\n${rows.join('')}`
}

/** Whether a text has words that begin so; in Chinese, whether it has them at all. */
function speaksOf(words: string, text: string): boolean {
  return words.split(' ').every((word) => {
    // No pattern is longer than V8 takes.
    if (word.length > text.length) return false
    if (hasHan(word)) return text.includes(word)
    const stem = (word.length > 4 ? word.replace(/s$/, '') : word).replaceAll(/\W/g, String.raw`\$&`)
    return new RegExp(`(?<![a-z])${stem}${word.length < 4 ? '(?![a-z])' : ''}`, 'i').test(text)
  })
}

async function commandRows(language: Language, say: PageStyle['say']): Promise<Row[]> {
  const summaries = await summariesIn(language)
  const shown = commands().filter(({ hidden }) => !hidden)
  return shown.map(({ name, summary: english = '' }) => ({
    term: `loss-calc ${name} -h`,
    english,
    text: summaries[name] ?? say(english),
  }))
}

/** Every option as each command says it, with the first that does unless all losses do. */
async function optionRows(load: Load, say: PageStyle['say']): Promise<(Row & { readonly name: string })[]> {
  const found = new Map<string, Row & { readonly name: string }>()
  const listed = commands().filter(({ hidden }) => !hidden)
  for (const entry of listed) {
    const declared = new Declaration()
    await (await load(entry)).configure(declared, [])
    for (const { names, flags, description: english, hidden } of declared.options) {
      const name = names.at(-1)!
      const key = `${name} ${english}`
      if (hidden || found.has(key)) continue
      const term = entry === listed[0] ? flags : `${entry.name} ${flags}`
      found.set(key, { name, term, english, text: say(english) })
    }
  }
  return [...found.values()]
}

/** Titles of errors, hints and warnings, and of each topic the first line that speaks of the words. */
async function topicRows(words: string, language: Language): Promise<Row[]> {
  const { errors, hints, warnings: said, topics } = await loadHelp(language)
  const codes = Object.entries({ ...errorCodes, ...hintTexts, ...warnings }).map(
    ([code, { title: english }]) => ({
      term: `loss-calc help ${code}`,
      english,
      text: errors[code]?.title ?? said[code]?.title ?? hints[code] ?? english,
    }),
  )
  const lines = Object.entries(topics).map(([topic, text]) => ({
    term: `loss-calc help ${topic}`,
    english: '',
    text: (wholeLines(text).find((line) => speaksOf(words, line)) ?? '').trim().replaceAll(/ {2,}/g, '  '),
  }))
  return [...codes, ...lines]
}
