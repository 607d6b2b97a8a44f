import { describe, expect, it } from 'vitest'
import { Compared } from '../../src/comparison/compared.ts'
import { SeriesOf } from '../../src/comparison/series.ts'
import type { Report } from '../../src/report.ts'
import type { JudgedRows } from '../../src/samples.ts'

const rows = 300
const order = Array.from({ length: rows }, (_, i) => (i * 11) % rows)
const lossesOf = (model: number) =>
  Float64Array.from({ length: rows }, (_, i) => ((i * 37 + model * 11) % 101) / (20 + model))

/** Samples of one model, in pieces of some rows. */
function rated(losses: Float64Array, at: readonly number[], size: number): JudgedRows[] {
  return Array.from({ length: Math.ceil(at.length / size) }, (_, piece) => {
    const part = at.slice(piece * size, (piece + 1) * size)
    const sums = Float64Array.from(part, (row) => losses[row]!)
    return {
      samples: new Map<string, Float64Array | string[]>([
        ['row', Float64Array.from(part, (_, i) => piece * size + i)],
        ['id', part.map((row) => `s${row}`)],
        ['target', Float64Array.from(part, (row) => row % 3)],
        ['loss', sums],
      ]),
      sums,
      // A fifth is ignored.
      divisors: Float64Array.from(part, (row) => (row % 5 === 0 ? 0 : 1)),
    }
  })
}

function scores(series: SeriesOf, pieces: readonly JudgedRows[], id: string | undefined) {
  const found = series.scores(id)
  for (const piece of pieces) found.add(piece)
  return found
}

const natural = Array.from({ length: rows }, (_, i) => i)
const report = (value: number) => ({ value, samples: rows }) as Report

describe('a series', () => {
  it.each([7, 300])('of two has the difference and the interval of a comparison, in pieces of %i', (size) => {
    const pieces = [1, 2].map((model) => rated(lossesOf(model), natural, size))
    const compared = new Compared('mean', 3, 1)
    pieces[0]!.forEach((piece, i) => compared.add(piece, pieces[1]![i]!))
    const { difference, interval, better, worse, equal } = compared.comparison()
    const series = new SeriesOf('previous', 'mean', 1)
    pieces.forEach((one, i) => series.add(`m${i}`, report(i), scores(series, one, undefined)))
    const [, second] = series.series().models
    expect(second!.step).toEqual({ difference, interval, paired: 'order', counts: { better, worse, equal } })
  })

  it('pairs by ids whatever the order, and says why it does not pair', () => {
    const stepTo = (pieces: JudgedRows[], id: string | undefined) => {
      const series = new SeriesOf('first', 'mean', 1)
      series.add('a', report(1), scores(series, rated(lossesOf(1), natural, 50), id))
      series.add('b', report(0.5), scores(series, pieces, id))
      return series.series().models[1]!.step!
    }
    const straight = stepTo(rated(lossesOf(2), natural, 50), 'id')
    const shuffled = stepTo(rated(lossesOf(2), order, 41), 'id')
    expect([straight.paired, shuffled.paired]).toEqual(['ids', 'ids'])
    expect(shuffled.difference).toBe(straight.difference)
    expect(shuffled.counts).toEqual(straight.counts)
    const blind = stepTo(rated(lossesOf(2), order, 41), undefined)
    expect(blind).toMatchObject({ paired: 'no', why: 'other targets' })
    expect(blind.difference).toBeCloseTo(straight.difference, 12)
    expect(blind.interval.high - blind.interval.low).toBeGreaterThan(0)
    expect(stepTo(rated(lossesOf(2), natural.slice(2), 50), 'id').why).toBe('another number of samples')
    const renamed = rated(lossesOf(2), natural, 50).map((piece) => ({
      ...piece,
      samples: new Map([
        ...piece.samples,
        ['id', (piece.samples.get('id') as string[]).map((id) => `x${id}`)],
      ]),
    }))
    expect(stepTo(renamed, 'id').why).toBe('other ids')
    const heavier = rated(lossesOf(2), natural, 50).map((piece) => ({
      ...piece,
      divisors: piece.divisors.map((s) => 2 * s),
    }))
    expect(stepTo(heavier, 'id').why).toBe('other weights')
  })

  it('takes independent samples for independent: the variances of both means add up', () => {
    const series = new SeriesOf('previous', 'mean', 1)
    const [a, b] = [lossesOf(1), lossesOf(2)]
    const whole = (losses: Float64Array, at: number[]) => [
      { ...rated(losses, at, rows)[0]!, divisors: new Float64Array(at.length).fill(1) },
    ]
    series.add('a', report(1), scores(series, whole(a, natural), undefined))
    series.add('b', report(1), scores(series, whole(b, natural.slice(0, 200)), undefined))
    const { difference, interval } = series.series().models[1]!.step!
    const mean = (values: Float64Array) => values.reduce((sum, one) => sum + one, 0) / values.length
    const error = (values: Float64Array) =>
      values.reduce((sum, one) => sum + (one - mean(values)) ** 2, 0) / (values.length - 1) / values.length
    const second = b.slice(0, 200)
    expect(difference).toBeCloseTo(mean(second) - mean(a), 12)
    expect((interval.high - interval.low) / 2).toBeCloseTo(
      1.959963984540054 * Math.sqrt(error(a) + error(second)),
      12,
    )
  })

  it('knows the best, and how far the last is from it', () => {
    const series = new SeriesOf('previous', 'mean', 1)
    const pieces = (model: number) => rated(lossesOf(model), natural, 50)
    for (const [i, value] of [3, Number.NaN, 1, 1, 2].entries())
      series.add(`m${i}`, report(value), scores(series, pieces(i), undefined))
    expect(series.series()).toMatchObject({ best: 2, sinceBest: { paired: 'order' } })
    const none = new SeriesOf('previous', 'mean', 1)
    none.add('m', report(Number.NaN), scores(none, pieces(1), undefined))
    expect(none.series()).not.toHaveProperty('best')
  })
})
