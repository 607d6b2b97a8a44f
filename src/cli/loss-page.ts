import type { JudgedRows } from '../samples.ts'
import { Errors } from '../collectors/errors.ts'
import { Surveyor } from '../collectors/survey.ts'
import type { Io } from '../command/io.ts'
import { openPage } from '../command/page.ts'
import type { Opened } from '../data/opened.ts'
import type { Plan } from '../engine/plan.ts'
import type { ComputeRequest } from '../engine/request.ts'
import { explainedFormat } from '../features/explain/writers.ts'
import { pageRequest } from './page-request.ts'
import { loadWords } from '../locale/locale.ts'
import type { Report } from '../report.ts'
import type { Survey } from '../survey.ts'
import { noPaint } from '../writers/paint.ts'
import { wholeText } from '../writers/whole-text.ts'
import { pageText, predictingFor } from './page-text.ts'
import type { RunRequest } from './run-request.ts'

/** The page of a run: it sees the samples as they come, as do the other requests. */
export type LossPage = ReturnType<typeof lossPage>

/** @throws LossError E110 if the file cannot be written, is an input or the output */
export function lossPage({ output, files, survey: asked, loss: own }: RunRequest, path: string, io: Io) {
  const { file, quiet, language } = output
  const page = openPage(path, files, file, quiet ? undefined : language, io)
  const errors = new Errors()
  let surveyor: Surveyor | undefined
  let classes: readonly string[] | undefined
  let plan: Plan | undefined
  const survey = (total: number): Survey => ({ ...surveyor!.survey(total, classes), ...errors.section() })
  return {
    ...page,
    survey,
    /** The same run, which also leaves what the page is drawn from. */
    watch(request: ComputeRequest, { dataset, groups }: Opened): ComputeRequest {
      surveyor = new Surveyor({
        ...pageRequest(asked && { ...asked, groupBy: groups }),
        columns: Object.values(dataset.args)[0]!.selected,
      })
      classes = dataset.classes
      const predicting = predictingFor(errors)
      const predict: ComputeRequest['predict'] = (fitted, args, buffers) => {
        plan ??= fitted
        return predicting(fitted, args, buffers)
      }
      return { ...request, samples: Infinity, perRow: true, predict }
    },
    add: (rows: JudgedRows) => surveyor!.add(rows),
    async draw(report: Report, argv: readonly string[]): Promise<void> {
      const worked = report.explanation
        ? await wholeText(
            explainedFormat('table', await loadWords(language))({ paint: noPaint, rows: 20 }).end(report),
          )
        : undefined
      const { loss, mode } = own
      const whole = { ...report, survey: survey(report.sum) }
      page.write(await pageText({ report: whole, plan: plan!, loss, mode, worked }, language, argv, io))
    },
  }
}
