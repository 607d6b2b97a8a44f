import { LossError } from '../error.ts'
import { identify as search, printedNumber } from '../features/identify/identify.ts'
import { loadAll, lossNames } from '../losses/registry.ts'
import { type Numbers, tensorOf } from './given-numbers.ts'
import { plain, shown } from './given.ts'
import { fieldsOf, type OwnOption, readOwn, tolerance } from './own-options.ts'
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

const takes = {
  losses: {
    takes: 'a list of names',
    fits: (value): value is readonly string[] => Array.isArray(value) && value.length > 0,
  } satisfies OwnOption<readonly string[]>,
  within: tolerance,
  options: {
    takes: 'an object',
    fits: (value): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null,
  } satisfies OwnOption<Readonly<Record<string, unknown>>>,
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
  own?: IdentifyOptions,
): Promise<IdentifiedMatch[]> {
  try {
    const { losses = lossNames, within, options } = readOwn<IdentifyOptions>('identify', takes, own)
    const text = String(plain(value))
    const printed = printedNumber(text)
    if (!printed) throw new LossError('E101', `the number to find must be one, got ${text}`)
    const unknown = losses.find((name) => !lossNames.includes(name))
    if (unknown !== undefined)
      throw new LossError(
        'E101',
        `losses must be of ${lossNames.join(', ')}, got ${typeof unknown === 'string' ? unknown : shown(unknown)}`,
      )
    const chosen = (await loadAll()).filter(({ name }) => losses.includes(name))
    const specs = chosen.map(optionsOf)
    const lists = new Set(
      specs.flatMap((own) => Object.keys(own).filter((name) => own[name]!.type === 'tensor')),
    )
    const names = new Set(specs.flatMap((own) => Object.keys(own)))
    const read = Object.fromEntries(
      Object.entries(fieldsOf('identify', [...names], options)).map(([name, given]) => [
        name,
        lists.has(name) || typeof given === 'object' ? tensorOf(given as Numbers, name) : given,
      ]),
    )
    const { matches } = await search(
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
