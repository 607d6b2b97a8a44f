import { LossError } from '../../error.ts'
import type { Loss } from '../../losses/loss.ts'
import { argumentsOf, formsOf, isUsual, optionsOf, spellingsOf } from '../../losses/forms.ts'
import { flagName, type GivenOptions, resolveOption } from '../../options.ts'
import type { Tensor } from '../../tensor.ts'
import { type Candidate, candidates } from '../../conventions/conventions.ts'
import type { Problem } from '../../conventions/problem.ts'
import { pause } from '../../engine/compute.ts'

/** A number as it was printed, and how far the true value may be from it. */
export interface PrintedNumber {
  readonly value: number
  readonly within: number
}

/** A loss and a convention that reproduce a number. */
interface Match extends Candidate {
  readonly loss: string
}

export interface Identified {
  /** Those with the fewest steps first. */
  readonly matches: readonly Match[]
  /** Those of a single step whose numbers come nearest, the nearest first; empty if some match. */
  readonly nearest: readonly Match[]
  /** How many conventions had a meaning for these numbers. */
  readonly tried: number
}

/** How many are named where none matches. */
const NEAREST = 3

/** Half a unit of the last digit that is printed: 0.8705 lies within 5e-5 of the value. */
export function printedNumber(text: string): PrintedNumber | undefined {
  const parts = /^[+-]?\d*\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text.trim())
  const value = Number(text)
  if (!parts || text.trim() === '' || !Number.isFinite(value)) return undefined
  const places = parts[1]!.length - Number(parts[2] ?? 0)
  // Parsed, since powers of ten are not the same on every version of Node. Digits of float32 or float64 output are not all right.
  return { value, within: Math.max(Number(`5e${-places - 1}`), Math.abs(value) * 2e-7) * (1 + 1e-9) }
}

/**
 * Every loss and convention that gives a number for some arguments in order, to the digits printed.
 *
 * @throws LossError E105 for an option that none of the losses has, E101 for a value that none takes
 */
export async function identify(
  losses: readonly Loss[],
  options: GivenOptions,
  tensors: readonly Tensor[],
  { names, words }: Pick<Problem, 'names' | 'words'>,
  { value, within }: PrintedNumber,
): Promise<Identified> {
  const rest = pause()
  const matches: Match[] = []
  const others: Match[] = []
  for (const [name, value] of Object.entries(options)) refuseUntaken(losses, name, value)
  let tried = 0
  for (const loss of losses.filter((one) => argumentsOf(one).length === tensors.length)) {
    const known = optionsOf(loss)
    const own = Object.fromEntries(Object.entries(options).filter(([name]) => known.has(name)))
    const args = Object.fromEntries(argumentsOf(loss).map((name, i) => [name, tensors[i]!]))
    const problem = { loss, options: own, args, names, words }
    for (const candidate of tries(problem)) {
      await rest()
      tried++
      const match = { loss: loss.name, ...candidate }
      if (Math.abs(candidate.value - value) <= within) matches.push(match)
      else if (candidate.steps <= 1) others.push(match)
    }
  }
  const off = (match: Match) => Math.abs(match.value - value)
  const unusual = new Set(losses.filter((loss) => !isUsual(loss)).map(({ name }) => name))
  // Many losses would bury the true one: of two equal conventions that of the usual loss is likelier.
  const rank = ({ steps, loss }: Match) => steps + (unusual.has(loss) ? 0.5 : 0)
  matches.sort((a, b) => rank(a) - rank(b) || off(a) - off(b))
  return {
    matches: matches.filter((match, i) => !matches.slice(0, i).some((other) => covers(other, match))),
    nearest: matches.length > 0 ? [] : others.toSorted((a, b) => off(a) - off(b)).slice(0, NEAREST),
    tried,
  }
}

/** Whether a match with fewer steps gives the same number, so that one more step explains nothing. */
function covers(plainer: Match, match: Match): boolean {
  const { loss, steps, value, command } = match
  if (command !== '' && plainer.command === command) return true
  const near = Math.abs(plainer.value - value) <= 1e-6 * Math.abs(value)
  return near && plainer.loss === loss && plainer.steps < steps
}

/** Words of --from to try, and what each says of the input. */
const spellings = {
  probs: { what: 'probabilities', fits: (x: number) => x >= 0 && x <= 1 },
  'log-probs': { what: 'log-probabilities', fits: (x: number) => x <= 0 },
} as const

function* tries(problem: Problem): Generator<Candidate> {
  yield* respelled(problem)
  yield* tolerated(problem)
}

/** The same losses with the input read as --from says, if its numbers allow that. */
function* respelled(problem: Problem): Generator<Candidate> {
  const words = [...formsOf(problem.loss).values()].flatMap((form) => [...spellingsOf(form).keys()].slice(1))
  for (const [from, { what, fits }] of Object.entries(spellings)) {
    if (!words.includes(from) || !problem.args.input!.data.every(fits)) continue
    for (const { name, why, steps, ...found } of tolerated({ ...problem, from })) {
      const further = steps === 0 ? ['', ''] : [`, and ${name}`, `; ${why}`]
      yield {
        ...found,
        name: `the input is ${what}${further[0]}`,
        why: `--from ${from} takes it as it is${further[1]}`,
        steps: steps + 1,
      }
    }
  }
}

/** The candidates of a loss; none if the loss refuses the numbers. */
function* tolerated(problem: Problem): Generator<Candidate> {
  try {
    yield* candidates(problem, 'mean')
  } catch (error) {
    if (!(error instanceof LossError)) throw error
  }
}

/** @throws LossError E105 for an option that none of the losses has, E101 for a value that none takes */
function refuseUntaken(losses: readonly Loss[], name: string, value: unknown): void {
  if (value === undefined) return
  const forms = losses.flatMap((loss) => [...formsOf(loss).values()])
  const specs = forms.flatMap(({ options }) => (Object.hasOwn(options, name) ? [options[name]!] : []))
  let refused: unknown
  for (const spec of specs) {
    try {
      resolveOption(name, spec, value)
      return
    } catch (error) {
      refused ??= error
    }
  }
  if (refused) throw refused
  throw new LossError(
    'E105',
    `none of ${losses.map((loss) => loss.name).join(', ')} has the option --${flagName(name)}`,
  )
}
