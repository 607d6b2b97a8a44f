import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draws } from '../draws.ts'
import { Workspace } from '../../src/engine/workspace.ts'
import { createKernel } from '../../src/kernel/kernel.ts'
import { ExactSum } from '../../src/numerics/exact-sum.ts'
import { ExactSums } from '../../src/numerics/many-exact-sums.ts'
import { useAddUp } from '../../src/numerics/rows-by-sum.ts'

const inKernel = new Workspace(createKernel())

const oneSum = (terms: readonly number[]) => {
  const sum = new ExactSum()
  for (const term of terms) sum.add(term)
  return sum
}
const manySums = (terms: readonly number[], index = 0) => {
  const sums = new ExactSums()
  for (const term of terms) sums.add(index, term)
  return sums
}

/** Ordinary losses, every double, and those at the ends of what there is. */
const terms = fc.array(
  fc.oneof(
    fc.double({ min: 0, max: 20, noNaN: true }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: -1e-307, max: 1e-307, noNaN: true }),
    fc.constantFrom(
      5e-324,
      -5e-324,
      2 ** -1022,
      0,
      -0,
      1,
      -1,
      2 ** 53,
      2 ** 959,
      -(2 ** 959),
      2 ** 960,
      -(2 ** 960),
    ),
    fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, 1e308),
  ),
  { maxLength: 40 },
)
const withSpecial = fc
  .tuple(terms, fc.array(fc.constantFrom(Infinity, -Infinity, Number.NaN), { maxLength: 2 }), fc.nat())
  .map(([all, special, at]) => all.toSpliced(at % (all.length + 1), 0, ...special))

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

describe('many exact sums', () => {
  it('are each the exact sum, bit by bit', () => {
    fc.assert(
      fc.property(withSpecial, fc.integer({ min: 0, max: 100 }), (list, index) => {
        const [one, many] = [oneSum(list), manySums(list, index)]
        expect(many.rounded(index)).toEqual(one.rounded())
        expect(many.value(index)).toBe(one.value())
        expect(many.plain(index)).toEqual(one.plain())
      }),
      { numRuns: draws(5000) },
    )
  })

  it('are the same where rows are added at once', () => {
    const rows = fc.array(fc.tuple(fc.nat(40), terms), { maxLength: 30 })
    fc.assert(
      fc.property(rows, fc.array(fc.nat(20), { maxLength: 3 }), fc.nat(3), (list, cuts, way) => {
        useAddUp(way === 0 ? () => 0 : inKernel.addUp)
        const all = list.flatMap(([index, numbers]) => numbers.map((number) => [index, number] as const))
        const [single, many] = [new ExactSums(), new ExactSums()]
        for (const [index, number] of all) single.add(index, number)
        const ends = [...cuts.map((cut) => Math.min(cut, all.length)), all.length].sort((a, b) => a - b)
        ends.forEach((end, i) => {
          const from = ends[i - 1] ?? 0
          const rows = Int32Array.from({ length: end - from }, (_, row) => from + row)
          if (way === 2) rows.reverse()
          many.addRows(
            rows.map((row) => all[row]![0]),
            rows,
            Float64Array.from(all, ([, number]) => number),
          )
          if (i % 2 === 1) many.value(0)
        })
        for (let index = 0; index <= 40; index++) expect(many.value(index)).toBe(single.value(index))
      }),
      { numRuns: draws(1000) },
    )
  })

  it('have one plain form for the same terms, in any order and cut, which JSON keeps', () => {
    fc.assert(
      fc.property(terms, fc.nat(), fc.nat(), (all, turn, cut) => {
        // A sum that crosses 2^960 is the same number, but may be written with another scale.
        const crosses = all.some((term) => Math.abs(term) > 2 ** 950)
        const whole = oneSum(all)
        const at = turn % (all.length + 1)
        const turned = [...all.slice(at), ...all.slice(0, at)].reverse()
        const parts = cut % (all.length + 1)
        const many = manySums(turned.slice(parts), 3)
        many.merge(3, JSON.parse(JSON.stringify(oneSum(turned.slice(0, parts)).plain())))
        const one = oneSum(turned.slice(0, parts))
        one.merge(manySums(turned.slice(parts)).plain(0))
        for (const other of [oneSum(turned), one]) expect(other.value()).toBe(whole.value())
        expect(many.value(3)).toBe(whole.value())
        expect(oneSum(turned).rounded()).toEqual(whole.rounded())
        if (crosses) return
        for (const other of [oneSum(turned), one]) expect(other.plain()).toEqual(whole.plain())
        expect(many.plain(3)).toEqual(whole.plain())
        expect(many.rounded(3)).toEqual(whole.rounded())
        expect(JSON.parse(JSON.stringify(whole.plain()))).toEqual(whole.plain())
      }),
      { numRuns: draws(5000) },
    )
  })

  it('keep the last bit of what is left where huge terms cancel, and what it decides where they do not', () => {
    const half = 9.7453140114e288 / 2
    const cases: [number[], number][] = [
      [[2 * half, -half, -half, 5e-324], 5e-324],
      [[-(2 ** 1023), -1e-300, 2 ** 1022, 2 ** 1022], -1e-300],
      [[2 ** 1023, 2 ** 970, 5e-324], 2 ** 1023 + 2 ** 971],
      [[2 ** 1023, 2 ** 970, -5e-324], 2 ** 1023],
      [[2 ** 1023, 2 ** 970], 2 ** 1023],
      [[2 ** 1023, 2 ** 970, 2 ** 971, -5e-324], 2 ** 1023 + 2 ** 971],
    ]
    for (const [terms, sum] of cases) {
      for (const ordered of [terms, terms.toReversed()]) {
        expect(oneSum(ordered).value()).toBe(sum)
        expect(manySums(ordered).value(0)).toBe(sum)
        expect(manySums(ordered).rounded(0)).toEqual(oneSum(ordered).rounded())
      }
    }
  })

  it('do not touch each other', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(200), fc.double({ noNaN: true })), { maxLength: 300 }),
        (added) => {
          const sums = new ExactSums()
          const ones = new Map<number, ExactSum>()
          for (const [index, term] of added) {
            sums.add(index, term)
            ones.set(index, ones.get(index) ?? new ExactSum())
            ones.get(index)!.add(term)
          }
          for (const [index, one] of ones) expect(sums.rounded(index)).toEqual(one.rounded())
          expect(sums.value(1000)).toBe(0)
        },
      ),
    )
  })

  it('stay few terms of many ordinary losses: in lists each took ten times as long to add to', () => {
    useAddUp(() => 0)
    const sums = new ExactSums()
    const numbers = Int32Array.from({ length: 20_000 }, (_, i) => i % 50)
    const losses = Float64Array.from(numbers, (_, i) => ((((i * 7919) % 20011) - 10000) / 5000) ** 2)
    sums.addRows(
      numbers,
      numbers.map((_, i) => i),
      losses,
    )
    for (const [i, loss] of losses.entries()) sums.add(50 + (i % 50), loss)
    expect(sums.plainSums(100).others.size).toBe(0)
    for (let group = 0; group < 50; group++) {
      const own = oneSum([...losses].filter((_, i) => i % 50 === group))
      expect([sums.plain(group), sums.plain(50 + group)]).toEqual([own.plain(), own.plain()])
    }
  })

  it('take little memory each', () => {
    collect()
    const before = process.memoryUsage().arrayBuffers
    const kept = Array.from({ length: 300 }, () => new ExactSums())
    for (const sums of kept) sums.addRows(Int32Array.of(0, 1), Int32Array.of(0, 1), Float64Array.of(1, 2))
    collect()
    expect((process.memoryUsage().arrayBuffers - before) / kept.length).toBeLessThan(2000)
    for (const sums of kept) expect(sums.value(1)).toBe(2)
  })

  it('take little memory, also of many terms', () => {
    const sums = new ExactSums()
    const groups = 100_000
    collect()
    const before = process.memoryUsage()
    for (let i = 0; i < 20 * groups; i++) sums.add(i % groups, Math.abs(Math.sin(i)) * 7)
    // What grew is copied, and the copies before are nobody's.
    collect()
    const after = process.memoryUsage()
    const used = after.arrayBuffers - before.arrayBuffers
    expect(used / groups).toBeLessThan(150)
    expect(sums.value(5)).toBeGreaterThan(0)
  })
})
