import { sentences } from './sentences.ts'

/** What is said of columns, targets, shapes and values. */
export const dataSentences = sentences({
  '{label} means two classes': '{label} 表示两个类别',
  'it is the class of {column}, and the name of the column {name}':
    '它是 {column} 的类别，又是列 {name} 的名称',
  '{label} is no word for 0 or 1': '{label} 不是表示 0 或 1 的词',
  'only case, blanks, width or quotes tell it from {near}; the classes, in order: {names}':
    '它与 {near} 只差大小写、空格、全角半角或引号；类别依次为：{names}',
  '--class-axis {axis} does not fit the input {shape}': '--class-axis {axis} 与输入 {shape} 不符',
  'its dimensions after the first are 1 to {last}': '除第一维以外，各维是 1 到 {last}',
  '--index-base 1 is for class indices, and the targets are names of classes':
    '--index-base 1 用于类别索引，而这里的目标是类别名称',
  '{name} is class 0, and the others follow': '{name} 是类别 0，其余依次排列',
  '--classes has {count} name{|s}, but a row of {file} has {n} numbers':
    '--classes 给出 {count} 个名称，但 {file} 的每行有 {n} 个数字',
  '--classes has {count} name{|s}, but {file} has {columns} column{|s} of input':
    '--classes 有 {count} 个名称，而 {file} 有 {columns} 列输入',
  'words for 0 and 1: {words}; of --classes the second is 1':
    '表示 0 和 1 的词：{words}；--classes 的第二个为 1',
  'one name per column: {names}': '每列一个名称：{names}',
  'the targets are names, but {file} does not name its classes': '目标是名称，而 {file} 没有给出类别名称',
  '{file} is an array of numbers, and --classes is for targets that are names':
    '{file} 是数值数组，而 --classes 用于目标是名称的情况',
  'the targets are names, and the input is one column, {name}': '目标是名称，而输入只有一列 {name}',
  '{loss} takes a column for each class': '{loss} 的每个类别要有一列',
  'they are named in the order of the columns': '类别名称按列的顺序给出',
  'they are named in the order of the columns; is it the alphabet, as scikit-learn has it?':
    '类别名称按列的顺序给出；是不是像 scikit-learn 那样按字母顺序？',
  'the class {name} stands twice in {file}': '类别 {name} 在 {file} 中出现两次',
  'the class {name} stands twice in the columns of {file}': '类别 {name} 在 {file} 的列名中出现两次',
  'it would mean class {numbers}': '它会同时表示类别 {numbers}',
  '{label} is none of the {count} classes': '{label} 不属于这 {count} 个类别',
  '{label} is none of the {count} classes, nor are, up to row {n}: {names}':
    '{label} 不属于这 {count} 个类别；到第 {n} 行为止，{names} 也不属于',
  'the classes, in order: {names}': '类别依次为：{names}',
  'the classes, in order: {names}; is it the alphabet, as scikit-learn has it?':
    '类别依次为：{names}；是不是像 scikit-learn 那样按字母顺序？',
  'one-hot rows have one 1 each, prob is for probabilities': 'one-hot 的每行有一个 1，prob 表示概率',
  'each row of one-hot targets has one 1 and else 0; prob is for probabilities':
    'one-hot 目标的每行有一个 1，其余为 0；prob 表示概率',
  'did you mean {name}? the classes, in order: {names}': '是不是 {name}？类别依次为：{names}',
  'the columns of the input are in the order {a}, those of {file*} in the order {b}':
    '输入的列依次为 {a}，而 {file} 的列依次为 {b}',
  'the columns of {file} are numbered {numbers}, and were taken in this order':
    '{file} 的列编号为 {numbers}，按此顺序使用',
  'the columns of {file} are numbered {numbers}: the targets may be these numbers, and were taken for places from 0':
    '{file} 的列名是数字 {numbers}：目标可能就是这些数字，这里当作从 0 开始的位置',
  'the columns of {file} are {names}, in this order, and the targets 0 and 1 were taken for their places: they may be meant by these words':
    '{file} 的列依次为 {names}，目标 0 和 1 当作它们的位置：也可能指的是这些词的意思',
  '{selector} leaves no column of {file}': '{selector} 没有选中 {file} 的任何列',
  'column {name} of {file} holds neither numbers nor text': '{file} 的列 {name} 既不是数字也不是文本',
  'it is a struct, a map, a time or the like, of which the part that is meant must be a column of its own; columns that can be read: {names}':
    '它是结构、映射、时间之类的值，要用的部分须单独成为一列；可读的列：{names}',
  '{file} has columns but no row': '{file} 有列，但没有行',
  '{name} of {file} and {name2} of {file2} hold the same ids in another order, and row {row} is {a} in {first}, but {b} in {second}: rows were paired by their order':
    '{file} 的 {name} 与 {file2} 的 {name2} 是同样的 id，但顺序不同，第 {row} 行在 {first} 中是 {a}，在 {second} 中是 {b}：这里按行的顺序对应',
  'name both columns alike, then --id pairs the rows': '给两列起同样的名称，再用 --id 配对各行',
  'sort both files alike, or give each row an id of its own':
    '把两个文件按同样的顺序排好，或给每行一个自己的 id',
  '{name} holds lists, which stand beside no other column': '{name} 的每格是列表，不能与其他列并列',
  'the others are the target, or used otherwise': '其余各列是目标，或另有用处',
  '{count} columns of {file} are called {name}': '{file} 有 {count} 列名为 {name}',
  'they are its columns {list}, counted from 0': '它们是第 {list} 列，从 0 数起',
  '{selector} names {count} columns of {file}, where one is wanted: {names}':
    '{selector} 选中了 {file} 的 {count} 列，而这里只要一列：{names}',
  '{selector} mixes a name and a place: a column of {file} is named {a}, none {b}':
    '{selector} 混用了名称和序号：{file} 有名为 {a} 的列，没有 {b}',
  'its columns: {names}': '它的列：{names}',
  'its columns are {names}': '它的列是 {names}',
  'the columns of {file}: {names}': '{file} 的列：{names}',
  'no column {name} in {file}': '{file} 中没有列 {name}',
  'no column {name}': '没有列 {name}',
  '{a} row{|s} of {first} and {b} of {second} have no partner with the same {id}, and are left out':
    '{first} 的 {a} 行和 {second} 的 {b} 行没有 {id} 相同的对应行，已略去',
  '{a} rows of {first} and {b} of {second} have no partner with the same {id}: they count in the mean of their own model alone':
    '{first} 的 {a} 行和 {second} 的 {b} 行没有 {id} 相同的另一行：它们只计入各自模型的均值',
  '{a} row{|s} of {first} have no partner with the same {id} in each other file, and are left out':
    '{first} 的 {a} 行在其他每个文件中没有 {id} 相同的对应行，已略去',
  'no row of {file} is left': '{file} 没有剩下任何行',
  'values are missing in {count}': '{count} 行缺少值',
  'no {id} stands in each file': '没有 {id} 出现在每个文件中',
  '{count} {do|does} not fit --where': '{count} 行不满足 --where',
  '{a} ends after {count} row{|s}, but {b} goes on': '{a} 只有 {count} 行，而 {b} 还有更多',
  'input and target need the same number of rows': '输入和目标的行数必须相同',
  'columns need the same number of rows': '各列的行数必须相同',
  'a target is missing': '缺少目标',
  'a row that names several classes is a column of 0 and 1 for each':
    '一行写了多个类别时，应为每个类别写成一列 0 和 1',
  'a loss compares an input with a target: two files, or columns of one':
    '损失函数比较输入与目标：两个文件，或者同一文件的列',
  'the bracket {what} is never closed': '括号 {what} 没有闭合',
  '--transpose makes samples of the columns, whose names are no classes then':
    '--transpose 把列变成样本，列名就不再是类别名',
  'the targets of {file} are names': '{file} 的标签是名称',
  'targets as class indices': '标签写成类别索引',
  '--transpose does not go with selected columns': '--transpose 不能与选列同时使用',
  '{file} has no column {name}': '{file} 没有列 {name}',
  '--id pairs the rows of files by that column; its columns: {names}':
    '--id 按这一列为两个文件的行配对；它的列：{names}',
  'write it as {name} in {file}': '在 {file} 中改写为 {name}',
  'leave out --id: rows then belong together by their order': '去掉 --id：这时按行的顺序对应',
  '{file} has more than {count} rows to pair by {id}': '{file} 要按 {id} 配对的行超过 {count} 行',
  'rows in another order than those of the first file are held in memory':
    '与第一个文件顺序不同的行要放在内存里',
  'sort both files by {id}': '先把两个文件按 {id} 排序',
  'the {id} {value} stands twice in {file}': '{id} {value} 在 {file} 中出现两次',
  'rows are paired by {id}, so each may stand once; it also stands in {place*}':
    '行按 {id} 配对，所以每个值只能出现一次；它还出现在{place}',
  'rows are paired by {id}, so each may stand once': '行按 {id} 配对，所以每个值只能出现一次',
  'line {line}': '第 {line} 行',
  'row {row}': '第 {row} 行',
  'the {id} {value} of {a} is not in {b}': '{a} 的 {id} {value} 不在 {b} 中',
  'class index {n} is out of range, but is what a column is called': '类别索引 {n} 超出范围，却是一列的名称',
  'a whole number as target counts the classes from 0': '目标是整数时，从 0 起数类别',
  'no row of {other} is left for the {id} {name} of {file}':
    '{other} 中没有剩下的行可与 {file} 的 {id} {name} 配对',
  'rows are paired by {id}': '行按 {id} 配对',
  'rows are paired by {id}, without those that --missing skip leaves out':
    '行按 {id} 配对，不含 --missing skip 略去的行',
  'rows are paired by {id}, and none fits; one of {file} is {text}':
    '行按 {id} 配对，但没有一个相符；{file} 中有 {text}',
  '{name} is the same in each row of {a} and {b}, and counts as input and target':
    '{a} 与 {b} 每行的 {name} 都相同，它被当作输入和目标',
  'the columns of {file} are called as the rows of {second}': '{file} 的列名就是 {second} 的行名',
  'each choice is a list of its log-probability, and whether it is greedy':
    '每个选项是一个列表：它的对数概率，以及它是否为贪心结果',
  'each list of an object is a column': '对象中的每个列表是一列',
  'both files have a column {column}, and row {row} is {a} in {first}, but {b} in {second}: that of {file} is used':
    '两个文件都有列 {column}，第 {row} 行在 {first} 中是 {a}，在 {second} 中却是 {b}：用的是 {file} 的',
  '{flag} takes numbers alone, and {file} has a column {column}': '{flag} 只取数字，而 {file} 有列 {column}',
  '{flag} takes numbers by their places, and these stand by names':
    '{flag} 的数字按位置给出，而这里按名称给出',
  'a number per class stands at the place of the class, from 0': '每类一个数，按类别从 0 起的位置排列',
  'numbers of rows are taken by their order, not by ids: make them a column of the data':
    '每行一个的数按行的顺序取，不按 id：请把它们作为数据的一列',
  'give the column of {file} that is meant another name, or leave it out of {file2}':
    '给 {file} 中要用的列改个名称，或从 {file2} 中去掉这一列',
  'both files have a column {column}, and row {row} is {a} in {first}, but {b} in {second}: rows were paired by their order':
    '两个文件都有列 {column}，第 {row} 行在 {first} 中是 {a}，在 {second} 中是 {b}：这里按行的顺序对应',
  'pandas numbers the rows of {file} backwards, and {other} has no numbers: rows were paired by their order':
    'pandas 把 {file} 的行倒着编号，而 {other} 没有行号：行按先后顺序配对',
  'the rows of {file} and {other} have {numbers|names} of pandas, and row {row} is {a} in {first}, but {b} in {second}: rows were paired by their order':
    '{file} 和 {other} 的行带有 pandas 的索引，第 {row} 行在 {first} 中是 {a}，在 {second} 中是 {b}：这里按行的顺序对应',
  '--id {by} paired {a} with {b} as one number, but later holds texts, as {text}':
    '--id {by} 把 {a} 与 {b} 当作同一个数对应，但后面有文本，如 {text}',
  '{column} of {file} has decimal commas, {comma}, and {other} no dot but before three digits: {text} may be {number}':
    '{file} 的 {column} 以逗号为小数点（{comma}），{other} 的点后都是三位数字：{text} 可能是 {number}',
  'a row that sums to {sum} cannot be normalised': '和为 {sum} 的行不能归一化',
  'no column of numbers is left in {file}': '{file} 没有剩下数字列',
  '{name} of {file} looks like the class that is predicted and is not used as input':
    '{file} 的 {name} 看起来是预测的类别，没有用作输入',
  'column {n}, which has no name, of {file} looks like an id and is not used as input':
    '{file} 的第 {n} 列没有名称，看起来是 id，没有用作输入',
  'column {n}, which has no name, of {file} has no value in the first {m} rows, and is taken for a column of numbers':
    '{file} 的第 {n} 列没有名称，前 {m} 行没有值，当作数字列',
  '{columns} of {file} {is|are} the target and not used as input': '{file} 的 {columns} 是目标，没有用作输入',
  '{column} of {file} look{|s} like {an id|ids} and {is|are} not used as input':
    '{file} 的 {column} 看起来是 id，没有用作输入',
  'the input is (times, samples, classes): {shape}': '输入的维度是（时间，样本，类别）：{shape}',
  'each target is compared with one column of the input': '每个目标只与一列输入比较',
  'a column of the input is called after each class': '每个类别都有一列以它命名的输入',
  'the other columns of the input are no probabilities': '其他输入列不是概率',
  'a list of names in each row names the scores beside it': '每行中有一个名称列表，与旁边的分数一一对应',
  '{columns} of {file} {is a column|are columns} of the input apart from the others, and no target is called so':
    '{file} 的 {columns} 与其他输入列不相邻，也没有目标叫这个名称',
  '{columns} of {file} {is a column|are columns} of whole numbers in the input, and the others have fractions':
    '{file} 的输入列 {columns} 全是整数，其他列带有小数',
  '{columns} of {file} {is a column|are columns} of the input beside those that begin with {start}':
    '{file} 的 {columns} 与以 {start} 开头的列一起作为输入',
  'column {column} of {file} holds texts, not numbers{more*}': '{file} 的列 {column} 是文本，不是数字{more}',
  '~: {text}': '：{text}',
  'its name is like those of the input: {names}': '它的名称与输入的列相似：{names}',
  'they are spelled like numbers, so they may belong to the input': '它们写成数字的样子，可能属于输入',
  '{column} of {file} is left out as a column of texts, but {why*}: {values}':
    '{file} 的 {column} 作为文本列略去，但{why}：{values}',
  'holds numbers too': '其中也有数字',
  'records of {file} have {a} and {b} in both orders; the columns are taken in the order of the first record':
    '{file} 的记录中 {a} 与 {b} 的先后不一；各列按第一条记录的顺序',
  '{column} of {file} has no value in the first {n} rows, and is taken for a column of numbers':
    '{file} 的 {column} 在前 {n} 行中没有值，按数字列使用',
  '{columns} of {file} first come after the rows that tell the columns, and are not read':
    '{file} 的 {columns} 在决定各列的那些行之后才出现，没有读取',
  '{value} is not a number': '{value} 不是数字',
  '--target-format index, but the target has {count} columns': '--target-format index，但目标有 {count} 列',
  '--target-format index, but the target has the shape of the input':
    '--target-format index，但目标的形状与输入相同',
  '--target-format {format}, but the target has one column': '--target-format {format}，但目标只有一列',
  '--target-format signed takes -1 and 1, not {value}': '--target-format signed 只接受 -1 和 1，不是 {value}',
  '--target-format gray takes whole numbers from 0 to 255, not {value}':
    '--target-format gray 只接受 0 到 255 的整数，不是 {value}',
  '--target-format one-hot needs a column per class, not {shape}':
    '--target-format one-hot 需要每类一列，不是 {shape}',
  'a one-hot row {what*}': 'one-hot 行{what}',
  '~holds no 1': '中没有 1',
  '~holds {n} ones': '中有 {n} 个 1',
  '~holds {value}': '中有 {value}',
  '--transpose takes rows and columns, {file} has {count} dimensions':
    '--transpose 用于行和列，{file} 有 {count} 维',
  '--where must be column=value, or with {signs}, > or <; got {value}':
    '--where 应为 列=值，或用 {signs}、>、<；得到的是 {value}',
  '--where is given {n} times, at most {most} fit': '--where 给了 {n} 次，最多 {most} 次',
  '--group-by names {n} columns, at most {most} fit': '--group-by 指名 {n} 列，最多 {most} 列',
  'each line is a state, or the name of a file': '每行是一个状态，或一个文件名',
  'each row is compared with each condition: name a column that says which rows stay':
    '每行都要与每个条件比较：请指明一列来说明保留哪些行',
  '--where compares {a} with {b}, and needs numbers': '--where 比较 {a} 和 {b}，需要数字',
  '{names} hold no data': '{names} 没有数据',
  '{loss} has no --from': '{loss} 没有 --from',
  'the weights have {a} rows, the input {b}': '权重有 {a} 行，输入有 {b} 行',
  'the weights have {a} rows, the input more': '权重有 {a} 行，输入更多',
  'weights of this shape hold one entry per row': '这种形状的权重每行一个',
  '{loss} has one form only, no --mode': '{loss} 只有一种形式，没有 --mode',
  '{loss} needs {what*}; {n} of {all} {name*} value{|s} {is|are} outside, the first is {value}':
    '{loss} 需要{what}；{name} 的 {all} 个值中有 {n} 个不符，第一个是 {value}',
  '~{what*} that are whole numbers': '{what}的整数',
  '~{what*} that are {values}': '取值为 {values} 的{what}',
  '~{what*} in {range}': '{range} 内的{what}',
  '~{what*} >= {n}': '不小于 {n} 的{what}',
  '~{what*} > {n}': '大于 {n} 的{what}',
  '~{what*} <= {n}': '不大于 {n} 的{what}',
  '~logit': 'logit',
  '~numbers': '数字',
  '~values': '数值',
  '~rates': '率',
  '~vars': '方差',
  '~input ({shape})': '输入 ({shape})',
  '~target ({shape})': '目标 ({shape})',
  '~targets': '目标',
  '~inputs': '输入',
  '~probabilities': '概率',
  '~log-probabilities': '对数概率',
  'values run from {a} to {b}: these are percentages, or logits (before the sigmoid)':
    '取值从 {a} 到 {b}：是百分数，或 logits（sigmoid 之前）',
  'values run from {a} to {b}: these look like logits (before the sigmoid)':
    '取值从 {a} 到 {b}：看起来是 logits（sigmoid 之前）',
  'the targets are 0 and 1': '目标是 0 和 1',
  'the targets are {low} and {high}': '目标是 {low} 和 {high}',
  'values run from {a} to {b}: these look like gray values': '取值从 {a} 到 {b}：像是灰度值',
  'divide them by 100': '请除以 100',
  '{file} holds losses of a training, not the predictions of each epoch, which trend takes':
    '{file} 是训练各步的损失，不是 trend 所用的各轮预测',
  '{column} holds losses, which hinge-embedding takes as they are where the target is 1':
    '{column} 是算好的损失：目标为 1 时，hinge-embedding 原样取用',
  '{column} holds margins, of which the target may be 1 in each row': '{column} 是差值，目标可以都是 1',
  '{a} and {b} are scores of pairs': '{a} 和 {b} 是成对的分数',
  'divide them by 255': '请除以 255',
  'keep the elements whose target is not {n}': '只保留目标不是 {n} 的元素',
  'map them to -1 and 1 by 2 t - 1': '用 2 t - 1 换成 -1 和 1',
  'score of {file} is that of the label in its row, {a} or {b}, and not of one class':
    '{file} 的 score 是该行标签 {a} 或 {b} 的分数，而不是同一类的',
  'ask for all scores: pipe(texts, top_k=None)': '请取所有标签的分数：pipe(texts, top_k=None)',
  'the targets run to {n}, like gray values': '目标最大到 {n}，像是灰度值',
  'it is like a gray value': '它像是灰度值',
  'a mask holds 0 and 1': '掩码只有 0 和 1',
  'the targets are whole numbers from 0 to {n}: they look like class indices':
    '目标是 0 到 {n} 的整数：看起来是类别索引',
  'give {loss} one column of logits per class': '改用 {loss}，每一类一列 logits',
  'class index {n} is out of range: {loss} has {count} classes, 0 to {last}':
    '类别索引 {n} 超出范围：{loss} 有 {count} 类，0 到 {last}',
  'class index {n} is out of range: input has {count} classes, 0 to {last}':
    '类别索引 {n} 超出范围：输入有 {count} 类，0 到 {last}',
  'class index {n} is out of range: input has {count} class, 0':
    '类别索引 {n} 超出范围：输入只有 {count} 类，即 0',
  'every {name*} of a row is checked, though what follows the first -1 is not read':
    '一行中的每个 {name} 都会检查，尽管第一个 -1 之后的不会读',
  '--{name} {shape} does not broadcast to the input {input}': '--{name} {shape} 不能广播到输入 {input}',
  'it would enlarge the loss to {shape}': '它会把损失扩大为 {shape}',
  'dimensions are compared from the right and must be equal or 1': '各维从右边开始比较，必须相等或为 1',
  '--{name} {shape} must have the shape of the input {input}':
    '--{name} {shape} 的形状必须与输入 {input} 相同',
  '{loss} takes one weight per element': '{loss} 的权重每个元素一个',
  '{a*} {from} would enlarge the loss of the {b*} {to}': '{a} {from} 会扩大 {b} {to} 的损失',
  '{loss} broadcasts the {a*} to the {b*}, and not the other way round':
    '{loss} 把 {a} 广播到 {b}，反过来不行',
  '{a*} {from} and {b*} {to} must have the same {what*}': '{a} {from} 与 {b} {to} 的{what}必须相同',
  '~shape': '形状',
  'number of dimensions': '维数',
  'last dimension': '最后一维',
  'each row has {n} inputs and one target: choose one column (--input-cols), or take {loss} if the targets are classes':
    '每行有 {n} 个输入和一个目标：用 --input-cols 选一列；如果目标是类别，用 {loss}',
  '{loss} compares element by element, and these do not broadcast': '{loss} 逐元素比较，这两个形状不能广播',
  '{loss} compares element by element and does not broadcast': '{loss} 逐元素比较，不做广播',
  '{loss} does not broadcast': '{loss} 不做广播',
  '{loss} broadcasts rows only': '{loss} 只广播行',
  '{loss} broadcasts only shapes of equal rank': '{loss} 只广播维数相同的形状',
  '{name*} {shape} does not fit the input {input}': '{name} {shape} 与输入 {input} 不符',
  "it has the input's shape, lacks its last dimension, or has one dimension of 1":
    '它应与输入形状相同，或少最后一维，或有一维为 1',
  '--{name} does not apply to probability targets': '--{name} 不适用于概率目标',
  'the target has the shape of the input, so each row holds a probability per class':
    '目标与输入形状相同，所以每行是各类的概率',
  '--{name} has shape {shape}, but there are {count} classes':
    '--{name} 的形状是 {shape}，而类别有 {count} 个',
  'it takes one number per class': '它每类一个数字',
  '{name*} of {loss} is a single number': '{loss} 的 {name} 是单个数字',
  'it needs a dimension of classes: (C), (N, C) or (N, C, d1, ..., dK)':
    '它需要类别这一维：(C)、(N, C) 或 (N, C, d1, ..., dK)',
  '{name*} {shape} has no classes': '{name} {shape} 没有类别',
  '{loss} takes class indices {shape}, not a target {target}':
    '{loss} 的目标是类别索引 {shape}，不是 {target}',
  'probability targets belong to {loss}': '概率目标应使用 {loss}',
  'target {target} does not fit input {input}: {loss} takes {what*}':
    '目标 {target} 与输入 {input} 不符：{loss} 的目标是{what}',
  'class indices {a} or probabilities {b}': '类别索引 {a} 或概率 {b}',
  'class indices {a}': '类别索引 {a}',
  'target {target} does not fit input {input}: {loss} takes class indices {a} or probabilities {b}':
    '目标 {target} 与输入 {input} 不符：{loss} 的目标是类别索引 {a} 或概率 {b}',
  'target {target} does not fit input {input}: {loss} takes class indices {a}':
    '目标 {target} 与输入 {input} 不符：{loss} 的目标是类别索引 {a}',
  'an input (C) is one row and takes one index': '输入 (C) 是一行，只有一个索引',
  'the last of {shape} seems to be the classes, and the second is taken for them':
    '{shape} 的最后一维似乎是类别，而这里把第二维当作类别',
  'the input has {a} rows, the target {b}': '输入有 {a} 行，目标有 {b} 行',
  'the input has {n} classes in its second dimension': '输入的第二维有 {n} 类',
  '{loss} takes vectors, not single numbers': '{loss} 的输入是向量，不是单个数字',
  'a vector has the shape (D), several have (N, D)': '一个向量的形状是 (D)，多个是 (N, D)',
  '{name*} {shape} has no numbers in its last dimension': '{name} {shape} 的最后一维没有数字',
  '{a*} {from} does not fit {b*} {to}: it takes one number per row, {shape}':
    '{a} {from} 与 {b} {to} 不符：它每行一个数字，即 {shape}',
  '{name*} of {loss} has the shape {shape}': '{loss} 的 {name} 形状是 {shape}',
  'it must have {n} to {m} dimensions': '它必须是 {n} 到 {m} 维',
  '--mean-by weights needs weights: --weight, or --weight-col':
    '--mean-by weights 需要权重：--weight 或 --weight-col',
  'class index {n} is not an integer': '类别索引 {n} 不是整数',
  'a target in the shape of a single number holds class indices': '形状为单个数字的目标是类别索引',
  'a target in the shape of one number per row holds class indices': '每行一个数字的目标是类别索引',
  'targets run from 1 to {n} and 0 never occurs: they look 1-based':
    '目标从 1 到 {n}，没有 0：看起来从 1 开始编号',
  'the targets are -1 and 1, where -1 may be the first class, or mark rows to skip':
    '目标是 -1 和 1，其中 -1 可能是第一类，也可能表示要跳过的行',
  'only the index {a} is ignored; {b} often marks rows to skip': '只忽略索引 {a}；{b} 常用来表示要跳过的行',
  '{word} has a name of more than 3 stars beside other signs of patterns':
    '{word} 中有一个名称含三个以上的星号，还有其他通配符号',
  'only the index {n} is ignored': '只忽略索引 {n}',
  'class index {n} is out of range: --index-base 1 counts from 1':
    '类别索引 {n} 超出范围：--index-base 1 从 1 开始计数',
  '{loss} has no index that is ignored': '{loss} 没有忽略索引',
  '--weight-col does not go with {loss}, which has no loss per row':
    '--weight-col 不适用于 {loss}，它没有每行的损失',
  '--weight and --weight-col cannot both divide the mean of {loss}':
    '{loss} 的均值不能同时除以 --weight 和 --weight-col',
  'a weight says how much a row counts, and 0 leaves it out': '权重表示一行算多少，0 表示不算这一行',
  'the weight {w} of row {row} is not a number >= 0': '第 {row} 行的权重 {w} 不是不小于 0 的数字',
  '{name} holds {a} numbers, its shape {b} others': '{name} 有 {a} 个数字，与形状 {b} 不符',
  '{name} holds {value}, not a number': '{name} 含有 {value}，不是数字',
  '{name} is ragged: its lists differ in length or depth': '{name} 不规则：各列表的长度或深度不同',
  'no {column} of {name} is {value}; it holds {values}': '{name} 的 {column} 列没有 {value}，它含有 {values}',
  '~the target': '目标',
})
