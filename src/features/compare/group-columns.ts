import type { ComparedGroup } from '../../comparison.ts'
import type { PrintedColumn } from '../../writers/first-rows.ts'
import { grouped, type Precision, short, signed } from '../../writers/number.ts'
import { groupName } from '../../writers/text.ts'

/** The classes or groups whose mean changed most, the most changed first. */
export function mostChanged(all: readonly ComparedGroup[], most: number): ComparedGroup[] {
  const change = ({ a, b, count }: ComparedGroup) => Math.abs(b - a) * count
  return [...all].sort((one, other) => change(other) - change(one)).slice(0, most)
}

export function groupColumns(
  head: string,
  groups: readonly ComparedGroup[],
  precision: Precision,
): PrintedColumn[] {
  const column = (name: string, cell: (group: ComparedGroup) => string) => ({ name, cells: groups.map(cell) })
  return [
    column(head, ({ name }) => groupName(name)),
    column('count', ({ count }) => grouped(count)),
    column('a', ({ a }) => short(a, precision)),
    column('b', ({ b }) => short(b, precision)),
    column('b - a', ({ a, b }) => signed(b - a, precision)),
  ]
}
