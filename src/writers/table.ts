import { labelled } from './text.ts'
import { english } from '../locale/say.ts'
import { fold, hanging, headOf } from './fold.ts'
import { forPeople } from './for-people.ts'
import { grid, gridText, matrices } from './grid.ts'
import { filesOf } from './summary.ts'
import { displayWidth } from './width.ts'

/** For people: what ran, the first samples, the value and how it was computed. */
export const table = forPeople(function* (parts, { color, rows, precision = 4, say = english, width }) {
  const { loss, torch, columns, more, result, working, full, lines, tables, report } = parts
  let text = `${headOf(loss, torch, filesOf(parts), color, width)}\n`
  if (columns.length > 0)
    text += `${grid(columns, color, { width, say })}${more && ` ${color.dim(more)}\n`}\n`
  const end = working && `   ${color.dim(working)}`
  const apart = width !== undefined && displayWidth(`${result}   ${working}`) > width
  text += `${color.strong(result)}${apart ? `\n${hanging('', working, 2, width)}` : `${end}\n`}`
  if (full !== undefined) text += `${labelled(color.dim(say('full:')), full)}\n`
  for (const line of lines) text += `${width === undefined ? line : fold(line, width).join('\n  ')}\n`
  yield text
  for (const { title, columns } of tables) {
    yield `\n${title}\n`
    yield* gridText(columns, color, { width, say })
  }
  for (const [name, grad] of Object.entries(report.grads ?? {})) {
    yield `\n${say(`${parts.gradient} ${name}`)}\n${matrices(grad, rows || Infinity, precision, color, { width, say })}`
  }
})
