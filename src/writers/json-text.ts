import { exact } from './number.ts'
import { textOf } from './whole-text.ts'

/** Characters that nobody sees, or that turn the text around them; a text until it is used, as in text.ts. */
const UNSEEN = String.raw`[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]`

/**
 * A value as JSON that steers no terminal: characters that nobody sees, or that turn the text around them, are escaped.
 * JSON.stringify does so for those below the space only. What reads it gets the same text.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value)
  // V8 takes a millisecond to read the classes of Unicode, so they are only asked for where a text is not plain.
  if (text === undefined || /^[ -~]*$/.test(text)) return text
  return text.replaceAll(new RegExp(UNSEEN, 'gu'), escaped)
}

/** An object with a line for each member, and for each item of a list. */
export function jsonLines(object: Readonly<Record<string, unknown>>, list?: string): string {
  const members = Object.entries(object).map(([key, value]) => {
    const items = key === list ? (value as readonly unknown[]).map((item) => `    ${jsonText(item)}`) : []
    const text = items.length > 0 ? `[\n${items.join(',\n')}\n  ]` : jsonText(value)
    return `  ${jsonText(key)}: ${text}`
  })
  return `{\n${members.join(',\n')}\n}\n`
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}

/** Much JSON that is written in pieces: the objects of each are made when it is its turn; bytes are good until the next. */
export class LongJson<Piece extends string | Uint8Array = string> {
  constructor(readonly pieces: () => Iterable<Piece>) {}

  /** For what writes the whole at once. */
  toJSON(): unknown {
    return JSON.parse(Array.from(this.pieces(), textOf).join(''))
  }
}

/** Objects in a piece. */
const MANY = 1000

/** A list of objects as JSON, in pieces; `textOf` writes some without the brackets. */
export function* listText<T>(
  all: Iterable<T>,
  textOf: (some: readonly T[]) => string | Uint8Array,
): Generator<string | Uint8Array> {
  let before = '['
  let some: T[] = []
  function* piece() {
    yield before
    if (some.length > 0) yield textOf(some)
    before = ','
    some = []
  }
  for (const one of all) if (some.push(one) === MANY) yield* piece()
  if (some.length > 0 || before === '[') yield* piece()
  yield ']'
}

/**
 * The properties that hold a number, or nested lists of them, in strict JSON: `name` with null for what JSON cannot
 * write and, only if there is any, `name_text` of the same nesting with NaN, Infinity or -Infinity at those spots
 * and null elsewhere. Anything else passes unchanged.
 */
export function jsonProperties(name: string, value: unknown): Record<string, unknown> {
  // JSON.stringify writes null for a number that is not finite.
  if (!hasNonFinite(value)) return { [name]: value }
  return { [name]: value, [`${name}_text`]: texts(value) }
}

function hasNonFinite(value: unknown): boolean {
  return Array.isArray(value)
    ? value.some(hasNonFinite)
    : typeof value === 'number' && !Number.isFinite(value)
}

/** Of the same nesting: the name of what is not finite, null elsewhere. */
function texts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(texts)
  return typeof value === 'number' && !Number.isFinite(value) ? exact(value) : null
}

/** What stands before each member of an object. */
export function headsOf(names: Iterable<string>): string[] {
  return Array.from(names, (name, i) => `${i === 0 ? '{' : ','}${jsonText(name)}:`)
}

/** A member's value; after one that JSON cannot write also the member that names it. */
export function memberText(value: number | string, name: string): string {
  if (typeof value === 'string') return jsonText(value)
  if (Number.isFinite(value)) return String(value)
  const [, [key, said]] = Object.entries(jsonProperties(name, value)) as [unknown, [string, unknown]]
  return `null,${jsonText(key)}:${jsonText(said)}`
}
