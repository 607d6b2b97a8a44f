import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hintTexts } from '../src/hints/hint-help.ts'
import { warnings } from '../src/hints/warning-help.ts'
import { formsOf, inputOf, spellingsOf } from '../src/losses/forms.ts'
import { loadAll } from '../src/losses/registry.ts'
import { en } from '../src/locale/words-en.ts'
import { helpEn } from '../src/locale/help-en.ts'
import { languages, loadHelp, loadSay, loadWords } from '../src/locale/locale.ts'
import { inNames } from '../src/features/explain/formula.ts'
import { sayFormula } from '../src/locale/say-formula.ts'
import { filesIn } from './folder.ts'
import { run } from './transcript.ts'

const losses = await loadAll()

/** steps.loss, explain.row, ... of everything that is said. */
function keysOf(words: object, path = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && !['hints', 'hintHelp', 'warnings', 'errors'].includes(key)
      ? keysOf(value as object, `${path}${key}.`)
      : [`${path}${key}`],
  )
}

describe.each(languages)('%s', (language) => {
  it('says everything that English says, and nothing empty', async () => {
    const words = { ...(await loadWords(language)), ...(await loadHelp(language)) }
    expect(keysOf(words)).toEqual(keysOf({ ...en, ...helpEn }))
    expect(JSON.stringify(words)).not.toContain('""')
  })

  it('has a meaning for every step of the losses that teach', async () => {
    const { steps, inputs } = await loadWords(language)
    for (const loss of losses) {
      for (const form of formsOf(loss).values()) {
        for (const one of [form, ...spellingsOf(form).values()]) {
          if (!Object.values(one.takes)[0]!.means) expect(inputs).toHaveProperty([inputOf(one).what])
          for (const [name, { means }] of Object.entries(one.steps)) {
            if (!means) expect(steps).toHaveProperty([name])
          }
        }
      }
    }
  })
})

it('other languages than English sum up every loss, hint and warning', async () => {
  const { hints, hintHelp, warnings: told } = await loadHelp('zh')
  expect(Object.keys(hintHelp)).toEqual(Object.keys(hintTexts))
  for (const text of Object.values(hintHelp)) expect(text).toMatch(/\p{Script=Han}/u)
  expect(Object.keys(hints)).toEqual(Object.keys(hintTexts))
  expect(Object.keys(told)).toEqual(Object.keys(warnings))
  for (const { title, help } of Object.values(told)) {
    for (const text of [title, help]) expect(text).toMatch(/\p{Script=Han}/u)
  }
  for (const { summary } of losses) expect(summary.zh).toMatch(/\p{Script=Han}/u)
})

it('no formula has English words in Chinese', async () => {
  const say = await loadSay('zh')
  const words =
    / (?:the|of|or|and|if|else|in|not|with|as|at|by|for|each|over|times|least|first|probabilities|classes) /
  const half = losses.flatMap((loss) =>
    [...formsOf(loss).values()]
      .flatMap((form) => [form, ...spellingsOf(form).values()])
      .flatMap(({ formula, heading = '', steps }) => [
        ...[formula, heading],
        ...Object.values(steps).map((step) => inNames(step, {}).formula),
      ])
      .map((formula) => sayFormula(formula, say))
      .filter((formula) => words.test(` ${formula.replaceAll(/[^\w{|}]/g, ' ')} `)),
  )
  expect(half).toEqual([])
  expect(sayFormula('z^2 / 2 if z <= delta, else 1', say)).toBe('z^2 / 2 若 z <= delta, 否则 1')
})

it('Chinese has its own marks, without blanks beside them, and one term for each thing', () => {
  const files = [
    ...readdirSync('src/locale')
      .filter((file) => file.includes('zh'))
      .map((file) => `src/locale/${file}`),
    ...readdirSync('src/losses')
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `src/losses/${file}`),
    ...readdirSync('docs/zh').map((file) => `docs/zh/${file}`),
    'README.zh-CN.md',
  ]
  const han = String.raw`\p{Script=Han}`
  // Ranges, the head of a column, markup, quotes of the source.
  const code = /首:末:步长|p\(目标\)|^\s*<.*|="[^"]*"|"[^"]*'[^"]*"|^\/\*\*.*/g
  const marks = new RegExp(`${han}[,;:!?(]|[,;:!?)]${han}|"${han}|${han}"|[，。；：、！？] (?! )`, 'u')
  // 退出码, 表头, 名称, 二分类交叉熵, 均值, 顺序, 通配符
  const terms = /退出状态|标题行|名字|二元交叉熵|平均值|次序|通配式/
  const wrong = files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.replaceAll(code, ''))
      .filter((line) => marks.test(line) || terms.test(line))
      .map((line) => `${file}: ${line}`),
  )
  expect(wrong).toEqual([])
})

describe('the language', () => {
  const errors = (argv: readonly string[], env: Record<string, string>) =>
    run(['bce', '[1]', '[1, 0]', ...argv], undefined, env).then(({ stderr }) => stderr)

  it.each(['zh', 'zh_CN', 'zh-CN', 'zh_CN.UTF-8', 'zh_TW.Big5', 'ZH'])('is Chinese for %s', async (name) => {
    const env = [{ LANG: name }, { LC_ALL: name, LANG: 'de_DE' }, { LOSS_CALC_LANG: name, LC_ALL: 'C' }]
    for (const one of env) expect(await errors([], one)).toContain('形状必须相同')
    expect(await errors([`--lang=${name}`], {})).toContain('形状必须相同')
  })

  it.each(['', 'C', 'C.UTF-8', 'POSIX', 'de_DE.UTF-8', 'zhx'])(
    'is English for a system in %j',
    async (name) => {
      expect(await errors([], { LANG: name })).toContain('must have the same shape')
    },
  )

  it('is refused where it is asked for and not known', async () => {
    expect(await errors(['--lang', 'fr'], {})).toBe(
      "error[E101]: --lang must be one of en, zh, got fr\n  try: loss-calc bce '[1]' '[1, 0]' --lang en\n  try: loss-calc bce --help\n",
    )
    expect(await errors(['--lang', 'fr'], { LANG: 'zh_CN' })).toContain('--lang 应为 en、zh 之一')
    expect(await errors([], { LOSS_CALC_LANG: 'fr' })).toBe(
      'error[E101]: LOSS_CALC_LANG must be one of en, zh, got fr\n  try: unset LOSS_CALC_LANG\n',
    )
  })

  it('does not touch what programs read', async () => {
    const results = (env: object) => run(['mse', '[1]', '[3]', '--json'], undefined, env)
    expect(await results({ LANG: 'zh_CN.UTF-8' })).toEqual(await results({}))
    const failed = (env: object) => run(['bce', '[1]', '[1, 0]', '--json'], undefined, env)
    expect(await failed({ LANG: 'zh_CN.UTF-8' })).toEqual(await failed({}))
  })
})

const { file } = filesIn('quotes-')

it('puts a text of the user in the quotes of Chinese, whatever gap it stands in', async () => {
  const path = file('x.json', '{"a":,}')
  expect((await run(['mse', path, '--lang', 'zh'])).stderr).toContain('“,”不是值')
})
