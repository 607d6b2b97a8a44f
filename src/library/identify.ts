import { LossError } from '../error.ts'
import { identify as search, printedNumber } from '../features/identify/identify.ts'
import { loadAll, lossNames } from '../losses/registry.ts'
import { type Numbers, tensorOf } from './numbers.ts'
import { ofCall, optionsOf } from './read-call.ts'

export interface IdentifyOptions {
  /** Only these losses, by the names of their commands: `['ce', 'nll']`. */
  readonly losses?: readonly string[]
  /** How far the number may be off; left out, half a unit of its last digit. */
  readonly within?: number
  /** Options that were given where the number comes from: `{ weight: [2, 4, 6] }`. */
  readonly options?: Readonly<Record<string, unknown>>
}

/** A loss and a convention that give the number. */
export interface IdentifiedMatch {
  readonly loss: string
  /** `divided by the number of losses instead of the sum of their weights` */
  readonly convention: string
  readonly why: string
  /** The number with all its digits. */
  readonly value: number
  /** In how many ways it differs from torch. */
  readonly steps: number
}

/**
 * Which losses and conventions give a number for an input and a target, the likeliest first. A text keeps the zeros of
 * the number: `'0.8700'` has four decimals.
 *
 * ```ts
 * const [match] = await identify('5.2992', input, target, { options: { weight: [2, 4, 6] } })
 * ```
 *
 * @throws LossError E101 for what is no number and for a loss that does not exist
 */
export async function identify(
  value: number | string,
  input: Numbers,
  target: Numbers,
  { losses = lossNames, within, options = {} }: IdentifyOptions = {},
): Promise<IdentifiedMatch[]> {
  try {
    const printed = printedNumber(String(value))
    if (!printed) throw new LossError('E101', `the number to find must be one, got ${String(value)}`)
    const all = await loadAll()
    const unknown = losses.find((name) => !lossNames.includes(name))
    if (unknown !== undefined)
      throw new LossError('E101', `losses must be of ${lossNames.join(', ')}, got ${unknown}`)
    const chosen = all.filter(({ name }) => losses.includes(name))
    const lists = new Set(
      all.flatMap((loss) =>
        Object.entries(optionsOf(loss)).flatMap(([name, { type }]) => (type === 'tensor' ? [name] : [])),
      ),
    )
    const read = Object.fromEntries(
      Object.entries(options).map(([name, given]) => [
        name,
        lists.has(name) || typeof given === 'object' ? tensorOf(given as Numbers, name) : given,
      ]),
    )
    const { matches } = search(
      chosen,
      read,
      [tensorOf(input, 'input'), tensorOf(target, 'target')],
      { names: ['input', 'target'] },
      within === undefined ? printed : { ...printed, within },
    )
    return matches.map(({ loss, name, why, value: found, steps }) => ({
      loss,
      convention: name,
      why,
      value: found,
      steps,
    }))
  } catch (error) {
    throw error instanceof LossError ? ofCall(error) : error
  }
}
