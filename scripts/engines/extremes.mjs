/**
 * Numbers at the ends of what losses take, as CSV: 0 and 1, what lies beside them, what over- and underflows,
 * Infinity, NaN. Written once to fixtures/sql; every engine computes each loss of them.
 */
import { writeFileSync } from 'node:fs'
import { randomFrom } from '../random.mjs'

const next = randomFrom(19)
const between = (low, high) => low + (high - low) * next()
const text = (x) => (Number.isNaN(x) ? 'NaN' : String(x))

const logits = [
  0,
  1e-320,
  1e-17,
  -1e-17,
  0.5,
  -0.5,
  1,
  20,
  -20,
  36.8,
  -36.8,
  37.5,
  -37.5,
  88,
  -104,
  700,
  -700,
  709.5,
  745,
  -745.2,
  -746,
  1000,
  -1000,
  1e300,
  -1e300,
  Infinity,
  -Infinity,
  NaN,
]
const probabilities = [0, 1, 1e-320, 5e-45, 1e-44, 1e-17, 1e-9, 0.25, 0.5, 0.75, 1 - 2 ** -53, 1 - 1e-9]
const sides = [0, 1, 0.1, 0.9, 0.5]
const numbers = [
  0,
  1e-320,
  1e-200,
  -1e-200,
  1e-17,
  1e-9,
  0.5,
  -0.5,
  0.3,
  1,
  -1,
  1.5,
  -1.5,
  7,
  -7,
  800,
  -800,
  1e6,
  1e150,
  -1e200,
  1e308,
  -1e308,
  Infinity,
  -Infinity,
  NaN,
]

function grid(...lists) {
  return lists.reduce((rows, list) => rows.flatMap((row) => list.map((value) => [...row, value])), [[]])
}

function file(name, header, rows) {
  writeFileSync(
    `fixtures/sql/${name}.csv`,
    `${header}\n${rows.map((row) => row.map(text).join(',')).join('\n')}\n`,
  )
}

const many = (count, make) => Array.from({ length: count }, make)

file('binary', 'x,t', [
  ...grid(logits, sides),
  ...many(300, () => [between(-40, 40), sides[Math.floor(next() * 5)]]),
])
file('probabilities', 'x,t', [
  ...grid(probabilities, sides),
  ...many(300, () => [next(), sides[Math.floor(next() * 5)]]),
])
file('numbers', 'x,t', [...grid(numbers, numbers), ...many(300, () => [between(-5, 5), between(-5, 5)])])
const finite = numbers.filter((x) => Math.abs(x) < 1e300)
file('positive', 'x,t', [
  ...grid(
    finite.filter((x) => x > -0.9 && x < 1e200),
    finite.filter((x) => x > -0.9 && x < 1e200),
  ),
  ...many(300, () => [between(0, 50), between(0, 50)]),
  ...many(100, () => 1 + next()).map((x) => [x, x + between(-1e-6, 1e-6)]),
])
file('scores', 'x1,x2,t', [
  ...grid(numbers, [0, 0.5, -0.5, 1e6, -1e308, Infinity], [1, -1]),
  ...many(300, () => [between(-5, 5), between(-5, 5), next() < 0.5 ? 1 : -1]),
])
file('counts', 'x,rate,t', [
  ...grid([0, 1, -1, 3.5, -40, 700, -746, -Infinity, NaN], [0, 1, 3.5], [0, 1, 2, 0.5, 30, 1e6]),
  ...grid([0], [0, 1e-320, 1e-9, 40, 1e300, Infinity], [0, 1, 2, 30]),
  ...many(300, () => [between(-3, 5), between(0, 20), Math.floor(between(0, 12))]),
])
file('normal', 'x,t,var', [
  ...grid(
    [0, 1, -7, 1e150, 1e308, Infinity, NaN],
    [0, 0.5, -1e308],
    [0, 1e-320, 1e-7, 1, 40, 1e300, Infinity],
  ),
  ...many(300, () => [between(-5, 5), between(-5, 5), between(0.01, 4)]),
])
file('logarithms', 'x,t', [
  ...grid([0, -1e-17, -0.5, -2, -700, -746, -Infinity, NaN], [0, 1e-320, 1e-17, 0.25, 0.5, 1]),
  ...many(300, () => [Math.log(next()), next()]),
])
const three = [
  [1, 2, 3],
  [0, 0, 0],
  [1e-17, 0, -1e-17],
  [700, 0, -700],
  [0, 700, 700],
  [1000, -1000, 0],
  [1e308, -1e308, 0],
  [650.25, 0.125, -3.5],
  [-745.5, 0, 1],
  [36.9, 0, 0],
  [40, 1e-3, -40],
  [Infinity, 0, 1],
  [Infinity, Infinity, 0],
  [-Infinity, 0, 1],
  [-Infinity, -Infinity, -Infinity],
  [-Infinity, 5, -Infinity],
  [NaN, 0, 1],
  [0, 1, NaN],
]
const classRows = [...three, ...many(300, () => [between(-20, 20), between(-20, 20), between(-20, 20)])]
file(
  'classes',
  'x0,x1,x2,p0,p1,p2,l0,l1,l2,label',
  classRows.flatMap((row, i) => {
    const p =
      i < 4
        ? [
            [0, 1, 0],
            [1, 0, 0],
            [1e-320, 1, 1e-17],
            [0.5, 0.25, 0.25],
          ][i]
        : many(3, () => 0.05 + next())
    const total = i < 4 ? 1 : p[0] + p[1] + p[2]
    const q = p.map((x) => x / total)
    const labels = i < three.length ? [0, 1, 2, -100] : [Math.floor(next() * 3)]
    return labels.map((label) => [...row, ...q, ...q.map(Math.log), label])
  }),
)
