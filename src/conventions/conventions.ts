import { type WayToReduce, waysToReduce } from './other-reductions.ts'
import type { UnreducedLosses } from './reduced-losses.ts'
import { commandOf, hasPair, type Problem, sameArgs } from './problem.ts'
import { type TorchRun, factsOf, inReason, type Variant, variantLosses } from './variant.ts'
import { variants } from './variants.ts'

/** The value of a problem under one convention. */
export interface Candidate extends Pick<Combination, 'name' | 'why' | 'steps'> {
  readonly value: number
  /** Empty where no option of the program says it. */
  readonly command: string
}

/** What every convention gives for a problem, the likeliest first; those without a meaning or an effect are left out. */
export function* candidates(problem: Problem, reduction: 'mean' | 'sum' = 'mean'): Generator<Candidate> {
  const facts = factsOf(problem)
  const found = new Map<Variant | undefined, UnreducedLosses | undefined>([[undefined, facts.losses]])
  const comparable = hasPair(problem)
  let plain: number | undefined
  for (const { variant, divisor, name, why, steps } of combinations(reduction)) {
    // Variants are ways to treat an input and a target, as the loss takes them.
    if (variant && (problem.from !== undefined || !comparable)) continue
    // Losses of the batch that have factors of their own are reduced by the engine alone.
    if (facts.report.dividend !== undefined && (variant?.losses ?? divisor.reduction === undefined)) continue
    if (!found.has(variant)) found.set(variant, variantLosses(variant!, problem, facts))
    const losses = found.get(variant)
    const value = losses && divisor.reduce(losses)
    const same = steps > 0 && Object.is(value, plain)
    if (value === undefined || same) continue
    if (steps === 0) plain = value
    const command = commandFor(problem, facts, variant, divisor) ?? ''
    yield { name, why: inReason(why, problem), steps, value, command }
  }
}

/** A way to compute and reduce a loss: torch's own, or one that is mistaken for it. */
interface Combination {
  readonly variant: Variant | undefined
  readonly divisor: WayToReduce
  /** `pos_weight ignored, the sum`. */
  readonly name: string
  /** In a sentence, where it differs from torch. */
  readonly why: string
  /** In how many ways it differs from the problem as asked. */
  readonly steps: number
}

/** One step away from torch's first, then two. */
export function combinations(reduction: 'mean' | 'sum'): Combination[] {
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

/** Only what options say: the numbers themselves must be the same. */
function commandFor(
  problem: Problem,
  facts: TorchRun,
  variant: Variant | undefined,
  { reduction, meanBy }: WayToReduce,
): string | undefined {
  if (reduction === undefined && (meanBy === undefined || facts.report.one === 'batch')) return undefined
  const changed = variant ? variant.change?.(problem, facts) : problem
  const same = changed !== undefined && sameArgs(changed.args, problem.args)
  if (!changed || !same) return undefined
  const command = commandOf(changed, reduction ?? 'mean')
  return meanBy && command !== '' ? `${command} --mean-by ${meanBy}` : command
}
