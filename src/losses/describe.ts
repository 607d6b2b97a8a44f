import { flagName } from '../options.ts'
import { formsOf, losses } from './registry.ts'

/** The losses as a table in Markdown, one row per form. */
export function lossTable(): string {
  const rows = losses.flatMap((loss) =>
    [...formsOf(loss)].map(([mode, form]) => {
      const name = mode === '' ? `\`${loss.name}\`` : `\`${loss.name}\` (${mode})`
      const options = Object.keys(form.options).map((option) => `\`--${flagName(option)}\``)
      return `| ${name} | \`${form.torch}\` | \`${form.formula}\` | ${options.join(' ')} |`
    }),
  )
  return ['| loss | as | formula | options |', '|---|---|---|---|', ...rows].join('\n')
}
