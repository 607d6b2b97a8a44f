import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands.ts'
import { run, words } from '../transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'way-on-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const rows = (skill: number) => [
  'photo_id,light,label,p_cat,p_dog',
  `a,day,cat,${skill},${1 - skill}`,
  'b,day,dog,0.25,0.75',
  'c,night,cat,0.5,0.5',
]
const one = file('one.csv', rows(0.75).join('\n'))
const two = file('two.csv', rows(0.875).toSpliced(2, 0, rows(0)[3]!).slice(0, 4).join('\n'))

/** The first suggestion, and what comes of it. */
async function firstOf(line: readonly string[]) {
  const { stderr, status } = await run(line)
  expect(status).toBeGreaterThan(1)
  const tried = /^ *try: (loss-calc .*)$/m.exec(stderr)?.[1] ?? ''
  return { tried, ...(await run(words(tried).slice(1))) }
}

it.each(commands.filter(({ hidden }) => !hidden).map(({ name }) => name))(
  '%s alone says what to do',
  async (name) => {
    if (['demo', 'doctor', 'playground'].includes(name)) return
    // What it offers writes a folder.
    if (name === 'port') {
      expect((await run([name])).stderr).toContain('try: loss-calc port new bce --lang c')
      return
    }
    const { tried, status } = await firstOf([name])
    expect(tried).not.toBe('')
    expect(status, tried).toBeLessThan(2)
  },
)

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
    [['ce', '[2, 1]', '0', '--ndjson', '--rows', '3', '--csv'], "ce '[2, 1]' 0 --ndjson --rows 3"],
    [['ce', '[[2, 1]]', '[0]', '--gamma', '2'], "focal '[[2, 1]]' '[0]' --gamma 2"],
    [['ce', '[2, 1] [0]'], "ce '[2, 1]' '[0]'"],
    [['rmse', '[1]', '[3]'], "mse '[1]' '[3]'"],
    [['hinge', '[0.5, -2]', '[1, -1]'], "margin-ranking '[0.5, -2]' '[0]' '[1, -1]' --margin 1"],
    [['softmax', '[2, 1]'], "ce '[2, 1]' 0 --explain"],
    [['perplexity', '[2, 1]', '0'], "ce '[2, 1]' 0 --metrics ppl"],
    [['plot', 'mse', 'l1'], 'plot mse'],
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
        "try: jq -c '. as $r | .logprobs[] | numbers | ($r | map_values(scalars))",
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
    const object = await run([...line, '--json'], undefined, env)
    expect(JSON.parse(object.stderr)).toMatchObject({ error: { code: 'E201' } })
  })

  it('overwrites nothing', async () => {
    const { stderr } = await run(['check', '@mse', '--impl', 'x', '--write'])
    expect(stderr).not.toMatch(/try: .*--write/)
  })
})
