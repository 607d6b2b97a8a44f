import { Errors } from '../collectors/errors.ts'
import type { Io } from '../command/io.ts'
import { commandOf, mathmlOf, pageWords } from '../command/page.ts'
import type { Plan } from '../engine/plan.ts'
import { predictionsOf } from '../engine/predictions.ts'
import type { ComputeRequest } from '../engine/request.ts'
import { passRefused } from '../error.ts'
import { headingOf } from '../features/explain/formula.ts'
import { curvesOf } from '../features/plot/curves.ts'
import { type Language, loadSay } from '../locale/locale.ts'
import { sayFormula } from '../locale/say-formula.ts'
import type { Loss, ModalLoss } from '../losses/loss.ts'
import type { Report } from '../report.ts'
import { sizeOf } from '../tensor.ts'
import { reportPage } from '../writers/page/report-page.ts'

export interface PageParts {
  /** With what the samples say together. */
  readonly report: Report
  readonly plan: Plan
  readonly loss: Loss
  readonly mode: string | undefined
  readonly worked: string | undefined
}

export async function pageText(
  { report, plan, loss, mode, worked }: PageParts,
  language: Language,
  argv: readonly string[],
  io: Io,
): Promise<string> {
  const { formula, latex } = headingOf(plan)
  const say = await loadSay(language)
  return reportPage(report, await pageWords(language), {
    version: io.version ?? '',
    command: commandOf(argv),
    formula: { text: sayFormula(formula, say), mathml: mathmlOf(latex, io) },
    curve: curveOf(plan, loss, mode),
    worked,
    say,
  })
}

/** The loss over the probability of the right answer, with the numbers and words of its options. */
function curveOf(
  plan: Plan,
  loss: Loss,
  mode: string | undefined,
): { at: Float64Array; loss: Float64Array } | undefined {
  const options = Object.fromEntries(
    Object.entries(plan.options).filter(([, value]) => typeof value !== 'object'),
  )
  try {
    const form = mode ?? (loss.one === 'form' ? formNameOf(loss, plan) : undefined)
    const { at, curves } = curvesOf(loss, form, 'p', [{ name: '', options }])
    return { at, loss: curves[0]!.loss }
  } catch (error) {
    return passRefused(error)
  }
}

function formNameOf({ modes }: ModalLoss, { loss }: Plan): string | undefined {
  return Object.keys(modes).find((name) => modes[name] === loss)
}

/** Predictions as the page counts them; it also sees errors, where a loss compares numbers of one kind with another each. */
export function predictingFor(errors: Errors): NonNullable<ComputeRequest['predict']> {
  return (plan, args, buffers) => {
    if (predictsNumbers(plan, args)) errors.add(args.input!.data, args.target!.data)
    return predictionsOf(plan, args, buffers)
  }
}

function predictsNumbers(
  plan: Plan,
  { input, target }: Parameters<NonNullable<ComputeRequest['predict']>>[1],
): boolean {
  const { takes } = plan.loss
  if (plan.one !== 'element' || takes.input?.domain.what !== 'number') return false
  const size = sizeOf(plan.shape)
  const alone = input!.data.length === size && target!.data.length === size
  return alone && takes.target?.domain.what === 'number'
}
