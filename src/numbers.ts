/**
 * The losses of single elements and of rows for small pages: value, losses of samples and gradients, with the bits of
 * the functions of `loss-calc`, and without the report, warnings and long explanations.
 *
 * ```ts
 * import { mse } from 'loss-calc/numbers'
 * const { value, perSample, grad } = mse([1, 2], [3, 4])
 * ```
 */
export { type ErrorCode, LossError } from './error.ts'
export * from './library/numbers.generated.ts'
export type { Numbers } from './library/given-numbers.ts'
export type { TypedNumbers } from './tensor.ts'
export type {
  CommonOptions,
  LossNumbers,
  NumbersFunction,
  UnreducedNumbersFunction,
} from './library/types.ts'
