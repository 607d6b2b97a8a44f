import type { Notice } from '../report.ts'
import type { ColorFlag } from '../writers/color.ts'
import { type Io, write } from './io.ts'
import { paintFor } from './output-flags.ts'

/** Notices on standard error, which is left alone if there are none. */
export async function writeNotices(notices: readonly Notice[], color: ColorFlag, io: Io): Promise<void> {
  if (notices.length === 0) return
  const { renderNotice } = await import('../writers/error.ts')
  const paint = await paintFor(color, io.stderr, io.env)
  await write(io.stderr, notices.map((notice) => renderNotice(notice, paint)).join(''))
}
