import { type ErrorDetails, quoted } from '../error.ts'
import type { Io } from '../command/io.ts'
import { pasteable } from '../command/suggested-commands.ts'
import { namesRows } from '../data/column-names.ts'
import { selectColumns } from '../data/column-selectors.ts'
import { guessColumns } from '../data/likely-columns.ts'
import { inputOf } from '../losses/forms.ts'
import { loadLoss, namesLoss } from '../losses/registry.ts'
import { MOST_COLUMNS } from '../readers/look.ts'
import { isPlainFile } from '../readers/open.ts'
import { truthOf } from '../readers/truth-words.ts'
import { selectorOf } from '../selector.ts'
import type { ColumnInfo, TableSource } from '../table.ts'
import { inTable } from './data-files.ts'
import { INPUT, TARGET, typed } from './typed.ts'

/**
 * Which columns are the input, where others stand beside them: those that are called so, or like the words of the
 * target, else those that lie in [0, 1].
 */
export async function fromValues(
  { why = '', tries = [] }: ErrorDetails,
  argv: readonly string[],
  io: Io,
): Promise<Pick<ErrorDetails, 'why' | 'tries'> | undefined> {
  const file = argv.find(isPlainFile)
  const loss = await loadLoss(argv.find(namesLoss) ?? '')
  if (file === undefined || !loss || !('takes' in loss)) return undefined
  const elements = loss.one === 'element'
  // Of a row of classes only what is no probability is told.
  const outside = why.startsWith('values run from')
  const unnamed = why.startsWith('the classes, in order') && tries.join().includes('<name 0>')
  if (!elements && !outside && !unnamed) return undefined
  const decimal = typed(argv, '--decimal')?.value === ',' ? ',' : '.'
  const probabilities = inputOf(loss).what === 'probability'
  const meant = async (table: TableSource) => {
    const found = await inputIn(table, argv, { elements, outside, probabilities })
    if (!found) return undefined
    const [columns, said, labels = []] = found
    const list = (names: readonly string[]) => quoted(names.map(selectorOf).join(','))
    const classes = labels.length > 0 ? ` --classes ${list(labels)}` : ''
    const step = `loss-calc ... --input-cols ${list(columns.map(({ name }) => name))}${classes}`
    return { why: said, tries: [await pasteable(step, argv)] }
  }
  return inTable(file, io, meant, { decimal })
}

type Meant = readonly [columns: readonly ColumnInfo[], why: string, classes?: readonly string[]]

async function inputIn(
  table: TableSource,
  argv: readonly string[],
  { elements, outside, probabilities }: Record<'elements' | 'outside' | 'probabilities', boolean>,
): Promise<Meant | undefined> {
  const { columns, look } = table
  const named = (selector: string | undefined) =>
    selector === undefined ? undefined : selectColumns(selector, table).map((column) => columns[column]!)
  const target = named(typed(argv, ...TARGET)?.value) ?? []
  const asked = named(typed(argv, ...INPUT)?.value)
  const isNamed = ({ name }: ColumnInfo, i: number) => name !== String(i)
  const all = asked ?? columns.filter((one, i) => one.type === 'number' && isNamed(one, i) && !namesRows(one))
  const pool = all.filter((one) => !target.includes(one))
  if (pool.length < 2 || pool.length > MOST_COLUMNS) return undefined
  const one = 'each target is compared with one column of the input'
  const guess =
    elements && target.length === 1
      ? guessColumns([...pool, target[0]!], target[0], { elements, probabilities })
      : undefined
  const guessed = guess?.elements ? named(guess.input) : undefined
  if (guessed?.length === 1) return [guessed, one]
  if (!elements && !outside && target.length === 1) {
    const { cells } = await look(columns.indexOf(target[0]!))
    const labels = [...new Set(cells)].filter((cell) => cell !== undefined)
    const classes = labels.map((label) => pool.filter(({ name }) => wordsOf(name).includes(label)))
    if (labels.length > 1 && classes.every(({ length }) => length === 1))
      return [classes.flat(), 'a column of the input is called after each class', labels]
  }
  if (!elements && !outside) return undefined
  const within: ColumnInfo[] = []
  for (const column of pool) {
    const { cells } = await look(columns.indexOf(column))
    const numbers = cells.map((cell) => Number(cell?.replace(',', '.') ?? 0))
    if (numbers.every((x) => x >= 0 && x <= 1) && numbers.some((x) => x > 0 && x < 1)) within.push(column)
  }
  const positive = within.filter(({ name }) => wordsOf(name).some((word) => truthOf(word) === 1))
  const single = within.length === 1 ? within : positive
  if (elements) return probabilities && single.length === 1 ? [single, one] : undefined
  return within.length > 1 && within.length < pool.length
    ? [within, 'the other columns of the input are no probabilities']
    : undefined
}

const wordsOf = (name: string): readonly string[] => name.split(/[^\p{L}\p{N}]+/u)
