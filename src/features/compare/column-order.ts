import { noticeOrder } from '../../data/classes.ts'
import type { Dataset } from '../../data/pairs.ts'
import type { Notice } from '../../report.ts'

/** H120 where the columns of a model are those of the first in another order; names of classes find theirs in any. */
export function noticeModelOrder(first: Dataset, other: Dataset, notices: Notice[]): void {
  if (findsColumns(first) || findsColumns(other)) return
  const [own, theirs] = [first, other].map(({ args }) => Object.values(args)[0]!)
  if (!own?.selected || !theirs?.selected) return
  const { selected: columns, name } = theirs
  const alike = columns.every((column) => own.selected!.includes(column))
  noticeOrder(own.selected, { columns, name, ...(alike && { flag: '--input-cols' }) }, undefined, notices)
}

/** Whether one column of targets names the classes. */
function findsColumns({ classes, args }: Dataset): boolean {
  return classes !== undefined && (args.target?.selected?.length ?? 1) === 1
}
