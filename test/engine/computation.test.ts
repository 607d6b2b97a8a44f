import { expect, it } from 'vitest'
import { Computation } from '../../src/engine/compute.ts'
import { crossEntropy } from '../../src/losses/ce.ts'
import { mse } from '../../src/losses/mse.ts'

const named = (name: string) => ({ name, format: 'csv', notes: [] })
const dataset = { args: { input: named('a.csv'), target: named('b.csv') } }
const column = (...numbers: number[]) => ({ data: Float64Array.from(numbers), shape: [numbers.length] })

it('a computation without a pair is empty, was fitted to nothing, and has no report', () => {
  const computation = new Computation({ loss: mse, options: {}, reduction: 'mean' })
  expect(computation.empty).toBe(true)
  expect(computation.fitted).toBe(undefined)
  expect(() => computation.report(dataset)).toThrow(
    expect.objectContaining({ code: 'E205', message: 'a.csv and b.csv hold no data' }),
  )
})

it('a computation with a pair was fitted to it', () => {
  const computation = new Computation({ loss: mse, options: {}, reduction: 'mean' })
  const pair = {
    args: { input: column(1, 2), target: column(0, 4) },
    firstRow: 0,
    whole: true,
  }
  computation.add(pair)
  expect(computation.empty).toBe(false)
  expect(computation.fitted!.first).toBe(pair)
  expect(computation.fitted!.form.loss.name).toBe('mse')
  expect(computation.fitted!.plan.one).toBe('element')
  expect(computation.report(dataset).value).toBe(2.5)
})

it('weights of an element that are left over, or too few, are refused in the end where the data come in pieces', () => {
  const weight = (rows: number) => ({ data: new Float64Array(rows).fill(1), shape: [rows] })
  const of = (rows: number, whole: boolean) => () => {
    const computation = new Computation({ loss: mse, options: { weight: weight(rows) }, reduction: 'mean' })
    const parts = whole ? [[1, 2, 3]] : [[1, 2], [3]]
    let firstRow = 0
    for (const part of parts) {
      computation.add({ args: { input: column(...part), target: column(...part) }, firstRow, whole })
      firstRow += part.length
    }
    return computation.report(dataset).value
  }
  for (const whole of [true, false]) {
    expect(of(3, whole)()).toBe(0)
    expect(of(4, whole)).toThrow(expect.objectContaining({ code: 'E311' }))
  }
})

it('numbers of samples are kept where they are asked for', () => {
  const args = { input: { data: Float64Array.of(1, 2, 3, 4), shape: [2, 2] }, target: column(0, 1) }
  const added = (request: object) =>
    new Computation({ loss: crossEntropy, options: {}, reduction: 'mean', ...request }).add({
      args,
      firstRow: 0,
      whole: true,
    })
  expect(added({}).samples).toBe(undefined)
  expect(added({ samples: 1 }).samples).not.toBe(undefined)
  expect(added({}).grads).toBe(undefined)
  expect(added({ grad: true }).grads).not.toBe(undefined)
  expect(added({}).divisors).toBe(undefined)
  expect([...added({ perRow: true, values: true }).divisors!]).toEqual([1, 1])
})
