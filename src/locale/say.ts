import type { Language } from './locale.ts'

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
