import { hintTexts } from '../hints/hint-help.ts'
import { type ErrorCode, errorCodes } from '../error-codes.ts'
import { instead, LossError } from '../error.ts'
import { nearest } from '../data/nearest.ts'
import type { HelpWords } from '../locale/help-en.ts'
import type { Say } from '../locale/locale.ts'
import { warnings } from '../hints/warning-help.ts'

/** Text of `help <topic>`: a topic, or the code of an error, a hint or a warning. */
export function helpText(topic: string, words: HelpWords, say: Say): string | undefined {
  const code = topic.toUpperCase()
  if (Object.hasOwn(errorCodes, code)) {
    const { exit, ...english } = errorCodes[code as ErrorCode]
    const { title, help } = words.errors[code] ?? english
    return `${say(`${code}: ${title} (exit status ${exit})`)}\n  ${help}\n`
  }
  if (Object.hasOwn(hintTexts, code)) {
    const { title, help } = hintTexts[code]!
    const translated = words.hintHelp[code]?.replace(/^/gm, '  ')
    return `${say(`${code}: ${words.hints[code] ?? title} (hint)`)}\n${translated ? `${translated}\n` : `  ${help}\n`}`
  }
  if (Object.hasOwn(warnings, code)) {
    const { title, help } = warnings[code]!
    const other = words.warnings[code]
    return `${say(`${code}: ${other?.title ?? title} (warning)`)}\n${other ? `${other.help.replace(/^/gm, '  ')}\n` : `  ${help}\n`}`
  }
  const topics: Readonly<Record<string, string>> = words.topics
  if (topic === 'hints') return topics.hints + listOfHints(words.hints)
  return Object.hasOwn(topics, topic) ? topics[topic]! : undefined
}

export function noHelp(topic: string, words: HelpWords, commands: readonly string[]): LossError {
  const near = topic.length > 2 ? nearest(topic, [...helpTopics(words), ...commands]) : undefined
  return new LossError('E101', `there is no help on ${JSON.stringify(topic)}`, {
    why: `topics: ${Object.keys(words.topics).join(', ')}, a code such as E301, H103 or W405, or a command`,
    tries: [...(near === undefined ? [] : [instead(near, topic)]), 'loss-calc --help'],
  })
}

export function helpTopics({ topics }: HelpWords): string[] {
  return [topics, errorCodes, hintTexts, warnings].flatMap((texts) => Object.keys(texts))
}

function listOfHints(titles: HelpWords['hints']): string {
  return Object.entries(hintTexts)
    .map(([code, { title }]) => `  ${code}  ${titles[code] ?? title}\n`)
    .join('')
}
