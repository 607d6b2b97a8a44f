import type { LossError, Place } from '../error.ts'
import type { Notice } from '../report.ts'
import type { Paint } from './color.ts'
import { excerpt } from './excerpt.ts'
import { visible } from './text.ts'

/** An error with its place, the line in question, the reason and what to try; ends with a newline. */
export function renderError(error: LossError, paint: Paint): string {
  const { at, why, tries } = error.details
  let text = `${paint.error(`error[${error.code}]`)}: ${visible(error.message)}\n`
  if (at) text += ` ${paint.dim('-->')} ${showPlace(at)}\n${showSource(at, paint)}`
  if (why !== undefined) text += `  ${paint.dim('=')} ${indented(why, '    ')}\n`
  return text + showTries(tries, paint)
}

/** A hint, or a warning for codes that start with W; ends with a newline. */
export function renderNotice(notice: Notice, paint: Paint): string {
  const kind = notice.code.startsWith('W') ? 'warning' : 'hint'
  const title = paint.hint(`${kind}[${visible(notice.code)}]`)
  return `${title}: ${indented(notice.message, '  ')}\n${showTries(notice.tries, paint)}`
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
    message: error.message,
    exit: error.exit,
    ...(at && { at: place }),
    ...(why !== undefined && { why }),
    ...(tries && { tries }),
  }
}

/** labels.csv:4:8 (row 2, column "label") */
function showPlace({ file, line, column, row, field }: Place): string {
  let spot = visible(file)
  if (line !== undefined) spot += `:${line}${column === undefined ? '' : `:${column}`}`
  const cell: string[] = []
  if (row !== undefined) cell.push(`row ${row}`)
  if (field !== undefined) cell.push(/^\d+$/.test(field) ? `column ${field}` : `column "${visible(field)}"`)
  return cell.length > 0 ? `${spot} (${cell.join(', ')})` : spot
}

function showSource({ source, column, width = 1 }: Place, paint: Paint): string {
  if (source === undefined) return ''
  const { text, start, length } = excerpt(source, (column ?? 1) - 1, width)
  const bar = `  ${paint.dim('|')}`
  if (column === undefined) return `${bar} ${text}\n`
  return `${bar} ${text}\n${bar} ${' '.repeat(start)}${paint.error('^'.repeat(length))}\n`
}

function showTries(tries: readonly string[] = [], paint: Paint): string {
  return tries.map((step) => `  ${paint.hint('try:')} ${paint.code(visible(step))}\n`).join('')
}

function indented(text: string, indent: string): string {
  return text.split('\n').map(visible).join(`\n${indent}`)
}
