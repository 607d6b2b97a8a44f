import type { Language } from '../locale/locale.ts'
import { loadSay } from '../locale/say.ts'
import type { Notice } from '../report.ts'
import type { ColorFlag } from '../writers/color.ts'
import { type Io, write } from './io.ts'
import { paintFor } from './output-flags.ts'

/** Notices on standard error, which is left alone if there are none. */
export async function writeNotices(
  notices: readonly Notice[],
  color: ColorFlag,
  language: Language,
  io: Io,
): Promise<void> {
  if (notices.length === 0) return
  const { renderNotice } = await import('../writers/error.ts')
  const paint = await paintFor(color, io.stderr, io.env)
  const say = await loadSay(language)
  await write(io.stderr, notices.map((notice) => renderNotice(notice, paint, say)).join(''))
}
