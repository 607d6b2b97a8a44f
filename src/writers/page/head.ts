import { type Child, element, type Markup } from '../../charts/markup.ts'
import { isMean, type Report } from '../../report.ts'
import { exact, grouped, plain, short } from '../number.ts'
import { ALL_DIGITS, percent } from '../bars.ts'
import { summarize } from '../summary.ts'
import { type Context, share } from './context.ts'
import { bigNumber, cut } from './html.ts'

/** The number, how large it is, and compared with what. */
export function head({ report, words, about }: Context): Markup {
  const { loss, torch } = summarize(report, 4)
  const value = report.value!
  const facts = factsOf(report, words)
  return element(
    'header',
    {},
    element('h1', {}, element('b', {}, about.say(loss)), ' ', cut(torch)),
    hero(minus(short(value)), exact(value), facts),
    element('p', { class: 'say' }, sentence({ report, words })),
  )
}

/** The number of a page, with all its digits, and the facts next to it. */
export function hero(
  value: string,
  full: string,
  facts: readonly (readonly [name: string, fact: Child])[],
): Markup {
  return element(
    'div',
    { class: 'hero' },
    element('div', {}, bigNumber(value), element('div', { class: 'full' }, full)),
    element(
      'dl',
      { class: 'facts' },
      facts.map(([name, fact]) => element('div', {}, element('dt', {}, name), element('dd', {}, fact))),
    ),
  )
}

export const signed = (value: number): string => `${value > 0 ? '+' : ''}${minus(short(value))}`

/** A minus as long as a plus, for large numbers. */
export const minus = (text: string): string => text.replace(/^-/, '−')

function factsOf(
  { samples, elements, ignored, answers, survey, one }: Report,
  { facts: words, errors }: Context['words'],
) {
  const facts: [string, string][] = [[words.samples, grouped(samples)]]
  if (one === 'element' && elements !== samples) facts.push([words.elements, grouped(elements)])
  if (ignored > 0) facts.push([words.ignored, grouped(ignored)])
  if (answers && answers.counted > 0) facts.push([words.accuracy, share(answers.correct / answers.counted)])
  for (const { q, value } of survey?.quantiles ?? []) {
    if (Number.isNaN(value)) continue
    facts.push([q === 0.5 ? words.median : words.quantile(percent(q, ALL_DIGITS)), short(value)])
  }
  if (survey?.calibration) facts.push([words.calibration, short(survey.calibration.error)])
  if (survey?.errors)
    facts.push([errors.bias, minus(short(survey.errors.bias))], [errors.rmse, short(survey.errors.rmse)])
  const auc = survey?.metrics?.find(({ name }) => name === 'auc')?.value
  if (auc !== undefined) facts.push([words.auc, short(auc)])
  const odd = survey?.powers?.notFinite ?? 0
  if (odd > 0) facts.push([words.notFinite, grouped(odd)])
  return facts
}

/** What a mean divides by, as the words of a page name it. */
export function unitOf({ kind }: Report['denominator']): keyof Context['words']['units'] {
  return kind === 'weights' ? kind : (kind.slice(0, -1) as 'element' | 'sample' | 'row')
}

function sentence({ report, words }: Pick<Context, 'report' | 'words'>): string {
  const { reduction, denominator, elements, answers } = report
  const sum = report.dividend ?? report.sum
  const { value } = denominator
  if (value === 0 && isMean(reduction)) return words.empty
  const first =
    isMean(reduction) && !Number.isNaN(report.dividend)
      ? words.mean(
          short(sum),
          Number.isSafeInteger(value) ? grouped(value) : plain(value),
          words.units[unitOf(denominator)],
        )
      : words.sum(grouped(elements), words.units.element)
  const { chance, frequencies } = answers ?? {}
  const parts = [
    ...(chance === undefined ? [] : [words.chance(short(chance))]),
    ...(frequencies === undefined ? [] : [words.frequencies(short(frequencies))]),
  ]
  return parts.length === 0
    ? first
    : `${first}${words.stop}${parts.join(words.comma)}${words.code === 'en' ? '.' : '。'}`
}

/** Checks that were asked for, and what the run noticed: before everything else. */
export function notices({ report, words, about }: Context): Child {
  const { checks = [], notices: said } = report
  const colon = words.colon
  return [
    checks.map(({ ok, asked, want, got }) =>
      element(
        'p',
        { class: 'hint' },
        element('b', {}, ok ? words.passed : words.failed),
        `${colon}${[asked, got === undefined ? '' : `(${exact(got)})`, want === undefined || asked.includes(String(want)) ? '' : exact(want)].filter(Boolean).join(' ')}`,
      ),
    ),
    said.map(({ code, message, tries = [] }) =>
      element(
        'div',
        { class: 'hint' },
        element('b', {}, code),
        `${colon}${about.say(message)}`,
        tries.map((command) => [element('br', {}), `${words.try}${colon}`, element('code', {}, command)]),
      ),
    ),
  ]
}
