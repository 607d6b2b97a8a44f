import { joined } from '../../charts/markup.ts'
import type { PageWords } from '../../locale/page-en.ts'
import type { Report } from '../../report.ts'
import { short } from '../number.ts'
import { summarize } from '../summary.ts'
import { again, computed } from './computed.ts'
import { confidence } from './confidence.ts'
import { type PageFacts, Context, nameOf } from './context.ts'
import { groups } from './groups.ts'
import { head, notices } from './head.ts'
import { errors } from './errors.ts'
import { cut } from './html.ts'
import { mistakes } from './mistakes.ts'
import { scores } from './scores.ts'
import { shell } from './shell.ts'
import { where } from './where.ts'
import { worst } from './worst.ts'

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
