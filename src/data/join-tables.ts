import type { Columns, NumberColumns } from '../table.ts'
import { rowsOfColumns } from './column-rows.ts'
import { Cursor } from './cursor.ts'
import { joinByKey, type JoinRequest, type Keyed } from './join.ts'

type Rows = readonly Columns[]

/**
 * Rows of all tables that have the same key, in the order of the first: two tables are joined, the result with the
 * third, and so on. `onMissing` hears the number of the table of each row that is left out.
 *
 * @throws LossError as `joinByKey`
 */
export async function* joinTables(
  cursors: readonly Cursor<Rows>[],
  kinds: readonly Keyed<Rows>[],
  request: Omit<JoinRequest, 'onMissing'>,
  onMissing: (table: number) => void,
): AsyncGenerator<{ parts: readonly Rows[]; rows: Float64Array }> {
  const last = cursors.length - 1
  const heard = { ...request, onMissing: (side: 'left' | 'right') => onMissing(side === 'left' ? 0 : last) }
  const [first, second] = cursors as [Cursor<Rows>, Cursor<Rows>]
  if (last === 1) {
    for await (const { left, right, rows } of joinByKey(first, kinds[0]!, second, kinds[1]!, heard))
      yield { parts: [left, right], rows }
    return
  }
  let widths: readonly number[] = []
  async function* others(): AsyncGenerator<Rows> {
    for await (const { parts, rows } of joinTables(cursors.slice(0, last), kinds, request, onMissing)) {
      widths = parts.map((part) => part.length)
      // The key is still where it was in the first table.
      yield [...parts.flat(), { as: 'numbers', tensor: { data: rows, shape: [rows.length] } }]
    }
  }
  const before = new Cursor(first.name, rowsOfColumns, others())
  for await (const { left, right } of joinByKey(before, kinds[0]!, cursors[last]!, kinds[last]!, heard)) {
    let at = 0
    const parts = widths.map((width) => left.slice(at, (at += width)))
    yield { parts: [...parts, right], rows: (left.at(-1) as NumberColumns).tensor.data }
  }
}
