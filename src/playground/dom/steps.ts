import type { ExplainedRow } from '../../explanation.ts'
import { noPaint } from '../../writers/paint.ts'
import { type Child, element, joined, type Markup } from '../../charts/markup.ts'
import {
  blocksInNumbers,
  meaning,
  reductionLines,
  rowTitle,
  shownColumns,
  stepNumbers,
  Tally,
  type Telling,
} from '../../features/explain/worked.ts'
import type { Say } from '../../locale/locale.ts'
import { sayFormula } from '../../locale/say-formula.ts'
import type { Words } from '../../locale/words-en.ts'
import type { PlaygroundWords } from '../../locale/playground-en.ts'
import { short } from '../../writers/number.ts'
import type { PlaygroundState } from '../state.ts'
import type { View } from '../view.ts'

/** The steps of the chosen row in words, then its numbers put into the formulas, then the reduction. */
export function drawSteps(
  state: PlaygroundState,
  view: View,
  own: PlaygroundWords,
  words: Words,
  say: Say,
): Markup {
  const { report, explained } = view
  const row = explained[Math.min(state.row, explained.length - 1)]
  if (!row) return joined([])
  if (row.ignored) return element('p', {}, words.explain.ignored)
  const telling = { report, words, say, paint: noPaint, precision: 4, width: undefined }
  const blocks = blocksInNumbers(row, telling)
  const work = blocks.flatMap(({ title, lines }) => [
    title,
    ...lines.map(({ name, from, value }) => `  ${name} = ${from} = ${value}`),
  ])
  const tally = new Tally()
  Array.from(tally.of(report.explanation!.rows))
  const reduced = reductionLines(telling, tally).map(({ name, value, from }) =>
    [name, from, value].filter(Boolean).join(' = '),
  )
  const text = [...work, ...(work.length > 0 ? [''] : []), ...reduced].join('\n')
  return joined([
    table(row, state.row, view, own, telling),
    element('h3', {}, own.inNumbers),
    element('pre', { tabindex: 0, role: 'region', 'aria-label': own.inNumbers }, text),
  ])
}

function table(
  row: ExplainedRow,
  at: number,
  { report, grads }: View,
  own: PlaygroundWords,
  telling: Telling,
): Markup {
  const { words, say } = telling
  const { columns } = shownColumns(row)
  const classes = report.explanation!.columns === 'classes'
  const cells = (numbers: readonly string[], each: boolean): Child =>
    each
      ? columns.map((i) =>
          element('td', { class: `n${classes && row.shown.includes(i) ? ' aim' : ''}` }, numbers[i]),
        )
      : element('td', { class: 'n', colspan: columns.length }, numbers[0])
  const head = element(
    'tr',
    {},
    element('th', { scope: 'col' }, rowTitle(row, telling)),
    columns.map((i) => element('th', { scope: 'col', class: 'n' }, `[${i}]`)),
    element('th', { scope: 'col' }, words.explain.formula),
    element('th', { scope: 'col', class: 'm' }, words.explain.meaning),
  )
  const lines = row.steps.map((step) =>
    element(
      'tr',
      { class: step.name === 'loss' && 'last' },
      element('th', { scope: 'row' }, step.name),
      cells(Array.from(step.values.keys(), stepNumbers(step, 4)), step.each),
      element('td', { class: 'f' }, sayFormula(step.formula, say)),
      element('td', { class: 'm' }, meaning(step, telling)),
    ),
  )
  const slopes = Object.values(grads)[0]?.[at]
  const gradient =
    slopes?.length === columns.length &&
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, own.gradientOf),
      cells(
        slopes.map((value) => short(value)),
        true,
      ),
      element('td', { class: 'f' }),
      element('td', { class: 'm' }, own.keyGradient),
    )
  return element(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': own.steps },
    element('table', {}, element('thead', {}, head), element('tbody', {}, lines, gradient)),
  )
}
