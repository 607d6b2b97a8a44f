import { forPeople } from './for-people.ts'
import { grid, matrices } from './grid.ts'
import { filesOf } from './summary.ts'

/** For people: what ran, the first samples, the value and how it was computed. */
export const table = forPeople((parts, { color, rows, precision = 4 }) => {
  const { loss, torch, columns, more, result, working, full, lines, tables, report } = parts
  let text = `${color.strong(loss)} ${color.dim(`(${torch})`)}   ${filesOf(parts)}\n\n`
  if (columns.length > 0) text += `${grid(columns, color)}${more && ` ${color.dim(more)}\n`}\n`
  text += `${color.strong(result)}${working && `   ${color.dim(working)}`}\n`
  if (full !== undefined) text += `${color.dim('full:')} ${full}\n`
  for (const line of lines) text += `${line}\n`
  for (const { title, columns } of tables) text += `\n${title}\n${grid(columns, color)}`
  for (const [name, grad] of Object.entries(report.grads ?? {})) {
    text += `\n${parts.gradient} ${name}\n${matrices(grad, rows || Infinity, precision, color)}`
  }
  return text
})
