/**
 * The library: PyTorch's losses on numbers, nested lists or typed arrays, without a dependency.
 *
 * ```ts
 * import { crossEntropy } from 'loss-calc'
 * const { value, perSample, grad } = crossEntropy([[1, 2, 3]], [2], { labelSmoothing: 0.1 })
 * ```
 */
export { type ErrorCode, type ErrorDetails, errorCodes, LossError, type Place } from './error.ts'
export {
  bce,
  bceWithLogits,
  type ClassOptions,
  type CommonOptions,
  crossEntropy,
  type ElementOptions,
  type FocalOptions,
  focal,
  type IndexOptions,
  type LogitsOptions,
  type LossFunction,
  type LossResult,
  losses,
  mse,
  type Numbers,
  nll,
  type OptionsOf,
} from './library.ts'
export type { Denominator, Notice, Reduction, Report } from './report.ts'
export type { Nested, Tensor } from './tensor.ts'
