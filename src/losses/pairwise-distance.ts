import { normDistance } from '../numerics/distances.ts'
import { real } from '../options.ts'
import { loss, numbers } from './loss.ts'
import { number, vector } from './takes.ts'

/**
 * The distance of two vectors: the p-norm of x1 - x2 with eps added to every component, with its sign. One a row; no
 * square overflows or vanishes. torch's keepdim only changes the shape of the result, and is no option. The gradient at a norm of 0 is 0; with p = Infinity the largest components share it.
 */
export const pairwiseDistanceNumbers = /* @__PURE__ */ numbers({
  name: 'pairwise-distance',
  one: 'row',
  reduction: 'none',
  takes: { x1: vector(number), x2: vector(number) },
  shapes: 'broadcast',
  options: {
    p: real({
      default: 2,
      help: 'which norm; Infinity is the largest component, 0 counts those that are not 0',
    }),
    eps: real({ default: 1e-6, min: 0, below: Infinity, help: 'added to every component of the difference' }),
  },
  differentiable: ['x1', 'x2'],
  working: ({ p, eps }, size) => {
    const distance = normDistance(size, p, eps)
    const difference = new Float64Array(size)
    return ({ x1, x2 }) => {
      for (let i = 0; i < size; i++) difference[i] = x1.data[x1.start + i]! - x2.data[x2.start + i]! + eps
      return { difference, loss: distance.read(x1, x2) }
    }
  },
  gradient: ({ p, eps }, size) => {
    const distance = normDistance(size, p, eps)
    return ({ x1, x2 }, out) => {
      distance.read(x1, x2)
      const { first, second } = distance.slopes()
      out.x1.set(first.high)
      out.x2.set(second.high)
    }
  },
})

export const pairwiseDistance = /* @__PURE__ */ loss(pairwiseDistanceNumbers, () => ({
  summary: { en: 'Distance of two vectors (p-norm)', zh: '向量对之间的距离（p 范数）' },
  formula: 'loss = norm_p(x1 - x2 + eps)',
  latex: String.raw`\ell = \lVert x_1 - x_2 + \varepsilon \rVert_p`,
  torch: 'torch.nn.functional.pairwise_distance',
  source: 'torch.nn.PairwiseDistance',
  unit: 'error',
  steps: {
    difference: {
      formula: 'x1 - x2 + eps',
      latex: String.raw`d = x_1 - x_2 + \varepsilon`,
      means: { en: 'difference of the vectors', zh: '两向量之差' },
    },
    loss: { formula: '||D||_p', latex: String.raw`\ell = \lVert d \rVert_p` },
  },
}))
