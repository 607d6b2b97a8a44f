import type { Json, JsonDocument } from '../../readers/json/document.ts'

/** A value in memory as a document, so that what reads suites of files reads it too; places are those of nothing. */
export function documentOf(value: unknown, name: string): JsonDocument {
  return { file: name, text: '', body: nodeOf(value) }
}

const loc = { start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } }

function nodeOf(value: unknown): Json {
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
    const elements = Array.from(value as ArrayLike<unknown>, (one) => ({
      type: 'Element',
      value: nodeOf(one),
      loc,
    }))
    return { type: 'Array', elements, loc } as Json
  }
  if (typeof value === 'string') return { type: 'String', value, loc }
  if (typeof value === 'boolean') return { type: 'Boolean', value, loc }
  if (typeof value === 'number' || typeof value === 'bigint') {
    const number = Number(value)
    // As JSON has it.
    return Number.isFinite(number)
      ? { type: 'Number', value: number, loc }
      : { type: 'String', value: String(number), loc }
  }
  if (typeof value !== 'object' || value === null) return { type: 'Null', loc }
  const members = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([name, one]) => ({ type: 'Member', name: nodeOf(name), value: nodeOf(one), loc }))
  return { type: 'Object', members, loc } as Json
}
