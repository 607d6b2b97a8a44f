import { describe, expect, it } from 'vitest'
import { Compared } from '../../src/comparison/compared.ts'

/** Losses of two models: the second differs by a hill of known mean and deviation. */
function compared(n: number, seed = 1, top = 3) {
  const result = new Compared('mean', top, seed)
  const a = Float64Array.from({ length: n }, (_, i) => 1 + (i % 7) / 7)
  const b = a.map((loss, i) => loss + ((i * 7919) % 101) / 101 - 0.25)
  for (let from = 0; from < n; from += 999) {
    const part = (values: Float64Array) => values.slice(from, from + 999)
    const rows = Float64Array.from(part(a), (_, i) => from + i)
    const rated = (losses: Float64Array) => ({
      samples: new Map([
        ['row', rows],
        ['loss', losses],
      ]),
      sums: losses,
      divisors: losses.map(() => 1),
    })
    result.add(rated(part(a)), rated(part(b)))
  }
  const differences = b.map((loss, i) => loss - a[i]!)
  const mean = differences.reduce((sum, d) => sum + d, 0) / n
  const deviation = Math.sqrt(differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (n - 1))
  return { ...result.comparison(), mean, error: deviation / Math.sqrt(n), differences }
}

describe('a comparison', () => {
  it.each([400, 30_000])('of %i samples has an interval of 1.96 standard errors', (n) => {
    const { difference, interval, mean, error } = compared(n)
    expect(difference).toBeCloseTo(mean, 12)
    expect((mean - interval.low) / error).toBeGreaterThan(1.8)
    expect((mean - interval.low) / error).toBeLessThan(2.15)
    expect((interval.high - mean) / error).toBeGreaterThan(1.8)
    expect((interval.high - mean) / error).toBeLessThan(2.15)
  })

  it('counts the better, the worse and the equal', () => {
    const { better, worse, equal, differences, samples } = compared(1000)
    expect(better).toBe(differences.filter((d) => d < 0).length)
    expect(worse).toBe(differences.filter((d) => d > 0).length)
    expect(better + worse + equal).toBe(samples)
  })

  it('draws the same with the same seed', () => {
    expect(compared(50, 5).interval).toEqual(compared(50, 5).interval)
    expect(compared(50, 5).interval).not.toEqual(compared(50, 6).interval)
  })

  it('keeps the worst regressions', () => {
    const { regressions, differences } = compared(5000)
    const sorted = [...differences].sort((a, b) => b - a)
    expect([...regressions.get('difference')!]).toEqual(sorted.slice(0, 3))
  })

  it('is the difference of the means, whatever the divisors', () => {
    const samples = (losses: readonly number[]) =>
      new Map([
        ['row', Float64Array.from(losses.keys())],
        ['loss', Float64Array.from(losses)],
      ])
    const divisors = Float64Array.of(1, 4, 0, 2)
    const a = { samples: samples([1, 2, 0, 3]), sums: Float64Array.of(1, 8, 0, 6), divisors }
    const b = { samples: samples([2, 2.5, 0, 2]), sums: Float64Array.of(2, 10, 0, 4), divisors }
    const result = new Compared('mean', 3, 1)
    result.add(a, b)
    expect(result.comparison()).toMatchObject({ difference: 1 / 7, samples: 3, better: 1, worse: 2 })
    const sums = new Compared('sum', 3, 1)
    sums.add(a, b)
    expect(sums.comparison().difference).toBe(1)
  })

  it('of many samples with unequal divisors has the interval of the bootstrap', () => {
    const both = [20_000, 20_001].map((n) => {
      const result = new Compared('mean', 0, 1)
      const divisors = Float64Array.from({ length: n }, (_, i) => 1 + (i % 4))
      const sums = divisors.map((divisor, i) => divisor * ((i * 7919) % 101))
      const rated = (sums: Float64Array) => ({ samples: new Map([['loss', sums]]), sums, divisors })
      result.add(rated(new Float64Array(n)), rated(sums))
      return result.comparison()
    })
    const [kept, normal] = both.map(({ interval }) => interval.high - interval.low)
    expect(both.map(({ interval }) => interval.method.split(',')[0])).toEqual([
      'bootstrap',
      'normal approximation',
    ])
    expect(normal! / kept!).toBeGreaterThan(0.93)
    expect(normal! / kept!).toBeLessThan(1.07)
  })
})
