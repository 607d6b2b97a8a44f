/** Columns that only count or name the rows, by their names. */
const idName =
  /^(?:|#|id|ids|idx|index|row|(?:row|sample|image|doc|object|example|record)_?id|unnamed: ?0|.*_id)$/i

/** Columns that hold targets, by their names. */
export const targetName =
  /^(?:(?:true_?|gt_?)?(?:label|target|class)s?(?:_?(?:id|idx|index))?|y|y_?true|truth|gt|ground_?truth|标签|类别|目标|标注|真实值)$/i

/** Whether a column is no part of input and target where nobody names it. */
export const isId = (name: string): boolean => idName.test(name.trim()) && !targetName.test(name)

/** Whether a file names its rows in a column beside others. */
export const hasIds = (names: readonly string[] | undefined): boolean =>
  names !== undefined && names.length > 1 && names.some(isId)
