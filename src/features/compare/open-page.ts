import type { RawFlags } from '../../command/read-flags.ts'
import type { Io } from '../../command/io.ts'
import { readLanguage } from '../../command/language.ts'
import { loadSay } from '../../locale/locale.ts'
import type { Reduction } from '../../report.ts'
import type { PageFacts } from '../../writers/page/context.ts'

type PageWords = Awaited<ReturnType<(typeof import('../../command/page.ts'))['pageWords']>>

/** The page of --report, which `draw` fills; undefined without it, and then nothing of it is loaded. */
export async function openReportPage<T>(
  flags: RawFlags,
  files: readonly string[],
  reduction: Reduction,
  argv: readonly string[],
  io: Io,
  draw: (result: T, words: PageWords, about: PageFacts) => Promise<string>,
) {
  const language = readLanguage(flags.lang, io.env)
  if (flags.report === undefined) return undefined
  const { commandOf, openPage, pageWords, readPage } = await import('../../command/page.ts')
  const pending = openPage(
    readPage(flags, reduction)!,
    files,
    undefined,
    flags.quiet === true ? undefined : language,
    io,
  )
  return {
    ...pending,
    async draw(result: T): Promise<void> {
      const say = await loadSay(language)
      const about = { version: io.version ?? '', command: commandOf(argv), formula: { text: '' }, say }
      pending.write(await draw(result, await pageWords(language), about))
    },
  }
}
