import {
  booleans,
  classNames,
  columnDataset,
  comparisons,
  type Condition,
  type Pick,
} from '../data/columns.ts'
import { type Dataset, dataset, type Pair } from '../data/pairs.ts'
import { tidied, type Tidying } from '../data/probabilities.ts'
import { readTargets, targetFormats, type TargetSpelling } from '../data/targets.ts'
import { LossError } from '../error.ts'
import { inputOf } from '../losses/forms.ts'
import type { Loss } from '../losses/loss.ts'
import { parseDecimal } from '../numerics/decimal.ts'
import { selectColumn, selectColumns } from '../data/column-selectors.ts'
import { isGiven, type OpenOptions, openSource, openTable, readAll } from '../readers/open.ts'
import type { Notice } from '../report.ts'
import type { TableSource } from '../table.ts'
import type { Source } from '../tensor.ts'
import { noticeOrder, numbersOf, restOf } from './column-guesses.ts'
import { choice, type RawFlags } from './flags.ts'
import { comparesTwo, openNamed } from './named-arguments.ts'
import type { Io } from './io.ts'
import { refuseMissing, refuseTwice } from './named-files.ts'

/** What a command reads, and what to say of it. */
export interface Opened {
  readonly dataset: Dataset
  /** The two sources, where nothing but their numbers is asked for: several threads may then read them. */
  readonly plain?: readonly [Source, Source] | undefined
  readonly notices: readonly Notice[]
}

/** Flags that need named columns. */
export const columnFlags = [
  'inputCols',
  'targetCols',
  'weightCol',
  'id',
  'where',
  'groupBy',
  'classes',
] as const

/**
 * The data that inputs and flags name: two files of numbers, or columns of one or two tables. Without a loss, for any.
 *
 * @throws LossError E103 without a target, E106 for standard input twice, E120 for unknown columns, and as the readers
 */
export async function openDataset(
  loss: Loss | undefined,
  inputs: readonly string[],
  flags: RawFlags,
  open: OpenOptions,
  ignoreIndex: unknown,
  io: Io,
): Promise<Opened> {
  refuseTwice(inputs)
  refuseMissing(inputs)
  if (loss && !comparesTwo(loss)) return openNamed(loss, inputs, flags, open, io)
  const spelling = readSpelling(flags, ignoreIndex)
  const tidying = readTidying(loss, flags)
  const opened = await openInputs(loss, inputs, flags, open, io)
  const plainTargets = spelling.format === 'auto' && spelling.indexBase === 0
  if (plainTargets && !tidying) return opened
  const change = (pair: Pair): Pair => ({
    ...pair,
    args: {
      ...pair.args,
      ...(!plainTargets && { target: readTargets(spelling, pair.args.target!) }),
      ...(tidying && { input: tidied(tidying, pair.args.input!) }),
    },
  })
  return { dataset: changed(opened.dataset, change), notices: opened.notices }
}

/** @throws LossError E101 for an eps out of range, E104 where the input holds no probabilities */
function readTidying(loss: Loss | undefined, { from, normalize, eps }: RawFlags): Tidying | undefined {
  if (!loss || (normalize === undefined && eps === undefined)) return undefined
  const own = loss.one !== 'form' && inputOf(loss).what === 'probability'
  if (from === undefined ? !own : from !== 'probs') {
    throw new LossError('E104', '--normalize and --eps are for probabilities', { tries: ['--from probs'] })
  }
  const clipped = eps === undefined ? 0 : parseDecimal(String(eps))
  if (clipped === undefined || !(clipped >= 0 && clipped < 0.5)) {
    throw new LossError('E101', `--eps must be a number in [0, 0.5), got ${String(eps)}`)
  }
  if (normalize === true && loss.one === 'element') {
    throw new LossError('E104', `--normalize is for rows of classes, which ${loss.name} does not have`)
  }
  return { normalize: normalize === true, eps: clipped }
}

async function openInputs(
  loss: Loss | undefined,
  inputs: readonly string[],
  flags: RawFlags,
  open: OpenOptions,
  io: Io,
): Promise<Opened> {
  const columns = columnFlags.some((name) => flags[name] !== undefined)
  const [first, second] = inputs as [string, string | undefined]
  if (second === undefined && flags.targetCols === undefined) {
    throw new LossError('E103', 'a target is missing', {
      why: 'a loss compares an input with a target: two files, or columns of one',
      tries: loss
        ? [`loss-calc ${loss.name} ${first} target.csv`, `loss-calc ${loss.name} ${first} --target-col label`]
        : ['--target-col label'],
    })
  }
  if (columns || second === undefined) {
    if (flags.transpose === true) throw new LossError('E104', '--transpose does not go with selected columns')
    const values = splitNames(typeof flags.classes === 'string' ? flags.classes : undefined)
    const tables = await Promise.all(inputs.map((input) => openTable(input, { ...open, values }, io)))
    return fromTables(loss, tables, flags)
  }
  const given = await openSource(first, open, io)
  const input = flags.transpose === true ? transposed(given) : given
  const names = takesClasses(loss) ? await namedTargets(second, open, io, input) : undefined
  if (names && first === '-') {
    // What was looked at of standard input cannot be looked at again.
    throw new LossError('E307', `the targets of ${second} are names, and the input is standard input`, {
      tries: [`--classes ${classNamesOf(given).join(',')}`],
    })
  }
  if (names) return fromTables(loss, [await openTable(first, open, io), names], flags)
  const target = await openSource(second, open, io)
  return { dataset: dataset({ input, target }), plain: [input, target], notices: [] }
}

function takesClasses(loss: Loss | undefined): boolean {
  return loss?.one !== 'element'
}

/** The target as a table, if it is a file with one column of names. */
async function namedTargets(
  argument: string,
  open: OpenOptions,
  io: Io,
  input: Source,
): Promise<TableSource | undefined> {
  if (argument === '-' || isGiven(argument) || input.columns === undefined) return undefined
  const values = [...input.columns, ...classNamesOf(input)]
  const table = await openTable(argument, { ...open, values }, io)
  const [column, ...others] = table.columns
  return others.length === 0 && column!.type === 'text' ? table : undefined
}

function classNamesOf({ columns = [] }: Source): readonly string[] {
  return classNames(columns.map((name) => ({ name, type: 'number' })))
}

function fromTables(loss: Loss | undefined, tables: readonly TableSource[], flags: RawFlags): Opened {
  const pick = (table: number, selector: string): Pick => ({
    table,
    columns: selectColumns(selector, tables[table]!.columns, tables[table]!.name),
  })
  /** A single column of whichever table has it, the first before the second. */
  const single = (selector: string): Pick => {
    for (const [table, { columns, name }] of tables.entries()) {
      try {
        return { table, columns: [selectColumn(selector, columns, name)] }
      } catch (error) {
        if (table === tables.length - 1) throw error
      }
    }
    throw new LossError('E120', `no column ${selector}`)
  }
  const text = (name: string) => (typeof flags[name] === 'string' ? (flags[name] as string) : undefined)
  const weight = text('weightCol')
  const labels = new Map<string, Pick>()
  const same: { label: string; pick: Pick }[] = []
  const id = text('id')
  for (const selector of [id, ...splitNames(text('groupBy'))]) {
    if (selector === undefined) continue
    const found = single(selector)
    const label = tables[found.table]!.columns[found.columns[0]!]!.name
    labels.set(label, found)
    const other = tables[1]?.columns.findIndex(({ name }) => name === label) ?? -1
    // Ids in both files say which rows belong together.
    if (selector === id && found.table === 0 && other >= 0)
      same.push({ label, pick: { table: 1, columns: [other] } })
  }
  const where = readWhere(flags.where).map(({ column, ...one }) => ({ pick: single(column), ...one }))
  const targetTable = tables.length - 1
  const targetCols = text('targetCols')
  const inputCols = text('inputCols')
  const weights = weight === undefined ? undefined : single(weight)
  const used = [
    ...labels.values(),
    ...[...same, ...where].map((one) => one.pick),
    ...(weights ? [weights] : []),
  ]
  const target =
    targetCols === undefined ? restOf(tables, targetTable, used, []) : pick(targetTable, targetCols)
  const notices: Notice[] = []
  const input =
    inputCols === undefined
      ? restOf(tables, 0, [...used, target], notices)
      : numbersOf(tables, pick(0, inputCols), inputCols, [...used, target])
  const given = text('classes')
  const classes = classesOf(loss, tables, input, target, given)
  noticeOrder(tables, input, target, given === undefined ? undefined : splitNames(given), notices)
  return {
    dataset: columnDataset({
      tables,
      args: { input, target },
      weight: weights,
      labels,
      same,
      where,
      missing: choice('missing', text('missing') ?? 'error', ['error', 'skip']),
      classes,
    }),
    notices,
  }
}

function splitNames(list: string | undefined): string[] {
  return list === undefined ? [] : list.split(',').map((name) => name.trim())
}

/** `column=value` or another comparison, once or more. @throws LossError E101 for another form */
function readWhere(given: RawFlags[string]): (Omit<Condition, 'pick'> & { column: string })[] {
  const conditions = Array.isArray(given) ? given : typeof given === 'string' ? [given] : []
  return conditions.map((condition) => {
    const [, column = '', comparison, value] = /^([^=<>]*?)\s*(!=|>=|<=|=|>|<)(.*)$/s.exec(condition) ?? []
    if (column.trim() === '') {
      throw new LossError(
        'E101',
        `--where must be column=value, or with ${comparisons.slice(0, 3).join(', ')}, > or <; got ${condition}`,
      )
    }
    return { column: column.trim(), comparison: comparison as Condition['comparison'], value: value!.trim() }
  })
}

/** Names of the classes, if targets are names: those given, else those of the input columns. */
function classesOf(
  loss: Loss | undefined,
  tables: readonly TableSource[],
  input: Pick,
  target: Pick,
  given: string | undefined,
): readonly string[] | undefined {
  if (given !== undefined) return splitNames(given)
  const [column] = target.columns
  const isText = target.columns.length === 1 && tables[target.table]!.columns[column!]!.type === 'text'
  if (!isText) return undefined
  if (loss?.one !== 'row' && input.columns.length === 1) return booleans
  const { columns, name } = tables[input.table]!
  const names = input.columns.map((one) => columns[one]!)
  if (names.length > 1 && !names.every((one, i) => one.name === String(input.columns[i])))
    return classNames(names)
  throw new LossError('E307', `the targets are names, but ${name} does not name its classes`, {
    tries: ['--classes cat,dog, in the order of the columns'],
  })
}

/** @throws LossError E101 for an unknown format or base */
function readSpelling(flags: RawFlags, ignoreIndex: unknown): TargetSpelling {
  const format = choice('target-format', String(flags.targetFormat ?? 'auto'), targetFormats)
  const base = choice('index-base', String(flags.indexBase ?? '0'), ['0', '1'])
  return {
    format,
    indexBase: Number(base),
    ignoreIndex: typeof ignoreIndex === 'number' ? ignoreIndex : -100,
  }
}

function changed(given: Dataset, change: (pair: Pair) => Pair): Dataset {
  return {
    args: given.args,
    classes: given.classes,
    get skipped() {
      return given.skipped ?? 0
    },
    async *pairs(rowByRow) {
      for await (const pair of given.pairs(rowByRow)) yield change(pair)
    },
  }
}

/** A source with rows and columns exchanged. */
function transposed(source: Source): Source {
  return {
    ...source,
    seekable: false,
    notes: [...source.notes, 'transposed'],
    async *pieces() {
      const tensor = await readAll(source)
      const { shape, place } = tensor
      if (shape.length !== 2) {
        throw new LossError(
          'E310',
          `--transpose takes rows and columns, ${source.name} has ${shape.length} dimensions`,
        )
      }
      const [rows, columns] = shape as [number, number]
      const from = (index: number) => (index % rows) * columns + Math.floor(index / rows)
      const data = Float64Array.from({ length: rows * columns }, (_, index) => tensor.data[from(index)]!)
      yield {
        ...tensor,
        data,
        shape: [columns, rows],
        ...(place && { place: (index: number) => place(from(index)) }),
      }
    },
  }
}
