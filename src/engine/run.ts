import type { ByArgument, Tensor } from '../tensor.ts'
import { checkDomains } from './domains.ts'
import type { Plan } from './plan.ts'
import type { Results, Wanted } from './results.ts'
import { runBatch } from './run-batch.ts'
import { runElements } from './run-elements.ts'
import { runRows } from './run-rows.ts'
import type { Totals } from './totals.ts'
import { countOdd } from './warnings.ts'

/**
 * Runs a plan over some rows (all, or a piece cut along the first dimension): checks, computes, adds up.
 * `firstRow` is the number of the first row.
 *
 * @throws LossError E301 outside a domain, E306 class index out of range
 */
export function run(
  plan: Plan,
  args: ByArgument<Tensor>,
  firstRow: number,
  wanted: Wanted,
  totals: Totals,
): Results {
  checkDomains(plan, args, totals)
  if (plan.one !== 'batch') countOdd(plan, { args, options: plan.options }, totals)
  if (plan.one === 'element') return runElements(plan, args, firstRow, wanted, totals)
  if (plan.one === 'row') return runRows(plan, args, firstRow, wanted, totals)
  return runBatch(plan, args, wanted, totals)
}
