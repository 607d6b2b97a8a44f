import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { built } from './built.ts'
import { run } from './transcript.ts'

/** ce of the three rows of fixtures/forms/make.py: -(ln 0.7 + ln 0.3 + ln 0.3) / 3. */
const RIGHT = '0.9215401841968682'

async function lossCalc(line: string, input?: string) {
  const words = [...line.split(' '), '--from', 'probs', '-q']
  const found = await built(words, { cwd: 'fixtures/forms', ...(input !== undefined && { input }) })
  return { ...found, stdout: found.stdout.trim() }
}

/** Files as tools write them, and what may be said of them. */
const files: readonly (readonly [what: string, line: string, said?: RegExp])[] = [
  ...['records', 'columns', 'index', 'split'].map(
    (orient) => [`to_json of pandas, ${orient}`, `frame-${orient}.json --target-col label`] as const,
  ),
  ['to_json of pandas, table', 'frame-table.json --target-col label', /W408.*index of frame-table\.json/],
  ['to_json of pandas, values', 'frame-values.json --input-cols 0:2 --target-col 3'],
  ['to_json of pandas with names', 'frame-names.json --target-col label'],
  ['to_json of pandas with an index', 'frame-numbered.json --target-col label'],
  ['to_csv of pandas with its index', 'frame.csv --target-col label', /W408/],
  ['two of them', 'inputs.csv labels-index.csv', /W408/],
  ['one beside plain labels', 'inputs.csv labels.csv', /W408/],
  ['one beside labels of numpy', 'inputs.csv labels.txt', /W408/],
  ['one beside labels inline', 'inputs.csv [0,2,1]', /W408/],
  ['savetxt of numpy with a width', 'inputs.txt labels.txt'],
  ['save -ascii of MATLAB', 'matlab.txt labels.txt'],
  ['lists in cells', 'lists.csv --target-col label'],
  ['lists in records', 'lists.json --target-col label'],
  ['arrays in cells', 'arrays.csv --target-col label'],
  ['savez of numpy', 'dump.npz --input-cols probs --target-col labels'],
  ['an object of lists', 'dump.json --input-cols probs --target-col labels'],
  ['classes last', 'class-last.npy class-last-labels.npy --class-axis last'],
  ['classes last, by number', 'class-last.npy class-last-labels.npy --class-axis 2'],
  ['classes last in the target too', 'class-last.npy class-last-soft.npy --class-axis last'],
  ['labels with scores', 'pipeline.json class-names.csv --target-col label'],
  ['labels with scores in order', 'pipeline.json [0,2,1] --input-cols cat,dog,owl'],
  ['numbered labels with scores', 'pipeline-numbered.json [0,2,1]'],
  ['labels with scores in records', 'pipeline.jsonl --input-cols scores.* --target-col label'],
  ['write.csv of R', 'r.csv --target-col label', /W408/],
  ['the output of CatBoost', 'catboost.tsv --target-col Label', /W408/],
]

describe('a file as its tool writes it', () => {
  it.each(files)('%s: ce %s', async (_what, line, said = /^$/) => {
    const found = await lossCalc(`ce ${line}`)
    expect(found).toEqual({ stdout: RIGHT, stderr: expect.stringMatching(said), status: 0 })
  })

  it.each([
    ['to_json of pandas with lists', '{"p":{"0":[0.5,0.5],"1":[0.5,0.5]},"y":{"0":1,"1":0}}'],
    ['the same with targets in lists', '{"p":{"0":[0.5,0.5],"1":[0.5,0.5]},"y":{"0":[1],"1":[0]}}'],
    [
      'a table of Weights & Biases',
      '{"_type":"table","column_types":{"a":[1]},"columns":["p","y"],"data":[[[0.5,0.5],1]],"ncols":2,"nrows":1}',
    ],
    [
      'the same in another order',
      '{"_type":"table","ncols":2,"columns":["p","y"],"column_types":{},"data":[[[0.5,0.5],1]]}',
    ],
  ])('%s', async (_what, text) => {
    const found = await lossCalc('ce - --input-cols p --target-col y', text)
    expect(found).toEqual({ stdout: '0.6931471805599453', stderr: '', status: 0 })
  })

  it.each([
    ['a series of pandas', ',0\n0,1\n1,0\n', 'mse - [0,1] -q', '1', /W408/],
    [
      'classes that were floats',
      '0.0,1.0,y\n0.5,0.5,1\n0.5,0.5,0\n',
      'ce - --input-cols 0:1 --target-col y --from probs -q',
      '0.6931471805599453',
      /^$/,
    ],
  ])('%s has a header', async (_what, input, line, value, said) => {
    const found = await built(line.split(' '), { input })
    expect([found.stdout, found.stderr]).toEqual([`${value}\n`, expect.stringMatching(said)])
  })

  it('a row of numbers and a bad label is no header', async () => {
    const found = await built(['ce', '-', '--target-col', '2'], { input: '0.0,1.0,x\n0.5,0.5,y\n' })
    expect(found.stderr).toMatch(/E30\d/)
  })

  it.each(['\\N', '#DIV/0!', '#VALUE!', '#NAME?'])('%s is no value', async (cell) => {
    const input = `p,y\n1,2\n${cell},0\n3,5\n`
    const words = ['mse', '-', '--input-cols', 'p', '--target-col', 'y', '-q']
    expect((await built(words, { input })).stderr).toMatch(/E201[^]*missing value[^]*--missing skip/)
    expect((await built([...words, '--missing', 'skip'], { input })).stdout).toBe('2.5\n')
  })

  it('tells that scores of the best label are of another class in each row', async () => {
    const said = async (labels: string[]) =>
      (
        await built(['bce', '-', '[1,0]', '-q'], {
          input: labels.map((label, i) => JSON.stringify({ label, score: 0.5 + i / 4 })).join('\n'),
        })
      ).stderr
    expect(await said(['POS', 'NEG'])).toMatch(/H126.*POS or NEG/)
    expect(await said(['POS', 'POS'])).toBe('')
  })

  it('says that accuracy and metrics count rows once where weights are given', async () => {
    const input = 'p,y,w\n0.9,1,1\n0.2,1,10\n'
    const words = ['bce', '-', '--input-cols', 'p', '--target-col', 'y', '--weight-col', 'w']
    expect((await built(words, { input })).stdout).toContain('accuracy and metrics count each row once')
    expect((await built([...words, '--metrics', 'acc'], { input })).stdout).toContain(
      'metrics count each row once',
    )
    expect((await built(words.slice(0, -2), { input })).stdout).not.toContain('each row once')
  })

  it('tells the encoding by its mark', async () => {
    const input = Buffer.from('\ufeffp,y\n1,2\n', 'utf16le')
    const words = ['mse', '-', '--input-cols', 'p', '--target-col', 'y', '--json']
    const { stdout } = await run(words, Readable.from([input]))
    expect(stdout).toContain('"notes":["delimiter: ,","header: yes","encoding: utf-16le"]')
  })

  it('may hold lists under numbers beside others', async () => {
    const text = '{"p":{"0":[0.5,0.25],"1":[0.5,0.75]},"y":[1,0]}'
    expect((await lossCalc('ce - --input-cols p.* --target-col y', text)).stdout).toBe(
      String(-(Math.log(0.5) + Math.log(0.25)) / 2),
    )
  })

  it('is one row where labels with scores are those of one text', async () => {
    expect((await lossCalc('ce pipeline-one.json [0]')).stdout).toBe('0.35667494393873245')
  })
})

describe('a file that could be read in two ways', () => {
  it.each([
    ['pipeline.json [0,2,1]', 3, /E104[^]*not their order: cat, dog, owl[^]*--input-cols cat,dog,owl/],
    [
      'class-last.npy class-last-labels.npy',
      3,
      /E310[^]*the last of \(1, 6, 3\) seems to be the classes[^]*--class-axis last/,
    ],
    ['class-last.npy class-last-labels.npy --class-axis 3', 3, /E310[^]*1 to 2/],
    [
      'dump.npz',
      2,
      /E103[^]*the columns of dump\.npz: probs, labels[^]*--input-cols probs --target-col labels/,
    ],
    ['dump.json', 2, /E103[^]*--input-cols probs --target-col labels/],
  ])('ce %s is refused', async (line, status, said) => {
    const found = await lossCalc(`ce ${line}`)
    expect([found.stdout, found.stderr]).toEqual(['', expect.stringMatching(said)])
    expect([status, 2, 3]).toContain(found.status)
  })

  it.each([
    [
      '{"0":{"0":0.5,"1":0.2},"1":{"0":1,"1":0}}',
      /E104[^]*columns or rows[^]*orient='index'[^]*orient='columns'/,
    ],
    ['{"a":{"x":0.5,"y":0.2},"b":{"x":1,"y":0}}', /E104[^]*columns or rows/],
    ['{"p":{"0":0.5,"1":0.2},"y":{"1":1,"0":0}}', /E310[^]*another order/],
    ['{"p":{"0":0.5,"1":0.2},"y":{"0":1}}', /E310[^]*ends after 1 row/],
    ['{"columns":["p","y"],"data":[[0.5,1],[0.5]]}', /E203[^]*a row of 1 values/],
    ['{"columns":["p","y"],"data":[[0.5,1,2]]}', /E203[^]*more than 2/],
    ['[[{"label":"p","score":0.5},{"label":"y"}]]', /E204[^]*without label or score/],
  ])('bce %s is refused', async (text, said) => {
    const found = await lossCalc('bce - --input-cols p --target-col y', text)
    expect([found.stdout, found.stderr]).toEqual(['', expect.stringMatching(said)])
  })

  it('a softmax of one class gets a hint', async () => {
    const found = await built(['ce', '[[1],[2]]', '[0,0]', '-q'])
    expect([found.stdout, found.stderr]).toEqual(['0\n', expect.stringMatching(/hint\[H123\].*bce-logits/)])
  })
})

describe('decimals of Parquet within lists and structs', () => {
  it.each(['bytes', 'integers'])('as %s keep their scale, and leave others alone', async (how) => {
    const file = `../formats/decimals-${how}.parquet`
    const value = async (line: string) => {
      const found = await built([...line.split(' '), '-q'], { cwd: 'fixtures/forms' })
      return [found.stdout, found.stderr]
    }
    expect(await value(`mse ${file} --input-cols list --target-cols same`)).toEqual(['0\n', ''])
    expect(await value(`mse ${file} [[[1.5],[-2.25]],[[0.25],[3]]] --input-cols deep`)).toEqual(['0\n', ''])
    expect(await value(`mse ${file} [[0.5,0.5],[0.25,0.25]] --input-cols p,element`)).toEqual(['0\n', ''])
    const [, part] = await value(`mse ${file} --input-cols struct.p --target-cols p`)
    expect(part).toMatch(/E120.*"struct" of .* holds neither numbers nor text/)
  })
})

describe('lists in cells', () => {
  const list = (content: string, ...more: string[]) =>
    lossCalc(['ce - --target-col y', ...more].join(' '), content)
  it.each([
    ['l,y\n"[0.5, 0.5]",1\n"[1, 2, 3]",0\n', /E203[^]*stdin:3:1/],
    ['l,y\n"[0.5, 0.5 ... 1]",1\n', /E204[^]*left out[^]*stdin:2:1[^]*|stdin:2:1[^]*left out/],
    ['l,y\n"[0.5, x]",1\n"[1, 2]",0\n', /E201[^]*x is not a number[^]*stdin:2:1/],
    ['l,y\n"[0.5, 0.5]",1\n,0\n', /E202[^]*stdin:3:1/],
  ])('%j is refused', async (content, said) => {
    const found = await list(content)
    expect([found.stdout, found.stderr, found.status]).toEqual(['', expect.stringMatching(said), 3])
  })

  it('are skipped where they are missing, and may be wrapped or tensors', async () => {
    const half = '0.6931471805599453'
    expect((await list('l,y\n"[0.5, 0.5]",1\n,0\n', '--missing', 'skip')).stdout).toBe(half)
    expect((await list('l,y\n"[0.5\n 0.5]",1\n')).stdout).toBe(half)
    expect((await list('l,y\n"tensor([0.5000, 0.5000])",1\n')).stdout).toBe(half)
    expect((await list('l;y\n[0.5, 0.5];1\n')).stdout).toBe(half)
  })
})

describe('cells apart by blanks', () => {
  it.each([
    ['1   x\n', /E201[^]*"x"[^]*stdin:1:5/],
    ['  1  2\n  3   x\n', /E201[^]*"x"[^]*stdin:2:7/],
    ['  1  2\n  3\n', /E203[^]*stdin:2/],
    ['  1  2\n\n  3  4\n', /E202[^]*stdin:2/],
  ])('%j is refused at its place', async (text, said) => {
    const words = ['mse', '-', '[[1,2],[3,4]]', '--delimiter', 'blanks', '--no-headers']
    const found = await built(words, { input: text })
    expect([found.stdout, found.stderr]).toEqual(['', expect.stringMatching(said)])
  })

  it('are found in lines below the first, and below names', async () => {
    for (const text of ['10 2\n 3 4\n', '10 2\n3  4', 'a b\n10   2\n3 4\n', '10\t2\n3\t4\n']) {
      const words = ['mse', '-', '[[10,2],[3,4]]', '-q']
      const found = await built(words, { input: text })
      expect([found.stdout, found.stderr], text).toEqual(['0\n', ''])
    }
  })
})
