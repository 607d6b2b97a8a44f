import type { LossError, Place } from '../error.ts'
import { english, type Say } from '../locale/say.ts'
import type { Notice } from '../report.ts'
import type { Paint } from './paint.ts'
import { excerpt } from './excerpt.ts'
import { visible } from './text.ts'

/** An error with its place, the line in question, the reason and what to try; ends with a newline. */
export function renderError(error: LossError, paint: Paint, say: Say = english): string {
  const { at, why, tries } = error.details
  let text = `${paint.error(say(`error[${error.code}]`))}: ${visible(cut(say(error.message)))}\n`
  if (at) text += ` ${paint.dim('-->')} ${showPlace(at, say)}\n${showSource(at, paint)}`
  if (why !== undefined) text += `  ${paint.dim('=')} ${indented(cut(say(why)), '    ')}\n`
  return text + showTries(tries, paint, say)
}

/** A hint, or a warning for codes that start with W; ends with a newline. */
export function renderNotice(notice: Notice, paint: Paint, say: Say = english): string {
  const kind = notice.code.startsWith('W') ? 'warning' : 'hint'
  const title = paint.hint(say(`${kind}[${visible(notice.code)}]`))
  return `${title}: ${indented(cut(say(notice.message)), '  ')}\n${showTries(notice.tries, paint, say)}`
}

/** An error as machines read it. */
export interface ErrorObject {
  readonly code: string
  readonly message: string
  readonly exit: number
  /** Without the source line, which may be a whole file. */
  readonly at?: Omit<Place, 'source'>
  readonly why?: string
  readonly tries?: readonly string[]
}

/** The same as an object. */
export function errorJson(error: LossError): ErrorObject {
  const { at, why, tries } = error.details
  const { source: _, ...place } = at ?? { file: '' }
  return {
    code: error.code,
    message: cut(error.message),
    exit: error.exit,
    ...(at && { at: { ...place, ...(place.field !== undefined && { field: cut(place.field) }) } }),
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
    cell.push(say(/^\d+$/.test(field) ? `column ${field}` : `column "${visible(cut(field))}"`))
  return cell.length > 0 ? `${spot} (${cell.join(', ')})` : spot
}

function showSource({ source, column, width = 1 }: Place, paint: Paint): string {
  if (source === undefined) return ''
  const { text, start, length } = excerpt(source, (column ?? 1) - 1, width)
  const bar = `  ${paint.dim('|')}`
  if (column === undefined) return `${bar} ${text}\n`
  return `${bar} ${text}\n${bar} ${' '.repeat(start)}${paint.error('^'.repeat(length))}\n`
}

function showTries(tries: readonly string[] = [], paint: Paint, say: Say): string {
  return tries
    .filter(isShort)
    .map((step) => `  ${paint.hint(say('try:'))} ${paint.code(visible(say(step)))}\n`)
    .join('')
}

/** A message is to be read: of a name of a million characters both ends are shown. */
const SHOWN = 1000

function cut(text: string): string {
  return text.length <= 2 * SHOWN ? text : `${text.slice(0, SHOWN)} ... ${text.slice(-SHOWN)}`
}

/** A command that is cut does not run. */
function isShort(step: string): boolean {
  return step.length <= 1 << 17
}

function indented(text: string, indent: string): string {
  return text.split('\n').map(visible).join(`\n${indent}`)
}
