import { element, joined, type Markup, trusted } from '../../charts/markup.ts'
import { type InputSummary, isMean } from '../../report.ts'
import { showShape } from '../../tensor.ts'
import { grouped, plain } from '../number.ts'
import type { Context } from './context.ts'
import { unitOf } from './head.ts'
import { cut, label, section } from './html.ts'

const MOST_COLUMNS = 8
const MOST_OPTION = 80

/** What was computed of what, so that it can be done again. */
export function computed(context: Context): Markup {
  const { report, words, about, tables } = context
  const { args, denominator, params, convention } = report
  const { mathml, text } = about.formula
  const names: Readonly<Record<string, string>> = {
    input: words.computed.input,
    target: words.computed.target,
  }
  const options = Object.entries(params).map(
    ([name, value]) =>
      `${name} ${cut(typeof value === 'object' ? JSON.stringify(value) : String(value), MOST_OPTION)}`,
  )
  const notes = [...new Set(Object.values(args).flatMap(({ notes }) => notes))]
  const divisor = Number.isSafeInteger(denominator.value)
    ? grouped(denominator.value)
    : plain(denominator.value)
  const rows: (readonly [string, Markup | string])[] = [
    ...Object.entries(args).map(
      ([name, one]) =>
        [names[name] ?? name, file(context, one, words.computed.kinds[one.kind ?? 'elements'])] as const,
    ),
    [words.computed.read, label(notes.map(about.say).join(about.say('; ')))],
    ...(isMean(report.reduction)
      ? [[words.computed.divisor, words.computed.divided(divisor, words.units[unitOf(denominator)])] as const]
      : []),
    ...(options.length > 0 ? [[words.computed.options, options.join(words.comma)] as const] : []),
    ...(convention === undefined ? [] : [[words.computed.convention, convention] as const]),
  ]
  return section(
    words.computed.title,
    undefined,
    element(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': words.computed.title },
      mathml === undefined ? element('code', {}, text) : trusted(mathml),
    ),
    tables.pairs(rows),
  )
}

function file({ words }: Context, { name, selected, shape }: InputSummary, kind: string): Markup {
  const few =
    selected && selected.length > MOST_COLUMNS ? [...selected.slice(0, 3), '…', selected.at(-1)!] : selected
  const parts = [...(few ? [few.join(', ')] : []), words.computed.shape(showShape(shape)), kind].filter(
    Boolean,
  )
  return joined([label(name), words.comma, label(parts.join(words.comma))])
}

/** The rows worked out, and the command that gives the same numbers. */
export function again({ words, about }: Context): Markup {
  return joined([
    about.worked !== undefined &&
      section(words.steps, undefined, element('pre', { tabindex: 0 }, about.worked)),
    section(words.again, undefined, element('pre', { tabindex: 0 }, about.command)),
    element('footer', {}, words.footer(about.version)),
  ])
}
