import { LossError } from '../error.ts'
import type { Words } from './words-en.ts'
import type { HelpWords } from './help-en.ts'

export const languages = ['en', 'zh'] as const
export type Language = (typeof languages)[number]

/** The language's words, loaded when something is said in it. */
export async function loadWords(language: Language): Promise<Words> {
  return language === 'zh' ? (await import('./words-zh.ts')).zh : (await import('./words-en.ts')).en
}

/** The language's help. */
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
    takes: { option: 'lang', words: languages },
  })
}

/** The language of the system, by the variables that name its locale; English for those that are not spoken here. */
export function systemLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  const name = env.LC_ALL || env.LC_MESSAGES || env.LANG
  return (name && languageNamed(name)) || 'en'
}
