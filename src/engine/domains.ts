import type { ByArgument, Tensor } from '../tensor.ts'
import { LossError } from '../error.ts'
import type { PlainLoss } from '../losses/loss.ts'
import type { Domain } from '../losses/takes.ts'
import { flagName, rangeInWords } from '../options.ts'
import { isIn, isPlain } from './in-domain.ts'
import { loopsInUse } from './loops.ts'
import type { Plan } from './plan.ts'
import type { Totals } from './totals.ts'

/** Checks each argument against what it may hold, and counts what is odd. @throws LossError E301 outside a domain */
export function checkDomains(plan: Plan, args: ByArgument<Tensor>, totals: Totals): void {
  const { loss, options } = plan
  Object.entries(loss.takes).forEach(([name, argument], i) => {
    const tensor = args[name]!
    if (argument.kind === 'index') {
      if (plan.kind === 'probabilities')
        checkDomain(loss, name, false, argument.probabilities!, tensor, totals)
      return
    }
    const domain = argument.given?.(options) ?? argument.domain
    checkDomain(loss, name, i === 0, domain, tensor, totals)
    if (plan.one === 'row') domain.indices?.(name, plan.size, tensor)
  })
}

function checkDomain(
  loss: PlainLoss,
  name: string,
  first: boolean,
  domain: Domain,
  tensor: Tensor,
  totals: Totals,
): void {
  const { data } = tensor
  const { min = -Infinity, max = Infinity } = domain
  const plain = isPlain(domain)
  if (plain && min === -Infinity && max === Infinity) {
    if (!allWithin(data, -Number.MAX_VALUE, Number.MAX_VALUE)) countOdd(data, first, totals)
    return
  }
  if (plain && allWithin(data, min, max)) return
  let outside = 0
  let at = -1
  let low = Infinity
  let high = -Infinity
  for (let i = 0; i < data.length; i++) {
    const x = data[i]!
    if (x < low) low = x
    if (x > high) high = x
    if (!isIn(domain, x) && outside++ === 0) at = i
  }
  if (outside === 0) return
  if (domain.outside === 'warned') {
    const before = totals.counts.nan
    countOdd(data, first, totals)
    totals.counts.loose += outside - (totals.counts.nan - before)
    return
  }
  refuse(loss, name, first, domain, tensor, { outside, at, low, high })
}

/** Whether all numbers lie in [min, max], which NaN does not. */
export function allWithin(data: Float64Array, min: number, max: number): boolean {
  const found = loopsInUse()?.allWithin(data, min, max)
  if (found !== undefined) return found
  for (let i = 0; i < data.length; i++) if (!(data[i]! >= min && data[i]! <= max)) return false
  return true
}

function refuse(
  loss: PlainLoss,
  name: string,
  first: boolean,
  domain: Domain,
  tensor: Tensor,
  { outside, at, low, high }: Record<'outside' | 'at' | 'low' | 'high', number>,
): never {
  const { data, place } = tensor
  const called = flagName(name)
  const needed = first || domain.what === 'number' ? plural(domain.what) : plural(called)
  const said = first ? domain.input : name === 'target' ? domain.target : undefined
  throw new LossError(
    'E301',
    `${loss.name} needs ${needed}${describe(domain)}; ${outside} of ${data.length} ${called} values ${outside === 1 ? 'is' : 'are'} outside, the first is ${data[at]}`,
    { at: place?.(at), ...said?.(tensor, loss.traits, low, high) },
  )
}

export const plural = (what: string) => `${what.replace(/y$/, 'ie').replace(/s$/, '')}s`

/** ` in [0, 1]`, ` >= 0`, ` that are -1 or 1`. */
function describe(domain: Domain): string {
  if (domain.values) return ` that are ${domain.values.join(' or ')}`
  return `${rangeInWords(domain)}${domain.whole ? ' that are whole numbers' : ''}`
}

/** NaN, and infinite numbers of the first argument. */
function countOdd(data: Float64Array, first: boolean, { counts }: Totals): void {
  for (let i = 0; i < data.length; i++) {
    const x = data[i]!
    if (x - x === 0) continue
    if (Number.isNaN(x)) counts.nan++
    else if (first) counts.infinite++
  }
}
