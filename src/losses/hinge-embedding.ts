import { real } from '../options.ts'
import { loss, numbers } from './loss.ts'
import { each, number, plusMinus } from './takes.ts'

/**
 * Hinge embedding: a distance x is the loss of a similar pair (t = 1); a dissimilar one (t = -1) pays what its distance
 * lacks to the margin. At the margin itself the slope is -1, as in torch 2.13 (2.15: 0).
 */
export const hingeEmbeddingNumbers = /* @__PURE__ */ numbers({
  name: 'hinge-embedding',
  one: 'element',
  takes: { input: each(number), target: each(plusMinus) },
  shapes: 'broadcast',
  options: { margin: real({ default: 1, min: 0, help: 'distance that dissimilar pairs should reach' }) },
  working:
    ({ margin }) =>
    (x, t) => {
      const lacking = margin - x
      return { lacking, loss: t === 1 ? x : lacking < 0 ? 0 : lacking }
    },
  gradient: {
    input:
      ({ margin }) =>
      (x, t) =>
        t === 1 ? 1 : x <= margin ? -1 : 0,
  },
})

export const hingeEmbedding = /* @__PURE__ */ loss(hingeEmbeddingNumbers, () => ({
  summary: { en: 'Hinge embedding loss of distances', zh: '铰链嵌入损失（输入为距离）' },
  formula: 'loss = x if t = 1, max(0, margin - x) if t = -1',
  latex: String.raw`\ell = \begin{cases} x & t = 1 \\ \max(0, m - x) & t = -1 \end{cases}`,
  torch: 'torch.nn.functional.hinge_embedding_loss',
  source: 'torch.nn.HingeEmbeddingLoss',
  unit: 'error',
  stable: 'steps',
  steps: {
    lacking: {
      formula: 'margin - x',
      latex: 'm - x',
      means: { en: 'what a dissimilar pair lacks to the margin', zh: '不相似样本对距间隔还差多少' },
    },
    loss: {
      cases: [
        { if: 't = 1', formula: 'x', latex: 'x' },
        { formula: 'max(0, lacking)', latex: String.raw`\max(0, m - x)` },
      ],
    },
  },
}))
