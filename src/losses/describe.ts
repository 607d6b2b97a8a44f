import { flagName } from '../options.ts'
import { formsOf } from './forms.ts'
import { loadAll } from './registry.ts'

/** The losses as a table in Markdown, one row per form. */
export async function lossTable(): Promise<string> {
  const rows = (await loadAll()).flatMap((loss) =>
    [...formsOf(loss)].map(([mode, form]) => {
      const name = mode === '' ? `\`${loss.name}\`` : `\`${loss.name}\` (${mode})`
      const options = Object.keys(form.options).map((option) => `\`--${flagName(option)}\``)
      return `| ${name} | \`${form.torch ?? form.source}\` | \`${form.formula}\` | ${options.join(' ')} |`
    }),
  )
  return ['| loss | as | formula | options |', '|---|---|---|---|', ...rows].join('\n')
}
