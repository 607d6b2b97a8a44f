import type { Child, Markup } from '../../charts/markup.ts'
import { cellBar } from '../../charts/plot.ts'
import { exact, grouped, short } from '../number.ts'
import type { Samples } from '../../samples.ts'
import type { Context } from './context.ts'
import { share } from './context.ts'
import { cut, label, type PageColumn, section } from './html.ts'

/** A page does not grow with what was asked for either. */
const MOST = 40

export function worst(context: Context): Markup | undefined {
  const { report, words, tables } = context
  const { top, topShare } = report.survey ?? {}
  const count = top?.get('row')?.length ?? 0
  if (!top || count === 0) return undefined
  const shown = Math.min(MOST, count)
  const table = tables.table([...columnsOf(context, top, shown), barsOf(top, shown)])
  const whole = topShare !== undefined && topShare >= 0 && topShare <= 1 && shown === count
  const lead = whole ? words.worst.lead(grouped(shown), grouped(report.samples), share(topShare)) : undefined
  return section(words.worst.title, lead, table)
}

export function columnsOf({ words }: Context, samples: Samples, shown: number): PageColumn[] {
  const names = words.worst.columns as Readonly<Record<string, string>>
  return [...samples].map(([name, column]) => {
    const number = column instanceof Float64Array
    const cell = (i: number): Child => {
      if (typeof column[i] === 'string') return label(column[i] as string)
      const value = column[i] as number
      return Number.isNaN(value) && name !== 'loss'
        ? ''
        : Number.isSafeInteger(value)
          ? exact(value)
          : short(value)
    }
    const cells = Array.from({ length: shown }, (_, i) => cell(i))
    const title = Object.hasOwn(names, name) ? names[name]! : cut(name, 40)
    return { name: title, number, cells, minor: name === 'p_target' || name === 'weight' }
  })
}

function barsOf(samples: Samples, shown: number): PageColumn {
  const losses = [...(samples.get('loss') as Float64Array).subarray(0, shown)]
  const most = Math.max(0, ...losses.filter((loss) => loss < Infinity))
  const cells = losses.map((loss) => (loss > 0 && loss < Infinity ? cellBar(loss / most, 'b') : ''))
  return { name: '', bars: true, minor: true, cells }
}
