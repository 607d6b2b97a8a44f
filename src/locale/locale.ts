import { LossError } from '../error.ts'
import type { Words } from './words-en.ts'
import type { HelpWords } from './help-en.ts'

export const languages = ['en', 'zh'] as const
export type Language = (typeof languages)[number]

/** The language's words, loaded when something is said in it. */
export async function loadWords(language: Language): Promise<Words> {
  return language === 'zh' ? (await import('./words-zh.ts')).zh : (await import('./words-en.ts')).en
}

export async function loadHelp(language: Language): Promise<HelpWords> {
  return language === 'zh' ? (await import('./help-zh.ts')).helpZh : (await import('./help-en.ts')).helpEn
}

/** zh, zh_CN, zh-CN, zh_CN.UTF-8, zh_TW@x: a name of a locale by its language; undefined for other languages. */
function languageNamed(name: string): Language | undefined {
  // What follows two letters; without a pattern, which every run would compile.
  if (!'_.@-'.includes(name.charAt(2))) return undefined
  return languages.find((language) => language === name.slice(0, 2).toLowerCase())
}

/** @throws LossError E101 for a language there is not */
export function chooseLanguage(name: string, from: string): Language {
  const found = languageNamed(name)
  if (found) return found
  throw new LossError('E101', `${from} must be one of ${languages.join(', ')}, got ${name}`, {
    ...(from === '--lang' ? { takes: { option: 'lang', words: languages } } : { tries: [`unset ${from}`] }),
  })
}

/** The language of the system, by the variables that name its locale; English for those that are not spoken here. */
export function systemLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  const name = env.LC_ALL || env.LC_MESSAGES || env.LANG
  return (name && languageNamed(name)) || 'en'
}

/* What is said by its English: messages, headings, options. Texts with a key of their own are in `Words` (`words-en.ts`). */

/** Says an English text of the program in another language; a text that is not known there stays. */
export type Say = (english: string) => string

/** English needs no words. */
export const english: Say = (text) => text

/** The language's way to say things, loaded when something is said in it. */
export async function loadSay(language: Language): Promise<Say> {
  return language === 'zh' ? (await import('./zh-sentences.ts')).say : english
}

/** A laid out text, line by line; a line that is said otherwise loses its colours. */
export function sayLines(text: string, say: Say): string {
  if (say === english) return text
  return text
    .split('\n')
    .map((line) => {
      // eslint-disable-next-line no-control-regex
      const plain = line.replaceAll(/\x1b\[[\d;]*m/g, '')
      const whole = say(plain)
      if (whole !== plain) return whole
      // A sentence may be indented, and follow the code of its hint.
      const start = /^\s*(?:[HW]\d{3} )?/.exec(plain)![0]
      const text = plain.slice(start.length)
      const said = say(text)
      return said === text ? line : start + said
    })
    .join('\n')
}

/** What is joined of several, each said alone; one that is not known holds the joint itself. */
export function sayEach(text: string, joint: string, say: Say): string {
  const parts = text.split(joint)
  const joined = parts.map((_, i) => parts.slice(0, i + 1).join(joint))
  const known = joined.findIndex((first) => say(first) !== first)
  const first = joined[Math.max(known, 0)]!
  const rest = text.slice(first.length + joint.length)
  return rest === '' ? say(first) : say(first) + say(joint) + sayEach(rest, joint, say)
}
