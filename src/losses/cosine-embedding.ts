import { Cosine } from '../numerics/cosine.ts'
import { pairs } from '../numerics/vectors.ts'
import { real } from '../options.ts'
import { loss, numbers } from './loss.ts'
import { number, perRow, plusMinus, vector } from './takes.ts'

/** torch adds this to each sum of squares, within the root. */
const EPS = 1e-12

/**
 * Cosine embedding: similar pairs (t = 1) pay 1 - cos, dissimilar ones (t = -1) what their cosine has above the margin.
 * 1 - cos of parallel vectors keeps its digits, where torch has noise, and no square overflows. The cosine carries
 * torch's 1e-12 within the root. At cos = margin the slope passes.
 */
export const cosineEmbeddingNumbers = /* @__PURE__ */ numbers({
  name: 'cosine-embedding',
  one: 'row',
  takes: { x1: vector(number), x2: vector(number), target: perRow(plusMinus) },
  ranks: [1, 2],
  shapes: 'broadcast',
  together: () => [['x1'], ['x2']],
  sameRank: true,
  options: { margin: real({ default: 0, min: -1, max: 1, help: 'cosine that dissimilar pairs may have' }) },
  differentiable: ['x1', 'x2'],
  working: ({ margin }, size) => {
    const cosine = new Cosine(size, EPS)
    const products = new Float64Array(size)
    return ({ x1, x2, target }) => {
      cosine.read(x1, x2)
      for (let i = 0; i < size; i++) products[i] = x1.data[x1.start + i]! * x2.data[x2.start + i]!
      const over = target === 1 ? cosine.distance() : cosine.over(margin)
      const { dot, norm1, norm2 } = cosine
      return { products, dot, norm1, norm2, cos: cosine.cosine(), loss: over < 0 ? 0 : over }
    }
  },
  gradient: ({ margin }, size) => {
    const cosine = new Cosine(size, EPS)
    const [first, second] = [pairs(size), pairs(size)]
    return ({ x1, x2, target }, out) => {
      cosine.read(x1, x2)
      const sign = target === 1 ? -1 : cosine.over(margin) < 0 ? 0 : 1
      if (sign !== 0) cosine.slopes(first, second)
      for (let i = 0; i < size; i++) {
        out.x1[i] = sign === 0 ? 0 : sign * first.high[i]!
        out.x2[i] = sign === 0 ? 0 : sign * second.high[i]!
      }
    }
  },
})

export const cosineEmbedding = /* @__PURE__ */ loss(cosineEmbeddingNumbers, () => ({
  elsewhere: ['cosine', 'cosine-distance', 'cosine-similarity'],
  summary: { en: 'Cosine embedding loss of two vectors', zh: '余弦嵌入损失' },
  formula:
    'loss = 1 - cos if t = 1, max(0, cos - margin) if t = -1; cos = sum(x1 x2) / sqrt((sum(x1^2) + 1e-12)(sum(x2^2) + 1e-12))',
  latex: String.raw`\ell = \begin{cases} 1 - \cos(x_1, x_2) & t = 1 \\ \max(0, \cos(x_1, x_2) - m) & t = -1 \end{cases}`,
  torch: 'torch.nn.functional.cosine_embedding_loss',
  source: 'torch.nn.CosineEmbeddingLoss',
  unit: 'error',
  steps: {
    products: {
      formula: 'x1 x2',
      latex: 'x_{1i} x_{2i}',
      means: { en: 'products of the components', zh: '各分量之积' },
    },
    dot: {
      formula: 'sum(products)',
      latex: String.raw`x_1 \cdot x_2`,
      means: { en: 'dot product', zh: '点积' },
    },
    norm1: {
      formula: '||X1||',
      latex: String.raw`\lVert x_1 \rVert = \sqrt{\textstyle\sum_i x_{1i}^2 + 10^{-12}}`,
      means: { en: 'length of x1', zh: 'x1 的长度' },
    },
    norm2: {
      formula: '||X2||',
      latex: String.raw`\lVert x_2 \rVert = \sqrt{\textstyle\sum_i x_{2i}^2 + 10^{-12}}`,
      means: { en: 'length of x2', zh: 'x2 的长度' },
    },
    cos: {
      formula: 'dot / (norm1 norm2)',
      latex: String.raw`\cos = \frac{x_1 \cdot x_2}{\lVert x_1 \rVert \lVert x_2 \rVert}`,
      means: { en: 'cosine of the angle between the vectors', zh: '两向量夹角的余弦' },
    },
    loss: {
      cases: [
        { if: 't = 1', formula: '1 - cos', latex: String.raw`1 - \cos` },
        { formula: 'max(0, cos - margin)', latex: String.raw`\max(0, \cos - m)` },
      ],
    },
  },
}))
