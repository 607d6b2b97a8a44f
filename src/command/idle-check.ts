import { LossError } from '../error.ts'
import type { Report } from '../report.ts'

/**
 * A check of a run or of several; a sum of nothing is below any bound, whether targets are ignored or weights are 0.
 *
 * @throws LossError E104 for one that passes for want of losses
 */
export function refuseIdle<T extends { readonly ok: boolean; readonly asked: string }>(
  check: T,
  ...reports: readonly Report[]
): T {
  if (
    !check.ok ||
    reports.every(({ denominator, elements, ignored }) => ignored < elements && denominator.value !== 0)
  )
    return check
  throw new LossError('E104', `${check.asked} finds no loss to judge`)
}
