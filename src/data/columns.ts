import { type ErrorDetails, instead, LossError } from '../error.ts'
import { nearest } from './nearest.ts'
import {
  type Columns,
  type Missing,
  type NumberColumns,
  type Selection,
  storedAs,
  type TableSource,
  type TextColumn,
} from '../table.ts'
import { selectorOf } from '../selector.ts'
import { LateTexts } from '../readers/late-texts.ts'
import { holdsNumbers, LateIds } from './late-ids.ts'
import { LazyColumns, type Numbered } from '../lazy-columns.ts'
import type { Notice } from '../report.ts'
import { gatherRows, keyedColumns, rowsOfColumns, textAt } from './column-rows.ts'
import { Cursor, sameRows, zip } from './cursor.ts'
import { type NumberedClasses, TargetsByNumber } from './numbered-classes.ts'
import { type KnownLabels, matchLabels } from './match-labels.ts'
import { noticeOrders, type RowNames } from './row-names.ts'
import { type Numbering, RowOrder } from './row-order.ts'
import type { Chosen } from './chosen.ts'
import { type ColumnCondition, type LeftOut, noticeSpellings, rowsToKeep, withGaps } from './keep-rows.ts'
import { type ByArgument, mapArguments } from '../tensor.ts'
import type { Dataset, Named, Pair } from './pairs.ts'

export interface ColumnRequest {
  /** One or more; rows of the same number belong together. */
  readonly tables: readonly TableSource[]
  readonly args: ByArgument<Chosen>
  readonly weight?: Chosen | undefined
  /** Columns that only label the rows, by the name they print under. */
  readonly labels: ReadonlyMap<string, Chosen>
  /** The label that names a row, and by which rows of other files and runs are found: no row may miss it. */
  readonly id?: string | undefined
  /** The ids by which the rows of tables belong together, one of each table. */
  readonly join?: { readonly by: string; readonly ids: readonly Chosen[] } | undefined
  /**
   * Columns that seem to name the rows, where those of several tables belong together by their order; and columns that
   * are used, of which another table has one of the same name.
   */
  readonly names: readonly RowNames[]
  /** Columns of the first table that pairs carry along; whoever compares runs adds some before rows are read. */
  readonly carried: Chosen[]
  readonly missingIds: Missing
  /** Rows are left out unless each of these columns fits. */
  readonly where: readonly ColumnCondition[]
  readonly missing: Missing
  /** Names of the classes in order; the argument `target` then holds names. */
  readonly classes?: readonly string[] | undefined
  /** The same, and those of targets that are a column for each class: as samples show them. */
  readonly shown?: readonly string[] | undefined
  /** Columns of each argument's table that nothing uses. */
  readonly leftOut: ByArgument<readonly string[]>
  /** Of the input, where class indices may be meant by these numbers. */
  readonly numbered?: NumberedClasses | undefined
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
  let pairing: Pairing | undefined
  return {
    args: mapArguments(args, (pick, name) =>
      named(tables[pick.table]!, pick, name === TARGET ? classes : undefined, request.leftOut[name]),
    ),
    classes: request.shown,
    get skipped() {
      return pairing?.left.skipped ?? 0
    },
    async *pairs(_rowByRow, passing = false) {
      pairing = new Pairing(request, passing)
      const { left, orders } = pairing
      let from = 0
      const numbered = request.numbered && new TargetsByNumber(request.numbered)
      for await (const { parts, numbers } of zipTables(request, pairing, passing)) {
        const pair = pairing.pair(parts, numbers, from)
        from += (pair && Object.values(pair.args)[0]!.shape[0]) ?? 0
        const target = pair?.args[TARGET]
        if (target && target.data.length === target.shape[0]) numbered?.see(target, tables[0]!.name)
        if (pair) yield pair
      }
      if (left.alone.some((count) => count > 0)) noticeAlone(request, left.alone)
      await noticeOrders(request, orders)
      noticeSpellings(request, left.spellings)
      for (const { name, late } of tables) {
        if (!late || late.size === 0) continue
        request.notices.push({
          code: 'W423',
          message: `${[...late].slice(0, 10).join(', ')} of ${name} first come after the rows that tell the columns, and are not read`,
        })
      }
      const odd = numbered?.notice(tables[0]!.name)
      if (odd) request.notices.push(odd)
      if (from > 0) return
      if (left.filtered + left.skipped === 0 && !left.alone.some((count) => count > 0))
        throw new LossError('E205', `${tables[0]!.name} has columns but no row`, {
          at: { file: tables[0]!.name },
        })
      throw new LossError('E205', `no row of ${tables[0]!.name} is left`, {
        why:
          left.filtered > 0
            ? `${left.filtered} ${left.filtered === 1 ? 'does' : 'do'} not fit --where`
            : left.skipped > 0
              ? `values are missing in ${left.skipped}`
              : `no ${request.join!.by} stands in each file`,
        ...(left.filtered > 0 && (await valuesInstead(request))),
      })
    },
  }
}

/** How many values of a column are listed. */
const VALUES = 8

/** What the column of a condition holds instead of the value that was asked for, as far as its first rows tell. */
async function valuesInstead({ tables, where }: ColumnRequest): Promise<ErrorDetails | undefined> {
  for (const { column, comparison, value, pick } of where) {
    const { look, name } = tables[pick.table]!
    const seen = comparison === '=' ? await look(pick.columns[0]!) : undefined
    const values = [...new Set(seen?.cells)].filter((cell) => cell !== undefined)
    if (values.length === 0 || values.includes(value)) continue
    const more = values.length > VALUES ? `, ... ${values.length - VALUES} more` : ''
    // As a file of float32 has it.
    const single = Math.fround(Number(value))
    const near =
      values.find((cell) => Number(cell) === single || cell.startsWith(`${value}T`)) ?? nearest(value, values)
    const is = near?.startsWith('=') ? '==' : '='
    return {
      why: `no ${column} of ${name} is ${JSON.stringify(value)}; it holds ${values.slice(0, VALUES).map(selectorOf).join(', ')}${more}`,
      ...(near !== undefined && { tries: [instead(`${column}${is}${near}`, `${column}=${value}`)] }),
    }
  }
  return undefined
}

/** Rows that were left out so far, and why. */
interface AllLeftOut extends LeftOut {
  /** Without a partner, of each table. */
  readonly alone: number[]
}

function noticeAlone({ tables, join, notices }: ColumnRequest, alone: readonly number[]): void {
  const { by } = join!
  const names = tables.map(({ name }) => name)
  const say = (message: string) => void notices.push({ code: 'W411', message })
  if (tables.length === 2) {
    say(
      `${alone[0]} ${alone[0] === 1 ? 'row' : 'rows'} of ${names[0]} and ${alone[1]} of ${names[1]} have no partner with the same ${by}, and are left out`,
    )
    return
  }
  for (const [table, count] of alone.entries()) {
    if (count > 0)
      say(
        `${count} ${count === 1 ? 'row' : 'rows'} of ${names[table]} have no partner with the same ${by} in each other file, and are left out`,
      )
  }
}

function named(
  table: TableSource,
  pick: Chosen,
  classes: readonly string[] | undefined,
  leftOut: readonly string[] = [],
): Named {
  const { name, format } = table
  const columns = pick.columns.map((column) => table.columns[column]!)
  return {
    name,
    format,
    ...(!table.endless && { selected: columns.map((column) => column.name) }),
    ...(leftOut.length > 0 && { leftOut }),
    // A reader adds notes while it reads.
    get notes() {
      const notes = [...table.notes, ...storedAs(columns)]
      return classes ? [...notes, `classes: ${classes.map(selectorOf).join(', ')}`] : notes
    },
  }
}

/** The argument that classes may be named in. */
const TARGET = 'target'

/** Everything that is read, in a fixed order: arguments, weight, labels, names of rows, conditions. */
interface Picked extends Pick<Selection, 'as' | 'labels' | 'hashed'> {
  readonly pick: Chosen
  /** Texts that are read as they are: a class may be called like a missing value, NA, as may what --where asks for. */
  readonly named?: readonly string[]
}

function picksOf({
  args,
  weight,
  labels,
  id,
  names,
  carried,
  join,
  where,
  classes,
  missing,
}: ColumnRequest): Picked[] {
  const skip = missing === 'skip'
  const values = where.map(({ value }) => value)
  return [
    ...Object.entries(args).map(([name, pick]) =>
      classes && name === TARGET
        ? ({ pick, as: 'texts', ...(skip && { labels: true, named: classes }) } as const)
        : ({ pick, as: 'numbers' } as const),
    ),
    ...(weight ? [{ pick: weight, as: 'numbers' } as const] : []),
    // What only labels a row neither refuses it nor leaves it out.
    ...Array.from(labels, ([name, pick]) => ({ pick, as: 'texts', labels: name !== id }) as const),
    ...[...names.flatMap(({ columns }) => columns), ...carried].map(
      (pick) => ({ pick, as: 'texts', labels: true, hashed: true }) as const,
    ),
    ...(join?.ids.slice(1) ?? []).map((pick) => ({ pick, as: 'texts' }) as const),
    ...where.map(
      ({ pick }) => ({ pick, as: 'texts', ...(skip && { labels: true, named: values }) }) as const,
    ),
  ]
}

/** Equal rows of the picked columns, and their numbers in the first table. */
interface Zipped {
  /** Of each table that is read. */
  readonly parts: readonly (readonly Columns[])[]
  readonly numbers: Numbering
}

/** The picked columns of the tables that have some, row by row, or by the ids that both have. */
async function* zipTables(
  { tables, missing, missingIds, join, notices }: ColumnRequest,
  { reads, left }: Pairing,
  passing: boolean,
): AsyncGenerator<Zipped> {
  const cursors = reads.map(({ table, selections }) => {
    const { name, endless = false } = tables[table]!
    return Object.assign(new Cursor(name, rowsOfColumns, tables[table]!.read(selections, missing)), {
      endless,
    })
  })
  try {
    if (join) {
      const { joinTables } = await import('./join-tables.ts')
      // A number is known by its value only where all ids are numbers: beside texts it is a text.
      const numbers = await Promise.all(join.ids.map((id) => holdsNumbers(tables[id.table]!, id.columns[0]!)))
      const places = join.ids.map(({ columns }, i) =>
        reads[i]!.selections.findIndex((one) => one.as === 'texts' && one.columns === columns),
      )
      const late = numbers.every(Boolean) ? new LateIds() : undefined
      const kinds = places.map((place) => keyedColumns(place, late))
      const request = { by: join.by, missing: missingIds }
      for await (const { parts, rows } of joinTables(
        cursors,
        kinds,
        request,
        (table) => left.alone[table]!++,
      )) {
        late?.see(parts.map((part, i) => part[places[i]!] as TextColumn))
        yield { parts, numbers: (row) => rows[row]! }
      }
      const notice = late?.notice(join.by)
      if (notice) notices.push(notice)
      return
    }
    // A cell of a small file that is no number is told before shapes of its first rows alone.
    for (const cursor of cursors) await cursor.isLast()
    for (const cursor of cursors) cursor.givesBack = passing
    for await (const { parts, firstRow } of zip(cursors, () => ({ why: sameRows }))) {
      yield { parts, numbers: firstRow }
    }
  } finally {
    for (const cursor of cursors) await cursor.close()
  }
}

export class Pairing {
  readonly reads: readonly { readonly table: number; readonly selections: readonly Selection[] }[]
  readonly left: AllLeftOut
  readonly orders: readonly RowOrder[]
  readonly #request: ColumnRequest
  #targets: Float64Array | undefined
  readonly #known: KnownLabels = { names: [], classes: new Float64Array(0) }
  readonly #picks: readonly Picked[]
  /** Of each pick, which table was read for it, and which of its selections it is. */
  readonly #places: readonly { readonly read: number; readonly at: number }[]

  /** `shared` says that the next pair may overwrite the targets of one: batches then leave no garbage. */
  constructor(request: ColumnRequest, shared = false) {
    this.#request = request
    this.#targets = shared ? new Float64Array(0) : undefined
    this.#picks = picksOf(request)
    this.orders = request.names.map(({ told }) => new RowOrder(told === 'by all'))
    this.left = {
      skipped: 0,
      filtered: 0,
      spellings: request.where.map(() => 0),
      alone: request.tables.map(() => 0),
    }
    const tables = [...new Set(this.#picks.map(({ pick }) => pick.table))].sort((a, b) => a - b)
    const own = tables.map((table) => this.#picks.filter(({ pick }) => pick.table === table))
    this.reads = tables.map((table, i) => ({
      table,
      selections: own[i]!.map(({ pick, as, labels, hashed }) => ({
        columns: pick.columns,
        as,
        ...(labels && { labels }),
        ...(hashed && { hashed }),
      })),
    }))
    const next = tables.map(() => 0)
    this.#places = this.#picks.map(({ pick }) => {
      const read = tables.indexOf(pick.table)
      return { read, at: next[read]!++ }
    })
  }

  readonly #roomForTargets = (length: number): Float64Array => {
    if (!this.#targets) return new Float64Array(length)
    // A little more, for batches that grow.
    if (this.#targets.length < length) this.#targets = new Float64Array(Math.ceil(1.25 * length))
    return this.#targets.subarray(0, length)
  }

  /**
   * Rows of the columns that were read as a pair; undefined if none is left. `firstRow` is how many were left of those
   * before.
   *
   * @throws LossError E201, E307
   */
  pair(parts: readonly (readonly Columns[])[], numbers: Numbering, firstRow: number): Pair | undefined {
    const picked = this.#places.map(({ read, at }) => parts[read]![at]!)
    this.#compare(picked, numbers)
    return this.#pairOf(picked, numbers, firstRow)
  }

  #pairOf(parts: readonly Columns[], numbers: Numbering, firstRow: number): Pair | undefined {
    const { tables, args, weight, labels, names: rowNames, carried, where, classes, missing } = this.#request
    const count = rowsOfColumns.rows([parts[0]!])
    const names = Object.keys(args)
    const firstLabel = names.length + (weight ? 1 : 0)
    const skips = missing === 'skip' || where.length > 0 || parts.some(misses)
    const judged = parts.flatMap((part, i) => {
      const { named, labels } = this.#picks[i]!
      return named ? [withGaps(part as TextColumn, named)] : labels ? [] : [part]
    })
    const keep = skips ? rowsToKeep(tables, where, missing, judged, count, this.left) : undefined
    const length = keep?.length ?? count
    if (length === 0) return undefined
    const tensorOf = (i: number) => {
      const { tensor } = parts[i] as NumberColumns
      const { columns } = tables[this.#picks[i]!.pick.table]!
      const { columns: own, named } = this.#picks[i]!.pick
      // A column of lists stands beside no other.
      const scalar =
        columns[own[0]!]!.type === 'number' || (named && tensor.shape.length === 2 && tensor.shape[1] === 1)
      const kept = keep ? gatherRows(tensor, keep) : tensor
      return scalar ? { ...kept, table: true } : kept
    }
    const valueOf = (name: string, i: number) => {
      if (!classes || name !== TARGET) return tensorOf(i)
      const input = args[names[0]!]!
      const { name: file } = tables[input.table]!
      const [, width = 1] = (parts[0] as NumberColumns).tensor.shape
      // Of lists nobody knew the length before.
      if (width > 1 && width !== classes.length)
        throw new LossError(
          'E307',
          `--classes has ${classes.length} ${classes.length === 1 ? 'name' : 'names'}, but a row of ${file} has ${width} numbers`,
        )
      const [table, room] = [tables[input.table]!, this.#roomForTargets]
      return matchLabels(parts[i] as TextColumn, keep, classes, table, input, room, this.#known)
    }
    // Made when they are asked for: most runs show few of them, or none.
    const texts = new LazyColumns<readonly string[]>()
    for (const [i, name] of [...labels.keys()].entries()) {
      const column = parts[firstLabel + i] as TextColumn
      texts.later(name, {
        make: () => (keep ? Array.from(keep, (r) => column.texts[r] ?? '') : withoutGaps(column.texts)),
        cell: (i) => textAt(column, keep ? keep[i]! : i) ?? '',
        numbered: numberedOf(column, keep),
        cells: keep ? undefined : column.cells,
      })
    }
    return {
      args: Object.fromEntries(names.map((name, i) => [name, valueOf(name, i)])),
      firstRow,
      whole: false,
      // None where they are as in the file so far.
      rows: keep || numbers !== firstRow ? numbersOf(keep, length, numbers) : undefined,
      weights: weight && tensorOf(names.length),
      texts,
      carried: carried.map((_, i) => {
        const at = firstLabel + labels.size + 2 * rowNames.length + i
        const kept = keptTexts(parts[at] as TextColumn, keep)
        return (start, rows) => rowsOfColumns.cut([kept], start, rows)[0] as TextColumn
      }),
    }
  }

  #compare(picked: readonly Columns[], numbers: Numbering): void {
    const rows = rowsOfColumns.rows([picked[0]!])
    const first = this.#picks.findIndex(({ hashed }) => hashed)
    for (const [i, order] of this.orders.entries()) {
      const [own, theirs] = picked.slice(first + 2 * i) as [TextColumn, TextColumn]
      order.see(own, theirs, rows, numbers)
    }
  }
}

function keptTexts(column: TextColumn, keep: Int32Array | undefined): TextColumn {
  if (!keep) return column
  const { hashes, place } = column
  return new LateTexts(() => Array.from(keep, (row) => column.texts[row]), {
    count: keep.length,
    hashes: hashes && Uint32Array.from(keep, (row) => hashes[row]!),
    text: (row) => textAt(column, keep[row]!),
    place: place && ((row) => place(keep[row]!)),
  })
}

function numbersOf(keep: Int32Array | undefined, length: number, numbers: Numbering): Float64Array {
  const numberOf = typeof numbers === 'number' ? (row: number) => numbers + row : numbers
  const rows = new Float64Array(length)
  for (let i = 0; i < length; i++) rows[i] = numberOf(keep ? keep[i]! : i)
  return rows
}

const misses = (part: Columns): boolean => part.as === 'numbers' && part.missing !== undefined

function numberedOf({ names, codes }: TextColumn, keep: Int32Array | undefined): Numbered | undefined {
  if (!codes) return undefined
  return { names: names!, codes: keep ? Int32Array.from(keep, (row) => codes[row]!) : codes }
}

function withoutGaps(texts: TextColumn['texts']): readonly string[] {
  return texts.includes(undefined) ? texts.map((text) => text ?? '') : (texts as readonly string[])
}
