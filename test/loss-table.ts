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

/** One line for each loss: its name, and what it is. */
export async function lossLines(language: 'en' | 'zh'): Promise<string> {
  const head = language === 'en' ? '| loss | what it is | as |' : '| 命令 | 是什么 | 相当于 |'
  const rows = (await loadAll()).map((loss) => {
    const [form] = formsOf(loss).values()
    const torch = form!.torch?.replace(/^torch\.nn\.functional\./, 'F.')
    const known = (torch ?? form!.source).split(/[;:,]/)[0]!
    return `| \`${loss.name}\` | ${loss.summary[language]} | \`${known}\` |`
  })
  return [head, '|---|---|---|', ...rows].join('\n')
}
