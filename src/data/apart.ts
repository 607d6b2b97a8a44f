import { quoted } from '../error.ts'
import type { Notice } from '../report.ts'
import { selectorOf } from '../selector.ts'
import type { TableSource } from '../table.ts'
import { MOST_COLUMNS } from '../readers/look.ts'
import type { Chosen } from './chosen.ts'

/** Of columns those beside each other, be it around the target, where the others stand alone: R's caret writes A, B, rowIndex, mtry. */
export function together(places: readonly number[], target: number): readonly number[] {
  const runs: number[][] = []
  for (const place of places) {
    const last = runs.at(-1)
    if (last?.at(-1) === (place - 1 === target ? place - 2 : place - 1)) last!.push(place)
    else runs.push([place])
  }
  const [run, ...more] = runs.filter(({ length }) => length > 1)
  return run && more.length === 0 ? run : places
}

/** Rows that tell whole numbers among fractions from chance, and how many different ones no two classes have. */
const [ENOUGH, DIFFERENT] = [8, 3]

/** Columns of whole numbers beside others that all have fractions: counts and places, but no scores. */
async function wholeAmong({ look }: TableSource, chosen: readonly number[]): Promise<readonly number[]> {
  const whole: number[] = []
  for (const column of chosen) {
    const { cells } = await look(column)
    if (cells.some((cell) => cell !== undefined && !/^-?\d+(?:\.0*)?$/.test(cell))) continue
    if (cells.length < ENOUGH || new Set(cells).size < DIFFERENT) return []
    whole.push(column)
  }
  return whole.length + 1 < chosen.length ? whole : []
}

/** H119 where a column that nobody chose stands apart from those of the classes, or is of whole numbers alone, and no target is called so. */
export async function noticeApart(
  tables: readonly TableSource[],
  { columns: chosen }: Chosen,
  target: Chosen,
  classes: readonly string[] | undefined,
  notices: Notice[],
): Promise<void> {
  const { name, columns } = tables[0]!
  const [place] = target.columns
  const told = chosen.length > MOST_COLUMNS || notices.some(({ code }) => code === 'H119')
  const whole = told ? [] : await wholeAmong(tables[0]!, chosen)
  const beside =
    whole.length > 0
      ? chosen.filter((column) => !whole.includes(column))
      : together(chosen, target.table === 0 ? place! : -1)
  // The targets are only looked at where there is need: that reads some of a file.
  if (beside.length === chosen.length || (classes === undefined && whole.length === 0)) return
  const { cells: targets } = await tables[target.table]!.look(place!)
  // A target that only all columns have a class for.
  if (!classes && targets.some((cell) => Number(cell) >= beside.length)) return
  const apart = chosen.filter((column, i) => !beside.includes(column) && !targets.includes(classes?.[i]))
  const [own, others] = [beside, apart].map((list) => list.map((column) => selectorOf(columns[column]!.name)))
  if (beside.length + others!.length < chosen.length) return
  notices.push({
    code: 'H119',
    message:
      whole.length > 0
        ? `${others!.join(', ')} of ${name} ${others!.length === 1 ? 'is a column' : 'are columns'} of whole numbers in the input, and the others have fractions`
        : `${others!.join(', ')} of ${name} ${others!.length === 1 ? 'is a column' : 'are columns'} of the input apart from the others, and no target is called so`,
    tries: [`loss-calc ... --input-cols ${quoted(own!.join(','))}`],
  })
}
