import { parseDecimal } from '../../numerics/decimal.ts'
import type { Tensor } from '../../tensor.ts'
import { parseJson } from './json.ts'

/**
 * Numbers written as an argument: `[...]` is JSON, `1,2,3` a list, `2.5` a single number. Undefined for anything
 * else, which is then a path.
 *
 * @throws LossError as `parseJson`
 */
export function readInline(text: string, name: string): Tensor | undefined {
  if (text.trimStart().startsWith('[')) return parseJson(text, name)
  const numbers = text.split(',').map(parseDecimal)
  if (numbers.some((number) => number === undefined)) return undefined
  const data = Float64Array.from(numbers as number[])
  return { data, shape: data.length === 1 ? [] : [data.length] }
}
