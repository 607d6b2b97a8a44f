import { statSync } from 'node:fs'
import { LossError } from '../error.ts'
import type { Stdin } from '../readers/bytes/bytes.ts'
import { isGiven, openSource, openTable, splitMember } from '../readers/open.ts'
import type { TableSource } from '../table.ts'
import type { Source, Tensor } from '../tensor.ts'
import { type Dataset, dataset, type Pair } from './pairs.ts'
import { tidied } from './probabilities.ts'
import type { DataRequest } from './request.ts'
import { classesSecond } from './class-axis.ts'
import type { LossNeeds } from './classes.ts'
import type { Opened } from './opened.ts'
import { quoted } from '../shell-word.ts'
import { readTargets } from './targets.ts'
import { transposed } from './transpose.ts'

/**
 * The data that a command names: two files of numbers, or columns of one or two tables.
 *
 * @throws LossError E103 without a target, E106 for standard input twice, E120 for unknown columns, and as the readers
 */
export async function openDataset(request: DataRequest, io: Stdin): Promise<Opened> {
  const { inputs, spelling, tidying, classAxis } = request
  if (inputs.filter((input) => input === '-').length > 1) {
    throw new LossError('E106', 'two inputs are -, but there is one standard input')
  }
  const opened = withColumns(await openInputs(request, io), request.loss)
  const plainTargets = spelling.format === 'auto' && (spelling.indexBase ?? 0) === 0
  if (plainTargets && !tidying && classAxis === undefined) return opened
  const moved = (tensor: Tensor, name: string) =>
    classAxis === undefined ? tensor : classesSecond(tensor, classAxis, name)
  const change = (pair: Pair): Pair => {
    const input = moved(pair.args.input!, 'the input')
    const given = pair.args.target!
    // Probabilities have the classes where the input has them.
    const alike = given.shape.length === input.shape.length && input.shape.length > 2
    const target = alike ? moved(given, 'the target') : given
    return {
      ...pair,
      args: {
        ...pair.args,
        target: plainTargets ? target : readTargets(spelling, target),
        input: tidying ? tidied(tidying, input) : input,
      },
    }
  }
  return { ...opened, plain: undefined, columns: undefined, dataset: changed(opened.dataset, change) }
}

/** Indices (N, 1) beside rows of several classes are one per row in every format, as a column of a table is. */
function withColumns(opened: Opened, loss: LossNeeds | undefined): Opened {
  const { one, takes = {} } = loss ?? { one: 'element' }
  if (one !== 'form' && !Object.values(takes).some(({ kind }) => kind === 'index')) return opened
  const change = (pair: Pair): Pair => {
    const { input, target } = pair.args
    const column = target!.shape.length === 2 && target!.shape[1] === 1 && !target!.table
    if (!column || input!.shape.length !== 2 || input!.shape[1]! < 2) return pair
    return { ...pair, args: { ...pair.args, target: { ...target!, table: true } } }
  }
  return { ...opened, dataset: changed(opened.dataset, change) }
}

async function openInputs(request: DataRequest, io: Stdin): Promise<Opened> {
  const { inputs, loss, open, columns } = request
  const { groupBy, where, ...names } = columns
  const named = groupBy.length + where.length > 0 || Object.values(names).some((one) => one !== undefined)
  const [first, second] = inputs as [string, string | undefined]
  if (second === undefined && columns.target === undefined) {
    const { guessedColumns } = await import('./tables.ts')
    const guess = await guessedColumns(first, request, io)
    const plain = [
      `loss-calc ${loss?.name} ${quoted(first)} target.csv`,
      `loss-calc ${loss?.name} ${quoted(first)} --target-col label`,
    ]
    throw new LossError('E103', 'a target is missing', {
      why: guess?.why ?? 'a loss compares an input with a target: two files, or columns of one',
      tries: guess ? guess.tries : loss ? plain : ['--target-col label'],
    })
  }
  if (named || second === undefined || request.missing === 'skip') {
    if (request.transpose) throw new LossError('E104', '--transpose does not go with selected columns')
    const values = columns.classes ?? []
    const tables: TableSource[] = []
    for (const input of inputs) tables.push(await openTable(input, { ...open, values }, io))
    const { fromTables } = await import('./tables.ts')
    return fromTables(request, tables, !named && second !== undefined)
  }
  const given = await openSource(first, open, io)
  const input = request.transpose ? transposed(given) : given
  if (loss?.one !== 'element' && isFile(second) && input.columns !== undefined) {
    const { classNamesOf, fromTables, namedTargets } = await import('./tables.ts')
    const targets = await namedTargets(second, request, io, input)
    if (targets && !isFile(first)) {
      // What was read of a pipe cannot be read again.
      const what =
        first === '-'
          ? `the targets of ${second} are names, and the input is standard input`
          : `the targets of ${second} are names, and the input is a pipe`
      throw new LossError('E307', what, { tries: [`--classes ${classNamesOf(given).join(',')}`] })
    }
    if (targets) {
      // Read by columns instead.
      await given.close?.()
      return fromTables(request, [await openTable(first, open, io), targets], false)
    }
  }
  const target = await openSource(second, open, io)
  const again = [first, second].every((one) => isFile(one) || isGiven(one))
  if (!request.transpose && again && (hasIndex(given) || hasIndex(target))) {
    const tables = [await openTable(first, open, io), await openTable(second, open, io)]
    const { fromTables } = await import('./tables.ts')
    return fromTables(request, tables, false)
  }
  return { dataset: dataset({ input, target }), plain: [input, target], groups: [], notices: [] }
}

/** Whether an argument is a file that can be opened twice: no pipe, no standard input, no numbers. */
function isFile(argument: string): boolean {
  if (argument === '-' || isGiven(argument)) return false
  // What is not there is refused by its reader; an example has another name there.
  return statSync(splitMember(argument).path, { throwIfNoEntry: false })?.isFile() ?? true
}

/** Whether a file has the index of a data frame as its first column. */
function hasIndex({ columns = [] }: Source): boolean {
  return columns.length > 1 && /^(?:|unnamed: ?0)$/i.test(columns[0]!.trim())
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
