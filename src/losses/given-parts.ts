import type { AnyOptionValues } from '../options.ts'
import type { PlainLoss } from './loss.ts'

/** What an argument is called in formulas: x for the input, t for the target. */
export function symbolOf(argument: string): string {
  return argument === 'input' ? 'x' : argument === 'target' ? 't' : argument
}

/** What an option is called in formulas. */
export function symbolOfOption({ options }: PlainLoss, name: string): string {
  const spec = options[name]!
  return ('symbol' in spec && spec.symbol) || name
}

/** A formula with `[p|p ]` resolved: the part after the bar if a p is given, else nothing; `[!p|...]` the other way round. */
export function withGiven(formula: string, given: object): string {
  return formula.replaceAll(/\[(!?)(\w+)\|([^\]]*)\]/g, (_all, not: string, name: string, part: string) =>
    ((given as Record<string, unknown>)[name] === undefined) === (not === '!') ? part : '',
  )
}

/**
 * The options that were given, by their names in formulas: tensors, flags that are on, numbers other than 0, the word
 * of a choice.
 */
export function givenOptions(loss: PlainLoss, options: AnyOptionValues): Record<string, 1> {
  const given: Record<string, 1> = {}
  for (const [name, value] of Object.entries(options)) {
    const spec = loss.options[name]!
    const off = value === undefined || value === false || (value === 0 && spec.type !== 'scale')
    if (off) continue
    given[symbolOfOption(loss, name)] = 1
    if (typeof value === 'string') given[value] = 1
  }
  return given
}
