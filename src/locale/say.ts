import type { Language } from './locale.ts'

/** Says an English text of the program in another language; a text that is not known there stays. */
export type Say = (english: string) => string

/** English needs no words. */
export const english: Say = (text) => text

/** The language's way to say things, loaded when something is said in it. */
export async function loadSay(language: Language): Promise<Say> {
  return language === 'zh' ? (await import('./zh-sentences.ts')).say : english
}
