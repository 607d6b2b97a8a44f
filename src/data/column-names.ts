/** Columns that only count or name the rows, by their names. */
const idName =
  /^(?:|#|id|ids|idx|index|row|(?:row|sample|image|doc|object|example|record)_?id|unnamed:_?0(?:_\d+)*|__index_level_\d+__|.*_id|编号|序号|(?:样本|图像|图片)(?:id|编号|序号))$/i

/** Columns that hold targets, by their names. */
const targetName =
  /^(?:(?:true_?|gt_?|gold_?|actual_?|correct_?)?(?:label|target|class|answer)s?(?:_?(?:id|idx|index))?|y|y_?(?:true|test)|truth|gt|gold|actual|expected|ground_?truth(?:_?label)?|(?:真实|正确)?(?:标签|类别|目标|标注|答案)|真实值|真值)$/i

/** Words are joined by blanks, dots and hyphens as well. */
const joined = (name: string): string => name.trim().replace(/[\s.-]+/g, '_')

export const isTarget = (name: string): boolean => targetName.test(joined(name))

/** Whether a column is no part of input and target where nobody names it. */
export const isId = (name: string): boolean => idName.test(joined(name)) && !isTarget(name)

/** Whether a file names its rows in a column beside others. */
export const hasIds = (names: readonly string[] | undefined): boolean =>
  names !== undefined && names.length > 1 && names.some(isId)
