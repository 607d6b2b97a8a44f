import type { Interval } from '../../comparison.ts'
import { jsonProperties } from '../../writers/json-numbers.ts'

export function intervalObject({ low, high, method }: Interval) {
  return { level: 0.95, ...jsonProperties('low', low), ...jsonProperties('high', high), method }
}
