import type { JudgedRows } from '../samples.ts'
import { Errors } from '../collectors/errors.ts'
import { Surveyor } from '../collectors/survey.ts'
import type { Io } from '../command/io.ts'
import { openPage, type PendingPage } from '../command/page.ts'
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
export class LossPage {
  readonly #request: RunRequest
  readonly #io: Io
  readonly #page: PendingPage
  #surveyor: Surveyor | undefined
  #classes: readonly string[] | undefined
  #plan: Plan | undefined
  readonly #errors = new Errors()

  /** @throws LossError E110 if the file cannot be written, is an input or the output */
  constructor(request: RunRequest, path: string, io: Io) {
    this.#request = request
    this.#io = io
    const { file, quiet, language } = request.output
    this.#page = openPage(path, request.files, file, quiet ? undefined : language, io)
  }

  /** The same run, which also leaves what the page is drawn from. */
  watch(request: ComputeRequest, { dataset, groups }: Opened): ComputeRequest {
    const { survey } = this.#request
    this.#surveyor = new Surveyor({
      ...pageRequest(survey && { ...survey, groupBy: groups }),
      columns: Object.values(dataset.args)[0]!.selected,
    })
    this.#classes = dataset.classes
    const predicting = predictingFor(this.#errors)
    const predict: ComputeRequest['predict'] = (plan, args, buffers) => {
      this.#plan ??= plan
      return predicting(plan, args, buffers)
    }
    return { ...request, samples: Infinity, perRow: true, predict }
  }

  add(rows: JudgedRows): void {
    this.#surveyor!.add(rows)
  }

  survey(total: number): Survey {
    return { ...this.#surveyor!.survey(total, this.#classes), ...this.#errors.section() }
  }

  async draw(report: Report, argv: readonly string[]): Promise<void> {
    const { language } = this.#request.output
    const worked = report.explanation
      ? await wholeText(
          explainedFormat('table', await loadWords(language))({ paint: noPaint, rows: 20 }).end(report),
        )
      : undefined
    const { loss, mode } = this.#request.loss
    const parts = {
      report: { ...report, survey: this.survey(report.sum) },
      plan: this.#plan!,
      loss,
      mode,
      worked,
    }
    this.#page.write(await pageText(parts, language, argv, this.#io))
  }

  commit(): Promise<void> {
    return this.#page.commit()
  }

  discard(): void {
    this.#page.discard()
  }

  say(): Promise<void> {
    return this.#page.say()
  }
}
