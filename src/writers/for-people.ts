import type { Report } from '../report.ts'
import { english, type Say } from '../locale/locale.ts'
import { FirstRows, type PrintedColumn } from './first-rows.ts'
import { moreRows, saidNames } from './grid.ts'
import { grouped, type Precision, short } from './number.ts'
import { summarize, type Summary } from './summary.ts'
import type { SurveyText } from './measures.ts'
import type { MakeWriter, WriterOptions } from './writer.ts'

/** The parts of a text for people, which a format lays out. */
interface TextParts extends Summary, SurveyText {
  readonly report: Report
  /** The first samples; empty if none are shown. */
  readonly columns: readonly PrintedColumn[]
  /** How many samples are not shown, in words; empty for none. */
  readonly more: string
}

/** A format for people: keeps the first samples, and lays out everything at the end. */
export const forPeople =
  (layOut: (parts: TextParts, options: WriterOptions) => Iterable<string>): MakeWriter =>
  (options) => {
    const { rows, precision = 4, say = english } = options
    const first = new FirstRows(rows)
    return {
      samples(batch) {
        first.add(batch)
        return ''
      },
      async *end(report) {
        // Most runs have none.
        const survey =
          report.survey && (await import('./survey.ts')).surveyText(report, report.survey, precision)
        const columns = first.columns(precision)
        const more = report.survey?.top ? '' : moreRows(first.hidden(report.samples), 'csv')
        const parts = {
          ...summarize(report, precision),
          lines: [...answersLines(report, precision), ...(survey?.lines ?? [])],
          tables: survey?.tables ?? [],
          report,
          columns,
          more,
        }
        yield* layOut(say === english ? parts : inLanguage(parts, say), options)
      },
    }
  }

/** How often the most probable answer is right, and what to compare the loss with. */
function answersLines({ answers, weightedRows }: Report, precision: Precision): string[] {
  if (!answers) return []
  const { correct, counted: of, chance } = answers
  const level = chance === undefined ? '' : `, chance level ${short(chance, precision)}`
  const line = `accuracy ${short(correct / of, precision)} (${grouped(correct)} of ${grouped(of)})${level}`
  const weighted = 'weights are those of the loss: accuracy and metrics count each row once'
  return weightedRows ? [line, weighted] : [line]
}

/** The same parts said otherwise; names of files, columns of the user and numbers stay. */
function inLanguage(parts: TextParts, say: Say): TextParts {
  const heads = (columns: readonly PrintedColumn[]) => saidNames(columns, say)
  return {
    ...parts,
    loss: say(parts.loss),
    torch: say(parts.torch),
    args: parts.args.map(({ file, shape }) => ({ file: say(file), shape: say(shape) })),
    leftOut: say(parts.leftOut),
    result: say(parts.result),
    working: say(parts.working),
    more: say(parts.more),
    columns: heads(parts.columns),
    lines: parts.lines.map(say),
    tables: parts.tables.map(({ title, columns }) => ({ title: say(title), columns: heads(columns) })),
  }
}
