import type { SurveyRows } from '../collectors/collector.ts'
import type { ByArgument } from '../by-argument.ts'
import { Errors } from '../collectors/errors.ts'
import { Surveyor } from '../collectors/survey.ts'
import type { Io } from '../command/io.ts'
import { commandOf, mathmlOf, openPage, type PendingPage, pageWords, sayPage } from '../command/page.ts'
import type { Opened } from '../data/opened.ts'
import type { Plan } from '../engine/plan.ts'
import { predictionsOf } from '../engine/predictions.ts'
import type { ComputeRequest } from '../engine/request.ts'
import { LossError } from '../error.ts'
import type { ModalLoss } from '../losses/loss.ts'
import { headingOf } from '../features/explain/formula.ts'
import { curvesOf } from '../features/plot/curves.ts'
import { explainedFormat } from '../features/explain/writers.ts'
import { pageRequest } from '../features/report/request.ts'
import { loadWords } from '../locale/locale.ts'
import type { Report, Survey } from '../report.ts'
import { sizeOf, type Tensor } from '../tensor.ts'
import { noPaint } from '../writers/paint.ts'
import { reportPage } from '../writers/page/report-page.ts'
import { wholeText } from '../writers/whole-text.ts'
import type { RunRequest } from './run-request.ts'

/** The page of a run: it is told of the samples as they come, beside what else was asked for. */
export class LossPage {
  readonly #request: RunRequest
  readonly #io: Io
  readonly #page: PendingPage
  #surveyor: Surveyor | undefined
  #classes: readonly string[] | undefined
  #plan: Plan | undefined
  readonly #errors = new Errors()
  #text = ''

  /** @throws LossError E110 if the file cannot be written, is an input or the output */
  constructor(request: RunRequest, path: string, io: Io) {
    this.#request = request
    this.#io = io
    this.#page = openPage(path, request.files, request.output.file, io)
  }

  /** The same run, which also leaves what the page is drawn from. */
  watch(request: ComputeRequest, { dataset, groups }: Opened): ComputeRequest {
    const { survey } = this.#request
    this.#surveyor = new Surveyor({
      ...pageRequest(survey && { ...survey, groupBy: groups }),
      columns: Object.values(dataset.args)[0]!.selected,
    })
    this.#classes = dataset.classes
    const predict: ComputeRequest['predict'] = (plan, args) => {
      this.#plan ??= plan
      if (predictsNumbers(plan, args)) this.#errors.add(args.input!.data, args.target!.data)
      return predictionsOf(plan, args)
    }
    return { ...request, samples: Infinity, perRow: true, predict }
  }

  add(rows: SurveyRows): void {
    this.#surveyor!.add(rows)
  }

  survey(total: number): Survey {
    return { ...this.#surveyor!.survey(total, this.#classes), ...this.#errors.section() }
  }

  async draw(report: Report, argv: readonly string[]): Promise<void> {
    const { language } = this.#request.output
    const { formula, latex } = headingOf(this.#plan!)
    const worked = report.explanation
      ? wholeText(
          explainedFormat('table', await loadWords(language))({ color: noPaint, rows: 20 }).end(report),
        )
      : undefined
    this.#text = reportPage({ ...report, survey: this.survey(report.sum) }, await pageWords(language), {
      version: this.#io.version ?? '',
      command: commandOf(argv),
      formula: { text: formula, mathml: mathmlOf(latex, this.#io) },
      curve: this.#curve(),
      worked,
    })
    this.#page.file.write(this.#text)
  }

  /** The loss over the probability of the right answer, with the numbers and words of its options. */
  #curve(): { at: Float64Array; loss: Float64Array } | undefined {
    const { loss, mode } = this.#request.loss
    const options = Object.fromEntries(
      Object.entries(this.#plan!.options).filter(([, value]) => typeof value !== 'object'),
    )
    try {
      const form = mode ?? (loss.one === 'form' ? formNameOf(loss, this.#plan!) : undefined)
      const { at, curves } = curvesOf(loss, form, 'p', [{ name: '', options }])
      return { at, loss: curves[0]!.loss }
    } catch (error) {
      if (error instanceof LossError) return undefined
      throw error
    }
  }

  commit(): Promise<void> {
    return this.#page.file.commit()
  }

  discard(): void {
    this.#page.file.discard()
  }

  async say(): Promise<void> {
    if (!this.#request.output.quiet) await sayPage(this.#page, this.#text, this.#io)
  }
}

/** Which form of a loss runs. */
function formNameOf({ modes }: ModalLoss, { loss }: Plan): string | undefined {
  return Object.keys(modes).find((name) => modes[name] === loss)
}

/** Whether a loss compares numbers of one kind, which may be any, and each with one other. */
function predictsNumbers(plan: Plan, { input, target }: ByArgument<Tensor>): boolean {
  const { takes } = plan.loss
  if (plan.one !== 'element' || takes.input?.domain.what !== 'number') return false
  const size = sizeOf(plan.shape)
  const alone = input!.data.length === size && target!.data.length === size
  return alone && takes.target?.domain.what === 'number'
}
