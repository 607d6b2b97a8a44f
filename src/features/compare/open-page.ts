import type { PageFacts } from '../../writers/page/context.ts'
import { readLanguage } from '../../command/language.ts'
import type { ModelsRequest, ModelsRun } from './request.ts'

type PageWords = Awaited<ReturnType<(typeof import('../../command/page.ts'))['pageWords']>>

/** The page of --report, which `draw` fills; undefined without it, and then nothing of it is loaded. */
export async function openReportPage<T>(
  { flags, argv, io }: ModelsRun,
  { files, reduction, quiet, screen: { say } }: ModelsRequest,
  draw: (result: T, words: PageWords, about: PageFacts) => Promise<string>,
) {
  if (flags.report === undefined) return undefined
  const { commandOf, openPage, pageWords, readPage } = await import('../../command/page.ts')
  const language = readLanguage(flags.lang, io.env)
  const pending = openPage(readPage(flags, reduction)!, files, undefined, quiet ? undefined : language, io)
  return {
    ...pending,
    async draw(result: T): Promise<void> {
      const about = { version: io.version ?? '', command: commandOf(argv), formula: { text: '' }, say }
      pending.write(await draw(result, await pageWords(language), about))
    },
  }
}
