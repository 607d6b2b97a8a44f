import type { Notice } from '../report.ts'
import type { ColumnInfo, CountedRows, TableSource } from '../table.ts'

/** Names under which the index of a frame is written to CSV. */
const INDEX = /^(?:|unnamed: ?0|__index_level_0__)$/i

/**
 * H121 where rows of two tables go by numbers that pandas gave them, of which one table only says from where to where they
 * count, and the other has the same in another order: as after a shuffle.
 */
export async function noticeCounted(
  pair: readonly [TableSource, TableSource],
  notices: Notice[],
): Promise<void> {
  const [own, theirs] = await Promise.all(pair.map(numbersOf))
  const [a, b] = [own, theirs].map((rows) => rows?.counted)
  if (!own || !theirs || !(a || b)) return
  const rows = Math.min(own.seen, theirs.seen)
  let row = 0
  while (
    row < rows &&
    (own.at(row) === theirs.at(row) || !Number.isSafeInteger(own.at(row) + theirs.at(row)))
  )
    row++
  if (row === rows || !(a && b ? sameRows(a, b) : within((a ?? b)!, a ? theirs : own))) return
  const [one, two] = pair
  notices.push({
    code: 'H121',
    message: `the rows of ${one.name} and ${two.name} have numbers of pandas, and row ${row} is ${own.at(row)} in ${one.name}, but ${theirs.at(row)} in ${two.name}: rows were paired by their order`,
    tries: ['sort both files alike, or give each row an id of its own'],
  })
}

/** Numbers of rows, as many as were looked at. */
interface Numbers {
  readonly counted?: CountedRows
  readonly seen: number
  at(row: number): number
}

async function numbersOf({ counted, columns, look }: TableSource): Promise<Numbers | undefined> {
  if (counted) {
    const { start, stop, step } = counted
    return { counted, seen: Math.max(0, Math.ceil((stop - start) / step)), at: (row) => start + row * step }
  }
  const index = columns.findIndex(isIndex)
  const cells = index < 0 ? undefined : (await look?.(index))?.cells
  return cells && { seen: cells.length, at: (row) => Number(cells[row] ?? Number.NaN) }
}

const isIndex = ({ name, index, type }: ColumnInfo): boolean =>
  type === 'number' && (index === true || INDEX.test(name))

/** Whether both count the same rows, or neither counts from 0: those are parts of a frame, and not its like. */
function sameRows(a: CountedRows, b: CountedRows): boolean {
  const least = ({ start, stop, step }: CountedRows) => Math.min(start, stop - Math.sign(step))
  return least(a) === least(b) || (least(a) > 0 && least(b) > 0)
}

/** Whether all numbers are among those of rows that are counted. */
function within({ start, stop, step }: CountedRows, { seen, at }: Numbers): boolean {
  for (let row = 0; row < seen; row++) {
    const place = (at(row) - start) / step
    if (place < 0 || place >= (stop - start) / step || place % 1 !== 0) return false
  }
  return true
}
