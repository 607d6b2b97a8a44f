import { LossError } from '../error.ts'
import { parseDecimal } from '../numerics/decimal.ts'
import type {
  ColumnInfo,
  Columns,
  Missing,
  NumberColumns,
  Selection,
  TableSource,
  TextColumn,
} from '../table.ts'
import { cutRows, sizeOf, type Tensor } from '../tensor.ts'
import { Cursor, zip } from './cursor.ts'
import { type ByArgument, mapArguments } from '../by-argument.ts'
import { type Dataset, type Named, type Pair } from './pairs.ts'

/** Columns of one of the tables. */
export interface Pick {
  readonly table: number
  readonly columns: readonly number[]
}

/** Numbers are compared as numbers; `=` and `!=` also compare texts. */
export const comparisons = ['!=', '>=', '<=', '=', '>', '<'] as const

export interface Condition {
  readonly pick: Pick
  readonly comparison: (typeof comparisons)[number]
  readonly value: string
}

export interface ColumnRequest {
  /** One or more; rows of the same number belong together. */
  readonly tables: readonly TableSource[]
  /** The columns of each argument of the loss. */
  readonly args: ByArgument<Pick>
  /** One weight per row. */
  readonly weight?: Pick | undefined
  /** Columns that only label the rows, by the name they print under. */
  readonly labels: ReadonlyMap<string, Pick>
  /** Columns that must hold the same texts as the label of that name: what tells that rows belong together. */
  readonly same: readonly { readonly label: string; readonly pick: Pick }[]
  /** Rows are left out unless each of these columns fits. */
  readonly where: readonly Condition[]
  readonly missing: Missing
  /** Names of the classes in order; the argument `target` then holds names. */
  readonly classes?: readonly string[] | undefined
}

/**
 * Rows of columns as the arguments of a loss.
 *
 * @throws LossError E307 for a target that is no class, E310 for tables of different length or with different labels,
 * E205 if no row is left
 */
export function columnDataset(request: ColumnRequest): Dataset {
  const { tables, args, classes } = request
  const picks = picksOf(request)
  const left = { skipped: 0, filtered: 0 }
  return {
    args: mapArguments(args, (pick, name) =>
      named(tables[pick.table]!, pick, name === TARGET ? classes : undefined),
    ),
    classes,
    get skipped() {
      return left.skipped
    },
    async *pairs() {
      let from = 0
      for await (const { parts, from: row } of zipTables(tables, picks, request.missing)) {
        const pair = pairOf(request, picks, parts, row, from, left)
        from += (pair && Object.values(pair.args)[0]!.shape[0]) ?? 0
        if (pair) yield pair
      }
      if (from > 0) return
      const why = left.filtered > 0 ? `${left.filtered} do not fit --where` : `${left.skipped} miss a value`
      throw new LossError('E205', `no row of ${tables[0]!.name} is left`, { why })
    },
  }
}

function named(table: TableSource, pick: Pick, classes?: readonly string[]): Named {
  const { name, format, columns } = table
  return {
    name,
    format,
    selected: pick.columns.map((column) => columns[column]!.name),
    // A reader adds notes while it reads.
    get notes() {
      return classes ? [...table.notes, `classes: ${classes.join(', ')}`] : table.notes
    },
  }
}

/** The argument that classes may be named in. */
const TARGET = 'target'

/** Everything that is read, in a fixed order: arguments, weight, labels, conditions. */
interface Picked {
  readonly pick: Pick
  readonly as: Selection['as']
}

function picksOf({ args, weight, labels, same, where, classes }: ColumnRequest): Picked[] {
  return [
    ...Object.entries(args).map(
      ([name, pick]) => ({ pick, as: classes && name === TARGET ? 'texts' : 'numbers' }) as const,
    ),
    ...(weight ? [{ pick: weight, as: 'numbers' } as const] : []),
    ...[...labels.values(), ...[...same, ...where].map((one) => one.pick)].map(
      (pick) => ({ pick, as: 'texts' }) as const,
    ),
  ]
}

const pieces = {
  rows: ([first]: readonly Columns[]) =>
    first!.as === 'texts' ? first!.texts.length : first!.tensor.shape[0]!,
  cut: (parts: readonly Columns[], start: number, rows: number) =>
    parts.map((part) => cut(part, start, rows)),
}

function cut(part: Columns, start: number, rows: number): Columns {
  if (part.as === 'numbers') {
    return {
      ...part,
      tensor: cutRows(part.tensor, start, rows),
      missing: part.missing?.subarray(start, start + rows),
    }
  }
  const { texts, place } = part
  return {
    as: 'texts',
    texts: texts.slice(start, start + rows),
    ...(place && { place: (row: number) => place(row + start) }),
  }
}

/** The picked columns of all tables, row by row. */
async function* zipTables(
  tables: readonly TableSource[],
  picks: readonly Picked[],
  missing: Missing,
): AsyncGenerator<{ parts: Columns[]; from: number }> {
  const wanted = tables.map((_, table) => picks.filter(({ pick }) => pick.table === table))
  const used = tables.map((table, i) => ({ table, picks: wanted[i]! })).filter((one) => one.picks.length > 0)
  const cursors = used.map(
    ({ table, picks }) =>
      new Cursor(
        table.name,
        pieces,
        table.read(
          picks.map(({ pick, as }) => ({ columns: pick.columns, as })),
          missing,
        ),
      ),
  )
  try {
    for await (const { parts, from } of zip(cursors, refuseUneven)) {
      const byPick = new Map<Picked, Columns>()
      used.forEach(({ picks }, i) => picks.forEach((picked, j) => byPick.set(picked, parts[i]![j]!)))
      yield { parts: picks.map((picked) => byPick.get(picked)!), from }
    }
  } finally {
    for (const cursor of cursors) await cursor.close()
  }
}

function refuseUneven(
  longer: Cursor<readonly Columns[]>,
  shorter: Cursor<readonly Columns[]>,
  rows: number,
): never {
  throw new LossError('E310', `${shorter.name} ends after ${rows} rows, but ${longer.name} goes on`, {
    why: 'input and target need the same number of rows',
  })
}

/** Some rows as a pair; undefined if none is left. */
function pairOf(
  { tables, args, weight, labels, same, where, classes }: ColumnRequest,
  picks: readonly Picked[],
  parts: readonly Columns[],
  row: number,
  from: number,
  left: { skipped: number; filtered: number },
): Pair | undefined {
  const count = pieces.rows([parts[0]!])
  const names = Object.keys(args)
  const firstLabel = names.length + (weight ? 1 : 0)
  same.forEach(({ label, pick }, i) => {
    const own = parts[firstLabel + [...labels.keys()].indexOf(label)] as TextColumn
    const other = parts[firstLabel + labels.size + i] as TextColumn
    checkSame(label, own, other, row, tables[pick.table]!.name)
  })
  const conditions = parts.slice(picks.length - where.length) as TextColumn[]
  const keep: number[] = []
  for (let r = 0; r < count; r++) {
    if (!conditions.every((column, i) => fits(column, r, where[i]!))) left.filtered++
    else if (parts.some((part) => lacks(part, r))) left.skipped++
    else keep.push(r)
  }
  if (keep.length === 0) return undefined
  const whole = keep.length === count
  const tensorOf = (i: number) => {
    const { tensor } = parts[i] as NumberColumns
    const { columns } = tables[picks[i]!.pick.table]!
    const scalar = picks[i]!.pick.columns.every((column) => columns[column]!.type === 'number')
    const kept = whole ? tensor : gatherRows(tensor, keep)
    return scalar ? { ...kept, table: true } : kept
  }
  const texts = new Map(
    [...labels.keys()].map((name, i) => {
      const { texts } = parts[firstLabel + i] as TextColumn
      return [name, keep.map((r) => texts[r] ?? '')]
    }),
  )
  const valueOf = (name: string, i: number) => {
    if (!classes || name !== TARGET) return tensorOf(i)
    const input = args[names[0]!]!
    return indicesOf(parts[i] as TextColumn, keep, classes, tables[input.table]!, input)
  }
  return {
    args: Object.fromEntries(names.map((name, i) => [name, valueOf(name, i)])),
    from,
    whole: false,
    rows: Float64Array.from(keep, (r) => row + r),
    weights: weight && tensorOf(names.length),
    texts,
  }
}

/** @throws LossError E201 for a text where numbers are compared */
function fits({ texts, place }: TextColumn, row: number, { comparison, value }: Condition): boolean {
  const text = texts[row]
  // A missing cell fits nothing but `!=`.
  if (text === undefined) return comparison === '!='
  const [left, right] = [parseDecimal(text), parseDecimal(value)]
  const numbers = left !== undefined && right !== undefined
  const equal = numbers ? left === right : text === value
  if (comparison === '=' || comparison === '!=') return equal === (comparison === '=')
  if (!numbers) {
    const at = place?.(row)
    throw new LossError('E201', `--where compares ${JSON.stringify(text)} with ${value}, and needs numbers`, {
      ...(at && { at }),
    })
  }
  if (equal) return comparison.length === 2
  return comparison.startsWith('<') ? left < right : left > right
}

/** @throws LossError E310 at the first row where two files differ in a label */
function checkSame(label: string, own: TextColumn, other: TextColumn, row: number, file: string): void {
  const at = other.texts.findIndex((text, r) => text !== own.texts[r])
  if (at < 0) return
  const place = other.place?.(at)
  throw new LossError(
    'E310',
    `${file} has another ${label} in row ${row + at}: ${other.texts[at] ?? 'none'}, not ${own.texts[at] ?? 'none'}`,
    {
      ...(place && { at: place }),
      why: `rows of two files belong together by their order: sort both by ${label}`,
    },
  )
}

function lacks(part: Columns, row: number): boolean {
  return part.as === 'texts' ? part.texts[row] === undefined : part.missing?.[row] === 1
}

function gatherRows(tensor: Tensor, keep: readonly number[]): Tensor {
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

/** What data frames write for 0 and 1. */
export const booleans: readonly string[] = ['False', 'True']

/** Class names as indices. */
function indicesOf(
  { texts, place }: TextColumn,
  keep: readonly number[],
  classes: readonly string[],
  { name: file, columns }: TableSource,
  input: Pick,
): Tensor {
  // A column's whole name is as good as the part that tells it from the others.
  const whole = input.columns.map((column, i) => [columns[column]!.name, i] as const)
  const own = classes.map((name, i) => [name, i] as const)
  const spellings = classes === booleans ? ['false', 'true', 'FALSE', 'TRUE'] : []
  const index = new Map([
    ...(whole.length === own.length ? whole : []),
    ...own,
    ...spellings.map((name, i) => [name, i % 2] as const),
  ])
  const data = Float64Array.from(keep, (row) => {
    const found = index.get(texts[row]!)
    if (found !== undefined) return found
    const at = place?.(row)
    throw new LossError('E307', `${JSON.stringify(texts[row])} is none of the ${classes.length} classes`, {
      ...(at && { at }),
      why: `the classes, in order: ${classes.slice(0, 20).join(', ')}${classes.length > 20 ? ', ...' : ''}`,
      tries: [`--classes name,name,... in the order of the columns of ${file}`],
    })
  })
  return { data, shape: [keep.length], place: (i) => place?.(keep[i]!) ?? { file } }
}

/** Names that text targets can be matched with: those of the columns, or what differs between them: `p_cat` is cat. */
export function classNames(columns: readonly ColumnInfo[]): string[] {
  const names = columns.map(({ name }) => name)
  const [first = ''] = names
  let prefix = 0
  while (prefix < first.length && names.every((name) => name[prefix] === first[prefix])) prefix++
  while (prefix > 0 && !/[_.\- /]/.test(first[prefix - 1]!)) prefix--
  return names.length > 1 ? names.map((name) => name.slice(prefix)) : names
}
