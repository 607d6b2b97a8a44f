import { type ByArgument, sizeOf, type Tensor } from '../tensor.ts'
import { inputOf } from '../losses/forms.ts'
import type { PlainLoss } from '../losses/loss.ts'
import { Given } from '../numerics/class-logs.ts'
import { indexOfMax } from '../numerics/index-of-max.ts'
import { sigmoid } from '../numerics/logistic.ts'
import { Softmax } from '../numerics/softmax.ts'
import type { Predictions } from '../samples.ts'
import { spread } from './broadcast.ts'
import { type Buffers, freshBuffers } from './buffers.ts'
import type { Plan } from './plan.ts'
import type { ElementPlan } from './fit-elements.ts'
import type { RowPlan } from './fit-rows.ts'
import { Column } from './strided-row.ts'

/** Whether the input of a loss says how probable the right answer is. */
export function givesProbabilities(loss: PlainLoss): boolean {
  const { what } = inputOf(loss)
  const likely = what === 'logit' || what === 'probability'
  const { target } = loss.takes
  if (loss.one === 'row') return target?.kind === 'index' && (likely || what === 'log-probability')
  return loss.one === 'element' && likely && target?.domain.min === 0 && target.domain.max === 1
}

/** The probabilities of some rows with their targets, in memory from `buffers`; undefined where the loss has none. */
export function predictionsOf(
  plan: Plan,
  args: ByArgument<Tensor>,
  buffers: Buffers = freshBuffers,
): Predictions | undefined {
  if (!givesProbabilities(plan.loss)) return undefined
  const { input, target } = args as { input: Tensor; target: Tensor }
  if (plan.one === 'element') return ofSides(plan, input, target, buffers)
  return plan.one === 'row' ? ofClasses(plan, input, target, buffers) : undefined
}

function ofSides(plan: ElementPlan, input: Tensor, target: Tensor, buffers: Buffers): Predictions {
  const scores = spread(input, plan.shape)
  const targets = spread(target, plan.shape)
  const logits = inputOf(plan.loss).what === 'logit'
  const p = logits ? buffers.zeros('p', scores.length) : scores
  const even = logits ? 0 : 0.5
  const predicted = buffers.zeros('sides', scores.length)
  for (let i = 0; i < scores.length; i++) {
    if (logits) p[i] = sigmoid(scores[i]!)
    if (scores[i]! > even) predicted[i] = 1
  }
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

function ofClasses(plan: RowPlan, input: Tensor, target: Tensor, buffers: Buffers): Predictions {
  const { size: classes, inner, kind, ignoreIndex } = plan
  const places = sizeOf(plan.shape)
  const row = new Column(input.data, classes, inner)
  const hard = kind === 'indices'
  const targets = unknowns('targets', places, buffers)
  const predicted = unknowns('classes', places, buffers)
  for (let i = 0; i < places; i++) {
    const t = hard ? target.data[i]! : Number.NaN
    if (hard && t === ignoreIndex) continue
    const { data, start } = row.at(i)
    targets[i] = t
    predicted[i] = indexOfMax(data, start, classes)
  }
  const soft = hard ? undefined : together(target, classes, inner)
  return new ClassPredictions(plan, row, { targets, predicted, soft }, buffers)
}

const unknowns = (name: string, places: number, buffers: Buffers) =>
  buffers.zeros(name, places).fill(Number.NaN)

/** Predictions of classes; probabilities, which take the most time, are computed when they are first asked for. */
class ClassPredictions implements Predictions {
  readonly classes: number
  readonly targets: Float64Array
  readonly predicted: Float64Array
  readonly soft: Float64Array | undefined
  readonly logits: boolean
  readonly #plan: RowPlan
  readonly #row: Column
  readonly #buffers: Buffers
  #likely: Pick<Predictions, 'p' | 'costs'> | undefined
  #ranks: Float64Array | undefined
  #scores: Float64Array | undefined

  constructor(
    plan: RowPlan,
    row: Column,
    { targets, predicted, soft }: Pick<Predictions, 'targets' | 'predicted' | 'soft'>,
    buffers: Buffers,
  ) {
    this.#buffers = buffers
    this.#plan = plan
    this.#row = row
    this.classes = plan.size
    this.targets = targets
    this.predicted = predicted
    this.soft = soft
    this.logits = inputOf(plan.loss).what !== 'probability'
  }

  get p(): Float64Array {
    return (this.#likely ??= this.#computeLikely()).p
  }

  get costs(): Float64Array | undefined {
    return (this.#likely ??= this.#computeLikely()).costs
  }

  get ranks(): Float64Array | undefined {
    if (this.soft) return undefined
    if (this.#ranks) return this.#ranks
    const ranks = unknowns('ranks', this.targets.length, this.#buffers)
    for (let i = 0; i < ranks.length; i++) {
      if (!this.#counts(i)) continue
      const { data, start } = this.#row.at(i)
      ranks[i] = rankOf(data, start, this.classes, this.targets[i]!)
    }
    return (this.#ranks = ranks)
  }

  get scores(): Float64Array | undefined {
    if (this.classes !== 2) return undefined
    if (this.#scores) return this.#scores
    const scores = unknowns('scores', this.targets.length, this.#buffers)
    for (let i = 0; i < scores.length; i++) {
      if (!this.#counts(i)) continue
      const { data, start } = this.#row.at(i)
      scores[i] = this.logits ? data[start + 1]! - data[start]! : data[start + 1]!
    }
    return (this.#scores = scores)
  }

  #counts(i: number): boolean {
    return !Number.isNaN(this.predicted[i])
  }

  #computeLikely(): Pick<Predictions, 'p' | 'costs'> {
    const { classes, targets, soft, logits } = this
    const given = inputOf(this.#plan.loss).what === 'logit' ? new Softmax(classes) : new Given(logits)
    const p = this.#buffers.zeros('p', targets.length * classes)
    const costs = soft ? undefined : unknowns('costs', targets.length, this.#buffers)
    for (let i = 0; i < targets.length; i++) {
      if (!this.#counts(i)) continue
      given.read(this.#row.at(i))
      for (let c = 0; c < classes; c++) p[i * classes + c] = given.probability(c)
      if (costs) costs[i] = given.minusLog(targets[i]!)
    }
    return { p, costs }
  }
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
