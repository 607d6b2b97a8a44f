import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mapArguments, type Tensor } from '../../src/tensor.ts'
import { Evidence, type PlainEvidence } from '../../src/engine/evidence.ts'
import { plan } from '../../src/engine/plan.ts'
import type { PlainLoss } from '../../src/losses/loss.ts'
import { draws } from '../draws.ts'
import { type Args, batch } from '../drawn-arguments.ts'
import { everyForm } from '../every-form.ts'
import { same } from '../same.ts'

const form = (title: string) => everyForm.find(([own]) => own === title)![1]()

const rowsOf = (args: Args) => Object.values(args)[0]!.shape[0]!

function seen(loss: PlainLoss, options: Record<string, unknown>, args: Args, cuts: readonly number[] = []) {
  const ends = [0, ...cuts, rowsOf(args)]
  const evidence = new Evidence()
  const parts = ends.slice(1).map((to, i) => {
    const from = ends[i]!
    const part = mapArguments(args, ({ data, shape }: Tensor): Tensor => {
      const width = data.length / shape[0]!
      return { data: data.slice(from * width, to * width), shape: [to - from, ...shape.slice(1)] }
    })
    const own = new Evidence()
    const fitted = plan(loss, options, part)
    own.see(fitted, part, from)
    evidence.see(fitted, part, from)
    return own.plain()
  })
  const merged = new Evidence()
  for (const part of parts) merged.merge(part)
  return { found: evidence.found, merged: merged.found }
}

/** What is told of evidence: of a suspicion that a row refuted, nothing else. */
function facts({ between, miss, logRows, notLog, hot, ...found }: PlainEvidence) {
  return {
    ...found,
    between: found.unit && between,
    miss: found.nearOne && miss,
    notLog: notLog > 0,
    logRows: notLog === 0 && logRows,
    hot: found.oneHot && hot,
  }
}

/** Numbers as people have them: probabilities, one-hot rows, counters, percentages, logits. */
const habits: Readonly<Record<string, (x: number, row: number, column: number) => number>> = {
  drawn: (x) => x,
  probabilities: (x) => Math.abs(x) % 1,
  hot: (_x, row, column) => (row % 3 === column ? 1 : 0),
  counted: (x, row, column) => (column === 0 ? row : x),
  'counted from 1': (x, row, column) => (column === 0 ? row + 1 : x),
  'zeros of two signs': (_x, row, column) => (row % 2 === column % 2 ? -0 : 0),
}

describe.each(everyForm.filter(([, make]) => make().one !== 'batch'))('evidence of %s', (_title, make) => {
  it('is the same however the rows are cut, one after the other or merged', () => {
    const loss = make()
    fc.assert(
      fc.property(
        batch(loss),
        fc.nat(),
        fc.nat(),
        fc.constantFrom(...Object.keys(habits)),
        (drawn, a, b, habit) => {
          const [first] = Object.keys(drawn) as [string]
          const { domain, kind } = loss.takes[first]!
          const input = drawn[first]!
          const fits = kind !== 'index' && domain.min === undefined && domain.above === undefined
          const data = input.data.map((x, i) => habits[habit]!(x, Math.floor(i / 3), i % 3))
          const args = fits ? { ...drawn, [first]: { ...input, data } } : drawn
          const rows = rowsOf(args)
          const cuts = [a % (rows + 1), b % (rows + 1)].sort((x, y) => x - y)
          const whole = seen(loss, {}, args).found
          const parts = seen(loss, {}, args, rows > 1 ? cuts.filter((at) => at > 0 && at < rows) : [])
          same(facts(parts.found), facts(whole))
          same(facts(parts.merged), facts(whole))
        },
      ),
      { numRuns: draws(80) },
    )
  })
})

const tensor = (rows: readonly (readonly number[])[]): Tensor => ({
  data: Float64Array.from(rows.flat()),
  shape: [rows.length, rows[0]!.length],
})
const list = (...data: number[]): Tensor => ({ data: Float64Array.from(data), shape: [data.length] })
const classes = list(0, 1)

it.each<[string, string, Tensor, Tensor, object]>([
  [
    'probabilities',
    'bce-logits',
    list(0, 0.5, 1),
    list(0, 1, 1),
    { numbers: 3, rows: 3, unit: true, between: true },
  ],
  ['words for 0 and 1', 'bce-logits', list(0, 1, 1), list(0, 1, 1), { unit: true, between: false }],
  ['more than 1', 'bce-logits', list(0, 1.5), list(0, 1), { unit: false }],
  ['less than 0', 'bce-logits', list(-0.1, 0.5), list(0, 1), { unit: false }],
  ['signs', 'bce-logits', list(3, 4), list(-1, 1), { signs: true, whole: false, largest: 1 }],
  ['percentages', 'bce-logits', list(3, 4), list(0, 100), { signs: false, whole: true, largest: 100 }],
  ['fractions', 'bce-logits', list(3, 4), list(0.5, 1), { signs: false, whole: false }],
  ['what is cut off', 'bce', list(0, 0, 1, 1, 1e-44, 0.5), list(0, 1, 0, 1, 0.5, 1), { clamped: 3 }],
  [
    'distributions',
    'ce',
    tensor([
      [0.25, 0.75],
      [0, 1],
    ]),
    classes,
    { rows: 2, sumToOne: true, nearOne: true, miss: 0 },
  ],
  [
    'nearly distributions',
    'ce',
    tensor([
      [0.25, 0.76],
      [0, 1],
    ]),
    classes,
    { sumToOne: false, nearOne: true },
  ],
  [
    'distributions beside an ignored row',
    'ce',
    tensor([
      [5, -1],
      [0.25, 0.75],
    ]),
    list(-100, 1),
    { rows: 2, sumToOne: true, nearOne: true },
  ],
  [
    'at the end of nearly',
    'ce',
    tensor([
      [0.5, 0.5 + 2 ** -6],
      [0, 1],
    ]),
    classes,
    { nearOne: true, miss: 2 ** -6 },
  ],
  [
    'no distributions',
    'ce',
    tensor([
      [0.25, 0.85],
      [0, 1],
    ]),
    classes,
    { sumToOne: false, nearOne: false },
  ],
  [
    'a sum of 1 with less than 0',
    'ce',
    tensor([
      [-0.25, 1.25],
      [0, 1],
    ]),
    classes,
    { sumToOne: false, nearOne: false },
  ],
  [
    'log-probabilities',
    'nll',
    tensor([
      [Math.log(0.25), Math.log(0.75)],
      [-Infinity, 0],
    ]),
    classes,
    { logRows: 2, notLog: 0 },
  ],
  [
    'logits',
    'nll',
    tensor([
      [0.5, 1],
      [-1, -2],
    ]),
    classes,
    { logRows: 2, notLog: 2 },
  ],
  [
    'an ignored row',
    'nll',
    tensor([
      [0.5, 1],
      [-1, -2],
    ]),
    list(-100, 1),
    { rows: 2, logRows: 1, notLog: 1 },
  ],
  [
    'logits for ce',
    'ce',
    tensor([
      [0.5, 1],
      [-1, -2],
    ]),
    classes,
    { logRows: 1, notLog: 1 },
  ],
  [
    'a first row that counts',
    'mse',
    tensor([
      [0, 1, 2],
      [0.5, 3, 4],
    ]),
    tensor([
      [0, 0, 0],
      [0, 0, 0],
    ]),
    { countingRow: true, fraction: true },
  ],
  [
    'whole numbers',
    'mse',
    tensor([
      [0, 1, 2],
      [5, 3, 4],
    ]),
    tensor([
      [0, 0, 0],
      [0, 0, 0],
    ]),
    { countingRow: true, fraction: false },
  ],
  [
    'another first row',
    'mse',
    tensor([
      [0, 1, 3],
      [0.5, 3, 4],
    ]),
    tensor([
      [0, 0, 0],
      [0, 0, 0],
    ]),
    { countingRow: false },
  ],
  [
    'columns that count',
    'mse',
    tensor([
      [0, 1],
      [1, 2],
    ]),
    tensor([
      [0, 0],
      [0, 0],
    ]),
    { counting: [true, false, false, true] },
  ],
  [
    'vectors, of which nothing is looked at,',
    'multilabel-margin',
    tensor([[0.5, 0.5]]),
    tensor([[0, -1]]),
    { rows: 0 },
  ],
  [
    'probabilities, with a first class that is the best,',
    'ce',
    tensor([
      [0.5, 0.5],
      [0, 1],
    ]),
    tensor([
      [0.5, 0.5],
      [0.25, 0.75],
    ]),
    { beside: [0, 0, 0, 0] },
  ],
  [
    'classes beside those of the targets,',
    'ce',
    tensor([
      [9, 0, 0, 0],
      [0, 9, 0, 0],
      [0, 0, 9, 0],
      [0, 0, 9, 0],
      [0, 0, 0, 9],
      [9, 0, 0, 9],
    ]),
    list(1, 2, 2, 1, 1, 3),
    { beside: [1, 1, 1, 1] },
  ],
  [
    'numbers that are those of the target in one column',
    'mse',
    tensor([
      [1, 5],
      [-2, 6],
    ]),
    tensor([
      [1, 7],
      [-2, 6],
    ]),
    { twins: [-2, 1, 1, 0], least: [-2, 1] },
  ],
  [
    'numbers that are not finite,',
    'mse',
    list(-Infinity, 3, Infinity, 5),
    list(4, -0, 0, NaN),
    { least: [0, 3] },
  ],
  [
    'one column',
    'mse',
    tensor([[0], [1]]),
    tensor([[0], [0]]),
    { counting: [], countingRow: true, fraction: false, wholeBelow: true, zeroTarget: true },
  ],
  [
    'fractions below 0',
    'mse',
    tensor([[0], [0.5], [0.25]]),
    tensor([[0], [0], [1]]),
    { countingRow: true, fraction: true, wholeBelow: false, zeroTarget: true },
  ],
  [
    'a target that begins otherwise',
    'mse',
    tensor([[0], [0.5], [0.25]]),
    tensor([[3], [0], [1]]),
    { countingRow: true, zeroTarget: false },
  ],
  [
    'rows of percentages',
    'ce',
    tensor([
      [20, 80],
      [50, 49.9],
    ]),
    list(0, 1),
    { hundred: true, sumToOne: false },
  ],
])('%s are seen in the input of %s', (_what, title, input, target, found) => {
  const args = { input, target }
  const whole = seen(form(title), {}, args)
  expect(whole.found).toMatchObject(found)
  const cut = seen(form(title), {}, args, [1])
  expect(facts(cut.found)).toEqual(facts(whole.found))
  expect(facts(cut.merged)).toEqual(facts(whole.found))
})

it.each([
  [
    [
      [1, 0, 0],
      [0, 0, 1],
    ],
    true,
    [1, 0, 1],
  ],
  [
    [
      [1, 0, 0],
      [0, 1, 1],
    ],
    false,
    undefined,
  ],
  [
    [
      [1, 0, 0],
      [0, 0, 0],
    ],
    false,
    undefined,
  ],
  [
    [
      [1, 0, 0],
      [0.5, 0.5, 0],
    ],
    false,
    undefined,
  ],
])('one-hot targets %j beside weights are counted', (rows, oneHot, hot) => {
  const args = {
    input: tensor([
      [1, 2, 3],
      [3, 2, 1],
    ]),
    target: tensor(rows),
  }
  const options = { weight: list(1, 2, 3) }
  for (const { found, merged } of [seen(form('ce'), options, args), seen(form('ce'), options, args, [1])])
    for (const one of [found, merged]) {
      expect(one.oneHot).toBe(oneHot)
      if (hot) expect(one.hot).toEqual(hot)
    }
  expect(seen(form('ce'), {}, args).found.hot).toEqual([])
})

it('rows are looked at by their numbers, from the 64th on one in 64', () => {
  const rows = 300
  const input = tensor(Array.from({ length: rows }, (_, r) => [r % 64 === 0 || r < 64 ? 0 : 5, -Infinity]))
  const target = { data: new Float64Array(rows), shape: [rows] }
  const fitted = plan(form('nll'), {}, { input, target })
  const evidence = new Evidence()
  evidence.see(fitted, { input, target }, 0)
  expect(evidence.found).toMatchObject({ logRows: 64 + 4, notLog: 0 })
  // Of rows that are left over, those whose numbers would be looked at.
  const some = new Evidence()
  const numbers = Float64Array.from({ length: rows }, (_, r) => 2 * r)
  some.see(fitted, { input, target }, 0, numbers)
  expect(some.found.logRows).toBe(32 + Math.floor(598 / 64))
  // In images each place of a row is one.
  const images = { data: new Float64Array(4 * rows).fill(-1), shape: [rows, 2, 2] }
  const indices = { data: new Float64Array(2 * rows), shape: [rows, 2] }
  const places = new Evidence()
  places.see(
    plan(form('nll'), {}, { input: images, target: indices }),
    { input: images, target: indices },
    0,
    numbers,
  )
  const place = Array.from({ length: 2 * rows }, (_, i) => 4 * Math.floor(i / 2) + (i % 2))
  expect(places.found.logRows).toBe(place.filter((n) => n < 64 || n % 64 === 0).length)
  const behind = new Evidence()
  behind.see(fitted, { input, target }, 65)
  expect(behind.found.logRows).toBe(Math.floor(364 / 64) - 1)
})
