import { LossError } from '../error.ts'
import type { Columns, Missing, NumberColumns, Selection, TableSource, TextColumn } from '../table.ts'
import type { Notice } from '../report.ts'
import { sizeOf } from '../tensor.ts'
import { gatherRows, keyedColumns, rowsOfColumns } from './column-rows.ts'
import { joinByKey } from './join.ts'
import { Cursor, zip } from './cursor.ts'
import { indicesOf, numberedNotice } from './classes.ts'
import type { Chosen } from './chosen.ts'
import { fits, type Where } from './where.ts'
import { type ByArgument, mapArguments } from '../by-argument.ts'
import type { Dataset, Named, Pair } from './pairs.ts'

/** A condition on a column. */
export interface Condition extends Where {
  readonly pick: Chosen
}

export interface ColumnRequest {
  /** One or more; rows of the same number belong together. */
  readonly tables: readonly TableSource[]
  /** The columns of each argument of the loss. */
  readonly args: ByArgument<Chosen>
  /** One weight per row. */
  readonly weight?: Chosen | undefined
  /** Columns that only label the rows, by the name they print under. */
  readonly labels: ReadonlyMap<string, Chosen>
  /** The ids by which the rows of two tables belong together. */
  readonly join?: { readonly by: string; readonly left: Chosen; readonly right: Chosen } | undefined
  /** Whether a row whose id the other table lacks is refused, or left out. */
  readonly missingIds: Missing
  /** Rows are left out unless each of these columns fits. */
  readonly where: readonly Condition[]
  readonly missing: Missing
  /** Names of the classes in order; the argument `target` then holds names. */
  readonly classes?: readonly string[] | undefined
  /** Columns of each argument's table that nothing uses. */
  readonly leftOut: ByArgument<readonly string[]>
  /** Names of the input columns, where class indices may be such names: told unless a target is 0. */
  readonly numbered?: readonly string[] | undefined
  /** What there is to say; more may come while reading. */
  readonly notices: Notice[]
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
  const left: Left = { skipped: 0, filtered: 0, alone: { left: 0, right: 0 } }
  return {
    args: mapArguments(args, (pick, name) =>
      named(tables[pick.table]!, pick, name === TARGET ? classes : undefined, request.leftOut[name]),
    ),
    classes,
    get skipped() {
      return left.skipped
    },
    async *pairs() {
      let from = 0
      let zero = false
      for await (const { parts, rowOf } of zipTables(request, picks, left)) {
        const pair = pairOf(request, picks, parts, rowOf, from, left)
        from += (pair && Object.values(pair.args)[0]!.shape[0]) ?? 0
        zero ||= pair?.args[TARGET]?.data.includes(0) === true
        if (pair) yield pair
      }
      const { alone } = left
      if (alone.left + alone.right > 0) {
        request.notices.push({
          code: 'W411',
          message: `${alone.left} rows of ${tables[0]!.name} and ${alone.right} of ${tables[1]!.name} have no partner with the same ${request.join!.by}, and are left out`,
        })
      }
      if (request.numbered && !zero) {
        request.notices.push(numberedNotice(request.numbered, tables[0]!.name))
      }
      if (from > 0) return
      const why = left.filtered > 0 ? `${left.filtered} do not fit --where` : `${left.skipped} miss a value`
      throw new LossError('E205', `no row of ${tables[0]!.name} is left`, { why })
    },
  }
}

/** Rows that were left out so far, and why. */
interface Left {
  skipped: number
  filtered: number
  /** Without a partner, of each table. */
  readonly alone: { left: number; right: number }
}

function named(
  table: TableSource,
  pick: Chosen,
  classes: readonly string[] | undefined,
  leftOut: readonly string[] = [],
): Named {
  const { name, format, columns } = table
  return {
    name,
    format,
    selected: pick.columns.map((column) => columns[column]!.name),
    ...(leftOut.length > 0 && { leftOut }),
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
  readonly pick: Chosen
  readonly as: Selection['as']
}

function picksOf({ args, weight, labels, join, where, classes }: ColumnRequest): Picked[] {
  return [
    ...Object.entries(args).map(
      ([name, pick]) => ({ pick, as: classes && name === TARGET ? 'texts' : 'numbers' }) as const,
    ),
    ...(weight ? [{ pick: weight, as: 'numbers' } as const] : []),
    ...[...labels.values(), ...(join ? [join.right] : []), ...where.map((one) => one.pick)].map(
      (pick) => ({ pick, as: 'texts' }) as const,
    ),
  ]
}

/** Equal rows of the picked columns, and their numbers in the first table. */
interface Zipped {
  readonly parts: readonly Columns[]
  readonly rowOf: (row: number) => number
}

/** The picked columns of all tables, row by row, or by the ids that both have. */
async function* zipTables(
  { tables, missing, missingIds, join }: ColumnRequest,
  picks: readonly Picked[],
  left: Left,
): AsyncGenerator<Zipped> {
  const wanted = tables.map((_, table) => picks.filter(({ pick }) => pick.table === table))
  const used = tables.map((table, i) => ({ table, picks: wanted[i]! })).filter((one) => one.picks.length > 0)
  const cursors = used.map(
    ({ table, picks }) =>
      new Cursor(
        table.name,
        rowsOfColumns,
        table.read(
          picks.map(({ pick, as }) => ({ columns: pick.columns, as })),
          missing,
        ),
      ),
  )
  const inOrder = (parts: readonly (readonly Columns[])[]): Columns[] => {
    const byPick = new Map<Picked, Columns>()
    used.forEach(({ picks }, i) => picks.forEach((picked, j) => byPick.set(picked, parts[i]![j]!)))
    return picks.map((picked) => byPick.get(picked)!)
  }
  try {
    if (join) {
      const kinds = used.map(({ table, picks }, i) =>
        keyedColumns(
          picks.findIndex(({ pick }) => pick === (i === 0 ? join.left : join.right)),
          table.columns[(i === 0 ? join.left : join.right).columns[0]!]!.type === 'number',
        ),
      )
      const request = {
        by: join.by,
        missing: missingIds,
        onMissing: (side: 'left' | 'right') => void left.alone[side]++,
      }
      const [first, second] = cursors as [Cursor<readonly Columns[]>, Cursor<readonly Columns[]>]
      for await (const found of joinByKey(first, kinds[0]!, second, kinds[1]!, request)) {
        yield { parts: inOrder([found.left, found.right]), rowOf: (row) => found.rows[row]! }
      }
      return
    }
    for await (const { parts, from } of zip(cursors, refuseUneven)) {
      yield { parts: inOrder(parts), rowOf: (row) => from + row }
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
  { tables, args, weight, labels, where, classes, missing }: ColumnRequest,
  picks: readonly Picked[],
  parts: readonly Columns[],
  rowOf: (row: number) => number,
  from: number,
  left: Left,
): Pair | undefined {
  const count = rowsOfColumns.rows([parts[0]!])
  const names = Object.keys(args)
  const firstLabel = names.length + (weight ? 1 : 0)
  const conditions = parts.slice(picks.length - where.length) as TextColumn[]
  const types = where.map(({ pick }) => tables[pick.table]!.columns[pick.columns[0]!]!.type)
  const skip = missing === 'skip'
  let keep: number[] | undefined
  if (conditions.length > 0 || !parts.every((part) => isComplete(part, skip))) {
    keep = []
    for (let r = 0; r < count; r++) {
      if (!conditions.every((column, i) => fits(column, r, where[i]!, types[i]!))) left.filtered++
      else if (parts.some((part) => lacks(part, r, skip))) left.skipped++
      else keep.push(r)
    }
    if (keep.length === 0) return undefined
    if (keep.length === count) keep = undefined
  }
  const rows = new Float64Array(keep?.length ?? count)
  for (let i = 0; i < rows.length; i++) rows[i] = rowOf(keep ? keep[i]! : i)
  const tensorOf = (i: number) => {
    const { tensor } = parts[i] as NumberColumns
    const { columns } = tables[picks[i]!.pick.table]!
    const scalar = picks[i]!.pick.columns.every((column) => columns[column]!.type === 'number')
    const kept = keep ? gatherRows(tensor, keep) : tensor
    return scalar ? { ...kept, table: true } : kept
  }
  const texts = new Map(
    [...labels.keys()].map((name, i) => {
      const { texts } = parts[firstLabel + i] as TextColumn
      // Complete, or some are left out.
      return [name, keep ? keep.map((r) => texts[r] ?? '') : (texts as readonly string[])]
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
    rows,
    weights: weight && tensorOf(names.length),
    texts,
  }
}

/** Whether no row misses a value, as `lacks` says of one. */
function isComplete(part: Columns, skip: boolean): boolean {
  if (part.as === 'texts') return !part.texts.includes(undefined)
  if (part.missing?.includes(1) === true) return false
  if (skip) for (const value of part.tensor.data) if (Number.isNaN(value)) return false
  return true
}

/** Whether a row misses a value; where such rows are skipped, NaN is one too, in whatever format. */
function lacks(part: Columns, row: number, skip: boolean): boolean {
  if (part.as === 'texts') return part.texts[row] === undefined
  if (part.missing?.[row] === 1) return true
  if (!skip) return false
  const { data, shape } = part.tensor
  const width = sizeOf(shape.slice(1))
  for (let i = row * width; i < (row + 1) * width; i++) if (Number.isNaN(data[i])) return true
  return false
}
