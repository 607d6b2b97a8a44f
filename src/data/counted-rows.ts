import { LOOKED_AT } from '../readers/look.ts'
import type { Notice } from '../report.ts'
import type { ColumnInfo, CountedRows, TableSource } from '../table.ts'

/** Names under which the index of a frame is written to CSV. */
const INDEX = /^(?:|unnamed: ?0|__index_level_0__)$/i

const SORT = ['sort both files alike, or give each row an id of its own']

/**
 * H121 where rows of two tables go by numbers that pandas gave them, of which one table says no more than how they count,
 * or in JSON their keys, which may be texts, and the other has the same in another order: as after a shuffle.
 */
export async function noticeCounted(
  pair: readonly [TableSource, TableSource],
  notices: Notice[],
): Promise<void> {
  const [own, theirs] = await Promise.all(pair.map(numbersOf))
  const back = [own, theirs].findIndex((one) => one?.counted && one.counted.step < 0)
  if (back >= 0 && !(own && theirs))
    notices.push({
      code: 'H121',
      message: `pandas numbers the rows of ${pair[back]!.name} backwards, and ${pair[1 - back]!.name} has no numbers: rows were paired by their order`,
      tries: SORT,
    })
  if (!own || !theirs || !(own.unwritten || theirs.unwritten)) return
  const rows = Math.min(own.seen, theirs.seen)
  let row = 0
  while (row < rows && !areApart(own.at(row), theirs.at(row))) row++
  const [a, b] = [own.counted, theirs.counted]
  const alike = a && b ? sameRows(a, b) : a ? within(a, theirs) : !b || within(b, own)
  if (row === rows || !alike) return
  const [one, two] = pair
  notices.push({
    code: 'H121',
    message: `the rows of ${one.name} and ${two.name} have ${typeof own.at(row) === 'number' ? 'numbers' : 'names'} of pandas, and row ${row} is ${own.at(row)} in ${one.name}, but ${theirs.at(row)} in ${two.name}: rows were paired by their order`,
    tries: SORT,
  })
}

/** Numbers of rows, as many as were looked at. */
interface SeenRows {
  readonly counted?: CountedRows | undefined
  readonly seen: number
  /** Whether they stand in no column. */
  readonly unwritten: boolean
  at(row: number): number | string
}

/** Whether two differ that can be compared: texts, or whole numbers. */
function areApart(a: number | string, b: number | string): boolean {
  if (a === b) return false
  return typeof a === 'string' ? typeof b === 'string' : Number.isSafeInteger(a + Number(b))
}

async function numbersOf({ counted, rowKeys, columns, look }: TableSource): Promise<SeenRows | undefined> {
  if (counted) {
    const { start, stop, step } = counted
    const seen = Math.max(0, Math.ceil((stop - start) / step))
    return { counted, seen, unwritten: true, at: (row) => start + row * step }
  }
  const index = columns.findIndex(isIndex)
  const cells = rowKeys ?? (index < 0 ? undefined : (await look(index)).cells)
  if (!cells) return undefined
  const seen = cells.length
  const inOrder = rowKeys?.every((key, row) => key === String(row))
  return {
    // A file of as many as are looked at may have more.
    counted: inOrder ? { start: 0, stop: seen < LOOKED_AT ? seen : Infinity, step: 1 } : undefined,
    seen,
    unwritten: rowKeys !== undefined,
    at(row) {
      const number = Number(cells[row] ?? Number.NaN)
      return Number.isNaN(number) ? (cells[row] ?? number) : number
    },
  }
}

const isIndex = ({ name, index, type }: ColumnInfo): boolean =>
  type === 'number' && (index === true || INDEX.test(name))

/** Whether both count the same rows, or neither counts from 0: those are parts of a frame, and not its like. */
function sameRows(a: CountedRows, b: CountedRows): boolean {
  const least = ({ start, stop, step }: CountedRows) => Math.min(start, stop - Math.sign(step))
  return least(a) === least(b) || (least(a) > 0 && least(b) > 0)
}

/** Whether all numbers are among those of rows that are counted. */
function within({ start, stop, step }: CountedRows, { seen, at }: SeenRows): boolean {
  for (let row = 0; row < seen; row++) {
    const place = (Number(at(row)) - start) / step
    if (place < 0 || place >= (stop - start) / step || place % 1 !== 0) return false
  }
  return true
}
