import type { Language } from '../locale/locale.ts'
import { loadSay } from '../locale/say.ts'
import type { Notice } from '../report.ts'
import type { ColorFlag } from '../writers/color.ts'
import { type Io, write } from './io.ts'
import { paintFor } from './output-flags.ts'
import { widthOf } from './screen.ts'
import { withCommands } from './suggested-commands.ts'

/** Notices on standard error with commands ready to paste; it is left alone if there are none. */
export async function writeNotices(
  notices: readonly Notice[],
  color: ColorFlag,
  language: Language,
  io: Io,
): Promise<void> {
  await printNotices(await withCommands(notices, io.argv ?? []), color, language, io)
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
