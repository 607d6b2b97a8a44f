import { joined, type Markup } from '../../charts/markup.ts'
import { metricsText, scoresOf } from '../measures.ts'
import type { Context } from './context.ts'
import { label, section } from './html.ts'

/** What --metrics says of the predictions: each number, and the scores of each class or label. */
export function scores({ report: { survey }, about: { say }, tables }: Context): Markup | undefined {
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
