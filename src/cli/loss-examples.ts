import { exampleNumbers } from '../losses/example-numbers.ts'
import { formsOf } from '../losses/forms.ts'
import type { Loss } from '../losses/loss.ts'
import { commandLine } from '../error.ts'

/** Commands to paste for a loss that has none in `locale/examples-losses.ts`; what they print is not shown. */
export function commandsOf(loss: Loss): string {
  const form = formsOf(loss).values().next().value!
  const whole = form.one === 'batch' || form.example !== undefined
  const inputs = Object.entries(exampleNumbers(form)).map(([name, table]) => {
    const rows = whole ? table : table.slice(0, 1)
    const { kind } = form.takes[name]!
    return JSON.stringify(kind === 'index' || kind === 'perRow' ? rows.flat() : rows)
  })
  const command = commandLine([loss.name, ...inputs])
  return `\n$ ${command} -q\n\n$ ${command} --explain 0\n`
}
