import { exp } from '../numerics/exp.ts'
import type { Row } from '../tensor.ts'
import { crossEntropy } from './ce.ts'
import { ofGivenClasses } from './given-classes.ts'
import { classLoss, type ClassLoss, classWeight, ignoreIndex, logProbability } from './loss.ts'

/** Negative log-likelihood: picks the target's entry. Only that entry is read, so NaN elsewhere is harmless. */
export const nll = classLoss({
  name: 'nll',
  summary: 'Negative log-likelihood of log-probabilities',
  formula: 'loss = -w_t x_t',
  latex: String.raw`\ell = -[w|w_t\,]x_t`,
  torch: 'torch.nn.functional.nll_loss',
  source: 'torch.nn.NLLLoss',
  input: logProbability,
  target: logProbability,
  targets: 'indices',
  from: (own) => ({ logits: ofLogits(own), probs: ofGivenClasses(own, false) }),
  options: { weight: classWeight, ignoreIndex },
  steps: { picked: 'x_t', weight: 'w_t', loss: '-weight picked' },
  working: ({ weight }) => {
    return (row, { index }) => {
      const picked = row.data[row.start + index]!
      const w = weight ? weight.data[index]! : 1
      return {
        picked,
        weight: w,
        loss: -w * picked,
        share: w,
        predicted: indexOfMax(row),
        pTarget: exp(picked),
      }
    }
  },
  gradient: ({ weight }) => {
    return (_row, { index }, out) => {
      out.fill(0)
      out[index] = weight ? -weight.data[index]! : -1
    }
  },
  lesson: {
    heading: 'loss = -[w|w_t ]x_t',
    steps: {
      probability: { formula: 'e^x', latex: 'p_c = e^{x_c}' },
      picked: { formula: 'x_t', latex: 'x_t' },
      loss: { formula: '-[w|w_t ]picked', latex: String.raw`\ell = -[w|w_t\,]x_t` },
    },
    more: (_options, classes) => {
      const probability = new Float64Array(classes)
      return ({ data, start }) => {
        for (let c = 0; c < classes; c++) probability[c] = exp(data[start + c]!)
        return { probability }
      }
    },
  },
})

/** nll of logits is cross entropy. */
function ofLogits({ options, targets }: ClassLoss): ClassLoss {
  return {
    ...crossEntropy,
    name: 'nll --from logits',
    targets,
    options,
    working: (given, classes) => crossEntropy.working({ ...given, labelSmoothing: 0 }, classes),
    gradient: (given, classes) => crossEntropy.gradient({ ...given, labelSmoothing: 0 }, classes),
    lesson: {
      ...crossEntropy.lesson!,
      more: (given, classes) => crossEntropy.lesson!.more({ ...given, labelSmoothing: 0 }, classes),
    },
  }
}

function indexOfMax({ data, start, length }: Row): number {
  let best = 0
  for (let j = 1; j < length; j++) if (data[start + j]! > data[start + best]!) best = j
  return best
}
