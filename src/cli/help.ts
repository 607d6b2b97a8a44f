import { hintRules } from '../hints/rules.ts'
import { type ErrorCode, errorCodes, LossError } from '../error.ts'
import type { Words } from '../locale/en.ts'
import { warnings } from '../hints/warning-help.ts'

/** Text of `help <topic>`: a topic, or the code of an error, a hint or a warning. */
export function helpText(topic: string, words: Words): string {
  const code = topic.toUpperCase()
  if (Object.hasOwn(errorCodes, code)) {
    const { exit, title, help } = errorCodes[code as ErrorCode]
    return `${code}: ${title} (exit status ${exit})\n  ${help}\n`
  }
  if (Object.hasOwn(hintRules, code)) {
    const { title, help } = hintRules[code]!
    const translated = words.hintHelp[code]?.replace(/^/gm, '  ')
    return `${code}: ${words.hints[code] ?? title} (hint)\n${translated ? `${translated}\n` : folded(help)}`
  }
  if (Object.hasOwn(warnings, code)) {
    const { title, help } = warnings[code]!
    const other = words.warnings[code]
    return `${code}: ${other?.title ?? title} (warning)\n${other ? `${other.help.replace(/^/gm, '  ')}\n` : folded(help)}`
  }
  const topics: Readonly<Record<string, string>> = words.topics
  if (topic === 'hints') return topics.hints + listOfHints(words.hints)
  if (Object.hasOwn(topics, topic)) return topics[topic]!
  throw new LossError('E101', `there is no help on ${JSON.stringify(topic)}`, {
    why: `topics: ${Object.keys(topics).join(', ')}, a code such as E301, H103 or W405, or a command`,
  })
}

/** All topics and codes that `help` takes. */
export function helpTopics({ topics }: Words): string[] {
  return [topics, errorCodes, hintRules, warnings].flatMap((texts) => Object.keys(texts))
}

function listOfHints(titles: Words['hints']): string {
  return Object.entries(hintRules)
    .map(([code, { title }]) => `  ${code}  ${titles[code] ?? title}\n`)
    .join('')
}

/** Text in lines that fit a terminal. */
function folded(text: string): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!
    if (line.length + word.length > 98) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.map((line) => `  ${line}\n`).join('')
}
