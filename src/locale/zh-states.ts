import { sentences } from './sentences.ts'

/** What is said of parts of a run and of their merge. */
export const stateSentences = sentences({
  '--{name} has an entry per row, which a part of the rows has no place in':
    '--{name} 每行一个数，只有部分行时无处安放',
  '--format {format} lists samples, which these states do not hold':
    '--format {format} 列出样本，而这些 state 里没有样本',
  '--format state adds losses up, which --reduction none does not':
    '--format state 把损失加起来，而 --reduction none 不归约',
  '--format state does not go with {loss}, which needs all rows at once':
    '--format state 不能用于 {loss}，它需要一次拿到所有行',
  '--format state has no place for {flags}': '--format state 不支持 {flags}',
  '--format state takes rows, and these inputs have no rows that belong together':
    '--format state 以行为单位，而这些输入的行并不对应',
  '--shard must be a number, a number of how many (0/7), or a name, got {text}':
    '--shard 须为编号、带总数的编号（0/7）或名称，得到的是 {text}',
  '--shard must be below {most}, got {text}': '--shard 须小于 {most}，得到的是 {text}',
  '--shard must be from {first} to {last}, got {text}':
    '--shard 须在 {first} 到 {last} 之间，得到的是 {text}',
  '--shard names a part of the data for --format state': '--shard 用来为 --format state 指明数据的哪一部分',
  '--top 20 with --format state, for the worst samples':
    '在 --format state 时加 --top 20，可得损失最大的样本',
  '--weight-col, a column with one weight per row': '--weight-col，每行一个权重的列',
  '{n} of {count} shards {is|are} missing: {list}': '{count} 个分片中缺 {n} 个：分片 {list}',
  '{n} of {count} shards have no name: one that was merged twice would count twice':
    '{count} 个分片中有 {n} 个没有名称：若某个合并了两次，就会计两次',
  '{n} {state|states} came twice, with the same content, and {counts|count} once':
    '{n} 个 state 出现了两次，内容相同，只计一次',
  'a merged state cannot be taken apart again': '合并后的 state 无法再拆开',
  'it is what a part of the data leaves; merge says what all parts give, and checks it':
    '它只是一部分数据留下的结果；由 merge 给出全部数据的结果并检查',
  'its rows were not the same, or not the same request was made of them': '其中的行不同，或对它们的要求不同',
  'none of {n} shards holds data': '{n} 个分片都没有数据',
  'only parts of one run can be merged': '只能合并同一次运行的各部分',
  'shard {id} is in {a} and, with other content, in {b}': '分片 {id} 在 {a} 中，又以不同内容出现在 {b} 中',
  'shard {id} of {a} is in {b} as well, but not all of its shards are':
    '{a} 的分片 {id} 也在 {b} 中，但其余分片不全在',
  'shards count from 0': '分片从 0 开始编号',
  'shards of {n} in {a} do not go with shards of {m} in {b}':
    '{a} 中的分片共 {n} 个，与 {b} 中的共 {m} 个不符',
  'the shards are of {n}, not of {m}': '分片总数为 {n}，不是 {m}',
  'a name of a file has a NUL byte: this is no list of names': '文件名含 NUL 字节：这不是文件名列表',
  'there are more than {n} names, or {size} of them': '文件名超过 {n} 个，或共超过 {size}',
  'there are only blank lines for {n} MiB': '连续 {n} MiB 都是空行',
  'there are {n} shards, not {m}': '有 {n} 个分片，不是 {m} 个',
  '{file} holds no state': '{file} 里没有 state',
  'lines of CSV can be joined': 'CSV 的行可以拼接',
  'the run that should have written it failed: a part without rows writes a state too':
    '本该写出它的运行失败了：没有行的部分也会写出 state',
  'there is no state to merge': '没有可合并的 state',
  'the state comes from {producer}': '该 state 由 {producer} 写成',
  'it comes from {producer}': '它由 {producer} 写成',
  '{file} is packed, and states are read as text': '{file} 是压缩的，而 state 按文本读取',
  'loss-calc merge - takes what gzip -dc or zstd -dc prints of it':
    'loss-calc merge - 读取 gzip -dc 或 zstd -dc 的输出',
  'this line is no JSON, or was cut': '这一行不是 JSON，或被截断',
  'it ends with {text}': '它的结尾是 {text}',
  'this is no state: its schema is {schema}': '这不是 state：它的 schema 为 {schema}',
  'loss-calc <loss> ... --format state writes states': 'loss-calc <loss> ... --format state 会写出 state',
  '{schema} is a newer form than {known}': '{schema} 比 {known} 更新',
  'the state has no "{key}"': '该 state 没有 "{key}"',
  'the request of the state has a "{key}", which may change its meaning':
    '该 state 的 request 含有 "{key}"，可能改变其含义',
  'a number was lost on the way': '途中丢失了一个数',
  'the state was changed after it was written': '状态写成后被改动过',
  'its seal does not fit what stands before it': '其封印与前面的内容不符',
  '{key} is {a*} in {file}, and {b*} in {other}': '{key} 在 {file} 中为 {a}，在 {other} 中为 {b}',
  'the number at {path} is {found}': '{path} 处的数为 {found}',
  'the bits of one run, in any order': '与一次运行逐位相同，顺序任意',
  'the same; groups in the order of shards K/N': '同上；各组按分片 K/N 的顺序',
  'the same; equal losses in the order of K/N': '同上；相等的损失按 K/N 的顺序',
  'counts over all; beside its shard under --where, or if one K/N is missing':
    '全部数据中的行号；加 --where 或缺分片 K/N 时列出其分片',
  'counted: +Infinity and -Infinity give NaN': '计数：+Infinity 与 -Infinity 得 NaN',
  'those of one run': '与一次运行相同',
  'those of one run, but for counting columns': '与一次运行相同，只是不查计数列',
  'those of the first shard': '取第一个分片的',
  'the worst samples, with --top': '加 --top 时列出损失最大的样本',
  'refused: parts do not know them': '拒绝：部分数据无从得知',
  'take no states': '不接受 state',
  'takes no states: it pairs rows': '不接受 state：它逐行配对',
  'of states made with --for-report': '用于以 --for-report 写成的 state',
  'refused: parts do not know it': '拒绝：部分数据无从得知',
  'refused: they need all rows at once': '拒绝：需要一次拿到所有行',
  'refused; --weight-col merges': '拒绝；--weight-col 可以合并',
  'mean, sum, divisors, counts': '均值、总和、除数、个数',
  'accuracy, chance level': '准确率、随机猜测的损失',
  'row of --top': '--top 的行号',
  warnings: '警告',
  hints: '提示',
  'names, notes of inputs': '输入的名称和说明',
  'losses of a whole batch': '整个批次的损失',
  '--weight, an entry per row': '每行一项的 --weight',
  States: 'state',
  'States of parts of a run (loss-calc <loss> ... --format state --shard 0/7) as the result of one run over all':
    '把一次运行各部分的 state（loss-calc <损失> ... --format state --shard 0/7）合并为一次完整运行的结果，',
  'of them, in every format and with every check, or as a state again. Files hold one state or one a line; -':
    '可用任何格式和检查输出，也可再写成 state。每个文件含一个 state，或每行一个；',
  'and no file at all is standard input.': '- 或不给文件时读标准输入。',
  'The bits are those of one run, in any order and any tree of merges.':
    '无论顺序和合并的层次，结果都与一次运行逐位相同。',
  'names of files, one a line; - for standard input': '文件名，每行一个；- 表示标准输入',
  'refuses if not all of so many are there': '若分片不足此数则拒绝',
  'with --format state: which part of the data this is, from 0':
    '配合 --format state：这是数据的第几部分，从 0 开始',
  'with --format state: also what merge --report draws':
    '配合 --format state：一并保留 merge --report 所画的内容',
  'also a page to share, of states made with --for-report':
    '另写一个便于分享的页面，用于以 --for-report 写成的 state',
  '--for-report keeps what a page shows in a state of --format state':
    '--for-report 把页面所示的内容留在 --format state 的 state 中',
  '--for-report, and then loss-calc merge --report report.html':
    '用 --for-report，然后 loss-calc merge --report report.html',
  '--report shows the result of all parts, which --format state is not yet':
    '--report 显示全部数据的结果，而 --format state 还不是结果',
  'these states do not hold what a page shows': '这些 state 里没有页面所示的内容',
  'they were made without --for-report': '它们写成时没有用 --for-report',
  'same as --format csv: the worst samples, of states with --top':
    '同 --format csv：加 --top 的 state 中损失最大的样本',
  'write there instead, and nothing if the merge fails': '改为写到该文件；合并失败则什么也不写',
  '~not given': '未给出',
})
