import { labelled } from './text.ts'
import { english } from '../locale/locale.ts'
import { fold, hanging, headOf } from './fold.ts'
import { forPeople } from './for-people.ts'
import type { PrintedColumn } from './first-rows.ts'
import { grid, gridText, matrices, moreRows } from './grid.ts'
import { filesOf } from './summary.ts'
import { displayWidth } from './width.ts'

/** Rows of a table of groups or classes that a terminal gets, unless more rows are asked for. */
const ROWS_SHOWN = 100

/** For people: what ran, the first samples, the value and how it was computed. */
export const table = forPeople(function* (parts, { paint, rows, precision = 4, say = english, width }) {
  const { loss, torch, columns, more, result, working, full, lines, tables, report } = parts
  const screen = { paint, precision, say, width }
  let text = `${headOf(loss, torch, filesOf(parts), screen)}\n`
  if (columns.length > 0) text += `${grid(columns, screen)}${more && ` ${paint.dim(more)}\n`}\n`
  const end = working && `   ${paint.dim(working)}`
  const apart = width !== undefined && displayWidth(`${result}   ${working}`) > width
  text += `${paint.strong(result)}${apart ? `\n${hanging('', working, 2, width)}` : `${end}\n`}`
  if (full !== undefined) text += `${labelled(paint.dim(say('full:')), full)}\n`
  for (const line of lines) text += `${width === undefined ? line : fold(line, width).join('\n  ')}\n`
  yield text
  // A terminal keeps some thousand lines, and shows the end.
  const most = width === undefined ? Infinity : Math.max(rows, ROWS_SHOWN)
  for (const { title, columns } of tables) {
    yield `\n${title}\n`
    const hidden = (columns[0]?.cells.length ?? 0) - most
    yield* gridText(hidden > 0 ? columns.map(firstOf(most)) : columns, screen)
    if (hidden > 0) yield ` ${paint.dim(say(moreRows(hidden, 'json')))}\n`
  }
  for (const [name, grad] of Object.entries(report.grads ?? {})) {
    yield `\n${say(`${parts.gradient} ${name}`)}\n${matrices(grad, rows || Infinity, screen)}`
  }
})

function firstOf(rows: number) {
  return ({ name, cells }: PrintedColumn): PrintedColumn => {
    return { name, cells: Array.from({ length: rows }, (_, row) => cells.at(row)!) }
  }
}
