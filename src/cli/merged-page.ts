import type { RawFlags } from '../command/read-flags.ts'
import type { Io } from '../command/io.ts'
import { openPage, type PendingPage, readPage } from '../command/page.ts'
import { readLanguage } from '../command/language.ts'
import { LossError } from '../error.ts'
import type { State } from '../features/states/state.ts'
import type { Language } from '../locale/locale.ts'
import type { Reduction } from '../report.ts'
import { type PageParts, pageText } from './page-text.ts'

/** The page of a merge: it is there as a whole at the end, or not at all. */
interface MergedPage extends PendingPage {
  /** @throws LossError E104 for states that hold nothing for a page */
  check(state: State): void
  draw(found: Omit<PageParts, 'worked'>, language: Language, argv: readonly string[]): Promise<void>
}

/** @throws LossError E104 for a state as the result; E110 as `openPage` */
export function mergedPage(
  flags: RawFlags,
  format: string,
  reduction: Reduction,
  files: readonly string[],
  io: Io,
): MergedPage {
  if (format === 'state')
    throw new LossError('E104', '--report shows the result of all parts, which --format state is not yet', {
      tries: ['loss-calc merge *.json --report report.html'],
    })
  const path = readPage(flags, reduction)!
  const output = typeof flags.output === 'string' ? flags.output : undefined
  const page = openPage(
    path,
    files,
    output,
    flags.quiet === true ? undefined : readLanguage(flags.lang, io.env),
    io,
  )
  return {
    ...page,
    check({ request }) {
      if (request.page !== undefined) return
      throw new LossError('E104', 'these states do not hold what a page shows', {
        why: 'they were made without --for-report',
        tries: ['loss-calc <loss> ... --format state --shard 0/7 --for-report'],
      })
    },
    async draw(found, language, argv) {
      page.write(await pageText({ ...found, worked: undefined }, language, argv, io))
    },
  }
}
