import type { LossError, Place } from '../error.ts'
import { english, type Say } from '../locale/locale.ts'
import type { Notice } from '../report.ts'
import type { Paint } from './paint.ts'
import { fold } from './fold.ts'
import { cut, labelled, visible, visibleWhole } from './text.ts'
import { displayWidth } from './width.ts'

/**
 * An error with its place, the line in question, the reason and what to try; ends with a newline. On a terminal of so
 * many columns sentences are folded, and commands are not: they are pasted as one line.
 */
export function renderError(error: LossError, paint: Paint, say: Say = english, width = Infinity): string {
  const { at, why, tries } = error.details
  const title = say(`error[${error.code}]`)
  let text = `${paint.error(title)}: ${folded(say(cut(error.message)).replaceAll('\n', '\\n'), `${title}: `, '  ', width)}\n`
  if (at) text += ` ${paint.dim('-->')} ${showPlace(at, say)}\n${showSource(at, paint, width)}`
  if (why !== undefined) text += `  ${paint.dim('=')} ${folded(say(cut(why)), '  = ', '    ', width)}\n`
  return text + showTries(tries, paint, say)
}

/** A hint, or a warning for codes that start with W; ends with a newline. */
export function renderNotice(notice: Notice, paint: Paint, say: Say = english, width = Infinity): string {
  const kind = notice.code.startsWith('W') ? 'warning' : 'hint'
  const title = say(`${kind}[${visible(notice.code)}]`)
  const text = folded(say(cut(notice.message)), `${title}: `, '  ', width)
  return `${paint.hint(title)}: ${text}\n${showTries(notice.tries, paint, say)}`
}

interface ErrorObject {
  readonly code: string
  readonly message: string
  readonly exit: number
  /** Without the source line, which may be a whole file. */
  readonly at?: Omit<Place, 'source'>
  readonly why?: string
  readonly tries?: readonly string[]
}

export function errorJson(error: LossError): ErrorObject {
  const { at, why, tries } = error.details
  const { source: _, ...place } = at ?? { file: '' }
  return {
    code: error.code,
    message: cut(error.message),
    exit: error.exit,
    ...(at && {
      at: { ...place, file: cut(place.file), ...(place.field !== undefined && { field: cut(place.field) }) },
    }),
    ...(why !== undefined && { why: cut(why) }),
    ...(tries && { tries: tries.filter(isShort) }),
  }
}

/** labels.csv:4:8 (row 2, column "label") */
function showPlace({ file, line, column, row, field }: Place, say: Say): string {
  let spot = visible(file)
  if (line !== undefined) spot += `:${line}${column === undefined ? '' : `:${column}`}`
  const cell: string[] = []
  if (row !== undefined) cell.push(say(`row ${row}`))
  if (field !== undefined)
    cell.push(say(/^\d+$/.test(field) ? `column ${field}` : `column "${visible(field)}"`))
  return cell.length > 0 ? spot + say(` (${cell.join(say(', '))})`) : spot
}

function showSource({ source, column, width = 1 }: Place, paint: Paint, columns: number): string {
  if (source === undefined) return ''
  const { text, start, length } = excerpt(source, (column ?? 1) - 1, width, columns - '  | ......'.length)
  const bar = `  ${paint.dim('|')}`
  if (column === undefined) return `${bar} ${text}\n`
  return `${bar} ${text}\n${bar} ${' '.repeat(start)}${paint.error('^'.repeat(length))}\n`
}

function showTries(tries: readonly string[] = [], paint: Paint, say: Say): string {
  return tries
    .filter(isShort)
    .map((step) => `  ${labelled(paint.hint(say('try:')), paint.code(visibleWhole(say(step))))}\n`)
    .join('')
}

/** A command that is cut does not run: one that nobody reads is left out. */
const isShort = (step: string): boolean => step.length <= 1 << 16

/** Each line of a text, all but the first after a margin; `before` is what stands before the first. */
function folded(text: string, before: string, margin: string, width: number): string {
  return text
    .split('\n')
    .map((line, i) => {
      const whole = visible(line)
      const start = i === 0 ? before : margin
      if (displayWidth(start + whole) <= width) return whole
      const [first = ''] = fold(whole, width - displayWidth(start))
      const rest = fold(whole.slice(first.length).trimStart(), width - margin.length)
      return [first, ...rest].filter((part) => part !== '').join(`\n${margin}`)
    })
    .join(`\n${margin}`)
}

/** Part of a line as printed, and where the spot is in it, in terminal columns. */
interface Excerpt {
  readonly text: string
  readonly start: number
  readonly length: number
}

const most = 76
/** Characters looked at on either side: lines can be whole files, and combining marks take no room. */
const reach = 4 * most
const dots = '...'

/** The line around a spot (both in UTF-16 units, as string indices are), cut to fit a terminal. */
function excerpt(source: string, index: number, width: number, columns: number): Excerpt {
  const room = Math.min(columns, most)
  const from = Math.min(Math.max(index, 0), source.length)
  const to = Math.min(from + Math.max(width, 1), source.length)
  const before = printable(source.slice(Math.max(from - reach, 0), from))
  const after = printable(source.slice(to, to + reach))

  const wholeSpot = printable(source.slice(from, Math.min(to, from + reach)))
  const spot = head(wholeSpot, room / 2)
  const spotCut = spot.length < wholeSpot.length || to - from > reach
  const free = room - widthOf(spot)
  const left = head(before.toReversed(), free - Math.min(widthOf(after), free / 2)).reverse()
  const right = spotCut ? [] : head(after, free - widthOf(left))

  const lead = (left.length < before.length || from > reach ? dots : '') + left.join('')
  const tail = spotCut || right.length < after.length || to + reach < source.length ? dots : ''
  return {
    text: lead + spot.join('') + right.join('') + tail,
    start: displayWidth(lead),
    length: Math.max(widthOf(spot), 1),
  }
}

/** Characters as printed; a tab takes four columns wherever it stands, so that the caret below it is right. */
function printable(text: string): string[] {
  return Array.from(text, (character) => (character === '\t' ? '    ' : visible(character)))
}

function head(characters: readonly string[], columns: number): string[] {
  let used = 0
  let count = 0
  while (count < characters.length && used + displayWidth(characters[count]!) <= columns) {
    used += displayWidth(characters[count]!)
    count++
  }
  return characters.slice(0, count)
}

const widthOf = (characters: readonly string[]): number => displayWidth(characters.join(''))
