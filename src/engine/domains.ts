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
    if (domain.indices && plan.one === 'row') checkIndicesBelow(loss, name, plan.size, tensor)
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
  { data, place }: Tensor,
  { outside, at, low, high }: Record<'outside' | 'at' | 'low' | 'high', number>,
): never {
  const called = flagName(name)
  const needed = first || domain.what === 'number' ? plural(domain.what) : plural(called)
  const offer = name === 'target' ? mapOffer(loss, domain, data) : undefined
  const logits = first && domain.max === 1 && (low < 0 || high > 1)
  const percent = low >= 0 && high > 10 && high <= 100
  const { related, respelled } = loss.traits ?? {}
  throw new LossError(
    'E301',
    `${loss.name} needs ${needed}${describe(domain)}; ${outside} of ${data.length} ${called} values ${outside === 1 ? 'is' : 'are'} outside, the first is ${data[at]}`,
    {
      at: place?.(at),
      ...(logits &&
        Number.isFinite(high - low) && {
          why: `values run from ${low} to ${high}: ${percent ? 'these are percentages, or logits (before the sigmoid)' : 'these look like logits (before the sigmoid)'}`,
        }),
      ...(logits &&
        (related?.logits || respelled) && {
          tries: [
            respelled
              ? `loss-calc ... ${percent ? '--normalize' : '--from logits'}`
              : percent
                ? 'divide them by 100'
                : `loss-calc ${related!.logits} ...`,
          ],
        }),
      ...offer,
    },
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

/** What targets outside their domain probably are; `loss-calc help H107` and `H108` say more. */
function mapOffer(
  { traits }: PlainLoss,
  { min, max, values }: Domain,
  data: Float64Array,
): { why: string; tries: string[] } | undefined {
  if (values) {
    const binary = data.every((t) => t === 0 || t === 1)
    return binary ? { why: 'the targets are 0 and 1', tries: ['map them to -1 and 1 by 2 t - 1'] } : undefined
  }
  if (min !== 0 || max !== 1) return undefined
  /** For targets that are only these two, of which one is there. */
  const pair = (low: number, high: number, there: number, flag: string) =>
    data.includes(there) && data.every((t) => t === low || t === high)
      ? { why: `the targets are ${low} and ${high}`, tries: [`loss-calc ... ${flag}`] }
      : undefined
  const found =
    pair(-1, 1, -1, '--target-format signed') ??
    pair(1, 2, 1, '--index-base 1') ??
    pair(0, 100, 100, '--classes 0,100')
  if (found) return found
  if (!data.every((t) => Number.isInteger(t) && t >= 0 && t <= 255)) return undefined
  const largest = data.reduce((most, t) => Math.max(most, t), 0)
  if (largest > 20)
    return {
      why: `the targets run to ${largest}, like gray values`,
      tries: ['loss-calc ... --target-format gray'],
    }
  const classes = traits?.related?.classes
  return {
    why: `the targets are whole numbers from 0 to ${largest}: they look like class indices`,
    tries: classes === undefined ? [] : [`give ${classes} one column of logits per class`],
  }
}

/** @throws LossError E306 for an index into a row that is not below its length */
function checkIndicesBelow({ name: loss }: PlainLoss, name: string, size: number, tensor: Tensor): void {
  const at = tensor.data.findIndex((index) => index >= size)
  if (at < 0) return
  throw new LossError(
    'E306',
    `class index ${tensor.data[at]} is out of range: ${loss} has ${size} classes, 0 to ${size - 1}`,
    {
      at: tensor.place?.(at),
      why: `every ${name} of a row is checked, though what follows the first -1 is not read`,
    },
  )
}
