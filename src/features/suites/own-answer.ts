import { evaluate } from '../../conventions/problem.ts'
import type { Reduction } from '../../report.ts'
import type { Tensor } from '../../tensor.ts'
import type { Cause } from './outcome.ts'
import { firstOf, numbersOf } from './spelling.ts'
import type { SuiteCase } from './suite.ts'

/** Numbers for a case under one reduction, or why there are none. */
export interface Answer {
  readonly value?: Tensor | undefined
  readonly perSample?: Tensor | undefined
  readonly grad?: Tensor | undefined
  readonly failure?: string
  readonly causes?: readonly Cause[]
}

export type Answerer = (one: SuiteCase, reduction: Reduction) => Promise<Answer>

/** This program's own answer. @throws LossError as the command does */
export const ownAnswer: Answerer = async ({ problem, grad }, reduction) => {
  const found = evaluate(problem, reduction, grad !== undefined)
  return { value: numbersOf(found), grad: firstOf(found.grads) }
}
