import { zhErrors } from './zh-errors.ts'
import type { HelpWords } from './help-en.ts'

export const helpZh: HelpWords = {
  errors: zhErrors,
  warnings: {
    W401: {
      title: '形状被广播',
      help: `长度为 1 的维度被拉伸，与 torch 相同。输入 (N, C) 与目标 (N, 1) 会把每个目标与整行比较，
向量与列会变成矩阵；均值所除的元素比数据多。不是这个意思时，让两者形状相同。`,
    },
    W402: {
      title: '输入中有无穷大',
      help: `logit 为无穷大时取损失的极限，torch 可能给出 NaN。其他情况下，无穷大写在文件里，
或数值超出 float64 的范围。`,
    },
    W403: {
      title: '目标不在 [0, 1] 内',
      help: `目标应为概率，torch 不检查。其他数值照样计算，但损失可能小于 0，没有意义。
是不是类别索引，或用 -1 和 1 表示两类？--target-format 说明目标的写法。`,
    },
    W404: {
      title: '目标行之和不为 1',
      help: `与输入的行一样长的目标行被当作各类的概率，torch 不检查其和。一行中有几个 1 是多标签，应该用 bce-logits。`,
    },
    W405: {
      title: '全部目标被忽略',
      help: `所有目标都等于 --ignore-index，均值为 NaN，与 torch 相同。
这个索引是不是真正的类别？`,
    },
    W406: {
      title: '没有可以求均值的损失',
      help: `输入没有元素，或权重之和为 0，均值为 NaN 或无穷大，与 torch 相同。文件只有表头？`,
    },
    W407: {
      title: 'torch 已弃用的 size_average 和 reduce',
      help: `--reduce false 即 --reduction none；否则 --size-average false 即 sum；其余为 mean。它们优先于 --reduction。`,
    },
    W408: {
      title: '没有用作输入的列',
      help: `没有 --input-cols 时，其他选项没有用到的数字列全部作为输入，名为 id、index、row 等的列除外。
它们属于输入时，用 --input-cols 写出列名。`,
    },
    W409: {
      title: '数值中有 NaN',
      help: `NaN 的损失是 NaN，均值与总和也是，与 torch 相同。--top 5 先列出这些样本；
--fail-on nan 使退出码为 1；--missing skip 跳过这些行。`,
    },
    W410: {
      title: '没有使用的、文本与数字混合的列',
      help: `没有 --input-cols 时不用文本列。这一列的前几行中有些是数字：是不是有损坏的单元格的数字列？
用 --input-cols 写出列名，警告就会消失。`,
    },
    W411: {
      title: '没有对应的行',
      help: `--id 把两个文件的行配对，--missing-ids skip 跳过另一个文件没有的行，均值只算其余的行。`,
    },
    W412: {
      title: '不是对数概率的数值',
      help: `输入应为概率的对数：都不大于 0，取指数后每行之和为 1，torch 不检查。概率要先取对数，logits 要先做 log-softmax。`,
    },
    W413: {
      title: '应列出类别之处只有 0 和 1',
      help: `目标列出类别索引，到第一个 -1 为止：1,0,1 表示类别 1、0、1。
每类一个 0 或 1 时应该用 multilabel-soft-margin 或 bce-logits。`,
    },
    W414: {
      title: '列了两次的类别',
      help: `目标的一行中列了两次的类别算两次，与 torch 相同。`,
    },
    W415: {
      title: '没有列出类别的行',
      help: `以 -1 开头的目标行是空的。这一行的损失为 0，仍计入均值。`,
    },
    W416: {
      title: '不是整数的计数',
      help: `这种损失的目标是事件的次数，应为整数。其他数值（如速率、均值）照样计算，与 torch 相同。`,
    },
    W417: {
      title: '无法对齐的目标',
      help: `输入的时间步数至少要等于标签数，相邻的相同标签之间还要多一步。否则，或者每条路径上都有概率 0 时，
损失为 Infinity，均值与总和也是。--zero-infinity 把这些样本算作 0，与 torch 相同。`,
    },
    W418: {
      title: '方阵输入的每行一个方差',
      help: `方差是向量时，每行一个。输入的行数与列数相同时，也可能是每列一个，torch 不会问。
每列一个方差时，形状写成 (1, N)。`,
    },
    W419: {
      title: '目标为 0 的百分比',
      help: `误差除以目标的大小，目标太小时除以下限（2.2e-16，keras 为 1e-7）。目标为 0 时，损失的大小只由下限决定，
绝对误差更有意义。`,
    },
    W420: {
      title: '均值也除以了类别数',
      help: `mean 除以全部元素的个数，与 torch 相同，torch 也有警告。分布的散度是对类别求和：
--reduction batchmean 再除以行数。`,
    },
    W421: {
      title: '列的顺序不一',
      help: `JSON 记录写出了各值的名称，而前 1000 条中有些记录的顺序与其他的不同。各列按第一条记录的顺序，
它决定每列是哪个类别。用 --input-cols p0,p1,p2 写出顺序，警告就会消失。`,
    },
    W422: {
      title: '前几行中没有值的列',
      help: `前 1000 行决定一列是什么。这一列在其中没有值，又没有写明用哪些列，因此按数字列使用。
用 --input-cols 写出列名，警告就会消失。`,
    },
    W423: {
      title: '出现较晚的列',
      help: `前 1000 条记录决定有哪些列。后面的记录有更多的键，没有读取。
它们属于输入时，请让开头的记录也写出这些键，没有值就写 null。`,
    },
    W424: {
      title: '同一个 state 出现了两次',
      help: '该分片已在其中，内容相同，例如任务重试或重复执行之后。它只计一次。',
    },
    W425: {
      title: '没有名称的分片',
      help: `没有 --shard K/N 时，无法分辨同一部分合并了两次还是两部分内容相同，也看不出缺了哪一部分。
此时 --top 中相等的损失和各分组没有固定的先后。`,
    },
    W426: {
      title: '两个文件都有的列',
      help: `--where、--group-by、--show 和 --weight-col 的列先在第一个文件中找，再在第二个文件中找。两个文件都有这一列、而同一行的值不同时，只用第一个文件的。`,
    },
    W427: {
      title: '同一个值，两种写法',
      help: `--where 按数值比较，k=1 也选中 01。1 和 01 是不同的编码时，--group-by 分开显示；前面加一个字母（c01），这一列就是文本。`,
    },
    W428: {
      title: '没有排除任何行的条件',
      help: `--where 逐字母比较文本。pandas 在 CSV 中写 True 的值，Parquet 和 JSON 中是 true；Parquet 的日期是 2024-01-03T00:00:00.000Z。`,
    },
  },
  hints: {
    H101: '用了两次 sigmoid',
    H102: '把灰度值当作预测',
    H103: '用了两次 softmax',
    H104: '给 nll 的是概率',
    H105: '给 nll 的不是对数概率',
    H106: '给 ce 的是对数概率',
    H107: '目标不在 [0, 1] 内',
    H108: '给二分类损失的是类别索引',
    H109: 'one-hot 目标加类别权重',
    H110: '表示跳过的目标（-1、255）',
    H112: '每行之和接近 1',
    H113: '对数被截断在 -100',
    H114: '像行号的一列',
    H116: '损失处于随机猜测的水平',
    H117: 'gamma 为 0 的 focal loss',
    H118: '列名被当作数字读入',
    H119: '与其他列不同的一列',
    H120: '名称的顺序不同',
    H121: '两个文件的行顺序不同',
    H122: '可能是名称的类别索引',
    H123: '只有一类的 softmax',
    H124: '各行概率之和不为 1',
    H125: '方阵输入与一列权重',
    H126: '最高标签的分数',
    H127: '正确答案的概率为 0',
    H128: '可能从 1 数起的目标',
    H129: '同一个表的两部分',
    H130: '表示缺失值的数字',
    H131: '汇总其他行的末行',
    H132: '每行排过序的分数',
  },
  hintHelp: {
    H101: `bce-logits 和 focal 自己会做 sigmoid。输入全都在 [0, 1] 内时，多半已经是概率：用 --from probs，或改用 bce；dice、jaccard 和 tversky 用 --probabilities。`,
    H102: `灰度值不是 logits；除以 255 后就是概率。`,
    H103: `ce 和 softmax 形式的 focal 自己会做 log-softmax。每行都 >= 0 且和为 1 时，多半已经是 softmax 的输出；
这时 C 类的 ce 不可能低于 ln(1 + (C-1)/e)。输入是概率时用 --from probs。`,
    H104: `nll 的输入是对数概率。给它概率，算出来的是 -p，是负数，不是似然；--from probs 会先取对数。`,
    H105: `对数概率取指数后，每行之和为 1。不为 1 时，多半漏了 log_softmax；ce 自己会做。`,
    H106: `对数概率再做一次 log-softmax 还是它自己，所以数值没有错；对数概率的损失叫 nll。`,
    H107: `二分类损失的目标在 [0, 1] 内。--target-format signed 把 -1 和 1 换成 0 和 1，gray 把 0 到 255 换成 0 到 1。
目标超出范围时 bce 会拒绝，bce-logits 和 torch 一样照算。`,
    H108: `二分类损失的每个输入对应一个 0 或 1。每行一个类别索引时应该用 ce，每一类一列 logits。`,
    H109: `目标是概率（包括 one-hot）时，torch 的加权均值除以行数；目标是类别索引时，除以目标的权重之和。
两者总和相同，均值不同。`,
    H110: `类别索引 -1 或 255 常常表示“没有标签”。只有等于 --ignore-index（默认 -100）的行会跳过，
其他超出范围的索引是错误 E306。`,
    H112: `每行都 >= 0 且和约为 1，像是舍入过的 softmax 输出。ce 会再做一次 softmax，nll 需要的是它们的对数。`,
    H113: `bce 和 torch 一样，把 ln p 截断在 -100，所以一个十分肯定却错了的预测损失为 100，可能左右整个均值。
Keras 把 p 截断在 1e-7（损失 16.12），scikit-learn 截断在 float64 的精度（36.04）。用 logits 加 bce-logits 则不必截断。`,
    H114: `数着 0、1、2…… 或名为 id、index 的一列，多半是从数据框里带来的。去掉它：--input-cols '!id'。`,
    H116: `C 类概率都相等时损失为 ln C：2 类 0.6931，10 类 2.3026。均值与它相差不到 1 %，
说明模型还什么都没有学到，或者输出和目标没有对上。`,
    H117: `gamma 为 0 时没有聚焦的作用，损失就是交叉熵乘以 alpha。`,
    H118: `pandas 会在没有名称的列上写 0、1、2……。作为文件的第一行，它会被读成数字，于是多算一行。
--headers 表示第一行是列名，--no-headers 表示不是。`,
    H119: `没有 --input-cols 时，其他选项没有用到的数字列全部作为输入。
多数列开头相同（logit_cat、logit_dog）而有一列不同（w）时，那一列多半不是 logit。`,
    H120: `列按顺序而不是按名称对应。类别或目标列的名称与输入列相同、顺序却不同时，损失会把它们弄混。`,
    H121: `没有 --id 时，输入的第 n 行对应目标的第 n 行。两个文件都给行起了名称时，提示指出第一处不同的行；两列同名时，用 --id 按它的值配对。`,
    H122: `目标为整数时，类别从 0 数起。列名是其他数字（pred_2、pred_0）或词时，目标可能就是它们。
--index-base 1 从 1 数起，--input-cols 把列排好顺序，--classes 10,20 给出名称，--index-base 0 表示就是位置。`,
    H123: `只有一类时，不管 logit 是多少，它的概率都是 1，损失都是 0。每行一个 logit 属于 bce-logits，目标是 0 和 1。`,
    H124: `损失是目标类概率的 -ln，与其他类无关。各行之和不为 1 时，可能少选了某一类的列，或每列各是一个标签，如 bce。
--normalize 与 Keras 一样，把每行除以它的和。`,
    H125: `文件中的一列是每行一个权重。输入的行数与列数相同时，也可能是每列一个，如列表 --weight 1,2,3。`,
    H126: `最高标签的分数，每行属于不同的标签。损失的输入是同一类在各行的概率：请取所有标签的分数。`,
    H127: `它的损失为无穷大，均值与总和也是。这样的 0 多半来自舍入：--eps 1e-7 像 Keras、--compat sklearn 像 scikit-learn 那样截断；
logits 不需要截断。--top 20 列出这些样本。`,
    H128: `目标是整数时从 0 数类别。没有目标是 0，而最可能的类别多半正是目标的前一类时，目标多半从 1 数起，R、MATLAB 和 Julia 就是这样：--index-base 1。`,
    H129: `第一个文件是输入，第二个是目标。若两者的列都齐全，如 part-0.csv 和 part-1.csv，目标就对不上输入。请逐个用 --format state，再合并。`,
    H130: `仪器和数据库用 -999、-9999 或 -32768 表示没有测到。--where "y>-9999" 去掉这些行。`,
    H131: `电子表格和透视表末尾有一行叫作 Total、Sum 或 合计。--where "id!=Total" 去掉它。`,
    H132: `pipeline 和 top-k 的输出把最可能的类别排在最前，各行的类别顺序因此不同。
zero-shot pipeline 的 NDJSON：jq -c '.p = ([.labels, .scores] | transpose | map({(.[0]): .[1]}) | add)'，再用 --input-cols "p.*"。`,
  },
  topics: {
    environment: `环境变量
  LOSS_CALC_LANG       en 或 zh：给人看的内容所用的语言；--lang 优先
  LC_ALL, LC_MESSAGES, LANG   同上，取自系统的区域设置：zh、zh_CN.UTF-8 等
  NO_COLOR             非空时不用颜色；--color 优先
  FORCE_COLOR          写入文件和管道时也用颜色；0 和 false 表示不用
  TERM                 为 dumb 时不用颜色
  XDG_CACHE_HOME, NODE_COMPILE_CACHE   存放编译结果的目录，下次启动更快
  给程序读的内容与语言无关：--json、--csv、--ndjson 和 -q 不变。
`,
    examples: `随软件包提供的数据，可用作任何输入
  example:blog/logits.csv       3 x 3 的 logits
  example:blog/target.csv       3 x 3 的目标，取值 0 和 1
  example:files/preds.csv       两类的概率、标签、划分和权重，按列名读取
  example:files/model-b.csv     同样样本上的另一个模型
  'example:epochs/*.csv'        各轮次的 logits 和标签，用于 trend
  @bce-logits、@ce、@focal 等   loss-calc check 的用例集
  loss-calc demo 用它们演示六种用法；loss-calc <命令> -h 给出每个命令的两到四个例子。
`,
    'exit-codes': `退出码
  0    计算完成
  1    所要求的检查未通过
  2    命令有误：未知选项、取值不对、选项互相排斥
  3    数据有误：读不了、不是数字、形状或取值不符
  70   程序缺陷
  130  被中断

GitHub Actions 在改动旁和任务摘要中显示失败的检查。
GitLab 读取 JUnit：compare --junit report.xml、check --reporter junit。
`,
    formats: `输入
  CSV 和 TSV    数字的行和列；表头、分隔符、引号、CRLF 和 BOM 会自动识别，任意个空格隔开也可以。
                单元格里可以是列表："[0.1, 0.5]"、"[0.1 0.5]"。
                --numbers percent,thousands,... 可读 45%、1,234.5、$5、3 kg、(1.5) 和全角数字。
  JSON          任意维数的嵌套数组；NaN 和 Infinity 可以像 Python 那样直接写，也可以写成字符串。
                也可以是记录 [{"logits": [1, 2], "y": 0}, ...]，或由列表组成的对象 {"y": [0, 1], ...}。
                也可以是 pandas 任一 orient 的数据框，或 {"label": "cat", "score": 0.9} 的列表。
                或 {"img1": 0.3, ...}：列 key 和 value；或其他内容旁边唯一的记录列表。
  dump.json#/a  用 JSON pointer（RFC 6901）指出 JSON 文件的一部分。
  NDJSON        每行一个列表、一个数字或一条记录。
  NPY, NPZ      numpy 的任意实数类型数组；dump.npz#logits 指出其中之一。
  safetensors, .pt   model.safetensors#logits 指出其中一个张量。
  Parquet, Arrow (Feather)   数字、文本和数字列表的列。
  .gz, .zst     以上任何一种的压缩文件。
  [[1, 2]]      数字本身：JSON、1,2,3，或 torch、numpy、R、MATLAB、Julia 和 Python 打印的样子：
                tensor([[0.2, 0.3]])、[[0.2 0.3]]、c(1, 2)、[1 2; 3 4]。可能是文件的词当作文件。
  -             标准输入，两个输入中只能有一个。
  对 ce、nll 和 focal，单列的目标表是类别索引；与输入形状相同的表是概率（ce），
  或每个元素一个目标（bce、bce-logits、mse、focal）。

输出
  table, markdown   给人看：4 位小数，前 20 个样本
  json              一个对象，完整精度；其结构见 loss-calc schema result
  csv, ndjson       每个样本一行，完整精度
  latex             对齐公式写成的例题（需要 amsmath），同 --explain
`,
    columns: `列
  选择器以逗号分隔，可用表头里的名称或从 0 开始的序号：
    label          名称；与序号冲突时名称优先
    3, -1          从头数或从尾数的序号
    0:3, p_cat:x   范围，两端都包含
    p_*            通配符
    !id            除此以外的全部
    name[1]        同名的第二列
    "odd,name"     带引号的名称
  不写 --input-cols 时：没有别的用途的全部数字列，id 列除外。
  --target-col 是文本时：类别名，与 --classes 或输入列的名称对应。
  --id、--group-by 和 --where 可用任一文件的列；--weight-col 是每行的权重，均值除以权重之和。
  NDJSON 和 JSON 记录中用点号路径表示嵌套字段，字段可以是数字列表。
`,
    guesses: `推断
  没有说明的内容由程序判断，并且会说出来：在 --json 的 notes 和 -v 中，在结果的第一行，或者用警告。
  可能判断错、又会改变结果的，是错误，或者是警告；有这种警告时，--strict 的退出码为 1。
    内容           依据                                  如何得知            用什么指定
    格式           开头的字节，其次是文件名              JSON 的 format      --input-format
    压缩           开头的字节（gzip、zstd）              -                   -
    编码           UTF-8，或 UTF-16 的标记               其他编码 E204       --encoding
    分隔符         制表符 ; | , 或空格，
                   取把开头各行分得一样的那个            notes               --delimiter
                   .tsv 中没有制表符而有别的分隔符       E204
    表头           第一行：全是名称，或没有名称          notes               --headers、--no-headers
                   label,0,1,2 而下面是小数              notes
                   名称和整数混杂                        E206
                   0,1,2 而下面是数字                    H118
    列的类型       前 1000 行中的多数                    其余的 E201         --input-cols
    输入列         没有别的用途的数字列                  略去：……            --input-cols
                   名为 id、index、row、..._id 的除外    W408
                   名称与输入列同类的文本列、
                   写成文本的数字                        E201
                   夹有数字的文本列                      W410
                   前 1000 行中没有值的列：按数字        W422
                   记录中先后不一的键                    W421
                   较晚才出现的键：不读取                W423
                   名称与其他列不同                      H119
    目标列         第二个文件中剩下的唯一一列            结果的第一行        --target-col
    两个文件的行   按顺序；有 --id 时按其值              H121                --id
    两个文件的列   按顺序，不看列名                      H120                --input-cols
    类别名称       输入列名称去掉共同的开头              notes               --classes
                   顺序不同                              H120
                   列名是数字，目标也是数字              H122                --index-base、--classes
    第一类         0                                     H128                --index-base
    索引或概率     目标的形状                            JSON 的 kind        --target-format
    缺失值         没有：空单元格和 NA 会被拒绝          E201、E202          --missing skip
    数字           小数点，没有千位分隔符和百分号        E201                --decimal、--numbers
`,
    reductions: `归约方式
  mean   默认。除以什么会打印出来：
           bce、bce-logits、focal（sigmoid）   元素个数，与权重无关
           ce、nll、focal（softmax）           未被忽略的目标的权重之和
           ce，目标为概率                      行数，即使给了权重
           mse                                 元素个数，或权重之和
  sum    所有损失之和
  none   不归约，形状与 torch 相同
  损失以 nat 为单位（自然对数）。没有任何元素时均值为 NaN，与 torch 相同。
`,
    hints: `提示
  提示在 stderr 上指出可能的错误以及可以怎么做，从不改变结果。--no-hints 关闭全部提示，
  --strict 使有任何提示时退出码为 1（结果照样打印）。详见 loss-calc help H103。
`,
    conventions: `约定：同样的数字，不同的损失
  logits 还是概率       bce 和 nll 的输入已经过 sigmoid 或 log-softmax；
                        bce-logits、ce 和 focal 自己来做。做两次不会报错，只是结果不对。
  one-hot 还是类别索引  ce 的目标是类别索引时，加权均值除以目标的权重之和；
                        目标是 one-hot 或概率时除以行数，与 torch 相同。
  weight                ce 和 nll 每类一个；bce 和 bce-logits 每个元素一个，均值仍除以元素个数。
                        pos-weight 只乘正类那一项。
  focal 的 alpha        正类的权重，负类为 1 - alpha（论文和 torchvision）；softmax 时每类一个系数。
  ignore_index          等于它的行既不计入总和，也不计入除数。
  ln 0                  bce 截断在 -100，与 torch 相同；scikit-learn 和 Keras 更早截断概率。
  随机猜测的水平        C 类概率都相等时损失为 ln C：2 类 0.6931，10 类 2.3026。
`,
  },
}
