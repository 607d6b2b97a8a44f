import { chooseLanguage, type Language, systemLanguage } from '../locale/locale.ts'
import { loadAll } from '../losses/registry.ts'
import type { Declaration } from './command.ts'
import type { Io } from './io.ts'

export function addLanguageFlag(command: Declaration): void {
  if (command.has('--lang')) return
  command
    .optionsGroup('Output')
    .option('--lang <en|zh>', 'language (default: LOSS_CALC_LANG, or that of the system)')
}

/** --lang, LOSS_CALC_LANG, or the locale of the system. Formats for programs are the same in each. @throws LossError E101 */
export function readLanguage(lang: unknown, env: Io['env']): Language {
  if (typeof lang === 'string') return chooseLanguage(lang, '--lang')
  return env.LOSS_CALC_LANG ? chooseLanguage(env.LOSS_CALC_LANG, 'LOSS_CALC_LANG') : systemLanguage(env)
}

/** The language of a command line before its flags are split; of a command whose --lang is another, only en or zh. @throws LossError E101 */
export function languageOf(argv: readonly string[], env: Io['env'], ownLang = false): Language {
  const wanted = ownLang ? /^(?:en|zh)/i : /(?:)/
  const at = argv.findIndex(
    (word, i) => /^--lang(=|$)/.test(word) && wanted.test(word.split('=')[1] ?? argv[i + 1] ?? ''),
  )
  return readLanguage(at < 0 ? undefined : (argv[at]!.split('=')[1] ?? argv[at + 1] ?? ''), env)
}

/** The language to say an error in, which may be that no such language is known. */
export function languageOfError(argv: readonly string[], env: Io['env'], ownLang?: boolean): Language {
  try {
    return languageOf(argv, env, ownLang)
  } catch {
    return systemLanguage(env)
  }
}

/** Summaries of the losses by their names; other commands say their own. */
export async function summariesIn(language: Language): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await loadAll()).map(({ name, summary }) => [name, summary[language]]))
}
