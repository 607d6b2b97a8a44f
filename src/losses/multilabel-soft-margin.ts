import { addPairs, dividePairs, low, multiplyPairs, scalePair } from '../numerics/double-double.ts'
import { logitCost, logitSlope, sigmoid } from '../numerics/logistic.ts'
import { loss, numbers } from './loss.ts'
import { elementFactor, logit, looseProbability, vector } from './takes.ts'

/**
 * Multi-label soft margin: the mean over the classes of each one's binary cross-entropy, one number a sample; `sum` and
 * `none` are divided by the number of classes as well. Classes lie in the last dimension. Weights multiply and never divide.
 */
export const multilabelSoftMarginNumbers = /* @__PURE__ */ numbers({
  name: 'multilabel-soft-margin',
  one: 'row',
  takes: { input: vector(logit), target: vector(looseProbability) },
  shapes: 'broadcast',
  together: () => [['input']],
  options: {
    weight: elementFactor(
      'multiplies the loss of each class; a number per class, or what broadcasts to the input',
      'w',
    ),
  },
  differentiable: ['input', 'target'],
  working: (_options, size) => {
    const sigmoids = new Float64Array(size)
    const costs = new Float64Array(size)
    const terms = new Float64Array(size)
    return ({ input, target, weight }) => {
      let sum = 0
      let sumLow = 0
      for (let c = 0; c < size; c++) {
        const x = input.data[input.start + c]!
        sigmoids[c] = sigmoid(x)
        const cost = logitCost(x, target.data[target.start + c]!, 1)
        costs[c] = cost
        const weighted = weight ? scalePair(weight.data[weight.start + c]!, cost, low[0]!) : cost
        terms[c] = weighted
        sum = addPairs(sum, sumLow, weighted, low[0]!)
        sumLow = low[0]!
      }
      const loss = dividePairs(sum, sumLow, size, 0)
      return { sigmoid: sigmoids, costs, terms: weight ? terms : undefined, total: sum, C: size, loss }
    }
  },
  gradient: (_options, size) => {
    return ({ input, target, weight }, out) => {
      for (let c = 0; c < size; c++) {
        const x = input.data[input.start + c]!
        const share = dividePairs(weight ? weight.data[weight.start + c]! : 1, 0, size, 0)
        const shareLow = low[0]!
        const slope = logitSlope(x, target.data[target.start + c]!, 1)
        out.input[c] = multiplyPairs(slope, low[0]!, share, shareLow)
        out.target[c] = Math.abs(x) < Infinity ? -multiplyPairs(x, 0, share, shareLow) : -x * share
      }
    }
  },
})

export const multilabelSoftMargin = /* @__PURE__ */ loss(multilabelSoftMarginNumbers, () => ({
  summary: {
    en: 'Multi-label soft margin: mean of binary cross-entropies of logits',
    zh: '多标签软间隔损失（各类别二分类交叉熵的均值）',
  },
  formula: 'loss = sum_c w_c (t_c softplus(-x_c) + (1 - t_c) softplus(x_c)) / C; softplus(x) = ln(1 + e^x)',
  heading:
    'loss = -sum_c [w|w_c ](t_c ln(sigmoid) + (1 - t_c) ln(1 - sigmoid)) / C; sigmoid = 1 / (1 + e^(-x))',
  latex: String.raw`\ell = -\frac{1}{C} \sum_c [w|w_c\,]\left(t_c \ln\sigma(x_c) + (1 - t_c) \ln(1 - \sigma(x_c))\right)`,
  torch: 'torch.nn.functional.multilabel_soft_margin_loss',
  source: 'torch.nn.MultiLabelSoftMarginLoss',
  unit: 'nats',
  traits: { applies: 'sigmoid', related: { probs: 'bce' } },
  steps: {
    sigmoid: {
      formula: '1 / (1 + e^(-x))',
      latex: String.raw`\sigma(x) = \frac{1}{1 + e^{-x}}`,
      means: { en: 'probability', zh: '概率' },
    },
    costs: {
      formula: '-(t ln(sigmoid) + (1 - t) ln(1 - sigmoid))',
      latex: String.raw`c_c = -\left(t_c \ln\sigma(x_c) + (1 - t_c) \ln(1 - \sigma(x_c))\right)`,
      means: { en: 'binary cross-entropy of each class', zh: '各类别的二分类交叉熵' },
    },
    terms: {
      formula: 'w costs',
      latex: String.raw`w_c\,c_c`,
      means: { en: 'with its weight', zh: '乘以权重' },
    },
    total: {
      formula: 'sum([w|terms][!w|costs])',
      latex: String.raw`s = \sum_c [w|w_c\,]c_c`,
      means: { en: 'their sum', zh: '各项之和' },
    },
    loss: { formula: 'total / C', latex: String.raw`\ell = \frac{s}{C}` },
  },
}))
