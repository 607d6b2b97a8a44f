import { cosineDistance, type Distance, normDistance, squaredDistance } from '../numerics/distances.ts'
import { choice } from '../options.ts'
import { loss, numbers } from './loss.ts'
import {
  tripletMargin as margin,
  tripletParts,
  tripletSteps,
  tripletSwap as swap,
  type TripletOptions,
} from './triplet.ts'

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
export const tripletDistanceNumbers = /* @__PURE__ */ numbers({
  name: 'triplet-distance',
  options: {
    margin,
    distance: choice(['pairwise', 'euclidean', 'squared-euclidean', 'manhattan', 'cosine'], {
      default: 'pairwise',
      help: 'distance of two vectors; pairwise is euclidean with 1e-6 added to every component',
    }),
    swap,
  },
  ...tripletParts(({ distance }: TripletOptions & { readonly distance: keyof typeof distances }, size) =>
    distances[distance](size),
  ),
})

export const tripletDistance = /* @__PURE__ */ loss(tripletDistanceNumbers, () => ({
  unit: 'error',
  summary: { en: 'Triplet margin loss with a distance of choice', zh: '可选距离函数的三元组间隔损失' },
  formula: 'loss = max(0, margin + d(anchor, positive) - d(anchor, negative)); d by distance',
  latex: String.raw`\ell = \max(0, m + d(a, p) - d(a, n))`,
  torch: 'torch.nn.functional.triplet_margin_with_distance_loss',
  source: 'torch.nn.TripletMarginWithDistanceLoss',
  steps: tripletSteps(
    { formula: 'd(A, P)', latex: 'd_p = d(a, p)' },
    { formula: 'd(A, N)', latex: 'd_n = d(a, n)' },
    { formula: 'd(P, N)', latex: 'd_{pn} = d(p, n)' },
  ),
}))
