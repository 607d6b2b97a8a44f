import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bin, type Fault, faultTable, statusOf } from './fault.ts'
import { start } from './start.ts'

/** Named pipes, whose other side may stay away for ever. */
const { root, table } = faultTable()

const files = { 'a.csv': '1\n2\n' }
const refused = (command: string, status: number, stderr: RegExp): Fault => ({
  name: command,
  files,
  line: `mkfifo p q; timeout -s KILL 10 $LC ${command}; s=$?; rm p q; exit $s`,
  status,
  stderr,
})

table('a pipe that nobody opens', [
  refused('mse p no.csv', 3, /E200[^]*no\.csv: there is no such file/),
  refused('mse p .', 3, /E200[^]*directory/),
  refused('mse p a.csv/x', 3, /E200[^]*not a directory/),
  refused('mse p p', 2, /E106[^]*p and p are one pipe/),
  refused('mse p ./p', 2, /E106/),
  refused('mse p#x p', 2, /E106/),
  refused('mse a.csv p --weight p', 2, /E106/),
  refused('ce p a.csv --weight=p', 2, /E106/),
  refused('mse p q -o p', 3, /E110[^]*also an input/),
  refused('mse p q -o no/x', 3, /E110/),
  refused('mse p q --max x', 2, /E101/),
  refused('mse p q --unknown', 2, /E102/),
  refused('compare mse a.csv a.csv p', 2, /E106/),
  refused('compare mse p p a.csv', 2, /E106/),
  refused('sweep focal p p --gamma 0,1', 2, /E106/),
  refused('identify p p --value 1', 2, /E106/),
  refused('inspect p p', 2, /E106/),
  refused('merge p ./p', 2, /E106/),
  refused('merge - -', 2, /E106/),
  refused('merge p no.json', 3, /E200[^]*no\.json/),
  refused('check p ./p', 2, /E106/),
  refused('plot mse p p', 2, /E106/),
  refused('mse p q --expect-file no.json', 3, /E200/),
  refused('check p --write', 3, /E110[^]*cannot write p: it is a pipe/),
  // Standard input that stays open, and silent.
  refused('mse - no.csv <> p', 3, /E200[^]*no\.csv/),
  refused(`mse - '[1' <> p`, 3, /E204[^]*never closed/),
  refused(`mse '[1,x]' p`, 3, /E20\d/),
  refused('mse a.csv#x p', 3, /E200[^]*csv, which has no parts/),
  refused(`mse '[1' a.csv --weight p`, 3, /E204/),
  refused('gaussian-nll p a.csv --var no.csv', 3, /E200[^]*no\.csv/),
  refused('ce p a.csv --label-smoothing 2', 2, /E101/),
  refused('mse p', 2, /E103[^]*target is missing/),
  refused('merge p a.csv', 3, /E321/),
  refused('merge p --expect-shards x', 2, /E101/),
  refused('merge p -o no/x', 3, /E110/),
  refused('merge - --files-from - <> p', 2, /E106/),
  refused('check p a.csv', 3, /E204[^]*a\.csv/),
  refused('mse - /dev/stdin < <(cat a.csv)', 2, /E106/),
])

table('a pipe', [
  {
    name: 'whose writer is late',
    files,
    line: 'mkfifo p; (sleep .5; cat a.csv > p) & $LC mse p a.csv -q; s=$?; rm p; exit $s',
    status: 0,
    stdout: /^0\n$/,
  },
  {
    name: 'of class indices beside a header, which is read once',
    files: { 'x.csv': 'a,b\n0.1,2\n1,3\n', 't.csv': 't\n0\n1\n' },
    line: 'mkfifo p q; cat x.csv > p & cat t.csv > q & $LC ce p q -q; s=$?; rm p q; exit $s',
    status: 0,
    stdout: /^1\.0831573846629667\n$/,
  },
  {
    name: 'whose header names the classes of its targets',
    files: { 'x.csv': 'a,b\n0.1,2\n1,3\n', 't.csv': 't\nb\na\n' },
    line: 'mkfifo p; cat x.csv > p & $LC ce p t.csv -q; s=$?; rm p; exit $s',
    status: 0,
    stdout: /^1\.133157384\d+\n$/,
  },
  {
    name: 'whose writer writes in parts',
    files,
    line: `mkfifo p; (printf '1\\n'; sleep .3; printf '2'; sleep .3; printf '\\n') > p & $LC mse p a.csv -q; s=$?; rm p; exit $s`,
    status: 0,
    stdout: /^0\n$/,
  },
  {
    name: 'whose writer writes nothing',
    files,
    line: 'mkfifo p; (exec 3>p; sleep .2) & $LC mse p a.csv -q; s=$?; rm p; exit $s',
    status: 3,
    stderr: /E205/,
  },
  ...['compare p q', 'p q', 'compare ce p q --target-col y --fail-if worse --id'].map((line): Fault => ({
    name: `that an error does not wait for: ${line}`,
    line: `mkfifo p q; timeout 9 $LC ${line}; s=$?; rm p q; exit $s`,
    status: 2,
    stderr: /^error\[E10\d\]/,
  })),
  {
    name: 'that takes the place of a file before it is opened',
    files,
    line:
      `printf "const fs = require('node:fs'), { openSync } = fs; fs.openSync = (path, ...rest) => { if (path === 'a.csv') { ` +
      `fs.openSync = openSync; fs.rmSync(path); require('node:child_process').execFileSync('mkfifo', [path]) } ` +
      `return openSync(path, ...rest) }" > swap.cjs; ` +
      `node_options="--require ./swap.cjs"; NODE_OPTIONS="$node_options" timeout -s KILL 10 $LC mse a.csv '[1]'; s=$?; rm swap.cjs; exit $s`,
    status: 3,
    stderr: /E200[^]*cannot read a\.csv/,
  },
  {
    name: 'whose columns are inspected, and read once',
    files: { 'x.csv': 'x,y,t\n0.1,0.9,1\n0.8,0.2,0\n' },
    line: 'mkfifo p; cat x.csv > p & timeout -s KILL 10 $LC inspect p; s=$?; rm p; exit $s',
    status: 0,
    stdout: /^(?![^]*empty)[^]*0.1000 to 0.8000/,
  },
  {
    name: 'of records that are weights, and read once',
    files: { ...files, 'w.json': '[{"w":1},{"w":3}]' },
    line: 'mkfifo p; cat w.json > p & timeout -s KILL 10 $LC mse a.csv a.csv -q --weight p; s=$?; rm p; exit $s',
    status: 0,
    stdout: /^0\n$/,
  },
  {
    name: 'that a shell does not wait for when it completes a column',
    line: `mkfifo p; timeout -s KILL 10 $LC complete -- mse p --input-cols ''; s=$?; rm p; exit $s`,
    status: 0,
  },
  {
    name: 'twice, each its own',
    files,
    line: '$LC mse <(cat a.csv) <(cat a.csv) -q',
    status: 0,
    stdout: /^0\n$/,
  },
  {
    name: 'that is large',
    line: '$LC mse <(yes 1 | head -n 3000000) <(yes 2 | head -n 3000000) -q',
    status: 0,
    stdout: /^1\n$/,
  },
])

interface Waiting {
  readonly name: string
  readonly argv: readonly string[]
}
const waitings: readonly Waiting[] = [
  { name: 'for an input', argv: ['mse', 'p', 'a.csv'] },
  { name: 'for a target', argv: ['mse', 'a.csv', 'p'] },
  { name: 'for both', argv: ['mse', 'p', 'q', '-o', 'out'] },
  { name: 'for weights', argv: ['mse', 'a.csv', 'a.csv', '--weight', 'p'] },
  { name: 'for an expectation', argv: ['mse', 'a.csv', 'a.csv', '--expect-file', 'p'] },
  { name: 'for a suite', argv: ['check', 'p'] },
  { name: 'for a state', argv: ['merge', 'p'] },
  { name: 'for the reader of its output', argv: ['mse', 'a.csv', 'a.csv', '-o', 'p'] },
  { name: 'to inspect', argv: ['inspect', 'p'] },
]

describe.concurrent('a signal while a pipe is waited for', () => {
  // Says when Node has started, which on a busy machine takes a while.
  const ready = join(root, 'ready.cjs')
  writeFileSync(ready, `require('fs').writeSync(2, 'ready')`)
  const cases = waitings.flatMap((one, i) =>
    (['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      .slice(0, i === 0 ? 3 : 1)
      .map((signal) => [signal, one.name, one] as const),
  )
  it.each(cases)('%s %s', async (signal, _name, { argv }) => {
    const folder = mkdtempSync(join(root, 'signal-'))
    expect(await start('mkfifo', ['p', 'q'], { cwd: folder })).toMatchObject({ status: 0 })
    writeFileSync(join(folder, 'a.csv'), '1\n2\n')
    const child = spawn(process.execPath, ['--require', ready, bin, ...argv], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const ended = statusOf(child)
    await new Promise((resolve) => child.stderr!.once('data', resolve))
    await new Promise((resolve) => setTimeout(resolve, 300))
    child.kill(signal)
    const late = setTimeout(() => child.kill('SIGKILL'), 5000)
    const status = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal]
    expect(await ended).toBe(status)
    clearTimeout(late)
    expect(readdirSync(folder)).toEqual(['a.csv', 'p', 'q'])
  })
})
