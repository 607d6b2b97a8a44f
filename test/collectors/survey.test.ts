import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Groups } from '../../src/collectors/groups.ts'
import { Spread } from '../../src/collectors/spread.ts'
import { Surveyor } from '../../src/collectors/survey.ts'
import { Worst } from '../../src/collectors/worst.ts'

const losses = fc.array(
  fc.oneof(fc.double({ min: -5, max: 50, noNaN: true }), fc.constantFrom(0, 1, Infinity, NaN)),
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

describe('groups', () => {
  it('have the exact mean of their rows', () => {
    const groups = new Groups()
    for (const value of [1e16, 1, -1e16]) groups.add('a', value, 1, undefined)
    groups.add('b', 6, 2, true)
    expect(groups.groups(7)).toEqual([
      { name: 'a', count: 3, mean: 1 / 3, sum: 1, share: 1 / 7 },
      { name: 'b', count: 1, mean: 3, sum: 6, share: 6 / 7, accuracy: 1 },
    ])
  })

  it('stand in the order of names that are known', () => {
    const groups = new Groups()
    for (const name of ['x', 'dog', 'cat']) groups.add(name, 1, 1, undefined)
    expect(groups.groups(3, ['cat', 'dog', 'cow']).map(({ name }) => name)).toEqual(['cat', 'dog', 'x'])
  })
})

describe('the spread', () => {
  const random = (seed: number) => () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32

  it('has the quantiles of the sorted losses, as torch.quantile', () => {
    const spread = new Spread(4)
    spread.add([5, 1, 4, 2, 3, NaN, Infinity])
    expect(spread.quantiles([0, 0.1, 0.2, 0.5, 0.9, 1]).map(({ value }) => value)).toEqual([
      1, 1.4, 1.8, 3, 4.6, 5,
    ])
    expect(spread.histogram()).toEqual({
      edges: [1, 2, 3, 4, 5],
      counts: [1, 1, 1, 2],
      open: false,
      notFinite: 2,
    })
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
    const { counts, open } = spread.histogram()
    expect(open).toBe(true)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(all.length)
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
          const last = bins - 1
          const inside = (i: number) =>
            all.filter(
              (loss) => loss >= edges[i]! && (i === last ? loss <= edges[i + 1]! : loss < edges[i + 1]!),
            ).length
          if (edges[0] !== edges[bins]) expect(counts).toEqual(counts.map((_, i) => inside(i)))
          expect(counts.reduce((sum, count) => sum + count, 0)).toBe(all.length)
        },
      ),
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
      shares: Float64Array.of(1, 0, 1),
    })
    const { top, perClass, topShare } = surveyor.survey(3)
    expect([...top!.get('row')!]).toEqual([0, 2])
    expect(topShare).toBe(1)
    expect(perClass!.map(({ name, mean, accuracy }) => [name, mean, accuracy])).toEqual([
      ['0', 1, 0],
      ['1', 2, 1],
    ])
  })
})
