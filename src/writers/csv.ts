import { CellLines } from './cells.ts'
import { exact } from './number.ts'
import { visibleWhole } from './text.ts'
import type { MakeWriter } from './writer.ts'

/** One line per sample with every digit, after a header; memory for one batch. */
export const csv: MakeWriter = ({ continued = false, terminal = false }) => {
  const quoted = terminal ? (name: string) => quotedCell(visibleWhole(name)) : quotedCell
  const cell = (value: number | string) => (typeof value === 'number' ? exact(value) : quoted(value))
  let known = false
  const lines = new CellLines(cell, terminal ? undefined : 'csv')
  return {
    samples(batch) {
      const header = known || continued ? '' : `${Array.from(batch.keys(), quoted).join(',')}\n`
      known = true
      const between = Array<string>(batch.size - 1).fill(',')
      const text = lines.format(batch, ['', ...between, '\n'])
      if (header === '') return text
      return typeof text === 'string' ? header + text : Buffer.concat([Buffer.from(header), text])
    },
    // Without any batch the columns are unknown; these two are always there.
    end: () => (known ? '' : 'row,loss\n'),
  }
}

export function quotedCell(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}
