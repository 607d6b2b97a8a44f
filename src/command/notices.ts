import { LossError } from '../error.ts'
import { type Language, loadSay } from '../locale/locale.ts'
import type { Named } from '../data/pairs.ts'
import type { Notice, Report } from '../report.ts'
import { visible } from '../writers/text.ts'
import type { ColorFlag } from '../writers/color.ts'
import { type Io, write } from './io.ts'
import { readLanguage } from './language.ts'
import { paintFor, readColor } from './output-flags.ts'
import type { RawFlags } from './read-flags.ts'
import { widthOf } from './screen.ts'
import { withCommands } from './suggested-commands.ts'

/** @throws LossError E104 for both: hints that are not sought fail nothing */
export function readHints(flags: RawFlags): { readonly hints: boolean; readonly strict: boolean } {
  const found = { hints: flags.hints !== false, strict: flags.strict === true }
  if (found.strict && !found.hints) throw new LossError('E104', '--strict and --no-hints exclude each other')
  return found
}

/** All of them, or those that are no hints. */
export function wanted(notices: readonly Notice[], hints: boolean): Notice[] {
  return notices.filter(({ code }) => hints || !code.startsWith('H'))
}

/** What was said on standard error, with whole commands, and whether --strict fails the run for it. */
interface ToldNotices {
  readonly notices: readonly Notice[]
  readonly doubtful: boolean
}

/** Says on standard error what the flags let be said, each once. */
export async function tellNotices(notices: readonly Notice[], flags: RawFlags, io: Io): Promise<ToldNotices> {
  const { hints, strict } = readHints(flags)
  const told = await withCommands(once(wanted(notices, hints)), io.argv ?? [])
  await printNotices(told, readColor(flags), readLanguage(flags.lang, io.env), io)
  if (!strict || told.length === 0) return { notices: told, doubtful: false }
  const { isDoubt } = await import('../hints/warning-help.ts')
  return { notices: told, doubtful: told.some(isDoubt) }
}

/** Of several runs the first notice of each kind: what holds for all is said once. */
export function noticesOf(reports: readonly Pick<Report, 'notices'>[]): Notice[] {
  const first = new Map<string, Notice>()
  for (const notice of reports.flatMap(({ notices }) => notices)) {
    if (!first.has(notice.code)) first.set(notice.code, notice)
  }
  return [...first.values()]
}

const once = (notices: readonly Notice[]): Notice[] => [
  ...new Map(notices.map((notice) => [notice.message, notice])).values(),
]

/** Notices on standard error with commands ready to paste, each once; it is left alone if there are none. */
export async function writeNotices(notices: readonly Notice[], flags: RawFlags, io: Io): Promise<void> {
  const language = readLanguage(flags.lang, io.env)
  await printNotices(await withCommands(once(notices), io.argv ?? []), readColor(flags), language, io)
}

/** How each input was read, on standard error. */
export async function writeSources(
  args: Readonly<Record<string, Named>>,
  language: Language,
  io: Io,
): Promise<void> {
  const say = await loadSay(language)
  const lines = Object.values(args).map(
    ({ name, format, notes }) =>
      `${visible(`${name}${say(': ')}${[format, ...notes.map(say)].join(say(', '))}`)}\n`,
  )
  await write(io.stderr, lines.join(''))
}

/** The same of notices whose commands are whole. */
export async function printNotices(
  notices: readonly Notice[],
  color: ColorFlag,
  language: Language,
  io: Io,
): Promise<void> {
  if (notices.length === 0) return
  const { renderNotice } = await import('../writers/error.ts')
  const paint = await paintFor(color, io.stderr, io.env)
  const say = await loadSay(language)
  const width = widthOf(io.stderr)
  await write(io.stderr, notices.map((notice) => renderNotice(notice, paint, say, width)).join(''))
}
