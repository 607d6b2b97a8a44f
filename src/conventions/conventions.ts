import type { Loss } from '../losses/loss.ts'
import type { GivenOptions } from '../options.ts'
import type { Tensor } from '../tensor.ts'
import { type WayToReduce, waysToReduce } from './other-reductions.ts'
import type { UnreducedLosses } from './reduced-losses.ts'
import { commandOf, hasPair, type Problem, sameArgs } from './problem.ts'
import { type TorchRun, factsOf, inReason, type Variant, variantLosses } from './variant.ts'
import type { ByArgument } from '../by-argument.ts'
import { variants } from './variants.ts'

/** A way to compute and reduce a loss: torch's own, or one that is mistaken for it. */
interface Convention {
  /** `pos_weight ignored, the sum`. */
  readonly name: string
  /** In a sentence, where it differs from torch. */
  readonly why: string
  /** In how many ways it differs from the problem as asked. */
  readonly steps: number
  /** Undefined where it has no meaning for these numbers. @throws LossError if torch refuses them */
  compute(args: ByArgument<Tensor>): number | undefined
  /** The command line that computes it here; undefined where no option says it. */
  command(args: ByArgument<Tensor>): string | undefined
}

/** The value of a problem under one convention. */
export interface Candidate {
  readonly name: string
  readonly why: string
  readonly steps: number
  readonly value: number
  /** Empty where no option of the program says it. */
  readonly command: string
}

interface ConventionOptions {
  readonly mode?: string | undefined
  /** The reduction asked for; a way to differ from. */
  readonly reduction?: 'mean' | 'sum' | undefined
}

/** All conventions of a loss: one step away from torch's first, then two. */
export function conventions(
  loss: Loss,
  params: GivenOptions,
  { mode, reduction = 'mean' }: ConventionOptions = {},
): Convention[] {
  const remembered = remember()
  return combinations(reduction).map(({ variant, divisor, name, why, steps }) => ({
    name,
    why: inReason(why, { loss, mode }),
    steps,
    compute(args) {
      const losses = remembered.losses({ loss, mode, options: params, args }, variant)
      return losses && divisor.reduce(losses)
    },
    command(args) {
      const problem = { loss, mode, options: params, args }
      return commandFor(problem, remembered.facts(problem), variant, divisor)
    },
  }))
}

/** What every convention gives for a problem, the likeliest first; those without a meaning or an effect are left out. */
export function* candidates(problem: Problem, reduction: 'mean' | 'sum' = 'mean'): Generator<Candidate> {
  const remembered = remember()
  const comparable = hasPair(problem)
  let plain: number | undefined
  for (const { variant, divisor, name, why, steps } of combinations(reduction)) {
    // Variants are ways to treat an input and a target, as the loss takes them.
    if (variant && (problem.from !== undefined || !comparable)) continue
    const losses = remembered.losses(problem, variant)
    const value = losses && divisor.reduce(losses)
    const same = steps > 0 && Object.is(value, plain)
    if (value === undefined || same) continue
    if (steps === 0) plain = value
    const command = commandFor(problem, remembered.facts(problem), variant, divisor) ?? ''
    yield { name, why: inReason(why, problem), steps, value, command }
  }
}

interface Combination {
  readonly variant: Variant | undefined
  readonly divisor: WayToReduce
  readonly name: string
  readonly why: string
  readonly steps: number
}

function combinations(reduction: 'mean' | 'sum'): Combination[] {
  const own = waysToReduce.find((divisor) => divisor.reduction === reduction)!
  const others = waysToReduce.filter((divisor) => divisor !== own)
  const one = (divisor: WayToReduce): Combination => {
    const name = divisor.reduction === undefined ? divisor.name : `${divisor.name} instead of ${own.name}`
    return { variant: undefined, divisor, name, why: divisor.why, steps: 1 }
  }
  const reductions = others.map(one)
  const computations = variants.map((variant): Combination => {
    return { variant, divisor: own, name: variant.name, why: variant.why, steps: 1 }
  })
  const both = computations.flatMap((left) =>
    reductions.map((right): Combination => {
      const [name, why] = [`${left.name}, and ${right.name}`, `${left.why}; ${right.why}`]
      return { variant: left.variant, divisor: right.divisor, name, why, steps: 2 }
    }),
  )
  const torch: Combination = { variant: undefined, divisor: own, name: own.name, why: own.why, steps: 0 }
  return [torch, ...reductions, ...computations, ...both]
}

/** The losses of each variant, computed once per problem. */
function remember() {
  let last: Problem['args'] | undefined
  let known: TorchRun | undefined
  const found = new Map<Variant, UnreducedLosses | undefined>()
  const facts = (problem: Problem): TorchRun => {
    if (known && last && sameArgs(last, problem.args)) return known
    last = problem.args
    found.clear()
    known = factsOf(problem)
    return known
  }
  const losses = (problem: Problem, variant: Variant | undefined): UnreducedLosses | undefined => {
    const plain = facts(problem)
    if (!variant) return plain.losses
    if (!found.has(variant)) found.set(variant, variantLosses(variant, problem, plain))
    return found.get(variant)
  }
  return { facts, losses }
}

/** Only what options say: the numbers themselves must be the same. */
function commandFor(
  problem: Problem,
  facts: TorchRun,
  variant: Variant | undefined,
  { reduction, meanBy }: WayToReduce,
): string | undefined {
  if (reduction === undefined && meanBy === undefined) return undefined
  const changed = variant ? variant.change?.(problem, facts) : problem
  const same = changed !== undefined && sameArgs(changed.args, problem.args)
  if (!changed || !same) return undefined
  const command = commandOf(changed, reduction ?? 'mean')
  return meanBy && command !== '' ? `${command} --mean-by ${meanBy}` : command
}
