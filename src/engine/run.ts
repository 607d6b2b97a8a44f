import { LossError } from '../error.ts'
import type { ClassTarget, Domain } from '../losses/loss.ts'
import { pairSum } from '../numerics/pair-sum.ts'
import { low, twoSum } from '../numerics/double-double.ts'
import type { Predictions } from '../predictions.ts'
import type { Reduction, Samples } from '../report.ts'
import { type Row, sizeOf, type Tensor } from '../tensor.ts'
import { spread } from './broadcast.ts'
import { Column } from './strided-row.ts'
import { allWithin, fastElements, fastRows } from './fast.ts'
import type { ClassPlan, ElementPlan, Plan } from './plan.ts'
import { freshRoom, type Room } from './buffers.ts'
import type { Totals } from './totals.ts'

/** What a pass over some rows is asked to leave besides the totals. */
export interface Wanted {
  readonly reduction: Reduction
  readonly samples: boolean
  readonly values: boolean
  readonly grad: boolean
  /** What each loss adds to the divisor of the mean. */
  readonly shares?: boolean
  /** Memory of the samples. */
  readonly room: Room
}

/** Results of some rows, in the shapes of the plan. */
export interface Results {
  samples?: Samples
  values?: Float64Array
  /** What each loss adds to the divisor of the mean; absent where that is 1 throughout. */
  shares?: Float64Array
  /** d (sum of losses) / d input; the mean's divisor is not yet known. */
  grad?: Float64Array
  /** Probabilities beside the targets. */
  predictions?: Predictions | undefined
}

/**
 * Runs a plan over some rows (all, or a piece cut along the first dimension): checks, computes, adds up.
 * `from` is the number of the first row.
 *
 * @throws LossError E301 outside a domain, E306 class index out of range
 */
export function run(
  plan: Plan,
  input: Tensor,
  target: Tensor,
  from: number,
  wanted: Wanted,
  totals: Totals,
): Results {
  checkDomain('input', plan.loss.name, plan.loss.input, input, totals)
  if (plan.family === 'element' || plan.kind === 'probabilities') {
    checkDomain('target', plan.loss.name, plan.loss.target, target, totals)
  }
  return plan.family === 'element'
    ? runElements(plan, input, target, from, wanted, totals)
    : runRows(plan, input, target, from, wanted, totals)
}

function checkDomain(role: string, name: string, domain: Domain, tensor: Tensor, totals: Totals): void {
  const { data } = tensor
  const { min, max } = domain
  if (min === -Infinity && max === Infinity) {
    if (!allWithin(data, -Number.MAX_VALUE, Number.MAX_VALUE)) countOdd(data, role, totals)
    return
  }
  if (allWithin(data, min, max)) return
  let outside = 0
  let first = -1
  let low = Infinity
  let high = -Infinity
  for (let i = 0; i < data.length; i++) {
    const x = data[i]!
    if (x < low) low = x
    if (x > high) high = x
    if (!(x >= min && x <= max)) {
      if (outside++ === 0) first = i
    }
  }
  if (domain.outside === 'warned') {
    const before = totals.counts.nan
    countOdd(data, role, totals)
    totals.counts.loose += outside - (totals.counts.nan - before)
    return
  }
  const at = tensor.place?.(first)
  const offer = role === 'target' ? mapOffer(data) : undefined
  throw new LossError(
    'E301',
    `${name} needs ${role === 'input' ? `${domain.what.replace(/y$/, 'ie')}s` : 'targets'} in [${min}, ${max}]; ${outside} of ${data.length} ${role} values ${outside === 1 ? 'is' : 'are'} outside, the first is ${data[first]}`,
    {
      ...(at && { at }),
      ...(role === 'input' &&
        max === 1 &&
        Number.isFinite(low) &&
        Number.isFinite(high) && {
          why: `values run from ${low} to ${high}: these look like logits (before the sigmoid)`,
        }),
      ...(role === 'input' && max === 1 && { tries: ['loss-calc bce-logits ...'] }),
      ...offer,
    },
  )
}

/** NaN, and infinite inputs. */
function countOdd(data: Float64Array, role: string, { counts }: Totals): void {
  for (let i = 0; i < data.length; i++) {
    const x = data[i]!
    if (x - x === 0) continue
    if (Number.isNaN(x)) counts.nan++
    else if (role === 'input') counts.infinite++
  }
}

/** What targets outside [0, 1] probably are; `loss-calc help H107` and `H108` say more. */
function mapOffer(data: Float64Array): { why: string; tries: string[] } | undefined {
  if (data.every((t) => t === 1 || t === -1)) {
    return { why: 'the targets are -1 and 1', tries: ['map them to 0 and 1 by (t + 1) / 2'] }
  }
  if (!data.every((t) => Number.isInteger(t) && t >= 0 && t <= 255)) return undefined
  const largest = data.reduce((most, t) => Math.max(most, t), 0)
  return largest > 20
    ? { why: `the targets run to ${largest}, like gray values`, tries: ['divide them by 255'] }
    : {
        why: `the targets are whole numbers from 0 to ${largest}: they look like class indices`,
        tries: ['give ce one column of logits per class'],
      }
}

/** The loop over elements. */
function runElements(
  plan: ElementPlan,
  input: Tensor,
  target: Tensor,
  from: number,
  wanted: Wanted,
  totals: Totals,
): Results {
  const shape = plan.shape.length === input.shape.length ? [...plan.shape] : plan.shape
  const x = input.data.length === sizeOf(shape) ? input.data : spread(input, shape)
  const t = target.data.length === x.length ? target.data : spread(target, shape)
  const w = plan.weight && weightWindow(plan.weight, shape, from)
  const p = plan.posWeight && weightWindow(plan.posWeight, shape, from)
  const working = plan.loss.working(plan.options)
  const { sum, weights, counts } = totals
  const n = x.length
  const rows = shape.length === 0 ? 1 : shape[0]!
  const width = rows === 0 ? 0 : n / rows
  const kept = wanted.values ? freshRoom : wanted.room
  const values = wanted.values || wanted.samples ? kept.zeros('values', n) : undefined
  const fast = fastElements(plan, n)
  if (fast) fast({ x, t, w, p }, values, sum)
  else {
    for (let i = 0; i < n; i++) {
      const single = working(x[i]!, t[i]!, p ? p[i]! : 1).loss
      const value = w ? w[i]! * single : single
      sum.add(value)
      if (values) values[i] = value
    }
  }
  if (plan.weighted) for (let i = 0; i < n; i++) weights.add(w![i]!)
  const { clamped } = plan.loss
  if (clamped) for (let i = 0; i < n; i++) if (clamped(x[i]!, t[i]!)) counts.clamped++
  counts.samples += rows
  counts.elements += n
  counts.counted += n

  const results: Results = {}
  if (wanted.values && values) results.values = values
  if (wanted.shares && plan.weighted) results.shares = w!
  if (wanted.samples && values) {
    const divisor = plan.weighted ? w : undefined
    results.samples = elementSamples(values, divisor, rows, width, from, wanted)
  }
  if (wanted.grad) {
    const slope = plan.loss.gradient(plan.options)
    const grad = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      const single = slope(x[i]!, t[i]!, p ? p[i]! : 1)
      grad[i] = w ? w[i]! * single : single
    }
    results.grad = n === input.data.length ? grad : gather(grad, shape, input.shape)
  }
  return results
}

/** The part of a weight that lies over the rows from `from` on. */
export function weightWindow(weight: Tensor, shape: readonly number[], from: number): Float64Array {
  const whole = weight.shape.length === shape.length && shape.length > 0 && weight.shape[0] !== 1
  if (!whole) return spread(weight, shape)
  const width = weight.data.length / weight.shape[0]!
  const part = weight.data.subarray(from * width, (from + shape[0]!) * width)
  return spread({ data: part, shape: [shape[0]!, ...weight.shape.slice(1)] }, shape)
}

/** One loss per sample: its mean, its sum, or (reduction none) each element. */
function elementSamples(
  values: Float64Array,
  weights: Float64Array | undefined,
  rows: number,
  width: number,
  from: number,
  { reduction, room }: Wanted,
): Samples {
  const samples = new Map<string, Float64Array>([['row', rowNumbers(room, from, rows)]])
  if (reduction === 'none' && width !== 1) {
    for (let c = 0; c < width; c++) {
      const column = room.zeros(`loss_${c}`, rows)
      for (let r = 0; r < rows; r++) column[r] = values[r * width + c]!
      samples.set(`loss_${c}`, column)
    }
    return samples
  }
  const losses = room.zeros('loss', rows)
  if (width === 1 && !weights) {
    losses.set(values)
    return samples.set('loss', losses)
  }
  sumRows(values, width, reduction === 'mean' && !weights ? width : 1, losses)
  if (reduction === 'mean' && weights) {
    for (let r = 0; r < rows; r++) losses[r]! /= pairSum(weights, r * width, width)
  }
  return samples.set('loss', losses)
}

/** Sums of rows, divided. A function of its own: V8 compiles the loop anew, but not all that is around it. */
function sumRows(values: Float64Array, width: number, divisor: number, sums: Float64Array): void {
  for (let r = 0; r < sums.length; r++) sums[r] = pairSum(values, r * width, width) / divisor
}

function rowNumbers(room: Room, from: number, rows: number): Float64Array {
  const numbers = room.zeros('row', rows)
  for (let i = 0; i < rows; i++) numbers[i] = from + i
  return numbers
}

/** Sums a gradient of the broadcast shape back to the input's. */
function gather(grad: Float64Array, shape: readonly number[], inputShape: readonly number[]): Float64Array {
  const size = sizeOf(inputShape)
  const where = spread({ data: Float64Array.from({ length: size }, (_, i) => i), shape: inputShape }, shape)
  const out = new Float64Array(size)
  const lost = new Float64Array(size)
  for (let i = 0; i < grad.length; i++) {
    const j = where[i]!
    out[j] = twoSum(out[j]!, grad[i]!)
    lost[j]! += low[0]!
  }
  for (let j = 0; j < size; j++) out[j]! += lost[j]!
  return out
}

/** The loop over rows of classes. */
function runRows(
  plan: ClassPlan,
  input: Tensor,
  target: Tensor,
  from: number,
  wanted: Wanted,
  totals: Totals,
): Results {
  const { classes, inner, kind, ignoreIndex, loss, options } = plan
  const positions = classes === 0 ? 0 : input.data.length / classes
  const batch = inner === 0 ? 0 : positions / inner
  const working = loss.working(options, classes)
  const slope = wanted.grad ? loss.gradient(options, classes) : undefined
  const { sum, weights, counts } = totals
  const ignored = kind === 'indices' ? checkIndices(plan, target) : 0
  const rows = plan.shape.length === 0 ? 1 : batch
  counts.samples += rows
  counts.elements += positions
  counts.ignored += ignored
  counts.counted += positions - ignored
  const { room } = wanted
  const fast = wanted.grad ? undefined : fastRows(plan, positions)
  const listed = !fast || wanted.samples || wanted.shares === true
  const told = listed ? positions : 0
  const values = wanted.values ? freshRoom.zeros('values', positions) : room.zeros('values', told)
  const shares = (wanted.shares ? freshRoom : room).zeros('shares', told)
  const predicted = room.zeros('predicted', told)
  const pTarget = room.zeros('pTarget', told)
  const grad = wanted.grad ? new Float64Array(input.data.length) : undefined
  const rowGrad = new Float64Array(grad ? classes : 0)
  const row = new Column(input.data, classes, inner)
  const soft = kind === 'probabilities' ? new Column(target.data, classes, inner) : undefined
  const aim: ClassTarget = { index: -1, probabilities: undefined }

  if (fast) {
    const rows = listed ? { shares, predicted, pTarget } : undefined
    fast(input.data, target.data, wanted.values || listed ? values : undefined, rows, totals)
  }
  for (let i = fast ? positions : 0; i < positions; i++) {
    if (soft) {
      aim.probabilities = soft.at(i)
      if (!sumsToOne(aim.probabilities)) counts.unnormalised++
    } else {
      aim.index = target.data[i]!
      if (aim.index === ignoreIndex) {
        predicted[i] = Number.NaN
        pTarget[i] = Number.NaN
        continue
      }
    }
    const result = working(row.at(i), aim)
    values[i] = result.loss
    shares[i] = result.share
    predicted[i] = result.predicted
    pTarget[i] = result.pTarget
    sum.add(result.loss)
    if (plan.weighted) weights.add(result.share)
    if (slope && grad) {
      slope(row.at(i), aim, rowGrad)
      row.put(rowGrad, i, grad)
    }
  }

  const results: Results = {}
  if (wanted.values) results.values = values
  if (wanted.shares) results.shares = plan.weighted ? shares : counted(shares)
  if (grad) results.grad = grad
  if (wanted.samples) {
    const samples = new Map<string, Float64Array>([['row', rowNumbers(room, from, rows)]])
    if (inner === 1) {
      if (!soft) {
        const targets = room.zeros('target', rows)
        targets.set(target.data.subarray(0, rows))
        samples.set('target', targets)
      }
      samples.set('loss', values).set('predicted', predicted)
      if (!soft) samples.set('p_target', pTarget)
    } else if (wanted.reduction === 'none') {
      for (let k = 0; k < inner; k++) {
        const column = room.zeros(`loss_${k}`, rows)
        for (let r = 0; r < rows; r++) column[r] = values[r * inner + k]!
        samples.set(`loss_${k}`, column)
      }
    } else {
      const losses = room.zeros('loss', rows)
      for (let r = 0; r < rows; r++) {
        const total = pairSum(values, r * inner, inner)
        losses[r] = wanted.reduction === 'mean' ? total / pairSum(shares, r * inner, inner) : total
      }
      samples.set('loss', losses)
    }
    results.samples = samples
  }
  return results
}

/** 1 for each loss that counts. */
function counted(shares: Float64Array): Float64Array {
  return shares.map((share) => (share === 0 ? 0 : 1))
}

/** How far a row of probabilities may miss 1 without a warning. */
const NORMALISED_WITHIN = 1e-3

function sumsToOne({ data, start, length }: Row): boolean {
  let total = 0
  for (let c = 0; c < length; c++) total += data[start + c]!
  return Math.abs(total - 1) <= NORMALISED_WITHIN
}

/** How many targets are ignored. @throws LossError E306 if another is no class index */
function checkIndices(plan: ClassPlan, target: Tensor): number {
  const { classes, ignoreIndex } = plan
  const { data } = target
  let ignored = 0
  for (let i = 0; i < data.length; i++) {
    const index = data[i]!
    if (index === ignoreIndex) ignored++
    else if (!(Number.isInteger(index) && index >= 0 && index < classes)) refuseIndex(plan, target, i)
  }
  return ignored
}

function refuseIndex(plan: ClassPlan, target: Tensor, i: number): never {
  const index = target.data[i]!
  const { classes, ignoreIndex } = plan
  const at = target.place?.(i)
  if (!Number.isInteger(index)) {
    throw new LossError('E306', `class index ${index} is not an integer`, {
      ...(at && { at }),
      why: `a target in the shape ${plan.shape.length === 0 ? 'of a single number' : 'of one number per row'} holds class indices`,
    })
  }
  let lowest = Infinity
  let highest = -Infinity
  for (const value of target.data) {
    if (value === ignoreIndex) continue
    lowest = Math.min(lowest, value)
    highest = Math.max(highest, value)
  }
  const oneBased = lowest === 1 && highest === classes
  throw new LossError(
    'E306',
    `class index ${index} is out of range: input has ${classes} ${classes === 1 ? 'class, 0' : `classes, 0 to ${classes - 1}`}`,
    {
      ...(at && { at }),
      why: oneBased
        ? `targets run from 1 to ${highest} and 0 never occurs: they look 1-based`
        : `only the index ${ignoreIndex} is ignored${index < 0 || index === 255 ? `; ${index} often marks rows to skip` : ''}`,
      ...(oneBased && { tries: ['loss-calc ... --index-base 1'] }),
      ...((index < 0 || index === 255) && { tries: [`loss-calc ... --ignore-index ${index}`] }),
    },
  )
}
