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
    fc.property(texts, texts, fc.constantFrom(undefined, 2097159), (first, second, factor) => {
      const [one, other] = [new TextNumbers(), new TextNumbers(factor)]
      const known = new Map<string, number>()
      const numberOf = (text: string) => known.set(text, known.get(text) ?? known.size).get(text)
      expect(first.map((text) => one.add(text))).toEqual(first.map(numberOf))
      for (const text of second) other.add(text)
      const others = [...new Set(second)]
      expect([...one.addAll(other.plain())]).toEqual(others.map(numberOf))
      expect([...first, ...second].map((text) => one.add(text))).toEqual([...first, ...second].map(numberOf))
      expect(Array.from({ length: one.size }, (_, i) => one.text(i))).toEqual([...known.keys()])
      const plain = one.plain()
      const order = inTextOrder(plain) ?? plain.ends.keys()
      expect(Array.from(order, (i) => textAt(plain, i))).toEqual([...known.keys()].sort())
    }),
  )
})

it('numbers thousands of texts as a Map does, met again, as cells and from others', () => {
  const all = Array.from(
    { length: 9000 },
    (_, i) => `u${(i * 7919) % 5003}${'é'.repeat(i % 7 === 0 ? 1 : 0)}`,
  )
  const known = new Map<string, number>()
  const wanted = all.map((text) => known.set(text, known.get(text) ?? known.size).get(text))
  const [one, cellwise] = [new TextNumbers(), new TextNumbers()]
  expect(all.map((text) => one.add(text))).toEqual(wanted)
  expect([...new TextNumbers().addAll(one.plain())]).toEqual([...known.keys()].map((_, i) => i))
  expect([...one.addAll(one.plain())]).toEqual([...known.keys()].map((_, i) => i))
  const bytes = Buffer.from(all.join(','))
  const places = new Uint32Array(2 * all.length)
  let at = 0
  for (const [i, text] of all.entries()) {
    places.set([at, at + Buffer.byteLength(text)], 2 * i)
    at += Buffer.byteLength(text) + 1
  }
  const rows = Int32Array.from(all, (_, i) => i)
  const numbers = new Int32Array(all.length)
  for (let i = 0; i < all.length; i++) {
    i = cellwise.addCells({ bytes, places }, rows, numbers, i)
    if (i < all.length) numbers[i] = cellwise.add(all[i]!)
  }
  expect([...numbers]).toEqual(wanted)
})

it('takes no longer for an unlucky factor: with 507346945 hashes of numbers in order stood side by side', () => {
  const timeOf = (factor: number) => {
    const numbers = new TextNumbers(factor)
    const start = process.cpuUsage()
    for (let i = 0; i < 200_000; i++) numbers.add(`u${String(i).padStart(7, '0')}`)
    return process.cpuUsage(start).user / 1000
  }
  const usual = timeOf(1288490189)
  // It was fifteen times as long.
  expect(timeOf(507346945)).toBeLessThan(5 * usual + 50)
})
