import { chooseLanguage, type Language, loadWords } from '../locale/locale.ts'
import { loadAll } from '../losses/registry.ts'
import type { Notice } from '../report.ts'
import type { Io } from './io.ts'

/** --lang, or LOSS_CALC_LANG; not the locale, so that scripts read the same everywhere. @throws LossError E101 */
export function readLanguage(lang: unknown, env: Io['env']): Language {
  return typeof lang === 'string'
    ? chooseLanguage(lang, '--lang')
    : chooseLanguage(env.LOSS_CALC_LANG, 'LOSS_CALC_LANG')
}

/** The language of the help, before the flags are split. @throws LossError E101 */
export function languageOf(argv: readonly string[], env: Io['env']): Language {
  const at = argv.findIndex((word) => /^--lang(=|$)/.test(word))
  return readLanguage(at < 0 ? undefined : (argv[at]!.split('=')[1] ?? argv[at + 1] ?? ''), env)
}

/** Hints with title and reason in the language; the sentence with the numbers stays English. */
export async function translated(notices: readonly Notice[], language: Language): Promise<readonly Notice[]> {
  if (language === 'en') return notices
  const { hints, hintHelp } = await loadWords(language)
  return notices.map((notice) => {
    const { code, message } = notice
    const title = hints[code]
    return title === undefined ? notice : { ...notice, message: `${title}\n${hintHelp[code]}\n${message}` }
  })
}

/** Summaries of the losses, and of the other commands; in English these say their own. */
export async function summariesIn(language: Language): Promise<Readonly<Record<string, string>>> {
  const ofLosses = (await loadAll()).map(({ name, summary }) => [name, summary[language]])
  const others = language === 'en' ? {} : (await loadWords(language)).summaries
  return { ...Object.fromEntries(ofLosses), ...others }
}
