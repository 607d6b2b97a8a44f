import type { Domain } from '../losses/takes.ts'
import { inRange } from '../options.ts'

/** Whether two ends say all of a domain. */
export function isPlain({ above, below, values, whole }: Domain): boolean {
  return above === undefined && below === undefined && values === undefined && whole === undefined
}

export function isIn(domain: Domain, x: number): boolean {
  if (domain.values) return domain.values.includes(x)
  return inRange(domain, x) && (!domain.whole || Number.isInteger(x))
}

/** Whether a domain takes these numbers; one of any number takes NaN. */
export function takesAll(domain: Domain, data: Float64Array): boolean {
  const any = isIn(domain, Infinity) && isIn(domain, -Infinity)
  return any || domain.outside === 'warned' || data.every((x) => isIn(domain, x))
}
