import { mkdirSync, readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesIn } from '../folder.ts'
import { run } from '../transcript.ts'

/* What people type who have read no more than the README, and files as other programs write them. */

const { file } = filesIn('first-hour-')

const rows = (head: string, ...lines: readonly string[]) => [head, ...lines, ''].join('\n')

const submission = file('submission.csv', rows('PassengerId,Survived', '11,0.2', '12,0.7', '13,0.4'))
const solution = file('solution.csv', rows('PassengerId,Survived', '13,0', '11,1', '12,1'))
const sample = file('sample.csv', rows('sample,p', '11,0.2', '12,0.7', '13,0.4'))
const same = file('same.csv', rows('sample,p', '11,0', '12,1', '13,1'))
const shuffled = file('shuffled.csv', rows('sample,p', '12,1', '11,0', '13,1'))

const latin = Buffer.from('Name,p,y\nM\xfcller,0.5,1\nJos\xe9 K,0.5,0\n', 'latin1')
const german = file('german.csv', latin)
const markdown = file('t.md', rows('| p | y |', '|---|--:|', '| 0.25 | 1 |'))
const page = Buffer.from('SQLite format 3\0 CREATE TABLE "my preds" ("id" TEXT)')
const sqlite = file('t.sqlite', page)
const pandas = file('df.pkl', Buffer.from('\x80\x05\x95aaaaaaaa\x8c\x11pandas.core.frame', 'latin1'))
const array = file('x.pkl', Buffer.from('\x80\x05\x95aaaaaaaa\x8c\x15numpy.core.multiarray', 'latin1'))
const packed = file('x.csv.bz2', Buffer.from('BZh91AY'))
const shown = file('shown.csv', rows('p,y', 'tensor(0.25),1', 'tensor(0.5),0'))
const gap = file('gap.csv', rows('p,y', '0.5,1', '0.25,0', 'missing,0'))
const parts = file('reg.csv', rows('mu,y,var', '1,2,0.5', '2,2.5,0.25'))
const unnamed = file('unnamed.csv', rows(',p,,y', '1,0.25,7,0', '2,0.5,8,1'))
const answers = file(
  'answers.jsonl',
  rows(
    '{"answer":"A","logp":{"A":-1,"B":-2},"resps":[[[-1.5,false]]],"logprobs":{"content":[{"token":"a","logprob":-0.5}]}}',
    '{"answer":"B","logp":{"A":-1,"B":-2},"resps":[[[-2.5,true]]],"logprobs":{"content":[{"token":"a","logprob":-0.5}]}}',
  ),
)

describe('two files with names of rows', () => {
  it('called in one word are no input', async () => {
    const { stdout, stderr } = await run(['mse', submission, solution, '--id', 'PassengerId', '-q'])
    expect([Number(stdout).toFixed(4), stderr]).toEqual([((0.64 + 0.09 + 0.16) / 3).toFixed(4), ''])
    const unpaired = await run(['mse', submission, solution, '-q'])
    expect(Number(unpaired.stdout)).toBeLessThan(1)
    expect(unpaired.stderr).toContain('hint[H121]: both files have a column PassengerId')
  })

  it.each([
    [same, `hint[H119]: sample is the same in each row of ${sample} and ${same}`],
    [shuffled, 'hint[H121]: both files have a column sample, and row 0 is 11'],
  ])('that are not called so are told: %#', async (target, hint) => {
    const { stderr, status } = await run(['mse', sample, target, '-q'])
    expect([status, stderr]).toEqual([0, expect.stringContaining(hint)])
    expect(stderr).toContain('--id sample')
  })

  it.each([
    ['numbers that differ', 'price,area\n100,3\n200,4\n300,5\n', 'price,area\n110,4\n190,5\n310,6\n'],
    ['one column', 'a\n1\n2\n3\n', 'a\n1\n2\n3\n'],
    ['fractions', 'a,b\n1.5,1\n2.5,2\n3.5,2\n', 'a,b\n1.5,1\n2.5,1\n3.5,2\n'],
    ['two rows', 'a,b\n1,2\n2,2\n', 'a,b\n1,1\n2,1\n'],
  ])('but not of %s', async (what, input, target) => {
    const [a, b] = [file(`${what} 1.csv`, input), file(`${what} 2.csv`, target)]
    expect((await run(['mse', a, b, '-q'])).stderr).toBe('')
  })

  it('none of which fit each other are not to be skipped', async () => {
    const other = file('other.csv', rows('id,y', 'a1,0', 'a2,1'))
    const own = file('own.csv', rows('id,p', '1,0.5', '2,0.5'))
    const { stderr, status } = await run(['bce', own, other, '--id', 'id'])
    expect(status).toBe(3)
    expect(stderr).toContain('  = rows are paired by id, and none fits; one of')
    expect(stderr).not.toContain('--missing-ids')
  })
})

describe('a file that is refused names a way that runs', () => {
  const table = ['--target-col', 'y']
  it.each([
    [
      'bce',
      markdown,
      `sed -E '/^[-+:| ]*$/d;/^\\([0-9]+ rows?\\)$/d;s/^ *\\| *| *\\| *$//g;s/ *\\| */|/g' ${markdown} | loss-calc bce - --target-col y`,
    ],
    [
      'ce',
      sqlite,
      `sqlite3 -header -csv ${sqlite} 'select * from "my preds"' | loss-calc ce - --target-col y`,
    ],
    ['bce', packed, `bunzip2 -c ${packed} | loss-calc bce - --target-col y`],
    ['bce', german, 'bce FILE --target-col y --encoding windows-1252'],
    ['bce', shown, 'bce FILE --target-col y --input-cols p'],
  ])('%s %#', async (loss, name, command) => {
    const { stdout, stderr, status } = await run([loss, name, ...table])
    expect([stdout, status > 1]).toEqual(['', true])
    const wanted = command.replace('FILE', name)
    expect(stderr).toMatch(/^ {2}try: /m)
    expect(/^ {2}try: (.*)$/m.exec(stderr)![1]).toContain(wanted)
  })

  it.each([
    [readFileSync(markdown), `s/ *\\| */|/g' - | loss-calc bce - --target-col y`],
    [Buffer.from('BZh91AY'), 'bunzip2 -c - | loss-calc bce - --target-col y'],
  ])('of standard input, too: %#', async (bytes, command) => {
    const { stderr } = await run(['bce', '-', ...table], Readable.from([bytes]))
    expect(stderr).toContain(command)
  })

  it('texts beside a target, also where some columns are numbers', async () => {
    const input = file('n.csv', rows('name,0,1', 'a,2.5,1', 'b,0.5,-1'))
    const target = file('nt.csv', rows('name,y', 'a,0', 'b,1'))
    const { stderr } = await run(['ce', input, target])
    expect(stderr).toContain(`  try: loss-calc ce ${input} ${target} --id name\n`)
  })

  it('a pickle of pandas as a table, another also as an array', async () => {
    const [frame, other] = [await run(['bce', pandas, ...table]), await run(['bce', array, ...table])]
    expect(frame.stderr.match(/try: .*/g)).toEqual([expect.stringContaining('pandas.read_pickle')])
    expect(other.stderr.match(/try: .*/g)).toHaveLength(2)
  })

  it.each([
    [shown, ['--input-cols', 'p'], 'it is how Python shows an object'],
    [gap, [], 'it may stand for a missing value'],
  ])('a cell says what it may be: %#', async (name, more, why) => {
    expect((await run(['bce', name, ...table, ...more])).stderr).toContain(`  = ${why}`)
  })

  it('columns of other arguments by their names', async () => {
    const { stderr } = await run(['gaussian-nll', parts])
    expect(stderr).toContain(`  try: loss-calc gaussian-nll ${parts} --target-cols y --var-cols var\n`)
  })

  it('columns without a name in Chinese', async () => {
    const { stderr } = await run(['bce', unnamed, ...table, '--lang', 'zh'])
    expect(stderr).toBe(`警告[W408]: ${unnamed} 的 "" (0), "" (2) 看起来是 id，没有用作输入\n`)
  })

  it('columns before tokens', async () => {
    const { stderr } = await run(['ce', answers])
    const known = `try: loss-calc ce ${answers} --input-cols 'logp.*' --target-col answer`
    expect(stderr.match(/try: .*/g)).toEqual([known, expect.stringContaining('jq -c')])
  })

  it('lists of numbers and truths are no column of inspect', async () => {
    const { stdout, stderr, status } = await run(['inspect', answers])
    expect([stderr, status]).toEqual(['', 0])
    expect(stdout).toMatch(/logp\.A +number/)
    expect(stdout).not.toContain('resps')
  })
})

describe('a learner', () => {
  it.each([
    [['--reduce=False'], 'none'],
    [['--size_average=false'], 'sum'],
    [['--size-average=True'], 'mean'],
  ])('writes %j as Python does', async (words, reduction) => {
    const inputs = ['bce-logits', '[1, 2]', '[0, 1]', '-q']
    const [old, now] = [await run([...inputs, ...words]), await run([...inputs, '--reduction', reduction])]
    expect([old.stdout, old.status]).toEqual([now.stdout, 0])
  })

  it.each(['-0.5,0.25', '-0.5 0.25', '-.5, 2.5e-1'])(
    'begins a list with a number below 0: %s',
    async (list) => {
      expect((await run(['mse', list, '0 0.25', '-q'])).stdout).toBe(`${0.25 / 2}\n`)
    },
  )

  it.each(['size_average', 'reduce'])('finds help on %s', async (word) => {
    expect((await run(['help', word])).stdout).toContain('loss-calc help W407')
  })

  it('gets whole sentences', async () => {
    expect((await run(['help', 'class', 'weights'])).stdout).toMatch(/as\s+torch does\.\n$/)
  })

  it('gets help on what others, and the Chinese, call a loss', async () => {
    expect((await run(['crossentropy', '-h'])).stdout).toContain('loss-calc ce -h')
    expect((await run(['焦点损失', '-h', '--lang', 'zh'])).stdout).toContain('loss-calc focal -h')
  })

  it.each([
    ['--json', 'json'],
    ['--junit=a.xml', 'junit'],
    ['--tap', 'tap'],
  ])('asks check for %s', async (flag, reporter) => {
    expect((await run(['check', '@blog', flag])).stderr).toContain(`--reporter ${reporter}`)
  })
})

describe('a column of several classes in a row', () => {
  const scores = ['0.9,0.2,0.7', '0.1,0.8,0.2', '0.1,0.1,0.2']
  const sheet = (name: string, ...tags: readonly string[]) =>
    file(name, rows('person,car,dog,tags', ...scores.map((line, i) => `${line},${tags[i]!}`)))
  const blanks = sheet('blanks.csv', 'person dog', 'car', '')

  it.each([
    ['blanks', blanks, "get_dummies(' ')"],
    ['semicolons', sheet('semicolons.csv', 'person;dog', 'car', 'dog'), "get_dummies(';')"],
    ['strokes', sheet('strokes.csv', 'person|dog', 'car', ''), "get_dummies('|')"],
    ['lists', sheet('lists.csv', `"['person', 'dog']"`, "['car']", '[]'), 'findall'],
    ['numpy', sheet('numpy.csv', "[np.str_('dog')]", '[]', '[]'), 'findall'],
  ])('as %s becomes a column of 0 and 1 for each', async (_, name, way) => {
    for (const more of [[], ['--missing', 'skip'], ['--target-format=multilabel']]) {
      const { stderr, stdout, status } = await run(['bce', name, '--target-col', 'tags', ...more])
      expect([stdout, status]).toEqual(['', 3])
      const tries = stderr.match(/try: .*/g)!
      expect(tries).toEqual([expect.stringContaining(way)])
      const after = '--input-cols person,car,dog --target-cols is_person,is_car,is_dog'
      const [rest] = more.length > 0 ? [`${more.join(' ')} `] : ['']
      expect(tries[0]!.split(' | ').at(-1)).toBe(`loss-calc bce - ${rest}${after}`)
    }
  })

  it.each([
    ['names behind p_', 'p_cat,p_dog,p_fox', ['cat|dog', 'fox', ''], 'is_cat,is_dog,is_fox'],
    ['names that end alike', 'cat_score,dog_score', ['cat;dog', 'cat', 'dog'], 'is_cat,is_dog'],
    ['numbers', 'p_a,p_b,p_c', ['0 1', '2', '0'], 'is_0,is_1,is_2'],
    ['lists of numbers', 'p_a,p_b,p_c', ['"[0, 1]"', '[2]', '[]'], 'is_0,is_1,is_2'],
  ])('may name its classes by %s', async (what, head, tags, target) => {
    const columns = head.split(',')
    const cells = tags.map((tag, i) => `${columns.map((_, c) => 0.1 * (c + i + 1)).join(',')},1,${tag}`)
    const name = file(`${what}.csv`, rows(`${head},w,tags`, ...cells))
    const { stderr } = await run(['bce', name, '--input-cols', head, '--target-col', 'tags'])
    expect(stderr).toContain(` | loss-calc bce - --input-cols ${head} --target-cols ${target}\n`)
  })

  it('is none where the loss takes indices, nor of lists of fractions', async () => {
    const line = ['--target-col', 'tags', '--input-cols', 'person,car,dog']
    expect((await run(['multilabel-margin', blanks, ...line])).stderr).not.toContain('get_dummies')
    const parts = sheet('parts.csv', '"[0.1, 1]"', '[1.2]', '[2.1]')
    expect((await run(['bce', parts, ...line])).stderr).not.toContain('get_dummies')
  })

  it('is none where the columns that were named are those of another file', async () => {
    const words = sheet('words.csv', 'person dog', 'car', 'k1')
    const other = file('numbers.csv', rows('x,n', '1,1', '2,2', '3,3'))
    const { stderr } = await run(['mse', other, words, '--input-cols', 'x', '--target-col', 'tags'])
    expect(stderr).toContain('error[E307]: "person dog" is no word for 0 or 1\n')
  })

  it('is for another loss than ce', async () => {
    const { stderr } = await run(['ce', blanks, '--target-col', 'tags'])
    expect(stderr).toContain(' | loss-calc bce-logits - ')
  })

  it('is none where a word names no class, or each row has one', async () => {
    const other = sheet('other-words.csv', 'person cat', 'car', 'dog')
    const plain = sheet('plain.csv', 'person', 'car', '')
    for (const name of [other, plain])
      expect((await run(['ce', name, '--target-col', 'tags'])).stderr).not.toContain('get_dummies')
  })
})

describe('a way out', () => {
  const model = file('a.csv', rows('id,p,y', '1,0.2,0', '2,0.9,1', '3,0.3,0'))
  const bare = file('b.csv', rows('id,p', '3,0.1', '1,0.2', '2,0.8'))

  it.each([['compare'], ['trend']])(
    'of %s of a model without targets takes those of the first',
    async (command) => {
      const asked = [command, 'bce', model, bare, '--target-col', 'y', '--id', 'id']
      const { stderr } = await run(asked)
      const more = ['--target', model, '--input-cols', 'p']
      expect(stderr).toContain(`try: ${['loss-calc', ...asked, ...more].join(' ')}\n`)
      expect((await run([...asked, ...more])).status).toBe(0)
    },
  )

  it.each([
    ['E204', pandas, 'pandas.read_pickle'],
    ['E201', file('de.csv', rows('p;y', '0,5;1', '0,25;0')), '--decimal ,'],
    ['E206', file('de2.csv', rows('0,5;1', '0,25;0')), '--no-headers'],
    ['E205', file('none.csv', ''), 'The file has no data'],
  ])('of a file that is refused whatever its target is: %s', async (code, name, way) => {
    const { stderr, status } = await run(['mse', name])
    expect([stderr, status]).toEqual([expect.stringContaining(`error[${code}]`), 3])
    expect(stderr).toContain(way)
  })

  it('of a folder of epochs names its files', async () => {
    const folder = join(dirname(model), 'epochs')
    mkdirSync(folder)
    for (const name of ['e1', 'e2']) file(`epochs/${name}.csv`, rows('id,p,y', '1,0.2,0', '2,0.9,1'))
    const files = join(folder, '*.csv')
    const first = await run(['trend', folder])
    const line = `loss-calc trend bce '${files}' --input-cols p --target-col y`
    expect(first.stderr).toContain(`try: ${line}\n`)
    const { stderr } = await run(['trend', 'bce', folder, '--target-col', 'y'])
    expect(stderr).toContain(`try: loss-calc trend bce '${files}' --target-col y\n`)
  })

  it('of check is no option of a loss', async () => {
    const { stderr } = await run(['check', file('x.c', 'int main(){}')])
    expect(stderr).toContain('loss-calc schema suite')
    expect(stderr).not.toContain('--input-format')
  })

  it.each([
    [
      'a second line of comments',
      ['mse', file('saved.txt', '# x y\n# made by me\n1 2\n'), '[1, 2]'],
      "--comment '#'",
    ],
    [
      'plain words',
      ['mse', file('note.csv', rows('note,y', 'hello,1', 'there,2')), '--target-col', 'y'],
      'loss-calc inspect ',
    ],
  ])('of %s runs', async (_, words, way) => {
    expect((await run(words)).stderr.match(/try: .*/g)).toEqual([expect.stringContaining(way)])
  })

  it('of H113 is a command', async () => {
    const { stderr } = await run(['bce', '[0, 1]', '[1, 1]', '-q'])
    expect(stderr).toContain('try: loss-calc bce-logits --help')
  })
})

describe('ranks', () => {
  const ranks = (name: string, ...lines: readonly string[]) => file(name, rows('position,rank', ...lines))

  it('are no names of rows, whichever rows they are of', async () => {
    const [a, b] = [ranks('r1.csv', '1,1', '2,3', '3,2'), ranks('r2.csv', '2,2', '3,3', '1,1')]
    expect((await run(['mse', a, b, '-q'])).stderr).toBe('')
  })

  it('beside names of rows are told of as input', async () => {
    const [a, b] = [ranks('r3.csv', '1,1', '2,3', '3,2'), ranks('r4.csv', '1,2', '2,3', '3,1')]
    const { stderr } = await run(['mse', a, b, '-q'])
    expect(stderr.match(/hint\[H\d+\]: \w+/g)).toEqual(['hint[H119]: position'])
  })
})
