import { LateTexts } from '../readers/late-texts.ts'
import type { Columns, NumberColumns, TextColumn } from '../table.ts'
import { cutRows, sizeOf, type Tensor } from '../tensor.ts'
import type { Keyed, Spot } from './join.ts'
import type { LateIds } from './late-ids.ts'

/* Rows of columns side by side: cut, picked and put together. */

export const rowsOfColumns = {
  rows: ([first]: readonly Columns[]) =>
    first!.as === 'texts'
      ? (first!.count ?? (first!.codes ?? first!.texts).length)
      : (first!.tensor.shape[0] ?? 1),
  cut: (parts: readonly Columns[], start: number, rows: number) =>
    parts.map((part) => cut(part, start, rows)),
}

function cut(part: Columns, start: number, rows: number): Columns {
  if (part.as === 'numbers')
    return {
      ...part,
      tensor: cutRows(part.tensor, start, rows),
      missing: part.missing?.subarray(start, start + rows),
    }
  const { names, codes, hashes, spans, numbers, place } = part
  if (start === 0 && rows === rowsOfColumns.rows([part])) return part
  return new LateTexts(() => part.texts.slice(start, start + rows), {
    names,
    count: rows,
    codes: codes?.subarray(start, start + rows),
    hashes: hashes?.subarray(start, start + rows),
    spans: spans && { bytes: spans.bytes, ends: spans.ends.subarray(2 * start, 2 * (start + rows)) },
    numbers: numbers?.subarray(start, start + rows),
    text: part.text && ((row) => part.text!(row + start)),
    place: place && ((row) => place(row + start)),
  })
}

/** The text of a row, without making those of all. */
export function textAt(column: TextColumn, row: number): string | undefined {
  const { names, codes } = column
  if (codes) return names![codes[row]!]
  return column.text ? column.text(row) : column.texts[row]
}

/** Rows with the key of one of their columns: 1 and 1.0 are the same number, as texts they are not. */
export function keyedColumns(column: number, numbers: LateIds | undefined): Keyed<readonly Columns[]> {
  return {
    ...rowsOfColumns,
    key(parts, row) {
      const text = (parts[column] as TextColumn).texts[row]
      return text === undefined || !numbers ? text : numbers.keyOf(text)
    },
    written: (parts, row) => (parts[column] as TextColumn).texts[row],
    place: (parts, row) => (parts[column] as TextColumn).place?.(row),
    gather: gatherColumns,
  }
}

function gatherColumns(spots: readonly Spot<readonly Columns[]>[]): readonly Columns[] {
  return spots[0]!.piece.map((first, c) => {
    const rows = spots.map(({ piece, row }) => ({ part: piece[c]!, row }))
    return first.as === 'texts'
      ? {
          as: 'texts',
          texts: rows.map(({ part, row }) => (part as TextColumn).texts[row]),
          place: first.place && ((r) => (rows[r]!.part as TextColumn).place!(rows[r]!.row)),
        }
      : gatherNumbers(rows as readonly { part: NumberColumns; row: number }[])
  })
}

function gatherNumbers(rows: readonly { part: NumberColumns; row: number }[]): NumberColumns {
  const { part } = rows[0]!
  const inner = part.tensor.shape.slice(1)
  const width = sizeOf(inner)
  const data = new Float64Array(rows.length * width)
  const missing = rows.some((one) => one.part.missing) ? new Uint8Array(rows.length) : undefined
  rows.forEach(({ part, row }, i) => {
    data.set(part.tensor.data.subarray(row * width, (row + 1) * width), i * width)
    if (missing) missing[i] = part.missing?.[row] ?? 0
  })
  const tensor: Tensor = {
    data,
    shape: [rows.length, ...inner],
    ...(part.tensor.table && { table: true }),
    ...(part.tensor.place && {
      place: (index: number) => {
        const { part, row } = rows[Math.floor(index / width)]!
        return part.tensor.place!(row * width + (index % width))
      },
    }),
  }
  return { as: 'numbers', tensor, missing }
}

export function gatherRows(tensor: Tensor, keep: Int32Array): Tensor {
  const { data, shape, place } = tensor
  const width = sizeOf(shape.slice(1))
  const kept = new Float64Array(keep.length * width)
  keep.forEach((row, i) => kept.set(data.subarray(row * width, (row + 1) * width), i * width))
  return {
    data: kept,
    shape: [keep.length, ...shape.slice(1)],
    ...(tensor.table && { table: true }),
    ...(place && {
      place: (index: number) => place(keep[Math.floor(index / width)]! * width + (index % width)),
    }),
  }
}
