import type { Notice, Reduction } from '../report.ts'
import { sameShape, showShape } from '../tensor.ts'
import type { Plan } from './plan.ts'
import type { Counts } from './totals.ts'

/** Every warning, for `loss-calc help W401`; none changes a number. */
export const warnings: Readonly<Record<string, { readonly title: string; readonly help: string }>> = {
  W401: {
    title: 'Shapes were broadcast',
    help: 'mse, as in torch, repeats what is smaller where shapes fit from the right. (N, 1) against (N) so gives N x N losses, which is seldom meant: give both the same shape.',
  },
  W402: {
    title: 'Infinite inputs',
    help: 'An infinite logit is a limit of finite ones, and its loss is the limit of theirs. torch gives NaN where it multiplies 0 with Infinity. 1e999 reads as Infinity.',
  },
  W403: {
    title: 'Targets outside [0, 1]',
    help: 'bce-logits and focal compute them as torch does; the loss may then be below 0. Targets -1 and 1 become 0 and 1 by (t + 1) / 2, and 0 to 255 by t / 255.',
  },
  W404: {
    title: 'Target rows that do not sum to 1',
    help: 'Rows of probabilities should sum to 1; torch does not check. Rows of zeros and ones with several ones are labels of bce-logits, not of ce.',
  },
  W405: {
    title: 'All targets ignored',
    help: 'Every target equals --ignore-index, so the mean is 0/0. torch gives NaN too; the sum is 0.',
  },
  W406: {
    title: 'Nothing to average',
    help: 'The input has no elements, so the mean is 0/0. torch gives NaN too; the sum is 0.',
  },
  W407: {
    title: 'Deprecated options',
    help: '--size-average and --reduce are the old form of --reduction, as in torch; loss-calc help reductions has the table.',
  },
  W408: {
    title: 'A column that looks like an id',
    help: 'Without --input-cols, columns named id, index or unnamed are no input. --input-cols says which columns are.',
  },
  W409: {
    title: 'NaN among the numbers',
    help: 'The loss of NaN is NaN, and so are the mean and the sum, as in torch. --top 5 lists such samples first; --missing skip leaves out rows with empty cells, but not those with NaN; --fail-on nan makes the exit status 1.',
  },
}

/** What is worth a warning after a run: where torch prints NaN, stays silent, or surprises. */
export function notices(
  plan: Plan,
  counts: Counts,
  reduction: Reduction,
  input: readonly number[],
  target: readonly number[],
): Notice[] {
  const found: Notice[] = []
  const add = (code: string, message: string, ...tries: string[]) => found.push({ code, message, tries })
  if (
    plan.family === 'element' &&
    plan.loss.broadcasts &&
    !sameShape(input, target) &&
    plan.shape.length > 0
  ) {
    const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1)
    if (size(input) !== size(plan.shape) || size(target) !== size(plan.shape)) {
      add(
        'W401',
        `input ${showShape(input)} and target ${showShape(target)} were broadcast to ${showShape(plan.shape)}; the mean is over ${counts.elements} elements, as in torch`,
      )
    }
  }
  if (counts.infinite > 0) {
    const { what } = plan.loss.input
    const many = `${counts.infinite} infinite ${what}${counts.infinite === 1 ? '' : 's'}`
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
  if (counts.loose > 0) {
    add(
      'W403',
      `${counts.loose} target ${counts.loose === 1 ? 'value lies' : 'values lie'} outside [0, 1]; torch computes them without a word, and losses below 0 may follow`,
    )
  }
  if (counts.unnormalised > 0) {
    add(
      'W404',
      `${counts.unnormalised} of ${counts.counted} target rows do not sum to 1; torch does not check probabilities`,
    )
  }
  if (reduction === 'mean' && counts.ignored > 0 && counts.counted === 0) {
    const all = plan.family === 'class' ? plan.ignoreIndex : ''
    add(
      'W405',
      `all targets equal --ignore-index ${all}: the mean is 0/0 = NaN, as in torch`,
      '--reduction sum gives 0',
    )
  } else if (reduction === 'mean' && counts.elements === 0) {
    add('W406', 'there is nothing to average: the mean is 0/0 = NaN, as in torch', '--reduction sum gives 0')
  }
  return found
}
