import type { ColumnInfo, Source } from '../table.ts'

/** What columns are called, by what they hold: a name that another program writes is a word here. */
export const called = {
  /** Only counts or names the rows; in Chinese: number, serial number, id of a sample or an image. */
  id: /^(?:|#|ids?|[ug]?u?id|idx|index|row|inst#|_?row_?ind(?:ex|ices)|row_ids|_row|(?:row|sample|image|doc|object|example|record|case|user|item|patient|subject|customer|[ip])_?id|unnamed:_?0(?:_\d+)*|__index_level_\d+__|.*_id|\u7f16\u53f7|\u5e8f\u53f7|(?:\u6837\u672c|\u56fe\u50cf|\u56fe\u7247)(?:id|\u7f16\u53f7|\u5e8f\u53f7))$/i,
  /** In Chinese: true or correct label, class, target, annotation, answer, value. */
  target:
    /^(?:(?:true_?|gt_?|gold_?|actual_?|correct_?)?(?:label|target|class|answer)s?(?:_?(?:ids?|idx|index))?|y|y_?(?:true|test)|truth|gt|gold|actuals?|obs|observed|expected|ground_?truth(?:_?label)?|(?:\u771f\u5b9e|\u6b63\u786e)?(?:\u6807\u7b7e|\u7c7b\u522b|\u76ee\u6807|\u6807\u6ce8|\u7b54\u6848)|\u771f\u5b9e\u503c|\u771f\u503c)$/i,
  /** The class that a model predicts, beside what it gives each of them. */
  predicted:
    /^_?(?:pred(?:ict(?:ed|ions?)?|s)?(?:_?(?:class|label|target|y)(?:_?(?:id|idx|index))?)?|response|argmax|y_?(?:pred|hat))$/i,
  input:
    /^\.?(?:p|x|input|logits?|probs?|probabilit(?:y|ies)|confidences?|scores?|pred(?:ict(?:ed|ions?)?|s)?|outputs?|log_?probs?|y_?(?:pred|prob|score|hat)|fitted|forecast|est(?:imate)?|p_?hat|response|raw_?formula_?val|margin)$/i,
  /** Of inputs of several kinds, what probabilities are called, and what other scores are. */
  probability: /^\.?(?:p|probs?|probabilit(?:y|ies)|confidences?|y_?prob)$/i,
  score: /^(?:logits?|scores?|raw_?formula_?val|margin|log_?probs?)$/i,
  /** Numbers that are no class. */
  beside:
    /^\.?(?:patient|subject|w|w(?:eigh)?ts?|[a-z]+_?weights?|fold|split|usage|threshold|time(?:stamp)?|date|ds|epoch|step|age|length|count|n|se|std|errors?|abs_?err(?:or)?|resid(?:uals?)?|yhat_(?:lower|upper))$/i,
} as const

/** No word is longer: a text of megabytes where a name should be is not looked through. */
const LONGEST_WORD = 256

/** Words are joined by blanks, dots and hyphens as well, and PassengerId is two. */
const joined = (name: string): string =>
  name
    .slice(-LONGEST_WORD)
    .trim()
    .replace(/[\s.-]+/g, '_')
    .replace(/(?<=[a-z\d])I[Dd]s?$/, '_id')

export const isTarget = (name: string): boolean => called.target.test(joined(name))

export const isInput = (name: string): boolean => called.input.test(name)

export const isPredicted = (name: string): boolean => called.predicted.test(joined(name))

/** Targets by their names; of several those that mean nothing else: `obs` may count, and `class` be predicted. */
export function targetsOf<T extends Pick<ColumnInfo, 'name'>>(columns: readonly T[]): T[] {
  const found = columns.filter(({ name }) => isTarget(name))
  const plain = found.filter(({ name }) => !/^(?:obs|class)$/i.test(name))
  return plain.length > 0 ? plain : found
}

/** Whether a column is no part of input and target where nobody names it. */
export const isId = (name: string): boolean => called.id.test(joined(name)) && !isTarget(name)

/** Whether a column names the rows: by its name, or since the file says so. */
export const namesRows = ({ name, index }: Pick<ColumnInfo, 'name' | 'index'>): boolean =>
  index === true || isId(name)

/** Whether a file names its rows in a column beside others. */
export const hasIds = (names: readonly string[] | undefined): boolean =>
  names !== undefined && names.length > 1 && names.some(isId)

/** Whether a column beside others names the rows; texts among named values may. */
export async function hasRowNames(source: Source): Promise<boolean> {
  if (source.indexed) return true
  if (!(await source.named?.())) return hasIds(source.columns)
  const { columns, rowKeys } = await source.table()
  if (rowKeys?.some((key, row) => key !== String(row))) return true
  const texts = columns.length > 1 && columns.some(({ type }) => type === 'text')
  return texts || hasIds(columns.map(({ name }) => name))
}
