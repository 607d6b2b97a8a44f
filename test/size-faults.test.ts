import { beforeAll, expect, it } from 'vitest'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { built } from './built.ts'
import { some, thorough } from './draws.ts'
import { type Fault, faultTable } from './fault.ts'

/** Little input that would take much time or memory: each must end within seconds, in 1 GB. */
const { root, table } = faultTable()

/** A file of many members, which is a file of gzip as well: to compress each anew takes longer than to read them. */
function gzipped(name: string, first: string, repeated: string, times: number, last = ''): void {
  const members = [first, repeated.repeat(1 << 20), last].map((text) => gzipSync(text, { level: 1 }))
  writeFileSync(
    join(root, name),
    Buffer.concat([members[0]!, ...Array<Buffer>(times).fill(members[1]!), members[2]!]),
  )
}

beforeAll(() => {
  const lines = 2_000_000
  writeFileSync(join(root, 'blank.csv'), '\n'.repeat(lines))
  writeFileSync(join(root, 'blank-end.csv'), `1\n${'\n'.repeat(lines)}`)
  writeFileSync(join(root, 'blank-inside.csv'), `1\n${'\r\n'.repeat(lines)}2\n`)
  writeFileSync(join(root, 'quoted-blank.csv'), `"1"\n${' \n'.repeat(lines)}`)
  writeFileSync(join(root, 'quoted.csv'), '"1"\n'.repeat(lines / 4))
  writeFileSync(join(root, 'comments.csv'), `1\n\n${'#\n'.repeat(lines)}`)
  writeFileSync(join(root, 'spaced-comment.csv'), `1\n\n #\n`)
  writeFileSync(join(root, 'stars.csv'), `${'a'.repeat(60)},y\n1,1\n`)
  writeFileSync(join(root, 'parts.csv'), `${'a_'.repeat(50_000)}b,t\n1,1\n`)
  const names = Array.from({ length: 130_000 }, (_, i) => `column${i}`)
  writeFileSync(join(root, 'wide.csv'), `${names.join(',')}\n${names.map(() => 1).join(',')}\n`)
  const texts = names.slice(0, 600)
  writeFileSync(
    join(root, 'texts.csv'),
    `${[texts, ...Array(thorough ? 2000 : 700).fill(texts.map(() => 'x'))].join('\n')}\n`,
  )
  writeFileSync(join(root, 'print.txt'), `tensor([1.,${' '.repeat(5e6)}2.])`)
  writeFileSync(join(root, 'deep.json'), '['.repeat(1e5))
  writeFileSync(join(root, 'lists.json'), `${'['.repeat(1e5)}${']'.repeat(1e5)}`)
  writeFileSync(join(root, 'cell.csv'), `a,b\n${'x'.repeat(4e7)},1\n`)
  writeFileSync(join(root, 'exponents.csv'), '1e'.repeat(4e5))
  writeFileSync(join(root, 'words.txt'), 'nan '.repeat(200_000))
  writeFileSync(
    join(root, 'groups.csv'),
    `p,t,g\n${Array.from({ length: 300_000 }, (_, i) => `${(i % 97) / 7},${(i % 89) / 3},g${i}`).join('\n')}\n`,
  )
  // In one member.
  writeFileSync(join(root, 'blank.csv.gz'), gzipSync(Buffer.alloc(90 << 20, '\n'), { level: 1 }))
  gzipped('blank-end.csv.gz', '1\n', '\n', 90)
  gzipped('blanks.json.gz', '[1,', ' ', 300, '2]')
  gzipped('number.json.gz', '[', '1', 100)
  const keys = (count: number) => Array.from({ length: count }, (_, i) => `"k${i}":1`)
  writeFileSync(
    join(root, 'sparse.ndjson'),
    keys(10_000)
      .map((one) => `{${one}}\n`)
      .join(''),
  )
  writeFileSync(join(root, 'record.ndjson'), `{${keys(20_000).join()}}\n`)
  if (!thorough) return
  gzipped('line.csv.gz', '', '1', 300)
  gzipped('blank.json.gz', '', ' ', 300)
  gzipped('text.json.gz', '["', 'x', 300)
}, 120_000)

/** V8 has its own memory besides. */
const bounded = (name: string, line: string, status: number, stderr = /^$/, stdout = /^$/): Fault => ({
  name,
  line: `cd ${root}; timeout -s KILL 20 $LC ${line}`,
  status,
  stderr,
  stdout,
})

table('blank lines', [
  bounded('2 MB of nothing else', `mse blank.csv '[1]'`, 3, /E205/),
  bounded('90 MB in 90 KB', `mse blank.csv.gz '[1]'`, 3, /E205/),
  bounded('at the end', `mse blank-end.csv '[1]' -q`, 0, /^$/, /^0\n$/),
  bounded('at the end, compressed', `mse blank-end.csv.gz '[1]' -q`, 0, /^$/, /^0\n$/),
  bounded('of blanks, after quotes', `mse quoted-blank.csv '[1]' -q`, 0, /^$/, /^0\n$/),
  bounded('between rows', `mse blank-inside.csv '[1]' -q`, 3, /E202[^]*blank-inside\.csv:2:1/),
  bounded('and comments', `mse comments.csv '[1]' -q --comment '#'`, 0, /^$/, /^0\n$/),
  bounded('and what is no comment', `mse spaced-comment.csv '[1]' -q --comment '#'`, 3, /E202[^]*csv:2:1/),
])

table('much that is one', [
  bounded('number in JSON', `mse number.json.gz '[1]'`, 3, /E204[^]*longer than 16 MiB/),
  bounded('blank in a print', `mse print.txt '[1,2]' -q`, 0, /^$/, /^0\n$/),
  bounded('list of lists in a state', 'merge deep.json', 3, /E321/),
  bounded('list of lists in a cell', `mse lists.json '[1]' --input-format csv`, 3, /^error\[E20/),
  bounded('list of lists in an object', `merge - < <(printf '{'; exec yes [)`, 3, /E321/),
  bounded('line that is no state', 'merge - < <(exec cat /dev/zero)', 3, /E321[^]*no JSON/),
  bounded(
    'state that is cut, and goes on',
    `merge - < <(printf '{"survey":{"classes":[,'; exec yes ,)`,
    3,
    /E321/,
  ),
  bounded('cell of 40 MB', `inspect cell.csv`, 3, /E204[^]*longer than 16 MiB[^]*csv:2/),
  bounded('cell', `inspect exponents.csv`, 3, /E205/),
  bounded('row of a print', `mse words.txt '[1]' --input-format printed -q`, 0, /W401/, /^NaN\n$/),
  ...some([
    bounded('blank in a list', `mse blanks.json.gz '[1]'`, 3, /E204[^]*blanks/),
    bounded('blank in JSON', `mse blank.json.gz '[1]'`, 3, /E204[^]*blanks/),
    bounded('text in JSON', `mse text.json.gz '[1]'`, 3, /E204[^]*longer than 256 MiB/),
    bounded('line', `mse line.csv.gz '[1]'`, 3, /E204[^]*longer than 256 MiB/),
  ]),
])

table('names of files without end', [
  bounded('of one line', `merge --files-from - < <(exec cat /dev/zero)`, 3, /E204[^]*longer than 1 MiB/),
  bounded('of blank lines', `merge --files-from - < <(exec yes '')`, 3, /E204[^]*blank lines for 1 MiB/),
  bounded('of a name', `merge --files-from - < <(exec yes x)`, 3, /E204[^]*more than 1048576 names/),
])

table('many words', [
  bounded('that the help does not speak of', `help ${'x,'.repeat(30_000)}`, 2, /E101/),
  bounded(
    'that are no column',
    `mse wide.csv --target-col column1 --input-cols ${'x'.repeat(130_000)}`,
    2,
    /E120/,
  ),
  bounded('that are no losses', `inspect '[1]' --loss ${'x,'.repeat(30_000)}`, 2, /E102/),
])

it('a hundred thousand blanks before numbers', async () => {
  const { status, stdout } = await built(['mse', `${' '.repeat(1e5)}[1]`, '[1]', '-q'], { seconds: 20 })
  expect({ status, stdout }).toEqual({ status: 0, stdout: '0\n' })
})

it('a million blanks that are no condition, each of which may not be tried with all after it', async () => {
  const argv = ['mse', join(root, 'wide.csv'), '--where', ' '.repeat(1e6)]
  const { status, stdout, stderr } = await built(argv, { seconds: 20 })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(/E101[^]*--where must be/)
})

table('many columns', [
  bounded('and a mistyped one', 'mse wide.csv --input-cols colum0 --target-col column1', 2, /E120/),
  bounded('of two files', 'mse wide.csv wide.csv -q', 0, /^$/, /^0\n$/),
  bounded('that are looked at', 'inspect wide.csv', 0, /^$/, /\(1, 130000\), 130,000 numbers/),
  bounded('of one record', 'inspect record.ndjson', 0, /^$/, /19,960 more columns/),
  bounded('each in one record only', 'inspect sparse.ndjson', 0, /^$/, /missing 9,999[^]*960 more columns/),
  bounded('each a class that is named', 'multilabel-margin wide.csv wide.csv -q', 0, /W413/, /^129999\n$/),
  bounded('or one of many parts', 'mse parts.csv --target-col t -q', 0, /^$/, /^0\n$/),
  bounded('of texts, and many rows', 'inspect texts.csv', 0, /^$/, /560 more columns/),
  bounded(
    'each named',
    `mse wide.csv --input-cols "$(seq -f column%g -s, 0 9000)" --target-col '!column9001' -q 2>&1 | cut -c1-12`,
    0,
    /^$/,
    /^/,
  ),
  bounded(
    'by all of which samples are grouped',
    `mse wide.csv --input-cols 0 --target-col 1 --group-by '*'`,
    2,
    /E101[^]*at most 65536 fit/,
  ),
  bounded('by many stars', `mse stars.csv --input-cols '${'*a'.repeat(40)}b' --target-col y`, 2, /E120/),
  bounded(
    'by stars that fit',
    `mse stars.csv --input-cols '${'*a'.repeat(40)}' --target-col y -q`,
    0,
    /^$/,
    /^0\n$/,
  ),
])

const grid = (flags: string): Fault =>
  bounded(flags.slice(0, 60), `sweep focal '[[1,2]]' '[1]' ${flags}`, 2, /E101/)
table('a sweep of too many', [
  grid('--gamma 0:9999:1 --alpha 0:1:0.0002 --label-smoothing 0:1:0.0002'),
  grid('--gamma 0:99:1 --alpha 0:0.99:0.01 --label-smoothing 0:0.99:0.01'),
  grid(`--gamma ${Array.from({ length: 20_001 }, (_, i) => i).join(',')}`),
  grid(`--gamma ${Array.from({ length: 3000 }, () => '0:9000:1').join(',')}`),
  grid('--gamma 0:1e308:1e-308'),
])

table(
  'groups',
  some<Fault>([
    bounded(
      '300,000',
      'mse groups.csv --input-cols p --target-col t --group-by g -q',
      0,
      /^$/,
      /^\d+\.\d+\n$/,
    ),
    {
      name: '300,000 as JSON, in 120 MB for objects',
      line: `cd ${root}; NODE_OPTIONS=--max-old-space-size=120 $LC mse groups.csv --input-cols p --target-col t --group-by g --json | grep -o '"name":"g[0-9]*"' | wc -l`,
      status: 0,
      stdout: /^300000\n$/,
    },
  ]),
)

it('a name of a million letters, which Chinese must not look for in each sentence with all after each letter', async () => {
  const path = join(root, 'label.csv')
  writeFileSync(path, `p_a,p_b,label\n0.4,0.6,${'b'.repeat(1e6)}\n`)
  const argv = ['ce', path, '--input-cols', 'p_*', '--target-col', 'label', '--classes', 'a,b']
  const { status, stdout, stderr } = await built([...argv, '--lang', 'zh'], { seconds: 20 })
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
  expect(stderr).toMatch(/^错误\[E307\]: “b+ \.\.\. b+”[^]*类别/)
})
