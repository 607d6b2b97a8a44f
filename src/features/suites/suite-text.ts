import { suiteSchemaName } from './suite.ts'
import { evaluate } from '../../conventions/problem.ts'
import type { Loss } from '../../losses/loss.ts'
import { reductionsOf } from '../../losses/forms.ts'
import { nested, type Tensor } from '../../tensor.ts'
import { firstOf, inLine, numbersOf, spelled, spelledOptions } from './spelling.ts'
import { type SampleCase, sampleCases } from './sample-cases.ts'
import { snakeCase } from '../../options.ts'

/** Ports in double precision keep this much; golden cases ask for more. */
const RTOL = 1e-9
const ATOL = 1e-12

/** A suite for ports of a loss, as a file holds it. */
export function sampleSuite(loss: Loss): object {
  return { ...headOf(loss), cases: sampleCases(loss).map((one) => caseOf(loss, one)) }
}

const headOf = (loss: Loss) => ({
  schema: suiteSchemaName,
  description: `What a port of ${loss.name} should print.`,
  rtol: RTOL,
  atol: ATOL,
})

/** A suite for ports of a loss as JSON, a line for each member of a case: its sample cases with this program's numbers. */
export function suiteText(loss: Loss): string {
  const members = Object.entries(headOf(loss)).map(([key, value]) => `  "${key}": ${JSON.stringify(value)}`)
  const cases = sampleCases(loss).map((one) => textOfCase(loss, one))
  return `{\n${members.join(',\n')},\n  "cases": [\n    ${cases.join(',\n    ')}\n  ]\n}\n`
}

function textOfCase(loss: Loss, one: SampleCase): string {
  const members = Object.entries(caseOf(loss, one)).map(([key, value]) => `      "${key}": ${inLine(value)}`)
  return `{\n${members.join(',\n')}\n    }`
}

/** A case as a suite holds it, with all reductions of the loss, and the gradient where it is finite. */
function caseOf(loss: Loss, { name, problem }: SampleCase): Readonly<Record<string, unknown>> {
  const params = spelledOptions(problem.options)
  const expect = Object.fromEntries(
    reductionsOf(loss).map((reduction) => [
      reduction,
      spelled(nested(numbersOf(evaluate(problem, reduction)))),
    ]),
  )
  const grad: Tensor | undefined = firstOf(evaluate(problem, 'mean', true).grads)
  const finite = grad?.data.every(Number.isFinite) === true
  return {
    name,
    loss: loss.name,
    ...(problem.mode !== undefined && { mode: problem.mode }),
    ...Object.fromEntries(
      Object.entries(problem.args).map(([key, tensor]) => [snakeCase(key), spelled(nested(tensor))]),
    ),
    ...(Object.keys(params).length > 0 && { params }),
    expect: { ...expect, ...(finite && { grad: spelled(nested(grad)) }) },
  }
}
