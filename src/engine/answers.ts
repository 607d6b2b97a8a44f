import { givesProbabilities } from './predictions.ts'
import type { ByArgument, Tensor } from '../tensor.ts'
import { inputOf } from '../losses/forms.ts'
import type { AnyRow } from '../losses/loss.ts'
import type { ElementColumns } from './element-columns.ts'
import type { Plan } from './plan.ts'
import type { ElementPlan } from './fit-elements.ts'
import type { RowPlan } from './fit-rows.ts'
import { addAnswers, type Answers, MOST_CLASSES } from './answer-counts.ts'
import { loopsInUse } from './loops.ts'
import type { Addresses, Workspace } from './workspace.ts'

/** Judges the answers of some elements: columns of inputs and targets. */
export function judgeElements({ loss }: ElementPlan, columns: ElementColumns, answers: Answers): void {
  if (!givesProbabilities(loss)) return
  const [x, t] = columns as readonly [Float64Array, Float64Array]
  const even = inputOf(loss).what === 'logit' ? 0 : 0.5
  const found = countSides(x, t, even)
  const hard = found.ones + found.zeros
  addAnswers(answers, {
    judged: hard,
    right: found.right,
    soft: x.length - hard,
    counts: [found.zeros, found.ones],
  })
}

function countSides(x: Float64Array, t: Float64Array, even: number) {
  const found = loopsInUse()?.countSides(x, t, even)
  if (found) return found
  let right = 0
  let ones = 0
  let zeros = 0
  for (let i = 0; i < x.length; i++) {
    if (t[i] === 1) {
      ones++
      if (x[i]! > even) right++
    } else if (t[i] === 0) {
      zeros++
      if (!(x[i]! > even)) right++
    }
  }
  return { right, ones, zeros }
}

/** Judges rows of classes block by block, right after their losses: the numbers are in the cache then. */
export function answersOfRows({ size: classes, ignoreIndex }: RowPlan, space: Workspace) {
  space.clearCounts(classes)
  let right = 0
  return {
    /** A block at some place of the workspace; its targets are in range. */
    see(at: Addresses, rows: number) {
      right += space.countRight(at, rows, classes, ignoreIndex)
    },
    addTo(answers: Answers, judged: number) {
      addAnswers(answers, { judged, right, soft: 0, counts: space.classCounts(classes) })
    },
  }
}

/** Judges the answers of some rows, of which so many are ignored; targets are in range. */
export function judgeRows(
  { loss, size: classes, kind, ignoreIndex, inner }: RowPlan,
  args: ByArgument<Tensor>,
  places: number,
  ignored: number,
  answers: Answers,
): void {
  if (!givesProbabilities(loss)) return
  if (kind === 'probabilities') {
    answers.soft += places
    return
  }
  const [{ data: x }] = Object.values(args) as [Tensor]
  const { data: t } = args.target!
  const found = countRight(x, t, places, classes, inner, ignoreIndex)
  const counts = found.counts ? [...found.counts] : []
  addAnswers(answers, { judged: places - ignored, right: found.right, soft: 0, counts })
}

function countRight(
  x: Float64Array,
  t: Float64Array,
  places: number,
  classes: number,
  inner: number,
  ignoreIndex: number,
) {
  const counts = classes <= MOST_CLASSES ? new Float64Array(classes) : undefined
  const skip = (classes - 1) * inner
  let right = 0
  let start = 0
  // No division per place: this runs for every loss of classes.
  for (let i = 0, lane = 0; i < places; i++) {
    const target = t[i]!
    if (target !== ignoreIndex) {
      if (counts) counts[target]!++
      let k = 0
      let best = x[start]!
      for (let c = 1, at = start + inner; c < classes; c++, at += inner) {
        const value = x[at]!
        if (value > best) {
          best = value
          k = c
        }
      }
      if (k === target) right++
    }
    start++
    if (++lane === inner) {
      lane = 0
      start += skip
    }
  }
  return { right, counts }
}

/** What guessing would cost, by the loss itself: the same answer to every target, with its probabilities. */
interface Guesses {
  /** All classes or both sides alike. */
  readonly chance?: number
  /** As often as the targets. */
  readonly frequencies?: number
}

/** From so many classes on, telling what their frequencies cost would take longer than a small run. */
const FEW_CLASSES = 200

/** Sums of the losses of guesses; undefined where the loss has none, or where a weight is no number per class. */
export function guesses(plan: Plan, { judged, soft, counts }: Answers): Guesses {
  if (judged === 0 || soft > 0 || !givesProbabilities(plan.loss)) return {}
  if (plan.one === 'batch') return {}
  const factors = Object.values(plan.factors)
  if (plan.one === 'element' && (plan.weight || factors.some((factor) => factor && factor.data.length !== 1)))
    return {}
  const classes = plan.one === 'element' ? 2 : plan.size
  const even = new Array<number>(classes).fill(1 / classes)
  const tensors = Object.values(plan.options).some((option) => typeof option === 'object')
  if (tensors && classes > FEW_CLASSES) return {}
  const often = counts.map((count) => count / judged)
  return {
    chance: tensors || plan.one === 'element' ? costOf(plan, even, counts) : judged * lossOf(plan, even)(0),
    ...(classes <= FEW_CLASSES && { frequencies: costOf(plan, often, counts) }),
  }
}

/** The sum of the losses when every answer is the same. */
function costOf(
  plan: Exclude<Plan, { one: 'batch' }>,
  p: readonly number[],
  counts: readonly number[],
): number {
  const single = lossOf(plan, p)
  return counts.reduce((sum, count, target) => (count === 0 ? sum : sum + count * single(target)), 0)
}

/** The loss of an answer with these probabilities against each target. */
function lossOf(plan: Exclude<Plan, { one: 'batch' }>, p: readonly number[]): (target: number) => number {
  const { what } = inputOf(plan.loss)
  if (plan.one === 'element') {
    const working = plan.loss.working(plan.options)
    const x = what === 'logit' ? Math.log(p[1]! / p[0]!) : p[1]!
    const factors = plan.factors.map((factor) => factor?.data[0] ?? 1)
    return (target) => working(x, target, ...factors).loss
  }
  const working = plan.loss.working(plan.options, p.length)
  const data = Float64Array.from(p, (part) => (what === 'probability' ? part : Math.log(part)))
  const [name] = Object.keys(plan.loss.takes) as [string]
  const row = { data, start: 0, length: p.length }
  return (index) => {
    const answer: AnyRow = { [name]: row, target: { index, probabilities: undefined } }
    return working(answer as Parameters<typeof working>[0]).loss
  }
}
