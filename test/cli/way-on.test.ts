import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands.ts'
import { filesIn } from '../folder.ts'
import { run, words } from '../transcript.ts'

const { folder, file } = filesIn('way-on-')

const rows = (skill: number) => [
  'photo_id,light,label,p_cat,p_dog',
  `a,day,cat,${skill},${1 - skill}`,
  'b,day,dog,0.25,0.75',
  'c,night,cat,0.5,0.5',
]
const one = file('one.csv', rows(0.75).join('\n'))
const two = file('two.csv', rows(0.875).toSpliced(2, 0, rows(0)[3]!).slice(0, 4).join('\n'))

const run1 = join(folder, 'run-1')
mkdirSync(run1)
file('run-1/preds.csv', rows(0.75).join('\n'))
const holed = file('holed.csv', [...rows(0.75), 'd,day,cat,,0.5'].join('\n'))
const spaced = file('my dump.csv', rows(0.75).join('\n'))

/** The first suggestion, and what comes of it. */
async function firstOf(line: readonly string[]) {
  const { stderr, status } = await run(line)
  expect(status).toBeGreaterThan(1)
  const tried = /^ *try: (loss-calc .*)$/m.exec(stderr)?.[1] ?? ''
  return { tried, ...(await run(words(tried).slice(1))) }
}

it.each(
  commands()
    .filter(({ hidden }) => !hidden)
    .map(({ name }) => name),
)('%s alone says what to do', async (name) => {
  if (['demo', 'doctor', 'playground'].includes(name)) return
  // What it offers writes a folder.
  if (name === 'port') {
    expect((await run([name])).stderr).toContain('try: loss-calc port new bce --lang c')
    return
  }
  const { tried, status } = await firstOf([name])
  expect(tried).not.toBe('')
  expect(status, tried).toBeLessThan(2)
})

describe('a way on that runs', () => {
  it.each([
    [
      ['compare', one, one],
      `compare ce ${one} ${one} --input-cols 'p_*' --target-col label --from probs --id photo_id`,
    ],
    [[one], `ce ${one} --input-cols 'p_*' --target-col label --from probs`],
    [['trend', one, one], `trend ce ${one} ${one} --input-cols`],
    [['compare', 'ce', one, two, '--target-col', 'label'], '--id photo_id'],
    [['ce', one, '--target-col', 'label', '--group-by', 'lig'], '--group-by light'],
    [['ce', one, '--target-col', 'label', '--id', 'name'], `inspect ${one}`],
    [['ce', one, '--target-col', 'label', '--id'], '--id photo_id'],
    [['ce', one, '--target-col', 'label', '--top'], '--top 10'],
    [['mse', '[1]', '[2]', '[3]'], "mse '[1]' '[2]'"],
    [['ce', one.replace('one', 'one-'), '--target-col', 'label'], one],
    [['ce', '[2, 1]', '0', '--metrics', 'f1,perplexity'], '--metrics f1,ppl'],
    [['ce', '[0.25, 0.75]', '0', '--from', 'prob'], '--from probs'],
    [['ce', '[2, 1]', '0', '--explain', '--grad'], "ce '[2, 1]' 0 --grad"],
    [['ce', '[2, 1]', '0', '--ndjson', '--top', '3', '--csv'], "ce '[2, 1]' 0 --ndjson --top 3"],
    [['ce', '[[2, 1]]', '[0]', '--gamma', '2'], "focal '[[2, 1]]' '[0]' --gamma 2"],
    [['ce', '[2, 1] [0]'], "ce '[2, 1]' '[0]'"],
    [['rmse', '[1]', '[3]'], "mse '[1]' '[3]'"],
    [['hinge', '[0.5, -2]', '[1, -1]'], "margin-ranking '[0.5, -2]' '[0]' '[1, -1]' --margin 1"],
    [['softmax', '[2, 1]'], "ce '[2, 1]' 0 --explain"],
    [['perplexity', '[2, 1]', '0'], "ce '[2, 1]' 0 --metrics ppl"],
    [['plot', 'mse', 'l1'], 'plot mse'],
    [['explain', 'ce', '[2, 1]', '0'], "ce '[2, 1]' 0 --explain"],
    [['histogram', 'mse', '[2, 1]', '[1, 1]'], "mse '[2, 1]' '[1, 1]' --hist"],
    [['calibrate', '[[2, 1]]', '[0]'], "ce '[[2, 1]]' '[0]' --calibration"],
    [['entropy', '[0.5, 0.5]'], "ce '[0.5, 0.5]' '[0.5, 0.5]' --from probs"],
    [
      ['diff', 'ce', one, two, '--target-col', 'label', '--id', 'photo_id', '--missing-ids', 'skip'],
      'compare ce',
    ],
    [['info', one], `inspect ${one}`],
    [['losses'], 'help'],
    [['ce', run1, '--target-col', 'label'], `ce ${join(run1, 'preds.csv')} --target-col label`],
    [['perplexity', '[2, 1]'], "ce '[2, 1]' 0 --metrics ppl"],
    [
      ['ce', one, '--target-col', 'label', '--where', 'light=day and label=cat'],
      '--where light=day --where label=cat',
    ],
    [['ce', join(folder, 't*o.csv'), '--target-col', 'label'], `trend ce '${join(folder, 't*o.csv')}'`],
    [
      [
        'compare',
        'ce',
        one,
        two,
        '--target-col',
        'label',
        '--id',
        'photo_id',
        '--missing-ids',
        'skip',
        '--per-class',
      ],
      '--missing-ids skip',
    ],
    [['ce', one, '--target-col', 'label', '--median'], '--quantiles 0.5'],
    [['mse', '[1]', '[3]', '-o', join(folder, 'zz.xlsx')], join(folder, 'zz.csv')],
    [['mse', '[1]', '[3]', '-o', join(folder, 'zz.html')], `--report ${join(folder, 'zz.html')}`],
    [
      ['ce', holed, '--target-col', 'label', '--code', 'torch'],
      `ce ${holed} --target-col label --missing skip`,
    ],
    [
      ['sql', 'ce', one],
      `sql ce --dialect duckdb --table ${one} --input-cols p_cat,p_dog --target-col label --classes cat,dog`,
    ],
    [
      ['sql', 'ce', join(folder, 'o*.csv'), '--from', 'probs'],
      `--table '${join(folder, 'o*.csv')}' --input-cols`,
    ],
    [['sql', 'ce', folder], `--table '${join(folder, '*.csv')}' --input-cols p_cat,p_dog`],
    [['ce', '[[2, 1]]', '0', '--label-smoothing', '0.1'], "ce '[[2, 1]]' '[0]' --label-smoothing 0.1"],
    [['nll', '[0, 1]', '[[-2, -1], [-1, -2]]', '-q'], "nll '[[-2, -1], [-1, -2]]' '[0, 1]' -q"],
    [['[2, 1]', 'mse', '[1, 1]'], "mse '[2, 1]' '[1, 1]'"],
    [['trend', one, one, '--from', 'probs'], `trend ce ${one} ${one} --from probs --input-cols 'p_*'`],
    [['mse', '1', '2', '3', '1', '2', '5'], 'mse 1,2,3 1,2,5'],
    [['mse', '[1,', '2]', '[3,', '4]', '-q'], "mse '[1, 2]' '[3, 4]' -q"],
    [['mse', '[1]', '[3]', '—reduction', 'sum'], "mse '[1]' '[3]' --reduction sum"],
    [['mse', '[1]', '[3]', '－－reduction', 'sum'], "mse '[1]' '[3]' --reduction sum"],
    [['ce', one, '–q', '--target-col', 'label'], `ce ${one} -q --target-col label`],
    [['ce', one, '--target-col', 'label', '--input-cols', 'p_cat', 'p_dog'], '--input-cols p_cat,p_dog'],
    [['ce', one, '--target-col', 'label', '--input-cols', 'p_cat,', 'p_dog'], '--input-cols p_cat,p_dog'],
    [['ce', one, '--target-col', 'label', '--input-cols', 'p_cat，p_dog'], '--input-cols p_cat,p_dog'],
    [['ce', one, 'p_cat,p_dog', 'label'], `ce ${one} --input-cols p_cat,p_dog --target-col label`],
    [['ce', one, 'label'], `ce ${one} --target-col label`],
    [['ce', one, '--target-col', '--from', 'probs'], `ce ${one} --target-col label --from probs`],
    [['ce', one, one, one, '--target-col', 'label'], `trend ce ${one} ${one} ${one} --target-col label`],
    [['ce', ...spaced.split(' '), '--target-col', 'label'], `ce '${spaced}' --target-col label`],
    [spaced.split(' '), `inspect '${spaced}'`],
    [['ce', one, '--target-col', 'label', '--per-light'], '--group-by light'],
    [['ce', one, '--target-col', 'label', '--pred', 'p_cat,p_dog'], '--input-cols p_cat,p_dog'],
    [['ce', one, '--target-col', 'label', '--quantiles', '--top', '3'], '--quantiles 0.5 --top 3'],
    [['ce', '[0.25, 0.75]', '0', '--from', 'softmax'], '--from probs'],
    [['mse', '[1]', '[3]', '--reduction', '求和'], '--reduction sum'],
    [['mse', '[1]', '[3]', '--code', 'pytorch'], '--code torch'],
    [['sweep', 'ce', '[[2, 1]]', '[0]'], "sweep ce '[[2, 1]]' '[0]' --label-smoothing 0.5,1"],
    [['sweep', 'ce', '[[2, 1]]', '[0]', '--label-smoothing', '0:0.4'], '--label-smoothing 0:0.4:0.1'],
    [['sweep', 'ce', '[[2, 1]]', '[0]', '--label-smoothing', '0-0.4'], '--label-smoothing 0:0.4:0.1'],
    [['identify', '[2]', '[1]', '1'], "identify '[2]' '[1]' --value 1"],
    [['plot', 'mse', '-o', join(folder, 'a.png')], join(folder, 'a.svg')],
    [['mse', '[1]', '[3]', '--report', join(folder, 'a.pdf')], join(folder, 'a.html')],
    [['check', '@cross_entropy', '-q'], 'check @ce -q'],
    [['check', 'mse'], 'check @mse'],
    [
      ['sql', 'mse', '--dialect', 'bigquery', '--table', 't', '--input-cols', 'x', '--target-col', 'y'],
      '--experimental',
    ],
  ])('%j', async (line, expected) => {
    const { tried, status, stderr } = await firstOf(line)
    expect(tried).toContain(expected)
    expect(status, stderr).toBe(0)
  })

  it('gives each token a row', async () => {
    const logs = (values: number[]) => JSON.stringify({ doc: 'a', tokens: ['x', 'y'], logprobs: values })
    const path = file('tokens.ndjson', `${logs([-1, -2])}\n${logs([-3])}\n`)
    for (const line of [
      ['nll', path],
      ['inspect', path],
    ]) {
      expect((await run(line)).stderr).toContain(
        "try: jq -c '. as $r | $r | .logprobs[] | numbers | ($r | map_values(scalars))",
      )
    }
    const nested = { id: 'a', choices: [{ logprobs: { content: [{ token: 'x', logprob: -1 }] } }] }
    for (const [name, text] of [
      ['one.json', JSON.stringify(nested)],
      ['all.jsonl', `${JSON.stringify(nested)}\n${JSON.stringify(nested)}\n`],
    ] as const) {
      expect((await run(['nll', file(name, text)])).stderr).toContain(
        "try: jq -c '. as $r | $r | .choices[].logprobs.content[] | ($r | map_values(scalars)) + {logprob, target: 0}'",
      )
    }
    const rows = file(
      'rows.ndjson',
      [-1, -2, -3].map((x) => JSON.stringify({ logprob: x, target: 0 })).join('\n'),
    )
    const { stdout, stderr } = await run(['nll', rows, '--target-col', 'target', '--metrics', 'ppl'])
    expect([stdout.match(/^ppl .*$/m)?.[0], stderr]).toEqual(['ppl 7.3891', ''])
  })

  it('stands beside its file on GitHub', async () => {
    const path = file('odd.csv', 'x,t\n1,2\na,4\n')
    const line = ['mse', path, '--input-cols', 'x', '--target-col', 't']
    const { stderr } = await run(line, undefined, { GITHUB_ACTIONS: 'true' })
    expect(stderr).toContain(`::error file=${path},line=3,title=loss-calc E201::"a" is not a number`)
    const env = { GITHUB_ACTIONS: 'true' }
    const chinese = await run([...line, '--lang', 'zh'], undefined, env)
    expect(chinese.stderr).toContain(`::error file=${path},line=3,title=loss-calc E201::“a”不是数字`)
    // Numbers of the command line are no file; an object stands alone.
    expect((await run(['bce', '[0.3, 1.7]', '[0, 1]'], undefined, env)).stderr).toContain('::error title=')
    const hostile = await run(['mse', '\x1b]52;c;eA==\x07\u202e.csv', '[1]'], undefined, env)
    expect(hostile.stderr).toMatch(/^[\n\P{C}]+$/u)
    const object = await run([...line, '--json'], undefined, env)
    expect(JSON.parse(object.stderr)).toMatchObject({ error: { code: 'E201' } })
  })

  it('makes states of data that merge gets', async () => {
    const { stderr } = await run(['merge', one, two])
    expect(stderr).toContain(
      `try: loss-calc ce ${one} --input-cols 'p_*' --target-col label --from probs --format state --shard 0/2 -o one.state`,
    )
  })

  it('names what fetches an address, and one standard input', async () => {
    const triesOf = async (line: string) => (await run(line.split(' '))).stderr.match(/try: .*/)?.[0]
    expect(await triesOf('ce https://a.b/c.csv --target-col y')).toBe(
      'try: curl -fsSL https://a.b/c.csv | loss-calc ce - --target-col y',
    )
    expect(await triesOf('mse s3://a/b.csv t.csv')).toBe(
      'try: aws s3 cp s3://a/b.csv - | loss-calc mse - t.csv',
    )
    expect(await triesOf('ce - - --target-col y')).toBe('try: loss-calc ce - --target-col y')
    expect(await triesOf('mse - -')).toBe('try: loss-calc mse - target.csv')
    expect(await triesOf('ce --target-col y')).toBe('try: loss-calc ce - --target-col y')
  })

  it.each(['bits', 'temperature', 'bootstrap', 'min-acc'])('says what --%s is not', async (name) => {
    expect((await run(['ce', '[2, 1]', '0', `--${name}`, '2'])).stderr).toMatch(
      /^ {2}= (losses|logits|compare|--max) /m,
    )
  })

  it.each([
    ['losses.csv', [], /^row,loss\n/],
    ['losses.jsonl', [], /^\{"row":0/],
    ['result.json', [], /"schema": "loss-calc/],
    ['result.md', [], /^\| /],
    ['result.json', ['-q'], /^4\n$/],
    ['losses.csv', ['--json'], /"schema"/],
    ['result.txt', [], /^mse /],
  ])('writes %s %j as its name says', async (name, words, form) => {
    const path = join(mkdtempSync(join(folder, 'o-')), name)
    expect(await run(['mse', '[1]', '[3]', '-o', path, ...words])).toMatchObject({ status: 0, stderr: '' })
    expect(readFileSync(path, 'utf8')).toMatch(form)
  })

  it('overwrites nothing', async () => {
    const { stderr } = await run(['check', '@mse', '--impl', 'x', '--write'])
    expect(stderr).not.toMatch(/try: .*--write/)
  })
})

it('compare of one model names the column of its targets, if it has one', async () => {
  const { stderr } = await run(['compare', 'ce', one])
  expect(stderr).toContain(` ${one} b.csv --target-col label\n`)
  const bare = file('bare.csv', 'p_cat,p_dog\n0.5,0.5\n')
  expect((await run(['compare', 'ce', bare])).stderr).not.toContain('--target-col')
})

it('the targets of another model are offered for a first one that has none', async () => {
  const bare = file('first.csv', 'p_cat,p_dog\n0.75,0.25\n0.25,0.75\n0.5,0.5\n')
  for (const command of ['trend', 'compare']) {
    const { tried, status } = await firstOf([
      ...[command, 'ce', bare, one, '--target-col', 'label', '--from', 'probs'],
    ])
    expect(tried).toContain(` --target ${one} --input-cols p_cat,p_dog`)
    expect(status).toBe(0)
  }
})

it('a row that compare does not find may be one that --missing skip left out', async () => {
  const whole = file('whole.csv', [...rows(0.75), 'd,day,cat,0.5,0.5'].join('\n'))
  const line = [
    'compare',
    'ce',
    holed,
    whole,
    ...'--target-col label --id photo_id --missing skip'.split(' '),
  ]
  const { stderr } = await run(line)
  expect(stderr).toContain('rows are paired by photo_id, without those that --missing skip leaves out')
})
