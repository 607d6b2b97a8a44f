import { execFileSync } from 'node:child_process'
import { utf8Only } from '../src/readers/bytes/encoding.ts'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesIn } from './folder.ts'
import { run, words } from './transcript.ts'

const { file } = filesIn('hints-')

/** The last suggestion, run as it stands. */
async function follow(text: string) {
  const line = [...text.matchAll(/^ *try: (loss-calc .*)$/gm)].at(-1)![1]!
  return { line, ...(await run(words(line).slice(1))) }
}

const dump = [
  'id,text,label,cat,dog,bird',
  'a,"one, ""two""",cat,1,0.5,0',
  'b,x,dog,0.5,2,0',
  'c,y,bird,0,0,1',
  '',
].join('\n')

it('a column of texts that two files have is offered as the names of the rows', async () => {
  const one = file('films-p.csv', 'film,p_a,p_b\nx,0.1,0.2\ny,0.3,0.9\n')
  const other = file('films-t.csv', 'film,a,b\ny,1,1\nx,0,0\n')
  const { line, stdout } = await first(['bce', one, other, '-q'])
  expect(line).toContain('--id film')
  expect(stdout).toBe((await run(['bce', '[[0.1,0.2],[0.3,0.9]]', '[[0,0],[1,1]]', '-q'])).stdout)
})

describe('a column of labels is found', () => {
  const named = (label: string) =>
    [
      `,sample id,text,${label},cat,dog,split`,
      '0,a.png,"x, y",dog,1,0,test',
      '1,b.png,,cat,0,1,train',
      '',
    ].join('\n')
  const chosen = (label: string) => `--input-cols cat,dog --target-col '${label}'`
  it.each(['true label', 'gold-label', '真实标签', 'what it is'])('called %s', async (label) => {
    const path = file('labels.csv', named(label))
    const { line, status } = await first(['ce', path])
    expect(line).toContain(chosen(label).replace("'gold-label'", 'gold-label'))
    expect(status).toBe(0)
    const { stdout } = await run(['inspect', path])
    expect(stdout).toMatch(new RegExp(`try: loss-calc ce .*${label}'?$`, 'm'))
  })
  it.each([
    ['ce', '--', '@'],
    ['--', 'ce', '@'],
  ])('before what ends the options: %s %s', async (...line) => {
    const path = file('labels.csv', named('label'))
    const { status } = await first(line.map((word) => (word === '@' ? path : word)))
    expect(status).toBe(0)
  })
  it('among classes that begin alike, in JSON too', async () => {
    const rows = [
      { split: 'a', p_cat: 0.5, p_dog: 0.5, kind: 'cat' },
      { split: 'b', p_cat: 0.1, p_dog: 0.9, kind: 'dog' },
    ]
    const { line, status } = await first(['ce', file('kinds.json', JSON.stringify(rows)), '--from', 'probs'])
    expect(line).toContain("--input-cols 'p_*' --target-col kind")
    expect(status).toBe(0)
  })
  it.each([
    ['as many targets', 'bce', 'id,p_cat,p_dog,cat,dog', "--input-cols 'p_*' --target-col cat,dog"],
    ['both named', 'bce', 'id,p_0,p_1,true_0,true_1', "--input-cols 'p_*' --target-col true_0,true_1"],
    ['numbered', 'ce --from probs', ',0,1,y_true,fold', '--input-cols 0,1 --target-col y_true'],
    ['features', 'ce', 'f_0,f_1,logit_0,y,logit_1', "--input-cols 'logit_*' --target-col y"],
  ])('columns of classes: %s', async (what, loss, names, found) => {
    const cell = (name: string) =>
      /^(id|p_cat|p_0|logit_0|0)?$/.test(name) ? '0.75' : /^(p_dog|p_1|logit_1|1)$/.test(name) ? '0.25' : '0'
    const row = names.split(',').map(cell)
    const path = file(`${what}.csv`, `${names}\n${row.join()}\n`)
    const { line, status } = await first([...loss.split(' '), path])
    expect([line, status]).toEqual([expect.stringContaining(found), 0])
    const { stdout } = await run(['inspect', path])
    expect(stdout).toContain(found)
  })
  it('is not one of several, nor one of words that are no class', async () => {
    const text = 'a,b,one,other,t\n1,0,a,b,1\n0,1,b,a,0\n'
    expect((await first(['ce', file('several.csv', text)])).line).toContain('--target-col t')
  })
})

/** The first suggestion, run as it stands. */
async function first(argv: readonly string[]) {
  const { stderr } = await run(argv)
  const line = /^ *try: (loss-calc .*)$/m.exec(stderr)?.[1] ?? stderr
  return { line, ...(await run(words(line).slice(1))) }
}

describe('the first suggestion runs', () => {
  it.each([
    ['a mistyped column', ['--target-col', 'labl', '-q']],
    ['a mistyped option', ['--target-col', 'label', '-q', '--reductoin', 'mean']],
    ['a mistyped value', ['--target-col', 'label', '-q', '--reduction', 'maen']],
    ['the column of one class', ['--target-col', 'label', '-q', '--input-cols', 'cat']],
    ['a mistyped column after =', ['--target-col=labl', '-q']],
    ['a mistyped option after =', ['--target-col', 'label', '-q', '--reductoin=mean']],
    ['a mistyped column of a condition', ['--target-col', 'label', '-q', '--where', 'idd!=z']],
  ])('of %s', async (_, flags) => {
    const right = await run(['ce', file('dump.csv', dump), '--target-col', 'label', '-q'])
    expect(await first(['ce', file('dump.csv', dump), ...flags])).toMatchObject({
      status: 0,
      stdout: right.stdout,
    })
  })

  it('of a value that a column does not hold is one that it holds', async () => {
    const argv = ['ce', file('dump.csv', dump), '--target-col', 'label', '-q', '--where']
    const { stderr } = await run([...argv, 'label=dgo'])
    expect(stderr).toContain('  = no label of ')
    expect(stderr).toContain(' is "dgo"; it holds cat, dog, bird\n')
    const right = await run([...argv, 'label=dog'])
    expect(await first([...argv, 'label=dgo'])).toMatchObject({ status: 0, stdout: right.stdout })
    expect(await first([...argv.slice(0, -1), '--where=label=dgo'])).toMatchObject({ stdout: right.stdout })
  })

  it('of a pattern that names nothing is the pattern of most columns', async () => {
    const path = file('p.csv', 'id,label,p_cat,p_dog\na,cat,1,0\nb,dog,0,1\n')
    const argv = ['ce', path, '--target-col', 'label', '-q']
    const right = await run([...argv, '--input-cols', 'p_*'])
    expect(await first([...argv, '--input-cols', 'prob_*'])).toMatchObject({
      status: 0,
      stdout: right.stdout,
    })
  })

  it('of a name with a comma is quoted as lists are read', async () => {
    const path = file('comma.csv', 'id,"a, b",c,label\n1,2,3,0\n2,1,4,1\n')
    const { stderr } = await run(['ce', path, '--target-col', 'lab'])
    expect(stderr).toContain('  = its columns: id, "a, b", c, label\n')
    const found = await first(['ce', path, '--target-col', 'label', '-q', '--input-cols', 'a b,c'])
    expect(found).toMatchObject({ status: 0, stderr: '' })
    expect(found.line).toContain(`--input-cols '"a, b",c'`)
    const groups = await run([
      'ce',
      path,
      '--target-col',
      'label',
      '--input-cols',
      'c,id',
      '--group-by',
      '"a, b"',
    ])
    expect(groups.stdout).toContain('by a, b\n')
  })

  it.each([
    ['--versoin', '--version'],
    ['versoin', 'version'],
    ['help exampels', 'help examples'],
    ['help me', '--help'],
    ['sql ce --input-cols p_* --target-col label --dialect duckdb --table t', /--input-cols p0,p1,p2 /],
    ['mse [1] [2] --markdown', "mse '[1]' '[2]' --format markdown"],
  ])('of %s runs', async (line, want) => {
    const found = await first(words(line))
    expect(found).toMatchObject({ status: 0, stderr: '' })
    if (typeof want === 'string') expect(found.line).toBe(`loss-calc ${want}`)
    else expect(found.line).toMatch(want)
  })

  it('of merge says that states hold what their runs were asked for', async () => {
    const { stderr } = await run(['merge', '--per-class', 'a.json'])
    expect(stderr).toContain('input.csv target.csv --per-class --format state\n')
    const state = await run(['merge', '--state', 'a.json'])
    expect(state.stderr).toContain('  try: loss-calc merge --format state a.json\n')
  })

  it('of a mistyped label leaves out its rows', async () => {
    const path = file('typo.csv', dump.replace('x,dog', 'x,dgo'))
    const argv = ['ce', path, '--target-col', 'label', '--where', 'id!=z']
    expect((await run(argv)).stderr).toContain(
      '  = did you mean dog? the classes, in order: cat, dog, bird\n',
    )
    const found = await first(argv)
    expect(found.line).toContain("--where 'id!=z' --where 'label!=dgo'")
    expect(found.status).toBe(0)
  })

  it.each([
    ['bcee [0.5] [1] -q', 'bce [0.5] [1] -q'],
    [
      'compare ce [[1,2]] [[2,1]] [0] -q --reduction none',
      'compare ce [[1,2]] [[2,1]] [0] -q --reduction mean',
    ],
    ['mse [1] [2] --grad --csv', 'mse [1] [2] --csv --grad-output grad.csv'],
    ['port focal --lang rust', 'port new focal --lang rust'],
    ['port new', 'port new bce --lang c'],
    ['port focal rust', 'port new focal --lang rust'],
    ['port new rust focal', 'port new focal --lang rust'],
    ['identify [1] [2]', 'identify [1] [2] --value 0.5'],
  ])('of %s is the whole command', async (line, want) => {
    const { stderr } = await run(words(line))
    const [, said] = /^ *try: loss-calc (.*)$/m.exec(stderr)!
    expect(words(said!)).toEqual(words(want))
  })

  it.each(['compare', 'trend', 'sweep', 'plot', 'sql', 'check', 'inspect'])('of %s alone', async (name) => {
    expect(await first([name])).toMatchObject({ status: 0, stderr: '' })
  })

  it.each([['mse'], ['compare', 'mse'], ['sweep', 'huber', '--delta', '0.5,1'], ['trend', 'mse']])(
    'of %s %s with ids in another order pairs the rows by them',
    async (...command) => {
      const submission = file('submission.csv', 'id,prediction\n3,0.3\n1,0.9\n2,0.1\n')
      const solution = file('solution.csv', 'id,target\n1,1\n2,0\n3,1\n')
      const models = /compare|trend/.test(command[0]!) ? [submission, '--target', solution] : [solution]
      const argv = [...command, submission, ...models]
      const { stderr, status } = await run(argv)
      expect(status).toBe(0)
      expect(stderr).toContain('W408')
      expect(stderr).toContain('H121')
      const found = await first(argv)
      expect(found.line).toMatch(/ --id id$/)
      expect(found).toMatchObject({ status: 0, stderr: '' })
    },
  )

  it.each([
    [
      's.jsonl',
      '{"id":"b","p":0.3}\n{"id":"a","p":0.9}\n',
      'g.jsonl',
      '{"id":"a","y":1}\n{"id":"b","y":0}\n',
    ],
    ['s.json', '[{"id":"b","p":0.3},{"id":"a","p":0.9}]', 'g.csv', 'id,y\na,1\nb,0\n'],
    ['s.csv', 'id,p\nb,0.3\na,0.9\n', 'g.csv', 'y,id\n1,a\n0,b\n'],
    ['s.json', '[{"file":"b","p":0.3},{"file":"a","p":0.9}]', 'g.json', '{"file":["a","b"],"y":[1,0]}'],
  ])('of %s with ids that are texts pairs the rows by them', async (name, text, otherName, other) => {
    const argv = ['bce', file(name, text), file(otherName, other), '-q']
    expect((await run(argv)).stderr).toMatch(/hint\[H121\]: both files have a column (id|file)/)
    expect(await first(argv)).toMatchObject({ status: 0, stderr: '', stdout: '0.2310177297982793\n' })
  })

  it.each([
    ['key,p\n107,1\n113,3\n', 'key,y\n107,2\n113,5\n', 'is a column of', '2.5'],
    ['"a,b",p\n107,1\n113,3\n', '"a,b",y\n107,2\n113,5\n', 'is a column of', '2.5'],
    [
      `file,p\n${[0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => `${i},1`).join('\n')}\n`,
      `file,y\n${[0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => `${i},3`).join('\n')}\n`,
      'counts the rows',
      '4',
    ],
  ])('of a column of both files beside others leaves it out of both: %j', async (text, other, told, want) => {
    const argv = ['mse', file('both.csv', text), file('both-too.csv', other), '-q']
    expect((await run(argv)).stderr).toContain(told)
    expect(await first(argv)).toMatchObject({ status: 0, stderr: '', stdout: `${want}\n` })
  })

  it('of a column of both files has none where all are', async () => {
    const argv = ['mse', file('a.csv', 'a,b\n1,2\n2,4\n'), file('b.csv', 'a,b\n1,2\n2,5\n'), '-q']
    expect(await run(argv)).toMatchObject({ status: 0, stderr: '' })
  })

  it.each([
    ['image_id,p\nb,0.3\na,0.9\n', 'id,y\na,1\nb,0\n', 'hold the same ids in another order'],
    ['filename,p\nb,0.3\na,0.9\n', 'id,y\na,1\nb,0\n', 'hold the same ids in another order'],
    ['id,p\nb,0.3\n,0.5\na,0.9\n', 'id,y\na,1\n,1\nb,0\n', 'column id, and row 0'],
    ['id,p\nb,0.3\n,0.5\na,0.9\n', 'key_id,y\na,1\n,1\nb,0\n', 'hold the same ids in another order'],
    ['user_id,item_id,p\n1,1,0.3\n1,2,0.9\n', 'user_id,item_id,y\n1,2,1\n1,1,0\n', 'item_id, and row 0'],
    ['user_id,fold_id,p\n1,1,0.3\n2,1,0.9\n', 'user_id,fold_id,y\n1,1,1\n1,1,0\n', 'user_id, and row 1'],
  ])('ids that --id cannot pair are told: %j', async (text, other, told) => {
    const { stderr } = await run(['bce', file('s.csv', text), file('g.csv', other), '-q'])
    expect(stderr).toContain('hint[H121]')
    expect(stderr).toContain(told)
  })

  it('of a target with more columns than the label names it', async () => {
    const labels = file('labels.csv', 'note,label\na,cat\nb,dog\nc,bird\n')
    const logits = file('logits.csv', 'cat,dog,bird\n1,0.5,0\n0.5,2,0\n0,0,1\n')
    const found = await first(['ce', logits, labels, '-q'])
    expect(found.line).toContain('--target-col label')
    expect(found).toMatchObject({ status: 0, stderr: '' })
  })

  it.each([
    ['a.ndjson', '{"label":"a","a":1,"b":0}\n{"label":"b","a":null,"b":0}\n'],
    ['absent.ndjson', '{"label":"a","a":1,"b":0}\n{"label":"b","b":0}\n'],
    ['a.csv', 'label,a,b\na,1,0\nb,,0\n'],
    ['na.csv', 'label,a,b\na,1,0\nb,NA,0\n'],
    ['label.csv', 'label,a,b\na,1,0\n,1,0\n'],
  ])('of a value that is missing, in %s, for a loss and for compare', async (name, text) => {
    const path = file(name, text)
    for (const command of [['ce'], ['compare', 'ce', path]]) {
      const found = await first([...command, path, '--target-col', 'label', '-q'])
      expect(found.line).toContain(' --missing skip')
      expect(found).toMatchObject({ status: 0, stderr: '' })
    }
  })

  it('of a null in a list of numbers', async () => {
    const found = await first(['mse', file('v.json', '[1,null]'), '[1,2]', '-q'])
    expect(found).toMatchObject({ status: 0, stdout: '0\n', stderr: '' })
  })

  it('of a loss of elements names no classes', async () => {
    const { stderr } = await run(['mse', file('dump.csv', dump)])
    expect(stderr).toContain(' --input-cols <columns> --target-col <columns>\n')
  })

  it('of a dump whose columns are called like its labels', async () => {
    const found = await first(['ce', file('dump.csv', dump), '-q'])
    expect(found).toMatchObject({ status: 0, stderr: '' })
    expect(found.line).toContain('--target-col label')
    const { stdout } = await run(['inspect', file('dump.csv', dump)])
    expect((await follow(stdout)).stdout).toContain(found.stdout.trim())
  })
})

describe('text of another encoding', () => {
  const chinese = (text: string) => Buffer.concat([...text].map((one) => gb.get(one) ?? Buffer.from(one)))
  const gb = new Map([
    ['猫', Buffer.from([0xc3, 0xa8])],
    ['狗', Buffer.from([0xb9, 0xb7])],
  ])
  const big5 = Buffer.from([0xb9, 0x77, 0xb4, 0xfa])

  it.each([
    ['gb18030', chinese('label,猫,狗\n猫,1,0.5\n狗,0.5,2\n')],
    ['gb18030', Buffer.concat([Buffer.from('a,'), chinese(`${'狗'.repeat(40_000)},猫\n1,2,0\n`)])],
    ['windows-1252', Buffer.from('caf\u00e9,th\u00e9,label\n1,2,0\n', 'latin1')],
    ['utf-16le', Buffer.from('猫,狗,label\n1,0.5,猫\n0.5,2,狗\n', 'utf16le')],
    ['utf-16be', Buffer.from('猫,狗,label\n1,0.5,猫\n0.5,2,狗\n', 'utf16le').swap16()],
    ['big5 gb18030', Buffer.concat([Buffer.from('cat,label,'), big5, Buffer.from('\n1,0,0.5\n')])],
  ])('is told the encodings that it may have: %s', async (encodings, bytes) => {
    const path = file('gb.csv', '')
    writeFileSync(path, bytes)
    const { stderr } = await run(['ce', path, '--target-col', 'label', '-q'])
    expect(stderr.match(/--encoding \S+/g)).toEqual(encodings.split(' ').map((one) => `--encoding ${one}`))
  })

  it.each([
    ['a name', 'a,b\n1,2\n', '测试', 'gbk'],
    ['a word', 'id,city\n1,Lyon\n', 'Besan\u00e7on', 'latin1'],
    ['a word after letters of UTF-8', 'id,city\n1,é\n', 'caf\u00e9s', 'latin1'],
    ['a name far from the start', '1,2\n'.repeat(100_000), '测试', 'gbk'],
  ] as const)('is told as one, wherever chunks end: %s', async (_what, before, word, encoding) => {
    const odd = encoding === 'latin1' ? Buffer.from(word, 'latin1') : Buffer.from([0xb2, 0xe2, 0xca, 0xd4])
    const more = Buffer.concat([odd, Buffer.from(',1\n')])
    const text = Buffer.concat([Buffer.from(before), ...Array.from({ length: 3000 }, () => more)])
    const found: unknown[] = []
    for (const size of [text.length, 1, 2, 3, 7, 1000, 65536]) {
      if (size < 1000 && text.length > 100_000) continue
      const chunks = async function* () {
        for (let at = 0; at < text.length; at += size) yield text.subarray(at, at + size)
      }
      const read = async () => {
        for await (const chunk of utf8Only('x.csv', chunks())) void chunk
      }
      found.push(await read().catch(({ message, details }) => ({ message, details })))
    }
    expect(found[0]).toHaveProperty('message')
    for (const one of found) expect(one).toEqual(found[0])
  })

  it('is read so by a snippet', async () => {
    const path = file('latin.csv', '')
    writeFileSync(path, Buffer.from('caf\u00e9,th\u00e9,label\n1,2,0\n', 'latin1'))
    const argv = ['ce', path, '--target-col', 'label', '--encoding', 'latin1', '--code', 'torch']
    expect((await run(argv)).stdout).toContain(
      `pd.read_csv('${path}', skipinitialspace=True, encoding='cp1252')`,
    )
  })
})

it.each(['text', 'id'])('of a column of %s in place of the label is the label', async (column) => {
  const path = file('dump.csv', dump)
  const argv = ['ce', path, '--input-cols', 'cat,dog,bird', '-q', '--target-col']
  const found = await first([...argv, column])
  expect(found.line).toContain('--target-col label')
  expect(found).toMatchObject({ status: 0, stdout: (await run([...argv, 'label'])).stdout })
})

describe('patterns of names', () => {
  it('are models of compare, in natural order', async () => {
    const argv = [
      'compare',
      'ce',
      'fixtures/epochs/epoch-[29].csv',
      '--target-col',
      'label',
      '--id',
      'id',
      '-q',
    ]
    const both = ['compare', 'ce', 'fixtures/epochs/epoch-2.csv', 'fixtures/epochs/epoch-9.csv']
    const want = await run([...both, '--target-col', 'label', '--id', 'id', '-q'])
    expect(await run(argv)).toMatchObject({ status: 0, stdout: want.stdout })
  })

  it('are suites of check', async () => {
    const { stdout } = await run(['check', 'fixtures/suites/bc*.json', '-q'])
    expect(Number(/^(\d+) passed, 0 failed/.exec(stdout)![1])).toBeGreaterThan(39)
  })

  it.each(['ce', 'inspect', 'sweep ce --label-smoothing 0,1'])(
    'of %s are refused with a reason',
    async (line) => {
      const argv = [...line.split(' '), 'fixtures/epochs/*.csv', '--target-col', 'label']
      expect((await run(argv)).stderr).toMatch(
        /^error\[E200\][^]*a pattern in quotes may name several files: trend, compare/,
      )
    },
  )
})

describe('what is suggested is the cure', () => {
  it('of decimal commas that inspect reads as text', async () => {
    const path = file('comma.csv', 'a;b;y\n0,5;0,2;1\n0,1;0,9;0\n')
    const { stdout } = await run(['inspect', path])
    const again = await follow(stdout)
    expect(again.line).toContain('--decimal ,')
    expect(again.status).toBe(0)
    expect(again.stdout).not.toMatch(/0,5| text /)
  })

  it('of a number that stands among the classes', async () => {
    const path = file('stray.csv', 'label,fold,p_cat,p_dog\ncat,1,0.2,0.8\ndog,2,0.6,0.4\n')
    const { stderr } = await run(['ce', path, '--target-col', 'label', '--from', 'probs', '-q'])
    expect(stderr).toMatch(/^error\[E307\]/)
    const again = await follow(stderr)
    expect(again.line).toContain("--input-cols 'p_*'")
    expect(again).toMatchObject({ status: 0, stdout: '1.2628643221541276\n' })
  })

  it.each([
    ['FocalLoss', 'focal'],
    ['focal-loss', 'focal'],
    ['MAE', 'l1'],
    ['kl', 'kl-div'],
    ['crossentropy', 'ce'],
    ['均方误差', 'mse'],
    ['二元交叉熵损失', 'bce'],
    ['焦点损失', 'focal'],
  ])('of %s, a name that others use, is the whole command', async (name, own) => {
    const { stderr, status } = await run([name, '[1, 1]', '[1, 1]', '-q', '--no-hints'])
    expect([status, stderr.split('\n')[0]]).toEqual([2, `error[E102]: unknown command '${name}'`])
    expect(stderr).toContain(`  try: loss-calc ${own} '[1, 1]' '[1, 1]' -q --no-hints\n`)
  })

  it.each(['constructor', '__proto__'])('of %s, which is none', async (name) => {
    expect((await run([name, 'a.csv'])).stderr).toMatch(`error[E102]: unknown command '${name}'`)
  })

  it.each(['ce', 'mse', 'gaussian-nll', 'focal'])('of sql %s without more', async (name) => {
    const first = await run(['sql', name])
    const again = await follow(first.stderr)
    expect(again.line).toMatch(new RegExp(`^loss-calc sql ${name} `))
    expect(again).toMatchObject({ status: 0 })
  })
})

it('example: names files in patterns and suites, too', async () => {
  const argv = ['trend', 'mse', 'example:blog/logi*.csv', '--target', 'example:blog/target.csv', '-q']
  expect(await run(argv)).toMatchObject({ status: 0, stderr: '' })
  expect(await run(['check', 'example:suites/bce-logits.json', '-q'])).toMatchObject({
    stdout: '39 passed, 0 failed\n',
  })
})

it('no command that a transcript suggests is refused as a command', async () => {
  const lines = readdirSync('fixtures/transcripts').flatMap((name) =>
    [...readFileSync(`fixtures/transcripts/${name}`, 'utf8').matchAll(/^2\| {3}try: (loss-calc .*)$/gm)].map(
      ([, line]) => line!,
    ),
  )
  // What a reader must fill in, what writes files, and programs beside it.
  const own = lines.filter(
    (line) => !/[<>|]| \.\.\. | -o |output|--report|--junit|--impl|port new|--help$/.test(line),
  )
  expect(own.length).toBeGreaterThan(60)
  const refused: string[] = []
  for (const line of new Set(own)) {
    const { status, stderr } = await run(words(line).slice(1))
    // More may be missing than one command can say.
    if ((status === 2 && !stderr.startsWith('error[E103]')) || status === 70)
      refused.push(`${line}: ${stderr.split('\n')[0]}`)
  }
  expect(refused).toEqual([])
})

it.each([
  [
    'a column that is a year',
    '2020,2021\n1,2\n3,5\n',
    ['--target-col', '2020', '--input-cols', '2021'],
    '2.5',
  ],
  [
    'numbers that mark missing values',
    'y,p\n1,2\n-9999,2\n3,5\n',
    ['--target-col', 'y', '--input-cols', 'p'],
    '2.5',
  ],
])('of %s', async (_, text, flags, value) => {
  expect(await first(['mse', file('led.csv', text), ...flags, '-q'])).toMatchObject({
    status: 0,
    stdout: `${value}\n`,
  })
})

it("of a header of R's write.table, which lacks the name of the row names", async () => {
  const path = file('table.csv', '"y","p"\n"1",1,2\n"2",3,5\n')
  const { stderr } = await run(['mse', path, '--target-col', 'y', '--input-cols', 'p'])
  expect(stderr).toContain(`sed '1s/^/row,/' ${path} | loss-calc`)
})

it('of a record that was taken for a document of columns', async () => {
  const path = file('record.json', '{"y":1,"p":[0.1,0.9]}\n')
  const columns = ['--input-cols', 'p', '--target-col', 'y', '-q']
  expect(await first(['ce', path, ...columns])).toMatchObject({
    status: 0,
    stdout: (await run(['ce', '[[0.1,0.9]]', '[1]', '-q'])).stdout,
  })
})

it('of words for 0 and 1 that no name tells to be the target', async () => {
  const path = file('clicks.csv', 'user,score,clicked,segment\na,0.5,yes,A\nb,0.25,no,B\n')
  const { line, status } = await first(['bce', path, '-q'])
  expect(line).toContain('--input-cols score --target-col clicked')
  expect(status).toBe(0)
})

it('of a file that stands twice and goes through another program reads it once', async () => {
  const path = file('packed.csv.bz2', 'BZh91AY')
  const { stderr } = await run(['mse', path, path, '--input-cols', 'p', '--target-col', 't'])
  expect(stderr).toContain(`| loss-calc mse - --input-cols p --target-col t\n`)
})

async function* typed(text: string) {
  yield await Promise.resolve(Buffer.from(text))
}

it.each([
  ['records with a comma after the last', 'last.json', '[\n{"p":1,"y":0,"t":"a,]"},\n{"p":3,"y":5,},\n]\n'],
  [
    'records as Python prints them',
    'repr.txt',
    "{'p': 1, 'y': 0, 't': \"it's\"}\n{'p': 3, 'y': 5, 'None': None}\n",
  ],
  [
    'a list that Python prints',
    'repr.json',
    "[{'p': 1, 'y': 0, 'ok': True}, {'p': 3, 'y': 5, 'ok': False}]\n",
  ],
  ['a box of SQLite', 'box.txt', '┌───┬───┐\n│ p │ y │\n├───┼───┤\n│ 1 │ 0 │\n│ 3 │ 5 │\n└───┴───┘\n'],
  [
    'a table of polars',
    'polars.txt',
    'shape: (2, 2)\n┌─────┬─────┐\n│ p   ┆ y   │\n│ --- ┆ --- │\n│ i64 ┆ i64 │\n╞═════╪═════╡\n│ 1   ┆ 0   │\n│ 3   ┆ 5   │\n└─────┴─────┘\n',
  ],
  [
    'a table of DuckDB',
    'duck.txt',
    '┌───┬───┐\n│ p │ y │\n│ i │ i │\n├───┼───┤\n│ 1 │ 0 │\n│ 3 │ 5 │\n└───┴───┘\n',
  ],
  ['numbers in the quotes of SQL', 'quotes.csv', "p,y\n'1','0'\n'3','5'\n"],
])('of %s is a program that makes one we read of it', async (_, name, text) => {
  const { stderr } = await run(['mse', file(name, text), '--input-cols', 'p', '--target-col', 'y', '-q'])
  const [, program, line] = /^ *try: (.*) \| loss-calc (.*)$/m.exec(stderr)!
  const made = execFileSync('sh', ['-c', program!], { encoding: 'utf8' })
  expect(await run(words(line!), typed(made))).toMatchObject({ status: 0, stdout: '2.5\n' })
})

it('of scores beside a list of their names takes them by these, whatever their order', async () => {
  const row = (label: string, classes: string[], scores: number[]) =>
    JSON.stringify({ instance: { label }, prediction: { classes, scores } })
  const rows = [row('cat', ['cat', 'bird'], [2, 1]), row('bird', ['bird', 'cat'], [2, 1])]
  const path = file('vertex.jsonl', `${rows.join('\n')}\n`)
  const { stderr } = await run(['ce', path, '--target-col', 'instance.label', '-q'])
  const [, program, line] = /^ *try: (.*) \| loss-calc (.*)$/m.exec(stderr)!
  const made = execFileSync('sh', ['-c', program!], { encoding: 'utf8' })
  const { stdout } = await run(words(line!), typed(made))
  expect(Number(stdout)).toBeCloseTo(Math.log1p(Math.exp(-1)), 14)
})

it('of a pattern that no file fits is no trend, and of one that does is', async () => {
  const folder = dirname(file('fold-1.csv', 'p,y\n1,0\n'))
  const ask = async (pattern: string) =>
    (await run(['mse', join(folder, pattern), '--target-col', 'y'])).stderr.includes('try: loss-calc trend')
  expect([await ask('fold-*.csv'), await ask('none-*.csv')]).toEqual([true, false])
})

it('of a target for two columns of predictions is one of them', async () => {
  const path = file('two.csv', 'actual,first one,second\n1,2,3\n2,3,4\n')
  const { line, stdout } = await first(['mse', path, '--target-col', 'actual', '-q'])
  expect(line).toContain("--input-cols 'first one'")
  expect(stdout).toBe('1\n')
})

it('of probabilities that do not sum to 1 asks for no program that reads them as they are', async () => {
  const path = file('sums.csv', 'p_a,p_b,y\n0.5,0.3,0\n0.2,0.5,1\n0.1,0.3,1\n0.5,0.2,0\n')
  const flags = ['--from', 'probs', '--input-cols', 'p_*', '--target-col', 'y']
  expect(await first(['ce', path, ...flags, '--code', 'torch'])).toMatchObject({ status: 0 })
})

it('of the targets of another model says nothing of parts of a table', async () => {
  const [one, other] = ['m1', 'm2'].map((name) => file(`${name}.csv`, 'p,y\n0.1,0\n0.8,1\n0.4,1\n'))
  const flags = ['--target', one!, '--input-cols', 'p', '--target-col', 'y']
  for (const command of ['trend', 'compare'])
    expect((await run([command, 'bce', one!, other!, ...flags])).stderr).not.toContain('H129')
})

it('of SQLite on standard input names a file, which it needs', async () => {
  const { stderr } = await run(
    ['mse', '-', '--target-col', 't'],
    typed('SQLite format 3\0CREATE TABLE t (p, t)'),
  )
  expect(stderr).toContain(`sqlite3 -header -csv x.db 'select * from "t"' | loss-calc mse - --target-col t\n`)
})

it('of arguments that no column is called by names files alone', async () => {
  const path = file('one.csv', 'a,b\n1,2\n')
  const { stderr } = await run(['triplet-margin', path])
  expect(stderr).toMatch(/try: loss-calc triplet-margin anchor\.csv positive\.csv negative\.csv\n$/)
  expect(stderr).not.toContain('<column>')
})

it('of a folder in place of a port is the port in it', async () => {
  const folder = dirname(file('port', ''))
  const { stderr } = await run(['check', '@mse', '--impl', folder])
  expect(stderr).toContain(`--impl ${folder} cannot be started: it is a folder\n`)
  expect(stderr).toContain(`try: loss-calc check @mse --impl ${join(folder, 'port')}\n`)
})

describe('of columns beside those of the input names these', () => {
  const rows = (line: (p: number, q: number, one: boolean, i: number) => string) =>
    Array.from({ length: 9 }, (_, i) => line((i + 1) / 10, (9 - i) / 10, i % 3 === 0, i) + '\n').join('')
  const tidy = (p: string) => p.replace(/0(?=\.)/, '')
  it.each([
    [
      'weights and ids of a survey, of which Stata writes no zero before the point',
      'bce',
      `caseid,voted,phat,pweight,strata\n${rows((p, _q, one, i) => `${i},${one ? 'Yes' : 'No'},${tidy(`${p}`)},${100 + i}.5,${i}`)}`,
      '--target-col voted',
      '--input-cols phat',
    ],
    [
      'what SPSS saves beside predicted probabilities',
      'bce',
      `LFDNR;GEWICHT;WAHL;PRE_1;PGR_1\n${rows((p, _q, one, i) => `${i};1${i},25;${+one};${tidy(`${p}`).replace('.', ',')};1`)}`,
      "--target-col WAHL --decimal ','",
      '--input-cols PRE_1',
    ],
    [
      'what SAS saves beside those of two classes',
      'bce',
      `id,response,_INTO_,IP_0,IP_1,samplingweight\n${rows((p, q, one, i) => `${i},${+one},1,${q},${p},2${i}.5`)}`,
      '--target-col response',
      '--input-cols IP_1',
    ],
    [
      'probabilities among numbers that are none',
      'ce',
      `pred,obs,No,Yes,rowIndex,mtry\n${rows((p, q, one, i) => `Yes,${one ? 'Yes' : 'No'},${q},${p},${i},2`)}`,
      '--target-col obs --from probs',
      '--input-cols No,Yes',
    ],
    [
      'names with the words of the target in their middle',
      'bce',
      `r_True_PREDICTION,r_False_PREDICTION,THRESHOLD,r\n${rows((p, q, one) => `${p},${q},0.5,${one ? 'True' : 'False'}`)}`,
      '--target-col r',
      '--input-cols r_True_PREDICTION',
    ],
    [
      'the same, of a loss of classes',
      'ce',
      `r_True_PREDICTION,r_False_PREDICTION,THRESHOLD,r\n${rows((p, q, one) => `${p},${q},0.5,${one ? 'True' : 'False'}`)}`,
      '--target-col r --from probs',
      '--input-cols r_True_PREDICTION,r_False_PREDICTION --classes True,False',
    ],
  ])('%s', async (_name, loss, text, flags, cure) => {
    const { line, status, stdout } = await first([loss, file('beside.csv', text), ...words(flags), '-q'])
    expect(line).toContain(cure)
    const losses = Array.from({ length: 9 }, (_, i) => -Math.log(i % 3 === 0 ? (i + 1) / 10 : (9 - i) / 10))
    expect({ status, value: Number(stdout) }).toEqual({
      status: 0,
      value: expect.closeTo(losses.reduce((sum, one) => sum + one) / 9, 12),
    })
  })
})

it.each([
  ['x1,x2,gt_x1,gt_x2', "--input-cols x1,x2 --target-col 'gt_*'"],
  ['x1,y1,true_x1,true_y1', "--input-cols x1,y1 --target-col 'true_*'"],
  ['pred_x1,pred_y1,x1,y1', "--input-cols 'pred_*' --target-col x1,y1"],
])('of several targets, %s, names what is predicted and what is true', async (names, cure) => {
  const { line, stdout } = await first(['mape', file('boxes.csv', `${names}\n1,2,4,8\n`), '-q'])
  expect(line).toContain(cure)
  expect(stdout).toBe('0.75\n')
})

it('of a file of targets with other texts is the column whose words are classes of the input', async () => {
  const scores = file('submission.csv', 'id,Status_C,Status_D\n1,0.25,0.75\n2,0.5,0.5\n')
  const truth = file('solution.csv', 'id,Status,Usage\n2,C,Public\n1,D,Private\n')
  const { line, stdout } = await first(['ce', scores, truth, '--from', 'probs', '--id', 'id', '-q'])
  expect(line).toContain('--target-col Status')
  expect(Number(stdout)).toBeCloseTo((Math.log(2) + Math.log(4 / 3)) / 2, 14)
})

it.each([
  ['m.png', '\x89PNG\r\n\x1a\n', 'an image', 'PIL.Image.open'],
  ['m.webp', 'RIFF\x24\0\0\0WEBPVP8 ', 'an image', 'PIL.Image.open'],
  ['x.sav', '$FL2@(#) SPSS DATA FILE \xc8', 'SPSS', 'read_spss'],
  ['x.dta', '<stata_dta><header>\xc9', 'Stata', 'read_stata'],
  ['old.dta', 's\x02\x01\0\xc9', 'Stata', 'read_stata'],
  ['x.sas7bdat', `${'\0'.repeat(12)}\xc2\xea\x81\x60`, 'SAS', 'read_sas'],
  ['x.rds', 'X\n\0\0\0\x03', 'R', 'readRDS'],
])('of %s is no encoding, but a program that reads it', async (name, bytes, what, program) => {
  const { stderr } = await run(['mse', file(name, Buffer.from(bytes, 'latin1')), '[1]'])
  expect(stderr).toContain(`${name} is ${what}\n`)
  expect(stderr).toContain(program)
  expect(stderr).not.toContain('--encoding')
})

it('of log-probabilities of which the first token has none leaves that out', async () => {
  const logprobs = { tokens: ['a', 'b', 'c'], token_logprobs: [null, -0.5, -1.5], top_logprobs: null }
  const path = file('completion.json', JSON.stringify({ choices: [{ index: 0, logprobs }] }))
  const { stderr } = await run(['nll', path])
  const [, program, line] = /^ *try: (.*) \| loss-calc (.*)$/m.exec(stderr)!
  const made = execFileSync('sh', ['-c', program!], { encoding: 'utf8' })
  expect((await run([...words(line!), '-q'], typed(made))).stdout).toBe('1\n')
})

it('of a target for masks that is no class is the index that is ignored', async () => {
  const [logits, masks] = ['[[[[0]],[[0]]],[[[0]],[[0]]]]', '[[[1]],[[255]]]']
  const { line, status } = await first(['dice', logits, masks, '-q'])
  expect({ line, status }).toEqual({ line: expect.stringMatching(/--ignore-index 255$/), status: 0 })
})

it('of files with other numbers of rows is the id that both have', async () => {
  const one = file('short.csv', 'Id,p\n3,1\n1,2\n')
  const other = file('long.csv', 'Id,t\n1,2\n2,9\n3,3\n')
  const { line, stderr } = await first(['mse', one, other])
  expect(line).toMatch(/--id Id$/)
  expect((await first([...words(line).slice(1), '-q'])).stdout || stderr).toBe('2\n')
})

it('of hinge has zeros of the rank of a table', async () => {
  const { line, stdout } = await first(['hinge', file('x.csv', '0.5\n2\n'), file('t.csv', '1\n-1\n')])
  expect(line).toContain("'[[0]]'")
  expect(stdout).toContain('mean 1.7500')
})

it('of speech whose samples come first is the order of torch', async () => {
  const path = file('ntc.json', JSON.stringify([0, 1].map(() => [0, 1, 2].map(() => [-1, -1]))))
  const { stderr } = await run(['ctc', path, '[[1],[1]]', '[3,3]', '[1,1]'])
  expect(stderr).toMatch(/E310[^]*\(times, samples, classes\)[^]*\(2, 3, 2\)[^]*transpose\(1, 0, 2\)/)
})

it('of a measure that is no loss is no other measure', async () => {
  for (const word of ['smape', 'mase', 'wmape', 'wer'])
    expect((await run([word, 'a.csv', 'b.csv'])).stderr).not.toContain('Did you mean')
  expect((await run(['rmsle', 'a.csv', 'b.csv'])).stderr).toContain('try: loss-calc msle a.csv b.csv\n')
})

describe('of targets that mark samples to skip', () => {
  it.each([
    ['one file', 'x,label\n2,1\n0.5,-1\n-1,0\n', ['--input-cols', 'x', '--target-col', 'label']],
    [
      'one column beside',
      'x,a b,label\n2,9,1\n0.5,9,-1\n-1,9,0\n',
      ['--input-cols', 'x', '--target-col', 'label'],
    ],
  ])('leaves them out: %s', async (_, text, flags) => {
    for (const loss of ['focal', 'bce-logits']) {
      const { line, stdout } = await first([loss, file('marks.csv', text), ...flags, '-q'])
      expect(line).toContain("--where 'label!=-1' --target-col label")
      expect(stdout).toBe((await run([loss, '[[2],[-1]]', '[[1],[0]]', '-q'])).stdout)
    }
  })
  it('in a file of their own, and not in lists', async () => {
    const targets = file('marks-t.csv', 'label\n1\n255\n0\n')
    const { line, stdout } = await first(['bce', file('marks-x.csv', 'x\n.5\n.5\n.25\n'), targets, '-q'])
    expect(line).toContain("--where 'label!=255' --target-col label")
    expect(stdout).toBe((await run(['bce', '[.5,.25]', '[1,0]', '-q'])).stdout)
    const { stderr } = await run(['bce-logits', '[[2,1,3]]', '[[1,0,-1]]'])
    expect(stderr).toContain('try: keep the elements whose target is not -1\n')
  })
  it('in a mask is the index that is ignored, no gray value', async () => {
    const masks = ['[[[2,1,3]]]', '[[[1,0,255]]]'] as const
    const { line, stdout } = await first(['dice', ...masks, '-q'])
    expect(line).toMatch(/--ignore-index 255$/)
    expect(stdout).toBe((await run(['dice', '[[[2,1]]]', '[[[1,0]]]', '-q'])).stdout)
    expect((await run(['dice', ...masks, '--convention', 'monai'])).stderr).toContain(
      '= a mask holds 0 and 1\n',
    )
  })
})

it('of names for lists of numbers has as many as these', async () => {
  const path = file('listed.csv', 's,y\n"[1, 2, 3]",a\n"[3, 2, 1]",b\n')
  const { stderr } = await run(['ce', path, '--input-cols', 's', '--target-col', 'y'])
  expect(stderr).toMatch(/--classes <name 0>,<name 1>,<name 2>$/m)
  const two = file('listed-two.csv', 's,y\n"[1, 2]",a\n"[3, 2]",b\n')
  expect((await first(['ce', two, '--input-cols', 's', '--target-col', 'y'])).line).toMatch(/--classes a,b$/)
})

it('of a number before the inputs of identify is its value', async () => {
  const { line, stdout } = await first(['identify', '0.7193', '[-0.4,1]', '[0,1]'])
  expect(line).toBe("loss-calc identify '[-0.4,1]' '[0,1]' --value 0.7193")
  expect(stdout).not.toBe('')
})

it('of a language behind the loss of a port is its option', async () => {
  const { stderr } = await run(['port', 'new', 'bce', 'rust'])
  expect(stderr).toContain('try: loss-calc port new bce --lang rust\n')
})

it('of a language alone is a first command', async () => {
  for (const words of [['--lang', 'zh'], ['--lang=zh']])
    expect((await run(words)).stderr).toMatch(/E103[^]*：loss-calc mse /)
})

it('of names without a header for a list of numbers is their order', async () => {
  const path = file('three-names.txt', 'cat\ndog\ncat\n')
  const { line, stdout } = await first(['ce', '[[1,2],[3,1],[1,2]]', path, '-q'])
  expect(line).toMatch(/--classes cat,dog$/)
  expect(stdout).toBe((await run(['ce', '[[1,2],[3,1],[1,2]]', '[0,1,0]', '-q'])).stdout)
})

it('of the source of a port is what builds or runs it', async () => {
  const suite = ['check', '@mse', '--impl']
  const script = file('body.py', 'print(1)\n')
  expect((await run([...suite, script])).stderr).toContain(`--impl 'python3 ${script}'\n`)
  const source = file('body.c', 'int main(void) { return 0; }\n')
  const program = source.slice(0, -2)
  for (const one of [source, program])
    expect((await run([...suite, one])).stderr).toContain(
      `try: cc -std=c99 -O2 -o ${program} ${source} -lm\n`,
    )
})

it('of a loss before files is its option, or none', async () => {
  const { line, stdout } = await first(['identify', 'mse', '[1]', '[3]', '--value', '4'])
  expect(line).toBe("loss-calc identify '[1]' '[3]' --value 4 --loss mse")
  expect(stdout).toContain('mse  the mean   4')
  expect((await first(['inspect', 'bce', '[1,2]'])).line).toBe("loss-calc inspect '[1,2]'")
})
