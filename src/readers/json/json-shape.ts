import { CLOSE, COMMA, NEWLINE, OPEN, OPEN_OBJECT, QUOTE } from './json-scanner.ts'

/* How a record is spelled: its values, and the bytes between them. */

/** A value of a record that is neither an object nor a list. */
interface Slot {
  /** The keys that lead to it, as JSON. */
  readonly path: string
  /** Of the lists around it. */
  readonly shape: readonly number[]
}

export interface Alike {
  readonly slots: readonly Slot[]
  /** The bytes before each value, and those after the last, the end of the line with them. */
  readonly between: readonly Uint8Array[]
}

const BACKSLASH = 0x5c
/** More values are not worth it: each column is looked for among them, each has some bytes to be compared with. */
const MOST_SLOTS = 1 << 12

/**
 * The spelling of the record at an index, which a parser has read without an error; undefined where it has no
 * shape: objects in lists, empty ones, ragged lists, a line that does not end.
 */
export function shapeAt(bytes: Uint8Array, start: number): Alike | undefined {
  const slots: { path: string; shape: number[] }[] = []
  const between: Uint8Array[] = []
  let at = start
  let last = start
  const space = () => {
    while (bytes[at] === 0x20 || bytes[at] === 0x09) at++
  }
  const text = (): string => {
    const from = at++
    while (bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
    at++
    return Buffer.from(bytes.buffer, bytes.byteOffset + from, at - from).toString()
  }
  const scalar = (path: readonly string[], shape: number[]): boolean => {
    between.push(Uint8Array.from(bytes.subarray(last, at)))
    if (bytes[at] === QUOTE) text()
    else at = endOfWord(bytes, at)
    last = at
    slots.push({ path: JSON.stringify(path), shape })
    return slots.length < MOST_SLOTS
  }
  /** Whether the list is one of numbers, or of lists of one shape. */
  const list = (path: readonly string[], shape: number[], depth: number): boolean => {
    at++
    let count = 0
    for (;;) {
      space()
      const byte = bytes[at]!
      if (byte === OPEN_OBJECT || byte === QUOTE || byte === CLOSE) return false
      if (!(byte === OPEN ? list(path, shape, depth + 1) : scalar(path, shape))) return false
      count++
      space()
      if (bytes[at++] !== COMMA) break
    }
    const known = (shape[depth] ??= count)
    return known === count
  }
  const object = (path: readonly string[]): boolean => {
    at++
    for (;;) {
      space()
      if (bytes[at] !== QUOTE) return false
      const inner = [...path, JSON.parse(text()) as string]
      space()
      at++
      space()
      const byte = bytes[at]!
      if (byte === OPEN_OBJECT ? !object(inner) : byte === OPEN ? !list(inner, [], 0) : !scalar(inner, []))
        return false
      space()
      if (bytes[at++] !== COMMA) return true
    }
  }
  if (bytes[at] !== OPEN_OBJECT || !object([])) return undefined
  const end = bytes.indexOf(NEWLINE, at)
  if (end < 0) return undefined
  between.push(Uint8Array.from(bytes.subarray(last, end + 1)))
  return { slots, between }
}

/** Where a number, `true`, `false` or `null` ends. */
function endOfWord(bytes: Uint8Array, at: number): number {
  while (!/[\s,\]}]/.test(String.fromCharCode(bytes[at]!))) at++
  return at
}

/** Where a value of such a record starts. */
export function valueStart(bytes: Uint8Array, start: number, { between }: Alike, slot: number): number {
  let at = start + between[0]!.length
  for (let i = 0; i < slot; i++) {
    if (bytes[at] === QUOTE) at = bytes.indexOf(QUOTE, at + 1) + 1
    else at = endOfWord(bytes, at)
    at += between[i + 1]!.length
  }
  return at
}
