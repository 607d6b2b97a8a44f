import { some } from './draws.ts'
import { type Fault, faultTable } from './fault.ts'

/** What a terminal, a program that reads messages, and a machine with little to give are told. */
const { table } = faultTable()

const pair = { 'a.csv': '1\n2\n', 'b.csv': '1\n2\n' }
const hostile = 'p,t,\x1b[31mid\u009b\n1,2,a\x1b]0;x\x07\u009b\u202eb\x7f\u{e0041}\n'
/** Nothing that a terminal obeys, apart from the ends of lines that `script` makes. */
const harmless = /^[\n\r\t\P{C}]*$/u
const columns = '--input-cols 0 --target-col 1 --id 2'

table('hostile texts on a terminal', [
  ...['--csv', '--json', '--ndjson', '-f markdown', '--no-color', '-f latex'].map((format): Fault => ({
    name: format,
    files: { 'h.csv': hostile },
    line: `command -v script >/dev/null || { echo a; exit; }; script -qec "$LC mse h.csv ${columns} ${format} --no-color" /dev/null`,
    status: 0,
    stdout: harmless,
  })),
])

const escaped = /a\\u001b\]0;x\\u0007\\u009b\\u202eb\\u007f\\udb40\\udc41/
table('hostile texts in a pipe', [
  ...['--ndjson', '--json --top 1'].map((format): Fault => ({
    name: format,
    files: { 'h.csv': hostile },
    line: `$LC mse h.csv ${columns} ${format}`,
    status: 0,
    stdout: escaped,
  })),
  {
    name: '--csv, as they are',
    files: { 'h.csv': hostile },
    line: `$LC mse h.csv ${columns} --csv`,
    status: 0,
    stdout: /a[^ -~]\]0;x[^ -~]{3}b[^ -~]{2}/u,
  },
  ...[
    'inspect h.csv --json',
    'mse h.csv --input-cols 0 --target-col 1 --id 2 --group-by 2 --top 1 --format state',
    'inspect h.csv h.csv --input-cols 0 --target-col 1 --json',
    'compare mse h.csv h.csv --json --input-cols 0 --target-col 1 --id 2',
  ].map((command): Fault => ({
    name: command,
    files: { 'h.csv': hostile },
    line: `$LC ${command}`,
    status: 0,
    stdout: /^[\n\P{C}]*$/u,
  })),
])

const asJson = (command: string, status = 3): Fault => ({
  name: command,
  files: pair,
  line: `$LC ${command}`,
  status,
  stderr: /^\{"error":\{"code":"E\d+".*\}\}\n$/,
})
const asText = (command: string): Fault => ({ ...asJson(command), stderr: /^error\[E/ })
table('errors as JSON', [
  asJson('mse no.csv b.csv --json'),
  asJson('mse no.csv b.csv -f json'),
  asJson('mse no.csv b.csv -fjson'),
  asJson('mse no.csv b.csv --format json'),
  asJson('mse no.csv b.csv --format=json'),
  asJson('-f json mse no.csv b.csv'),
  asJson('mse a.csv b.csv -f json --max x', 2),
  asJson('mse a.csv b.csv -f json --unknown', 2),
  asJson('mse no.csv b.csv -qfjson'),
  asJson('check no.json --reporter json'),
  asJson('check no.json --reporter=json'),
  asText('mse no.csv b.csv -f csv'),
  asText('mse no.csv json'),
])

table('names in a program', [
  {
    name: 'that hold a line end',
    files: pair,
    line: `cp a.csv $'a\\n\\r.csv'; $LC mse $'a\\n\\r.csv' b.csv --code numpy; rm a?*.csv`,
    status: 0,
    stdout: /loadtxt\('a\\n\\r\.csv'/,
  },
])

table('long names', [
  {
    name: 'of a column',
    files: { 'n.csv': `${'x'.repeat(3e6)},t\nz,1\n` },
    line: '$LC mse n.csv --input-cols 0 --target-col t 2> err; s=$?; wc -c < err; rm err; exit $s',
    status: 3,
    stdout: /^\d{1,4}\n$/,
  },
  {
    name: 'of a column, in JSON',
    files: { 'n.csv': `${'x'.repeat(3e6)},t\nz,1\n` },
    line: '$LC mse n.csv --input-cols 0 --target-col t --json 2> err; s=$?; wc -c < err; rm err; exit $s',
    status: 3,
    stdout: /^\d{1,4}\n$/,
  },
  {
    name: 'of columns that are listed',
    files: { 'n.csv': `${'x'.repeat(3e6)},t\n1,1\n` },
    line: '$LC mse n.csv --input-cols no --target-col t 2> err; s=$?; wc -c < err; rm err; exit $s',
    status: 2,
    stdout: /^\d{1,4}\n$/,
  },
  ...[
    'inspect n.csv',
    'ce n.csv --input-cols 0,1 --target-col 2',
    'mse n.csv --input-cols 1 --target-col 2 --id 0 --top 1',
    'mse n.csv --input-cols 1 --target-col 2 --group-by g -f markdown',
  ].map((command): Fault => ({
    name: `in what is printed for people: ${command}`,
    files: { 'n.csv': `${'x'.repeat(3e5)},t,u,g\n1,1,1,${'y'.repeat(3e5)}\n` },
    line: `$LC ${command} > out; s=$?; wc -c < out; rm out; exit $s`,
    status: 0,
    stdout: /^1?\d{1,4}\n$/,
  })),
  ...[
    [`mse '[1]' '[3]' -q --expect ${'1'.repeat(1e5)}`, 1],
    [`mse '[1]' '[3]' --report ${'x'.repeat(1e5)}.pdf`, 2],
  ].map(([command, status]): Fault => ({
    name: `in a word: ${String(command).slice(0, 40)}`,
    line: `$LC ${command} 2> err; s=$?; wc -c < err; rm err; exit $s`,
    status: Number(status),
    stdout: /^(4\n)?\d{1,4}\n$/,
  })),
])

table('bounds', [
  {
    name: '--top 1000000000',
    files: pair,
    line: '$LC mse a.csv b.csv -q --top 1000000000',
    status: 0,
    stdout: /^0\n$/,
  },
  {
    name: '--top 1000000001',
    files: pair,
    line: '$LC mse a.csv b.csv -q --top 1000000001',
    status: 2,
    stderr: /E101[^]*0 to 1000000000/,
  },
  {
    name: '--rows 1000000000',
    files: pair,
    line: '$LC mse a.csv b.csv -q --rows 1000000000',
    status: 0,
    stdout: /^0\n$/,
  },
  {
    name: '--threads 65',
    files: pair,
    line: '$LC mse a.csv b.csv -q --threads 65',
    status: 2,
    stderr: /E101[^]*0 to 64/,
  },
])

table('a folder of suites', [
  {
    name: 'with a pipe',
    line: 'mkdir s; cp ${LC%/bin/*}/fixtures/suites/mse.json s 2>/dev/null || cp $(ls ${LC##* }/../../fixtures/suites/*.json | head -n 1) s; mkfifo s/p.json; timeout -s KILL 20 $LC check s -q; s=$?; rm -r s; exit $s',
    status: 0,
    stdout: /passed/,
    stderr: /skipped[^]*p\.json is no file/,
  },
])

const long = {
  'x.csv': Array.from({ length: 9000 }, (_, i) => `${(i % 97) / 8}\n`).join(''),
  'l.csv': Array.from({ length: 9000 }, (_, i) => `${(i % 97) / 8},${(i % 13) / 4}\n`).join(''),
  't.csv': '0\n1\n'.repeat(4500),
}
const commands = [
  'mse x.csv x.csv -q',
  'ce l.csv t.csv --csv',
  'ce l.csv t.csv --ndjson',
  'bce-logits x.csv t.csv -q',
  'focal x.csv t.csv -q',
  'mse l.csv l.csv -q --threads 2',
]
table('without WebAssembly', [
  ...some(commands, 2).flatMap((command, i): Fault[] =>
    some(
      [
        ['node --jitless', `\${LC/ / --jitless }`],
        ['ulimit -v', '(ulimit -v 4000000; $LC'],
      ],
      2,
      i,
    ).map(([how, lc]) => ({
      name: `${how}: ${command}`,
      files: long,
      // The bits are those of the kernel.
      line: `$LC ${command} > want 2>/dev/null; ${lc} ${command}${lc!.startsWith('(') ? ')' : ''} > got 2> err; s=$?; cmp want got; grep -v -i warning err | grep error; rm want got err; exit $s`,
      status: 0,
    })),
  ),
])

/** A zip64 directory whose places are no places. */
function zip64(locator: bigint, count: bigint, size: bigint, offset: bigint): Buffer {
  const end64 = Buffer.alloc(56)
  end64.writeUInt32LE(0x06064b50)
  end64.writeBigUInt64LE(count, 32)
  end64.writeBigUInt64LE(size, 40)
  end64.writeBigUInt64LE(offset, 48)
  const where = Buffer.alloc(20)
  where.writeUInt32LE(0x07064b50)
  where.writeBigUInt64LE(locator, 8)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.fill(0xff, 8, 20)
  return Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(30), end64, where, end])
}
const far = [2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n]
table('a zip64 file', [
  ...far.flatMap((n) =>
    [zip64(n, 1n, 46n, 0n), zip64(34n, n, 46n, 0n), zip64(34n, 1n, n, 0n), zip64(34n, 1n, 46n, n)].map(
      (bytes, i): Fault => ({
        name: `with ${n} in place ${i}`,
        files: { 'z.npz': bytes },
        line: `$LC mse z.npz '[1]'`,
        status: 3,
        stderr: /E204[^]*z\.npz/,
      }),
    ),
  ),
])

const refused = (command: string, stderr: RegExp, status = 2): Fault => ({
  name: command.slice(0, 60),
  files: pair,
  line: `$LC ${command}`,
  status,
  stderr,
})
table('negative numbers as values', [
  refused("mse '[1]' '[2]' --explain -1", /E101[^]*--explain takes the number of a row, or all, got -1\n/),
  refused('mse --explain -1 a.csv b.csv', /E101[^]*--explain takes the number of a row/),
  refused("focal '[0]' '[1]' --gamma -1", /E101[^]*--gamma must be a number >= 0, got -1\n/),
  refused("mse '[1]' '[2]' --top -3", /E101[^]*--top must be a whole number from 0 to 1000000000/),
  refused("mse '[1]' '[2]' --threads -1", /E101[^]*--threads/),
  refused("mse a.csv b.csv --comment '\n'", /E101[^]*--comment must be one character/),
  refused("huber '[1]' '[2]' --delta -1", /E101[^]*--delta must be a number > 0, got -1\n/),
  refused("mse '[1]' '[2]' --classes -1", /E307[^]*\[2\] is an array of numbers/, 3),
  { name: '--min', files: pair, line: '$LC mse a.csv b.csv -q --min -1e3', status: 0, stdout: /^0\n$/ },
  {
    name: '--explain before numbers that are negative',
    line: '$LC mse --explain -1 -2 --json | grep -c explanation',
    status: 0,
    stdout: /^1\n$/,
  },
])

table('a bad value that inspect has no use for', [
  refused('inspect a.csv --index-base 2', /E101[^]*--index-base must be one of 0, 1, got 2/),
  refused('inspect a.csv --missing-ids skip', /E103[^]*--missing-ids/),
])

table('a suite', [
  {
    ...refused(`check ${'x'.repeat(100_000)}`, /E200[^]*no suite x+/, 3),
    name: 'with a name that no file can have',
  },
  refused('check @mse --timeout 5', /E103[^]*--timeout is that of --impl/),
  refused('check a.csv/x', /E200[^]*a\.csv\/x/, 3),
])

table('a pattern', [
  ...some([
    refused("trend mse 'no/*.csv' --target b.csv", /E200[^]*no file matches no\/\*\.csv/, 3),
    refused("trend mse '/**'", /E200[^]*looks at more than 200,000 files and folders\n {2}= looked in \//, 3),
  ]),
  {
    ...refused(`trend mse '${'x'.repeat(70_000)}*'`, /E200|E103/, 2),
    name: 'longer than any path',
  },
])
