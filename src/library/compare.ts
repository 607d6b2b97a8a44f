import { TwoModels } from '../comparison/two-models.ts'
import { LossError } from '../error.ts'
import { computeBoth } from '../features/compare/compute-both.ts'
import type { Comparison } from '../comparison.ts'
import { inMemory, lossOfCall } from './in-memory.ts'
import type { Numbers } from './given-numbers.ts'
import { listOf, readOwn, wholeBetween } from './own-options.ts'
import { ofCall, readCall } from './read-call.ts'
import type { CommonOptions, LossFunction, UnreducedLossFunction } from './types.ts'

export interface CompareOptions {
  /**
   * How many of the samples that changed most are listed.
   * @default 5
   */
  readonly top?: number
  /**
   * Of the bootstrap.
   * @default 1
   */
  readonly seed?: number
}

const takes = { top: wholeBetween(0, 1e9), seed: wholeBetween(0, 999_999_999) }

/**
 * The same loss of two models on the same samples: b - a, with a 95 % interval, as `loss-calc compare` has it.
 *
 * ```ts
 * const { difference, interval } = await compare(crossEntropy, [before, target], [after, target])
 * ```
 *
 * @throws LossError E310 if the targets of the two differ, E101 for reduction none, and as the loss does
 */
export async function compare<A extends readonly Numbers[], O extends CommonOptions>(
  call: LossFunction<A, O> | UnreducedLossFunction<A, O>,
  a: A,
  b: A,
  options?: O,
  own?: CompareOptions,
): Promise<Comparison> {
  const loss = lossOfCall(call)
  try {
    const { top = 5, seed = 1 } = readOwn<CompareOptions>('compare', takes, own)
    const [one, other] = [listOf(a, 'a'), listOf(b, 'b')].map((args) => readCall(loss, [...args, options]))
    const { reduction } = one!.request
    if (reduction !== 'mean' && reduction !== 'sum')
      throw new LossError('E101', `reduction must be mean or sum here, got ${reduction}`)
    const models = new TwoModels({ reduction, top, seed })
    const request = { ...one!.request, values: false, grad: false }
    const sides = [inMemory(one!.args), inMemory(other!.args)] as const
    const [first, second] = await computeBoth(request, sides, models)
    return { a: first, b: second, ...models.compared.comparison() }
  } catch (error) {
    throw error instanceof LossError ? ofCall(error) : error
  }
}
