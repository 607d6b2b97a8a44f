import type { Notice } from '../report.ts'
import type { ColumnInfo, TableSource } from '../table.ts'
import { targetsOf } from './column-names.ts'

/* The best label of each row and its score, as pipelines of Hugging Face give them. */

/** All but the label that a pipeline predicts, beside its score and another target. */
export function withoutPredicted(columns: readonly ColumnInfo[]): readonly ColumnInfo[] {
  const others = columns.filter(({ name, type }) => name !== 'label' || type !== 'text')
  return columns.some(({ name }) => name === 'score') && targetsOf(others).length === 1 ? others : columns
}

/** H126 for scores of the labels beside them, as pipelines of Hugging Face give the best of each row alone. */
export async function noticeScores(
  source: TableSource,
  chosen: readonly number[],
  left: readonly number[],
  notices: Notice[],
): Promise<void> {
  const { columns, name } = source
  const labels = left.find((column) => columns[column]!.name === 'label' && columns[column]!.type === 'text')
  if (labels === undefined || chosen.length > 1 || columns[chosen[0]!]!.name !== 'score') return
  const [first, second] = new Set((await source.look(labels)).cells)
  if (second === undefined) return
  notices.push({
    code: 'H126',
    message: `score of ${name} is that of the label in its row, ${first} or ${second}, and not of one class`,
    tries: ['ask for all scores: pipe(texts, top_k=None)'],
  })
}
