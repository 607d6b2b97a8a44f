import type { DeclaredFlag } from '../command/command.ts'
import { english, type Say } from '../locale/locale.ts'
import { sayFormula } from '../locale/say-formula.ts'
import { formsOf } from '../losses/forms.ts'
import type { Loss } from '../losses/loss.ts'
import type { Paint } from '../writers/paint.ts'
import { fit, foldCommand, hanging, joined } from '../writers/fold.ts'
import { displayWidth, widest } from '../writers/width.ts'

export interface PageStyle {
  readonly width: number
  readonly say: Say
  readonly paint: Paint
}

interface Listed {
  readonly name: string
  readonly summary: string
}

interface Described {
  readonly name: string
  /** `<input> [target]` */
  readonly args: string
  /** What it does, in lines; a loss says its formula and where it comes from. */
  readonly about: readonly string[]
  readonly options: readonly DeclaredFlag[]
  readonly examples: string | undefined
  /** Only the first group of options, and the first examples. */
  readonly short: boolean
}

/** Widest column of names of options and commands. */
const TERMS = 26

/** `loss-calc --help`: the losses, the tools, examples, where to read on. */
export function programPage(
  losses: readonly Listed[],
  tools: readonly Listed[],
  topics: readonly string[],
  examples: string,
  style: PageStyle,
): string {
  const { say, width } = style
  const terms = [...losses, ...tools].map(({ name }) => ({ name: `  ${name}` }))
  const margin = marginOf(
    terms.map(({ name }) => name),
    width,
  )
  const list = (items: readonly Listed[]) =>
    items.map(({ name, summary }) => hanging(`  ${name}`, summary, margin, width)).join('')
  return [
    paragraph(say("The loss calculator for the shell: PyTorch's conventions, better digits."), style),
    `${heading('Usage', style)}${paragraph(`  ${inPlaces('loss-calc <loss> <input> <target> [options]', say)}`, style)}`,
    `${heading('Examples', style)}${sessionOf(examples, style)}`,
    `${heading('Losses', style)}${list(losses)}`,
    `${heading('Tools', style)}${list(tools)}`,
    `${heading('Help', style)}${[
      ['loss-calc <loss> -h', 'what it computes, examples, its own options'],
      ['loss-calc <loss> --help', 'every option'],
      ['loss-calc help <topic>', topics.join(', ')],
      ['loss-calc help <words>', 'what speaks of them: perplexity, class weights'],
      ['loss-calc help E301', 'an error, a hint (H103) or a warning (W405)'],
      ['loss-calc --version', '--verbose'],
    ]
      .map(([term, text]) =>
        hanging(`  ${inPlaces(term!, say)}`, say(text!), Math.min(margin + 2, 28), width),
      )
      .join('')}`,
  ].join('\n')
}

/** `loss-calc ce -h` or `--help`. */
export function commandPage(command: Described, style: PageStyle): string {
  const { name, args, about, options, examples, short } = command
  const { say, width } = style
  const groups = groupsOf(options)
  const [first] = groups
  const shown = short ? groups.slice(0, 1) : groups
  const hidden = groups.length - shown.length
  const left =
    options.filter(({ hidden, group }) => !hidden && group !== 'Help').length - (first?.[1].length ?? 0)
  const parts = [
    paragraphs(about)
      .map((line) => fit(line, width))
      .join('\n') + '\n',
    `${heading('Usage', style)}${paragraph(`  loss-calc ${name} ${inPlaces(args, say)} [${say('options')}]`.replace('  [', ' ['), style)}`,
    ...(examples === undefined ? [] : [`${heading('Examples', style)}${sessionOf(examples, style)}`]),
    ...shown.map(([group, own]) => `${heading(group, style)}${optionsText(own, style)}`),
  ]
  if (short && hidden > 0 && left > 0) {
    parts.push(
      hanging(
        '',
        say(`${left} more ${left === 1 ? 'option' : 'options'}: loss-calc ${name} --help`),
        0,
        width,
      ),
    )
  }
  return parts.join('\n')
}

/** A command or an option whose places are named in the language: `<input> [target]`, `<files...>`. */
const inPlaces = (usage: string, say: Say): string =>
  usage.replaceAll(/(?<=[<[])(?:\w+|list\|file|column=value)(?=(?:\.{3})?[>\]])/g, say)

/** Lines that a source broke within a sentence are one again; those that are laid out stay. */
function paragraphs(lines: readonly string[]): string[] {
  const whole: string[] = []
  for (const line of lines) {
    const last = whole.at(-1)
    const goesOn = last !== undefined && last !== '' && !/[.:。：]$/.test(last) && /^[^\s]/.test(line)
    if (!goesOn || last.startsWith(' ')) whole.push(line)
    else whole[whole.length - 1] = joined(last, line)
  }
  return whole
}

/** A text in lines; rows of two cells are said cell by cell, and aligned again. */
export function sayRows(text: string, say: Say): string[] {
  const lines = text.split('\n')
  const rows = lines.map((line) => /^ {2}(\S.*?) {2,}(\S.*)$/.exec(line))
  const terms = rows.map((row) => (row ? say(row[1]!) : ''))
  const wide = widest(terms)
  return lines.map((line, i) =>
    rows[i] ? `  ${terms[i]!}${' '.repeat(wide - displayWidth(terms[i]!))}  ${say(rows[i][2]!)}` : say(line),
  )
}

export function aboutLoss(loss: Loss, language: 'en' | 'zh', say: Say): string[] {
  const forms = [...formsOf(loss)].flatMap(([mode, form], i) => [
    ...(i > 0 ? [''] : []),
    mode === '' ? form.summary[language] : `${form.summary[language]} (--mode ${mode})`,
    ...sayFormula(form.formula, say)
      .split('; ')
      .map((part, line) => `${line === 0 ? '  ' : '    '}${part}`),
    ...(form.torch ? [`  ${say(`as ${form.torch}`)}`] : []),
    `  ${say(form.source)}`,
  ])
  return [...forms, '', say('Inputs are files, - for standard input, or numbers: [1, 2], tensor([1., 2.])')]
}

function groupsOf(options: readonly DeclaredFlag[]): (readonly [string, DeclaredFlag[]])[] {
  const groups = new Map<string, DeclaredFlag[]>()
  for (const option of options.filter(({ hidden }) => !hidden)) {
    groups.set(option.group, [...(groups.get(option.group) ?? []), option])
  }
  return [...groups]
}

function optionsText(options: readonly DeclaredFlag[], { width, say }: PageStyle): string {
  const terms = options.map(({ flags }) => `  ${inPlaces(flags, say)}`)
  const margin = marginOf(terms, width)
  return options
    .map(({ description }, i) => hanging(foldedTerm(terms[i]!, width), say(description), margin, width))
    .join('')
}

/** The values of an option in lines that fit: `<table|json|` goes on in the next. */
export function foldedTerm(term: string, width: number): string {
  if (displayWidth(term) <= width) return term
  const lines = ['']
  for (const word of term.split(/(?<=\|)/)) {
    if (lines.at(-1)!.length + word.length > width) lines.push('      ')
    lines[lines.length - 1] += word
  }
  return lines.join('\n')
}

function marginOf(terms: readonly string[], width: number): number {
  const most = Math.min(TERMS, Math.floor(width / 2.5))
  const fitting = terms.map(displayWidth).filter((wide) => wide + 2 <= most)
  return Math.max(...fitting, 8) + 2
}

const heading = (text: string, { say, paint }: PageStyle): string => `${paint.strong(say(text))}\n`

const paragraph = (text: string, { width }: PageStyle): string => `${fit(text, width)}\n`

/** Commands with what they print, unless that is English sentences: a page in another language shows the command alone. */
function withoutEnglish(session: string): string {
  return session
    .trim()
    .split(/^(?=\$ )/m)
    .map((one) => {
      const [command, ...printed] = one.split('\n')
      return /[A-Za-z]{2,},? [a-z]{2,}/.test(printed.join('\n')) ? `${command!}\n\n` : one
    })
    .join('')
}

/** The head of a result has its files below, a command goes on as a shell reads it, and other lines fit. */
function printedLine(line: string, width: number): string {
  if (displayWidth(line) <= width) return line
  const [, indent, command] = /^( *)(loss-calc .*)$/.exec(line) ?? []
  if (command !== undefined) return indent + foldCommand(command, width - 4).replaceAll('\n', `\n${indent}`)
  return fit(line.replace(/^(\S.*?\)) {3}(?=\S)/, '$1\n  '), width)
}

/** Commands and what they print, indented, and laid out as on a terminal of that width. */
function sessionOf(session: string, { width, paint, say }: PageStyle): string {
  const parts = (say === english ? session : withoutEnglish(session)).trim().split(/^(?=\$ )/m)
  const lines = parts.flatMap((part) => {
    const [command, ...printed] = part.trimEnd().split('\n')
    const text = printed.map((line) => printedLine(say(line), width - 2)).join('\n')
    return [paint.code(foldCommand(command!, width - 4)), ...(text === '' ? [] : [text]), '']
  })
  const all = lines.join('\n').trimEnd().split('\n')
  return all.map((line) => (line === '' ? '\n' : `  ${line}\n`)).join('')
}
