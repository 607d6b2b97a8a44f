import { exp } from '../numerics/exp.ts'
import { indexOfMax } from '../numerics/index-of-max.ts'
import { crossEntropy } from './ce.ts'
import { ofGivenClasses } from './given-classes.ts'
import { alsoFrom, loss, numbers, type RowLoss } from './loss.ts'
import { classes, classWeight, ignoreIndex, index, logit, logProbability } from './takes.ts'

/** Negative log-likelihood: picks the target's entry. Only that entry is read, so NaN elsewhere is harmless. */
export const nllNumbers = /* @__PURE__ */ numbers({
  name: 'nll',
  one: 'row',
  takes: { input: classes(logProbability), target: index() },
  options: { weight: classWeight({ divides: true }), ignoreIndex },
  differentiable: ['input'],
  working: ({ weight }) => {
    return ({ input: row, target: { index } }) => {
      const picked = row.data[row.start + index]!
      const w = weight ? weight.data[index]! : 1
      return {
        picked,
        weight: w,
        loss: -w * picked,
        divisor: w,
        predicted: indexOfMax(row.data, row.start, row.length),
        pTarget: exp(picked),
      }
    }
  },
  gradient: ({ weight }) => {
    return ({ target: { index } }, { input }) => {
      input!.fill(0)
      input![index] = weight ? -weight.data[index]! : -1
    }
  },
})

const nllOfLogProbabilities = /* @__PURE__ */ loss(nllNumbers, () => ({
  unit: 'nats',
  summary: { en: 'Negative log-likelihood of log-probabilities', zh: '对数概率的负对数似然' },
  formula: 'loss = -w_t x_t',
  latex: String.raw`\ell = -[w|w_t\,]x_t`,
  torch: 'torch.nn.functional.nll_loss',
  source: 'torch.nn.NLLLoss',
  traits: {
    chance: true,
    logProbabilities: true,
    mistakenAs: 'classes of log-probabilities',
    related: { logits: 'ce' },
    usual: true,
  },
  heading: 'loss = -[w|w_t ]x_t',
  stable: { loss: '-[w|w_t ]x_t' },
  steps: {
    probability: { formula: 'e^x', latex: 'p_c = e^{x_c}' },
    picked: { formula: 'x_t', latex: 'x_t' },
    loss: { formula: '-[w|w_t ]picked', latex: String.raw`\ell = -[w|w_t\,]x_t` },
  },
  more: (_options, classes) => {
    const probability = new Float64Array(classes)
    return ({ input: { data, start } }) => {
      for (let c = 0; c < classes; c++) probability[c] = exp(data[start + c]!)
      return { probability }
    }
  },
}))

export const nll = /* @__PURE__ */ alsoFrom(nllOfLogProbabilities, (own: RowLoss) => ({
  logits: ofLogits(own),
  probs: ofGivenClasses(own, false),
}))

/** nll of logits is cross entropy. */
function ofLogits({ options, takes }: RowLoss): RowLoss {
  const { loop, working, gradient, more } = crossEntropy
  const plain = <Given extends object>(given: Given) => ({ ...given, labelSmoothing: 0 })
  return {
    ...crossEntropy,
    name: 'nll --from logits',
    takes: { input: classes(logit), target: takes.target! },
    options,
    traits: { applies: 'softmax' },
    loop: {
      name: loop!.name,
      numbers: (given) => loop!.numbers!(plain(given)),
      perClass: (given, classes) => loop!.perClass!(plain(given), classes),
    },
    working: (given, classes) => working(plain(given), classes),
    gradient: (given, classes) => gradient(plain(given), classes),
    more: (given, classes) => more!(plain(given), classes),
  }
}
