import { jsonText } from './json-text.ts'
import type { Explanation, InputSummary, Report } from '../report.ts'
import { jsonProperties } from './json-numbers.ts'
import { nested } from '../tensor.ts'
import { surveyObject } from './survey.ts'
import type { MakeWriter } from './writer.ts'

/** Version of the result's form; within it keys are only ever added. */
const resultSchemaName = 'loss-calc/result@1'

/** One object with everything but the samples; each key on a line of its own, so that a diff reads well. */
export const json: MakeWriter = () => ({
  end(report) {
    const lines = Object.entries(resultObject(report))
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `  ${jsonText(key)}: ${jsonText(value)}`)
    return `{\n${lines.join(',\n')}\n}\n`
  },
})

function resultObject(report: Report): Record<string, unknown> {
  const { values, grads = {}, denominator, args, explanation } = report
  return {
    schema: resultSchemaName,
    loss: report.loss,
    mode: report.mode,
    from: report.from,
    reduction: report.reduction,
    convention: report.convention,
    samples: report.samples,
    ...jsonProperties('value', report.value),
    ...jsonProperties('values', values && nested(values)),
    ...jsonProperties('sum', report.sum),
    denominator: { kind: denominator.kind, ...jsonProperties('value', denominator.value) },
    elements: report.elements,
    ignored: report.ignored,
    clamped: report.clamped,
    params: paramsObject(report.params),
    ...Object.fromEntries(
      Object.entries(args).map(([name, { kind, ...one }]) => [
        name,
        { ...inputObject(one), ...(kind && { kind }) },
      ]),
    ),
    skipped: report.skipped,
    ...Object.assign(
      {},
      ...Object.entries(grads).map(([name, grad]) => jsonProperties(gradientKey(name), nested(grad))),
    ),
    ...(report.answers && answersObject(report.answers)),
    ...(report.survey && surveyObject(report.survey)),
    explanation: explanation && explanationObject(explanation),
    checks: report.checks?.map((check) =>
      Object.assign({}, ...Object.entries(check).map(([key, value]) => jsonProperties(key, value))),
    ),
    notices: report.notices.map(({ code, message, tries }) => ({ code, message, tries })),
  }
}

/** `grad` for the input, `gradVar` for another argument. */
function gradientKey(name: string): string {
  return name === 'input' ? 'grad' : `grad${name[0]!.toUpperCase()}${name.slice(1)}`
}

function answersObject({ correct, counted, chance, frequencies }: NonNullable<Report['answers']>) {
  return {
    accuracy: { value: correct / counted, correct, counted },
    ...(chance !== undefined && {
      baselines: { ...jsonProperties('chance', chance), ...jsonProperties('frequencies', frequencies) },
    }),
  }
}

function paramsObject(params: Report['params']): Record<string, unknown> {
  return Object.assign({}, ...Object.entries(params).map(([name, value]) => jsonProperties(name, value)))
}

/** Rows worked out: each step's values, all digits. */
function explanationObject({ formula, latex, columns, rows }: Explanation) {
  return {
    formula,
    latex,
    columns,
    rows: rows.map(({ row, id, position, ignored, steps, sum, share }) => ({
      row,
      id,
      position,
      ignored,
      ...jsonProperties('sum', sum),
      ...jsonProperties('share', share),
      steps: steps.map(({ name, formula, latex, values, each }) => ({
        name,
        formula,
        latex,
        ...jsonProperties('value', each ? values : values[0]),
      })),
    })),
  }
}

function inputObject({ name, format, shape, notes, selected, leftOut }: InputSummary) {
  return {
    file: name,
    shape,
    format,
    ...(selected && { columns: selected }),
    ...(leftOut && { left_out: leftOut }),
    notes,
  }
}
