import { sigmoid, softplus } from '../numerics/logistic.ts'

export const focalHeading = 'loss = [alpha|alphaT ]modulator ce; modulator = miss^gamma, miss = 1 - pT'

/** The last steps of the focal loss, from pT and ce on. */
export const focalSteps = {
  miss: { formula: '1 - pT', latex: '1-p_t' },
  modulator: { formula: 'miss^gamma', latex: String.raw`(1-p_t)^{\gamma}` },
  alphaT: {
    formula: 'alpha t + (1 - alpha)(1 - t)',
    latex: String.raw`\alpha_t = \alpha\,t + (1-\alpha)(1-t)`,
  },
  loss: {
    formula: '[alphaT|alphaT ]modulator ce',
    latex: String.raw`\ell = [alphaT|\alpha_t\,](1-p_t)^{\gamma}\,\mathrm{ce}`,
  },
} as const

/** What a lesson shows of a logit: the probabilities of both sides and their logarithms, free of cancellation. */
export function sides(x: number) {
  return {
    sigmoid: sigmoid(x),
    notSigmoid: sigmoid(-x),
    lnSigmoid: -softplus(-x),
    lnNotSigmoid: -softplus(x),
  }
}

/** factor times -softplus(x); the limit 0 where the factor is 0, even if the logarithm is infinite. */
export function timesLog(factor: number, x: number): number {
  return factor === 0 && !Number.isNaN(x) ? 0 : -factor * softplus(x)
}
