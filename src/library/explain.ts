import { Computation } from '../engine/compute.ts'
import { LossError } from '../error.ts'
import { FIRST_ROWS, type WantedRows, WorkedRows } from '../features/explain/explain.ts'
import { workedMarkdown } from '../features/explain/worked-markdown.ts'
import { workedTable } from '../features/explain/worked-table.ts'
import { type Language, languages, loadWords } from '../locale/locale.ts'
import type { ExplainedRow, Explanation } from '../explanation.ts'
import { wholeText } from '../writers/whole-text.ts'
import { noPaint } from '../writers/paint.ts'
import { inMemory, lossOfCall } from './in-memory.ts'
import type { Numbers } from './given-numbers.ts'
import { listOf, type OwnOption, readOwn, wholeBetween, word } from './own-options.ts'
import { ofCall, readCall } from './read-call.ts'
import type { CommonOptions, LossFunction, LossResult, UnreducedLossFunction } from './types.ts'

export interface ExplainOptions {
  /**
   * The number of one row, or how many of the first.
   * @default { first: 3 }
   */
  readonly rows?: number | { readonly first: number }
  /** @default 'en' */
  readonly language?: Language
  /**
   * Layout of `text`.
   * @default 'table'
   */
  readonly format?: 'table' | 'markdown'
  /**
   * Decimals of the numbers in `text`, up to 17.
   * @default 4
   */
  readonly digits?: number
}

/** Numbers of rows, and how many there may be. */
const MOST = Number.MAX_SAFE_INTEGER
const number = wholeBetween(0, MOST)
const count = wholeBetween(1, MOST)

const takes = {
  rows: {
    takes: 'the number of a row, from 0, or { first: 3 }',
    fits: (value): value is number | { readonly first: number } =>
      number.fits(value) ||
      (typeof value === 'object' &&
        value !== null &&
        Object.keys(value).join() === 'first' &&
        count.fits((value as { first: unknown }).first)),
  } satisfies OwnOption<number | { readonly first: number }>,
  language: word<Language>(...languages),
  format: word('table', 'markdown'),
  digits: wholeBetween(0, 17),
}

/** A loss worked out step by step, as `loss-calc <loss> --explain` prints it. */
export interface Explained extends Omit<Explanation, 'rows'> {
  readonly rows: readonly ExplainedRow[]
  readonly value: LossResult['value'] | undefined
  readonly text: string
}

/**
 * Works rows of a loss out step by step, with the functions that compute it.
 *
 * ```ts
 * const { text } = await explain(crossEntropy, [[[1, 2, 3]], [2]], { labelSmoothing: 0.1 })
 * ```
 *
 * @throws LossError E101 for a row that does not exist, and as the loss does
 */
export async function explain<A extends readonly Numbers[], O extends CommonOptions>(
  call: LossFunction<A, O> | UnreducedLossFunction<A, O>,
  args: A,
  options?: O,
  own?: ExplainOptions,
): Promise<Explained> {
  const loss = lossOfCall(call)
  try {
    const {
      rows = { first: FIRST_ROWS },
      language = 'en',
      format = 'table',
      digits = 4,
    } = readOwn<ExplainOptions>('explain', takes, own)
    const { request, args: tensors } = readCall(loss, [...listOf(args, 'the second argument'), options])
    const wanted: WantedRows = typeof rows === 'number' ? { row: rows } : rows
    const computation = new Computation({
      ...request,
      grad: false,
      samples: 0,
      explain: new WorkedRows(wanted, false),
    })
    computation.add({ args: tensors, firstRow: 0, whole: true })
    const report = computation.report(inMemory(tensors))
    const explanation = report.explanation!
    if ('row' in wanted && explanation.rows.samples === 0)
      throw new LossError('E101', `there is no row ${wanted.row} to explain: there are ${report.samples}`)
    const layout = format === 'markdown' ? workedMarkdown : workedTable
    const writer = layout(await loadWords(language))({ paint: noPaint, precision: digits, rows: 0 })
    return {
      ...explanation,
      rows: [...explanation.rows],
      value: report.value,
      text: await wholeText(writer.end(report)),
    }
  } catch (error) {
    throw error instanceof LossError ? ofCall(error) : error
  }
}
