/**
 * The library: PyTorch's losses on numbers, nested lists or typed arrays, without a dependency.
 *
 * ```ts
 * import { crossEntropy } from 'loss-calc'
 * const { value, perSample, grad } = crossEntropy([[1, 2, 3]], [2], { labelSmoothing: 0.1 })
 * ```
 */
export { errorCodes } from './error-codes.ts'
export { type ErrorCode, type ErrorDetails, LossError, type Place } from './error.ts'
export {
  type Cause,
  check,
  type Checked,
  type CheckOptions,
  type Outcome,
  type Port,
  type PortAnswer,
  type PortOptions,
} from './library/check.ts'
export { compare, type CompareOptions } from './library/compare.ts'
export { type Explained, explain, type ExplainOptions } from './library/explain.ts'
export { identify, type IdentifiedMatch, type IdentifyOptions } from './library/identify.ts'
export {
  computeStream,
  type Samples,
  type Stream,
  type StreamOptions,
  type StreamResult,
} from './library/stream.ts'
export { losses } from './library/every-loss.ts'
export * from './library/losses.generated.ts'
export type {
  BceOptions as ElementOptions,
  BceWithLogitsOptions as LogitsOptions,
  CrossEntropyOptions as ClassOptions,
  NllOptions as IndexOptions,
} from './library/losses.generated.ts'
export type { Numbers } from './library/given-numbers.ts'
export type { TypedNumbers } from './tensor.ts'
export type {
  CommonOptions,
  LossFunction,
  LossNumbers,
  LossResult,
  NumbersFunction,
  PlainOptions,
  UnreducedLossFunction,
  UnreducedNumbersFunction,
} from './library/types.ts'
export type { Comparison } from './comparison.ts'
export type { Explanation } from './explanation.ts'
export type { Denominator, LossReport as Report, Notice, Reduction } from './report.ts'
export type { Nested, Tensor } from './tensor.ts'
