import { formsOf } from '../src/losses/forms.ts'
import { loadAll } from '../src/losses/registry.ts'

/** One line for each loss: its name, what it is, its formula. */
export async function lossLines(language: 'en' | 'zh'): Promise<string> {
  const head =
    language === 'en' ? '| loss | what it is | as | formula |' : '| 命令 | 是什么 | 相当于 | 公式 |'
  const rows = (await loadAll()).map((loss) => {
    const [form] = formsOf(loss).values()
    const torch = form!.torch?.replace(/^torch\.nn\.functional\./, 'F.')
    const known = (torch ?? form!.source).split(/[;:,]/)[0]!
    return `| \`${loss.name}\` | ${loss.summary[language]} | \`${known}\` | \`${form!.formula.replaceAll('|', '\\|')}\` |`
  })
  return [head, '|---|---|---|---|', ...rows].join('\n')
}
