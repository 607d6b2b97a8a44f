import { LossError, quoted } from '../error.ts'
import type { Stdin } from '../readers/bytes/bytes.ts'
import { isGiven, openSource } from '../readers/open.ts'
import type { Notice } from '../report.ts'
import type { Source, TableSource } from '../table.ts'
import type { Tensor } from '../tensor.ts'
import { changed, dataset, type Pair } from './pairs.ts'
import { constantsAmong, spreadOver, withoutEnd } from './constants.ts'
import { roundingOf, tidied } from './probabilities.ts'
import type { DataRequest } from './request.ts'
import { classesSecond } from './class-axis.ts'
import type { LossNeeds } from './classes.ts'
import type { Opened } from './opened.ts'
import type { Chosen } from './chosen.ts'
import { hasIds, hasRowNames, isPredicted, isTarget } from './column-names.ts'
import { readTargets, refuseProbabilities } from './targets.ts'
import { transposed } from './transpose.ts'

/**
 * The data that a command names: two files of numbers, or columns of one or two tables.
 *
 * @throws LossError E103 without a target, E120 for unknown columns, and as the readers
 */
export async function openDataset(request: DataRequest, io: Stdin): Promise<Opened> {
  const { loss, spelling, tidying, classAxis } = request
  const opened = withConstant(withColumns(await openInputs(request, io), request.loss), request)
  const plainTargets = spelling.format === 'auto' && (spelling.indexBase ?? 0) === 0
  if (plainTargets && !tidying && classAxis === undefined) return opened
  const soft = loss?.one === 'form' || loss?.takes?.target?.probabilities !== undefined
  const moved = (tensor: Tensor) => (classAxis === undefined ? tensor : classesSecond(tensor, classAxis))
  const change = (pair: Pair): Pair => {
    const input = moved(pair.args.input!)
    const given = pair.args.target!
    // Probabilities have the classes where the input has them.
    const alike = given.shape.length === input.shape.length && input.shape.length > 2
    const target = alike ? moved(given) : given
    if (soft && spelling.format === 'index') refuseProbabilities(input, target)
    return {
      ...pair,
      args: {
        ...pair.args,
        target: plainTargets ? target : readTargets(spelling, target),
        input: tidying
          ? tidied(
              tidying.byType ? { ...tidying, eps: roundingOf(opened.dataset.args.input!.notes) } : tidying,
              input,
            )
          : input,
      },
    }
  }
  return { ...opened, asRead: false, dataset: changed(opened.dataset, change) }
}

/** A loss of elements has a number that is typed as its target for each of them. */
function withConstant(opened: Opened, { inputs, loss }: DataRequest): Opened {
  if (loss?.one !== 'element' || !constantsAmong(inputs).has(inputs[1]!)) return opened
  return { ...opened, asRead: false, dataset: spreadOver(opened.dataset, ['target']) }
}

/**
 * Indices (N, 1) with rows of several classes are one per row in every format, as a column of a table is; masks
 * (N, 1, H, W) of one channel are (N, H, W) beside an input (N, C, H, W).
 */
function withColumns(opened: Opened, loss: LossNeeds | undefined): Opened {
  const taken = Object.values(loss?.takes ?? {})
  if (loss?.one !== 'form' && !taken.some(({ kind }) => kind === 'index')) return opened
  const change = (pair: Pair): Pair => {
    const { input, target } = pair.args
    const { shape, table } = target!
    const one = shape.length > 1 && shape[1] === 1 && !table
    if (!one || input!.shape.length !== shape.length || input!.shape[1]! < 2) return pair
    const indices = shape.length === 2 ? { table: true } : { shape: shape.toSpliced(1, 1) }
    return { ...pair, args: { ...pair.args, target: { ...target!, ...indices } } }
  }
  return { ...opened, dataset: changed(opened.dataset, change) }
}

async function openInputs(request: DataRequest, io: Stdin): Promise<Opened> {
  const { inputs, loss, open, columns } = request
  const { groupBy, where, ...names } = columns
  const named = groupBy.length + where.length > 0 || Object.values(names).some((one) => one !== undefined)
  const [first, second] = inputs as [string, string | undefined]
  const constants = constantsAmong(inputs)
  const tableOf = async (input: string, source: Pick<Source, 'table'>): Promise<TableSource> =>
    constants.has(input) ? withoutEnd(await source.table()) : source.table()
  if (second === undefined && columns.target === undefined) {
    const { guessedColumns } = await import('./guess-columns.ts')
    const guess = await guessedColumns(first, request, io)
    // '[1, 2] [0]': quotes around both.
    const [, one, other] = /^(\[.*\])[\s,]+(\[.*\]|-?\d+)$/s.exec(first) ?? []
    const column = isGiven(first) ? [] : ['loss-calc ... --target-col label']
    const plain = !loss
      ? column
      : one !== undefined
        ? [`loss-calc ${loss.name} ${quoted(one)} ${quoted(other!)}`]
        : isGiven(first)
          ? [`loss-calc ${loss.name} ${quoted(first)} target.csv`]
          : ['loss-calc ... target.csv', ...column]
    throw new LossError('E103', 'a target is missing', {
      why: guess?.why ?? 'a loss compares an input with a target: two files, or columns of one',
      tries: guess?.tries ?? plain,
    })
  }
  if (named || second === undefined || request.missing === 'skip') {
    if (request.transpose) throw new LossError('E104', '--transpose does not go with selected columns')
    const values = columns.classes ?? []
    const tables: TableSource[] = []
    for (const input of inputs)
      tables.push(await tableOf(input, await openSource(input, { ...open, values }, io)))
    const { fromTables } = await import('./tables.ts')
    const ids = tables.some(({ columns }) => hasIds(columns.map(({ name }) => name)))
    return fromTables(request, tables, !named && second !== undefined && !ids)
  }
  const given = await openSource(first, open, io)
  const input = request.transpose ? transposed(given) : given
  const values = loss?.one === 'element' ? undefined : await valuesOf(input)
  const target = await openSource(second, { ...open, values }, io)
  // Columns without names are asked for the names of the classes.
  const text = target.columns?.length === 1 || /sv$/.test(target.format)
  const byName = (values !== undefined || (loss?.one === 'row' && text)) && (await holdsNames(target))
  if (byName && request.transpose)
    throw new LossError('E104', '--transpose makes samples of the columns, whose names are no classes then', {
      why: `the targets of ${second} are names`,
      tries: ['targets as class indices'],
    })
  const predicted =
    !request.transpose &&
    values !== undefined &&
    given.columns!.length > 2 &&
    given.columns!.some(isPredicted)
  const ids = !request.transpose && ((await hasRowNames(given)) || (await hasRowNames(target)))
  if (!byName && !ids && !request.transpose && target.columns && target.columns.length > 1) {
    const { refuseTexts } = await import('./doubtful-columns.ts')
    refuseTexts(await target.table(), input.columns)
  }
  // A target among the scores is told of.
  const odd =
    !request.transpose &&
    values !== undefined &&
    (given.columns!.some(isTarget) || (await countsOtherwise(input)))
  const keyed = !byName && !ids && !request.transpose && (await sharesKeys(input, target))
  const apart = byName || ids || predicted
  if (apart || odd || keyed) {
    const { fromTables } = await import('./tables.ts')
    return fromTables(request, [await given.table(), await tableOf(second, target)], !apart)
  }
  const notices: Notice[] = []
  if (!request.transpose && input.columns && input.columns.length > 1 && target.columns) {
    const { noticeOrder, theTarget } = await import('./classes.ts')
    noticeOrder(input.columns, { ...theTarget, columns: target.columns }, undefined, notices)
  }
  return { dataset: dataset({ input, target }), sources: [input, target], asRead: true, groups: [], notices }
}

/** What targets may be where the columns have names: these names, and those of the classes in them. */
async function valuesOf({ columns }: Source): Promise<readonly string[] | undefined> {
  if (!columns) return undefined
  const { classNames } = await import('./classes.ts')
  return [...columns, ...classNames(columns.map((name) => ({ name })))]
}

/** Whether the columns are numbered, but not from 0 in order: class indices may be these numbers. */
async function countsOtherwise({ columns }: Source): Promise<boolean> {
  if (!columns) return false
  const { numberedClasses } = await import('./numbered-classes.ts')
  return numberedClasses(columns) !== undefined
}

/** Whether columns of both probably name the rows. */
async function sharesKeys(input: Source, target: Source): Promise<boolean> {
  const { columns } = input
  if (!columns?.some((name, i) => name !== String(i) && target.columns?.includes(name))) return false
  const { usedAsNames } = await import('./row-names.ts')
  const tables = [await input.table(), await target.table()] as const
  // Texts are refused, or names of classes.
  if (tables.some(({ columns }) => columns.some(({ type }) => type === 'text'))) return false
  const all = (table: 0 | 1): Chosen => ({ table, columns: [...tables[table].columns.keys()] })
  const notices: Notice[] = []
  return (await usedAsNames(tables, [all(0), all(1)], notices)).length + notices.length > 0
}

async function holdsNames(target: Source): Promise<boolean> {
  const { columns } = await target.table()
  return columns.length === 1 && columns[0]!.type === 'text'
}
