import type { Json, JsonDocument } from '../../readers/json/document.ts'

/** A value in memory as a document, so that what reads suites of files reads it too; places are those of nothing. */
export function documentOf(value: unknown, name: string): JsonDocument {
  const place = { file: name, line: 1, column: 1, source: '' }
  return { file: name, bytes: new Uint8Array(0), body: nodeOf(value), place: () => place, valueAt: nodeOf }
}

const span = { from: 0, to: 0 }

function nodeOf(value: unknown): Json {
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView)))
    return { type: 'Array', elements: Array.from(value as ArrayLike<unknown>, nodeOf), ...span }
  if (typeof value === 'string') return { type: 'String', value, ...span }
  if (typeof value === 'boolean') return { type: 'Boolean', value, ...span }
  if (typeof value === 'number' || typeof value === 'bigint')
    return { type: 'Number', value: Number(value), ...span }
  if (typeof value !== 'object' || value === null) return { type: 'Null', ...span }
  const members = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([name, one]) => ({ name, value: nodeOf(one), ...span }))
  return { type: 'Object', members, ...span }
}
