import type { Columns, ColumnType, Missing, TableSource, TextColumn } from '../table.ts'
import { isMissing } from '../readers/missing.ts'
import { quoted } from '../error.ts'
import type { Notice } from '../report.ts'
import { selectorOf } from '../selector.ts'
import type { Chosen } from './chosen.ts'
import { fitting, PADDED, PLAIN, SAME, type Where } from './condition.ts'

/* Which rows stay: `--where` and `--missing skip`. */

export interface ColumnCondition extends Where {
  readonly pick: Chosen
}

/** How many rows were left out so far, and why. */
export interface LeftOut {
  skipped: number
  filtered: number
  /** Of each condition, the spellings of its value that were met. */
  readonly spellings: number[]
}

/** W427 where `--where k=1` takes cells 1 and 01: one of them may be a code. W428 where `k!=true` leaves out no row, as of True. */
export function noticeSpellings(
  { where, notices }: { where: readonly Where[]; notices: Notice[] },
  spellings: readonly number[],
): void {
  for (const [i, { column, comparison, value }] of where.entries()) {
    const found = spellings[i]! & ~SAME
    if (comparison === '!=' && spellings[i] === 0)
      notices.push({
        code: 'W428',
        message: `--where ${quoted(`${column}!=${value}`)} leaves out no row`,
        tries: [`loss-calc ... --group-by ${quoted(selectorOf(column))}`],
      })
    if (found !== (PLAIN | PADDED)) continue
    notices.push({
      code: 'W427',
      message: `cells of ${column} equal to ${value} are written with and without a 0 in front, and --where ${quoted(`${column}${comparison}${value}`)} takes both for the same number: are they codes?`,
      tries: [`loss-calc ... --group-by ${quoted(selectorOf(column))}`],
    })
  }
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
    const fitting = fitsOf(column, where[i]!, types[i]!, (met) => (left.spellings[i]! |= met))
    for (let r = 0; r < count; r++) if (out[r] !== 2 && !fitting(r)) out[r] = 2
  })
  for (const mark of out) {
    if (mark === 1) left.skipped++
    else if (mark === 2) left.filtered++
  }
  return rowsLeft(out)
}

/** Whether rows fit a condition; each text of a column of few is compared once. */
function fitsOf(
  column: TextColumn,
  where: ColumnCondition,
  type: ColumnType,
  met: (spelling: number) => void,
): (row: number) => boolean {
  const { names, codes } = column
  const fits = fitting(where, type, met)
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

/** Texts that were read as they are, without those that stand for no value and are none that were named. */
export function withGaps(
  { texts, names, codes, ...column }: TextColumn,
  named: readonly string[],
): TextColumn {
  const known = new Set(named)
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
