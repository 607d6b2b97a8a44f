import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { built } from './built.ts'
import { filesIn } from './folder.ts'
import { words } from './transcript.ts'

/* What other programs write, and what is not read as it is: the commands that are offered give the number. */

const { folder } = filesIn('other-programs-')
let count = 0

const lines = (...all: string[]) => `${all.join('\n')}\n`
/** Probabilities of three classes, and the right ones. */
const P = [
  ['0.2', '0.5', '0.3'],
  ['0.1', '0.3', '0.6'],
  ['0.7', '0.2', '0.1'],
] as const
const names = ['cat', 'dog', 'fox']
const Y = [1, 2, 0]
const three = -(Math.log(0.5) + Math.log(0.6) + Math.log(0.7)) / 3
const probs = lines('cat,dog,fox', ...P.map((row) => row.join(',')))
const labelled = (header: string, row: (i: number) => string) => lines(header, ...Y.map((_, i) => row(i)))
const right = (i: number) => names[Y[i]!]!
const two = -(Math.log(0.9) + Math.log(0.8) + Math.log(0.65)) / 3
const binary = [0.9, 0.2, 0.65]
const ones = [1, 0, 1]
const square = 0.25 / 3
const values = ['1.5', '2.25', '-3']
const seen = ['1', '2.25', '-3']

type Files = Readonly<Record<string, string>>

/** Where loops of a shell find the program. */
const path = join(folder, 'bin')
mkdirSync(path)
symlinkSync(resolve('bin/loss-calc.cjs'), join(path, 'loss-calc'))
const env = { ...process.env, PATH: `${path}:${process.env['PATH']}` }

/** Runs a command, and then what it offers first, until one gives a number. */
async function followed(
  files: Files,
  line: string,
): Promise<{ line: string; stderr: string; value: number }> {
  const cwd = join(folder, String(count++))
  mkdirSync(cwd)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true })
    writeFileSync(join(cwd, name), content)
  }
  let command = line
  let input = ''
  for (let step = 0; step < 4; step++) {
    const [, piped, own] = /^(.*\| )?(loss-calc .*)$/.exec(command)!
    // What follows a command on standard input means the same input.
    if (piped !== undefined)
      input = spawnSync('sh', ['-c', piped.slice(0, -2)], { cwd, input, env, encoding: 'utf8' }).stdout
    else if (!own!.includes(' - ') && !own!.endsWith(' -')) input = ''
    const { stdout, stderr, status } = await built([...words(own!).slice(1), '-q'], { cwd, input })
    const next = [...stderr.matchAll(/^ *try: (.*loss-calc .*)$/gm)].at(0)?.[1]
    const mended = /^hint\[H(?:103|118|121|122)\]/m.test(stderr)
    if (status === 0 && !mended) return { line: command, stderr, value: Number(stdout) }
    expect(next, stderr).toBeDefined()
    command = next!.replace(/ -q\b/, '')
  }
  throw new Error(`no number: ${command}`)
}

it.each<[string, Files, string, number]>([
  [
    'libsvm',
    { 'p.csv': lines('p', ...binary.map(String)), 't.libsvm': lines('1 1:0.5 3:2', '0 2:1', '1 7:1') },
    'bce p.csv t.libsvm',
    two,
  ],
  [
    'svm-predict',
    {
      'out.txt': lines('labels 2 1 3', ...P.map(([a, b, c]) => `1 ${b} ${a} ${c}`)),
      'y.csv': lines('y', '2', '3', '1'),
    },
    'ce out.txt y.csv --from probs',
    three,
  ],
  [
    'Vowpal Wabbit, its predictions',
    {
      'raw.txt': lines(...P.map((row) => row.map((p, c) => `${c + 1}:${p}`).join(' '))),
      'y.csv': lines('y', '2', '3', '1'),
    },
    'ce raw.txt y.csv --from probs --index-base 1',
    three,
  ],
  [
    'Vowpal Wabbit, its data',
    { 'p.csv': lines('p', ...binary.map(String)), 't.vw': lines('1 |f a:0.5 b', '0 |f c:1', '1 |f a:2') },
    'bce p.csv t.vw',
    two,
  ],
  [
    'fastText, its data',
    { 'p.csv': probs, 't.txt': lines(...Y.map((_, i) => `__label__${right(i)} a text, of ${i}!`)) },
    'ce p.csv t.txt --from probs',
    three,
  ],
  [
    'a list of images',
    { 'p.csv': probs, 'val.txt': lines(...Y.map((y, i) => `val/my pic ${i}.JPEG ${y}`)) },
    'ce p.csv val.txt --from probs',
    three,
  ],
  [
    'a list of images behind tabs',
    {
      'p.csv': P.map((row) => `${row.join(',')}\n`).join(''),
      'val.txt': lines(...Y.map((y, i) => `${i}.png\t${y}`)),
    },
    'ce p.csv val.txt --from probs',
    three,
  ],
  [
    'psql',
    {
      'd.txt': lines(
        '  p   | y ',
        '------+---',
        ...binary.map((p, i) => ` ${p} | ${ones[i]}`),
        '(3 rows)',
        '',
      ),
    },
    'bce d.txt --input-cols p --target-col y',
    two,
  ],
  [
    'MySQL',
    {
      'd.txt': lines(
        '+---+---+',
        '| p | y |',
        '+---+---+',
        ...binary.map((p, i) => `| ${p} | ${ones[i]} |`),
        '+---+---+',
      ),
    },
    'bce d.txt --input-cols p --target-col y',
    two,
  ],
  [
    'pandas, printed',
    { 'd.txt': lines('      p  y', ...binary.map((p, i) => `${i}  ${p}  ${ones[i]}`)) },
    'bce d.txt --input-cols p --target-col y',
    two,
  ],
  [
    'Fortran',
    { 'd.csv': lines('pred,target', '1.5D+0,1D0', '2.25,2.25d0', '-3,-3.0D-00') },
    'mse d.csv --input-cols pred --target-col target',
    square,
  ],
  [
    'Fortran without a header',
    { 'd.txt': lines('  1.5D+000  1.0', '  2.25      2.25', ' -3.0      -3.0') },
    'mse d.txt --input-cols 0 --target-col 1',
    square,
  ],
  // One column of a frame without names, in both files.
  [
    'pandas, two series',
    { 'p.csv': lines('0', ...binary.map(String)), 'y.csv': lines('0', ...ones.map(String)) },
    'bce p.csv y.csv',
    two,
  ],
  [
    'pandas, a series of targets',
    { 'p.csv': lines('p', ...binary.map(String)), 'y.csv': lines('0', ...ones.map(String)) },
    'bce p.csv y.csv',
    two,
  ],
  [
    'pandas, a series of classes',
    { 'p.csv': probs, 'y.csv': lines('0', ...Y.map(String)) },
    'ce p.csv y.csv --from probs',
    three,
  ],
  [
    'percentages',
    {
      'd.csv': labelled(
        'p_cat,p_dog,p_fox,label',
        (i) => `${P[i]!.map((p) => 100 * Number(p)).join(',')},${right(i)}`,
      ),
    },
    'ce d.csv',
    three,
  ],
  [
    'labels of 0 and 100',
    { 'd.csv': lines('p,y', ...binary.map((p, i) => `${p},${100 * ones[i]!}`)) },
    'bce d.csv',
    two,
  ],
  [
    'CatBoost',
    {
      'd.tsv': lines(
        'SampleId\tRawFormulaVal\tProbability\tClass\tLabel',
        ...binary.map((p, i) => `${i}\t${Math.log(p / (1 - p))}\t${p}\t1\t${ones[i]}`),
      ),
    },
    'bce d.tsv',
    two,
  ],
  [
    'CatBoost, logits',
    {
      'd.tsv': lines(
        'SampleId\tRawFormulaVal\tProbability\tClass\tLabel',
        ...binary.map((p, i) => `${i}\t${Math.log(p / (1 - p))}\t${p}\t1\t${ones[i]}`),
      ),
    },
    'bce-logits d.tsv',
    two,
  ],
  [
    'CatBoost, two kinds of columns',
    {
      'd.tsv': lines(
        [
          ...[0, 1, 2].map((c) => `RawFormulaVal:Class=${c}`),
          ...[0, 1, 2].map((c) => `Probability:Class=${c}`),
          'Label',
        ].join('\t'),
        ...P.map((row, i) => [...row.map(() => 7), ...row, Y[i]].join('\t')),
      ),
    },
    'ce d.tsv --from probs',
    three,
  ],
  [
    'H2O',
    { 'd.csv': lines('predict,p0,p1,y', ...binary.map((p, i) => `1,${(1 - p).toFixed(2)},${p},${ones[i]}`)) },
    'bce d.csv',
    two,
  ],
  [
    'H2O, two files',
    {
      'h.csv': lines('predict,p0,p1', ...binary.map((p) => `1,${(1 - p).toFixed(2)},${p}`)),
      'y.csv': lines('y', ...ones.map(String)),
    },
    'ce h.csv y.csv --from probs',
    two,
  ],
  [
    'mlr3',
    { 'd.csv': lines('row_ids,truth,response,se', ...values.map((v, i) => `${i + 1},${seen[i]},${v},1`)) },
    'mse d.csv',
    square,
  ],
  [
    'caret',
    {
      'd.csv': lines(
        '"pred","obs","rowIndex","mtry","Resample"',
        ...values.map((v, i) => `${v},${seen[i]},${i + 1},2,"Fold1"`),
      ),
    },
    'mse d.csv',
    square,
  ],
  [
    'caret, classes',
    {
      'd.csv': labelled(
        '"pred","obs","cat","dog","fox","rowIndex"',
        (i) => `"cat","${right(i)}",${P[i]!.join(',')},${i + 1}`,
      ),
    },
    'ce d.csv --from probs',
    three,
  ],
  [
    'tidymodels',
    {
      'd.csv': labelled(
        '.pred_class,.pred_cat,.pred_dog,.pred_fox,Species',
        (i) => `cat,${P[i]!.join(',')},${right(i)}`,
      ),
    },
    'ce d.csv --from probs',
    three,
  ],
  [
    'tidymodels, numbers',
    { 'd.csv': lines('.pred,.resid,mpg', ...values.map((v, i) => `${v},9,${seen[i]}`)) },
    'mse d.csv',
    square,
  ],
  [
    'Prophet',
    {
      'd.csv': lines(
        'ds,y,yhat,yhat_lower,yhat_upper',
        ...values.map((v, i) => `2024-01-0${i + 1},${seen[i]},${v},0,9`),
      ),
    },
    'mse d.csv',
    square,
  ],
  [
    'EViews',
    { 'd.csv': lines('obs,actual,fitted,residual', ...values.map((v, i) => `${i},${seen[i]},${v},5`)) },
    'mse d.csv',
    square,
  ],
  [
    'Weka, numbers',
    { 'd.csv': lines('inst#,actual,predicted,error', ...values.map((v, i) => `${i + 1},${seen[i]},${v},5`)) },
    'mse d.csv',
    square,
  ],
  // The columns stand in another order than the alphabet.
  [
    'names before the kind',
    {
      'd.csv': labelled('dog_logit,cat_logit,fox_logit,dog_prob,cat_prob,fox_prob,label', (i) => {
        const [cat, dog, fox] = P[i]!
        return `9,9,9,${dog},${cat},${fox},${right(i)}`
      }),
    },
    'ce d.csv --from probs',
    three,
  ],
  [
    'pandas, get_dummies',
    {
      'd.csv': labelled('label_cat,label_dog,label_fox,p_cat,p_dog,p_fox', (i) =>
        [...names.map((_, c) => (c === Y[i] ? 'True' : 'False')), ...P[i]!].join(','),
      ),
    },
    'ce d.csv --from probs',
    three,
  ],
  [
    'words beside one column',
    { 'd.csv': lines('p,churn', ...binary.map((p, i) => `${p},${['No', 'Yes'][ones[i]!]}`)) },
    'bce d.csv',
    two,
  ],
  [
    'a title above the names',
    { 'd.csv': lines('Results of May', '', 'p,y', ...binary.map((p, i) => `${p},${ones[i]}`)) },
    'bce d.csv --input-cols p --target-col y',
    two,
  ],
  [
    'two lines of names, as pandas writes a MultiIndex',
    {
      'd.csv': lines(
        ',pred,pred,pred,true',
        ',cat,dog,fox,label',
        ...Y.map((_, i) => `${i},${P[i]!.join(',')},${right(i)}`),
      ),
    },
    'ce d.csv --target-col label --from probs',
    three,
  ],
  ...['% made by x', '// made by x'].map((comment): [string, Files, string, number] => [
    comment,
    { 'd.csv': lines(comment, 'p,y', ...binary.map((p, i) => `${p},${ones[i]}`)) },
    'bce d.csv --input-cols p --target-col y',
    two,
  ]),
  [
    'files that were put together with their names',
    { 'd.csv': lines('p,y', '0.9,1', 'p,y', '0.2,0', '0.65,1') },
    'bce d.csv --input-cols p --target-col y',
    two,
  ],
  [
    'sqlcmd',
    { 'd.csv': lines('p,y', '-,-', ...binary.map((p, i) => `${p},${ones[i]}`), '', '(3 rows affected)') },
    'bce d.csv --input-cols p --target-col y',
    two,
  ],
  [
    'psql --csv with its last line',
    { 'd.csv': lines('p|y', ...binary.map((p, i) => `${p}|${ones[i]}`), '(3 rows)') },
    'bce d.csv --input-cols p --target-col y',
    two,
  ],
  [
    'a delimiter at the end of each row',
    { 'd.csv': lines('p,y', ...binary.map((p, i) => `${p},${ones[i]},`)) },
    'bce d.csv --input-cols p --target-col y',
    two,
  ],
  ...['missing', '.', '?', '--', 'N.A.', 'undefined', '(null)', '-nan(ind)', '*', 'NaN'].map(
    (word): [string, Files, string, number] => [
      `${word} in place of a number`,
      { 'd.csv': lines('p,y', '0.9,1', `${word},1`, '0.2,0', '0.65,1') },
      'bce d.csv --input-cols p --target-col y',
      two,
    ],
  ),
  [
    'a series of pandas as JSON, in another order',
    {
      'p.json': '{"a":0.9,"b":0.2,"c":0.65}',
      'y.json': '{"c":1,"a":1,"b":0}',
    },
    'bce p.json y.json',
    two,
  ],
  [
    'lists under ids',
    {
      'p.json': JSON.stringify(Object.fromEntries(P.map((row, i) => [`i${i}`, row.map(Number)]))),
      'y.json': JSON.stringify(Object.fromEntries(Y.map((_, i) => [`i${i}`, Y[i]]))),
    },
    'ce p.json y.json --from probs',
    three,
  ],
  [
    'predictions beside what is said of them',
    {
      'd.json': JSON.stringify({
        model: 'm',
        classes: names,
        predictions: binary.map((p, i) => ({ p, y: ones[i] })),
      }),
    },
    'bce d.json --input-cols p --target-col y',
    two,
  ],
  [
    'rows of two files by an index without a name',
    {
      'p.csv': lines(',p', ...binary.map((p, i) => `i${i},${p}`)),
      'y.csv': lines(',y', 'i2,1', 'i0,1', 'i1,0'),
    },
    'bce p.csv y.csv',
    two,
  ],
  ...[0, 1].map((texts): [string, Files, string, number] => [
    `choices of lm-evaluation-harness, ${texts ? 'as texts' : 'as numbers'}`,
    {
      'samples_arc.jsonl': lines(
        ...P.map((row, i) =>
          JSON.stringify({
            doc_id: i,
            doc: { answerKey: 'ABC'[Y[i]!] },
            target: String(Y[i]),
            filtered_resps: row.map((p) =>
              texts ? [String(Math.log(Number(p))), 'False'] : [Math.log(Number(p)), false],
            ),
          }),
        ),
      ),
    },
    'ce samples_arc.jsonl --input-cols filtered_resps --target-col target',
    three,
  ]),
  [
    'BigQuery ML',
    {
      'd.jsonl': lines(
        ...P.map((row, i) =>
          JSON.stringify({
            probs: row.map((p, c) => ({ label: names[c], prob: Number(p) })),
            label: right(i),
          }),
        ),
      ),
    },
    "ce d.jsonl --input-cols 'probs.*' --target-col label --from probs",
    three,
  ],
  [
    'texts of numbers as targets',
    { 'd.jsonl': lines(...values.map((p, i) => JSON.stringify({ id: i, p: Number(p), y: seen[i] }))) },
    'mse d.jsonl --input-cols p --target-col y --id id',
    square,
  ],
  [
    'texts of numbers as inputs',
    { 'd.json': JSON.stringify(values.map((p, i) => ({ p, y: Number(seen[i]) }))) },
    'mse d.json --input-cols p --target-col y',
    square,
  ],
  [
    'a list of texts of numbers',
    { 'x.json': JSON.stringify(values.map(Number)), 'y.json': JSON.stringify(seen) },
    'mse x.json y.json',
    square,
  ],
  [
    'weights by names',
    { 'd.csv': labelled('cat,dog,fox,label', (i) => `${P[i]!.join(',')},${right(i)}`) },
    `ce d.csv --input-cols cat,dog,fox --target-col label --from probs --weight '{"fox":5}'`,
    -(Math.log(0.5) + 5 * Math.log(0.6) + Math.log(0.7)) / 7,
  ],
  [
    'weights by places',
    { 'd.csv': labelled('cat,dog,fox,label', (i) => `${P[i]!.join(',')},${right(i)}`) },
    'ce d.csv --input-cols cat,dog,fox --target-col label --from probs --weight 2:5,0:1,1:1',
    -(Math.log(0.5) + 5 * Math.log(0.6) + Math.log(0.7)) / 7,
  ],
  [
    'vectors of Spark',
    {
      'd.jsonl': lines(
        ...P.map((row, i) =>
          JSON.stringify({ probability: { type: 1, values: row.map(Number) }, label: Y[i] }),
        ),
      ),
    },
    'ce d.jsonl --input-cols probability --target-col label --from probs',
    three,
  ],
  [
    'Hive',
    { '000000_0': lines(...binary.map((p, i) => `${p}\u0001${ones[i]}`)) },
    'bce 000000_0 --input-cols 0 --target-col 1',
    two,
  ],
  [
    'a folder of parts',
    {
      'out/_SUCCESS': '',
      'out/part-0.csv': lines('p,y', '0.9,1', '0.2,0'),
      'out/part-1.csv': lines('p,y', '0.65,1'),
    },
    'bce out --input-cols p --target-col y',
    two,
  ],
])('%s', async (_name, files, line, value) => {
  const found = await followed(files, `loss-calc ${line}`)
  expect(found.value, `${found.line}\n${found.stderr}`).toBeCloseTo(value, 12)
})

it.each([
  ['Vowpal Wabbit', '1 | a:1 b\n'],
  ['Vowpal Wabbit', '1:0.2 2:0.3\n'],
  ['svm-predict', 'labels 0 1\n0 .3 .7\n'],
  ['libsvm', '1 1:2\n'],
  ['fastText', '__label__a text of it!\n'],
  ['a list of files with their classes', 'x.jpg 1\ny.jpg 0\n'],
  ['ARFF', '@relation x\n'],
  ['HTML', '<html>'],
])('%s is told in both languages: %j', async (what, text) => {
  const cwd = join(folder, String(count++))
  mkdirSync(cwd)
  writeFileSync(join(cwd, 'a.txt'), text)
  expect((await built(['mse', 'a.txt'], { cwd })).stderr).toContain(`a.txt is ${what}\n`)
  expect((await built(['mse', 'a.txt', '--lang', 'zh'], { cwd })).stderr).not.toContain(' is ')
})

it('blanks behind a sign of comments are looked through once', async () => {
  const cwd = join(folder, String(count++))
  mkdirSync(cwd)
  writeFileSync(join(cwd, 'a.csv'), `% p${' '.repeat(5000)}\n1\n`)
  expect((await built(['mse', 'a.csv', 'a.csv', '-q'], { cwd })).stdout).toBe('0\n')
})

it('one of several lists of records on standard input, where no pointer leads', async () => {
  const both = JSON.stringify({ 'a b': [{ p: 1, y: 3 }], c: [{ p: 1, y: 2 }] })
  const { line, value } = await followed(
    { 'x.json': both },
    'cat x.json | loss-calc mse - --input-cols p --target-col y',
  )
  expect([line, value]).toEqual([`jq '."a b"' | loss-calc mse - --input-cols p --target-col y`, 4])
})
