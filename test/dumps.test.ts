import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { parquetOf } from './parquet.ts'
import { zip } from './readers/zip.ts'
import { run, words } from './transcript.ts'

/** What people have on disk: one dump with ids, texts and labels. Never a wrong number without a word. */
const root = mkdtempSync(join(tmpdir(), 'loss-calc-dumps-'))
afterAll(() => rmSync(root, { recursive: true }))

interface Dump {
  readonly name: string
  readonly files: Readonly<Record<string, string | Uint8Array>>
  /** The command line; DIR/ is the folder of the files. */
  readonly line: string
  /** The number, if there is one; computed by torch, scikit-learn or by hand. */
  readonly value?: number
  /** What is printed, where it is no number. */
  readonly stdout?: RegExp
  readonly status?: number
  readonly stderr?: RegExp
}

let count = 0
async function check({ files, line, value, stdout = /^$/, status = 0, stderr }: Dump): Promise<void> {
  const folder = join(root, String(count++))
  mkdirSync(folder)
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  const argv = words(line).map((word) => word.replace('DIR', folder))
  const found = await run(argv)
  expect({ status: found.status, stderr: found.stderr }).toEqual({
    status,
    stderr: stderr === undefined ? expect.anything() : expect.stringMatching(stderr),
  })
  if (value === undefined) expect(found.stdout).toMatch(stdout)
  else expect(Number(found.stdout.trim().split(/\s+/).at(-1))).toBeCloseTo(value, 12)
}

const rows = ['a,1,"x, y",0.2,0.5,0.3', 'b,0,z,0.1,0.3,0.6', 'c,1,w,0.7,0.2,0.1']
const dump = (...order: number[]) => `id,label,text,p0,p1,p2\n${order.map((i) => `${rows[i]}\n`).join('')}`
const gap = (cell: string) => `id,label,p0,p1,p2\na,1,${cell},0.5,0.3\nb,0,0.1,0.3,0.6\nc,1,0.7,0.2,0.1\n`
const all = 1.1870223883591113
const two = 1.310618052116437

describe('columns of a dump', () => {
  it.each<Dump>([
    ...[
      [0, 1, 2],
      [1, 0, 2],
      [2, 1, 0],
    ].map((order) => ({
      name: `a quoted comma in row ${order.indexOf(0)}`,
      files: { 'q.csv': dump(...order) },
      line: 'ce DIR/q.csv --target-col label -q',
      value: all,
    })),
    {
      name: 'a label after a quoted text',
      files: { 'q.csv': 'text,label,p0,p1,p2\n"x, y",1,0.2,0.5,0.3\nz,0,0.1,0.3,0.6\n' },
      line: 'ce DIR/q.csv --target-col label --from probs -q',
      value: 1.4978661367769954,
    },
    {
      name: 'a header with quotes and newlines',
      files: { 'q.csv': '"the\nid",label,"p,0",p1\n"a\n""b""",1,0.5,0.5\nc,0,1,1\n' },
      line: 'ce DIR/q.csv --target-col label -q',
      value: Math.LN2,
    },
    ...['NA', 'N/A', '', 'null', 'None', 'nan', 'NaN', '#N/A', '<NA>', 'n/a'].map((cell) => ({
      name: `${cell || 'an empty cell'} in row 0, skipped`,
      files: { 'na.csv': gap(cell) },
      line: 'ce DIR/na.csv --target-col label --missing skip -q',
      value: two,
    })),
    {
      name: 'NA in row 0',
      files: { 'na.csv': gap('NA') },
      line: 'ce DIR/na.csv --target-col label -q',
      status: 3,
      stderr: /E201.*NA[^]*na\.csv:2:5/,
    },
    {
      name: 'texts in a column named like the others',
      files: { 'x.csv': 'label,p0,p1,p2\n1,lots,0.5,0.3\n0,few,0.3,0.6\n' },
      line: 'ce DIR/x.csv --target-col label -q',
      status: 3,
      stderr: /E201.*"p0"[^]*x\.csv:2/,
    },
    {
      name: 'texts with a number among them',
      files: { 'x.csv': 'label,note,a,b\n1,fine,0.5,0.3\n0,bad,0.3,0.6\n0,17,1,1\n' },
      line: 'ce DIR/x.csv --target-col label -q --strict',
      status: 1,
      value: (Math.log(1 + Math.exp(0.2)) + Math.log(1 + Math.exp(0.3)) + Math.LN2) / 3,
      stderr: /W410.*note/,
    },
    {
      name: 'a first record without a column',
      files: { 'n.jsonl': '{"label":1,"p1":0.5,"p2":0.3}\n{"label":0,"p0":0.1,"p1":0.3,"p2":0.6}\n' },
      line: 'ce DIR/n.jsonl --target-col label -q',
      status: 3,
      stderr: /E202.*"p0"[^]*n\.jsonl:1/,
    },
    {
      name: 'a first record without a column, skipped',
      files: {
        'n.jsonl':
          '{"label":1,"p1":0.5,"p2":0.3}\n{"label":0,"p0":0.1,"p1":0.3,"p2":0.6}\n{"label":1,"p0":0.7,"p1":0.2,"p2":0.1}\n',
      },
      line: 'ce DIR/n.jsonl --target-col label -q --missing skip',
      value: two,
    },
    {
      name: 'a number as text in JSON',
      files: {
        'n.jsonl':
          '{"label":1,"p0":"0.2","p1":0.5}\n{"label":0,"p0":0.1,"p1":0.3}\n{"label":0,"p0":0.1,"p1":0.3}\n',
      },
      line: 'ce DIR/n.jsonl --target-col label -q',
      status: 3,
      stderr: /E201.*0\.2[^]*n\.jsonl:1/,
    },
    {
      name: 'all numbers of a column as texts in JSON',
      files: { 'n.jsonl': '{"label":1,"cat":"0.2","dog":0.5}\n{"label":0,"cat":"0.1","dog":0.3}\n' },
      line: 'ce DIR/n.jsonl --target-col label -q',
      status: 3,
      stderr: /E201.*"cat"/,
    },
  ])('$name', check)
})

describe("predictions of R's caret", () => {
  const names = 'pred,obs,A,B,rowIndex,mtry,Resample'
  const of = (...labels: string[]) => ({
    'c.csv': `${names}\n${labels.map((label, i) => `A,${label},0,0,${i},2,Fold1\n`).join('')}`,
  })
  it.each<Dump>([
    {
      name: 'have a column beside the classes',
      files: of('A', 'B'),
      line: 'ce DIR/c.csv --target-col obs -q',
      value: Math.log(2 + Math.exp(2)),
      stderr: /H119.*mtry of .* apart from[^]*--input-cols A,B\n/,
    },
    {
      name: 'that is not offered',
      files: of('A', 'B'),
      line: 'ce DIR/c.csv',
      status: 2,
      stderr: /--input-cols A,B --target-col obs/,
    },
    {
      name: 'which may be a class',
      files: of('A', 'mtry'),
      line: 'ce DIR/c.csv --target-col obs -q --no-hints',
      value: Math.log(2 + Math.exp(2)) - 1,
      stderr: /^(?!.*H119)/,
    },
  ])('$name', check)
})

describe('what Triton and KServe answer', () => {
  const answer = (shape: string, data: string) => ({
    'a.json': `{"model_name":"m","outputs":[{"name":"p","datatype":"FP32","shape":${shape},"data":${data}}]}`,
  })
  it.each<Dump>([
    {
      name: 'is an array with its shape',
      files: answer('[2,3]', '[0,0,0,1,1,1]'),
      line: "ce DIR/a.json '[0,2]' -q",
      value: Math.log(3),
    },
    { name: 'may be a list', files: answer('[3]', '[1,2,4]'), line: "mse DIR/a.json '[1,2,1]' -q", value: 3 },
    {
      name: 'of another shape is refused',
      files: answer('[2,3]', '[0,0,0,1,1]'),
      line: "ce DIR/a.json '[0,2]' -q",
      status: 3,
      stderr: /E203.*holds 5 numbers, its shape 6 others/,
    },
    {
      name: 'of several is one that jq takes out',
      files: {
        'a.json':
          '{"outputs":[{"name":"p","datatype":"FP32","shape":[1,2],"data":[1,2]},{"name":"e","datatype":"FP32","shape":[3],"data":[1,2,3]}]}',
      },
      line: "ce DIR/a.json '[0]' -q",
      status: 3,
      stderr:
        /E203.* holds 2 arrays: p, e\n[^]*try: jq -c '\.outputs \|= .* "p"\)\]' .*a\.json \| loss-calc ce - '\[0\]' -q/,
    },
  ])('$name', check)
})

describe('a first line', () => {
  const target = "'[[1,0,1]]'"
  it.each<Dump>([
    {
      name: 'of names and numbers',
      files: { 'h.csv': '1,abc,3\n4,5,6\n' },
      line: `bce-logits DIR/h.csv ${target} -q`,
      status: 3,
      stderr: /E206[^]*--headers[^]*--no-headers/,
    },
    {
      name: 'of names and numbers, said to be names',
      files: { 'h.csv': '1,abc,3\n4,5,6\n' },
      line: `bce-logits DIR/h.csv ${target} -q --headers`,
      value: (4 - 4 + Math.log1p(Math.exp(-4)) + 5 + Math.log1p(Math.exp(-5)) + Math.log1p(Math.exp(-6))) / 3,
    },
    {
      name: 'of a text beside numbers, as rows without a header begin',
      files: { 'h.csv': 'img1,1,0\nimg2,0,1\n' },
      line: 'mse DIR/h.csv --input-cols 1 --target-col 2 -q',
      status: 3,
      stderr: /E206/,
    },
    ...(
      [
        ['0x10', '0x10\n2\n'],
        ['"1,000"', '"1,000"\n20\n'],
        ['1_000', '1_000\n2\n'],
        ['a Unicode minus', '\u22121\n2\n'],
        ['1d5', '1d5\n2\n'],
        ['10%', '10%\n0.2\n'],
        ['1/2', '1/2\n0.2\n'],
        ['NA', 'NA\n2\n'],
      ] as const
    ).map(([odd, text]): Dump => ({
      name: `of ${odd} above numbers`,
      files: { 'h.csv': text },
      line: 'mse DIR/h.csv DIR/h.csv -q',
      status: 3,
      stderr: /E206[^]*--headers[^]*--no-headers/,
    })),
    {
      name: 'of words that begin with digits',
      files: { 'h.csv': '2nd,3d_score\n0.5,1\n' },
      line: 'mse DIR/h.csv --input-cols 2nd --target-col 3d_score -q',
      value: 0.25,
    },
    {
      name: 'that counts the columns of a data frame',
      files: { 'h.csv': 'label,0,1\n1,0.5,0.5\n0,0.25,0.25\n' },
      line: 'ce DIR/h.csv --target-col label -q',
      value: Math.LN2,
    },
    {
      name: 'of two byte order marks',
      files: { 'h.csv': '\ufeff\ufeff1\n2\n', 'y.csv': '1\n2\n' },
      line: 'mse DIR/h.csv DIR/y.csv -q',
      status: 3,
      stderr: /E204.*two byte order marks/,
    },
    {
      name: 'with a delimiter that its name denies, small',
      files: { 'x.tsv': 'a,b,t\n1,2,1\n3,1,0\n' },
      line: 'ce DIR/x.tsv --target-col t -q',
      status: 3,
      stderr: /E204[^]*--delimiter ,/,
    },
    {
      name: 'with a delimiter that its name denies, large',
      files: { 'x.tsv': '1,2\n'.repeat(400_000), 'y.csv': '1\n'.repeat(400_000) },
      line: 'ce DIR/x.tsv DIR/y.csv -q',
      status: 3,
      stderr: /E204[^]*--delimiter ,/,
    },
  ])('$name', check)

  it.each(['\u00a0', '\u2028', '\u3000', '\v', '\f'])('is none where it only looks blank: %j', (blank) =>
    check({
      name: '',
      files: { 'x.csv': `1\n2\n${blank}\n`, 'y.csv': '1\n2\n3\n' },
      line: 'mse DIR/x.csv DIR/y.csv -q',
      status: 3,
      stderr: /E201[^]*x\.csv:3/,
    }),
  )
})

const gbk = Buffer.from('cac72cb7f12cb1eac7a90a302e392c302e312ccac70a302e322c302e382cb7f10a', 'hex')
const named = 'ja,n\u00e9,y\n0.9,0.1,ja\n0.2,0.8,n\u00e9\n'
const value = 0.164252033486018

describe('text in other encodings', () => {
  const line = '--input-cols 0,1 --target-col 2 --from probs -q'
  it.each<Dump>([
    {
      name: 'GBK, unsaid',
      files: { 'g.csv': gbk },
      line: `ce DIR/g.csv ${line}`,
      status: 3,
      stderr: /E204.*UTF-8[^]*--encoding gb18030/,
    },
    { name: 'GBK', files: { 'g.csv': gbk }, line: `ce DIR/g.csv ${line} --encoding gb18030`, value },
    {
      name: 'Latin-1',
      files: { 'g.csv': Buffer.from(named, 'latin1') },
      line: `ce DIR/g.csv ${line} --encoding latin1`,
      value,
    },
    {
      name: 'Latin-1, unsaid',
      files: { 'g.csv': Buffer.from(named, 'latin1') },
      line: `ce DIR/g.csv ${line}`,
      status: 3,
      stderr: /E204[^]*--encoding windows-1252/,
    },
    {
      name: 'UTF-16 with a mark',
      files: { 'g.csv': Buffer.from(`\ufeff${named}`, 'utf16le') },
      line: `ce DIR/g.csv ${line}`,
      value,
    },
    {
      name: 'UTF-16 without a mark, named',
      files: { 'g.csv': Buffer.from(named, 'utf16le') },
      line: `ce DIR/g.csv ${line} --encoding utf-16le`,
      value,
    },
    {
      name: 'JSON that is not UTF-8',
      files: { 'g.json': Buffer.from('[{"p":1,"y":1,"n":"\xe9"}]', 'latin1') },
      line: 'mse DIR/g.json --input-cols p --target-col y -q',
      status: 3,
      stderr: /E204.*UTF-8/,
    },
    {
      name: 'NDJSON in Latin-1',
      files: { 'g.jsonl': Buffer.from('{"p":1,"y":3,"n":"\xe9"}\n', 'latin1') },
      line: 'mse DIR/g.jsonl --input-cols p --target-col y -q --encoding latin1',
      value: 4,
    },
  ])('$name', check)
})

describe('missing values', () => {
  it.each<Dump>([
    {
      name: 'NaN, skipped',
      files: { 'm.csv': 'p,y\n1,2\n2,nan\n3,5\n' },
      line: 'mse DIR/m.csv --input-cols p --target-col y --missing skip -q',
      value: 2.5,
    },
    {
      name: 'NA in one of two files',
      files: { 'p.csv': 'p\n1\n2\n3\n', 'y.csv': 'y\n2\nNA\n5\n' },
      line: 'mse DIR/p.csv DIR/y.csv --missing skip -q',
      value: 2.5,
    },
    {
      name: 'null in a list of a record',
      files: { 'p.jsonl': '{"p":[1,2],"y":[1,2]}\n{"p":[1,null],"y":[1,1]}\n{"p":[5,6],"y":[5,8]}\n' },
      line: 'mse DIR/p.jsonl --input-cols p --target-col y --missing skip -q',
      value: 1,
    },
    {
      name: '"NA" as a text in JSON',
      files: { 'p.jsonl': '{"p":1,"y":2}\n{"p":"NA","y":1}\n{"p":3,"y":5}\n' },
      line: 'mse DIR/p.jsonl --input-cols p --target-col y --missing skip -q',
      value: 2.5,
    },
  ])('$name', check)
})

const namibia = 'p_NA,p_US,label\n0.8,0.2,NA\n0.3,0.7,US\n0.5,0.5,\n0.4,0.6,null\n'

describe('a class that is called like a missing value', () => {
  it.each<Dump>(
    ['csv', 'ndjson'].map((format) => ({
      name: format,
      files: {
        'd.csv': namibia,
        'd.ndjson': namibia
          .trim()
          .split('\n')
          .slice(1)
          .map((line) => line.split(','))
          .map(([a, b, label]) => JSON.stringify({ p_NA: Number(a), p_US: Number(b), label: label || null }))
          .join('\n'),
      },
      line: `ce DIR/d.${format} --target-col label --from probs --missing skip -q --strict`,
      value: -(Math.log(0.8) + Math.log(0.7)) / 2,
    })),
  )('%j', check)
})

it('one record of NDJSON alone', () =>
  check({
    name: 'one record',
    files: { one: '{"p_a":0.2,"p_b":0.8,"y":1}\n' },
    line: "ce DIR/one --input-cols 'p_*' --target-col y --from probs -q",
    value: -Math.log(0.8),
  }))

/** Columns of one name, with other values in g. */
const twins = {
  'x.csv': 'id,x,g,w\na,0.5,u,1\nb,1.5,u,1\nc,2.5,v,2\n',
  'y.csv': 'id,y,g,w\nc,3,u,2\nb,1,v,1.0\na,1,v,1\n',
}

const labels = { 'd.csv': 'p_a,p_b,label\n0.8,0.2,a\n0.3,0.7,b\n' }

describe('weights in a file', () => {
  it.each<Dump>([
    {
      name: 'under the names of the classes in another order',
      files: { ...labels, 'w.csv': 'b,a\n3,1\n' },
      line: 'ce DIR/d.csv --target-col label --from probs --weight DIR/w.csv -q --strict',
      status: 1,
      value: -(3 * Math.log(0.8) + Math.log(0.7)) / 4,
      stderr: /H120[^]*a, b, those of --weight in the order b, a[^]*--weight 1,3/,
    },
    {
      name: 'under their names in order',
      files: { ...labels, 'w.csv': 'a,b\n1,3\n' },
      line: 'ce DIR/d.csv --target-col label --from probs --weight DIR/w.csv -q --strict',
      value: -(Math.log(0.8) + 3 * Math.log(0.7)) / 4,
    },
    {
      name: 'beside the classes',
      files: { ...labels, 'w.csv': 'class,weight\n1,3\n0,1\n' },
      line: 'ce DIR/d.csv --target-col label --from probs --weight DIR/w.csv -q',
      status: 2,
      stderr: /E104[^]*--weight takes numbers alone, and \S+w\.csv has a column class/,
    },
    {
      name: 'beside the classes, in records',
      files: { ...labels, 'w.jsonl': '{"class":"b","weight":3}\n{"class":"a","weight":1}\n' },
      line: 'ce DIR/d.csv --target-col label --from probs --weight DIR/w.jsonl -q',
      status: 2,
      stderr: /E104[^]*--weight takes numbers alone, and \S+w\.jsonl has a column class/,
    },
    {
      name: 'of rows that go by an index in another order',
      files: { ...labels, 'w.json': '{"weight":{"1":3,"0":1}}' },
      line: 'ce DIR/d.csv --target-col label --from probs --weight DIR/w.json -q',
      status: 2,
      stderr: /E104[^]*--weight takes numbers alone, and \S+w\.json has a column index/,
    },
    ...[-1, 1].map((step): Dump => ({
      name: `of rows that pandas counts by ${step}`,
      files: {
        ...labels,
        'w.parquet': parquetOf([{ name: 'w', cells: [3, 1] }], Infinity, {
          index_columns: [{ kind: 'range', start: step < 0 ? 1 : 0, stop: step < 0 ? -1 : 2, step }],
        }),
      },
      line: 'ce DIR/d.csv --target-col label --from probs --weight DIR/w.parquet -q',
      ...(step < 0
        ? { status: 2, stderr: /E104[^]*--weight takes numbers alone, and \S+w\.parquet has a column index/ }
        : { value: -(3 * Math.log(0.8) + Math.log(0.7)) / 4 }),
    })),
    {
      name: 'under the names of the classes as keys',
      files: { ...labels, 'w.json': '{"b":3,"a":1}' },
      line: 'ce DIR/d.csv --target-col label --from probs --weight DIR/w.json -q',
      status: 2,
      stderr: /E104[^]*--weight takes numbers alone, and \S+w\.json has a column index/,
    },
    {
      name: 'of rows that go by an index in order',
      files: { ...labels, 'w.json': '{"weight":{"0":1,"1":3}}' },
      line: 'ce DIR/d.csv --target-col label --from probs --weight DIR/w.json -q --strict',
      value: -(Math.log(0.8) + 3 * Math.log(0.7)) / 4,
    },
    {
      name: 'beside ids',
      files: {
        'x.csv': 'id,x,z\n1,0.5,0.1\n2,0.5,0.2\n',
        'y.csv': 'id,x,z\n2,1,1\n1,1,1\n',
        'w.csv': 'id,w\n2,5\n1,9\n',
      },
      line: 'bce DIR/x.csv DIR/y.csv --id id --weight DIR/w.csv -q',
      status: 2,
      stderr: /E104[^]*has a column id[^]*--weight-col/,
    },
  ])('$name', check)
})

/** A thousand numbered rows, the numbers with an ending, and one with another id. */
const numbered = (column: string, end: string, last: string) =>
  `id,${column}\n${Array.from({ length: 1000 }, (_, i) => `${i}${end},0\n`).join('')}${last},0\n`

describe('ids that are numbers, and texts', () => {
  it.each<Dump>([
    {
      name: 'texts among the first',
      files: { 'x.csv': 'id,x\n1,0\na,0\n2,0\n', 'y.csv': 'id,y\n1.0,0\na,0\n2,0\n' },
      line: 'mse DIR/x.csv DIR/y.csv --id id -q',
      status: 3,
      stderr: /E312[^]*the id "1" of/,
    },
    {
      name: 'a text after the first thousand',
      files: { 'x.csv': numbered('x', '', 'a'), 'y.csv': numbered('y', '.0', 'a') },
      line: 'mse DIR/x.csv DIR/y.csv --id id -q --strict',
      status: 1,
      value: 0,
      stderr: /H121[^]*paired 0 with 0\.0 as one number, but later holds texts, as a/,
    },
    {
      name: 'spelled alike in both files',
      files: { 'x.csv': numbered('x', '.0', 'a'), 'y.csv': numbered('y', '.0', 'a') },
      line: 'mse DIR/x.csv DIR/y.csv --id id -q --strict',
      status: 0,
      value: 0,
    },
    {
      name: 'numbers alone',
      files: { 'x.csv': numbered('x', '', '1000'), 'y.csv': numbered('y', '.0', '1e3') },
      line: 'mse DIR/x.csv DIR/y.csv --id id -q --strict',
      status: 0,
      value: 0,
    },
  ])('$name', check)
})

describe('a column of two files', () => {
  it.each<Dump>([
    {
      name: 'a condition on a column that both files have',
      files: twins,
      line: 'mse DIR/x.csv DIR/y.csv --input-cols x --target-col y --id id -q --strict --where g=u',
      status: 1,
      value: 0.25,
      stderr:
        /W426[^]*column g, and row 0 is u in \S+x\.csv:2, but v in \S+y\.csv:4: that of \S+x\.csv is used/,
    },
    {
      name: 'groups, in a column that both files have',
      files: twins,
      line: 'mse DIR/x.csv DIR/y.csv --input-cols x --target-col y --id id -q --strict --group-by g',
      status: 1,
      value: 0.25,
      stderr: /W426/,
    },
    {
      name: 'weights that both files have, alike',
      files: twins,
      line: 'mse DIR/x.csv DIR/y.csv --input-cols x --target-col y --id id -q --strict --weight-col w',
      status: 0,
      value: 0.25,
    },
    {
      name: 'a condition by order on a column that both have',
      files: twins,
      line: 'mse DIR/x.csv DIR/y.csv --input-cols x --target-col y -q --strict --where g=u',
      status: 1,
      value: 3.25,
      stderr: /H121/,
    },
  ])('$name', check)
})

describe('classes and labels', () => {
  it.each<Dump>([
    {
      name: 'names beside an array, whose columns have none',
      files: { 'p.json': '[[0.2,0.8],[0.5,0.5]]', 't.csv': 'label\ncat\ndog\n' },
      line: 'ce DIR/p.json DIR/t.csv',
      status: 3,
      stderr: /E307[^]*is it the alphabet[^]*--classes cat,dog\n$/,
    },
    {
      name: 'numbers as names of columns, and labels from 1',
      files: { 'y.csv': '"truth",".pred_1",".pred_2",".pred_3"\n"1",0.98,0.01,0.01\n"2",0.98,0.01,0.01\n' },
      line: "ce DIR/y.csv --input-cols '.pred_*' --target-col truth --from probs -q --strict",
      status: 1,
      value: -Math.log(0.01),
      stderr: /H122[^]*--index-base 1/,
    },
    {
      name: 'the same, told',
      files: { 'y.csv': '"truth",".pred_1",".pred_2",".pred_3"\n"1",0.98,0.01,0.01\n"2",0.98,0.01,0.01\n' },
      line: "ce DIR/y.csv --input-cols '.pred_*' --target-col truth --from probs -q --strict --index-base 1",
      value: 2.312686446652805,
    },
    {
      name: 'class indices beside columns in another order than their numbers',
      files: { 'y.csv': 'prob_2,prob_0,prob_1\n0.1,0.7,0.2\n0.6,0.1,0.3\n' },
      line: "ce DIR/y.csv '[0, 2]' --from probs -q --strict",
      status: 1,
      value: -(Math.log(0.1) + Math.log(0.3)) / 2,
      stderr: /H122[^]*--input-cols prob_0,prob_1,prob_2/,
    },
    ...[
      ['id,p,y\na,1,2\nTotal,7,9\n', '--where id!=Total'],
      ['p,y,id\n1,2,a\n7,9,"合计"\n\n', '--where id!=合计'],
      [',p,y\n0,1,2\nmean,4,5.5\n', '--where 0!=mean'],
    ].map(([file, where]): Dump => ({
      name: `a last row of totals, ${where}`,
      files: { 'a.csv': file! },
      line: `mse DIR/a.csv --input-cols p --target-col y -q --strict ${where}`,
      value: 1,
    })),
    {
      name: 'a last row of totals that counts',
      files: { 'a.csv': 'id,p,y\na,1,2\nTotal,7,9\n' },
      line: 'mse DIR/a.csv --input-cols p --target-col y -q --strict',
      status: 1,
      value: 2.5,
      stderr: /H131[^]*--where 'id!=Total'/,
    },
    ...[
      ['sums without a name', 'id,p,y\na,1,1\nb,2.5,2\nc,3,2\n,6.5,5\n', 0.875],
      ['means without a name', 'p,y\n1,1\n2.5,2\n3,2\n2.167,1.667\n', 0.375],
      ['numbers alone', 'id,p,y\na,1,1\nb,2,2\nc,3,3\nd,4,4\n,1,3\n', 0.8],
    ].map(([what, file, value]): Dump => ({
      name: `a last row of ${what}`,
      files: { 'a.csv': String(file) },
      line: 'mse DIR/a.csv --input-cols p --target-col y -q --strict',
      status: 1,
      value: Number(value),
      stderr: /H131[^]*sed '\$d' \S+a\.csv \| loss-calc mse - /,
    })),
    {
      name: 'a last row of sums without a name in each of two files',
      files: {
        'p.json': '[{"id":1,"p":1},{"id":2,"p":2.5},{"id":3,"p":3},{"p":6.5}]',
        'y.csv': 'y\n1\n2\n2\n5\n',
      },
      line: 'mse DIR/p.json DIR/y.csv --input-cols p --target-col y -q',
      value: 0.875,
      stderr: /H131/,
    },
    ...[
      ['of ones among zeros', 'p,y\n0,0\n1,1\n0,0\n1,1\n'],
      ['of few', 'p,y\n1,1\n2,2\n3,3\n'],
      ['of equal numbers', 'p,y\n0.5,1\n0.5,1\n0.5,1\n0.5,1\n'],
      ['of whole numbers', 'p,y\n1,2\n2,3\n3,1\n2,2\n'],
      ['that counts', 'p,y\n1,1\n2,2\n3,3\n4,4\n'],
      ['without a name among others', 'id,p,y\na,1,1\n,2,2\nc,3,3\nd,4,4\n,1,1\n'],
      ['without one of its names', 'id,note,p,y\na,b,1,1\nb,b,2,2\nc,c,3,3\nd,b,4,4\n,b,1,1\n'],
    ].map(([what, file]): Dump => ({
      name: `no summary in a last row ${what}`,
      files: { 'a.csv': file! },
      line: 'l1 DIR/a.csv --input-cols p --target-col y --reduction none -q --strict',
      stdout: /^/,
    })),
    ...['0', '2'].map((column): Dump => ({
      name: `a first line of numbers over columns, of which ${column} is the input`,
      files: { 'a.csv': '0,1,2\n0.5,1.5,0.5\n' },
      line: `mse DIR/a.csv --input-cols ${column} --target-col 1 -q --strict`,
      status: 1,
      value: 1,
      stderr: /H118[^]*--headers/,
    })),
    {
      name: 'numbers that begin with 0, beside targets that do not',
      files: { 'a.csv': '0\n0.5\n1.5\n2.5\n', 'b.csv': '1\n0.5\n1.5\n2.5\n' },
      line: 'mse DIR/a.csv DIR/b.csv -q --strict',
      value: 0.25,
    },
    {
      name: 'one row for two of which the first is 0',
      files: { 'a.csv': '5\n', 'b.csv': '0\n3\n' },
      line: 'mse DIR/a.csv DIR/b.csv -q',
      value: 14.5,
      stderr: /W401/,
    },
    {
      name: 'weights of rows, looked at',
      files: { 'a.csv': 'p_a,p_b,y,w\n0.5,1,1,2\n2,0.25,0,1\n' },
      line: 'inspect DIR/a.csv --input-cols p_* --target-col y --weight-col w',
      stdout: /^ {2}ce +fits$/m,
    },
    {
      name: 'names of rows beside a predicted class',
      files: { 'a.csv': 'film,pred,x\na,0.5,1\nb,0.25,0\n', 'b.csv': 'film,y,x\nb,0,1\na,1,0\n' },
      line: 'ce DIR/a.csv DIR/b.csv -q',
      status: 3,
      stderr: /E201[^]*--id film/,
    },
    {
      name: 'labels behind names of images, as a table',
      files: { 'p.csv': '0.5,0.5\n0.5,0.5\n', 't.txt': 'a.jpg\t1\nb.jpg\t0\n' },
      line: 'ce DIR/p.csv DIR/t.txt -n --target-col 1 --from probs -q',
      value: Math.LN2,
    },
    ...[
      ['bars around a time of day', '1 | 12:30 | 0.5\n0 | 12:31 | 0.5\n', '-n'],
      ['blanks around a time of day', '1 12:30 0.5\n0 12:31 0.5\n', '-n -d blanks'],
    ].map(([name, text, said]): Dump => ({
      name: name!,
      files: { 'a.txt': text! },
      line: `mse DIR/a.txt ${said} --input-cols 0 --target-col 2 -q`,
      value: 0.25,
    })),
    {
      name: 'decimal commas in quotes below names between commas',
      files: { 'a.csv': 'p,y\n"1,5",1\n"2,5",2\n' },
      line: 'mse DIR/a.csv --input-cols p --target-col y -q --strict --decimal ,',
      value: 0.25,
    },
    {
      name: 'dots before three digits beside amounts with decimal commas',
      files: { 'a.csv': 'p;y;z\n1.234;1.234;€ 1,50\n2.345;2.345;€ 1.002,25\n' },
      line: 'mse DIR/a.csv --input-cols p --target-col y -q --strict',
      status: 1,
      value: 0,
      stderr: /W410/,
    },
    {
      name: 'dots before three digits beside groups of them',
      files: { 'a.csv': 'p,y,z\n1.234,1.234,"1,234"\n2.345,2.345,"2,345"\n' },
      line: 'mse DIR/a.csv --input-cols p --target-col y -q --strict',
      value: 0,
    },
    {
      name: 'a last row that is called Total as others are',
      files: { 'a.csv': 'kind,p,y\nTotal,1,2\npart,3,4\nTotal,7,8\n' },
      line: 'mse DIR/a.csv --input-cols p --target-col y -q --strict',
      value: 1,
    },
    {
      name: 'a last row of a class that is called Mean',
      files: { 'a.csv': 'label,p_Max,p_Mean\nMax,1,0\nMean,0,1\n' },
      line: 'ce DIR/a.csv --input-cols p_* --target-col label --from probs -q --strict',
      value: 0,
    },
    {
      name: 'dots before three digits beside decimal commas',
      files: { 'a.csv': 'p;y;z\n1.234;1.235;1,5\n2.345;345;2,25\n' },
      line: 'mse DIR/a.csv --input-cols p --target-col y -q --strict',
      status: 1,
      value: (0.001 ** 2 + 342.655 ** 2) / 2,
      stderr: /W410[^]*1\.234 may be 1234[^]*--decimal , --numbers thousands/,
    },
    {
      name: 'the same, told',
      files: { 'a.csv': 'p;y;z\n1.234;1.235;1,5\n2.345;345;2,25\n' },
      line: 'mse DIR/a.csv --input-cols p --target-col y -q --strict --decimal , --numbers thousands',
      value: (1 + 2000 ** 2) / 2,
    },
    {
      name: 'dots before three digits, and another number of them, beside decimal commas',
      files: { 'a.csv': 'p;y;z\n1.25;1.5;1,5\n2.345;2.345;2,25\n' },
      line: 'mse DIR/a.csv --input-cols p --target-col y -q --strict',
      value: 0.03125,
    },
    {
      name: 'dots between digits',
      files: { 'a.csv': 'p;y\n1.234.567;1\n' },
      line: 'mse DIR/a.csv --input-cols p --target-col y -q',
      status: 3,
      stderr: /digits are grouped[^]*--decimal , --numbers thousands/,
    },
    {
      name: 'a first row of 0 and 1 under a header, of columns that are named',
      files: { 'a.csv': 'neg,pos,y\n0,1,1\n0.5,0.5,0\n' },
      line: 'ce DIR/a.csv --input-cols neg,pos --target-col y --from probs -q --strict',
      value: Math.LN2 / 2,
    },
    {
      name: 'two parts of one table, which a pattern names',
      files: {
        'part-0.csv': 'p_a,p_b,y\n0.9,0.1,a\n0.2,0.8,b\n',
        'part-1.csv': 'p_a,p_b,y\n0.7,0.3,b\n0.6,0.4,b\n',
      },
      line: 'ce DIR/part-0.csv DIR/part-1.csv --target-col y --from probs -q --strict',
      status: 1,
      value: -(Math.log(0.1) + Math.log(0.8)) / 2,
      stderr: /H129[^]*the same columns/,
    },
    {
      name: 'two parts of one table, whose labels are numbers and were taken for a class',
      files: { 'part-0.csv': 'a,b,y\n0.9,0.1,0\n0.2,0.8,1\n', 'part-1.csv': 'a,b,y\n0.7,0.3,1\n0.6,0.4,1\n' },
      line: 'ce DIR/part-0.csv DIR/part-1.csv --target-col y -q --strict',
      status: 1,
      value:
        (Math.log(Math.exp(0.9) + Math.exp(0.1) + 1) -
          0.1 +
          Math.log(Math.exp(0.2) + Math.exp(0.8) + Math.E) -
          0.8) /
        2,
      stderr: /H129/,
    },
    {
      name: 'two files with a column each of the same name',
      files: { 'a.csv': 'n,y\na,1\nb,2\n', 'b.csv': 'n,y\na,1\nb,3\n' },
      line: 'mse DIR/a.csv DIR/b.csv --input-cols y --target-col y -q --strict',
      value: 0.5,
    },
    {
      name: 'the columns of a second model in another order',
      files: {
        'a.csv': 'p_cat,p_dog,label\n0.9,0.1,0\n0.2,0.8,1\n',
        'b.csv': 'p_dog,p_cat,label\n0.1,0.9,0\n0.8,0.2,1\n',
      },
      line: 'compare ce DIR/a.csv DIR/b.csv --target-col label --from probs -q --strict',
      status: 1,
      value: (Math.log(9) + Math.log(4)) / 2,
      stderr: /H120[^]*cat, dog, those of \S+b\.csv in the order dog, cat[^]*--input-cols p_cat,p_dog/,
    },
    {
      name: 'the columns of a later epoch in another order',
      files: {
        'a.csv': 'p_cat,p_dog,label\n0.9,0.1,0\n0.2,0.8,1\n',
        'b.csv': 'p_dog,p_cat,label\n0.1,0.9,0\n0.8,0.2,1\n',
      },
      line: 'trend ce DIR/a.csv DIR/b.csv --target-col label --from probs -q --strict',
      status: 1,
      stdout: /a\.csv\n$/,
      stderr: /H120[^]*cat, dog, those of \S+b\.csv in the order dog, cat[^]*--input-cols p_cat,p_dog/,
    },
    {
      name: 'a class named twice',
      files: { 'a.csv': 'p,p,t\n1,2,p\n' },
      line: 'ce DIR/a.csv --input-cols 0,1 --target-col t -q',
      status: 3,
      stderr: /E307.*"p" stands twice/,
    },
    {
      name: '--classes with a name twice',
      files: { 'a.csv': 'a,b,t\n1,2,x\n' },
      line: 'ce DIR/a.csv --input-cols a,b --target-col t --classes x,x -q',
      status: 3,
      stderr: /E307.*"x" stands twice/,
    },
    {
      name: 'fewer names than columns',
      files: { 'a.csv': 'a,b,c,t\n1,2,3,x\n' },
      line: 'ce DIR/a.csv --input-cols a,b,c --target-col t --classes x,y -q',
      status: 3,
      stderr: /E307.*2 names.*3 columns/,
    },
    {
      name: 'a label that means two classes',
      files: { 'a.csv': 'p_a,a,t\n1,2,a\n' },
      line: 'ce DIR/a.csv --input-cols 0,1 --target-col t --classes a,b -q',
      status: 3,
      stderr: /E307.*"a" means two classes/,
    },
    {
      name: 'groups by number',
      files: { 'g.csv': 'p,y,g\n0.9,1,a\n0.2,0,b\n' },
      line: 'bce DIR/g.csv --input-cols p --target-col y --group-by 2 -q',
      value,
    },
  ])('$name', check)

  it('shows the columns of the file that are named like results', async () => {
    const folder = join(root, 'labels')
    mkdirSync(folder)
    writeFileSync(join(folder, 'l.csv'), 'p,y,loss\n1,2,mine\n3,5,yours\n')
    const line = `mse ${folder}/l.csv --input-cols p --target-col y`
    const listed = await run(words(`${line} --id loss --csv`))
    expect(listed.stdout).toBe('row,loss (file),loss\n0,mine,1\n1,yours,4\n')
    const grouped = await run(words(`${line} --group-by loss`))
    expect(grouped.stdout).toMatch(/mine.*\n.*yours/)
  })
})

describe('--where', () => {
  const ids = 'id,p,t\n9007199254740992,1,0\n9007199254740993,2,0\n'
  it.each<Dump>([
    {
      name: 'tells integers apart that no double does',
      files: { 'a.csv': ids },
      line: 'mse DIR/a.csv --input-cols p --target-col t --where id=9007199254740993 -q',
      value: 4,
    },
    {
      name: 'takes numbers by their value',
      files: { 'a.csv': ids },
      line: 'mse DIR/a.csv --input-cols p --target-col t --where id=9007199254740993.0 -q',
      value: 4,
    },
    {
      name: 'compares beyond doubles',
      files: { 'a.csv': 'h,p,t\n1e400,1,0\n2e400,2,0\n' },
      line: 'mse DIR/a.csv --input-cols p --target-col t --where h>1.5e400 -q',
      value: 4,
    },
    {
      name: 'takes texts as texts',
      files: { 'a.csv': 'h,p,t\n007,1,0\n7,2,0\nx,3,0\ny,3,0\n' },
      line: 'mse DIR/a.csv --input-cols p --target-col t --where h=x -q',
      value: 9,
    },
  ])('$name', check)
})

const submission = 'id,pred\na,0.9\nb,0.2\nc,0.4\n'
const truth = 'id,target\nc,0\na,1\nb,0\n'
const joined = 0.2797765635793423

describe('--id', () => {
  const line = 'bce DIR/s.csv DIR/t.csv --input-cols pred --target-col target -q'
  const files = { 's.csv': submission, 't.csv': truth }
  it.each<Dump>([
    { name: 'pairs rows in another order', files, line: `${line} --id id`, value: joined },
    {
      name: 'is offered',
      files,
      line: `${line} --strict`,
      status: 1,
      value: 1.4742828763980456,
      stderr: /H121[^]*--id id/,
    },
    {
      name: 'takes 1 and 1.0 for the same number',
      files: { 's.csv': 'id,pred\n1,0.9\n2,0.2\n3,0.4\n', 't.csv': 'id,target\n3.0,0\n1.0,1\n2.0,0\n' },
      line: `${line} --id id`,
      value: joined,
    },
    {
      name: 'must be in the other file',
      files: { 's.csv': submission, 't.csv': 'target\n0\n1\n0\n' },
      line: `${line} --id id`,
      status: 2,
      stderr: /E120.*t\.csv has no column "id"/,
    },
    {
      name: 'stands twice',
      files: { 's.csv': submission, 't.csv': 'id,target\nc,0\na,1\na,1\n' },
      line: `${line} --id id`,
      status: 3,
      stderr: /E312.*"a" stands twice in .*t\.csv[^]*t\.csv:4:1[^]*line 3/,
    },
    {
      name: 'is told as it is written',
      files: { 's.csv': 'id,pred\n20,0.9\n10,0.2\n', 't.csv': 'id,target\n10,0\n1.0e1,1\n' },
      line: `${line} --id id`,
      status: 3,
      stderr: /E312.*"1\.0e1" stands twice in .*t\.csv/,
    },
    {
      name: 'stands twice in the input',
      files: { 's.csv': 'id,pred\na,0.9\na,0.2\nb,0.4\nc,1\n', 't.csv': truth },
      line: `${line} --id id`,
      status: 3,
      stderr: /E312.*"a" stands twice in .*s\.csv[^]*s\.csv:3:1[^]*line 2/,
    },
    {
      name: 'is missing in the target',
      files: { 's.csv': submission, 't.csv': 'id,target\nc,0\nb,0\n' },
      line: `${line} --id id`,
      status: 3,
      stderr: /E312.*"a" of .*s\.csv is not in[^]*s\.csv:2:1[^]*--missing-ids skip/,
    },
    {
      name: 'is missing in the input',
      files: { 's.csv': 'id,pred\na,0.9\nb,0.2\n', 't.csv': truth },
      line: `${line} --id id`,
      status: 3,
      stderr: /E312.*"c" of .*t\.csv is not in[^]*t\.csv:2:1/,
    },
    {
      name: 'is missing, and skipped',
      files: { 's.csv': 'id,pred\na,0.9\nb,0.2\nx,0.5\n', 't.csv': truth },
      line: `${line} --id id --missing-ids skip`,
      value: -(Math.log(0.9) + Math.log(0.8)) / 2,
      stderr: /W411.*1 row of .* and 1 of/,
    },
    {
      name: 'pairs the models of compare',
      files: { 'a.csv': 'id,p,y\na,1,0\nb,2,0\nc,3,0\n', 'b.csv': 'id,p,y\nc,3,0\nb,2,0\na,2,0\n' },
      line: 'compare mse DIR/a.csv DIR/b.csv --input-cols p --target-col y --id id -q',
      value: 1,
    },
    {
      name: 'pairs the models of compare with a target',
      files: {
        'a.csv': 'id,p\na,1\nb,2\nc,3\n',
        'b.csv': 'id,p\nc,3\nb,2\na,2\n',
        't.csv': 'id,y\nb,0\na,0\nc,0\n',
      },
      line: 'compare mse DIR/a.csv DIR/b.csv DIR/t.csv --input-cols p --target-col y --id id -q',
      value: 1,
    },
  ])('$name', check)
})

describe('numbers as people spell them', () => {
  const line = 'mse DIR/x.csv --input-cols p --target-col y -q'
  it.each<Dump>([
    {
      name: 'percent, unsaid',
      files: { 'x.csv': 'p,y\n12.5%,0\n50%,1\n' },
      line,
      status: 3,
      stderr: /E201.*12\.5%[^]*percentage[^]*--numbers percent/,
    },
    {
      name: 'percent',
      files: { 'x.csv': 'p,y\n12.5%,0\n50%,1\n' },
      line: `${line} --numbers percent`,
      value: (0.125 ** 2 + 0.25) / 2,
    },
    {
      name: 'thousands, unsaid',
      files: { 'x.csv': 'p,y\n"1,234.5",1234.5\n' },
      line,
      status: 3,
      stderr: /E201.*1,234\.5[^]*--numbers thousands/,
    },
    {
      name: 'thousands',
      files: { 'x.csv': 'p,y\n"1,234.5",1230.5\n' },
      line: `${line} --numbers thousands`,
      value: 16,
    },
    {
      name: 'thousands with a decimal comma',
      files: { 'x.csv': 'p;y\n1.234,5;1230,5\n' },
      line: `${line} --numbers thousands --decimal ,`,
      value: 16,
    },
    {
      name: 'money',
      files: { 'x.csv': 'p,y\n"$1,234.50",1230.5\n' },
      line: `${line} --numbers currency,thousands`,
      value: 16,
    },
    {
      name: 'yes and no as numbers',
      files: { 'x.csv': 'p,y\n1,yes\n1,no\n' },
      line: `${line} --numbers yes-no`,
      value: 0.5,
    },
    {
      name: 'full-width digits',
      files: { 'x.csv': 'p,y\n１２,0\n' },
      line,
      status: 3,
      stderr: /E201[^]*full-width digits/,
    },
    {
      name: 'a minus sign of a word processor',
      files: { 'x.csv': 'p,y\n\u22122,0\n1,1\n' },
      line,
      status: 3,
      stderr: /E201[^]*minus sign/,
    },
    {
      name: 'a target of yes and no',
      files: { 'x.csv': 'p,y\n0.5,Yes\n0.5,No\n' },
      line: 'bce DIR/x.csv --input-cols p --target-col y -q',
      value: Math.LN2,
    },
    {
      name: 'a target of -1 and 1',
      files: { 'x.csv': 'p,y\n0.5,-1\n0.5,1.0\n' },
      line: 'bce DIR/x.csv --input-cols p --target-col y --classes=-1,1 -q',
      value: Math.LN2,
    },
    {
      name: 'lists in cells, as pandas writes them',
      files: { 'x.csv': 'id,logits,label\na,"[0.5, 0.5]",1\nb,"[1.0, 1.0]",0\n' },
      line: 'ce DIR/x.csv --input-cols logits --target-col label -q',
      value: Math.LN2,
    },
    {
      name: 'lists in cells, as numpy prints them, and chosen by no one',
      files: { 'x.csv': 'id,logits,label\na,[0.5 0.5 ],1\nb,[ 1.  1.],0\n' },
      line: 'ce DIR/x.csv --target-col label -q',
      value: Math.LN2,
    },
    {
      name: 'a list that was printed with dots',
      files: { 'x.csv': 'logits,label\n"[0.5, ..., 0.5]",1\n' },
      line: 'ce DIR/x.csv --target-col label -q',
      status: 3,
      stderr: /E204.*left out/,
    },
  ])('$name', check)
})

describe('a wide file', () => {
  const names = Array.from({ length: 130_000 }, (_, c) => `p${c}`)
  const row = names.map((_, c) => c % 7)
  const files = { 'w.csv': `y,${names.join(',')}\n"3",${row.join(',')}\n5,${row.join(',')}\n` }
  const counts = Array.from({ length: 7 }, (_, x) => row.filter((one) => one === x).length)
  const sum = counts.reduce((total, count, x) => total + count * Math.exp(x), 0)
  it.each<Dump>([
    {
      name: 'by a pattern',
      files,
      line: "ce DIR/w.csv --input-cols 'p*' --target-col y -q",
      value: Math.log(sum) - (3 + 5) / 2,
    },
    {
      name: 'by what is left',
      files,
      line: 'ce DIR/w.csv --target-col y -q',
      value: Math.log(sum) - (3 + 5) / 2,
    },
  ])('$name', check, 60_000)
})

describe('an order of classes', () => {
  const words = (name: string) => `${name},y\n0.5,malignant\n0.5,benign\n`
  const bce = 'bce DIR/x.csv --target-col y'
  const choices =
    'q,A,B,answer,m_correct,m_choiceA_probs,m_choiceB_probs\nr,1,2,A,1,0.5,0.5\ns,1,2,B,0,0.5,0.5\n'
  it.each<Dump>([
    ...['p', 'x_not_malignant', 'premalignant', 'malignant_benign_malignant_or_benign_x'].map((name) => ({
      name: `that nobody knows, of ${name}`,
      files: { 'x.csv': words(name) },
      line: bce,
      status: 3,
      stderr: /try: [^\n]*--classes benign,malignant\n {2}try: [^\n]*--classes malignant,benign\n$/,
    })),
    ...['malignant', 'P(malignant)', 'p_malignant'].map((name) => ({
      name: `that the column ${name} tells`,
      files: { 'x.csv': words(name) },
      line: bce,
      status: 3,
      stderr: /\n {2}=[^\n]*\n {2}try: [^\n]*--classes benign,malignant\n$/,
    })),
    {
      name: 'of choices beside their numbers: the columns of the model are offered',
      files: { 'x.csv': choices },
      line: 'ce DIR/x.csv',
      status: 2,
      stderr: /--input-cols m_choiceA_probs,m_choiceB_probs --target-col answer/,
    },
    {
      name: 'of choices',
      files: { 'x.csv': choices },
      line: 'ce DIR/x.csv --input-cols m_choiceA_probs,m_choiceB_probs --target-col answer',
      status: 3,
      stderr: /is it the alphabet[^]*--classes A,B/,
    },
  ])('$name', check)
})

describe('codes that are numbers', () => {
  const spelt = 'k,p,y\n1,3,0\n01,4,1\n2,5,2\n'
  const line = 'mse DIR/x.csv --input-cols p --target-col y -q'
  // Of 1 MiB in threads, the other spelling late.
  const many = `k,p,y\n${'1,3,0\n2,9,1\n'.repeat(120_000)}01,3,0\n`
  it.each<Dump>([
    {
      name: 'k=1 with 01',
      files: { 'x.csv': spelt },
      line: `${line} --where k=1`,
      value: 9,
      stderr: /W427.*k=1/,
    },
    {
      name: 'k=01 with 1',
      files: { 'x.csv': spelt },
      line: `${line} --where k=01`,
      value: 9,
      stderr: /W427/,
    },
    {
      name: 'k!=1 with 01',
      files: { 'x.csv': spelt },
      line: `${line} --where k!=1`,
      value: 9,
      stderr: /W427/,
    },
    { name: 'one spelling', files: { 'x.csv': spelt }, line: `${line} --where k=2`, value: 9, stderr: /^$/ },
    {
      name: 'fractions',
      files: { 'x.csv': 'k,p,y\n0.5,3,0\n.5,4,1\n0.50,5,2\n0,5,2\n' },
      line: `${line} --where k=.5`,
      value: 9,
      stderr: /^$/,
    },
    ...[1, 2].map((threads) => ({
      name: `in ${threads} threads`,
      files: { 'x.csv': many },
      line: `${line} --where k=1 --threads ${threads}`,
      value: 9,
      stderr: /W427/,
    })),
    ...['a,3,0\n" a",9,3\n', 'a,3,0\n"b ",9,3\n b,9,3\n', 'a ,3,0\n"a\t",9,3\n'].flatMap((rows) =>
      ['--group-by k', "--where 'k!=c'"].map((asked) => ({
        name: `texts that differ in blanks alone, ${JSON.stringify(rows)} ${asked}`,
        files: { 'x.csv': `k,p,y\n${rows}` },
        line: `${line} --json ${asked}`,
        stdout: /^/,
        stderr: /W427.*blanks/,
      })),
    ),
    ...['a,3,0\na,9,1\n', 'a, 3,0\n" b",9,3\n', '1,3,0\n 1,9,3\n'].map((rows) => ({
      name: `texts that do not, ${JSON.stringify(rows)}`,
      files: { 'x.csv': `k,p,y\n${rows}` },
      line: `${line} --json --group-by k`,
      stdout: /^/,
      stderr: /^$/,
    })),
  ])('$name', check)
})

describe('a column (N, 1) beside a vector (N), as models of Keras give it', () => {
  const [column, vector] = ["'[[0.5],[0.25]]'", "'[1,0]'"]
  const bce = (Math.LN2 - Math.log(0.75)) / 2
  const files = { 'p.csv': '0.5\n0.25\n', 'y.csv': '1,0\n', 'p.json': '[[0.5],[0.25]]' }
  it.each<Dump>([
    {
      name: 'is refused with a command',
      files,
      line: `bce ${column} ${vector}`,
      status: 3,
      stderr: /--input-cols 0\n$/,
    },
    { name: 'that runs', files, line: `bce ${column} ${vector} --input-cols 0 -q`, value: bce, stderr: /^$/ },
    {
      name: 'and from a file',
      files,
      line: `bce DIR/p.json ${vector} --input-cols 0 -q`,
      value: bce,
      stderr: /^$/,
    },
    {
      name: 'broadcasts, with a command',
      files,
      line: `mse ${column} ${vector} -q`,
      value: 0.28125,
      stderr: /W401[^]*--input-cols 0\n$/,
    },
    {
      name: 'that compares each',
      files,
      line: `mse ${column} ${vector} -q --input-cols 0`,
      value: 0.15625,
      stderr: /^$/,
    },
    {
      name: 'as the target',
      files,
      line: `mse ${vector} ${column} -q`,
      value: 0.28125,
      stderr: /W401[^]*--target-col 0\n$/,
    },
    {
      name: 'as the named target',
      files,
      line: `mse ${vector} ${column} -q --target-col 0`,
      value: 0.15625,
      stderr: /^$/,
    },
    { name: 'beside a row', files, line: 'bce DIR/p.csv DIR/y.csv -q', status: 3, stderr: /--transpose\n$/ },
    { name: 'turned', files, line: 'bce DIR/p.csv DIR/y.csv -q --transpose', value: bce, stderr: /^$/ },
  ])('$name', check)
})

describe('a condition that leaves out no row', () => {
  const line = 'mse DIR/x.csv --input-cols p --target-col y -q'
  const many = `c,p,y\n${'True,3,0\nFalse,9,6\n'.repeat(120_000)}`
  it.each<Dump>([
    {
      name: 'in other letters is told',
      files: { 'x.csv': 'c,p,y\nTrue,3,0\nFalse,4,1\n' },
      line: `${line} --where c!=true`,
      value: 9,
      stderr: /W428.*c!=true/,
    },
    {
      name: 'for the date of a time is told',
      files: { 'x.csv': 'c,p,y\n2024-01-03T00:00:00.000Z,3,0\n2024-01-04T00:00:00.000Z,4,1\n' },
      line: `${line} --where c!=2024-01-03`,
      value: 9,
      stderr: /W428.*--where 'c!=2024-01-03' leaves out no row/,
    },
    {
      name: 'and takes none is offered with the time',
      files: { 'x.csv': 'c,p,y\n2024-01-03T00:00:00.000Z,3,0\n2024-01-04T00:00:00.000Z,4,1\n' },
      line: `${line} --where c=2024-01-03`,
      status: 3,
      stderr: /--where c=2024-01-03T00:00:00\.000Z\n$/,
    },
    {
      name: 'and takes none is offered with both signs of a text that begins with one',
      files: { 'x.csv': 'c,p,y\n=a+1,3,0\nb,4,1\n' },
      line: `${line} --where c==a+1`,
      status: 3,
      stderr: /did you mean c===a\+1\?/,
    },
    {
      name: 'of numbers is told',
      files: { 'x.csv': 'c,p,y\n0.10000000149011612,3,0\n2,4,1\n' },
      line: `${line} --where c!=0.1`,
      value: 9,
      stderr: /W428/,
    },
    {
      name: 'and without others is not',
      files: { 'x.csv': 'c,p,y\nTrue,3,0\nFalse,9,1\ntrue,9,1\n' },
      line: `${line} --where c!=true --where c!=False`,
      value: 9,
      stderr: /^$/,
    },
    ...[1, 2].map((threads) => ({
      name: `in ${threads} threads`,
      files: { 'x.csv': many },
      line: `${line} --where c!=TRUE --threads ${threads}`,
      value: 9,
      stderr: /W428/,
    })),
    {
      name: 'boolean of JSON',
      files: { 'x.json': '[{"c":true,"p":3,"y":0},{"c":false,"p":4,"y":1}]' },
      line: `${line.replace('csv', 'json')} --where c!=True`,
      value: 9,
      stderr: /W428/,
    },
  ])('$name', check)
})

it('a last row called Total in its last cell is told', () =>
  check({
    name: 'Total',
    files: { 'x.csv': 'p,y,kind\n1,1,a\n2,3,b\n8,9,Total\n' },
    line: 'mse DIR/x.csv --input-cols p --target-col y -q',
    value: 2 / 3,
    stderr: /H131.*"Total"/,
  }))

const totals = 'id,p,y\na,1,2\nTotal,7,9\n'

it.each<[string, string | Uint8Array]>([
  ['UTF-16', Buffer.from(`\ufeff${totals}`, 'utf16le')],
  ['gzip', gzipSync(totals)],
])('a last row called Total in a file of %s is told', (name, content) =>
  check({
    name,
    files: { 'x.csv': content },
    line: 'mse DIR/x.csv --input-cols p --target-col y -q',
    value: 2.5,
    stderr: /H131.*"Total"/,
  }),
)

const marked = 'p_10,p_11,p_12,y\n0,-1,1,?\n-1,0,0,2\n0,0,1,?\n1,0,1,0\n1,0,1,?\n'

it.each([
  ['x.json', '[{"id":"a","p":1,"y":2},{"id":"Total","p":7,"y":9}]'],
  ['x.jsonl', '{"id":"a","p":1,"y":2}\n{"id":"Total","p":7,"y":9}\n'],
])('a last record called Total in %s is told', (name, content) =>
  check({
    name,
    files: { [name]: content },
    line: `mse DIR/${name} --input-cols p --target-col y -q`,
    value: 2.5,
    stderr: /H131.*"Total"[^]*--where 'id!=Total'\n$/,
  }),
)

// Marks for nothing were offered as names of classes, and inputs without the class that no row has.
it.each([
  ['marks among numbers', 'ce', '', marked, /E307.*"\?"[^]*y -q --classes 0,1,2 --where 'y!=\?'\n$/],
  ['a class that no row has', 'ce', " --where 'y!=?'", marked, /E307.*"2"(?![^]*p_10,p_12)/],
  ['a number of Fortran', 'bce', '', 'p_0,y\n0.1,3.9D+0\n0.2,1.66\n', /E201.*"3.9D\+0"(?![^]*--classes)/],
] as const)('%s: no command that guesses at names', (name, loss, where, content, stderr) =>
  check({
    name,
    files: { 'x.csv': content },
    line: `${loss} DIR/x.csv --input-cols 'p*' --target-col y -q${where}`,
    status: 3,
    stderr,
  }),
)

describe('numbered columns in another order', () => {
  const numbered = 'p1,p0,label\n0.1,2,neg\n1,0.2,pos\n'
  const many = 'x2,x10,x1,t_a,t_b,t_c\n1,2,3,1,2,3\n'
  it.each([
    [
      'are told beside --classes',
      numbered,
      'ce',
      '--target-col label --classes neg,pos',
      /H122[^]*--input-cols p0,p1\n/,
    ],
    [
      'are told beside targets of other names',
      many,
      'mse',
      "--target-cols 't_*'",
      /H122[^]*--input-cols x1,x2,x10\n/,
    ],
    ['are not, where they are listed', many, 'mse', "--target-cols 't_*' --input-cols x2,x10,x1", /^$/],
    [
      'are not beside the same names',
      many.replace('t_a,t_b,t_c', 't2,t10,t1'),
      'mse',
      "--target-cols 't*'",
      /^$/,
    ],
  ] as const)('%s', async (_, content, loss, flags, stderr) => {
    const file = join(root, `numbered-${count++}.csv`)
    writeFileSync(file, content)
    const found = await run([loss, file, ...words(flags), '-q'])
    expect([found.status, found.stderr]).toEqual([0, expect.stringMatching(stderr)])
  })
})

it.each([
  ['class_True', 'class_False', 'p_True,p_False'],
  ['class_True', 'class_False', 'p_False,p_True'],
  ['dog.0', 'cat.0', 'p_dog,p_cat'],
])('labels %s and %s are offered in the order of %s, not in the alphabet', async (one, other, columns) => {
  const file = join(root, `affixed-${count++}.csv`)
  writeFileSync(file, `${columns},y\n1,2,${one}\n3,1,${other}\n`)
  const { stderr } = await run(['ce', file, '--input-cols', columns, '--target-col', 'y'])
  const names = columns.includes('T') ? columns.replaceAll('p_', 'class_') : 'dog.0,cat.0'
  expect(stderr).toContain(`--classes ${names}\n`)
  expect(stderr).not.toContain('alphabet')
})

describe('dumps as other tools write them', () => {
  const sorted = [0.7, 0.6, 0.65, 0.75].flatMap((p) => [p, p - 0.1])
  const rows = (text: (p: number, row: number) => string) => sorted.map(text).join('')
  const labels = (row: number) => JSON.stringify(row % 2 === 0 ? ['a', 'b', 'c'] : ['c', 'a', 'b'])
  const zero = rows((p, row) => `{"labels":${labels(row)},"scores":[${p},${0.9 - p},0.1],"gold":"a"}\n`)
  const top = rows((p, row) => `{"pred_idx":[${row % 3},1,2],"pred_score":[${p},${0.9 - p},0.1],"label":1}\n`)
  const classes = 'label;confidence(a);confidence(b)\na;0.25;0.75\nb;0.5;0.5\n'
  const named = (first: string, second: string) => classes.replace(/conf.*/, `${first};${second}`)
  const big = [
    '{"gold":"a","probs":[{"label":"b","prob":"0.75"},{"label":"a","prob":"0.25"}]}',
    '{"gold":"b","probs":[{"label":"b","prob":"0.5"},{"label":"a","prob":"0.5"}]}',
  ]
  const value = Math.log(8) / 2
  it.each<Dump>([
    {
      name: 'the scores of a zero-shot pipeline, best first',
      files: { 'x.jsonl': zero },
      line: 'ce DIR/x.jsonl --from probs --input-cols scores --target-col gold --classes a,b,c -q --strict',
      status: 1,
      stdout: /^\d/,
      stderr: /^hint\[H132\]: the numbers of each row of/,
    },
    {
      name: 'few rows in which one class leads and one is rare, in columns that are called after them',
      files: { 'x.csv': `cat,dog,fox,label\n${'0.7,0.2,0.1,cat\n'.repeat(8)}` },
      line: 'ce DIR/x.csv --from probs --target-col label -q --strict',
      value: -Math.log(0.7),
      stderr: /^$/,
    },
    {
      name: 'the best scores of each row beside their classes: which list is meant',
      files: { 'x.jsonl': top },
      line: 'ce DIR/x.jsonl --from probs --target-col label -q',
      status: 2,
      stderr: /pred_score holds lists[^]*--input-cols pred_score\n$/,
    },
    ...[classes, named('P (label=a)', 'P (label=b)'), named('p[a]', 'p[b]'), named('a', 'b')].map((text) => ({
      name: `classes in brackets: ${text.split('\n')[0]}`,
      files: { 'x.csv': text },
      line: 'ce DIR/x.csv --from probs --target-col label -q --strict',
      value,
      stderr: /^$/,
    })),
    {
      name: 'probabilities that are texts, as BigQuery prints them',
      files: { 'x.ndjson': big.join('\n') },
      line: 'ce DIR/x.ndjson --from probs --target-col gold -q',
      status: 3,
      stderr: /E201[^]*"0.75" is not a number[^]*try: jq -c 'walk\(tonumber\? \/\/ \.\)' /,
    },
    {
      name: 'the same as numbers',
      files: { 'x.ndjson': big.join('\n').replaceAll(/"(0\.\d+)"/g, '$1') },
      line: 'ce DIR/x.ndjson --from probs --target-col gold -q',
      value,
    },
    {
      name: 'numbers that are texts and have no name: reading them tells how',
      files: { 'x.json': '[{"id":"7","p":"0.25","q":"0.5","y":"1"}]' },
      line: 'bce DIR/x.json --target-col y -q',
      status: 2,
      stderr: /E120[^]*--input-cols p,q\n$/,
    },
    {
      name: 'German numbers below names: no line of units',
      files: { 'x.csv': 'forecast;actual\n-886,46;-916,28\n-1.886,46;-916,28\n' },
      line: 'mse DIR/x.csv --input-cols forecast --target-col actual -q',
      status: 3,
      stderr: /decimal mark\n {2}try: [^\n]*--decimal ,\n$/,
    },
    {
      name: 'a line of units',
      files: { 'x.csv': 'forecast;actual\nm;-\n1;2\n' },
      line: 'mse DIR/x.csv --input-cols forecast --target-col actual -q',
      status: 3,
      stderr: /the line below the names is no row\n {2}try: tail -n \+2 /,
    },
    ...['', '--no-headers'].map((option) => ({
      name: `names 0, 1, 2 that are no probabilities ${option}`,
      files: { 'x.csv': '0,1,2,3\n0.25,0.5,0.125,0.125\n', 'y.csv': '0\n1\n' },
      line: `ce DIR/x.csv DIR/y.csv --from probs -q ${option}`,
      status: 3,
      stderr: /E301[^]*it looks like the names of columns\n {2}try: [^\n]* --headers\n$/,
    })),
    {
      name: 'places of pixels among the scores of their classes',
      files: {
        'pix.csv': `img,x,y,sky,car,gt\n${Array.from({ length: 8 }, (_, i) => `a.png,${i % 4},${i % 3},0.5,0.25,${i % 2 ? 'sky' : 'car'}\n`).join('')}`,
      },
      line: 'ce DIR/pix.csv --target-col gt -q',
      stdout: /^2\./,
      stderr: /H119.*x, y of .* are columns of whole numbers in[^]*--input-cols sky,car\n/,
    },
    {
      name: 'ages among the scores of numbered classes',
      files: {
        'age.csv': `age,sky,car,gt\n${Array.from({ length: 8 }, (_, i) => `${20 + (i % 5)},0.5,0.25,${i % 2}\n`).join('')}`,
      },
      line: 'ce DIR/age.csv --target-col gt -q',
      stdout: /^\d/,
      stderr: /H119.*age of .* is a column of whole numbers in[^]*--input-cols sky,car\n/,
    },
    {
      name: 'scores of a class that is called as people in studies are',
      files: { 'say.csv': 'patient,nurse,doctor,who\n0,1,2,1\n0.5,1.5,2.5,0\n' },
      line: 'ce DIR/say.csv --target-col who -q',
      value: (Math.log(Math.E ** -1 + 1 + Math.E) + Math.log(1 + Math.E + Math.E ** 2)) / 2,
      stderr: /^(?!.*W408)/,
    },
    {
      name: 'rounded scores of a class that numbered targets need',
      files: {
        'r.csv': `a,b,c,gt\n${Array.from({ length: 8 }, (_, i) => `1.5,-0.25,${i - 4},${i % 3}\n`).join('')}`,
      },
      line: 'ce DIR/r.csv --target-col gt -q',
      stdout: /^\d/,
      stderr: /^(?!.*H119)/,
    },
    {
      name: 'counts of an output among those of a regression',
      files: {
        'p.csv': `n,pm25,pm10\n${Array.from({ length: 8 }, (_, i) => `${i % 5},0.5,${i}.25\n`).join('')}`,
        't.csv': `n,pm25,pm10\n${Array.from({ length: 8 }, (_, i) => `${i % 5},1.5,${i}.25\n`).join('')}`,
      },
      line: 'l1 DIR/p.csv DIR/t.csv -q',
      value: 1 / 3,
      stderr: /^(?!.*H119)/,
    },
    {
      name: 'several targets of which some begin alike',
      files: {
        'p.csv': 'id,reactivity,deg_pH10,deg_50C\na,1,2,3\n',
        't.csv': 'id,reactivity,deg_pH10,deg_50C\na,1,2,4\n',
      },
      line: 'mse DIR/p.csv DIR/t.csv --id id -q',
      value: 1 / 3,
      stderr: /^(?!.*H119)/,
    },
    {
      name: 'a class that is called NA',
      files: { 'x.csv': 'image,cat,NA,label\na.png,0.25,0.75,NA\nb.png,0.5,0.5,cat\n' },
      line: 'ce DIR/x.csv --target-col label --from probs -q',
      value: (Math.log(4 / 3) + Math.LN2) / 2,
    },
    {
      name: 'quantiles as names of columns',
      files: { 'x.csv': 'item_id,target,mean,0.1,0.5,0.9\na,2,1.5,1,1.5,4\n' },
      line: 'quantile DIR/x.csv --target-col target --input-cols 0.9 --quantile 0.9 -q',
      value: 0.2,
    },
    {
      name: 'two quantiles, which may be a row',
      files: { 'x.csv': '0.1,low,0.9\n1,1.5,4\n' },
      line: 'mse DIR/x.csv --target-col low -q',
      status: 3,
      stderr: /E206[^]*--headers/,
    },
    {
      name: 'a predicted class of yardstick beside the probabilities',
      files: { 'y.csv': 'truth,.pred_class,.pred_a,.pred_b\na,a,0.75,0.25\nb,a,0.5,0.5\n' },
      line: 'ce DIR/y.csv --target-col truth --from probs -q',
      value: (Math.log(4 / 3) + Math.LN2) / 2,
    },
    {
      name: 'one row beside a file of several pieces',
      files: { 'x.csv': '0.5\n'.repeat(400_000) },
      line: 'mse DIR/x.csv [[3]] -q',
      value: 6.25,
    },
    {
      name: 'a first row that does not count',
      files: { 'x.csv': '0,1,3\n0.25,0.5,0.25\n', 'y.csv': '0\n1\n' },
      line: 'ce DIR/x.csv DIR/y.csv --from probs -q',
      status: 3,
      stderr: /E301[^]*--from logits\n$/,
    },
    ...['a,b', 'a,b,c,d'].map((names) => ({
      name: `three classes in lists, named ${names}`,
      files: { 'x.jsonl': zero },
      line: `ce DIR/x.jsonl --from probs --input-cols scores --target-col gold --classes ${names} -q`,
      status: 3,
      stderr: /E307.*--classes has [24] names, but a row of .* has 3 numbers/,
    })),
    {
      name: 'one score in a list, of two names',
      files: { 'x.json': '[{"s":[0.25],"y":"b"}]' },
      line: 'bce DIR/x.json --input-cols s --target-col y --classes a,b -q',
      value: Math.log(4),
    },
    {
      name: 'numbers that are texts in Parquet',
      files: {
        'x.parquet': parquetOf([
          { name: 'p', cells: ['0.25', '0.5'] },
          { name: 'y', cells: ['1', '0'] },
        ]),
      },
      line: 'bce DIR/x.parquet --input-cols p --target-col y -q',
      status: 3,
      stderr:
        /holds text, not numbers[^]*try: python -c "import sys, pyarrow.csv [^]*\| loss-calc bce - --input-cols p/,
    },
  ])('$name', check)

  it('a folder for each value of a column', async () => {
    const folder = join(root, 'hive')
    for (const name of ['l=a', 'l=b']) {
      mkdirSync(join(folder, name), { recursive: true })
      writeFileSync(join(folder, name, 'part-0.csv'), 'p,y\n0.5,1\n')
    }
    const { stderr } = await run(['bce', folder, '--target-col', 'y', '-q'])
    expect(stderr).toContain(`try: for f in ${folder}/*/*.csv; do loss-calc bce "$f" --target-col y --format`)
  })
})

describe('what R and scipy write', () => {
  const printed = '  pred obs   No  Yes\n1  Yes Yes 0.25 0.75\n2   No  No 0.75 0.25\n'
  it.each<Dump>([
    {
      name: 'a table with texts that is printed is one of blanks',
      files: { 'x.txt': printed },
      line: 'ce DIR/x.txt --input-cols No,Yes --target-col obs --from probs -q',
      status: 3,
      stderr: /E203[^]*try: sed '1s\/\^\/row \/' .*x\.txt \| loss-calc ce - --input-cols No,Yes/,
    },
    {
      name: 'with a name above its rows it is read',
      files: { 'x.txt': `row ${printed}` },
      line: 'ce DIR/x.txt --input-cols No,Yes --target-col obs --from probs -q',
      value: -Math.log(0.75),
    },
    {
      name: 'what dput writes is read by R',
      files: {
        'x.txt': 'structure(list(p = c(0.2, 0.8), y = 0:1), class = "data.frame", row.names = c(NA, -2L))\n',
      },
      line: 'bce DIR/x.txt',
      status: 3,
      stderr: /E204[^]*try: Rscript -e "write\.csv\(dget\('.*x\.txt'\), /,
    },
    ...['mse DIR/x.npz', "mse DIR/x.npz '[1]'", 'inspect DIR/x.npz'].map((line) => ({
      name: `a sparse matrix is no arrays to choose from: ${line}`,
      files: {
        'x.npz': zip(
          ...['indices', 'indptr', 'format', 'shape', 'data'].map((name) => ({
            name: `${name}.npy`,
            data: Buffer.from('\x93NUMPY\x01\x00\0\0', 'latin1'),
          })),
        ),
      },
      line,
      status: 3,
      stderr:
        /E203.*sparse matrix\n[^]*try: python -c "import numpy, scipy\.sparse; .*x\.npz'\)\.toarray\(\)/,
    })),
  ])('$name', check)
})
