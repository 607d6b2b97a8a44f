import type {
  ColumnInfo,
  ColumnType,
  NumberColumns,
  Selection,
  TableSource,
  TextColumn,
} from '../../table.ts'
import { rowsOfColumns } from '../../data/column-rows.ts'
import { passing } from '../../data/cursor.ts'
import { pause } from '../../engine/compute.ts'
import { NumbersSeen, type InspectedNumbers } from './numbers-seen.ts'

interface InspectedColumn {
  readonly name: string
  readonly type: ColumnType
  readonly missing: number
  /** What the numbers are like; absent for text. */
  readonly numbers?: InspectedNumbers
  /** The first different texts; absent for numbers. */
  readonly examples?: readonly string[]
}

export interface InspectedTable extends Pick<TableSource, 'name' | 'format' | 'notes'> {
  readonly rows: number
  /** Those that were looked at. */
  readonly columns: readonly InspectedColumn[]
  readonly others: number
  /** Whether a column that is `used` misses a value. */
  readonly lacking: boolean
}

/** Different texts that are kept of a column: one more than people see. */
const EXAMPLES = 4

/** More columns than this have few rows in a file of a usual size; and people are shown fewer. */
const MANY = 512

interface Seen {
  readonly look: NumbersSeen | undefined
  readonly texts: Set<string> | undefined
  missing: number
}

/**
 * Reads all columns, each by itself; of more than people are shown, the numbers of the others together, which only shows
 * that they can be read.
 *
 * @throws LossError as the reader
 */
export async function inspectTable(
  table: TableSource,
  { all, used }: { all: boolean; used: readonly number[] },
): Promise<InspectedTable> {
  const { name, format, columns } = table
  const small = columns.length > MANY
  const shown = all ? columns : columns.slice(0, MANY)
  const looks = shown.map(({ type }): Seen => ({
    look: type === 'text' ? undefined : new NumbersSeen(small),
    texts: type === 'text' ? new Set<string>() : undefined,
    missing: 0,
  }))
  const others = othersOf(columns, shown.length, new Set(used))
  const each = shown.map(({ type }, i): Selection => ({
    columns: [i],
    as: type === 'text' ? 'texts' : 'numbers',
  }))
  const rest = pause()
  let rows = 0
  let lacking = false
  for await (const parts of passing(table.read([...each, ...others.used, ...others.unused], 'skip'))) {
    for (const [i, seen] of looks.entries()) {
      const part = parts[i]!
      seen.missing += part.as === 'texts' ? addTexts(part, seen.texts!) : addNumbers(part, seen.look!)
    }
    for (const part of parts.slice(looks.length, looks.length + others.used.length))
      lacking ||= part.as === 'texts' ? part.texts.includes(undefined) : part.missing?.includes(1) === true
    if (parts.length > 0) rows += rowsOfColumns.rows(parts)
    await rest()
  }
  const { notes } = table
  const inspected = shown.map((column, i): InspectedColumn => {
    const { look, texts, missing } = looks[i]!
    const found = look ? { numbers: look.numbers({ name, format, notes }) } : { examples: [...texts!] }
    return { ...column, missing, ...found }
  })
  return {
    name,
    format,
    notes,
    rows,
    columns: inspected,
    others: columns.length - inspected.length,
    lacking: lacking || used.some((column) => (inspected[column]?.missing ?? 0) > 0),
  }
}

/** Selections of what stands from a column on, where it is used and elsewhere: a text nobody uses is not read. */
function othersOf(columns: readonly ColumnInfo[], from: number, used: ReadonlySet<number>) {
  const selectionsOf = (wanted: boolean): Selection[] => {
    const among = [...columns.keys()].filter((i) => i >= from && used.has(i) === wanted)
    const kinds = { number: [] as number[], list: [] as number[], text: [] as number[] }
    for (const i of among) kinds[columns[i]!.type].push(i)
    return [
      ...(kinds.number.length > 0 ? [{ columns: kinds.number, as: 'numbers' as const }] : []),
      ...kinds.list.map((i) => ({ columns: [i], as: 'numbers' as const })),
      ...(wanted ? kinds.text.map((i) => ({ columns: [i], as: 'texts' as const })) : []),
    ]
  }
  return { used: selectionsOf(true), unused: selectionsOf(false) }
}

function addTexts(part: TextColumn, seen: Set<string>): number {
  const { names, codes } = part
  let missing = 0
  const add = (text: string | undefined) => {
    if (text === undefined) missing++
    else if (seen.size < EXAMPLES) seen.add(text)
  }
  // Texts by their numbers are not made.
  if (names && codes) for (let i = 0; i < codes.length; i++) add(names[codes[i]!])
  else if (part.gaps && seen.size === EXAMPLES) return part.gaps()
  else part.texts.forEach(add)
  return missing
}

/** Rows without a value are skipped. */
function addNumbers({ tensor, missing }: NumberColumns, look: NumbersSeen): number {
  const lost = missing?.reduce((sum, flag) => sum + flag, 0) ?? 0
  if (lost === 0) {
    look.add(tensor)
    return 0
  }
  const { data, shape } = tensor
  const rows = shape[0]!
  const width = data.length / rows
  look.add({
    ...tensor,
    data: data.filter((_, i) => missing![Math.floor(i / width)] !== 1),
    shape: [rows - lost, ...shape.slice(1)],
  })
  return lost
}
