import { formsOf } from '../src/losses/forms.ts'
import { loadAll } from '../src/losses/registry.ts'

/** One line for each loss: its name, what it is, what it is called elsewhere. */
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

/** The formula of each loss. */
export async function formulaLines(language: 'en' | 'zh'): Promise<string> {
  const rows = (await loadAll()).map((loss) => {
    const [form] = formsOf(loss).values()
    return `| \`${loss.name}\` | \`${form!.formula.replaceAll('|', '\\|')}\` |`
  })
  return [language === 'en' ? '| loss | formula |' : '| 命令 | 公式 |', '|---|---|', ...rows].join('\n')
}
