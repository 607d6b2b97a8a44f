import { type ErrorCode, LossError, type Place } from '../../error.ts'
import { sizeOf, type Tensor } from '../../tensor.ts'

interface Span {
  readonly from: number
  readonly to: number
}

/** A value of a JSON document that knows where it stands. */
export type Json = Span &
  (
    | { readonly type: 'Object'; readonly members: readonly JsonMember[] }
    | { readonly type: 'Array'; readonly elements: readonly Json[] }
    | { readonly type: 'String'; readonly value: string }
    | { readonly type: 'Number'; readonly value: number }
    | { readonly type: 'Boolean'; readonly value: boolean }
    | { readonly type: 'Null' }
  )
export type JsonObject = Extract<Json, { type: 'Object' }>

export interface JsonMember extends Span {
  readonly name: string
  readonly value: Json
}

/** A JSON document with the places of all its values. */
export interface JsonDocument {
  readonly file: string
  readonly bytes: Uint8Array
  readonly body: Json
  /** Where an index into its bytes is, with its line. */
  place(index: number): Place
  /** The value that begins at an index. */
  valueAt(index: number): Json
}

export const placeOf = (document: JsonDocument, { from }: Span): Place => document.place(from)

export function refuse(
  document: JsonDocument,
  node: Span,
  message: string,
  why?: string,
  code: ErrorCode = 'E204',
): never {
  throw new LossError(code, message, { at: placeOf(document, node), why })
}

export function child(node: Json, wanted: string): Json | undefined {
  return node.type === 'Object' ? node.members.find(({ name }) => name === wanted)?.value : undefined
}

export function textOf(node: Json | undefined): string | undefined {
  return node?.type === 'String' ? node.value : undefined
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
  for (let list: Json | undefined = node; list?.type === 'Array'; list = list.elements[0]) {
    shape.push(list.elements.length)
  }
  const data = numbersIn(document, node, shape)
  const { from } = node
  // The values are read again where a place is asked for: a suite may have millions.
  const place = (index: number) => placeOf(document, leafAt(document.valueAt(from), shape, index))
  return { data: Float64Array.from(data), shape, place }
}

function leafAt(node: Json, shape: readonly number[], index: number): Json {
  let leaf = node
  for (let depth = 0, rest = index; leaf.type === 'Array'; depth++) {
    const width = sizeOf(shape.slice(depth + 1))
    leaf = leaf.elements[Math.floor(rest / width)]!
    rest %= width
  }
  return leaf
}

function numbersIn(document: JsonDocument, node: Json, shape: readonly number[]): number[] {
  const data: number[] = []
  const walk = (item: Json, depth: number): void => {
    if (depth < shape.length) {
      if (item.type !== 'Array' || item.elements.length !== shape[depth])
        refuse(document, item, 'ragged lists: they differ in length or depth', undefined, 'E203')
      for (const element of item.elements) walk(element, depth + 1)
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
  }
  walk(node, 0)
  return data
}
