import type { SurveyRows } from '../collectors/collector.ts'
import { Surveyor, type SurveyRequest } from '../collectors/survey.ts'
import type { RawFlags } from '../command/flags.ts'
import type { Io } from '../command/io.ts'
import { readLanguage } from '../command/language.ts'
import type { Dataset } from '../data/pairs.ts'
import type { ComputeRequest } from '../engine/request.ts'
import type { Plan } from '../engine/plan.ts'
import { predictionsOf } from '../engine/predictions.ts'
import { headingOf } from '../features/explain/formula.ts'
import { explainedFormat } from '../features/explain/writers.ts'
import { commandOf, mathmlOf, openPage, pageWords, sayPage } from '../command/page.ts'
import { pageRequest } from '../features/report/request.ts'
import { loadWords } from '../locale/locale.ts'
import type { Reduction, Report, Survey } from '../report.ts'
import { noPaint } from '../writers/color.ts'

/** The page of one run: it watches the samples go by beside what else was asked for. */
export function openLossPage(
  flags: RawFlags,
  files: readonly string[],
  reduction: Reduction,
  asked: SurveyRequest | undefined,
  dataset: Dataset,
  io: Io,
) {
  const page = openPage(flags, files, reduction, io)!
  const surveyor = new Surveyor({ ...pageRequest(asked), columns: dataset.args.input!.selected })
  const predict: ComputeRequest['predict'] = (plan, args) => {
    fitted ??= plan
    return predictionsOf(plan, args)
  }
  let fitted: Plan | undefined
  let told: (() => Promise<void>) | undefined
  const survey = (total: number): Survey => surveyor.survey(total, dataset.classes)

  return {
    /** The same request, which also leaves what the page is drawn from. */
    watch: (request: ComputeRequest): ComputeRequest => ({ ...request, predict }),
    add: (rows: SurveyRows) => surveyor.add(rows),
    survey,
    async draw(report: Report, argv: readonly string[]): Promise<void> {
      const language = readLanguage(flags.lang, io.env)
      const { reportPage } = await import('../writers/page/report-page.ts')
      const { formula, latex } = headingOf(fitted!)
      const worked = report.explanation
        ? explainedFormat(
            'table',
            await loadWords(language),
          )({ color: noPaint, rows: 20, quiet: false }).end(report)
        : undefined
      const text = reportPage({ ...report, survey: survey(report.sum) }, await pageWords(language), {
        version: io.version ?? '',
        command: commandOf(argv),
        formula: { text: formula, mathml: mathmlOf(latex, io) },
        worked,
      })
      page.file.write(text)
      told = async () => {
        await sayPage(page, text, flags, io)
      }
    },
    async commit(): Promise<void> {
      await page.file.commit()
      await told?.()
    },
    discard: () => page.file.discard(),
  }
}
