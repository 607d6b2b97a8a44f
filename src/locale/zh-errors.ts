import type { ErrorCode } from '../error-codes.ts'

/** Title and help of every error; the compiler names what is missing. */
export const zhErrors: Readonly<Record<ErrorCode, { readonly title: string; readonly help: string }>> = {
  E101: { title: '选项的取值不对', help: '有这个选项，但不能取这个值。错误信息列出了可用的取值。' },
  E102: { title: '未知的命令或选项', help: '用 `loss-calc --help` 查看列表，或 `loss-calc <命令> --help`。' },
  E103: { title: '缺少或多余的参数', help: '损失函数需要输入和目标：`loss-calc mse input.csv target.csv`。' },
  E104: { title: '选项互相排斥', help: '单独用都可以，去掉其中一个。' },
  E105: {
    title: '对这个损失函数没有意义的选项',
    help: '损失函数没有这个参数。`loss-calc <损失> --help` 列出它自己的选项。',
  },
  E106: { title: '标准输入用了两次', help: '`-` 只能代表一个输入。把另一个写成文件。' },
  E110: { title: '无法写入输出', help: '写入的位置必须允许写入、有足够空间，且不能是输入文件。' },
  E120: {
    title: '没有这一列',
    help: '列可用表头中的名称、从 0 开始的序号、范围 0:3、通配符 p_* 或 !name（除此以外）指定；见 `loss-calc help columns`。',
  },
  E200: { title: '无法读取输入', help: '文件是否存在、是不是文件、有没有读取权限？' },
  E201: {
    title: '不是数字',
    help: '每个值必须是十进制数字、NaN 或 Infinity。如果 CSV 的单元格切分错了，用 --delimiter 指定分隔符。',
  },
  E202: { title: '空单元格', help: '空单元格不是 0。请填上，或去掉这一行。' },
  E203: { title: '各行长度不同', help: '每一行的单元格数要与第一行相同；嵌套列表必须规则。' },
  E204: { title: '文件格式有误', help: '内容不符合格式。如果格式判断错了，用 --input-format 指定。' },
  E205: { title: '没有可读的内容', help: '文件中没有数据。内容为 [] 的 JSON 文件是空批次。' },
  E206: {
    title: '第一行有疑问',
    help: '第一行既有名称又有整数，可能是表头，也可能是第一行数据，两种读法结果不同。是列名用 --headers，是数据用 --no-headers。',
  },
  E207: {
    title: '内存不足',
    help: '数据或其中一行超过了进程可用的内存。是否有 ulimit -v 或容器的限制？按行存放的文件会分块读取，单个 JSON 值中的列表则不能。',
  },
  E301: {
    title: '值超出定义域',
    help: '损失函数在那里没有定义。bce 需要 [0, 1] 内的概率；logits 请用 bce-logits。',
  },
  E305: {
    title: '目标的种类不对',
    help: 'ce 的目标是类别索引，或与输入形状相同的概率；nll 只接受类别索引。',
  },
  E306: { title: '类别索引超出范围', help: '类别从 0 数到 C-1。只有 --ignore-index（默认 -100）会跳过。' },
  E307: {
    title: '未知的类别',
    help: '目标是名称时，需要按顺序给出名称：--classes cat,dog，或输入列的名称。',
  },
  E310: { title: '形状不符', help: '输入与目标的形状必须相同，或者目标是每个样本一个类别索引。' },
  E311: {
    title: '权重不符',
    help: 'ce 和 nll 每类一个权重；二分类损失的权重可以是任何能广播到输入的形状；mse 的权重与输入形状相同。',
  },
  E312: {
    title: '行无法配对',
    help: '--id 按两个文件都有的一列配对：每个 id 在每个文件中只能出现一次，且两边都要有，否则用 --missing-ids skip 略去。',
  },
  E320: {
    title: '不能合在一起的 state',
    help: '合并的各个 state 都是同一次运行的部分：损失、选项和列相同，每个分片只有一次。用同一条命令运行各部分，并用 --shard K/N 编号。',
  },
  E321: {
    title: '不是 state',
    help: 'state 是 `loss-calc <loss> ... --format state` 写出的一整行 JSON。较新的程序可能写出较新的形式：请用那个版本合并。',
  },
  E700: { title: 'loss-calc 自身的缺陷', help: '请报告所用的命令和错误信息。' },
}
