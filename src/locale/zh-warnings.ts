import { sentences } from './sentences.ts'

/** The sentences of hints and warnings, which hold the numbers of a run; titles and help are in help-zh.ts. */
export const warningSentences = sentences({
  '{list*} and {last*} were broadcast to {shape}: {n} {rows|elements}, as in torch':
    '{list} 与 {last} 广播为 {shape}：与 torch 相同，{n} 个损失',
  '{many*}: the limit of the loss is used; torch gives NaN where it is not the obvious Infinity':
    '{many}：采用损失的极限；除了显然为 Infinity 的情况，torch 给出 NaN',
  '{many*} in the input, or too large for float64': '输入中有{many}，或超出 float64 的范围',
  '{n} infinite logit{|s}': '{n} 个无穷大的 logit',
  '{n} infinite number{|s}': '{n} 个无穷大的数字',
  '{n} infinite {what}': '{n} 个无穷大的值',
  '{n} number{ is NaN, and so is its loss|s are NaN, and so are their losses}, as in torch; --top 5 lists such samples first':
    '{n} 个数字是 NaN，它们的损失也是 NaN，与 torch 相同；--top 5 会先列出这些样本',
  'a right answer has the probability 0 in {name}, so its loss is infinite':
    '{name} 中有正确答案的概率为 0，其损失为无穷大',
  '{n} target {value lies|values lie} outside [0, 1]; torch computes them without a word, and losses below 0 may follow':
    '{n} 个目标值不在 [0, 1] 内；torch 照算不误，损失可能小于 0',
  '{n} of {all} target rows do not sum to 1; torch does not check probabilities':
    '{all} 行目标中有 {n} 行的和不为 1；torch 不检查概率',
  'all targets equal --ignore-index {n}: the mean is 0/0 = NaN, as in torch':
    '所有目标都等于 --ignore-index {n}：均值为 0/0 = NaN，与 torch 相同',
  '--reduction sum gives {n}': '--reduction sum 得 {n}',
  'there is nothing to average: the mean is 0/0 = NaN, as in torch':
    '没有可平均的损失：均值为 0/0 = NaN，与 torch 相同',
  'the weights add up to 0: the mean is {n}/0 = {m}, as in torch':
    '权重之和为 0：均值为 {n}/0 = {m}，与 torch 相同',
  'all inputs of {name} lie in [0, 1]: they look like probabilities, and {loss} applies the sigmoid again':
    '{name} 的输入都在 [0, 1] 内：看起来是概率，而 {loss} 会再做一次 sigmoid',
  'all inputs of {name} lie in [0, 1]: they look like probabilities, and {loss} takes logits':
    '{name} 的输入都在 [0, 1] 内：看起来是概率，而 {loss} 的输入应为 logits',
  'On such input the cross-entropy of a positive can only lie in [0.3133, 0.6931].':
    '这样的输入，正类的交叉熵只可能在 [0.3133, 0.6931] 内。',
  'not every row of {name} sums to 1, and probabilities are taken as they are':
    '{name} 并非每行之和都为 1，概率按原样使用',
  'every row of {name} is >= 0 and sums to 1: it looks like softmax output, and {loss} applies softmax again':
    '{name} 的每行都不小于 0 且和为 1：看起来是 softmax 的输出，而 {loss} 会再做一次 softmax',
  'every row of {name} is >= 0 and sums to 100: these are percentages, and {loss} takes logits':
    '{name} 的每行都不小于 0 且和为 100：这些是百分数，而 {loss} 的输入应为 logits',
  'With {n} classes the plain cross-entropy can never go below {floor} on such input.':
    '{n} 类时，这样的输入的交叉熵不可能低于 {floor}。',
  'every row of {name} is >= 0 and sums to 1: these are probabilities, and {loss} takes their logarithms':
    '{name} 的每行都不小于 0 且和为 1：这是概率，而 {loss} 的输入是它们的对数',
  'in {n} of {all} rows of {name} that were looked at, e^x does not sum to 1: these are no log-probabilities':
    '在查看过的 {name} 的 {all} 行中，有 {n} 行的 e^x 之和不为 1：这不是对数概率',
  'the rows of {name} already are log-probabilities; the value is the same, but {loss} is the loss of these':
    '{name} 的各行已经是对数概率；数值相同，但对数概率应使用 {loss}',
  'leave out the log_softmax': '去掉 log_softmax',
  'the targets are -1 and 1, and {loss} takes 0 and 1': '目标是 -1 和 1，而 {loss} 的目标是 0 和 1',
  'all inputs of {name} are whole numbers up to {n}, like gray values':
    '{name} 的所有输入都是不超过 {n} 的整数，像是灰度值',
  'beside 0 and 1, {n} often marks samples to skip': '除 0 和 1 外的 {n} 常用来表示要跳过的样本',
  'the targets are whole numbers up to {n}, like gray values, and {loss} takes [0, 1]':
    '目标是最大到 {n} 的整数，像是灰度值，而 {loss} 的目标在 [0, 1] 内',
  'the targets are whole numbers up to {n}, like gray values, and all of {name} lies in [0, 1]':
    '目标是最大到 {n} 的整数，像是灰度值，而 {name} 都在 [0, 1] 内',
  'the targets are whole numbers from 0 to {n}: they look like class indices, which belong to {loss}':
    '目标是 0 到 {n} 的整数：看起来是类别索引，应使用 {loss}',
  'the targets are one-hot, so the weighted mean divides by the {n} rows':
    '目标是 one-hot，所以加权均值除以 {n} 行',
  'As class indices they would give {mean} = {sum} / {weights}, the sum of their weights.':
    '写成类别索引则得到 {mean} = {sum} / {weights}，除以它们的权重之和。',
  'every row of {name} is >= 0 and sums to 1 within {miss}: it looks like rounded probabilities, and {loss} takes {what*}':
    '{name} 的每行都不小于 0，和与 1 相差不超过 {miss}：看起来是舍入过的概率，而 {loss} 的输入是{what}',
  '{n} of {all} elements are certain and wrong: their logarithm is cut off at -100, as in torch (Keras: -16.12, scikit-learn: -36.04)':
    '{all} 个元素中有 {n} 个十分肯定却错了：对数截断在 -100，与 torch 相同（Keras：-16.12，scikit-learn：-36.04）',
  'column {column} of {name} {why*}, and is used as part of the input':
    '{name} 的列 {column} {why}，却作为输入的一部分',
  'counts the rows': '是行号',
  'is named like row numbers': '的名称像行号',
  'is a column of {file} too': '也是 {file} 的列',
  'goes by the time': '是时间或步数',
  'has the same values in {file}': '在 {file} 中的数值完全相同',
  '{a} and {b} have the same columns: they look like parts of one table, and the targets of the second were taken for the inputs of the first':
    '{a} 和 {b} 的列相同：它们像是同一个表的两部分，而第二个文件的目标被当作第一个文件输入的目标',
  'give one of the files alone: its targets are read from it, too': '只给其中一个文件：目标也从中读取',
  'the numbers of each row of {name} fall from the first class to the last: they look sorted, the best class first, not a column for each class':
    '{name} 每行的数字都从第一类到最后一类递减：像是把最可能的类别排在前面，而不是每个类别一列',
  'give the scores in the order of the classes': '请按类别的固定顺序给出分数',
  'the least number is {n}, far below all others: it often marks a missing value, and is computed with':
    '最小的数是 {n}，远低于其他数：它往往表示缺失值，却参与了计算',
  'cells of {column} equal to {value} are written with and without a 0 in front, and --where {condition} takes both for the same number: are they codes?':
    '{column} 中等于 {value} 的单元格有的前面有 0，有的没有，--where {condition} 把它们当作同一个数：它们是编码吗？',
  '--where {condition} leaves out no row': '--where {condition} 没有排除任何行',
  'the last row of {file} is called {name}: it looks like a summary of the others, and counts as a row':
    '{file} 的末行叫作 {name}：它像是其他行的汇总，却被当作一行计算',
  'blanks around the cells of {column} are left out, and some differ in them alone, as {text}: JSON keeps them':
    '{column} 中单元格两侧的空格被去掉，而有些只差这些空格，如 {text}：JSON 保留它们',
  'the last row of {file} holds the sums or means of the others, and counts as a row':
    '{file} 的末行是其他行的和或均值，却被当作一行计算',
  'the last row of {file} has numbers alone, as no other that was looked at, and counts as a row':
    '{file} 的末行只有数字，看过的其他行都不是这样，却被当作一行计算',
  'no target is 0, and of the rows that were looked at {n} have their largest number in the class before the target, {m} in that of the target: the targets may count from 1, or the predictions be one too low':
    '没有目标是 0，看过的行中有 {n} 行最大的数在目标的前一类，{m} 行在目标那一类：目标可能从 1 数起，或者预测低了一类',
  'the mean {mean} is the level of chance, ln {n} = {chance}: equal probabilities give it for any targets':
    '均值 {mean} 与随机猜测相当，ln {n} = {chance}：各类概率相等时，不论目标如何都是它',
  'check that input and target have the same order of rows': '检查输入和目标的行顺序是否相同',
  'with {option} {value}, {loss} is {plain} times alpha':
    '{option} 为 {value} 时，{loss} 就是 {plain} 乘以 alpha',
  'with {option} {value}, {loss} is {plain}': '{option} 为 {value} 时，{loss} 就是 {plain}',
  'the first row of {name} is 0, and the others have fractions: it looks like the name of a column':
    '{name} 的第一行是 0，其他行都有小数：看起来是列名',
  'the first row of {name} is 0, 1, 2, ...: it looks like the names of columns':
    '{name} 的第一行是 0、1、2……：看起来是列名',
  'the input of {loss} has one class, whose probability is 1 whatever the number, so the loss is 0; one logit per row belongs to a binary loss, such as bce-logits':
    '{loss} 的输入只有一类，不论数值如何概率都是 1，所以损失为 0；每行一个 logit 应使用二分类损失，如 bce-logits',
  '{name} has {a} numbers for {b} samples': '{name} 有 {a} 个数字，而样本有 {b} 个',
  '{name}: {value} is not in 0 to {most}': '{name}：{value} 不在 0 到 {most} 内',
  'ctc takes log-probabilities (T, N, C), or (T, C), that are not empty':
    'ctc 的输入是非空的对数概率 (T, N, C) 或 (T, C)',
  'the input has {n} time{|s}': '输入有 {n} 个时刻',
  'the targets have {n} label{|s}': '目标有 {n} 个标签',
  'the input has shape {shape}': '输入的形状是 {shape}',
  '--blank must be in 0 to {most}, got {value}': '--blank 应在 0 到 {most} 内，得到的是 {value}',
  'the targets are {a} rows for {b} samples': '目标有 {a} 行，而样本有 {b} 个',
  'the targets are {a} labels, but target-lengths adds up to {b}':
    '目标有 {a} 个标签，而 target-lengths 之和是 {b}',
  'label {label} is not a class in 0 to {last} other than the blank {blank}':
    '标签 {label} 不是 0 到 {last} 中除空白 {blank} 以外的类别',
  'torch does not check labels, and reads foreign memory there': 'torch 不检查标签，在这里会越界读内存',
  '{n} row{ of the input is|s of the input are} no log-probabilities: e^x does not sum to 1 over the classes':
    '输入中有 {n} 行不是对数概率：各类的 e^x 之和不为 1',
  'take the log-softmax of logits first': '先对 logits 做 log-softmax',
  '{n} sample{ costs|s cost} Infinity: the target does not fit into the input, or its probability is 0':
    '{n} 个样本的损失为 Infinity：目标放不进输入，或其概率为 0',
  'the input is square, and var is taken as one variance per row, not per column, as in torch':
    '输入是方阵，这里与 torch 相同，把 var 当作每行一个方差，而不是每列一个',
  '--{name} is a column, taken as one number per row of the square input, not per column':
    '--{name} 是一列，输入是方阵，这里当作每行一个数字，而不是每列一个',
  '{n} {log-probability is|log-probabilities are} above 0, as no logarithm of a probability is':
    '有 {n} 个对数概率大于 0，而概率的对数不会大于 0',
  '{n} target{ is|s are} no distribution: a row that does not sum to 1, or a number above 1':
    '有 {n} 个目标不是分布：和不为 1，或有大于 1 的数字',
  'the mean is over all elements, as in torch; the divergence of the distributions divides by their number':
    '与 torch 相同，均值取所有元素；分布的散度应除以分布的个数',
  '{n} target{ is|s are} 0: the error is divided by a floor instead, and the loss is arbitrary':
    '{n} 个目标是 0：误差改为除以下限，损失的大小没有意义',
  '{n} target {row holds|rows hold} only 0 and 1, and {is|are} read as a list of the classes 0 and 1':
    '目标中有 {n} 行只有 0 和 1，被当作类别 0 和 1 的列表',
  'multilabel-soft-margin, for a 0 or 1 per class': '如果每类一个 0 或 1，用 multilabel-soft-margin',
  '{n} target {row names|rows name} a class twice, which then counts twice, as in torch':
    '目标中有 {n} 行重复列出某个类别，与 torch 相同，算两次',
  '{n} target {row starts|rows start} with -1 and so {names|name} no class: the loss is 0':
    '目标中有 {n} 行以 -1 开头，没有给出类别：损失为 0',
  'class 0 is the only one, and left out': '只有类别 0，而它不计入',
  '{name} has no meaning with {option} {convention}': '{option} {convention} 时 {name} 没有意义',
  'only {names} has it': '只有 {names} 有',
  'it has the shape of the input, or lacks its dimension of classes':
    '它的形状与输入相同，或者少了类别这一维',
  'the input {shape} needs images and classes: (N, C, ...)': '输入 {shape} 应含图像和类别：(N, C, ...)',
  'class index {n} is not in 0 to {last}': '类别索引 {n} 不在 0 到 {last} 内',
  'target {n} lies outside [0, 1]': '目标 {n} 不在 [0, 1] 内',
  'weight has {a} numbers for {b} classes': '权重有 {a} 个数字，而类别有 {b} 个',
  '{n} target{ is not a whole number|s are no whole numbers}, as counts would be':
    '{n} 个目标不是整数，而计数应为整数',
})
