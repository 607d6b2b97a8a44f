import { sentences } from './sentences.ts'

/** The help: what options do, headings, lines of the pages. */
export const optionSentences = sentences({
  "The loss calculator for the shell: PyTorch's conventions, better digits.":
    '命令行的损失计算器：PyTorch 的约定，更准确的数字。',
  loss: '损失',
  columns: '列',
  'list|file': '列表|文件',
  'column=value': '列=值',
  column: '列',
  names: '名称',
  name: '名称',
  list: '列表',
  char: '字符',
  query: '查询',
  pattern: '模式',
  folder: '目录',
  command: '命令',
  number: '数字',
  seconds: '秒',
  Metrics: '指标',
  models: '模型',
  suites: '用例集',
  states: '状态',
  files: '文件',
  input: '输入',
  options: '选项',
  topic: '主题',
  words: '词',
  'what speaks of them: perplexity, class weights': '查找帮助：perplexity、类别权重',
  Usage: '用法',
  Examples: '示例',
  Losses: '损失函数',
  Tools: '工具',
  Help: '帮助',
  Loss: '损失',
  Reduction: '归约',
  Input: '输入',
  Columns: '列',
  Samples: '样本',
  Output: '输出',
  Explanation: '讲解',
  Hints: '提示',
  Options: '选项',
  Curve: '曲线',
  Port: '移植',
  Cases: '用例',
  Comparison: '比较',
  'Checks (exit status 1 if one fails)': '检查（有一项不通过则退出码为 1）',
  'what it computes, examples, its own options': '计算什么、示例、自己的选项',
  'every option': '全部选项',
  'an error, a hint (H103) or a warning (W405)': '错误、提示（H103）或警告（W405）的说明',
  'this page; -h is the short one': '本页；-h 是简短的一页',
  '{n} more {option|options}: loss-calc {name} --help': '还有 {n} 个选项：loss-calc {name} --help',
  'exit status {n}': '退出码 {n}',
  '{code}: {title} (exit status {n})': '{code}：{title}（退出码 {n}）',
  '{code}: {title} (hint)': '{code}：{title}（提示）',
  '{code}: {title} (warning)': '{code}：{title}（警告）',
  'as {library}, which does what torch does': '同 {library}，其做法与 torch 相同',
  'as {library}: {flags}': '同 {library}：{flags}',
  'as {torch}': '即 {torch}',
  'Inputs are files, - for standard input, or numbers: [1, 2], tensor([1., 2.])':
    '输入是文件、表示标准输入的 -，或数字：[1, 2]、tensor([1., 2.])',
  'language (default: LOSS_CALC_LANG, or that of the system)': '语言（默认：LOSS_CALC_LANG 或系统的语言）',
  '{what*} (default: row; of --top: loss)': '{what}（默认：row；有 --top 时为 loss）',
  '{what*} (default: {value*}; {range*})': '{what}（默认：{value}；{range}）',
  '{what*} (default: logits)': '{what}（默认：logits）',
  '{what*} (default: {value*})': '{what}（默认：{value}）',
  '{what*} ({modes} only)': '{what}（仅 {modes}）',
  'default: {value*}': '默认：{value}',
  '~detected': '自动识别',
  '~by the shapes': '由形状判断',
  '~by first bytes, then name': '先看开头的字节，再看文件名',
  '~all numbers': '全部数字列',
  '~utf-8, or what its mark says': 'utf-8，或按其标记',
  '~auto, one per core': 'auto，每核一个',
  '~p if there is one': '有概率时为 p',
  '~text; svg for a file named .svg': 'text；文件名为 .svg 时为 svg',
  'a number{range}, a list of one per class, or {off} for off':
    '数字{range}，每类一个的列表，或表示关闭的 {off}',
  'a number{range}, or {off} for off': '数字{range}，或表示关闭的 {off}',
  'not: {what*}': '关闭：{what}',
  'form of the loss': '损失的形式',
  'how the input is written': '输入的写法',
  'each row of probabilities is divided by its sum': '每行概率除以其和',
  'probabilities are clipped to [eps, 1 - eps]': '概率截断到 [eps, 1 - eps]',
  "another library's conventions": '采用另一个库的约定',
  'the {name}; else the next file of the command line': '{name}；不写则取命令行上的下一个文件',
  'columns that hold the {name}': '{name} 所在的列',
  'what is done with the losses': '对各个损失做什么',
  '~as the states say': '以状态为准',
  'what the mean divides by': '均值除以什么',
  'only the worst samples, largest loss first': '只列出最差的样本，损失大的在前',
  'order of the samples': '样本的顺序',
  'also the mean of each class': '另给每个类别的均值',
  'also the mean of each value of a column': '另给某列每个取值的均值',
  'also quantiles of the losses, each sample once, as torch.quantile: 0.5,0.9,0.99':
    '另给损失的分位数，每个样本计一次，与 torch.quantile 相同：0.5,0.9,0.99',
  'also a histogram of the losses per sample; log: on powers of ten':
    '另给每个样本损失的直方图；log：按 10 的幂',
  'also numbers beside the loss: acc, precision, recall, f1, brier, ece, auc, ap, ppl (perplexity), top5 (or another)':
    '另给损失以外的指标：acc（准确率）、precision（精确率）、recall（召回率）、f1、brier、ece、auc、ap、ppl（困惑度）、top5（或其他）',
  'also how often what is predicted with a probability comes true': '另给校准：预测的概率有多少真的发生',
  'also the pairs of target and prediction that cost most': '另给损失最大的目标与预测的组合',
  'format of the inputs': '输入的格式',
  'of text: {names}': '文本的编码：{names}',
  'between the cells of a line: a character, tab or blanks':
    '一行中单元格之间的分隔：一个字符、tab 或 blanks',
  'decimal mark of the numbers: . or ,': '数字的小数点：. 或 ,',
  'forms of numbers in CSV beside plain decimals, or all: 45%, 1,234.5, $5, 3 kg, (1.5)':
    'CSV 中普通小数以外的数字写法，或 all：45%、1,234.5、$5、3 kg、(1.5)',
  'lines that start with it are left out': '以它开头的行会略去',
  'the first line holds names': '第一行是名称',
  'the first line holds numbers': '第一行是数字',
  'dimension of the classes, from 0 (default: 1): last for (N, T, C), (N, H, W, C)':
    '类别所在的维，从 0 数起（默认：1）；(N, T, C)、(N, H, W, C) 用 last',
  'rows and columns of the input are exchanged': '交换输入的行和列（转置）',
  'columns of the input: p_*, 0:3, !id': '输入的列：p_*、0:3、!id',
  'columns of the target; of the input file, if it is the only one': '目标的列；只有输入文件时取自该文件',
  'one weight per row; the mean divides by their sum': '每行一个权重；均值除以权重之和',
  'names the samples; pairs the rows of two files that both have it':
    '样本的名称；两个文件都有时按它配对各行',
  'rows whose id the other file lacks': '另一个文件中没有其 id 的行',
  'only rows with this value, or with !=, <, <=, > or >= it; may be repeated':
    '只取等于该值的行，也可用 !=、<、<=、>、>=；可以重复',
  'rows that miss a value': '缺少值的行',
  'how targets are written': '目标的写法',
  'what the first class counts as': '第一个类别的索引',
  'names of the classes in order, where targets are names': '目标为名称时，按顺序给出类别的名称',
  'same as --format json': '同 --format json',
  'same as --format csv': '同 --format csv',
  'same as --format csv: one line per sample': '同 --format csv：每个样本一行',
  'same as --format ndjson': '同 --format ndjson',
  'same as --format ndjson: one object per sample': '同 --format ndjson：每个样本一个对象',
  'the number only, at full precision': '只输出数字，完整精度',
  'decimals of numbers for people': '给人看的数字的小数位数',
  'samples shown in a table': '表格中显示的样本数',
  'also the gradient of the result with respect to the input': '另给结果对输入的梯度',
  'write there instead, as .csv, .json, .ndjson or .md say; atomic: nothing is left if the run fails':
    '写入该文件，格式按 .csv、.json、.ndjson、.md；出错时什么也不写（原子写入）',
  'write there instead; nothing is left if the run fails (atomic)':
    '写入该文件，要么完整，要么不写（原子写入）',
  'also the gradient as a file: .npy, .csv, .tsv or .ndjson': '另把梯度写入文件：.npy、.csv、.tsv 或 .ndjson',
  'also a page to share: one HTML file without a script': '另写一个便于分享的页面：单个 HTML 文件，没有脚本',
  colours: '颜色',
  'same as --color never': '同 --color never',
  'threads that read large files': '读取大文件的线程数',
  'no line on a terminal that says how far a long run has come': '终端上不显示长时间运行的进度',
  'say on stderr how the input was read': '在 stderr 上说明输入是如何读取的',
  'work out the first rows, row n, a sample by its --id, or all of --rows':
    '逐步讲解前几行、第 n 行、按 --id 指定的样本，或 --rows 的全部行',
  'no hints about likely mistakes': '不提示可能的错误',
  'exit status 1 if there is any hint': '有任何提示时退出码为 1',
  'the result must be this, within --rtol and --atol': '结果必须是它，误差在 --rtol 和 --atol 以内',
  'the same, from a result in JSON: {"value": 0.72}, a number, a list':
    '同上，取自 JSON 结果：{"value": 0.72}、数字或列表',
  'see --rtol': '见 --rtol',
  'allowed is |got - want| <= atol + rtol |want|': '允许 |得到 - 期望| <= atol + rtol |期望|',
  'the result must not be above': '结果不能大于它',
  condition: '条件',
  "the loss or a metric must not be so: 'acc < 0.9'; may be repeated":
    "损失或某个指标不能如此：'acc < 0.9'；可以重复",
  'the result must not be below': '结果不能小于它',
  'none of these may occur': '不能出现其中任何一个',
  'rescales each element; any shape that broadcasts to the input':
    '乘在每个元素的损失上；数字、列表，或能广播到输入的文件',
  "rescales each element; numbers in the input's shape": '乘在每个元素的损失上；形状与输入相同',
  'weight of the positive side, per class or any shape that broadcasts to the input':
    '正类的权重，每类一个，或任何能广播到输入的形状',
  'one weight per class; the mean divides by the weights of the targets':
    '类别权重，每类一个；均值除以目标的权重之和',
  'one weight per class; the mean divides by the number of rows all the same':
    '类别权重，每类一个；均值仍除以行数',
  'multiplies the loss of each class; a number per class, or what broadcasts to the input':
    '乘在每一类的损失上；每类一个数字，或能广播到输入的形状',
  'Of more than two models each is compared with the first; --target own: every file is a model with its own target.':
    '多于两个模型时，各与第一个比较；--target own：每个文件是一个模型，各有自己的目标。',
  "A pattern in quotes, 'runs/*.csv', stands for the files that it names, in natural order: models with their targets.":
    "引号中的通配符 'runs/*.csv' 代表它匹配的文件，按自然顺序排列：各有目标的模型。",
  '16 of float32, 4 of bfloat16': 'float32 为 16，bfloat16 为 4',
  '~a terminal': '终端',
  'targets of all models (default: the last of three files or more)':
    '所有模型共用的目标（默认：三个以上文件中的最后一个）',
  'samples whose loss grew the most': '损失增加最多的样本数',
  'the difference only': '只输出差值',
  'models on the same samples: mean difference, and where it grew':
    '在同样的样本上比较模型：平均差，以及在哪里变大',
  "a file for each epoch: how the loss moved, and which is best: 'epochs/*.csv'":
    "每个文件（如每轮训练）的损失如何变化，哪个最低：'epochs/*.csv'",
  'targets of all files, where they are no column of each': '所有文件共用的目标（不是各文件的一列时）',
  'what each file is compared with': '每个文件与谁比较',
  'the name of the best file only': '只输出最好的文件名',
  'the loss of the last file must not be above': '最后一个文件的损失不能大于它',
  'by how much a loss must be lower to count for --patience': '损失至少降低多少才算（用于 --patience）',
  'Runs suites of cases and compares: this program, or with --impl any other.':
    '运行用例集并比较：本程序，或用 --impl 指定的程序。',
  'The same loss of several files in natural order (epoch-2 before epoch-10), each compared with the one before it:':
    '几个文件的同一损失，按自然顺序（epoch-2 在 epoch-10 之前），各与前一个比较：',
  'the step with a 95 % confidence interval, sample by sample where the files hold the same samples.':
    '每一步附 95 % 置信区间；文件含有相同样本时逐样本比较。',
  "'epochs/*.csv' in quotes is a pattern, on every system. --target names one file of targets for all.":
    "加引号的 'epochs/*.csv' 在任何系统上都是通配符。--target 指定所有文件共用的目标。",
  'A suite is JSON (loss-calc schema suite); a folder stands for the suites in it. loss-calc help examples lists those of the package.':
    '用例集是 JSON（见 loss-calc schema suite）；目录表示其中的所有用例集。软件包自带的见 loss-calc help examples。',
  '--impl runs a program of yours for each expectation. It reads one object from standard input:':
    '--impl 对每个期望值运行你的程序。它从标准输入读一个对象：',
  'and prints one: {"value": 0.7193}, or the losses before they are reduced {"per_sample": [[...]]}, or both,':
    '并输出一个对象：{"value": 0.7193}，或归约前的损失 {"per_sample": [[...]]}，或两者，',
  'also these columns beside the samples: text,lang': '样本旁边也显示这些列：text,lang',
  'also these columns of the first model beside the samples: text,lang':
    '样本旁边也显示第一个模型的这些列：text,lang',
  'starts a port of a loss to C, Rust, Swift, Go, JavaScript or Python, with its checks':
    '开始把一个损失移植到 C、Rust、Swift、Go、JavaScript 或 Python，并附检查用例',
  'Starts a port of a loss to another language: a program with empty bodies that reads cases and prints answers,':
    '开始把一个损失移植到另一种语言：函数体为空的程序，读入用例并输出答案，',
  'and a suite with cases for each option of the loss. Both run under loss-calc check --impl at once.':
    '以及一套用例，包含损失的每个选项。两者马上就能用 loss-calc check --impl 运行。',
  'the language of the port': '移植所用的语言',
  'where to write': '写到哪里',
  'the port computes in this: inputs are rounded to it first, and answers judged in its ulp':
    '移植版按这种精度计算：输入先舍入到它，答案按它的 ulp 判断',
  'how many ulp of --dtype an answer may be off': '答案最多可差多少个 --dtype 的 ulp',
  'and "grad" if it can. What JSON has no number for is spelled "NaN", "Infinity", "-Infinity".':
    '能算时还有 "grad"。JSON 不能表示的数字写成 "NaN"、"Infinity"、"-Infinity"。',
  Query: '查询',
  'A query that computes the loss where the predictions are, with the same meaning: one row with mean, sum,':
    '在预测所在之处计算损失的查询，含义相同：一行，含均值、总和、',
  'denominator, and how many rows were used, ignored and invalid, or one row per group; --per-sample: each loss.':
    '除数，以及用到、忽略和无效的行数；或每组一行；--per-sample：每个样本的损失。',
  'NULL, a label that is no class, and a number outside the domain make the mean NULL and are counted as invalid.':
    'NULL、不属于任何类别的标签和定义域以外的数字使均值为 NULL，并计为无效。',
  'Nothing is connected to: loss-calc sql ... | duckdb, or | psql -f -':
    '不连接任何数据库：loss-calc sql ... | duckdb，或 | psql -f -',
  'Checked on: {list*}.': '已在这些版本上检查：{list}。',
  'the SQL of which engine': '哪个引擎的 SQL',
  'where the rows are: preds, eval.preds, or for duckdb files: runs/*.parquet':
    '数据所在的表：preds、eval.preds；duckdb 还可用文件：runs/*.parquet',
  'a query in place of a table': '代替表的查询',
  'the loss of each row': '每行的损失',
  "the engine's own sum, which need not repeat; the default is exact in decimals":
    '用引擎自己的求和，结果不一定可重复；默认按十进制精确求和',
  'also a dialect that nobody has run': '也可用没有人运行过的方言',
  'columns of the input; one column of arrays, if --classes says how long':
    '输入的列；或一列数组，由 --classes 说明长度',
  'columns of the target': '目标的列',
  'columns of the {name}': '{name} 的列',
  'columns that name the samples, with --per-sample': '样本名称所在的列，用于 --per-sample',
  'one row for each of their values': '每个取值一行',
  'how many classes there are, or the texts of the labels in order': '类别的个数，或按顺序给出标签文本',
  'rows that miss a value: invalid, or left out (default: error)':
    '缺少值的行：计为无效，或略去（默认：error）',
  'what the column mean holds': 'mean 列的内容',
  'Six moves on data that come with the package: each command is shown, then run.':
    '用随软件包提供的数据演示六种用法：先显示命令，再运行。',
  'What the machine offers: versions, kernel, threads, language, colour, completion, cache; what is slow, and why.':
    '本机的情况：版本、内核、线程、语言、颜色、补全、缓存；什么慢，为什么慢。',
  'A loss of columns by name: labels are names, rows have names, and the divisor of the mean is told.':
    '按列名计算损失：标签是名称，各行有名称，并说明均值除以什么。',
  'Every step of one sample.': '一个样本的每一步。',
  'The worst samples, and the mean by any column.': '最差的样本，以及按任一列的均值。',
  'A likely mistake is told, and changes no number: softmax applied twice.':
    '提示可能的错误，但不改变结果：softmax 做了两次。',
  'Another program printed 5.2992. By which convention?': '另一个程序输出 5.2992，出自哪种约定？',
  'Two models on the same samples.': '两个模型在相同样本上的比较。',
  'More: loss-calc --help, loss-calc <command> -h': '更多：loss-calc --help、loss-calc <命令> -h',
  'node        {what}': 'Node        {what}',
  'system      {what}': '系统        {what}',
  'kernel      WebAssembly with SIMD': '内核        WebAssembly，带 SIMD',
  'kernel      none': '内核        无',
  'threads     {n} for large files': '线程        大文件用 {n} 个',
  'threads     none': '线程        无',
  'language    {what}': '语言        {what}',
  'colour      yes ({from*})': '颜色        有（{from}）',
  'colour      no ({from*})': '颜色        无（{from}）',
  'terminal    {n} columns': '终端        {n} 列',
  'terminal    none': '终端        无',
  'completion  not set up for {shell}: {command}': '补全        尚未为 {shell} 设置：{command}',
  'completion  {what}': '补全        {what}',
  'cache       {what*}': '缓存        {what}',
  'cache       none': '缓存        无',
  'nothing here is slower than it need be': '没有发现比应有的速度更慢之处',
  'slow: {why*}': '慢：{why}',
  'this Node has no WebAssembly SIMD, so numbers are read and computed one by one':
    '这个 Node 没有 WebAssembly SIMD，数字要逐个读取和计算',
  'one core: large files are read by one thread': '只有一个核：大文件只用一个线程读取',
  'no folder to keep compiled code in: set XDG_CACHE_HOME or NODE_COMPILE_CACHE':
    '没有存放编译结果的目录：请设置 XDG_CACHE_HOME 或 NODE_COMPILE_CACHE',
  "loss-calc in the user's cache folder": '用户缓存目录中的 loss-calc',
  'class of the blank': '空白所属的类别',
  'a target that does not fit costs 0 and has no gradient': '放不进去的目标损失为 0，没有梯度',
  'cosine that dissimilar pairs may have': '不相似的一对允许的余弦',
  'whose sums, smoothing and weights': '采用谁的求和、平滑和权重',
  'sums over the classes, or the mean of theirs (kornia)': '对各类求和，或取各类的均值（kornia）',
  'squares in the denominator (monai)': '分母用平方（monai）',
  'focusing power; 0 is plain cross-entropy': '聚焦的指数；0 即普通交叉熵',
  'weight of the positive side; the other side gets 1 - alpha': '正类的权重；另一边为 1 - alpha',
  'multiplies each class; one number for all or a list per class': '乘在每一类上；一个数字或每类一个的列表',
  'adds ln(2 pi) / 2': '加上 ln(2 pi) / 2',
  'floor of the variance': '方差的下限',
  'distance that dissimilar pairs should reach': '不相似的一对应达到的距离',
  'from here on the loss is linear': '从这里起损失是线性的',
  'targets are log-probabilities too': '目标也是对数概率',
  'sklearn: a fraction, floor 2.2e-16; keras: percent, floor 1e-7':
    'sklearn：小数，下限 2.2e-16；keras：百分数，下限 1e-7',
  'by how much the right order should hold': '正确的顺序应领先多少',
  'whose floor: none, or 1e-7 as keras has it': '采用谁的下限：没有，或 keras 的 1e-7',
  'power of what a class lacks': '差额的指数',
  'by how much the right class should win': '正确的类别应领先多少',
  'sigmoid of one class, softmax with class indices, sigmoid of each class; auto judges by the shapes':
    '单类的 sigmoid、类别索引的 softmax、每类的 sigmoid；auto 由形状判断',
  'inputs are probabilities, no logits': '输入是概率，不是 logits',
  'added above and below; smp 0, monai 1e-5, kornia none': '分子分母都加上；smp 0，monai 1e-5，kornia 没有',
  'added above alone (monai)': '只加在分子上（monai）',
  'added below alone (monai)': '只加在分母上（monai）',
  'smp: floor below (1e-7); kornia: added below (1e-8)':
    'smp：分母的下限（1e-7）；kornia：加在分母上（1e-8）',
  '-ln(score) instead of 1 - score (smp)': '用 -ln(score) 代替 1 - score（smp）',
  'sums over the images of the batch too (monai; smp always does)':
    '也对批次中的图像求和（monai；smp 总是如此）',
  'counts class 0 (monai)': '计入类别 0（monai）',
  'one weight per class; smp and kornia divide by their sum, monai does not':
    '类别权重，每类一个；smp 和 kornia 除以权重之和，monai 不除',
  'target that is left out (smp, kornia)': '略去的目标（smp、kornia）',
  'which norm; Infinity is the largest component, 0 counts those that are not 0':
    '哪种范数；Infinity 取最大分量，0 数非零分量',
  'which norm; Infinity is the largest component': '哪种范数；Infinity 取最大分量',
  'added to every component of the difference': '加在差的每个分量上',
  'added to every component of a difference': '加在差的每个分量上',
  'inputs are logarithms of rates': '输入是速率的对数',
  "adds Stirling's approximation of ln(t!)": '加上 ln(t!) 的斯特林近似',
  'added to a rate before its logarithm': '取对数前加在速率上',
  'which quantile the input estimates': '输入估计的是哪个分位数',
  'class index that is skipped, and left out of the mean': '跳过且不计入均值的类别索引',
  'share of the target spread evenly over all classes': '标签平滑：目标中平均分给所有类别的部分',
  'from here on the loss is absolute; 0 is l1': '从这里起损失取绝对值；0 即 l1',
  'distance of two vectors; pairwise is euclidean with 1e-6 added to every component':
    '两个向量的距离；pairwise 是每个分量加 1e-6 的欧氏距离',
  'how much nearer the positive should be than the negative': '正样本应比负样本近多少',
  'takes the distance of positive and negative where that is smaller': '正负样本之间的距离更小时取该距离',
  'weight of false positives': '假阳性的权重',
  'weight of false negatives': '假阴性的权重',
  'power of the mean (smp; focal Tversky)': '均值的指数（smp；focal Tversky）',
  'a grid of values over options: --gamma 0:5:0.5': '按选项取值的网格：--gamma 0:5:0.5',
  'which loss and convention give a number': '哪种损失和约定得到某个数值',
  'runs suites of cases with known losses, here or in another program':
    '运行已知损失的用例集，用本程序或别的程序',
  'a script that completes commands and options in a shell': '在 shell 中补全命令和选项的脚本',
  'The same loss of two models on the same samples: b - a, with a 95 % confidence interval.':
    '两个模型在相同样本上的同一损失：b - a，附 95 % 置信区间。',
  'Each file may hold its target as a column (--target-col); otherwise the target is the last argument. A loss of':
    '每个文件可自带目标列（--target-col），否则最后一个参数是目标。',
  'more arguments takes those after its first as the last files, for all models, or each as columns (--var-cols).':
    '参数更多的损失：第一个之外的参数放在最后（各模型共用），或各作为列（--var-cols）。',
  'A page to play with losses: numbers and options to change, each loss and gradient, the curve, every step in':
    '用来演练损失函数的网页：可以改数字和选项，显示每个损失和梯度、曲线、每一步的说明，',
  'words, in English and Chinese. It works from a file, without a server; its address holds what was changed.':
    '中英文皆可。打开文件即可使用，不需要服务器；改动保存在网址里。',
  'Inputs are counted along the axis: where the samples lie on the curve.':
    '给出输入时，沿横轴统计样本落在曲线的哪里。',
  'what is done with the losses (default: {value})': '如何归约各个损失（默认：{value}）',
  '~of the bootstrap': '自助法（bootstrap）的随机种子',
  'language of the page and of the help (default: en, or LOSS_CALC_LANG)':
    '页面和帮助的语言（默认：LOSS_CALC_LANG 或系统的语言）',
  'so many files in a row must not pass without a lower loss, as early stopping':
    '连续这么多个文件损失没有降低则不通过（同早停）',
  '~no terminal': '没有终端',
  'also a page to share': '另写一个便于分享的页面',
  'Prints a script that completes commands, options, their values, files, and names of columns:':
    '输出补全脚本，可补全命令、选项、取值、文件和列名：',
  'Finds the losses and conventions (reduction, divisor, weights, activations, log base, clipping, alpha side) that':
    '找出哪些损失和约定（归约、除数、权重、激活、对数的底、截断、alpha 的一边）',
  'give a number, to the digits it is printed with. Exit status 1 if none does.':
    '得到某个数值（按所写的位数）。都得不到时退出码为 1。',
  'the number, with the digits that are known': '数值，写出已知的位数',
  'only these': '只看这些',
  'all matches as one object': '全部结果写成一个对象',
  'Reads without computing: columns, shapes, ranges, what the numbers look like, which losses fit.':
    '只读取，不计算：列、形状、取值范围、数字像什么、哪些损失适用。',
  'one object with every digit': '一个对象，完整精度',
  'Curves of a loss: over the probability of the right answer, or over its input; computed as any other input.':
    '损失的曲线：以正确答案的概率或以输入为横轴；计算方式与其他输入相同。',
  'An option of numbers takes a list 0,0.5,1 or a range first:last:step, and each value is a curve.':
    '数值选项可取列表 0,0.5,1 或范围 首:末:步长，每个值一条曲线。',
  'the probability of the right answer, or the input': '正确答案的概率，或输入',
  'the gradient with respect to the input instead': '改画对输入的梯度',
  'JSON Schema of a form: {names}.': '格式的 JSON Schema：{names}。',
  'JSON Schema of a form that is printed or read': '程序输出或读入的各种形式的 JSON Schema',
  'also both means of each value of a column, and groups for --fail-if':
    '也按某一列的各个取值给出两个均值，并作为 --fail-if 的分组',
  'the second model is worse (by more than n), beyond what chance would give; may be repeated':
    '第二个模型变差（超过 n），且超出偶然；可重复',
  'also the checks as JUnit, a test case each': '另把各项检查写成 JUnit，每项一个用例',
  'default: table; of more than two models also csv': '默认：table；多于两个模型时还有 csv',
  'a program in Python that gives the same number': '给出同一个数的 Python 程序',
  'how long an answer may take': '等待回答的时间',
  'run it once for all: a line in, a line out': '只启动一次：输入一行，输出一行',
  'run this program instead, once per expectation; no shell is involved':
    '改用这个程序，每个期望值运行一次；不经过 shell',
  'only cases whose name contains this': '只运行名称含有它的用例',
  'stop at the first failure': '遇到第一个失败就停止',
  'only what fails, and the count': '只显示失败的和计数',
  "put this program's numbers into the suites instead": '改为把本程序的数值写入用例集',
  'The reduced loss for every combination of values of its numeric options; the data are read once.':
    '数值选项每种取值组合的归约后损失；数据只读一次。',
  'An option of numbers takes a list 0,0.5,1 or a range first:last:step, with the last where a step meets it;':
    '数值选项可取列表 0,0.5,1 或范围 首:末:步长，步长正好到达时含末值；',
  'loss-calc sweep focal --help lists those of focal, and so on.':
    'loss-calc sweep focal --help 列出 focal 的选项，其余类推。',
  'probability above which acc, precision, recall and f1 take the positive side (default: 0.5)':
    '概率高于它时 acc、precision、recall、f1 判为正类（默认：0.5）',
  'what was read, what it looks like, and which losses fit': '读到了什么、看起来是什么、适合哪些损失',
  'curves of a loss and its gradient: --gamma 0,0.5,1,2,5': '损失和梯度的曲线：--gamma 0,0.5,1,2,5',
  'a page to play with losses: numbers, options, curves and steps':
    '演练损失函数的网页：数字、选项、曲线和步骤',
  'parts of a run, made anywhere with --format state, as one run over all':
    '把各处以 --format state 运行的部分合并为一次完整运行的结果',
  'the loss as a query for DuckDB, PostgreSQL, ClickHouse, Spark and others':
    '把损失写成 DuckDB、PostgreSQL、ClickHouse、Spark 等引擎的查询',
  'six moves on data that come with the package': '用随软件包提供的数据演示六种用法',
  'what the machine offers, and what is slow': '本机的情况，以及什么慢、为什么慢',
  'what a shell offers for the last of some words': '为几个词中的最后一个补全的候选',
})
