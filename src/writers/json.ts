import { jsonProperties, jsonText, listText, LongJson } from './json-text.ts'
import type { ExplainedRow, Explanation } from '../explanation.ts'
import type { InputSummary, Report } from '../report.ts'
import type { LongTensor, Tensor } from '../tensor.ts'
import { nestedText, oddText } from './nested-text.ts'
import { notesOf } from './summary.ts'
import { surveyObject } from './survey.ts'
import type { MakeWriter } from './writer.ts'

/** Version of the result's form; within it keys are only ever added. */
const resultSchemaName = 'loss-calc/result@1'

/** One object with everything but the samples; each key on a line of its own, so that a diff reads well. */
export const json: MakeWriter = () => ({
  *end(report) {
    let before = '{\n'
    for (const [key, value] of Object.entries(resultObject(report))) {
      if (value === undefined) continue
      if (value instanceof LongJson) {
        yield `${before}  ${jsonText(key)}: `
        before = ',\n'
        yield* value.pieces()
        continue
      }
      if (!(value instanceof LongNumbers)) {
        yield `${before}  ${jsonText(key)}: ${jsonText(value)}`
        before = ',\n'
        continue
      }
      yield `${before}  ${jsonText(key)}: `
      before = ',\n'
      yield* nestedText(value.tensor)
      const odd = oddText(value.tensor)
      if (!odd) continue
      yield `${before}  ${jsonText(`${key}_text`)}: `
      yield* odd
    }
    yield '\n}\n'
  },
})

/** A property of many numbers, which is written in pieces. */
class LongNumbers {
  constructor(readonly tensor: LongTensor) {}

  static of({ data, shape }: Tensor): LongNumbers {
    return new LongNumbers({ shape, pieces: () => [data] })
  }
}

function resultObject(report: Report): Record<string, unknown> {
  const { values, grads = {}, longGrads = {}, denominator, args, explanation } = report
  return {
    schema: resultSchemaName,
    loss: report.loss,
    mode: report.mode,
    from: report.from,
    reduction: report.reduction,
    convention: report.convention,
    samples: report.samples,
    ...jsonProperties('value', report.value),
    values: values && LongNumbers.of(values),
    ...jsonProperties('sum', report.sum),
    ...jsonProperties('dividend', report.dividend),
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
    ...Object.fromEntries([
      ...Object.entries(grads).map(([name, grad]) => [gradientKey(name), LongNumbers.of(grad)]),
      ...Object.entries(longGrads).map(([name, grad]) => [gradientKey(name), new LongNumbers(grad)]),
    ]),
    ...(report.answers && answersObject(report.answers)),
    ...(report.survey && surveyObject(report.survey)),
    explanation: explanation && new LongJson(() => explanationText(explanation)),
    checks: report.checks?.map(({ found: _, ...check }) =>
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
function* explanationText({ formula, latex, columns, rows }: Explanation): Generator<string | Uint8Array> {
  yield `${jsonText({ formula, latex, columns }).slice(0, -1)},"rows":`
  yield* listText(rows, (some) => jsonText(some.map(workedObject)).slice(1, -1))
  yield '}'
}

function workedObject({ row, id, position, ignored, steps, sum, share }: ExplainedRow) {
  return {
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
  }
}

function inputObject(one: InputSummary) {
  const { name, format, shape, selected, leftOut } = one
  return {
    file: name,
    shape,
    format,
    ...(selected && { columns: selected }),
    ...(leftOut && { left_out: leftOut }),
    notes: notesOf(one),
  }
}
