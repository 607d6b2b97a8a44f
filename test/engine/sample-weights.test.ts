import { describe, expect, it } from 'vitest'
import { mapArguments, type Tensor } from '../../src/tensor.ts'
import { Computation } from '../../src/engine/compute.ts'
import { formsOf } from '../../src/losses/forms.ts'
import type { PlainLoss } from '../../src/losses/loss.ts'
import { loadAll, lossNames } from '../../src/losses/registry.ts'
import type { Reduction, Report } from '../../src/report.ts'
import type { Samples } from '../../src/samples.ts'

const all = await loadAll()
const lossOf = (name: string): PlainLoss => [...formsOf(all[lossNames.indexOf(name)]!).values()][0]!

const scores = [0.5, -1.25, 3, -0.75, 0.125, 2, 1.5, -2.5]
const args: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
  mse: { input: scores, target: [1, 0, 2.5, 0, -1, 0.25, 1, 1] },
  'bce-logits': { input: scores, target: [1, 0, 1, 0.5, 0, 0, 1, 1] },
  ce: { input: scores, target: [1, 0, 0, 1] },
  'hinge-embedding': { input: scores, target: [1, -1, 1, 1, -1, -1, 1, -1] },
}
const WEIGHTS = [2, 1, 0, 4]

/** `args` with each row as often as told, as one piece or as two. */
function computed(
  name: string,
  times: readonly number[],
  weights: readonly number[] | undefined,
  reduction: Reduction,
  cut = 0,
): Report & { readonly columns: Samples } {
  const request = { loss: lossOf(name), options: {}, reduction, values: true, grad: true, samples: Infinity }
  const computation = new Computation(request)
  const rows = times.flatMap((n, row) => Array.from({ length: n }, () => row))
  let columns: Samples = new Map()
  for (const [from, to] of cut > 0
    ? [[0, cut] as const, [cut, rows.length] as const]
    : [[0, rows.length] as const]) {
    const part = (list: readonly number[], width: number): Tensor => ({
      data: Float64Array.from(
        rows.slice(from, to).flatMap((row) => list.slice(row * width, (row + 1) * width)),
      ),
      shape: width === 1 && list.length === 4 ? [to - from] : [to - from, width],
    })
    const results = computation.add({
      args: Object.fromEntries(
        Object.entries(args[name]!).map(([key, list]) => [key, part(list, list.length / 4)]),
      ),
      firstRow: from,
      whole: cut === 0,
      ...(weights && { weights: part(weights, 1) }),
    })
    columns = results.samples!
  }
  const report = computation.report({
    args: mapArguments(args[name]!, (_, key) => ({ name: key, format: 'numbers', notes: [] })),
  })
  return { ...report, columns }
}

const once = [1, 1, 1, 1]

describe.each(Object.keys(args))('a row of %s with a weight', (name) => {
  it.each([0, 1, 3])('counts as so many rows, cut at %i', (cut) => {
    for (const reduction of ['mean', 'sum'] as const) {
      const weighted = computed(name, once, WEIGHTS, reduction, cut)
      const repeated = computed(name, WEIGHTS, undefined, reduction)
      expect(weighted.value).toBe(repeated.value)
      const slopes = (report: Report) => [...report.grads!.input!.data]
      const first = [0, 2, undefined, 3]
      const want = first.flatMap((at, row) =>
        [0, 1].map((i) => (at === undefined ? 0 : WEIGHTS[row]! * slopes(repeated)[2 * at + i]!)),
      )
      expect(slopes(weighted).map((x) => x + 0)).toEqual(want.map((x) => x + 0))
    }
  })

  it('is listed with its own loss and the weight beside it, or with the product where nothing is reduced', () => {
    const plain = computed(name, once, undefined, 'none')
    const weighted = computed(name, once, WEIGHTS, 'none')
    const width = plain.values!.data.length / 4
    const want = [...plain.values!.data].map((loss, i) => loss * WEIGHTS[Math.floor(i / width)]!)
    expect([...weighted.values!.data]).toEqual(want)
    const column = ({ columns }: { columns: Samples }, key: string) => [...(columns.get(key) as Float64Array)]
    const losses = [...plain.columns.keys()].filter((key) => /^loss/.test(key))
    expect(losses.length).toBeGreaterThan(0)
    for (const key of losses) {
      const own = column(plain, key)
      expect(column(weighted, key)).toEqual(own.map((loss, row) => loss * WEIGHTS[row]!))
    }
    expect(column(computed(name, once, WEIGHTS, 'mean'), 'loss')).toEqual(
      column(computed(name, once, undefined, 'mean'), 'loss'),
    )
    for (const reduction of ['none', 'mean'] as const)
      expect(column(computed(name, once, WEIGHTS, reduction), 'weight')).toEqual(WEIGHTS)
  })
})
