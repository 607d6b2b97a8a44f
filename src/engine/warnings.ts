import { plural } from './domains.ts'
import { type ByArgument, showShape, sizeOf } from '../tensor.ts'
import { inputOf } from '../losses/forms.ts'
import type { Looked } from '../losses/loss.ts'
import { isMean, type Notice, type Reduction } from '../report.ts'
import type { Plan } from './plan.ts'
import type { Totals } from './totals.ts'

/** What is worth a warning after a run: where torch prints NaN, stays silent, or surprises. */
export function notices(
  plan: Plan,
  { counts, odd, evidence }: Pick<Totals, 'counts' | 'odd' | 'evidence'>,
  reduction: Reduction,
  divisor: number,
  shapes: ByArgument<readonly number[]>,
  sum: number,
): Notice[] {
  const found: Notice[] = []
  const add = (code: string, message: string, ...tries: string[]) => found.push({ code, message, tries })
  const broadcast = broadcastOf(plan, shapes, counts.elements)
  if (broadcast !== undefined) add('W401', broadcast)
  if (counts.infinite > 0) {
    const { what } = inputOf(plan.loss)
    const many = `${counts.infinite} infinite ${counts.infinite === 1 ? what : plural(what)}`
    add(
      'W402',
      what === 'logit'
        ? `${many}: the limit of the loss is used; torch gives NaN where it is not the obvious Infinity`
        : `${many} in the input, or too large for float64`,
    )
  }
  if (counts.nan > 0) {
    const one = counts.nan === 1
    add(
      'W409',
      `${counts.nan} ${one ? 'number is NaN, and so is its loss' : 'numbers are NaN, and so are their losses'}, as in torch; --top 5 lists such samples first`,
    )
  }
  if (counts.loose > 0)
    add(
      'W403',
      `${counts.loose} target ${counts.loose === 1 ? 'value lies' : 'values lie'} outside [0, 1]; torch computes them without a word, and losses below 0 may follow`,
    )
  if (counts.unnormalised > 0) {
    const labels = plan.loss.traits?.related?.labels
    add(
      'W404',
      `${counts.unnormalised} of ${counts.counted} target rows do not sum to 1; torch does not check probabilities`,
      // Several ones in a row.
      ...(labels ? [`loss-calc ${labels} ...`] : []),
    )
  }
  plan.loss.warns?.forEach(({ code, when, says, tries = [] }, i) => {
    const count = when ? Number(when({ shapes, reduction })) : (odd[i] ?? 0)
    const offered = typeof tries === 'function' ? tries(plan.options, evidence?.found.unit) : tries
    if (count > 0) add(code, says(count), ...offered)
  })
  if (isMean(reduction) && divisor === 0 && counts.ignored > 0 && counts.counted === 0) {
    const all = plan.one === 'row' ? plan.ignoreIndex : ''
    add(
      'W405',
      `all targets equal --ignore-index ${all}: the mean is 0/0 = NaN, as in torch`,
      '--reduction sum gives 0',
    )
  } else if (isMean(reduction) && divisor === 0) {
    const message =
      sum === 0
        ? 'there is nothing to average: the mean is 0/0 = NaN, as in torch'
        : `the weights add up to 0: the mean is ${sum}/0 = ${sum / 0}, as in torch`
    add('W406', message, `--reduction sum gives ${sum}`)
  }
  return found
}

/** What is said where an argument was broadcast. */
function broadcastOf(
  plan: Plan,
  shapes: ByArgument<readonly number[]>,
  elements: number,
): string | undefined {
  const { shapes: fit } = plan.loss
  if (fit === undefined || fit === 'same' || plan.one === 'batch' || plan.shape.length === 0) return undefined
  const wide = plan.one === 'row' ? sizeOf(plan.shape) * plan.size : sizeOf(plan.shape)
  const full = Object.entries(shapes).filter(([name]) => spreads(plan, name))
  if (full.every(([, shape]) => sizeOf(shape) === wide)) return undefined
  const inWords = full.map(([name, shape]) => `${name} ${showShape(shape)}`)
  const last = inWords.pop()!
  return `${inWords.join(', ')} and ${last} were broadcast to ${showShape(plan.shape)}: ${elements} ${plan.one === 'row' ? 'rows' : 'elements'}, as in torch`
}

/** Counts what the warnings of the loss look for in a piece of the data. */
export function countOdd({ loss }: Plan, seen: Looked, totals: Totals): void {
  loss.warns?.forEach(({ count }, i) => {
    if (count) totals.see(i, count(seen))
  })
}

/** Whether an argument has a number for each that the loss sees, unless it is broadcast. */
function spreads({ loss }: Plan, name: string): boolean {
  const { kind, fits } = loss.takes[name]!
  return fits === undefined && (kind === 'each' || kind === 'vector')
}
