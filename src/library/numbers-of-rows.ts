import { type ByArgument, showShape, type Tensor } from '../tensor.ts'
import { broadcastsTo } from '../engine/broadcast.ts'
import { checkRank } from '../engine/fit.ts'
import {
  fitClasses,
  fitVectors,
  overFitted,
  type Refuse,
  type RowPlan,
  unfitPerClass,
} from '../engine/fit-rows.ts'
import { takesAll } from '../engine/in-domain.ts'
import { rowsWithoutReport } from '../engine/rows-without-report.ts'
import { LossError } from '../error.ts'
import type { RowNumbers } from '../losses/loss.ts'
import type { AnyOptionValues } from '../options.ts'
import type { Asked } from './numbers-call.ts'

type Plan = RowPlan<RowNumbers>

/** The numbers of a loss over classes. */
export const ofClasses = (asked: Asked<RowNumbers>) => numbersBy(fitClasses, asked)

/** The numbers of a loss over vectors. */
export const ofVectors = (asked: Asked<RowNumbers>) => numbersBy(fitVectors, asked)

/** @throws LossError as `planBy`, E301 and E306 for numbers outside the domain */
function numbersBy(fit: typeof fitVectors, { loss, args, options, reduction, grad }: Asked<RowNumbers>) {
  checkRank(loss, args)
  const plan = planBy(fit, loss, options, args)
  const refuseIndices = (name = 'target'): never => {
    throw new LossError('E306', `${name} of ${loss.name} has class indices out of range`)
  }
  checkDomains(plan, args, refuseIndices)
  return rowsWithoutReport(plan, args, reduction, grad, () => refuseIndices())
}

/** @throws LossError E310, E305, E311 and E104 for shapes that do not fit */
function planBy(
  fit: typeof fitVectors,
  loss: RowNumbers,
  options: AnyOptionValues,
  args: ByArgument<Tensor>,
): Plan {
  const refuse: Refuse = (why, name) => {
    const code = why === 'the other target' ? 'E305' : 'E310'
    throw new LossError(code, `${name} ${showShape(args[name]!.shape)} does not fit ${loss.name}`)
  }
  const plan = overFitted(loss, options, fit(loss, args, refuse, options))
  const wrong =
    unfitPerClass(plan) ??
    Object.keys(plan.factors).find((name) => {
      const factor = plan.factors[name]
      return factor && !broadcastsTo(factor.shape, plan.wide)
    })
  if (wrong !== undefined) throw new LossError('E311', `${wrong} does not fit the input`)
  if (plan.kind === 'probabilities' && plan.ignoreIndex >= 0)
    throw new LossError('E104', `probability targets of ${loss.name} have no index to ignore`)
  return plan
}

/** Looks at the numbers of arguments that are no targets, whose indices the loop looks at. */
function checkDomains(
  { loss, options, kind, size }: Plan,
  args: ByArgument<Tensor>,
  refuseIndices: (name: string) => never,
): void {
  for (const [name, argument] of Object.entries(loss.takes)) {
    const soft = kind === 'probabilities' ? argument.probabilities : undefined
    const domain = argument.kind === 'index' ? soft : (argument.given?.(options) ?? argument.domain)
    if (!domain) continue
    const { data } = args[name]!
    if (!takesAll(domain, data))
      throw new LossError('E301', `${name} of ${loss.name} has numbers outside its domain`)
    if (domain.indices && data.some((index) => index >= size)) refuseIndices(name)
  }
}
