import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inputThatIsOutput, placeOf } from '../src/command/output-place.ts'
import { some } from './draws.ts'
import { built } from './built.ts'
import { bin, type Fault, faultTable } from './fault.ts'

/** What goes wrong with standard output, standard error and the file of --output. */
const { root, table } = faultTable()

/** Every way a status comes about: a command, its status, whether it prints a result. */
const ways: readonly (readonly [string, number, boolean])[] = [
  [`mse '[1]' '[3]' -q`, 0, true],
  [`mse '[1]' '[3]' -q --max 1`, 1, true],
  [`mse '[1]' '[3]' --json --expect 5`, 1, true],
  [`mse '[1]' '[NaN]' --csv --fail-on nan`, 1, true],
  [`bce '[0.5]' '[0,1]' --strict`, 3, false],
  [`ce '[[0.5,0.5],[0.2,0.8],[0.9,0.1],[0.5,0.5],[0.2,0.8],[0.9,0.1]]' '[0,1,1,0,1,1]' --strict`, 1, true],
  [`mse '[1]' '[x]'`, 3, false],
  [`mse '[1]' '[x]' --json`, 3, false],
  [`mse '[1]' '[2]' -o /dev/full`, 3, false],
  ['mse no.csv no.csv', 3, false],
  [`mse '[1]' '[3]' --max x`, 2, false],
  [`mse '[1]' '[3]' --unknown`, 2, false],
  ['nonsense', 2, false],
  ['', 2, false],
  ['check no.json', 3, false],
  ['help xyzzy', 2, false],
  [`mse '[1]' '[3]' -v`, 0, true],
  [`mse '[1,2]' '[[1],[2]]'`, 0, true],
  [`inspect '[1]' '[3]'`, 0, true],
  [`identify '[1]' '[3]' --value 5`, 1, true],
  [`sweep focal '[[1,2]]' '[1]' --gamma 0,1`, 0, true],
  [`compare mse '[1]' '[2]' '[3]'`, 0, true],
  ['--help', 0, true],
  ['schema result', 0, true],
]

/** One after the other, of the ways each eighth from `first` on: the statuses are printed, then what else the line says. */
const each = (
  first: number,
  where: string,
  redirect: string,
  wanted: (way: (typeof ways)[number]) => number,
): Fault => ({
  name: where,
  line: `exec 5>&1 4> >(exec true); sleep .1\n${some(ways, 8, first)
    .map(([command]) => `$LC ${command} ${redirect}; echo "$? ${command.replaceAll(/["$]/g, '')}" >&5`)
    .join('\n')}`,
  status: 0,
  stdout: new RegExp(
    `^${some(ways, 8, first)
      .map((way) => `${wanted(way)} ${way[0]}\n`)
      .join('')
      .replaceAll(/[[\]*+?.|()\\]/g, '\\$&')}$`,
  ),
})
const asAlways = ([, status]: (typeof ways)[number]) => status
const unwritten = ([, status, prints]: (typeof ways)[number]) => (prints ? 3 : status)

table('standard error, with every status', [
  each(0, 'full', '>/dev/null 2>/dev/full', asAlways),
  each(1, 'closed', '>/dev/null 2>&-', asAlways),
  each(2, 'without a reader', '>/dev/null 2>&4', asAlways),
])

table('standard output, with every status', [
  each(3, 'full', '>/dev/full 2>/dev/null', unwritten),
  each(4, 'full, as standard error', '>/dev/full 2>&1', unwritten),
  each(5, 'closed', '2>/dev/null >&-', asAlways),
  each(6, 'without a reader', '>&4 2>/dev/null', asAlways),
  each(7, 'without a reader, as standard error', '>&4 2>&4', asAlways),
])

table('standard output', [
  {
    name: 'that is full',
    line: `$LC mse '[1]' '[3]' >/dev/full`,
    status: 3,
    stderr: /E110[^]*cannot write standard output: no space/,
  },
  ...[
    "mse '[1]' '[3]' --report r.html --grad-output g.npy",
    'compare mse p.csv q.csv --input-cols p --target-col y --report r.html --fail-if worse --junit j.xml',
    'trend mse p.csv q.csv --input-cols p --target-col y --report r.html',
    'merge s.state --report r.html',
  ].map((line) => ({
    name: `that is full, beside files: ${line}`,
    files: { 'p.csv': 'p,y\n1,2\n2,2\n', 'q.csv': 'p,y\n1,2\n3,2\n' },
    line: `$LC mse p.csv --input-cols p --target-col y --format state --shard 0/1 --for-report -o s.state; $LC ${line} >/dev/full; s=$?; ls r.html g.npy j.xml 2>/dev/null; rm s.state; exit $s`,
    status: 3,
    stdout: /^$/,
    stderr: /E110[^]*cannot write standard output: no space/,
  })),
  {
    name: 'that is full, beside a file that was there',
    line: `echo old > r.html; $LC mse '[1]' '[3]' --report r.html >/dev/full; s=$?; ls r.html; rm r.html; exit $s`,
    status: 3,
    stdout: /^r.html\n$/,
    stderr: /E110/,
  },
  {
    name: 'a file that may not grow',
    files: { 'a.csv': '1.5\n'.repeat(20_000) },
    line: `ulimit -f 64; $LC mse a.csv a.csv --csv > out; s=$?; rm out; exit $s`,
    status: 3,
    stderr: /E110[^]*cannot write standard output: the file would be too large/,
  },
  {
    name: 'a pipe whose reader leaves in the middle, and a check fails',
    files: { 'a.csv': '1.5\n'.repeat(200_000) },
    line: `$LC mse a.csv a.csv --csv --min 1 | head -n 1; exit \${PIPESTATUS[0]}`,
    status: 1,
    stdout: /^row,loss\n$/,
    stderr: /check failed/,
  },
])

const pair = { 'a.csv': '1\n2\n', 'b.csv': '1\n2\n' }
const mse = '$LC mse a.csv b.csv -q'

table('an output by another way', [
  {
    name: '/dev/stdout in a pipe',
    files: pair,
    line: `${mse} -o /dev/stdout | cat`,
    status: 0,
    stdout: /^0\n$/,
  },
  {
    name: '/dev/stdout in a file, between other lines',
    files: pair,
    line: `(echo head; ${mse} -o /dev/stdout; echo tail) > out; cat out`,
    status: 0,
    stdout: /^head\n0\ntail\n$/,
    leaves: ['out'],
  },
  {
    name: '/dev/stdout at the end of a file',
    files: { ...pair, out: 'head\n' },
    line: `${mse} -o /dev/stdout >> out; cat out`,
    status: 0,
    stdout: /^head\n0\n$/,
  },
  // Not /dev/stdout itself: a program that fails here would take it from the whole system.
  ...['/dev/fd/1', '/proc/self/fd/1', 'link'].map((name): Fault => ({
    name: `${name} with an unlinked file behind it`,
    files: pair,
    line: `ln -s /proc/self/fd/1 link; exec 3<>out; rm out; ${mse} -o ${name} >&3; s=$?; test -h link && cat /dev/fd/3 && exit $s`,
    status: 0,
    stdout: /^0\n$/,
    leaves: ['link'],
  })),
  {
    name: '/dev/stderr',
    files: pair,
    line: `${mse} -o /dev/stderr`,
    status: 0,
    stderr: /^0\n$/,
  },
  {
    name: 'another descriptor',
    files: pair,
    line: `${mse} -o /dev/fd/3 3>out; cat out`,
    status: 0,
    stdout: /^0\n$/,
    leaves: ['out'],
  },
  {
    name: 'a process that reads',
    files: pair,
    line: `${mse} -o >(cat); sleep .2`,
    status: 0,
    stdout: /^0\n$/,
  },
  {
    name: 'the null device, which stays one',
    files: pair,
    line: `ln -s /dev/null link; ${mse} -o link && test -c /dev/null -a -h link`,
    status: 0,
    leaves: ['link'],
  },
  {
    name: 'a named pipe with a late reader',
    files: pair,
    line: `mkfifo p; (sleep .5; cat p) & ${mse} -o p; s=$?; wait; test -p p && exit $s`,
    status: 0,
    stdout: /^0\n$/,
    leaves: ['p'],
  },
  {
    name: 'a link that leads nowhere, which then leads to the results',
    files: pair,
    line: `ln -s new link; ${mse} -o link; s=$?; test -h link && cat new && exit $s`,
    status: 0,
    stdout: /^0\n$/,
    leaves: ['link', 'new'],
  },
  {
    name: 'a link into a folder that is none',
    files: pair,
    line: `ln -s no/new link; ${mse} -o link`,
    status: 3,
    stderr: /E110[^]*folder does not exist/,
    leaves: ['link'],
  },
  {
    name: 'a link to itself',
    files: pair,
    line: `ln -s link link; ${mse} -o link`,
    status: 3,
    stderr: /E110[^]*circle/,
    leaves: ['link'],
  },
  {
    name: 'the parent of what a link leads to',
    files: pair,
    line: `mkdir -p d/e; ln -s d/e link; ${mse} -o link/../out; cat d/out; rm -r d`,
    status: 0,
    stdout: /^0\n$/,
    leaves: ['link'],
  },
  { name: 'with a slash', files: pair, line: `${mse} -o out/`, status: 3, stderr: /E110[^]*directory/ },
  {
    name: 'whose name is no text',
    files: pair,
    line: `${mse} -o '\ufffd.csv'`,
    status: 3,
    stderr: /E110[^]*UTF-8/,
  },
  { name: 'without a name', files: pair, line: `${mse} -o ''`, status: 3, stderr: /E110[^]*empty/ },
  {
    name: 'a folder behind a link',
    files: pair,
    line: `ln -s . l; ${mse} -o l`,
    status: 3,
    stderr: /E110/,
    leaves: ['l'],
  },
  {
    name: 'a socket',
    files: pair,
    line: `${process.execPath} -e "const s = require('net').createServer().listen('s'); setTimeout(() => s.close(), 1500)" & sleep .5; ${mse} -o s; s=$?; wait; exit $s`,
    status: 3,
    stderr: /E110/,
  },
  ...['640', '600', '4750', '444'].map((mode): Fault => ({
    name: `a file of mode ${mode}`,
    files: { ...pair, out: 'old' },
    line: `chmod ${mode} out; ${mse} -o out; stat -c %a out; cat out`,
    status: 0,
    stdout: new RegExp(`^${mode}\\n0\\n$`),
  })),
  {
    name: 'a file of another owner',
    files: { ...pair, out: 'old' },
    line: `test $(id -u) = 0 || { echo 12:34; exit; }; chown 12:34 out; ${mse} -o out; stat -c %u:%g out`,
    status: 0,
    stdout: /^12:34\n$/,
  },
  {
    name: 'a new file, as umask says',
    files: pair,
    line: `umask 027; ${mse} -o out; stat -c %a out`,
    status: 0,
    stdout: /^640\n$/,
    leaves: ['out'],
  },
  ...[
    ['that has room', '', 0, /^(?!old).*\n$/],
    ['on a full disk, which keeps what it had', 'ulimit -f 8;', 3, /^(old){20}$/],
  ].map(([name, limit, status, stdout]): Fault => ({
    name: `a file that is mounted, ${String(name)}`,
    files: { 'a.csv': '1.5\n'.repeat(20_000), out: 'old'.repeat(20) },
    line:
      `printf "require('node:fs').renameSync = () => { throw Object.assign(new Error(), { code: 'EBUSY' }) }" > m.cjs; ` +
      `export NODE_OPTIONS="--require ./m.cjs"; (${limit} $LC mse a.csv a.csv ${status === 0 ? '-q' : '--csv'} -o out); s=$?; cat out; rm m.cjs; exit $s`,
    status: status as number,
    stdout: stdout as RegExp,
    ...(status === 3 && { stderr: /E110[^]*too large/ }),
  })),
  {
    name: 'a file on a full disk, which keeps what it had',
    files: { 'a.csv': '1.5\n'.repeat(20_000), out: 'old' },
    line: `ulimit -f 64; $LC mse a.csv a.csv --csv -o out; s=$?; cat out; exit $s`,
    status: 3,
    stdout: /^old$/,
    stderr: /E110[^]*too large/,
  },
])

const preds = { 'p.csv': 'a,b,y\n0.1,0.9,1\n0.8,0.2,1\n', 'q.csv': 'a,b,y\n0.2,0.8,1\n0.7,0.3,1\n' }
const data = '--input-cols a,b --target-col y'
const suite = (cases: number) => {
  const one = { name: 'one', loss: 'mse', input: [1, 2], target: [1, 4], expect: { mean: 3 } }
  return JSON.stringify({ schema: 'loss-calc/suite@1', cases: Array.from({ length: cases }, () => one) })
}
table('two outputs', [
  ...[
    [`compare ce p.csv q.csv ${data} --fail-if worse --junit out --report out`, '--junit out', '--report'],
    [`compare ce p.csv q.csv ${data} --fail-if worse --junit link --report out`, '--junit link', '--report'],
    [`ce p.csv ${data} --report out.npy --grad-output out.npy`, '--grad-output out.npy', '--report'],
    [`ce p.csv ${data} -o ./out.csv --grad-output out.csv`, '--grad-output out.csv', 'the result'],
    [`ce p.csv ${data} -o out --report link`, '--report link', 'the result'],
  ].map(([line, second, first]): Fault => ({
    name: `in one place: ${line}`,
    files: preds,
    line: `ln -s out link; $LC ${line}; s=$?; rm link; exit $s`,
    status: 2,
    stderr: new RegExp(`E104[^]*: ${second} is where ${first} goes[^]*try: name another file`),
  })),
  {
    name: 'of a port, of which one finds no room',
    line: '(ulimit -f 4; $LC port new mse --lang c -o sub/port)',
    status: 3,
    stderr: /E110[^]*cannot write sub\/port: the file would be too large/,
  },
  {
    name: 'of a port, in a folder that has gone',
    line: 'mkdir gone; cd gone; rmdir ../gone; $LC port new mse --lang c -o port',
    status: 3,
    stderr: /E110[^]*cannot write port: its folder does not exist/,
  },
  {
    name: 'of suites, of which one finds no room',
    files: { 'a.json': suite(1), 'b.json': suite(30) },
    line: '(ulimit -f 1; $LC check a.json b.json --write)',
    status: 3,
    stderr: /E110[^]*cannot write b\.json: the file would be too large/,
  },
])

table('a folder for compiled code', [
  {
    name: 'without room for it, where nothing is left of it',
    files: pair,
    line: 'mkdir c; (ulimit -f 100; NODE_COMPILE_CACHE= XDG_CACHE_HOME=$PWD/c $LC mse a.csv b.csv -q); s=$?; rm -d c/loss-calc c; exit $s',
    status: 0,
    stdout: /^0\n$/,
  },
  {
    name: 'that is relative, and would be made anywhere',
    files: pair,
    line: 'HOME=home NODE_COMPILE_CACHE= XDG_CACHE_HOME= $LC mse a.csv b.csv -q && XDG_CACHE_HOME=./cache $LC mse a.csv b.csv -q',
    status: 0,
    stdout: /^0\n0\n$/,
  },
])

/** Every file that a command line may name, each as `in` and `out` at once. */
const reads: readonly (readonly [string, string, string])[] = [
  ['an input', 'mse FILE b.csv', '1\n2\n'],
  ['a target', 'mse b.csv FILE', '1\n2\n'],
  ['columns', 'mse FILE --input-cols a --target-col b', 'a,b\n1,2\n'],
  ['standard input', 'mse - b.csv < FILE', '1\n2\n'],
  ['a part of JSON', 'mse FILE#/x b.csv', '{"x":[1,2]}'],
  ['a column of JSON', 'mse FILE#x b.csv', '{"x":[1,2]}'],
  ['a weight', 'mse b.csv b.csv --weight FILE', '1\n2\n'],
  ['the weights of classes', 'ce m.csv t.csv --weight FILE', '1,2\n'],
  ['weights of positives', 'bce-logits m.csv m.csv --pos-weight FILE', '1,2\n'],
  ['weights of positives, a part', 'bce-logits m.csv m.csv --pos-weight=FILE#/w', '{"w":[1,2]}'],
  ['alphas', 'focal m.csv t.csv --mode softmax --alpha FILE', '0.5,0.5\n'],
  ['an expectation', 'mse b.csv b.csv --expect-file FILE', '{"value":0}'],
  ['an expectation, joined', 'mse b.csv b.csv --expect-file=FILE', '{"value":0}'],
]
const others = { 'b.csv': '1\n2\n', 'm.csv': '0,1\n1,0\n', 't.csv': '0\n1\n' }
const names: readonly (readonly [string, string, string])[] = [
  ['its name', '', 'in.json'],
  ['another path', '', './../"${PWD##*/}"/in.json'],
  ['its whole path', '', '"$PWD"/in.json'],
  ['a symbolic link', 'ln -s in.json out;', 'out'],
  ['a link to a link', 'ln -s in.json one; ln -s one out;', 'out'],
  ['a hard link', 'ln in.json out;', 'out'],
  ['a linked folder', 'ln -s . out;', 'out/in.json'],
]
const { stdout: state } = await built(['mse', '[1]', '[3]', '--format', 'state'])
table('an output of a merge that is also', [
  ...[
    ['the list of its states', 's\n', '$LC merge --files-from in'],
    ['a state of a list', state, 'echo in | $LC merge --files-from -'],
    ['a state', state, '$LC merge in'],
    ['standard input, which nobody names', state, '$LC merge < in'],
    ['the expectation', '{"value":0}', '$LC merge s --expect-file in'],
  ].map(([name, content, line]): Fault => ({
    name: name!,
    files: { s: state, in: content!, same: content! },
    line: `${line} -o in; s=$?; cmp in same; exit $s`,
    status: 3,
    stderr: /E110[^]* in is also/,
  })),
])

it('an output is none of the examples that are read', () => {
  const example = 'example:blog/logits.csv'
  expect(inputThatIsOutput(placeOf('fixtures/blog/logits.csv'), [example], '.')).toBe(example)
})

table(
  'an output that is also',
  // Every file by one name, one file by every name.
  [
    ...reads.map((read) => [read, names.at(-2)!] as const),
    ...names.map((name) => [reads[7]!, name] as const),
  ].map(([[what, command, content], [name, make, out]]): Fault => ({
    name: `${what}, by ${name}`,
    files: { ...others, 'in.json': content, same: content },
    line: `${make} $LC ${command.replace('FILE', './in.json')} --input-format ${content.startsWith('{') ? 'json' : 'csv'} -o ${out}; s=$?; cmp in.json same; rm -f out one; exit $s`,
    status: 3,
    stderr: /E110[^]*try: name another file/,
  })),
)

describe('a signal that nobody thinks of', () => {
  const signals = (
    [
      ...[
        'SIGINT',
        'SIGTERM',
        'SIGHUP',
        'SIGQUIT',
        'SIGUSR1',
        'SIGUSR2',
        'SIGALRM',
        'SIGVTALRM',
        'SIGXCPU',
        'SIGPROF',
      ],
      ...['SIGABRT', 'SIGIO', 'SIGPWR', 'SIGSTKFLT', 'SIGTRAP', 'SIGSYS'],
    ] as const
  ).filter((signal) => signal in constants.signals) as NodeJS.Signals[]

  it.each(some(signals, 4))('%s leaves no file behind', async (signal) => {
    const folder = mkdtempSync(join(root, 'signal-'))
    writeFileSync(
      join(folder, 'ready.cjs'),
      `process.on('newListener', (name) => name === 'SIGSYS' && require('fs').writeSync(2, 'ready'))`,
    )
    const [temporary, big] = ['tmp', 'big'].map((name) => mkdtempSync(join(root, name)))
    const rows = '1.5\n'.repeat(100_000)
    const file = join(big!, 'x.csv')
    writeFileSync(file, rows)
    const child = spawn(process.execPath, [bin, 'mse', file, '-', '--csv', '-o', 'out'], {
      cwd: folder,
      env: { ...process.env, TMPDIR: temporary, NODE_OPTIONS: '--require ./ready.cjs' },
    })
    child.stdin.on('error', () => {})
    child.stdin.write(rows)
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    await new Promise((resolve) => child.stderr.once('data', resolve))
    for (let i = 0; i < 400 && readdirSync(folder).length < 2; i++)
      await new Promise((resolve) => setTimeout(resolve, 10))
    expect(readdirSync(folder)).toHaveLength(2)
    child.kill(signal)
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
    expect(await ended).toBe(128 + constants.signals[signal])
    clearTimeout(late)
    child.stdin.destroy()
    expect(readdirSync(folder)).toEqual(['ready.cjs'])
    expect(readdirSync(temporary!)).toEqual([])
  })

  it('even SIGKILL leaves nothing of results for standard output', async () => {
    const temporary = mkdtempSync(join(root, 'tmp-'))
    const file = join(root, 'y.csv')
    writeFileSync(file, '1.5\n'.repeat(3_000_000))
    const child = spawn(process.execPath, [bin, 'mse', file, file, '--csv'], {
      env: { ...process.env, TMPDIR: temporary },
    })
    await new Promise((resolve) => child.stdout.once('readable', resolve))
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
    expect(readdirSync(temporary)).toEqual([])
  })
})
