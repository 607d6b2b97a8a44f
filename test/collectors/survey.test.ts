import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Grid } from '../../src/collectors/grid.ts'
import { Groups } from '../../src/collectors/groups.ts'
import { Spread } from '../../src/collectors/spread.ts'
import { Surveyor } from '../../src/collectors/survey.ts'
import { byName, firstJson, groupsJson } from '../../src/features/states/groups-json.ts'
import { Worst } from '../../src/collectors/worst.ts'

const losses = fc.array(
  fc.oneof(
    fc.double({ min: -5, max: 50, noNaN: true }),
    fc.constantFrom(0, 1, 1e308, 1.7e308, Infinity, NaN),
  ),
  {
    minLength: 1,
    maxLength: 400,
  },
)

describe('the worst samples', () => {
  it('are those that sorting all would give', () => {
    fc.assert(
      fc.property(losses, fc.integer({ min: 1, max: 60 }), (all, count) => {
        const worst = new Worst(count)
        const samples = new Map([
          ['row', Float64Array.from(all.keys())],
          ['loss', Float64Array.from(all)],
        ])
        all.forEach((loss, row) => worst.add(samples, row, loss, loss))
        const key = (loss: number) => (Number.isNaN(loss) ? Infinity : loss)
        const order = [...all.keys()].sort(
          (a, b) =>
            Number(Number.isNaN(all[b])) - Number(Number.isNaN(all[a])) ||
            (key(all[b]!) === key(all[a]!) ? 0 : key(all[b]!) - key(all[a]!)) ||
            a - b,
        )
        expect([...worst.samples('loss').get('row')!]).toEqual(order.slice(0, count))
        const byRow = order.slice(0, count).sort((a, b) => a - b)
        expect([...worst.samples('row').get('row')!]).toEqual(byRow)
      }),
    )
  })
})

/** All that is kept of groups, exact. */
const jsonOf = (groups: Groups): unknown => {
  const plain = byName(groups.plain())
  return [groupsJson(plain).toJSON(), firstJson(plain).toJSON()]
}

describe('groups', () => {
  it('have the exact mean of their rows', () => {
    const groups = new Groups()
    for (const value of [1e16, 1, -1e16]) groups.add('a', value, 1, undefined, 0)
    groups.add('b', 6, 2, true, 1)
    expect([...groups.groups(7)]).toEqual([
      { name: 'a', count: 3, mean: 1 / 3, sum: 1, share: 1 / 7 },
      { name: 'b', count: 1, mean: 3, sum: 6, share: 6 / 7, accuracy: 1 },
    ])
  })

  it('are the same for rows of a batch, whether texts, their numbers or their cells are given', () => {
    const names = ['a', undefined, 'c']
    const codes = Int32Array.of(2, 0, -1, 1, 0, 2)
    const rows = {
      rows: Int32Array.of(1, 2, 3, 4, 5),
      sums: Float64Array.of(9, 1e300, 1e-300, -1e300, 3, NaN),
      divisors: Float64Array.of(9, 1, 0.5, 1, 1, 1),
      answers: { target: [0, 1, 2, 1, 1, 0], predicted: ['0', 1, 0, 1, 0, 0] },
      numbers: Float64Array.of(15, 14, 13, 12, 11, 10),
    }
    const texts = Array.from(codes, (code) => names[code] ?? '')
    const [one, two, three, four] = [new Groups(), new Groups(), new Groups(), new Groups()] as const
    one.addRows({ numbered: { names, codes }, texts: () => texts }, rows)
    two.addRows({ texts: () => texts }, rows)
    const bytes = Buffer.from(' "" a "a""c"')
    const places = Uint32Array.of(8, 9, 4, 5, 1, 3, 0, 0, 3, 5, 9, 12)
    four.addRows({ cells: { bytes, places }, texts: () => texts }, rows)
    const right = [false, true, false, true, false, true]
    for (const row of rows.rows)
      three.add(texts[row]!, rows.sums[row]!, rows.divisors[row]!, right[row], rows.numbers[row]!)
    expect(jsonOf(one)).toEqual(jsonOf(three))
    expect([...two.groups(1)]).toEqual([...three.groups(1)])
    expect(jsonOf(four)).toEqual(jsonOf(three))
    expect([...one.groups(1)].map(({ name }) => name)).toEqual(['c', 'a', ''])
  })

  it('stand in the order of names that are known', () => {
    const groups = new Groups()
    for (const [row, name] of ['x', 'dog', 'cat'].entries()) groups.add(name, 1, 1, undefined, row)
    expect([...groups.groups(3, ['cat', 'dog', 'cow'])].map(({ name }) => name)).toEqual(['cat', 'dog', 'x'])
  })
})

describe('the spread', () => {
  const random = (seed: number) => () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32

  it('has the quantiles of the sorted losses, as torch.quantile', () => {
    const spread = new Spread(4)
    const found = (parts: readonly number[]) => spread.quantiles(parts).map(({ value }) => value)
    spread.add([5, 1, 4, 2, 3])
    expect(found([0, 0.1, 0.2, 0.5, 0.9, 1])).toEqual([1, 1.4, 1.8, 3, 4.6, 5])
    spread.add([Infinity])
    expect(found([0, 0.5, 0.8, 0.81, 1])).toEqual([1, 3.5, 5, Infinity, Infinity])
    spread.add([-Infinity])
    expect(found([0, 0.1, 0.5, 1])).toEqual([-Infinity, -Infinity, 3, Infinity])
    spread.add([NaN])
    expect(found([0, 0.5])).toEqual([NaN, NaN])
    expect(spread.histogram()).toEqual({
      edges: [1, 2, 3, 4, 5],
      counts: [1, 1, 1, 2],
      notFinite: 3,
    })
  })

  it('has quantiles between losses whose sum is no number', () => {
    const spread = new Spread(1)
    spread.add([1.5e308, 1.6e308])
    expect(spread.quantiles([0.25, 0.5]).map(({ value }) => value)).toEqual([1.525e308, 1.55e308])
  })

  it('has places for infinite losses where there are too many to keep', () => {
    const spread = new Spread(1)
    spread.add(new Float64Array(3 << 19).fill(2))
    spread.add(new Float64Array(1 << 19).fill(Infinity))
    const values = spread.quantiles([0, 0.75, 0.76, 1]).map(({ value }) => value)
    expect(values.map((value) => Math.round(value))).toEqual([2, 2, Infinity, Infinity])
    spread.merge(spread.plain())
    expect(spread.quantiles([0.76]).map(({ value }) => value)).toEqual([Infinity])
  })

  it('keeps within 0.05 % of them where there are too many to keep', () => {
    const next = random(7)
    const all = Float64Array.from({ length: (1 << 20) + 5000 }, () => -Math.log(next() + 1e-12) - 0.5)
    const spread = new Spread(10)
    spread.add(all)
    const sorted = all.slice().sort()
    for (const { q, value, approximate } of spread.quantiles([0.001, 0.1, 0.5, 0.9, 0.999])) {
      const exact = sorted[Math.ceil(q * sorted.length) - 1]!
      expect(approximate).toBe(true)
      expect(Math.abs(value - exact)).toBeLessThanOrEqual(0.0005 * Math.abs(exact))
    }
    const { edges, counts } = spread.histogram()
    expect(edges.at(0)).toBe(sorted.at(0))
    expect(edges.at(-1)).toBe(sorted.at(-1))
    const width = (sorted.at(-1)! - sorted.at(0)!) / 10
    for (const [i, edge] of edges.entries()) {
      expect(Math.abs(edge - sorted.at(0)! - i * width)).toBeLessThan(width / 800)
    }
    expect(counts).toEqual(inBins(all, edges))
    // Nothing of it depends on the order, or on who has seen what.
    const parts = [0, 1, 2].map((part) => {
      const spread = new Spread(10)
      spread.add(all.slice((all.length * part) / 3, (all.length * (part + 1)) / 3).reverse())
      return spread
    })
    const [merged] = parts.reverse()
    for (const part of parts.slice(1)) merged!.merge(JSON.parse(JSON.stringify(part.plain(), arrays)))
    expect(merged!.histogram()).toEqual(spread.histogram())
    expect(merged!.quantiles([0.3, 0.7])).toEqual(spread.quantiles([0.3, 0.7]))
  })

  it('puts every loss into the bin between whose edges it lies', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }),
        fc.integer({ min: 1, max: 20 }),
        (all, bins) => {
          const spread = new Spread(bins)
          spread.add(all)
          const { edges, counts } = spread.histogram()
          if (edges[0] !== edges[bins]) expect(counts).toEqual(inBins(all, edges))
          expect(counts.reduce((sum, count) => sum + count, 0)).toBe(all.length)
        },
      ),
    )
  })
})

/** How many losses lie between two edges; the last bin holds the largest. */
function inBins(losses: Iterable<number>, edges: readonly number[]): number[] {
  const counts = edges.slice(1).map(() => 0)
  const last = counts.length - 1
  for (const loss of losses) {
    let bin = last
    while (loss < edges[bin]!) bin--
    if (bin < last || loss <= edges[last + 1]!) counts[bin]!++
  }
  return counts
}

/** Typed arrays as JSON has them. */
function arrays(_key: string, value: unknown): unknown {
  return value instanceof Float64Array ? Array.from(value) : value
}

describe('a grid', () => {
  const wide = fc.double({ noNaN: true, noDefaultInfinity: true })
  const narrow = fc.double({ min: 1, max: 1.0001, noNaN: true })
  const numbers = fc.oneof(
    fc.array(fc.oneof(wide, fc.constantFrom(0, -0, -5e-324, 1e-310, 1e300, -1e300)), { minLength: 1 }),
    fc.array(narrow, { minLength: 1 }),
  )

  it('counts each number between the edges that it tells', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 200 }), (all, bins) => {
        const grid = new Grid()
        for (const one of all) grid.add(one)
        const { edges, counts } = grid.histogram(bins)
        expect([...edges].sort((a, b) => a - b)).toEqual(edges)
        expect(counts).toEqual(inBins(all, edges))
      }),
    )
  })

  it('is the same in any order and any parts', () => {
    fc.assert(
      fc.property(numbers, fc.nat(), (all, cut) => {
        const [whole, first, second] = [new Grid(), new Grid(), new Grid()]
        for (const one of all) whole.add(one)
        const at = cut % all.length
        for (const one of all.slice(0, at)) first.add(one)
        for (const one of all.slice(at).reverse()) second.add(one)
        second.merge(JSON.parse(JSON.stringify(first.plain())))
        expect(second.plain()).toEqual(whole.plain())
      }),
    )
  })
})

describe('a survey', () => {
  it('leaves ignored samples out', () => {
    const surveyor = new Surveyor({
      top: 5,
      order: 'loss',
      perClass: true,
      groupBy: [],
      quantiles: [1],
      bins: undefined,
      powers: false,
      calibration: false,
      confusions: undefined,
      metrics: [],
      columns: undefined,
    })
    surveyor.add({
      samples: new Map([
        ['row', Float64Array.of(0, 1, 2)],
        ['target', Float64Array.of(1, -100, 0)],
        ['loss', Float64Array.of(2, 0, 1)],
        ['predicted', Float64Array.of(1, NaN, 1)],
      ]),
      sums: Float64Array.of(2, 0, 1),
      divisors: Float64Array.of(1, 0, 1),
    })
    const { top, perClass, topShare } = surveyor.survey(3)
    expect([...top!.get('row')!]).toEqual([0, 2])
    expect(topShare).toBe(1)
    expect([...perClass!].map(({ name, mean, accuracy }) => [name, mean, accuracy])).toEqual([
      ['0', 1, 0],
      ['1', 2, 1],
    ])
  })
})

describe('what parts have seen, merged', () => {
  const request = {
    top: 5,
    order: 'loss',
    perClass: true,
    groupBy: ['split'],
    quantiles: [0.1, 0.5],
    bins: 4,
    powers: true,
    calibration: false,
    confusions: undefined,
    metrics: [],
    columns: undefined,
  } as const
  const rowsOf = (all: readonly number[], rows: readonly number[], before = 0) => ({
    samples: new Map<string, Float64Array | string[]>([
      ['row', Float64Array.from(rows, (row) => row - before)],
      ['id', rows.map((row) => `row ${row}`)],
      ['target', rows.map((row) => String(row % 3))],
      ['loss', Float64Array.from(rows, (row) => all[row]!)],
      ['predicted', rows.map((row) => String(row % 2))],
    ]),
    labels: new Map([['split', rows.map((row) => 'stuv'[(row * 7) % 4]!)]]),
    sums: Float64Array.from(rows, (row) => all[row]!),
    divisors: Float64Array.from(rows, () => 1),
  })
  const wholeOf = (all: readonly number[]) => {
    const surveyor = new Surveyor(request)
    surveyor.add(rowsOf(all, [...all.keys()]))
    return surveyor.survey(total(all))
  }
  const total = (all: readonly number[]) => all.reduce((sum, loss) => sum + loss, 0)

  it('says what the whole says, in any order of parts and cuts', () => {
    const part = fc.integer({ min: 0, max: 2 })
    fc.assert(
      fc.property(losses, fc.array(part, { minLength: 400, maxLength: 400 }), (all, owners) => {
        const parts = [0, 1, 2].map((own) => {
          const surveyor = new Surveyor(request)
          for (const row of all.keys()) if (owners[row] === own) surveyor.add(rowsOf(all, [row]))
          return surveyor
        })
        const merged = new Surveyor(request)
        for (const one of parts.reverse()) merged.merge(structuredClone(one.plain()))
        expect(merged.survey(total(all))).toEqual(wholeOf(all))
      }),
    )
  })

  it('says what the whole says of files that each count their rows from 0', () => {
    fc.assert(
      fc.property(losses, fc.nat(400), (all, cut) => {
        const at = Math.min(cut, all.length)
        const [first, second] = [new Surveyor(request), new Surveyor(request)]
        first.add(rowsOf(all, [...all.keys()].slice(0, at)))
        second.add(rowsOf(all, [...all.keys()].slice(at), at))
        const merged = new Surveyor(request)
        merged.merge(second.plain(), at)
        merged.merge(first.plain())
        const { top, ...said } = merged.survey(total(all))
        const { top: expected, ...rest } = wholeOf(all)
        expect(said).toEqual(rest)
        expect(top!.get('id')).toEqual(expected!.get('id'))
      }),
    )
  })
})
