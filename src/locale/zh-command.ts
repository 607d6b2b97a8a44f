import { sentences } from './sentences.ts'

/** What is said of a command line: options, files, checks. */
export const commandSentences = sentences({
  'a page is no text for a terminal': '网页不在终端里显示',
  '{output} is also an input': '{output} 同时也是输入',
  '{output} is also read, as {name}': '{output} 同时也被读取（{name}）',
  '{n} {sample has a loss that is|samples have losses that are} NaN, so neither model is called better':
    '{n} 个样本的损失为 NaN，因此不判断哪个模型更好',
  '--code does not go with {names}': '--code 不能与 {names} 同用',
  '--code reads NPY, CSV, Parquet or JSON, not {file} ({format})':
    '--code 不读 {file}（{format}），读 NPY、CSV、Parquet、JSON',
  '{library} has no {loss} with these options': '{library} 没有带这些选项的 {loss}',
  '{name} is no loss': '{name} 不是损失函数',
  '{name} is given twice': '{name} 给出了两次',
  'nothing is given for {name}, the {what} of {loss}': '没有给出 {name}，即 {loss} 的 {what}',
  '{name}=file.npy, or {other}': '{name}=file.npy，或 {other}',
  'the {argument} is missing in {call}': '{call} 中缺少 {argument}',
  '{call} has {n} arguments without a name, and takes {most}':
    '{call} 有 {n} 个不带名称的参数，最多 {most} 个',
  'options are given by name: weight=w': '选项要写出名称：weight=w',
  'the call breaks off at character {at}: {text}': '调用在第 {at} 个字符处中断：{text}',
  'a call has names, numbers, lists, texts, True, False and None: {example}':
    '调用由名称、数字、列表、文本、True、False 和 None 组成：{example}',
  'its snippet reads the data as they are': '打印出的程序按原样读取数据',
  'a snippet is printed only where it gives the same number': '只有能给出同一个数时才打印程序',
  'the package has no suite {name}': '软件包里没有用例集 {name}',
  'its suites: {names}': '用例集有：{names}',
  'a log-probability of each token that came needs no target: its class is 0':
    '每个已出现的 token 的对数概率不需要目标：类别是 0',
  'a loss stands before its files': '损失函数写在文件之前',
  'softmax is a step of ce, which --explain shows': 'softmax 是 ce 的一步，--explain 会列出',
  'the sigmoid is a step of bce-logits, which --explain shows':
    'sigmoid 是 bce-logits 的一步，--explain 会列出',
  'the entropy of probabilities is their ce with themselves': '概率的熵即它们与自身的 ce',
  'losses are in nats; divided by ln 2 = 0.6931 they are bits':
    '损失以 nat 为单位；除以 ln 2 = 0.6931 得到 bit',
  'logits are divided by a temperature before they come here': '温度要在输入之前除到 logits 上',
  'the second name of --classes is the positive one': '--classes 的第二个名称是正类',
  "--max checks the loss, --fail-if 'acc < 0.9' a metric": "--max 检查损失，--fail-if 'acc < 0.9' 检查指标",
  "--fail-if must be like 'acc < 0.9', got {got}": "--fail-if 应形如 'acc < 0.9'，得到的是 {got}",
  'it is loss or one of {names}, then < or >, then a number':
    '依次为：loss 或 {names} 之一，< 或 >，一个数字',
  'it is compare that takes two models, and --fail-if worse':
    '比较两个模型的是 compare，--fail-if worse 属于它',
  'give a weight for each class, n / (C count), by the counts of': '给出每类的权重 n / (C × 个数)，个数见',
  '--fail-if {asked} is about one number, and --reduction none has many':
    '--fail-if {asked} 针对一个数字，而 --reduction none 有多个',
  '{asked} needs states that were made with {flag}': '{asked} 需要以 {flag} 生成的 state',
  'compare gives an interval of the difference of two models': 'compare 给出两个模型之差的置信区间',
  'merge takes states, and these are data': 'merge 合并的是状态，而这是数据',
  '{a} is the square root of {b}': '{a} 是 {b} 的平方根',
  'max(0, 1 - t x) is margin-ranking of x and 0': 'max(0, 1 - t x) 即 x 与 0 的 margin-ranking',
  '{name} is told beside a loss': '{name} 与损失一起给出',
  '{loss} and {other}: a picture shows curves of one loss': '{loss} 和 {other}：一张图只画一个损失的曲线',
  '--output {file}: a curve is drawn as SVG or as text': '--output {file}：曲线画成 SVG 或文本',
  '--output {file}: results are text': '--output {file}：结果是文本',
  '--report {file}: a page is HTML, which a browser prints as PDF':
    '--report {file}：页面是 HTML，可用浏览器打印成 PDF',
  '{first} to {last} where the parts are made': '制作各部分时用 {first} 到 {last}',
  'each with its target as a column, or a file with the targets of all as the last':
    '每个文件各有一列目标，或者最后一个文件是所有模型共用的目标',
  'after port comes new, then the loss': 'port 之后是 new，然后是损失函数',
  'compare takes two models or more': 'compare 需要两个或更多模型',
  '--patience must be a whole number from 1 on, got {value}':
    '--patience 应为不小于 1 的整数，得到的是 {value}',
  '--fail-if {condition} says nothing: {name} is from {n} to {m}':
    '--fail-if {condition} 没有意义：{name} 在 {n} 到 {m} 之间',
  'a percentage is written as a fraction': '百分数请写成小数',
  '--mean-by is for losses of elements and rows': '--mean-by 用于按元素或按行的损失',
  '--min-delta says what --patience takes for lower': '--min-delta 说明 --patience 把降低多少算作降低',
  '{pattern} looks at more than 200,000 files and folders': '{pattern} 要查看超过 200,000 个文件和文件夹',
  'looked in {folder}: name a folder with fewer': '在 {folder} 中查找：请写一个内容较少的文件夹',
  '{word} stands for more than 10,000 names': '{word} 代表的名称超过 10,000 个',
  'no file matches {pattern}': '没有文件匹配 {pattern}',
  '{name} holds {count} numbers, but its shape {shape} {size}':
    '{name} 有 {count} 个数字，而形状 {shape} 需要 {size} 个',
  '{name} holds {value}n, which no 64-bit float holds exactly':
    '{name} 含有 {value}n，64 位浮点数不能精确表示',
  '{name} has no option {option}': '{name} 没有选项 {option}',
  'error[{code}]': '错误[{code}]',
  'hint[{code}]': '提示[{code}]',
  'warning[{code}]': '警告[{code}]',
  'try:': '试试：',
  ' ({cell})': '（{cell}）',
  'column {n}': '列 {n}',
  'column "{name}"': '列“{name}”',
  '{loss} has no option --{name}': '{loss} 没有选项 --{name}',
  'none of {losses} has the option --{name}': '{losses} 都没有选项 --{name}',
  '{loss} takes none': '{loss} 没有选项',
  '{loss} takes {options}': '{loss} 的选项：{options}',
  '--{name} must be {what*}, got a list of {n} numbers': '--{name} 应为{what}，得到的是 {n} 个数字的列表',
  '--{name} must be {what*}, got {value}': '--{name} 应为{what}，得到的是 {value}',
  '--{name} must be one of {names}, got {value}': '--{name} 应为 {names} 之一，得到的是 {value}',
  '{what} must be one of {names}, got {value}': '{what} 应为 {names} 之一，得到的是 {value}',
  '--{name} must be a whole number from 0 to {most}, got {value}':
    '--{name} 应为 0 到 {most} 的整数，得到的是 {value}',
  '--{name} must be a whole number from 0 to {most}, or {word}, got {value}':
    '--{name} 应为 0 到 {most} 的整数，或 {word}，得到的是 {value}',
  '--grad-output must end with {names}, got {value}': '--grad-output 应以 {names} 结尾，得到的是 {value}',
  '~a number': '数字',
  '~a number in [0, 1]': '[0, 1] 内的数字',
  '~a number in {range}': '{range} 内的数字',
  '~a number {range}': '满足 {range} 的数字',
  '~a number in {range}, or {value} for off': '{range} 内的数字，或表示关闭的 {value}',
  '~a number {range}, or {value} for off': '满足 {range} 的数字，或表示关闭的 {value}',
  '~a number in {range}, a list of one per class, or {value} for off':
    '{range} 内的数字、每类一个的列表，或表示关闭的 {value}',
  '~an integer': '整数',
  '~an integer in {range}': '{range} 内的整数',
  '~an integer {range}': '满足 {range} 的整数',
  '~a number or a list': '数字或列表',
  '~one of {names}': '{names} 之一',
  '~true or false': 'true 或 false',
  '~a number >= 0': '不小于 0 的数字',
  '~a finite number >= 0': '不小于 0 的有限数',
  '~a finite number': '有限数',
  '--{name} says how close --expect must be, which is missing':
    '--{name} 说明与 --expect 应多接近，但没有给出 --expect',
  '--missing-ids says what becomes of the rows of --id, which is missing':
    '--missing-ids 说明如何处理 --id 的行，但没有给出 --id',
  'the input is missing whose columns are named': '指定了列，但没有给出输入',
  'a number in [0, 0.5)': '[0, 0.5) 内的数字',
  'mean or sum here': 'mean 或 sum',
  '--reduction must be mean or sum here': '这里 --reduction 只能是 mean 或 sum',
  '--{name} {values} has more than {n} values': '--{name} {values} 的值超过 {n} 个',
  'numbers 0,0.5,1 or a range 0:5:0.5': '数字 0,0.5,1 或范围 0:5:0.5',
  'one character, tab or blanks': '一个字符、tab 或 blanks',
  '~one character': '一个字符',
  '~some of {names}': '{names} 中的若干个',
  'a number of bins from 1 to 200': '1 到 200 的区间个数',
  'a number of seconds up to 86400, and above 0': '大于 0、至多 86400 的秒数',
  'numbers in [0, 1]': '[0, 1] 内的数字',
  '{word} in the help': '帮助中的“{word}”',
  'there is no help on {topic}': '没有关于 {topic} 的帮助',
  'topics: {topics}, a code such as E301, H103 or W405, or a command':
    '主题：{topics}，E301、H103、W405 这样的代码，或某个命令',
  '--size-average and --reduce are deprecated in torch; they mean --reduction {reduction}':
    '--size-average 和 --reduce 在 torch 中已弃用，这里的含义是 --reduction {reduction}',
  'there is not enough memory: {message}': '内存不足：{message}',
  'ulimit -v leaves {n} MB of addresses to this process, which needs {needed} MB':
    'ulimit -v 只给本进程留下 {n} MB 地址空间，而它需要 {needed} MB',
  'ulimit -v unlimited': 'ulimit -v unlimited',
  'ulimit -n $(ulimit -Hn)': 'ulimit -n $(ulimit -Hn)',
  'it bounds what is reserved, most of which is never used; a cgroup bounds what is':
    '它限制的是预留的地址，其中大部分从不使用；要限制实际使用的内存，请用 cgroup',
  '{file} may be a model like {model}, or hold the targets of all':
    '{file} 可能是与 {model} 一样的模型，也可能存放所有模型的目标',
  '--target-col {name} is a column of {file}, too': '--target-col {name} 也是 {file} 中的一列',
  'the system refused what is needed: {message}': '系统拒绝了所需的操作：{message}',
  'the data are larger than this process may hold; a limit such as ulimit -v counts too':
    '数据超过了进程可用的内存；ulimit -v 之类的限制也算在内',
  'something in loss-calc went wrong: {message}': 'loss-calc 内部出错：{message}',
  'report it at {where}': '请到 {where} 报告',
  'a loss and its inputs are missing': '缺少损失函数和输入',
  'here this loss is called {name}': '这个损失函数在这里叫 {name}',
  'here it is called {name}': '在这里叫 {name}',
  '{option} takes no value': '{option} 不带取值',
  'here this is {option}': '这里用 {option}',
  'files stand without an option: the input, then the target': '文件前不加选项：先输入，后目标',
  '{option} is an option of {names}': '{option} 是 {names} 的选项',
  '--ulps counts units of --dtype, which is missing': '--ulps 以 --dtype 的 ulp 计数，但没有给出 --dtype',
  '--dtype says how to judge --impl, which is missing':
    '--dtype 说明如何判断 --impl 的结果，但没有给出 --impl',
  '--lang is missing: the language of the port': '缺少 --lang：移植所用的语言',
  'it is one of {names}': '可以是 {names}',
  '{file} is there already': '{file} 已经存在',
  'a port that somebody wrote is not replaced': '不会覆盖别人写好的移植',
  'there is no loss {name}': '没有损失函数 {name}',
  "unknown command '{name}'": '未知命令“{name}”',
  "unknown option '{name}'": '未知选项“{name}”',
  "missing required argument '{name}'": '缺少参数“{name}”',
  "required option '{name}' not specified": '缺少必需的选项“{name}”',
  "option '{name}' argument missing": '选项“{name}”缺少取值',
  'too many arguments. Expected {most} argument{|s} but got {count}.':
    '参数过多：应为 {most} 个，得到 {count} 个',
  "too many arguments for '{name}'. Expected {most} argument{|s} but got {count}.":
    '{name} 的参数过多：应为 {most} 个，得到 {count} 个',
  "too many arguments for '{name}'. Expected {most} argument{|s} but got {count}: {list}.":
    '{name} 的参数过多：应为 {most} 个，得到 {count} 个：{list}',
  'Did you mean {name}?': '是不是 {name}？',
  'did you mean {name}?': '是不是 {name}？',
  '{option} and {other} exclude each other': '{option} 与 {other} 互相排斥',
  '--format {format} lists samples, and has no place for {flags}':
    '--format {format} 每行一个样本，放不下 {flags}',
  '{library} has no counterpart of {loss}': '{library} 没有与 {loss} 对应的函数',
  '--compat {library} goes with {losses}': '--compat {library} 适用于 {losses}',
  '--normalize and --eps are for probabilities': '--normalize 和 --eps 只用于概率',
  '--normalize is for rows of classes, which {loss} does not have':
    '--normalize 用于按行给出各类的输入，{loss} 没有',
  '{file} is one file too many: {loss} takes {names*}': '{file} 多余：{loss} 的输入是 {names}',
  'two inputs are -, but there is one standard input': '有两个输入写成 -，而标准输入只有一个',
  '{name*} is missing': '缺少 {name}',
  'a loss is missing': '缺少损失函数',
  'for {loss} those are two files of {first}, then {others} for both; or columns of two files':
    '对 {loss} 是两个 {first} 文件，再加上共用的 {others}；或者两个文件中的列',
  'the {name*} is read once for each model, so it must be a file':
    '{name} 要为每个模型各读一次，因此必须是文件',
  'no loss takes {count} files': '没有以 {count} 个文件为输入的损失函数',
  '--loss {names} leaves one': '--loss {names} 只留下一个',
  '--loss {names} leaves {count}': '--loss {names} 只留下 {count} 个',
  '{loss} takes {names*}: a file for each, or columns of one':
    '{loss} 的输入是 {names}：每个一个文件，或者同一文件的列',
  '--{flag} does not go with {loss}': '--{flag} 不能与 {loss} 同用',
  '{a} and {b} are one pipe, which can be read once': '{a} 和 {b} 是同一个管道，只能读一次',
  'what one of the two reads, the other does not get': '一方读走的内容，另一方就读不到了',
  '{flags} cannot both be the output format': '{flags} 不能同时是输出格式',
  'name another file': '请换一个文件名',
  'cannot write {file}: {why*}': '无法写入 {file}：{why}',
  'cannot read {file}: {why*}': '无法读取 {file}：{why}',
  'it is a directory': '它是一个目录',
  'it is a pipe': '它是一个管道',
  'this run reads or writes it': '本次运行读取或写入它',
  "'[{value}]' for the number": "要表示数字请写 '[{value}]'",
  '--report takes the name of a file, since stdout has the result':
    '--report 需要文件名，因为结果写在标准输出',
  '--report shows what the loss is reduced to, which --reduction none does not':
    '--report 展示归约后的损失，而 --reduction none 不归约',
  '{flag} {file} is where the result goes': '{flag} {file} 与结果写入的文件相同',
  '{flag} {file} is where {other} goes': '{flag} {file} 与 {other} 写入的文件相同',
  'one would replace or follow the other': '后写的会覆盖先写的，或接在后面',
  '--expect must be a number or a list, got {value}': '--expect 应为数字或列表，得到的是 {value}',
  '{check} is a result of --reduction {of}, this run is {reduction}':
    '{check} 是 --reduction {of} 的结果，这次计算是 {reduction}',
  '{check} holds {count} numbers, the {reduction} is a single one':
    '{check} 有 {count} 个数字，而 {reduction} 只有一个',
  '{check} has shape {shape}, the losses {losses}': '{check} 的形状为 {shape}，损失为 {losses}',
  '{file} has no "value" and no "values"': '{file} 没有 "value" 也没有 "values"',
  'it should be a result of loss-calc --json, an object with "value", or numbers':
    '应为 loss-calc --json 的结果、含 "value" 的对象，或数字',
  'two models are compared on the same samples': '两个模型要在相同的样本上比较',
  '{file} has another {what*} at sample {row}: {a}, not {b}':
    '{file} 第 {row} 个样本的{what}不同：{a}，而不是 {b}',
  target: '目标',
  'two models are compared on the same samples, row by row: --id pairs them by a column of both files':
    '两个模型在相同的样本上逐行比较：--id 按两个文件都有的一列配对',
  '{beside} has no place for {options}': '{beside} 不支持 {options}',
  '--explain shows no gradient: --grad prints it, --json both':
    '--explain 不显示梯度：--grad 打印它，--json 两者都有',
  'there is no row {row} to explain: {file} has {count}': '没有可以讲解的第 {row} 行：{file} 有 {count} 行',
  'rows count from 0': '行号从 0 开始',
  'rows count from 0 in the file, and --where leaves some out': '行号按文件从 0 开始，--where 会去掉一部分',
  'there is no sample {name} to explain': '没有可以讲解的样本 {name}',
  'its name was looked for in --id {column}; a whole number is the number of a row, from 0':
    '在 --id {column} 中查找了这个名称；整数表示从 0 开始的行号',
  '--explain takes the number of a row, or all, got {value}': '--explain 应为行号或 all，得到的是 {value}',
  'rows count from 0; there is no file {file} either, and names of samples need --id':
    '行号从 0 开始；也没有文件 {file}；用样本名称时需要 --id',
  '--explain has no {format} format': '--explain 没有 {format} 格式',
  'it can be shown as {formats}': '可用的格式：{formats}',
  "--fail-if must be like 'worse by 0.01 in class', got {words}":
    "--fail-if 的写法如 'worse by 0.01 in class'，得到的是 {words}",
  'a number is asked of one model, without compare': '数值条件用于一个模型，不用 compare',
  'it is `worse`, then `by` and a number >= 0, then `in class` or `in group`; the last two may be left out':
    '依次为 `worse`、`by` 和一个不小于 0 的数、`in class` 或 `in group`；后两部分可以省略',
  "--fail-if '{words}' needs groups: --group-by": "--fail-if '{words}' 需要分组：--group-by",
  "--fail-if '{asked}' finds no {class|sample} to judge": "--fail-if '{asked}' 没有可判断的样本或类别",
  '--{flag} compares two models, and there are {count}': '--{flag} 比较两个模型，而这里有 {count} 个',
  '--junit has a test case for each --fail-if, and there is none':
    '--junit 为每个 --fail-if 写一个测试用例，而这里一个也没有',
  'identify knows no weights per row': 'identify 不支持每行的权重',
  '--input-cols and --target-col without --weight-col: the loss without weights':
    '去掉 --weight-col，只用 --input-cols 和 --target-col，即不加权的损失',
  '--transpose needs a target': '--transpose 需要目标',
  'it is for inputs whose rows are the columns of the target': '它用于输入的行对应目标的列的情况',
  'leave it out': '去掉它',
  'the columns of the input are missing': '缺少输入的列',
  'without them and without a target, inspect looks at all columns as they are':
    '没有它们也没有目标时，inspect 按原样查看所有列',
  'a curve is of the input that {loss} has, without --from {from}':
    '曲线以 {loss} 原本的输入为横轴，不能用 --from {from}',
  '{count} curves cannot be told apart; at most {most} are drawn': '{count} 条曲线难以分辨，最多画 {most} 条',
  '~it is computed of all samples together': '它由全部样本一起算出',
  '{loss} has no curve over one number: {why*}': '{loss} 没有以单个数字为横轴的曲线：{why}',
  'each sample has a target for every class': '每个样本对每一类都有一个目标',
  'the input of {loss} holds no probabilities to run over': '{loss} 的输入不是概率，不能以概率为横轴',
  "suites hold this program's numbers": '用例集里保存的是本程序的数值',
  '--timeout is that of --impl, which is missing': '--timeout 属于 --impl，但没有给出 --impl',
  '--impl-stream says how to run --impl, which is missing':
    '--impl-stream 说明如何运行 --impl，但没有给出 --impl',
  '--impl {command}: {why*}': '--impl {command}：{why}',
  'Got EOF while in a quoted string': '引号没有闭合',
  '--impl is empty': '--impl 为空',
  'there is no .json file in {folder}': '{folder} 中没有 .json 文件',
  'no .json file in {folder} is a suite': '{folder} 中没有一个 .json 文件是用例集',
  'a suite has "schema": "{schema}"; see loss-calc schema suite':
    '用例集含有 "schema": "{schema}"，见 loss-calc schema suite',
  '--only {text}: none of the {count} cases has that in its name':
    '--only {text}：{count} 个用例的名称都不含它',
  '--impl {command} cannot be started: {why*}': '--impl {command} 无法启动：{why}',
  'it is started without a shell: a program and its arguments, quoted as in a shell':
    '启动时不经过 shell：写程序及其参数，引号用法与 shell 相同',
  'case "{name}": {why*}': '用例“{name}”：{why}',
  'samples are surveyed by their loss, which --reduction none does not reduce':
    '样本按各自的损失统计，而 --reduction none 不归约到样本',
  '--{name} needs probabilities, which the input of {loss} does not hold':
    '--{name} 需要概率，而 {loss} 的输入里没有',
  'they come from logits, probabilities or log-probabilities': '概率可由 logits、概率或对数概率得到',
  '--index-base 1 does not go with several values of --ignore-index':
    '--index-base 1 不能与 --ignore-index 的多个取值一起用',
  'a sweep needs an option with several values': 'sweep 需要一个有多个取值的选项',
  'options of {loss} that take several values: {names}': '{loss} 可以取多个值的选项：{names}',
  'options of {loss} that take several values: none': '{loss} 没有可以取多个值的选项',
  'a sweep of {count} runs; at most {most} fit': 'sweep 共 {count} 次计算，最多 {most} 次',
  '--{name} takes one number and no list or range, got {value}':
    '--{name} 只取一个数字，不能是列表或范围，得到的是 {value}',
  'its "{name}" is nested too deep': '它的 "{name}" 嵌套过深',
  'its "{name}" is no list of numbers: {why*}': '它的 "{name}" 不是数字列表：{why}',
  'looked in {folder}': '在 {folder} 中查找',
  'a whole number from 1 on': '从 1 开始的整数',
  'these targets are no single class or side, so no probability is that of the right answer':
    '这些目标不是单个类别或一侧，所以没有正确答案的概率',
  'rows of classes lie along the probability of the right answer': '按类别的行只能沿正确答案的概率排列',
  'what is broadcast has no place of its own along the curve': '经过广播的数在曲线上没有自己的位置',
  'states hold what the runs that wrote them were asked for, and merge prints it':
    'state 里有写出它们的运行所要求的内容，merge 会照样打印',
  'WebAssembly gets no memory here, as under ulimit -v, so numbers are read and computed one by one':
    'WebAssembly 在这里得不到内存（例如受 ulimit -v 限制），因此数字是逐个读取和计算的',
  '--threshold is for the probability of a side, and {loss} has one per class':
    '--threshold 用于二分类的单个概率，而 {loss} 每个类别都有概率',
  '--threshold is for the probability of a side, and here each class has one':
    '--threshold 用于二分类的单个概率，而这里每个类别都有概率',
  'of several classes the most probable one is predicted': '多个类别时，预测的是概率最大的类别',
  '--threshold decides what --metrics count as positive, and none of them does':
    '--threshold 决定 --metrics 把什么算作正类，而所要的指标都用不到它',
  '~there is no such program': '没有这个程序',
  '~it may not be run': '没有执行权限',
  '~it is a folder': '这是文件夹',
  '{work}, equation {n}, with softmax': '{work}，公式 {n}，用 softmax',
  '{work}, equation {n}': '{work}，公式 {n}',
  '{work}; label smoothing: {paper}, section {n}': '{work}；标签平滑：{paper}，第 {n} 节',
  'as {torch} with (1 - p)^gamma composed into it': '即 {torch}，其中乘入 (1 - p)^gamma',
})
