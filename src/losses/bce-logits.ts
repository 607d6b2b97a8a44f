import { logistic, logitCost, logitSlope } from '../numerics/logistic.ts'
import { ofGivenProbabilities } from './given-probabilities.ts'
import { elementLoss, elementWeight, logit, looseProbability, posWeight } from './loss.ts'

/**
 * Binary cross-entropy of a logit: sigmoid and bce in one, without the cancellation of 1 - sigmoid(x).
 * Keeps its digits where torch prints 0 (x < -37, t = 0). The mean divides by the number of elements,
 * whatever the weights; targets outside [0, 1] are computed with a warning.
 */
export const bceWithLogits = elementLoss({
  name: 'bce-logits',
  summary: 'Binary cross-entropy of logits (sigmoid built in)',
  formula: 'l = p t softplus(-x) + (1-t) softplus(x), p = pos_weight',
  latex: String.raw`\ell = -\left(p\,t \ln\sigma(x) + (1-t) \ln(1-\sigma(x))\right)`,
  torch: 'torch.nn.functional.binary_cross_entropy_with_logits',
  source: 'torch.nn.BCEWithLogitsLoss',
  input: logit,
  target: looseProbability,
  from: (own) => ({ probs: ofGivenProbabilities(own) }),
  options: { weight: elementWeight, posWeight },
  weightedMeanBy: 'elements',
  steps: { loss: 'p t softplus(-x) + (1 - t) softplus(x)' },
  working: () => (x, t, p) => ({ loss: logitCost(logistic(x), x, t, p) }),
  gradient: () => (x, t, p) => logitSlope(logistic(x), x, t, p),
})
