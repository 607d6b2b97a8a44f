import fc from 'fast-check'
import { expect, it } from 'vitest'
import { TextNumbers } from '../../src/collectors/text-numbers.ts'
import { inTextOrder, textAt } from '../../src/packed-texts.ts'

/** Any text; fast-check's own takes half a second to list all characters. */
const anything = fc
  .array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 10 })
  .map((codes) => String.fromCodePoint(...codes))
const texts = fc.array(fc.oneof(fc.string(), anything, fc.constantFrom('', 'a', 'aé', '\ud800')), {
  maxLength: 200,
})

it('numbers texts as a Map does, in parts and whole, and sorts them as texts are', () => {
  fc.assert(
    fc.property(texts, texts, (first, second) => {
      const [one, other] = [new TextNumbers(), new TextNumbers()]
      const known = new Map<string, number>()
      const numberOf = (text: string) => known.set(text, known.get(text) ?? known.size).get(text)
      expect(first.map((text) => one.add(text))).toEqual(first.map(numberOf))
      for (const text of second) other.add(text)
      const others = [...new Set(second)]
      expect([...one.addAll(other.plain())]).toEqual(others.map(numberOf))
      expect(Array.from({ length: one.size }, (_, i) => one.text(i))).toEqual([...known.keys()])
      for (const text of ['a', 'b', ...second]) expect(one.find(text)).toBe(known.get(text))
      const plain = one.plain()
      const order = inTextOrder(plain) ?? plain.ends.keys()
      expect(Array.from(order, (i) => textAt(plain, i))).toEqual([...known.keys()].sort())
    }),
  )
})
