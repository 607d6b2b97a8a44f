import { cosineDistance, type Distance, normDistance, squaredDistance } from '../numerics/distances.ts'
import { choice } from '../options.ts'
import { loss } from './loss.ts'
import {
  tripletLoss,
  tripletMargin as margin,
  tripletMeans,
  TripletOf,
  tripletSwap as swap,
} from './triplet.ts'
import { number, vector } from './takes.ts'

/** F.cosine_similarity takes no norm below this. */
const COSINE_FLOOR = 1e-8
/** F.pairwise_distance adds this to every component. */
const EPS = 1e-6

const distances = {
  pairwise: (size: number): Distance => normDistance(size, 2, EPS),
  euclidean: (size: number): Distance => normDistance(size, 2, 0),
  'squared-euclidean': squaredDistance,
  manhattan: (size: number): Distance => normDistance(size, 1, 0),
  cosine: (size: number): Distance => cosineDistance(size, COSINE_FLOOR),
} as const

/**
 * The triplet loss with another distance than the p-norm: torch takes any function, here are those in use. `pairwise` is
 * torch's default, the Euclidean one with eps 1e-6 added to every component; `cosine` is 1 - cos.
 */
export const tripletDistance = loss({
  name: 'triplet-distance',
  summary: { en: 'Triplet margin loss with a distance of choice', zh: '可选距离函数的三元组间隔损失' },
  formula: 'loss = max(0, margin + d(anchor, positive) - d(anchor, negative)); d by distance',
  latex: String.raw`\ell = \max(0, m + d(a, p) - d(a, n))`,
  torch: 'torch.nn.functional.triplet_margin_with_distance_loss',
  source: 'torch.nn.TripletMarginWithDistanceLoss',
  unit: 'error',
  one: 'row',
  takes: { anchor: vector(number), positive: vector(number), negative: vector(number) },
  shapes: 'broadcast',
  sameRank: true,
  options: {
    margin,
    distance: choice(['pairwise', 'euclidean', 'squared-euclidean', 'manhattan', 'cosine'], {
      default: 'pairwise',
      help: 'distance of two vectors; pairwise is euclidean with 1e-6 added to every component',
    }),
    swap,
  },
  steps: {
    dPositive: { formula: 'd(A, P)', latex: 'd_p = d(a, p)', means: tripletMeans.dPositive },
    dNegative: { formula: 'd(A, N)', latex: 'd_n = d(a, n)', means: tripletMeans.dNegative },
    dSwap: { formula: 'd(P, N)', latex: 'd_{pn} = d(p, n)', means: tripletMeans.dSwap },
    loss: tripletLoss,
  },
  differentiable: ['anchor', 'positive', 'negative'],
  working: (options, size) => {
    const triplet = new TripletOf(options, () => distances[options.distance](size))
    return (row) => {
      const loss = triplet.read(row)
      const { dPositive, dNegative, dSwap } = triplet
      return { dPositive, dNegative, dSwap, loss }
    }
  },
  gradient: (options, size) => {
    const triplet = new TripletOf(options, () => distances[options.distance](size))
    return (row, out) => {
      triplet.read(row)
      triplet.slopes(out.anchor!, out.positive!, out.negative!)
    }
  },
})
