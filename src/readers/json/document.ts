import type { MemberNode, ObjectNode, ValueNode } from '@humanwhocodes/momoa'
import { type ErrorCode, LossError, type Place } from '../../error.ts'
import type { Tensor } from '../../tensor.ts'

/** A value of a JSON document that knows where it stands. */
export type Json = ValueNode
export type JsonObject = ObjectNode

/** A JSON document with the places of all its values. */
export interface JsonDocument {
  readonly file: string
  readonly text: string
  readonly body: Json
}

/** A place in a document, with its line. */
export function place(
  { file, text }: Pick<JsonDocument, 'file' | 'text'>,
  line: number,
  column: number,
): Place {
  const source = text.split('\n')[line - 1]?.replace(/\r$/, '')
  return { file, line, column, source }
}

/** Where a value stands, for a message. */
export function placeOf(document: JsonDocument, node: Pick<Json, 'loc'>): Place {
  const { line, column } = node.loc.start
  return place(document, line, column)
}

/** Refuses a value, with its place. */
export function refuse(
  document: JsonDocument,
  node: Pick<Json, 'loc'>,
  message: string,
  why?: string,
  code: ErrorCode = 'E204',
): never {
  throw new LossError(code, message, { at: placeOf(document, node), why })
}

export function nameOfMember({ name }: MemberNode): string {
  return name.type === 'String' ? name.value : name.name
}

/** The member of an object by name. */
export function child(node: Json, name: string): Json | undefined {
  if (node.type !== 'Object') return undefined
  return node.members.find((member) => nameOfMember(member) === name)?.value
}

export function textOf(node: Json | undefined): string | undefined {
  return node?.type === 'String' ? node.value : undefined
}

export function listOf(node: Json): Json[] {
  return node.type === 'Array' ? node.elements.map(({ value }) => value) : []
}

/** A number, or one of the names JSON has no number for. */
export function numberOf(node: Json | undefined): number | undefined {
  if (node?.type === 'Number') return node.value
  return node?.type === 'String' && /^(NaN|-?Infinity)$/.test(node.value) ? Number(node.value) : undefined
}

/**
 * Nested lists of numbers; NaN and Infinity as text.
 *
 * @throws LossError E201 not a number, E203 ragged lists
 */
export function tensorAt(document: JsonDocument, node: Json): Tensor {
  const shape: number[] = []
  for (let list: Json | undefined = node; list?.type === 'Array'; list = list.elements[0]?.value) {
    shape.push(list.elements.length)
  }
  const data: number[] = []
  const places: Json[] = []
  const walk = (item: Json, depth: number): void => {
    if (depth < shape.length) {
      if (item.type !== 'Array' || item.elements.length !== shape[depth]) {
        refuse(document, item, 'ragged lists: they differ in length or depth', undefined, 'E203')
      }
      for (const { value } of item.elements) walk(value, depth + 1)
      return
    }
    const value = numberOf(item)
    if (value === undefined) {
      const ragged = item.type === 'Array'
      refuse(
        document,
        item,
        ragged ? 'ragged lists: they differ in length or depth' : 'this is not a number',
        ragged ? undefined : 'what JSON has no number for is spelled "NaN", "Infinity" or "-Infinity"',
        ragged ? 'E203' : 'E201',
      )
    }
    data.push(value)
    places.push(item)
  }
  walk(node, 0)
  return { data: Float64Array.from(data), shape, place: (index) => placeOf(document, places[index] ?? node) }
}
