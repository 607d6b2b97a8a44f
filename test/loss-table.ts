import { flagName } from '../src/options.ts'
import { formsOf } from '../src/losses/forms.ts'
import { loadAll } from '../src/losses/registry.ts'

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
