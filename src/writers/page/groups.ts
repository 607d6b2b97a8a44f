import { type Child, joined, type Markup } from '../../charts/markup.ts'
import { cellBar } from '../../charts/plot.ts'
import { isMean } from '../../report.ts'
import type { Group, GroupList } from '../../survey.ts'
import { grouped, short } from '../number.ts'
import { groupName } from '../text.ts'
import { type Context, share } from './context.ts'
import { columnsFor, cut, label, section } from './html.ts'

/** A page does not grow with the data. */
const MOST = 100
/** From here on the mean of a group is far above that of all. */
const FAR = 1.25

export function groups(context: Context): Markup {
  const { report, words } = context
  const { perClass, groupBy = [] } = report.survey ?? {}
  const [title, by] =
    report.one === 'row'
      ? [words.groups.byClass, words.groups.class]
      : report.elements === report.samples
        ? [words.groups.byTarget, words.computed.target]
        : [words.groups.byColumn, words.groups.column]
  const several = (groups: GroupList | undefined) => groups !== undefined && groups.length > 1
  return joined([
    several(perClass) && groupSection(context, title, by, perClass!),
    groupBy.map(({ by, groups }) => groupSection(context, words.groups.by(cut(by)), by, groups)),
  ])
}

function groupSection(context: Context, title: string, by: string, list: GroupList): Markup {
  const { report, words, tables } = context
  const all = [...list]
  // Those that cost most, in their own order.
  const cost = ({ sum }: Group) => (Number.isNaN(sum) ? Infinity : sum)
  const kept = new Set([...all].sort((a, b) => cost(b) - cost(a)).slice(0, MOST))
  const shown = all.filter((group) => kept.has(group))
  const finite = shown.map(({ mean }) => mean).filter((mean) => Number.isFinite(mean))
  const most = Math.max(0, ...finite)
  const whole = isMean(report.reduction) ? report.value! : undefined
  const far = (mean: number) => whole !== undefined && mean > FAR * whole
  const column = columnsFor(shown)
  const judged = shown.some(({ accuracy }) => accuracy !== undefined)
  const table = tables.table([
    column(cut(by, 40), ({ name }) => label(groupName(name)), { number: false }),
    column(words.groups.count, ({ count }) => grouped(count), { minor: true }),
    column(words.groups.mean, ({ mean }) => short(mean)),
    column('', ({ mean }) => bar(mean, most, far(mean)), { number: false, bars: true }),
    column(words.groups.share, ({ share: part }) => share(part)),
    ...(judged
      ? [
          column(words.groups.accuracy, ({ accuracy }) => (accuracy === undefined ? '' : share(accuracy)), {
            minor: true,
          }),
        ]
      : []),
  ])
  const left = all.length - shown.length
  const lead = [
    shown.some(({ mean }) => far(mean)) && words.groups.orange,
    left > 0 && words.groups.more(grouped(left)),
  ]
  return section(title, lead.filter(Boolean).join(words.stop), table)
}

function bar(mean: number, most: number, far: boolean): Child {
  if (!(mean > 0 && most > 0 && mean < Infinity)) return ''
  return cellBar(mean / most, far ? 'b' : 'a')
}
