import type { AnyOptionValues } from '../../options.ts'
import { givenOptions, withGiven } from '../given-parts.ts'
import type { LineCase, PlainLoss } from '../loss.ts'
import { parseLine } from './parse.ts'
import type { Tree } from './tree.ts'

/**
 * The lines of a loss as trees, with what is given: its own, or its steps where those keep their digits. Undefined if
 * it has neither.
 */
export function treesOf(loss: PlainLoss, given: object): Record<string, Tree> | undefined {
  const { stable } = loss
  if (stable === undefined) return undefined
  const lines =
    stable === 'steps'
      ? Object.entries(loss.steps).map(
          ([name, step]) => [name, 'cases' in step ? step.cases : step.formula] as const,
        )
      : Object.entries(stable)
  const trees: Record<string, Tree> = {}
  for (const [name, line] of lines) {
    const chosen = choose(line, given)
    // A line of other options has nothing to say.
    if (chosen !== '') trees[name] = parseLine(chosen)
  }
  return trees
}

/** The same under options; over classes, `labels` tells targets that are a class, of which it may be that it alone decides. */
export function treesFor(
  loss: PlainLoss,
  options: AnyOptionValues,
  labels: boolean,
): Record<string, Tree> | undefined {
  const given = givenOptions(loss, options)
  if (loss.one === 'row') {
    given[labels ? 'hot' : 'soft'] = 1
    if (labels && !options.labelSmoothing) given.single = 1
  }
  return treesOf(loss, given)
}

function choose(line: string | readonly LineCase[], given: object): string | readonly LineCase[] {
  if (typeof line === 'string') return withGiven(line, given)
  return line.map(({ if: condition, formula }) => ({
    ...(condition !== undefined && { if: withGiven(condition, given) }),
    formula: withGiven(formula, given),
  }))
}
