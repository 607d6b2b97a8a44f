import type { Columns, ColumnType, Missing, TableSource, TextColumn } from '../table.ts'
import { isMissing } from '../readers/missing.ts'
import type { Chosen } from './chosen.ts'
import { fitting, type Where } from './condition.ts'

/* Which rows stay: `--where` and `--missing skip`. */

export interface ColumnCondition extends Where {
  readonly pick: Chosen
}

/** How many rows were left out so far, and why. */
export interface LeftOut {
  skipped: number
  filtered: number
}

/** The rows that have a value and fit all conditions; undefined if that is all. Counts those that are left out. */
export function rowsToKeep(
  tables: readonly TableSource[],
  where: readonly ColumnCondition[],
  missing: Missing,
  parts: readonly Columns[],
  count: number,
  left: LeftOut,
): Int32Array | undefined {
  const conditions = parts.slice(parts.length - where.length) as TextColumn[]
  const types = where.map(({ pick }) => tables[pick.table]!.columns[pick.columns[0]!]!.type)
  /** Rows to leave out: 1 for those that miss a value, 2 for those that do not fit. */
  const out = new Uint8Array(count)
  for (const part of parts) markMissing(part, missing === 'skip', out)
  conditions.forEach((column, i) => {
    const fitting = fitsOf(column, where[i]!, types[i]!)
    for (let r = 0; r < count; r++) if (out[r] !== 2 && !fitting(r)) out[r] = 2
  })
  for (const mark of out) {
    if (mark === 1) left.skipped++
    else if (mark === 2) left.filtered++
  }
  return rowsLeft(out)
}

/** Whether rows fit a condition; each text of a column of few is compared once. */
function fitsOf(column: TextColumn, where: ColumnCondition, type: ColumnType): (row: number) => boolean {
  const { names, codes } = column
  const fits = fitting(where, type)
  if (!codes) {
    const { texts, place } = column
    return (row) => fits(texts[row], () => place?.(row))
  }
  const known: (boolean | undefined)[] = []
  return (row) => {
    const code = codes[row]!
    return (known[code] ??= fits(names![code], () => column.place?.(row)))
  }
}

/** Marks rows that miss a value; where such rows are skipped, NaN is one too, in every format. */
function markMissing(part: Columns, skip: boolean, out: Uint8Array): void {
  if (part.as === 'texts') {
    const { names, codes } = part
    // A reader that refuses cells without a value gives none.
    if (!skip) return
    if (codes) codes.forEach((code, r) => names![code] === undefined && (out[r] = 1))
    else part.texts.forEach((text, r) => text === undefined && (out[r] = 1))
    return
  }
  part.missing?.forEach((mark, r) => mark === 1 && (out[r] = 1))
  if (!skip) return
  const { data } = part.tensor
  const width = data.length / out.length
  for (let i = 0; i < data.length; i++) if (Number.isNaN(data[i])) out[Math.floor(i / width)] = 1
}

/** Labels that were read as they are, without those that stand for no value and are no class. */
export function withGaps(
  { texts, names, codes, ...column }: TextColumn,
  classes: readonly string[],
): TextColumn {
  const known = new Set(classes)
  const given = (text: string | undefined) =>
    text === undefined || known.has(text) || !isMissing(text) ? text : undefined
  return codes
    ? { ...column, texts, names: names!.map(given), codes }
    : { ...column, texts: texts.map(given) }
}

/** Numbers of the rows without a mark; undefined if that is all. */
function rowsLeft(out: Uint8Array): Int32Array | undefined {
  if (out.indexOf(1) < 0 && out.indexOf(2) < 0) return undefined
  const rows = new Int32Array(out.length)
  let count = 0
  for (let r = 0; r < out.length; r++) if (out[r] === 0) rows[count++] = r
  return rows.subarray(0, count)
}
