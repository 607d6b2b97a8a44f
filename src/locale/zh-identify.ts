import { sentences } from './sentences.ts'

/** Names and reasons of conventions, as `identify` and `check` say them. */
export const identifySentences = sentences({
  'sigmoid applied twice': 'sigmoid 做了两次',
  'the input went through a sigmoid before a loss that has one of its own':
    '输入先做了 sigmoid，而损失函数自己还会做一次',
  'sigmoid applied to probabilities': '对概率做了 sigmoid',
  'probabilities are taken for logits, as {loss} would': '把概率当作 logits，像 {loss} 那样',
  'sigmoid missing': '漏了 sigmoid',
  'logits are taken for probabilities, clipped to [1e-7, 1 - 1e-7]':
    '把 logits 当作概率，截断到 [1e-7, 1 - 1e-7]',
  'softmax applied twice': 'softmax 做了两次',
  'the input went through a softmax before a loss that has one of its own':
    '输入先做了 softmax，而损失函数自己还会做一次',
  'log-softmax missing': '漏了 log-softmax',
  'logits are taken for log-probabilities, as {loss} would': '把 logits 当作对数概率，像 {loss} 那样',
  'log missing': '漏了取对数',
  'the loss is minus the probability, not minus its logarithm': '损失取了负的概率，而不是负的对数概率',
  'logarithm applied to the input': '对输入取了对数',
  'the input is taken for probabilities, and its logarithm for log-probabilities':
    '把输入当作概率，取对数后当作对数概率',
  'log-softmax applied again': '又做了一次 log-softmax',
  'the input is taken for logits, as {logits} would; {own} takes log-probabilities as they are':
    '把输入当作 logits，像 {logits} 那样；{own} 直接使用对数概率',
  'softmax over the rows instead of the classes': 'softmax 沿行而不是沿类别计算',
  'the probabilities of a class sum to 1 over the batch; those of a row should':
    '每个类别的概率在整个批次上和为 1；应当是每行的和为 1',
  'logarithm to the base 2': '以 2 为底的对数',
  'the loss is in bits; torch takes the natural logarithm': '损失以比特为单位；torch 用自然对数',
  'logarithm to the base 10': '以 10 为底的对数',
  'torch takes the natural logarithm': 'torch 用自然对数',
  'sign flipped': '符号相反',
  'the minus in front of the logarithm is missing, or there is one too many':
    '对数前少了负号，或多了一个负号',
  'the mean': '均值',
  'the losses are added up and divided, the default of torch': '损失相加后相除，即 torch 的默认方式',
  '0 for the mean of nothing': '没有损失时均值取 0',
  'where no row counts the mean is 0/0, and torch leaves it NaN': '没有一行计入时均值为 0/0，torch 保留 NaN',
  'the sum': '总和',
  'the losses are added up and not divided': '损失只相加，不相除',
  'divided by all rows instead of the counted ones': '除以所有行，而不是计入的行',
  'rows with the ignore index add no loss, and must not be counted in the mean either':
    '等于忽略索引的行没有损失，也不应计入均值的除数',
  'divided by the number of losses instead of the sum of their weights': '除以损失的个数，而不是权重之和',
  'with class weights the mean divides by the weights of the targets, not by their number':
    '有类别权重时，均值除以目标的权重之和，而不是目标的个数',
  'divided by the number of all rows instead of the weights of the counted ones':
    '除以所有行数，而不是计入的行的权重之和',
  'with class weights the mean divides by the weights of the targets; ignored rows count nowhere':
    '有类别权重时，均值除以目标的权重之和；忽略的行不计入',
  'divided by the sum of the weights instead of the number of losses': '除以权重之和，而不是损失的个数',
  'here the mean divides by the number of losses, weights or not': '这里均值总是除以损失的个数，与权重无关',
  'the mean over rows of their sums': '各行之和的均值',
  'the elements of a row are added up; the mean counts every element': '每行的元素相加；而均值按每个元素计',
  'the mean of the means of the rows': '各行均值的均值',
  'every row counts alike, however many losses or weights it has; the mean counts every loss alike':
    '不论有多少损失或权重，每行同等看待；而均值对每个损失同等看待',
  'divided by the number of classes too': '又除以了类别数',
  'a row of classes has one loss, so the mean divides by the rows, not by rows times classes':
    '每行只有一个损失，所以均值除以行数，而不是行数乘以类别数',
  'divided by the number of positives': '除以正样本的个数',
  'detectors normalise by the targets that are 1; the mean counts every element':
    '检测器按目标为 1 的个数归一化；而均值按每个元素计',
  'divided by the number of rows twice': '除了两次行数',
  'the mean is divided by the size of the batch once more': '均值又除以了一次批次大小',
  '1 - alpha for alpha': '把 1 - alpha 当作 alpha',
  'alpha weighs the targets 0; it belongs to the targets 1, and 1 - alpha to the targets 0':
    'alpha 乘在了目标 0 上；alpha 应乘目标 1，1 - alpha 乘目标 0',
  'alpha ignored': '忽略了 alpha',
  'alpha has no effect (torchvision: alpha=-1)': 'alpha 不起作用（torchvision：alpha=-1）',
  'alpha on both sides': '两边都乘 alpha',
  'alpha multiplies every loss; the targets 0 should get 1 - alpha':
    'alpha 乘了每个损失；目标 0 应乘 1 - alpha',
  'alpha left at 0.25': 'alpha 仍为 0.25',
  'the default alpha is used instead of the one given': '用了默认的 alpha，而不是给定的',
  'gamma ignored': '忽略了 gamma',
  'the factor (1 - p)^gamma is missing': '缺少因子 (1 - p)^gamma',
  'gamma left at 2': 'gamma 仍为 2',
  'the default gamma is used instead of the one given': '用了默认的 gamma，而不是给定的',
  'gamma off by one: one too large': 'gamma 大了 1',
  'the factor is (1 - p)^(gamma + 1)': '因子是 (1 - p)^(gamma + 1)',
  'gamma off by one: one too small': 'gamma 小了 1',
  'the factor is (1 - p)^(gamma - 1)': '因子是 (1 - p)^(gamma - 1)',
  'the focal factor of the mean': '对均值乘聚焦因子',
  'cross-entropy is reduced first, and one factor (1 - e^-mean)^gamma is applied to the mean; each loss has its own':
    '先归约交叉熵，再对均值乘同一个因子 (1 - e^-mean)^gamma；每个损失应有自己的因子',
  'p for p_t in the focal factor': '聚焦因子里把 p 当作 p_t',
  'the factor is (1 - p)^gamma for all; for targets 0 it should be p^gamma':
    '因子一律是 (1 - p)^gamma；目标为 0 时应为 p^gamma',
  'p_t for 1 - p_t in the focal factor': '聚焦因子里把 p_t 当作 1 - p_t',
  'the factor is p_t^gamma, which keeps the easy ones; it should be (1 - p_t)^gamma':
    '因子是 p_t^gamma，反而保留了容易的样本；应为 (1 - p_t)^gamma',
  'weights that sum to 1': '权重归一化为和等于 1',
  'each weight is divided by the sum of all; torch takes them as they are':
    '每个权重除以权重之和；torch 直接采用给定的权重',
  'weights that are 1 in the mean': '权重归一化为均值等于 1',
  'each weight is divided by the mean of all; torch takes them as they are':
    '每个权重除以权重的均值；torch 直接采用给定的权重',
  'a line that is no answer': '不是答案的一行',
  'standard output is for answers alone; what is printed for people belongs on standard error':
    '标准输出只用来输出答案；给人看的内容应写到标准错误',
  'an answer in parts': '答案不完整',
  'the JSON is not whole; with --impl-stream an answer is one line':
    'JSON 不完整；用 --impl-stream 时每个答案占一行',
  'the focal factor of the weighted cross-entropy': '聚焦因子由加权后的交叉熵算出',
  'p is taken back as e^-loss from a loss that already holds the weight': '由已含权重的损失按 e^-loss 反推 p',
  'probabilities clipped to [{a}, 1 - {b}] in float32': '在 float32 中概率截断到 [{a}, 1 - {b}]',
  'torch does not clip; 1 minus so little is rounded besides': 'torch 不截断；而且 1 减去这么小的数会被舍入',
  'probabilities clipped to [{a}, 1 - {b}]': '概率截断到 [{a}, 1 - {b}]',
  'so the loss of an element cannot exceed {most}; torch does not clip, Keras does':
    '所以元素的损失不会超过 {most}；torch 不截断，Keras 截断',
  'so the loss of an element cannot exceed {most}; torch does not clip':
    '所以元素的损失不会超过 {most}；torch 不截断',
  '{eps} added inside the logarithm': '对数里加了 {eps}',
  'ln(p + {eps}) instead of ln p': '用 ln(p + {eps}) 代替 ln p',
  'clamped at 100': '截断在 100',
  'no loss exceeds 100, as in the loss of probabilities; that of logits has no such limit':
    '损失不超过 100，像概率的损失那样；logits 的损失没有这个上限',
  'not clamped at 100': '没有截断在 100',
  'ln 0 is -Infinity; {own} sets a floor of -100 under each logarithm':
    'ln 0 是 -Infinity；{own} 把每个对数截断在 -100',
  'naive 1 - sigmoid(x)': '直接计算 1 - sigmoid(x)',
  'exponentials that overflow': '指数溢出',
  '0 times Infinity': '0 乘以 Infinity',
  'it is NaN: the term of the other side has the factor 0, and is left out':
    '得到 NaN：另一侧的项系数为 0，应当略去',
  'the largest logit of a row is subtracted before the exponentials are taken':
    '取指数之前要先减去该行最大的 logit',
  'probabilities expected': '以为输入是概率',
  'probabilities expected, and kept from {eps} on': '以为输入是概率，且不小于 {eps}',
  'the logarithm is taken of the input itself: the sigmoid or softmax before it is missing':
    '直接对输入取对数：之前缺少 sigmoid 或 softmax',
  'sigmoid and logarithm one after the other lose digits, and overflow, where {own} does not':
    '先 sigmoid 再取对数会损失有效数字，也会溢出，而 {own} 不会',
  '{option} the other way round': '{option} 取相反的值',
  'the constant terms of the likelihood': '似然中的常数项',
  'the target is taken for logarithms, or not': '目标是否当作对数',
  'the input is taken for logarithms, or not': '输入是否当作对数',
  '{option} is {value}, a value that libraries set or leave': '{option} 为 {value}，是某些库采用的值',
  'half of the square': '平方的一半',
  'the loss is (x - t)^2 / 2': '损失为 (x - t)^2 / 2',
  'absolute error': '绝对误差',
  'the loss is |x - t|, not its square': '损失为 |x - t|，而不是平方',
  'difference not squared': '差没有平方',
  'the loss is x - t': '损失为 x - t',
  'root of the mean square': '均方根',
  'the square root of the mean is taken (RMSE)': '对均值取了平方根（RMSE）',
  '(N, 1) against (N) broadcast to (N, N)': '(N, 1) 与 (N) 广播成了 (N, N)',
  'each input is compared with every target, because one of them has a dimension more':
    '因为其中一方多一维，每个输入与所有目标都作了比较',
  'ignore_index not honoured': '没有处理 ignore_index',
  'rows with the ignore index count as rows of that class': '等于忽略索引的行被当作该类别的行',
  'ignored rows counted as {what*}': '忽略的行被当作{what}',
  'the last class': '最后一类',
  'class 0': '类别 0',
  'rows with the ignore index count as rows of {what*}, {how*}; they should add nothing':
    '等于忽略索引的行被当作{what}，{how}；它们不应计入',
  'as an index from the end does in Python': '像 Python 中从末尾数的索引',
  'as after a clamp at 0': '像在 0 处截断之后',
  'label smoothing ignored': '忽略了标签平滑',
  'label_smoothing has no effect': 'label_smoothing 不起作用',
  'label smoothing over the other classes only': '标签平滑只分给其他类别',
  'the share e is spread over the C - 1 other classes; torch spreads it over all C':
    'e 分给其余 C - 1 类；torch 分给全部 C 类',
  'class indices one too small': '类别索引小了 1',
  'class indices one too large': '类别索引大了 1',
  'each row is compared with the class {before|behind|after} its target: one side counts from 1':
    '每行与目标相邻的类别作了比较：有一边从 1 开始编号',
  'only the term of the targets 1': '只有目标 1 的一项',
  'the term (1 - t) ln(1 - p) is missing': '缺少 (1 - t) ln(1 - p) 一项',
  'only the term of the targets 0': '只有目标 0 的一项',
  'the term t ln p is missing': '缺少 t ln p 一项',
  'the two sides exchanged': '正负两侧互换',
  '1 - t stands where t belongs: the other class is the positive one': '用 1 - t 代替了 t：把另一类当作正类',
  'input and target exchanged': '输入和目标互换',
  'the arguments come in the other order': '参数的顺序相反',
  'input rounded to float32': '输入舍入到 float32',
  'the input has about 7 digits; here it is computed in float64':
    '输入约有 7 位有效数字；这里按 float64 计算',
  'weight ignored': '忽略了 weight',
  '--weight has no effect': '--weight 不起作用',
  'pos_weight ignored': '忽略了 pos_weight',
  'pos_weight has no effect': 'pos_weight 不起作用',
  'pos_weight on the negative side': 'pos_weight 乘在了负类一边',
  'pos_weight multiplies the term of the targets 0; it belongs to that of the targets 1':
    'pos_weight 乘了目标 0 的一项；它应乘目标 1 的一项',
  'pos_weight on both sides': 'pos_weight 乘了两边',
  'pos_weight multiplies the whole loss, as weight does; it belongs to the targets 1 alone':
    'pos_weight 像 weight 那样乘了整个损失；它只应乘目标 1',
  'weight taken for pos_weight': '把 weight 当作 pos_weight',
  'weight multiplies the term of the targets 1 only; it belongs to the whole loss':
    'weight 只乘了目标 1 的一项；它应乘整个损失',
  'weight applied twice': 'weight 乘了两次',
  'every loss is multiplied by its weight two times': '每个损失乘了两次权重',
  'weight of each loss not applied, only divided by': '没有乘权重，却除以了权重之和',
  'the losses are not multiplied by the weights, yet the mean divides by their sum':
    '损失没有乘权重，均值却除以了权重之和',
  'the input is {what*}, and {more*}': '输入是{what}，并且{more}',
  'the input is probabilities': '输入是概率',
  'the input is log-probabilities': '输入是对数概率',
  '--from {from} takes it as it is{more*}': '--from {from} 表示直接采用{more}',
  '~; {why*}': '；{why}',
  '~, and {name*}': '，并且{name}',
  '{name*} instead of {other*}': '{name}，而不是{other}',
  ', and ': '，并且',
  '; ': '；',
  float32: 'float32',
  'float64 rounding': 'float64 的舍入误差',
  'digits that cancel': '相消的有效数字',
  'right but for the digits that the last difference of large terms, or a sum in a narrow format, loses':
    '只差大数相减或窄格式求和时丢失的那几位',
  'the answer to an earlier request': '对之前某个请求的回答',
  'it printed more lines than it was asked for; with --impl-stream the answer to a request is one line':
    '它输出的行多于请求；使用 --impl-stream 时每个请求以一行作答',
  'it printed more after its last answer': '它在最后一个回答之后还有输出',
  'every answer is NaN: the bodies are empty, or one step makes NaN of every number':
    '每个回答都是 NaN：函数体还是空的，或有一步把所有数字变成了 NaN',
  'without the gradient that was asked for: {n}': '请求了梯度而没有给出：{n}',
  'about 7 digits agree: judge it with --dtype float32': '约 7 位有效数字相同：请加 --dtype float32 来判断',
  'all but the last digits agree: allow --rtol 1e-12': '除最后几位外都相同：可用 --rtol 1e-12',
  'the gradient points downhill; that of the loss points uphill':
    '梯度指向下降方向；损失的梯度应指向上升方向',
  'gradient of the sum': '总和的梯度',
  'it is {n} times as large: not divided as the mean is': '大了 {n} 倍：没有像均值那样相除',
  'gradient divided twice': '梯度除了两次',
  'it is {n} times as small: divided once too often': '小了 {n} 倍：多除了一次',
  'the expected number comes from elsewhere: {name*}': '期望的数值来自别处：{name}',
  'none of {n} conventions gives {value} (within {within})':
    '{n} 种约定都得不到 {value}（误差 {within} 以内）',
  'the nearest of those that differ in one thing:': '只差一处的约定中最接近的：',
  'weights and other options are tried when they are given: --weight, --pos-weight, --ignore-index, --gamma':
    '权重和其他选项只有给定时才会尝试：--weight、--pos-weight、--ignore-index、--gamma',
  '{count} of {n} conventions {gives|give} {value} (within {within}):':
    '{n} 种约定中有 {count} 种得到 {value}（误差 {within} 以内）：',
  '... {n} more, less likely: --json lists them all': '……另有 {n} 种可能性较小：--json 列出全部',
})
