import { sentences } from './sentences.ts'

/** What is said of queries. */
export const sqlSentences = sentences({
  '--table {table} names files, and {dialect} has tables': '--table {table} 是文件，而 {dialect} 只有表',
  'the dialect {name} was never run, so it takes --experimental':
    '方言 {name} 从未实际运行过，需要加 --experimental',
  '--reduction must be mean, sum or batchmean here': '这里 --reduction 须为 mean、sum 或 batchmean',
  '--{name} must be finite in a query, got {value}': '查询中 --{name} 须为有限数，得到的是 {value}',
  '{loss} has no SQL': '{loss} 没有对应的 SQL',
  'it needs whole vectors or the whole batch, for which the engines have no formula in common; loss-calc {loss} reads rows that a query exports':
    '它需要整个向量或整个批次，各引擎没有共同的公式；loss-calc {loss} 可读取查询导出的行',
  '~{n} (not run)': '{n}（未运行）',
  '{loss} has no classes': '{loss} 没有类别',
  '--classes names {n} classes, but --input-cols names {columns} columns':
    '--classes 给出 {n} 个类别，而 --input-cols 给出 {columns} 列',
  '--classes is {n}, but --input-cols names {columns} columns':
    '--classes 为 {n}，而 --input-cols 给出 {columns} 列',
  '{loss} needs a column for each class, or one of arrays and --classes':
    '{loss} 需要每个类别一列，或一个数组列加 --classes',
  '--classes is at most {most}, got {n}': '--classes 最大为 {most}，得到的是 {n}',
  '{name} has {n} columns, where others have {others}': '{name} 有 {n} 列，而其他参数有 {others} 列',
  '{loss} has no classes for --{name}': '{loss} 没有类别，不能用 --{name}',
  'the target has {n} columns, where {classes} classes take 1 or {all}':
    '目标有 {n} 列，而 {classes} 个类别需要 1 列或 {all} 列',
  'the target has {n} columns, where {classes} classes take 1':
    '目标有 {n} 列，而 {classes} 个类别只需要 1 列',
  '--{name} {shape} must be a number for each of the {n} classes':
    '--{name} {shape} 须为 {n} 个类别各给一个数',
  '--{name} {shape} must be a number for each of the {n} columns': '--{name} {shape} 须为 {n} 列各给一个数',
  '{pattern} is a pattern, and a query names each column': '{pattern} 含有通配符，而查询要写出每一列的名称',
  'the columns of the table are not known here: nothing is connected to; a column that is named so stands in double quotes':
    '这里不连接任何数据库，不知道表有哪些列；若列名就是这样，请加双引号',
})
