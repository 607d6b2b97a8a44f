/** A loss of single elements, a loss of rows, and one with a third argument; none is in the program. */
export const addedLosses = [
  {
    name: 'charbonnier',
    source: `import { real } from '../options.ts'
import { loss } from './loss.ts'
import { each, number } from './takes.ts'

/** Root of the squared error and a floor: smooth at 0. */
export const charbonnier = loss({
  name: 'charbonnier',
  one: 'element',
  unit: 'error',
  summary: { en: 'Charbonnier loss', zh: 'Charbonnier 损失' },
  formula: 'loss = (difference^2 + floor^2)^0.5; difference = x - t',
  latex: String.raw\`\\ell = \\sqrt{(x-t)^2 + f^2}\`,
  source: 'Charbonnier et al. 1994',
  takes: { input: each(number), target: each(number) },
  options: { floor: real({ default: 1e-3, above: 0, help: 'what is left at 0' }) },
  steps: {
    difference: { formula: 'x - t', latex: 'd = x - t' },
    loss: { formula: '(difference^2 + floor^2)^0.5', latex: String.raw\`\\ell = \\sqrt{d^2 + f^2}\` },
  },
  working: ({ floor }) => (x, t) => {
    const difference = x - t
    return { difference, loss: Math.hypot(difference, floor) }
  },
  gradient: { input: ({ floor }) => (x, t) => (x - t) / Math.hypot(x - t, floor) },
})
`,
    cases: [
      {
        name: 'mean',
        input: [3, 0],
        target: [0, 0],
        options: { floor: 4 },
        expected: 4.5,
        gradInput: [0.3, 0],
      },
    ],
    run: ['[3, 0]', '[0, 0]', '--floor', '4', '-q'],
    prints: '4.5\n',
  },
  {
    name: 'largest-gap',
    source: `import { loss } from './loss.ts'
import { classes, index, number } from './takes.ts'

/** How far the best other class lies above the right one, at least 0. */
export const largestGap = loss({
  name: 'largest-gap',
  one: 'row',
  unit: 'error',
  summary: { en: 'Gap to the best other class', zh: '与最高的其他类别的差距' },
  formula: 'loss = max(gaps); gaps = x - x_t',
  latex: String.raw\`\\ell = \\max_c (x_c - x_t)\`,
  source: 'Crammer and Singer 2001, without the margin',
  takes: { input: classes(number), target: index() },
  options: {},
  steps: {
    gaps: { formula: 'x - x_t', latex: 'g_c = x_c - x_t', means: { en: 'gap of each class', zh: '每一类的差距' } },
    loss: { formula: 'max(gaps)', latex: String.raw\`\\ell = \\max_c g_c\` },
  },
  differentiable: ['input'],
  working: (_options, size) => {
    const gaps = new Float64Array(size)
    return ({ input: { data, start }, target: { index } }) => {
      for (let c = 0; c < size; c++) gaps[c] = data[start + c]! - data[start + index]!
      return { gaps, loss: Math.max(...gaps) }
    }
  },
  gradient: (_options, size) => ({ input: { data, start }, target: { index } }, out) => {
    const row = data.subarray(start, start + size)
    const best = row.indexOf(Math.max(...row))
    out.input!.fill(0)
    out.input![best]! += 1
    out.input![index]! -= 1
  },
})
`,
    cases: [
      {
        name: 'mean',
        input: [
          [1, 3],
          [4, 0],
        ],
        target: [0, 0],
        options: {},
        expected: 1,
        gradInput: [
          [-0.5, 0.5],
          [0, 0],
        ],
      },
    ],
    run: ['[[1, 3], [4, 0]]', '[0, 0]', '-q'],
    prints: '1\n',
  },
  {
    name: 'laplace-nll',
    source: `import { log } from '../numerics/log.ts'
import { loss } from './loss.ts'
import { domain, each, number } from './takes.ts'

/** Negative log-likelihood of a Laplace distribution around the input. */
export const laplaceNll = loss({
  name: 'laplace-nll',
  one: 'element',
  unit: 'nats',
  summary: { en: 'Laplace negative log-likelihood', zh: '拉普拉斯分布的负对数似然' },
  formula: 'loss = ln(2 scale) + size / scale; size = |x - t|',
  latex: String.raw\`\\ell = \\ln 2b + |x - t| / b\`,
  source: 'scipy.stats.laplace',
  takes: {
    input: each(number),
    target: each(number),
    scale: each(domain({ what: 'scale', min: 0.01 }), { means: { en: 'scale', zh: '尺度' } }),
  },
  options: {},
  steps: {
    size: { formula: '|x - t|', latex: '|x - t|', means: { en: 'size of the error', zh: '误差的大小' } },
    loss: { formula: 'ln(2 scale) + size / scale', latex: String.raw\`\\ell = \\ln 2b + |x-t|/b\` },
  },
  working: () => (x, t, scale) => {
    const size = Math.abs(x - t)
    return { size, loss: log(2 * scale) + size / scale }
  },
  gradient: {
    input: () => (x, t, scale) => Math.sign(x - t) / scale,
    scale: () => (x, t, scale) => (1 - Math.abs(x - t) / scale) / scale,
  },
})
`,
    cases: [
      {
        name: 'mean',
        input: [1, 2],
        target: [0, 2],
        scale: [0.5, 0.5],
        options: {},
        expected: 1,
        gradInput: [1, 0],
        gradScale: [-1, 1],
      },
    ],
    run: ['[1, 2]', '[0, 2]', '--scale', '[0.5, 0.5]', '-q'],
    prints: '1\n',
  },
] as const
