import type { Notice } from '../report.ts'
import { loadPaint } from '../writers/color.ts'
import { renderNotice } from '../writers/error.ts'
import { colorOf, type RawFlags } from './flags.ts'
import { type Io, write } from './io.ts'

/** Notices on standard error, which is left alone where there are none. */
export async function sayNotices(notices: readonly Notice[], flags: RawFlags, io: Io): Promise<void> {
  if (notices.length === 0) return
  const paint = await loadPaint(colorOf(flags, io.stderr, io.env))
  await write(io.stderr, notices.map((notice) => renderNotice(notice, paint)).join(''))
}
