import { expect, it } from 'vitest'
import { exampleNumbers, isFixed, isWide, shapeOf } from '../src/losses/example-numbers.ts'
import { formsOf, spellingsOf } from '../src/losses/forms.ts'
import type { PlainLoss } from '../src/losses/loss.ts'
import { loadAll } from '../src/losses/registry.ts'
import { inRange } from '../src/options.ts'

const forms = new Map<string, PlainLoss>()
for (const loss of await loadAll())
  for (const form of formsOf(loss).values())
    for (const one of [...spellingsOf(form).values(), form])
      if (!forms.has(one.name)) forms.set(one.name, one)

const logits = [
  [-0.4089, -1.2471, 0.5907],
  [-0.4897, -0.8267, -0.7349],
  [0.5241, -0.1246, -0.4751],
]
const reversed = logits.map((row) => row.toReversed())
const [first, second, third] = logits as [number[], number[], number[]]
const sigmoids = [
  [0.3992, 0.2232, 0.6435],
  [0.38, 0.3043, 0.3241],
  [0.6281, 0.4689, 0.3834],
]
const logSoftmaxes = [
  [-1.423, -2.2612, -0.4234],
  [-0.9149, -1.2519, -1.1601],
  [-0.6371, -1.2858, -1.6363],
]
const ones = [
  [0, 1, 1],
  [0, 0, 1],
  [1, 0, 1],
]
const signs = ones.map((row) => row.map((t) => 2 * t - 1))

it.each<[string, Readonly<Record<string, readonly (readonly number[])[]>>]>([
  ['bce', { input: sigmoids, target: ones }],
  ['bce --from logits', { input: logits, target: ones }],
  ['ce', { input: logits, target: [[2], [1], [0]] }],
  ['ce --from log-probs', { input: logSoftmaxes, target: [[2], [1], [0]] }],
  ['dice', { input: logits, target: ones }],
  ['mse', { input: logits, target: ones }],
  // Above -1, and nothing else is changed.
  ['msle', { input: [[-0.4089, 1.2471, 0.5907], second, third], target: ones }],
  // Distributions over the classes.
  [
    'kl-div',
    { input: logSoftmaxes, target: ones.map((row) => row.map((t) => t && 1 / row.filter(Boolean).length)) },
  ],
  ['gaussian-nll', { input: logits, target: ones, var: ones.map((row) => row.map((t) => t + 0.5)) }],
  ['hinge-embedding', { input: logits, target: signs }],
  ['margin-ranking', { x1: logits, x2: reversed, target: ones.map((row) => row.map(() => 1)) }],
  [
    'multilabel-margin',
    {
      input: logits,
      target: [
        [1, 2, -1],
        [2, -1, -1],
        [0, 2, -1],
      ],
    },
  ],
  ['multilabel-soft-margin', { input: logits, target: ones }],
  ['cosine-embedding', { x1: logits, x2: reversed, target: [[-1], [-1], [1]] }],
  ['triplet-margin', { anchor: logits, positive: reversed, negative: [second, third, first] }],
])('the example of %s', (name, tables) => {
  expect(exampleNumbers(forms.get(name)!)).toEqual(tables)
})

it.each([...forms])('the example of %s is one that it takes', (_name, form) => {
  const tables = exampleNumbers(form)
  expect(Object.keys(tables)).toEqual(Object.keys(form.takes))
  for (const [name, table] of Object.entries(tables)) {
    const { domain, kind } = form.takes[name]!
    const { values, indices, ...range } = domain
    const inside = (x: number) =>
      (values?.includes(x) ?? inRange(range, x)) && (!indices || (Number.isInteger(x) && x >= -1 && x < 3))
    expect(
      table.flat().filter((x) => !inside(x)),
      name,
    ).toEqual([])
    const shape = shapeOf(table, isWide(form.takes[name]!), isFixed(form))
    if (form.name === 'ctc') expect(shape).toEqual({ input: [4, 3], target: [2] }[name] ?? [])
    else expect(shape).toEqual(kind === 'index' || kind === 'perRow' ? [3] : [3, 3])
  }
})
