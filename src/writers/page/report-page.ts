import { joined, type Markup } from '../../charts/markup.ts'
import type { PageWords } from '../../locale/page-en.ts'
import type { Report } from '../../report.ts'
import { short } from '../number.ts'
import { summarize } from '../summary.ts'
import { again, computed } from './computed.ts'
import { confidence } from './confidence.ts'
import { Context, nameOf, type PageFacts } from './context.ts'
import { groups } from './groups.ts'
import { head, notices } from './head.ts'
import { errors } from './errors.ts'
import { cut, label, section } from './html.ts'
import { mistakes } from './mistakes.ts'
import { shell } from './shell.ts'
import { where } from './where.ts'
import { worst } from './worst.ts'
import { metricsText, scoresOf } from '../measures.ts'

/** A run as one page that stands alone: the number, and where it comes from. */
export function reportPage(report: Report, words: PageWords, about: PageFacts): string {
  const context = new Context(report, words, about)
  const body = joined([
    head(context),
    notices(context),
    where(context),
    confidence(context),
    errors(context),
    groups(context),
    scores(context),
    mistakes(context),
    worst(context),
    computed(context),
    again(context),
  ])
  const title = `${about.say(summarize(report, 4).loss)} ${short(report.value!)} - ${cut(nameOf(report))}`
  return shell(title, words.code, about.version, body)
}

/** What --metrics says of the predictions: each number, and the scores of each class or label. */
function scores({ report: { survey }, about: { say }, tables }: Context): Markup | undefined {
  const lines = survey && metricsText(survey, 4).map(say).join(' ')
  if (lines === undefined || lines === '') return undefined
  const classes = scoresOf(survey!, 4).map(({ columns }) =>
    tables.table(
      columns.map(({ name, cells }, i) => ({
        name: say(name),
        cells: i === 0 ? [...cells].map(label) : [...cells],
        number: i > 0,
      })),
    ),
  )
  return section(say('Metrics'), lines, joined(classes))
}
