import { english } from '../locale/locale.ts'
import { noPaint } from './paint.ts'
import { forPeople } from './for-people.ts'
import { matrices } from './grid.ts'
import { escapeMarkdown, pipeTable, pipeText } from './pipe-table.ts'

/** For issues and pull requests on GitHub: a table of the first samples and a line with the value. */
export const markdown = forPeople(function* (parts, { rows, precision = 4, say = english }) {
  const { loss, torch, args, leftOut, columns, more, result, working, full, lines, tables, report } = parts
  const sample = columns.length > 0 ? `${pipeTable(columns)}\n${more && `${more}\n\n`}` : ''
  const files = args.map(({ file, shape }) => `${escapeMarkdown(file)} ${shape}`).join(', ')
  const digits = full === undefined ? '' : say(` (full: ${full})`)
  const origin = say(`; ${loss} (\`${torch}\`) of ${files}`)
  let text = `${sample}**${result}**${working && ` ${working}`}${digits}${origin}${escapeMarkdown(leftOut)}\n`
  if (lines.length > 0) text += `\n${lines.map((line) => `- ${escapeMarkdown(line)}\n`).join('')}`
  yield text
  for (const { title, columns } of tables) {
    yield `\n${escapeMarkdown(title)}:\n\n`
    yield* pipeText(columns)
  }
  for (const [name, grad] of Object.entries(report.grads ?? {})) {
    const matrix = matrices(grad, rows || Infinity, { paint: noPaint, precision })
    yield `\n${say(`${parts.gradient} ${name}`)}:\n\n\`\`\`text\n${matrix}\`\`\`\n`
  }
})
