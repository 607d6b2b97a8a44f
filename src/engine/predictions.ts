import { type ByArgument, sizeOf, type Tensor } from '../tensor.ts'
import { inputOf } from '../losses/forms.ts'
import type { PlainLoss } from '../losses/loss.ts'
import { Given } from '../numerics/class-logs.ts'
import { sigmoid } from '../numerics/logistic.ts'
import { Softmax } from '../numerics/softmax.ts'
import type { Predictions } from '../samples.ts'
import { spread } from './broadcast.ts'
import type { Plan } from './plan.ts'
import type { ElementPlan } from './fit-elements.ts'
import type { RowPlan } from './plan-rows.ts'
import { Column } from './strided-row.ts'

/** Whether the input of a loss says how probable the right answer is. */
export function givesProbabilities(loss: PlainLoss): boolean {
  const { what } = inputOf(loss)
  const likely = what === 'logit' || what === 'probability'
  const { target } = loss.takes
  if (loss.one === 'row') return target?.kind === 'index' && (likely || what === 'log-probability')
  return loss.one === 'element' && likely && target?.domain.min === 0 && target.domain.max === 1
}

/** The probabilities of some rows with their targets; undefined where the loss has none. */
export function predictionsOf(plan: Plan, args: ByArgument<Tensor>): Predictions | undefined {
  if (!givesProbabilities(plan.loss)) return undefined
  const { input, target } = args as { input: Tensor; target: Tensor }
  if (plan.one === 'element') return ofSides(plan, input, target)
  return plan.one === 'row' ? ofClasses(plan, input, target) : undefined
}

function ofSides(plan: ElementPlan, input: Tensor, target: Tensor): Predictions {
  const scores = spread(input, plan.shape)
  const targets = spread(target, plan.shape)
  const logits = inputOf(plan.loss).what === 'logit'
  const p = logits ? scores.map(sigmoid) : scores
  const even = logits ? 0 : 0.5
  const predicted = scores.map((x) => (x > even ? 1 : 0))
  const [, labels = 1] = plan.shape.length === 2 ? plan.shape : []
  return {
    classes: 1,
    labels: labels > 1 ? labels : undefined,
    p,
    targets,
    predicted,
    scores,
    costs: undefined,
    ranks: undefined,
    soft: undefined,
    logits,
  }
}

function ofClasses(plan: RowPlan, input: Tensor, target: Tensor): Predictions {
  const { size: classes, inner, kind, ignoreIndex, loss } = plan
  const { what } = inputOf(loss)
  const places = sizeOf(plan.shape)
  const logs = what !== 'probability'
  const row = new Column(input.data, classes, inner)
  const given = what === 'logit' ? new Softmax(classes) : new Given(logs)
  const hard = kind === 'indices'
  const p = new Float64Array(places * classes)
  const numbers = () => new Float64Array(places).fill(Number.NaN)
  const [targets, predicted] = [numbers(), numbers()]
  const costs = hard ? numbers() : undefined
  const ranks = hard ? numbers() : undefined
  const scores = classes === 2 ? numbers() : undefined
  for (let i = 0; i < places; i++) {
    const t = hard ? target.data[i]! : -1
    if (hard && t === ignoreIndex) continue
    const { data, start } = row.at(i)
    given.read(row.at(i))
    for (let c = 0; c < classes; c++) p[i * classes + c] = given.probability(c)
    predicted[i] = given.k
    if (scores) scores[i] = logs ? data[start + 1]! - data[start]! : data[start + 1]!
    if (!costs || !ranks) continue
    targets[i] = t
    costs[i] = given.minusLog(t)
    ranks[i] = rankOf(data, start, classes, t)
  }
  const soft = hard ? undefined : together(target, classes, inner)
  return { classes, p, targets, predicted, scores, costs, ranks, soft, logits: logs }
}

/** Probability targets with the classes of a place side by side. */
function together(target: Tensor, classes: number, inner: number): Float64Array {
  if (inner === 1) return target.data
  const column = new Column(target.data, classes, inner)
  const out = new Float64Array(target.data.length)
  for (let i = 0; i < out.length / classes; i++) out.set(column.at(i).data, i * classes)
  return out
}

function rankOf(data: Float64Array, start: number, classes: number, target: number): number {
  const own = data[start + target]!
  let before = 0
  for (let c = 0; c < classes; c++) {
    const x = data[start + c]!
    if (x > own || (x === own && c < target)) before++
  }
  return before
}
