import { evaluate, type Problem } from '../../conventions/problem.ts'
import { LossError } from '../../error.ts'
import { formsOf } from '../../losses/forms.ts'
import { parseDecimal } from '../../numerics/decimal.ts'
import { type NarrowFloat, narrowFloats } from '../../numerics/narrow-floats.ts'
import type { Tolerance } from '../../numerics/tolerance.ts'
import type { Tensor } from '../../tensor.ts'
import { gradientOf } from './run-suite.ts'
import { firstOf, numbersOf } from './spelling.ts'
import { inCase, type Suite, type SuiteCase } from './suite.ts'

export type { NarrowFloat }

export const dtypes = Object.keys(narrowFloats) as NarrowFloat[]

/** What a port in a narrow format may be off by if nothing else is said: torch.testing allows about as much. */
const usualUlps: Readonly<Record<NarrowFloat, number>> = { float32: 16, bfloat16: 4 }

/**
 * A suite for a port that computes in a narrow format: tensors are rounded to it, expectations of what changed by that
 * are computed again, and numbers are judged in units of the format. `given` replaces the tolerances of the suite.
 *
 * @throws LossError where a rounded case cannot be computed
 */
export async function suiteIn(
  dtype: NarrowFloat,
  suite: Suite,
  count: number,
  given: Partial<Tolerance>,
): Promise<Suite> {
  const tolerance: Tolerance = { rtol: 0, atol: 0, ...given, ulps: { count, of: dtype } }
  const cases: SuiteCase[] = []
  for (const one of suite.cases) {
    cases.push({ ...(await inCase(suite, one, () => caseIn(dtype, one))), tolerance })
  }
  return { ...suite, cases }
}

function caseIn(dtype: NarrowFloat, one: SuiteCase): SuiteCase {
  const problem = rounded(dtype, one.problem)
  if (problem === one.problem) return one
  const expected = new Map(
    [...one.expected.keys()].map((reduction) => {
      return [reduction, numbersOf(evaluate(problem, reduction))] as const
    }),
  )
  const grad = one.grad && firstOf(evaluate(problem, gradientOf(one), true).grads)
  return { ...one, problem, expected, grad }
}

/** The problem with its tensors rounded; the same one if nothing changed. */
function rounded(dtype: NarrowFloat, problem: Problem): Problem {
  let changed = false
  const { round } = narrowFloats[dtype]
  const narrow = (tensor: Tensor): Tensor => {
    const data = tensor.data.map(round)
    if (data.every((x, i) => Object.is(x, tensor.data[i]))) return tensor
    changed = true
    return { ...tensor, data }
  }
  const args = Object.fromEntries(
    Object.entries(problem.args).map(([name, tensor], i) => [
      name,
      i > 0 && mayIndex(problem, name) && tensor.data.every(Number.isInteger) ? tensor : narrow(tensor),
    ]),
  )
  const options = Object.fromEntries(
    Object.entries(problem.options).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? narrow(value as Tensor) : value,
    ]),
  )
  // What a command line would read are not these numbers.
  return changed ? { ...problem, args, options, names: undefined } : problem
}

/** Whether whole numbers of an argument may be indices of classes, or lengths: those are no floats. */
function mayIndex({ loss }: Problem, name: string): boolean {
  return [...formsOf(loss).values()].some(({ takes: { [name]: own } }) => {
    return own?.kind === 'index' || own?.kind === 'whole' || own?.domain.whole === true
  })
}

/** @throws LossError E101 unless it is a number above 0 */
export function readUlps(text: unknown, dtype: NarrowFloat): number {
  if (text === undefined) return usualUlps[dtype]
  const count = parseDecimal(String(text)) ?? Number.NaN
  if (count > 0 && count < Infinity) return count
  throw new LossError('E101', `--ulps must be a number > 0, got ${String(text)}`, {
    takes: { option: 'ulps', above: 0 },
  })
}
