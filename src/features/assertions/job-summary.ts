import type { Say } from '../../locale/locale.ts'
import type { Report } from '../../report.ts'
import { markdown } from '../../writers/markdown.ts'
import { noPaint } from '../../writers/paint.ts'
import { wholeText } from '../../writers/whole-text.ts'

export async function summaryOf(report: Report, failed: readonly string[], say: Say): Promise<string> {
  const writer = markdown({ precision: 4, rows: 0, paint: noPaint, say })
  const passed = report.checks!.filter(({ ok }) => ok).map(({ asked }) => `- ✅ ${asked}\n`)
  const lines = [...failed.map((line) => `- ❌ ${say(line)}\n`), ...passed]
  const result = await wholeText(writer.end(report))
  return `### ${failed.length > 0 ? '❌' : '✅'} ${report.loss}\n\n${lines.join('')}\n${result}\n`
}
