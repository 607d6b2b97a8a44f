import { LazyColumns } from '../lazy-columns.ts'
import type { Samples } from '../samples.ts'
import { CellLines } from './cells.ts'
import { SampleLines } from './sample-lines.ts'
import { exact } from './number.ts'
import { visibleWhole } from './text.ts'
import type { MakeWriter } from './writer.ts'

const COMMA = 0x2c

/** One line per sample with every digit, after a header; memory for one batch. */
export const csv: MakeWriter = ({ continued = false, terminal = false }) => {
  const quoted = terminal ? (name: string) => quotedCell(visibleWhole(name)) : quotedCell
  let known = false
  let lines: SampleLines | undefined
  let cells: CellLines | undefined
  return {
    samples(batch) {
      const header = known || continued ? '' : `${Array.from(batch.keys(), quoted).join(',')}\n`
      known = true
      // It has texts, which need not become strings.
      const late = batch instanceof LazyColumns
      lines ??= new SampleLines([...Array<string>(batch.size).fill(','), '\n'], (kernel, block) =>
        kernel.formatRows(block.values, block.rows, block.columns, COMMA, block.out),
      )
      const numbers = late ? undefined : lines.format(batch)
      const text = numbers ?? (cells ??= new CellLines(quoted, !terminal)).format(batch)
      if (text === undefined) return header + plainRows(batch, quoted)
      return header === '' ? text : Buffer.concat([Buffer.from(header), text])
    },
    // Without any batch the columns are unknown; these two are always there.
    end: () => (known ? '' : 'row,loss\n'),
  }
}

function plainRows(batch: Samples, quoted: (text: string) => string): string {
  const cell = (value: number | string) => (typeof value === 'number' ? exact(value) : quoted(value))
  const columns = [...batch.values()]
  let text = ''
  for (let row = 0; row < columns[0]!.length; row++) {
    text += `${columns.map((column) => cell(column[row]!)).join(',')}\n`
  }
  return text
}

export function quotedCell(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}
