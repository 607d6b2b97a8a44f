import { type Child, element, type Markup } from '../../charts/markup.ts'
import { squares } from '../../charts/plot.ts'
import type { Confusion, Survey } from '../../survey.ts'
import { grouped } from '../number.ts'
import { type Context, share } from './context.ts'
import { columnsFor, foldedTable, cut, label, section } from './html.ts'

/** More classes than these are shown as a list of pairs. */
const SQUARES = 20
const LIST = 20

/** Which pairs of target and prediction cost most. */
export function mistakes(context: Context): Markup | undefined {
  const { words } = context
  const found = context.report.survey?.confusions
  if (!found || found.classes < 2) return undefined
  const wrong = found.pairs.filter(({ target, predicted }) => target !== predicted)
  if (wrong.length === 0) return section(words.mistakes.title, words.mistakes.none)
  const finite = found.pairs.every(({ share: part }) => Number.isFinite(part))
  const table = pairTable(context, found, wrong.slice(0, LIST))
  if (found.classes > SQUARES || !finite) return section(words.mistakes.title, words.mistakes.list, table)
  return section(
    words.mistakes.title,
    words.mistakes.squares,
    matrix(context, found, wrong),
    foldedTable(words.mistakes.table, table),
  )
}

function nameOf({ names }: NonNullable<Survey['confusions']>, index: number): string {
  return names?.[index] ?? String(index)
}

function matrix(
  { ids, words }: Context,
  found: NonNullable<Survey['confusions']>,
  wrong: readonly Confusion[],
): Child {
  const { classes, pairs } = found
  const most = Math.max(0, ...wrong.map(({ share: part }) => part)) || 1
  const names = Array.from({ length: classes }, (_, c) => nameOf(found, c))
  const cells = pairs.map(({ target, predicted, count, share: part }) => {
    const right = target === predicted
    const depth = Math.min(1, Math.max(0, part / most))
    return {
      column: predicted,
      row: target,
      color: right ? ('a' as const) : ('b' as const),
      strength: right ? 0.04 + 0.28 * depth : 0.06 + 0.94 * depth,
      words: part >= 0.01 ? String(Number((100 * part).toFixed(1))) : undefined,
      tip: words.mistakes.taken(cut(names[target]!), cut(names[predicted]!), grouped(count), share(part)),
    }
  })
  const labels = names.map((name) => element('div', {}, cut(name, 40)))
  const picture = squares(
    ids,
    { title: words.mistakes.title, description: words.mistakes.squares, columns: classes, rows: classes },
    cells,
  )
  return element(
    'figure',
    { class: 'chart' },
    element(
      'div',
      { class: 'heatgrid' },
      element('div', { class: 'hl' }, labels),
      picture,
      element('div', {}),
      element('div', { class: 'hx' }, labels),
    ),
    element('div', { class: 'xlab' }, words.mistakes.axis),
  )
}

function pairTable(
  { tables, words }: Context,
  found: NonNullable<Survey['confusions']>,
  shown: readonly Confusion[],
): Markup {
  const column = columnsFor(shown)
  return tables.table([
    column(words.mistakes.target, ({ target }) => label(nameOf(found, target)), { number: false }),
    column(words.mistakes.predicted, ({ predicted }) => label(nameOf(found, predicted)), { number: false }),
    column(words.groups.count, ({ count }) => grouped(count)),
    column(words.groups.share, ({ share: part }) => share(part)),
  ])
}
