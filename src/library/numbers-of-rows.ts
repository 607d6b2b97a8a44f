import type { ByArgument, Tensor } from '../tensor.ts'
import { checkRank } from '../engine/fit.ts'
import { takesAll } from '../engine/in-domain.ts'
import { planRows, type RowPlan } from '../engine/plan-rows.ts'
import { rowsWithoutReport } from '../engine/rows-without-report.ts'
import { LossError } from '../error.ts'
import type { RowLoss } from '../losses/loss.ts'
import type { Asked } from './numbers-call.ts'

/**
 * The numbers of a loss of rows.
 *
 * @throws LossError E310, E305 and E311 for shapes that do not fit, E301 and E306 for numbers outside the domain
 */
export function ofRows({ loss, args, options, reduction, grad }: Asked<RowLoss>) {
  checkRank(loss, args)
  const plan = planRows(loss, options, args, undefined)
  checkDomains(plan, args)
  return rowsWithoutReport(plan, args, reduction, grad)
}

/** @throws LossError E301 for a number outside the domain of the loss, E306 for one that is no index into a row */
function checkDomains({ loss, options, kind, size }: RowPlan, args: ByArgument<Tensor>): void {
  for (const [name, argument] of Object.entries(loss.takes)) {
    const soft = kind === 'probabilities' ? argument.probabilities : undefined
    const domain = argument.kind === 'index' ? soft : (argument.given?.(options) ?? argument.domain)
    if (!domain) continue
    const { data } = args[name]!
    if (!takesAll(domain, data))
      throw new LossError('E301', `${name} of ${loss.name} has numbers outside its domain`)
    if (domain.indices && data.some((index) => index >= size))
      throw new LossError('E306', `${name} of ${loss.name} has class indices out of range`)
  }
}
