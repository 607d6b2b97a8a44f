import type { ColumnType, NumberColumns, TableSource, TextColumn } from '../../table.ts'
import { pause } from '../../engine/compute.ts'
import { NumbersSeen, type InspectedNumbers } from './numbers-seen.ts'

/** One column, whatever it holds. */
interface InspectedColumn {
  readonly name: string
  readonly type: ColumnType
  /** Rows without a value. */
  readonly missing: number
  /** What the numbers are like; absent for text. */
  readonly numbers?: InspectedNumbers
  /** The first different texts; absent for numbers. */
  readonly examples?: readonly string[]
}

export interface InspectedTable extends Pick<TableSource, 'name' | 'format' | 'notes'> {
  readonly rows: number
  readonly columns: readonly InspectedColumn[]
}

/** Different texts that are kept of a column: one more than people see. */
const EXAMPLES = 4

/** More columns than this have few rows in a file of a usual size. */
const MANY = 512

/** Reads all columns, each by itself. @throws LossError as the reader */
export async function inspectTable(table: TableSource): Promise<InspectedTable> {
  const { name, format, columns } = table
  const small = columns.length > MANY
  const looks = columns.map(({ type }) => ({
    look: type === 'text' ? undefined : new NumbersSeen(small),
    texts: type === 'text' ? new Set<string>() : undefined,
    missing: 0,
  }))
  const selections = columns.map(({ type }, i) => ({
    columns: [i],
    as: type === 'text' ? ('texts' as const) : ('numbers' as const),
  }))
  const rest = pause()
  let rows = 0
  for await (const parts of table.read(selections, 'skip')) {
    parts.forEach((part, i) => {
      const seen = looks[i]!
      seen.missing += part.as === 'texts' ? addTexts(part, seen.texts!) : addNumbers(part, seen.look!)
    })
    const [first] = parts
    rows += first === undefined ? 0 : first.as === 'texts' ? first.texts.length : first.tensor.shape[0]!
    await rest()
  }
  const { notes } = table
  const inspected = columns.map((column, i): InspectedColumn => {
    const { look, texts, missing } = looks[i]!
    const found = look ? { numbers: look.numbers({ name, format, notes }) } : { examples: [...texts!] }
    return { ...column, missing, ...found }
  })
  return { name, format, notes, rows, columns: inspected }
}

function addTexts({ texts }: TextColumn, seen: Set<string>): number {
  let missing = 0
  for (const text of texts) {
    if (text === undefined) missing++
    else if (seen.size < EXAMPLES) seen.add(text)
  }
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
