import { sigmoid, softplus } from '../numerics/logistic.ts'

/** What a lesson shows of a logit: the probabilities of both sides and their logarithms, free of cancellation. */
export function sides(x: number) {
  return {
    sigmoid: sigmoid(x),
    notSigmoid: sigmoid(-x),
    lnSigmoid: -softplus(-x),
    lnNotSigmoid: -softplus(x),
  }
}

/** factor times -softplus(x); the limit 0 where the factor is 0, though the logarithm be infinite. */
export function timesLog(factor: number, x: number): number {
  return factor === 0 && !Number.isNaN(x) ? 0 : -factor * softplus(x)
}
