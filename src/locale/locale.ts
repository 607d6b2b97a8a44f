import { LossError } from '../error.ts'
import type { Words } from './en.ts'

export const languages = ['en', 'zh'] as const
export type Language = (typeof languages)[number]

/** The language's words, loaded when something is said in it. */
export async function loadWords(language: Language): Promise<Words> {
  return language === 'zh' ? (await import('./zh.ts')).zh : (await import('./en.ts')).en
}

/** @throws LossError E101 for a language there is not */
export function chooseLanguage(name: string | undefined, from: string): Language {
  const found = languages.find((language) => language === (name || 'en'))
  if (found) return found
  throw new LossError('E101', `${from} must be one of ${languages.join(', ')}, got ${name}`)
}
