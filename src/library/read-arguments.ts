import { type ByArgument, mapArguments, type Tensor } from '../tensor.ts'
import { LossError } from '../error.ts'
import type { GivenOptions, OptionSpecs } from '../options.ts'
import { type Numbers, tensorOf } from './given-numbers.ts'

/**
 * The arguments of a call, which options may follow.
 *
 * @throws LossError E103 for a missing argument, or too many, and as `tensorOf`
 */
export function readArguments(
  loss: string,
  names: readonly string[],
  given: readonly unknown[],
): ByArgument<Tensor> {
  const takes = `${loss} takes ${names.join(', ')}`
  const missing = names.find((_, i) => given[i] === undefined || given[i] === null)
  if (missing !== undefined) throw new LossError('E103', `${takes}: ${missing} is missing`)
  if (given.length > names.length + 1) throw new LossError('E103', `${takes} and options`)
  return Object.fromEntries(names.map((name, i) => [name, tensorOf(given[i] as Numbers, name)]))
}

/**
 * The values of options, with the numbers of those that hold several as a tensor; `others` reads what is no list.
 *
 * @throws LossError as `tensorOf`
 */
export function readValues(
  specs: OptionSpecs,
  fields: GivenOptions,
  others = (value: unknown) => value,
): GivenOptions {
  return mapArguments(fields, (value, name) => {
    const { type } = specs[name]!
    const numbers = type === 'tensor' || (type === 'scale' && typeof value !== 'number')
    return numbers && value !== undefined ? tensorOf(value as Numbers, name) : others(value)
  })
}
