import type { ComparedGroup, Comparison } from '../../comparison.ts'
import { saidNames, type Screen } from '../../writers/grid.ts'
import { escapeMarkdown, pipeTable } from '../../writers/pipe-table.ts'
import { counted, exact, grouped, short, signed } from '../../writers/number.ts'
import { summarize } from '../../writers/summary.ts'
import { gateLines, verdictInWords } from './gate-text.ts'
import { groupColumns, mostChanged } from './text.ts'

/** A comparison for a comment on a pull request. */
export function comparisonMarkdown(comparison: Comparison, screen: Screen): string {
  const { precision, say } = screen
  const { a, b, difference, interval, better, worse, equal, samples } = comparison
  const { gate, perClass, perGroup = [] } = comparison
  const shown = (value: number) => signed(value, precision)
  const { loss, torch, args } = summarize(a, precision)
  const target = args.at(-1)!
  const sides = [a, b].map((report) => summarize(report, precision))
  const failed = gate?.some(({ ok }) => !ok)
  const mark = gate ? (failed ? '❌ ' : '✅ ') : ''
  const range = Number.isFinite(difference) ? say(`${shown(interval.low)} and ${shown(interval.high)}`) : ''
  let text = `### ${mark}${say(loss)}${say(': ')}${escapeMarkdown(say(verdictInWords(comparison)))}\n\n`
  text += pipeTable(
    saidNames(
      [
        { name: '', cells: ['a', 'b', 'b - a'] },
        { name: 'file', cells: [...sides.map(({ args: [input] }) => input!.file), ''] },
        {
          name: a.reduction,
          cells: [...[a, b].map(({ value }) => short(value!, precision)), shown(difference)],
        },
        { name: '95 % between', cells: ['', '', range] },
      ],
      say,
    ),
  )
  const counts = `Of ${counted(samples, 'sample')} ${grouped(better)} are better under b, ${grouped(worse)} worse, ${grouped(equal)} equal. Full: ${exact(difference)}.`
  text += `\n${say(counts)}\n`
  if (gate)
    text += `\n${gateLines(gate, precision)
      .map((line) => `- ${escapeMarkdown(say(line))}\n`)
      .join('')}`
  if (perClass)
    text += `\n<details><summary>${say('Per class')}</summary>\n\n${groupTable('class', perClass, screen)}\n</details>\n`
  for (const { by, groups } of perGroup) {
    const name = escapeMarkdown(by)
    text += `\n<details><summary>${say(`By ${name}`)}</summary>\n\n${groupTable(by, groups, screen)}\n</details>\n`
  }
  const origin = `\`${torch}\` of ${escapeMarkdown(target.file)} ${say(target.shape)}; ${interval.method}.`
  return `${text}\n${say(origin)}\n`
}

/** Classes or groups that a comment shows: those whose mean changed most. */
const SHOWN = 50

function groupTable(head: string, all: readonly ComparedGroup[], { precision, say }: Screen): string {
  return pipeTable(saidNames(groupColumns(head, mostChanged(all, SHOWN), precision), say))
}
