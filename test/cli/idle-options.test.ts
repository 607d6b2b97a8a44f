import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { DeclaredFlag } from '../../src/command/command.ts'
import { optionsIn } from '../../src/cli/program.ts'
import { some } from '../draws.ts'
import { filesIn } from '../folder.ts'
import { run, words as shellWords } from '../transcript.ts'

const { folder, file } = filesIn('loss-calc-idle-')
const rows = (a: number, b: number) =>
  `id,label,p_a,p_b,p_c,w,lang\ns1,a,${a},0.5,-1,1,en\ns2,b,0.25,1.5,0.75,2,zh\ns3,c,0.5,-1.25,${b},1,en\ns4,a,-0.5,1.75,0.5,3,zh\n`
const [a, b, c] = [rows(2.5, 0.125), rows(1.5, 0.125), rows(2.5, 1.5)].map((text, i) =>
  file(`${i}.csv`, text),
)
const columns = ['--input-cols', 'p_*', '--target-col', 'label']
const state = async (k: number) => {
  const words = ['--classes', 'a,b,c', '--format', 'state', '--shard', `${k}/2`, '--top', '2', '--for-report']
  return file(`${k}.json`, (await run(['ce', a!, ...columns, ...words])).stdout)
}

/** Command lines that show much; all options of input and columns stand beside the first, which declares them for all. */
const lines: readonly (readonly string[])[] = [
  ['ce', a!, ...columns],
  ['compare', 'ce', a!, b!, ...columns],
  ['compare', 'ce', a!, b!, c!, '--target', 'own', ...columns],
  ['trend', 'ce', a!, b!, c!, ...columns],
  ['sweep', 'ce', a!, ...columns, '--label-smoothing', '0,0.1'],
  ['plot', 'focal', '--gamma', '0,1'],
  ['merge', await state(0), await state(1)],
  ['sql', 'ce', '--dialect', 'duckdb', '--table', 'preds', '--input-cols', 'a,b,c', '--target-col', 'label'],
  ['inspect', a!, ...columns],
  ['check', '@mse'],
  ['doctor'],
]

/** Options that rightly do nothing beside others. */
const rightly: readonly { readonly option: RegExp; readonly beside: RegExp; readonly why: string }[] = [
  {
    option: /^--(?!quiet|color|no-color)/,
    beside: /^--quiet/,
    why: 'the number alone, or the best file, is asked for',
  },
  {
    option: /^--(quiet|color|no-color)/,
    beside: /^--(format|json|csv|ndjson|reporter|output|quiet|code|color|no-color)/,
    why: 'what programs read has neither colours nor less of it',
  },
  { option: /^--(json|csv|ndjson|format)/, beside: /^--(json|csv|ndjson|format)/, why: 'they say the same' },
  {
    option: /^--(from|compat|mean-by|reduction|mode)/,
    beside: /^--(format|json|csv|ndjson|code)/,
    why: 'a default, or of the mean, which a list of losses does not hold: each loss is the same',
  },
  { option: /^--explain/, beside: /^--format latex/, why: 'it is an explanation anyway' },
  { option: /^--id/, beside: /^--(json|format|code)/, why: 'it pairs rows, too' },
  { option: /^--sort/, beside: /^--top/, why: 'the worst come first anyway' },
  { option: /^--grad/, beside: /^--format (csv|json)/, why: 'of a picture the numbers hold both' },
  { option: /^--(patience|max)/, beside: /^--(format )?csv/, why: 'a check that passes' },
  { option: /^--where/, beside: /^--/, why: 'it may leave all rows' },
]

const values: Readonly<Record<string, readonly string[]>> = {
  '--show': ['w'],
  '--group-by': ['lang'],
  '--id': ['id'],
  '--weight-col': ['w'],
  '--where': ['lang=en'],
  '--metrics': ['acc'],
  '--quantiles': ['0.5'],
  '--top': ['3'],
  '--max': ['9'],
  '--mean-by': ['rows'],
  '--weight': ['1,2,3'],
  '--from': ['logits'],
  '--ignore-index': ['0'],
  '--fail-if': ['worse', 'loss > 9'],
  '--explain': ['1'],
  '--code': ['torch'],
  '--report': [join(folder, 'page.html')],
  '--output': [join(folder, 'out.txt')],
  '--grad-output': [join(folder, 'grad.csv')],
}
const written = [values['--report']!, values['--output']!, values['--grad-output']!].flat()

/** An option with each of its words if it is a format, else with one. */
function spelled({ names, flags }: DeclaredFlag): string[][] {
  const name = names.at(-1)!
  const [, words] = /[<[](.+)[>\]]/.exec(flags) ?? []
  if (words === undefined) return [[name]]
  const known = values[name] ?? (name === '--format' ? words.split('|') : [words.split('|')[0]!])
  const all = known.map((word) => [name, /^(n|p|list|digits|bins)$/.test(word) ? '1' : word])
  return flags.includes('[') ? [[name], ...all] : all
}

async function seen(words: readonly string[]): Promise<{ text: string; status: number }> {
  const { stdout, stderr, status } = await run(words)
  const files = written.map((path) => (existsSync(path) ? readFileSync(path, 'latin1') : ''))
  for (const path of written) rmSync(path, { force: true })
  return { text: JSON.stringify([stdout, stderr, status, files]), status }
}

it.each(lines)('options of %s act beside others, or it is said', async (...line) => {
  const words = line.filter((word) => word !== undefined)
  const first = words === lines[0] || words[0] === 'ce'
  const declared = (await optionsIn(words)).filter(
    ({ hidden, names, group }) =>
      !hidden &&
      !names.some((name) => words.includes(name) || name === '--lang' || name === '--write') &&
      (first || !/^(Input|Columns|Loss|Options)$/.test(group)),
  )
  const plain = await seen(words)
  const known = new Map<string, ReturnType<typeof seen>>()
  const alone = (option: readonly string[]) => {
    const one = known.get(option.join(' ')) ?? seen([...words, ...option])
    known.set(option.join(' '), one)
    return one
  }
  const options = declared.flatMap(spelled)
  const pairs = options.flatMap((one) =>
    options.filter(([name]) => name !== one[0]).map((two) => [one, two] as const),
  )
  const silent: string[] = []
  for (const [one, two] of some(pairs, 25)) {
    const [beside, option] = [one.join(' '), two.join(' ')]
    if (rightly.some((known) => known.option.test(option) && known.beside.test(beside))) continue
    const [before, acts] = [await alone(one), await alone(two)]
    if (before.status > 1 || acts.status > 1 || acts.text === plain.text) continue
    if ((await seen([...words, ...one, ...two])).text === before.text)
      silent.push(`${option} beside ${beside}`)
  }
  expect(silent).toEqual([])
})

it.each([
  '--json --explain all --rows 1',
  '--format latex --explain all --rows 1',
  '--explain --top 2',
  '--format state --top 2 --show w',
  '--format state --for-report --show w',
  '--json --explain 1 --hist',
  '--json --sort loss --show w',
  '-q --per-class',
])('%s act together', async (options) => {
  const { status } = await run(['ce', a!, ...columns, ...options.split(' ')])
  expect(status).toBe(0)
})

it('-q --precision rounds the difference that compare prints', async () => {
  const { stdout } = await run([
    'compare',
    'mse',
    '[1, 2.5]',
    '[2, 3.125]',
    '[1, 1]',
    '-q',
    '--precision',
    '2',
  ])
  expect(stdout).toBe('1.63\n')
})

it('a curve has no columns without an input', async () => {
  const { status, stderr, stdout } = await run(['plot', 'focal', '--target-col', 'x'])
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/E103.*the input is missing whose columns are named/)
})

it.each([
  ['--explain 1', '--per-class'],
  ['--explain', '--group-by lang --hist'],
  ['--explain 1', '--top 2'],
  ['--explain', '--rows 2'],
  ['--format latex', '--confusions'],
  ['--code torch', '--quantiles 0.5'],
  ['--code numpy', '--top 2 --show w'],
  ['--json', '--rows 2'],
  ['-f csv', '--rows 2'],
  ['--ndjson', '--precision 2'],
  ['--json', '--show lang'],
  ['--format state', '--show lang'],
  ['--headers', '-n'],
  ['-n', '--headers'],
])('%s has no place for %s, and each is offered alone', async (beside, option) => {
  const line = ['ce', a!, ...columns]
  const { stderr, status, stdout } = await run([
    ...line,
    ...beside.split(' '),
    ...option.split(' '),
    '--lang',
    'en',
  ])
  const plain = beside.startsWith('--json')
    ? (JSON.parse(stderr) as { error: { tries: string[] } }).error.tries
    : undefined
  const tries = plain ?? [...stderr.matchAll(/try: loss-calc (.*)/g)].map(([, words]) => words!)
  expect([status, stdout]).toEqual([2, ''])
  const some = tries.filter((words) => !words.includes('--help')).slice(0, 2)
  expect(some).toHaveLength(2)
  for (const words of some) {
    // Without names there is no column of the name.
    const fits = / (-n|--no-headers)( |$)/.test(words) ? 2 : 0
    expect([words, (await run(shellWords(words.replace(/^loss-calc /, '')))).status]).toEqual([words, fits])
  }
})
