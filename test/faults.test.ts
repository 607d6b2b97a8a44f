import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { built } from './built.ts'
import { some, thorough } from './draws.ts'
import { bin, type Fault, faultTable, statusOf, TRACE } from './fault.ts'
import { start } from './start.ts'

/**
 * What may go wrong outside, each through the built program: the right exit status, a message that names the place,
 * nothing on stdout, no file left, no stack trace, no hang.
 */
const { root, big, table } = faultTable()

/** More than threads are worth: twice 7 MB and more. */
const ROWS = 900_000
const BAD_ROW = 1_000_000

beforeAll(() => {
  mkdirSync(big)
  // Says when Node has started, which on a busy machine takes a while.
  writeFileSync(join(big, 'ready.cjs'), `require('fs').writeSync(2, 'ready')`)
  const classes = Array.from({ length: 160_000 }, (_, i) => i)
  writeFileSync(join(big, 'scores.csv'), `${classes.map((i) => i % 97).join(',')}\n`)
  writeFileSync(join(big, 'half.csv'), `${classes.map((i) => (i < 80_000 ? i : -1)).join(',')}\n`)
  const period = Array.from({ length: 70 }, (_, i) => `${i % 10}.5,${i % 7}\n`)
  const lines = (n: number) =>
    period
      .join('')
      .repeat(n / 70 + 1)
      .slice(0, n * period[0]!.length)
  const text = lines(ROWS)
  writeFileSync(join(big, 'x.csv'), text)
  writeFileSync(join(big, 'shorter.csv'), lines(ROWS - 1))
  writeFileSync(join(big, 'longer.csv'), `${text}1,2\n`)
  const rest = lines(BAD_ROW - ROWS)
  writeFileSync(join(big, 'good.csv'), `${text}${rest}5,6\n`)
  writeFileSync(join(big, 'bad.csv'), `${text}${rest}5,x6\n`)
  for (let i = 0; i < 30; i++) writeFileSync(join(big, 'huge.csv'), text, { flag: 'a' })
  const records = period.map((line) => `[${line.trim()}],`).join('')
  writeFileSync(join(big, 'x.json'), `[${records.repeat((4 * ROWS) / 70).slice(0, -1)}]`)
}, 60_000)

const mse = '$LC mse a.csv b.csv -q'
const pair = (a: string | Uint8Array, b: string | Uint8Array = '1\n2\n') => ({ 'a.csv': a, 'b.csv': b })
const utf16 = (text: string, mark: string) => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return mark === 'le' ? bytes : bytes.swap16()
}

table('a file', [
  {
    name: 'that is missing',
    line: '$LC mse no.csv no.csv',
    status: 3,
    stderr: /E200.*no\.csv: there is no such/,
  },
  {
    name: 'below a regular file',
    files: pair('1\n'),
    line: '$LC mse a.csv/x b.csv',
    status: 3,
    stderr: /E200.*a\.csv\/x: a part of its path/,
  },
  { name: 'that is empty', files: pair(''), line: mse, status: 3, stderr: /E205.*a\.csv is empty/ },
  { name: 'of a mark only', files: pair('\ufeff'), line: mse, status: 3, stderr: /E205/ },
  { name: 'of a header only', files: pair('p,q\n'), line: mse, status: 3, stderr: /E205.*only a header/ },
  { name: 'of blank lines only', files: pair('\n\n\n'), line: mse, status: 3, stderr: /E20[25]/ },
  {
    name: 'that is a folder',
    files: pair('1\n'),
    line: '$LC mse / b.csv',
    status: 3,
    stderr: /E200.*directory/,
  },
  { name: 'in UTF-8 with a mark', files: pair('\ufeff1\n2\n'), line: mse, status: 0, stdout: /^0\n$/ },
  { name: 'in UTF-16LE', files: pair(utf16('1\n2\n', 'le')), line: mse, status: 0, stdout: /^0\n$/ },
  { name: 'in UTF-16BE', files: pair(utf16('1\n2\n', 'be')), line: mse, status: 0, stdout: /^0\n$/ },
  { name: 'with CR', files: pair('1\r2\r'), line: mse, status: 0, stdout: /^0\n$/ },
  { name: 'with CRLF', files: pair('1\r\n2\r\n'), line: mse, status: 0, stdout: /^0\n$/ },
  { name: 'with mixed line ends', files: pair('1\r\n2\n'), line: mse, status: 0, stdout: /^0\n$/ },
  {
    name: 'with mixed line ends, CR among them',
    files: pair('1\r2\r\n'),
    line: mse,
    status: 0,
    stdout: /^0\n$/,
  },
  { name: 'with blank lines at the end', files: pair('1\n2\n\n\n'), line: mse, status: 0, stdout: /^0\n$/ },
  ...['\ufeff', '\u00a0', '\u3000', '\f'].flatMap((mark) => [
    {
      name: 'with a last line of no blank',
      files: pair(`1\n2\n${mark}\n`),
      line: mse,
      status: 3,
      stderr: /a\.csv:3/,
    },
    {
      name: 'with a last line of no blank, and no end',
      files: pair(`1\n2\n${mark}`),
      line: mse,
      status: 3,
      stderr: /a\.csv:3/,
    },
    {
      name: 'of blanks, with a last line of none',
      files: pair(`1  5\n2  6\n${mark}\n`, '1,5\n2,6\n'),
      line: mse,
      status: 3,
      stderr: /a\.csv:3/,
    },
    {
      name: 'of blanks, with a cell of none',
      files: pair(`1  5\n2  6 ${mark}\n`, '1,5\n2,6\n'),
      line: mse,
      status: 3,
      stderr: /a\.csv:2/,
    },
  ]),
  {
    name: 'with a blank line inside',
    files: pair('1,1\n\n2,2\n', '1,1\n2,2\n'),
    line: mse,
    status: 3,
    stderr: /E202[^]*a\.csv:2/,
  },
  { name: 'with a ragged row', files: pair('1,2\n3\n'), line: mse, status: 3, stderr: /E203[^]*a\.csv:2/ },
  { name: 'with a longer row', files: pair('1\n2,3\n'), line: mse, status: 3, stderr: /E203[^]*a\.csv:2/ },
  { name: 'with an open quote', files: pair('1\n"2\n3\n'), line: mse, status: 3, stderr: /E204[^]*a\.csv:/ },
  { name: 'with a NUL', files: pair('1\n2\0\n'), line: mse, status: 3, stderr: /E20[14][^]*a\.csv:2:1/ },
  {
    name: 'with invalid UTF-8',
    files: pair(Buffer.from('1\n\xff\xfe2\n', 'latin1')),
    line: mse,
    status: 3,
    stderr: /E20[14][^]*a\.csv:2:1/,
  },
  {
    name: 'with escapes in a cell',
    files: pair('1\n\x1b[31m2\n'),
    line: mse,
    status: 3,
    stderr: /^[\n\P{Cc}]+$/u,
  },
  {
    name: 'with escapes in a header',
    files: pair('\x1b[31mp\nx\n'),
    line: mse,
    status: 3,
    stderr: /^[\n\P{Cc}]*a\.csv:2:1[\n\P{Cc}]+$/u,
  },
  { name: 'with escapes in its name', line: `$LC mse $'\\e[31m.csv' x`, status: 3, stderr: /^[\n\P{Cc}]+$/u },
])

const bad = (cell: string): Fault => ({
  name: JSON.stringify(cell),
  files: pair(`1\n${cell}\n`),
  line: mse,
  status: 3,
  stderr: /E201[^]*a\.csv:2:1/,
})
const good = (cell: string, same: string): Fault => ({
  name: cell.slice(0, 20),
  files: pair(`0\n${cell}\n`, '0\n0\n'),
  line: '$LC mse a.csv b.csv --reduction none --json | grep -A1 values',
  status: 0,
  stdout: new RegExp(`\\b0[\\s,\\][]+${same}\\b`),
})

table('a number', [
  ...['0x10', '1_000', '１２', '1.5.2', '--1', '1e', '1 2', '٣'].map(bad),
  { name: '1,5 beside ;', files: pair('1;2\n1,5;2\n'), line: mse, status: 3, stderr: /E201[^]*a\.csv:2:1/ },
  good('2e-162', '5e-324'),
  good('-0', '0'),
  good(`2${'0'.repeat(399)}e-399`, '4'),
  good(`0.${'0'.repeat(399)}3e400`, '9'),
  {
    name: '1e999',
    files: pair('0\n1e999\n', '0\n0\n'),
    line: mse,
    status: 0,
    stdout: /^(inf|Infinity)\n$/i,
    stderr: /^/,
  },
])

table('rows', [
  ...['', ' --threads 1'].flatMap((threads): Fault[] => [
    {
      name: `a bad one far down${threads}`,
      line: `$LC mse $BIG/bad.csv $BIG/good.csv${threads}`,
      status: 3,
      stderr: new RegExp(`E201[^]*bad\\.csv:${BAD_ROW + 1}:3 \\(row ${BAD_ROW}`),
    },
    {
      name: `one too few${threads}`,
      line: `$LC mse $BIG/x.csv $BIG/shorter.csv${threads}`,
      status: 3,
      stderr: /E310/,
    },
    {
      name: `one too many${threads}`,
      line: `$LC mse $BIG/x.csv $BIG/longer.csv${threads}`,
      status: 3,
      stderr: /E310/,
    },
  ]),
  {
    name: 'after many blanks',
    files: { 'a.csv': `${' '.repeat(1 << 16)}1\n`, 'b.csv': '1\n' },
    line: `${mse} -q`,
    status: 0,
    stdout: /^0\n$/,
  },
  { name: 'one too few in small', files: pair('1\n2\n3\n'), line: mse, status: 3, stderr: /E310/ },
  { name: 'one too many in small', files: pair('1\n2\n', '1\n2\n3\n'), line: mse, status: 3, stderr: /E310/ },
  ...[
    ['-1', 'ce', /E306[^]*b\.csv:2:1/],
    ['1.5', 'ce', /E306[^]*b\.csv:2:1/],
    ['2', 'ce', /E306[^]*b\.csv:2:1/],
    ['1e300', 'ce', /E306[^]*b\.csv:2:1/],
    ['NaN', 'ce', /E306[^]*b\.csv:2:1/],
    ['-1', 'nll', /E306[^]*b\.csv:2:1/],
  ].map(([cell, loss, stderr]): Fault => ({
    name: `class ${cell} of ${loss}`,
    files: pair('1,2\n3,4\n', `0\n${cell}\n`),
    line: `$LC ${loss} a.csv b.csv`,
    status: 3,
    stderr: stderr as RegExp,
  })),
  {
    name: 'bce above 1',
    files: pair('0\n1.5\n', '0\n1\n'),
    line: '$LC bce a.csv b.csv',
    status: 3,
    stderr: /E301[^]*a\.csv:2:1/,
  },
  {
    name: 'focal target 2',
    files: pair('0\n1\n', '0\n2\n'),
    line: '$LC focal a.csv b.csv',
    status: 3,
    stderr: /E301[^]*b\.csv:2:1/,
  },
])

table('a stream', [
  { name: 'twice', line: '$LC mse - -', status: 2, stderr: /E106/ },
  { name: 'closed', files: pair('1\n'), line: '$LC mse - b.csv <&-', status: 3, stderr: /E20[05]/ },
  {
    name: 'of a folder',
    files: pair('1\n'),
    line: '$LC mse - b.csv < .',
    status: 3,
    stderr: /E200.*cannot read stdin: it is a directory\n(?![^]*pattern)/,
  },
  {
    name: 'of a link to nothing',
    line: 'ln -s nowhere gone; $LC check gone; s=$?; rm gone; exit $s',
    status: 3,
    stderr: /E200.*cannot read gone: it is a link to nothing\n/,
  },
  {
    name: 'of links in a circle',
    line: 'ln -s loop loop; $LC check loop; s=$?; rm loop; exit $s',
    status: 3,
    stderr: /E200.*cannot read loop: its symbolic links go round/,
  },
  // Also in memory.test.ts, with the memory that is taken.
  ...(thorough
    ? [
        {
          name: 'of one line without end',
          files: pair('1\n'),
          line: `head -c 269000000 /dev/zero | tr '\\0' 1 | (ulimit -v 8000000; $LC mse - b.csv)`,
          status: 3,
          stderr: /E204[^]*longer than 256 MiB/,
        },
      ]
    : []),
  {
    name: 'that breaks off',
    files: pair('', '1\n22\n'),
    line: `(printf '1\\n2'; sleep .3; printf '2\\n') | $LC mse - b.csv -q`,
    status: 0,
    stdout: /^0\n$/,
  },
  {
    name: 'whose reader is gone',
    line: '$LC mse $BIG/x.csv $BIG/x.csv --csv | head -1',
    status: 0,
    stdout: /^row,loss\n$/,
  },
])

table('an output', [
  {
    name: 'without a folder for temporary files, kept in memory',
    line: 'head -n 200000 $BIG/good.csv > a.csv; TMPDIR=/nowhere $LC mse a.csv a.csv --csv | tail -n 1; rm a.csv',
    status: 0,
    stdout: /^\d+,0\n$/,
  },
  {
    name: 'of more than is kept in memory, without such a folder',
    line: 'cat $BIG/x.csv $BIG/x.csv > a.csv; TMPDIR=/nowhere $LC mse a.csv a.csv --ndjson; code=$?; rm a.csv; exit $code',
    status: 3,
    stderr: /E110[^]*\/nowhere/,
  },
  { name: 'to a full device', line: `$LC mse '[1]' '[2]' >/dev/full`, status: 3, stderr: /^/ },
  { name: '-o to a full device', line: `$LC mse '[1]' '[2]' -o /dev/full`, status: 3, stderr: /E110/ },
  { name: 'that is an input', files: pair('1\n2\n'), line: `${mse} -o ./a.csv`, status: 3, stderr: /E110/ },
  {
    name: 'that links to an input',
    files: pair('1\n2\n'),
    line: `ln -s a.csv link; ${mse} -o link`,
    status: 3,
    stderr: /E110/,
    leaves: ['link'],
  },
  {
    name: 'that is there, replaced',
    files: { ...pair('1\n2\n'), out: 'old' },
    line: `${mse} -o out && cat out`,
    status: 0,
    stdout: /^0\n$/,
  },
  {
    name: 'that is there, kept',
    files: { ...pair('1\nx\n'), out: 'old' },
    line: `${mse} -o out; s=$?; grep -q old out && exit $s`,
    status: 3,
    stderr: /E201/,
  },
  { name: 'that is a folder', files: pair('1\n2\n'), line: `${mse} -o .`, status: 3, stderr: /E110/ },
  { name: 'in no folder', files: pair('1\n2\n'), line: `${mse} -o no/out`, status: 3, stderr: /E110/ },
])

const json = (name: string, text: string, stderr: RegExp): Fault => ({
  name,
  files: { 'a.json': text },
  line: `$LC mse a.json '[1]'`,
  status: 3,
  stderr,
})
table('JSON', [
  json('nested deep', '['.repeat(1e6), /E204[^]*a\.json:1:65/),
  {
    name: 'with a column __proto__',
    files: { 'a.json': '[{"__proto__": 5}]' },
    line: '$LC mse a.json a.json -q',
    status: 0,
    stdout: /^0\n$/,
  },
  json('with a key twice', '{"a":[1],"a":[2]}', /E204[^]*a\.json:1:10/),
  json('with a comma too many', '[1,2,]', /E20[14][^]*a\.json:1:6/),
  json('of two documents', '[1,2] [3]', /E204[^]*a\.json:1:7/),
  json('with an open string', '["NaN', /E204[^]*never closed[^]*a\.json:1:2/),
  json('of an open string', '"NaN', /E204[^]*never closed[^]*a\.json:1:1/),
  json('that breaks off', '[1,2', /E204[^]*a\.json:1:1/),
])

const columns = { 'p.csv': 'a,b,label,s\n1,2,x,u\n3,4,,v\n' }
table('columns', [
  {
    name: 'an unknown target',
    files: columns,
    line: '$LC ce p.csv --input-cols a,b --target-col c',
    status: 2,
    stderr: /E120/,
  },
  {
    name: 'no row left',
    files: columns,
    line: '$LC mse p.csv --input-cols a --target-col b --where s=w',
    status: 3,
    stderr: /E205/,
  },
  {
    name: 'an empty text',
    files: columns,
    line: '$LC ce p.csv --input-cols a,b --target-col label --classes x,y',
    status: 3,
    stderr: /E202[^]*p\.csv:3:5/,
  },
])

/** Without end, and without time of a processor. */
const FOR_EVER = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'

/** What a thread is made to do, by a script each thread loads first. */
const dying = (action: string) =>
  `printf "const w = require('node:worker_threads'); if (!w.isMainThread) { ${action} }" > die.cjs; ` +
  `node_options="--require ./die.cjs"; NODE_OPTIONS="$node_options" $LC mse $BIG/good.csv $BIG/good.csv -q --threads 3`
const lock = 'new Int32Array(job.shared)[0] = 1'
table('a thread', [
  {
    name: 'that has no files left to open',
    line: 'ulimit -n 23; $LC mse $BIG/good.csv $BIG/good.csv -q --threads 2',
    status: 0,
    stdout: /^0\n$/,
  },
  { name: 'exits', line: dying('process.exit(1)'), status: 0, stdout: /^0\n$/, leaves: ['die.cjs'] },
  { name: 'throws', line: dying('throw new Error(1)'), status: 0, stdout: /^0\n$/, leaves: ['die.cjs'] },
  {
    name: 'dies with the lock',
    line: dying(`w.parentPort.once('message', (job) => { ${lock}; process.exit(1) })`),
    status: 0,
    stdout: /^0\n$/,
    leaves: ['die.cjs'],
  },
  {
    name: 'never begins',
    line: dying(FOR_EVER),
    status: 0,
    stdout: /^0\n$/,
    leaves: ['die.cjs'],
  },
  {
    name: 'sleeps with the lock',
    line: dying(`w.parentPort.once('message', (job) => { ${lock}; ${FOR_EVER} })`),
    status: 0,
    stdout: /^0\n$/,
    leaves: ['die.cjs'],
  },
])

const none = '$LC mse [[1,2],[1,2]] [[2,2],[1,3]] --reduction none -q'
table('a check', [
  { name: 'of the same losses', line: `${none} --expect [[1,0],[0,1]]`, status: 0, stdout: /^1\n0\n0\n1\n$/ },
  { name: 'of a flat list', line: `${none} --expect 1,0,0,1`, status: 0, stdout: /^1/ },
  {
    name: 'of a column beside a list',
    line: '$LC mse [1,2] [1,3] --reduction none -q --expect [[0],[1]]',
    status: 0,
    stdout: /^0\n1\n$/,
  },
  {
    name: 'of as many numbers in another shape',
    line: `${none} --expect [[1,0,0,1]]`,
    status: 3,
    stderr: /E310[^]*has shape \(1, 4\), the losses \(2, 2\)/,
  },
  {
    name: 'of fewer numbers',
    line: `${none} --expect 1,0,0`,
    status: 3,
    stderr: /E310[^]*has shape \(3,\), the losses \(2, 2\)/,
  },
  ...['--max 0.4 --max 0.9', '--max 0.9 --max 0.4', '--expect 0.4 --expect 0.5', '--min 0.6 --min 0.1'].map(
    (twice): Fault => ({
      name: `given twice: ${twice}`,
      line: `$LC mse [1,2] [1,3] -q ${twice}`,
      status: 1,
      stdout: /^0.5\n$/,
      stderr: /check failed: mean 0.5/,
    }),
  ),
])

table('little memory', [
  {
    name: 'too few addresses for Node, which would die without a word',
    line: `ulimit -v 950000; $LC demo`,
    status: 3,
    stderr: /^error\[E207\]: ulimit -v leaves \d+ MB of addresses[^]*try: ulimit -v unlimited\n$/,
  },
  {
    name: 'few addresses: no threads, which take as many again',
    // Few rows of more than a megabyte: without WebAssembly each cell takes long.
    line: `yes 1.${'0'.repeat(98)} | head -n 12000 > a.csv; (ulimit -v 2200000; $LC mse a.csv a.csv -q --threads 8); s=$?; rm a.csv; exit $s`,
    status: 0,
    stdout: /^0\n$/,
  },
  ...[20, 40].map((size): Fault => ({
    name: `${size} MB for objects`,
    line: `NODE_OPTIONS=--max-old-space-size=${size} $LC mse $BIG/x.csv $BIG/x.csv -q`,
    status: 0,
    stdout: /^0\n$/,
  })),
])

table('a program that Node denies what it asks for', [
  {
    name: 'as --permission does',
    line:
      `printf "require('node:fs').existsSync = (path) => { throw Object.assign(new Error('Access is restricted'), ` +
      `{ code: 'ERR_ACCESS_DENIED', resource: path }) }" > deny.cjs; node_options="--require ./deny.cjs"; ` +
      `NODE_OPTIONS="$node_options" $LC mse no.csv no.csv; s=$?; rm deny.cjs; exit $s`,
    status: 3,
    stderr: /^error\[E200\]: the system refused what is needed: Access is restricted \(/,
  },
])

const taking = (last: string) =>
  `printf "const fs = require('node:fs'), { openSync } = fs; let taken = false; fs.openSync = (path, ...rest) => { ` +
  `if (taken < String(path).endsWith('${last}')) try { for (taken = true;;) openSync('/dev/null') } catch {} return openSync(path, ...rest) }" > take.cjs; ` +
  `ulimit -n 64; node_options="--require ./take.cjs"; NODE_OPTIONS="$node_options" $LC mse a.csv b.csv -o out; s=$?; rm take.cjs; exit $s`
table(
  'no descriptor left',
  ['a.csv', 'mse.js'].map((name): Fault => ({
    name: `for ${name}, nor for the modules that tell so`,
    files: pair('1\n2\n'),
    line: taking(name),
    status: 3,
    stderr: new RegExp(
      `^error\\[E200\\]: cannot read \\S*${name}: too many files are open\\n.*try: ulimit -n \\$\\(ulimit -Hn\\)\\n$`,
    ),
  })),
)

interface Interruption {
  readonly name: string
  readonly argv: readonly string[]
  /** An endless input, of one row again and again. */
  readonly endless?: boolean
  /** Whether nobody reads what is written. */
  readonly unread?: boolean
  readonly after?: number
}

const x = join(big, 'x.csv')
const huge = join(big, 'huge.csv')
const xJson = join(big, 'x.json')
const interruptions: readonly Interruption[] = [
  { name: 'reading a silent pipe', argv: ['mse', '-', x] },
  {
    name: 'reading an endless pipe',
    argv: ['mse', '-', '--input-cols', '0', '--target-col', '1', '-o', 'out'],
    endless: true,
  },
  { name: 'computing in threads', argv: ['mse', huge, huge, '--threads', '2'], after: 100 },
  { name: 'computing in one', argv: ['mse', huge, huge, '--threads', '1'] },
  {
    name: 'computing one row',
    argv: ['multilabel-margin', join(big, 'scores.csv'), join(big, 'half.csv'), '-n'],
    after: 700,
  },
  { name: 'reading JSON', argv: ['mse', xJson, xJson] },
  { name: 'writing to a slow reader', argv: ['mse', x, x, '--csv'], unread: true, after: 1500 },
  { name: 'identifying', argv: ['identify', x, x, '--value', '7'] },
  { name: 'explaining', argv: ['mse', x, x, '--rows', 'all', '--explain', 'all', '-o', 'out'], after: 700 },
  { name: 'writing a file', argv: ['mse', huge, huge, '--csv', '-o', 'out'] },
]

describe('a signal', () => {
  const cases = interruptions.flatMap((one, i) =>
    some(['SIGINT', 'SIGTERM'] as const, 2, i).map((signal) => [signal, one.name, one] as const),
  )
  it.concurrent.each(cases)('%s while %s', async (signal, _name, { argv, endless, unread, after = 250 }) => {
    const folder = mkdtempSync(join(root, 'signal-'))
    const temporary = mkdtempSync(join(root, 'tmp-'))
    const begun = Date.now()
    const child = spawn(process.execPath, [bin, ...argv], {
      cwd: folder,
      env: {
        ...process.env,
        TMPDIR: temporary,
        NODE_OPTIONS: `--require ${join(big, 'ready.cjs')}`,
      },
    })
    child.stdin.on('error', () => {})
    if (endless) pour(child)
    if (!unread) child.stdout.resume()
    const ended = statusOf(child)
    await new Promise((resolve) => child.stderr.once('data', resolve))
    const startedIn = Date.now() - begun
    await new Promise((resolve) => setTimeout(resolve, after))
    const from = Date.now()
    child.kill(signal)
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
    const status = await ended
    clearTimeout(late)
    child.stdin.destroy()
    // A run that waits for others, or has something to put right, ends by itself.
    if (argv.includes('-') || argv.includes('-o')) expect(child.signalCode).toBeNull()
    expect(status).toBe(signal === 'SIGINT' ? 130 : 143)
    // At once: in a second, or on a machine where starting takes longer than a tenth of it, in as much longer.
    expect(Date.now() - from).toBeLessThan(Math.max(1000, 10 * startedIn))
    expect(readdirSync(folder)).toEqual([])
    expect(readdirSync(temporary)).toEqual([])
  })
})

function pour({ stdin }: ChildProcess): void {
  const rows = Buffer.from('1,2\n'.repeat(10_000))
  const more = (): void => {
    while (stdin!.writable && stdin!.write(rows));
  }
  stdin!.on('drain', more)
  more()
}

describe('a file that shrinks while it is read', () => {
  it.each(['', ' --threads 1'])('gives the right value or an error, never another value%s', async (flags) => {
    const folder = mkdtempSync(join(root, 'shrinks-'))
    const line = `cp ${big}/x.csv a.csv; (sleep .16; truncate -s 1000 a.csv) & ${process.execPath} ${bin} mse a.csv ${big}/x.csv -q${flags}; status=$?; wait; exit $status`
    const { stdout, stderr, status } = await start('bash', ['-c', line], { cwd: folder })
    expect(stderr).not.toMatch(TRACE)
    if (status === 0) expect(stdout).toBe('0\n')
    else expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
  })
})

describe('a target that is NaN', () => {
  it('makes the loss NaN, as in torch, and fails a check on it', async () => {
    const { stdout, status } = await built(['ce', '[[1,2]]', '[[NaN,1]]', '-q', '--fail-on', 'nan'])
    expect({ stdout, status }).toEqual({ stdout: 'NaN\n', status: 1 })
  })
})
