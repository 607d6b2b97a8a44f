import { mapArguments } from '../src/tensor.ts'
import { Computation } from '../src/engine/compute.ts'
import { WorkedRows } from '../src/features/explain/explain.ts'
import type { PlainLoss } from '../src/losses/loss.ts'
import type { AnyOptionValues } from '../src/options.ts'
import type { Report } from '../src/report.ts'
import type { Args } from './drawn-arguments.ts'

/** All rows worked out. */
export function workedOut(loss: PlainLoss, args: Args, options: AnyOptionValues = {}): Report {
  const computation = new Computation({
    loss,
    options,
    reduction: 'none',
    values: true,
    grad: false,
    samples: 0,
    explain: new WorkedRows({ first: Infinity }, false),
  })
  computation.add({ args, firstRow: 0, whole: true })
  return computation.report({
    args: mapArguments(args, (_, name) => ({ name, format: 'numbers', notes: [] })),
  })
}
