import { type ByArgument, mapArguments, type Row, sizeOf, type Tensor } from '../tensor.ts'
import { LossError } from '../error.ts'
import type { AnyRow, ClassTarget, RowNumbers } from '../losses/loss.ts'
import { compensatedSum } from '../numerics/compensated-sum.ts'
import type { Reduction } from '../report.ts'
import type { Samples } from '../samples.ts'
import { judgeRows } from './answers.ts'
import { type Buffers, freshBuffers } from './buffers.ts'
import { spread } from './broadcast.ts'
import type { Adds } from './element-columns.ts'
import { loopsInUse, type RowDetails } from './loops.ts'
import type { RowPlan } from './fit-rows.ts'
import type { Results, Wanted } from './results.ts'
import { Column } from './strided-row.ts'
import type { Totals } from './totals.ts'
import { gather, listColumns, rowNumbers, weightWindow } from './windows.ts'

interface Rows {
  readonly count: number
  /** The arguments of the row that was moved to. */
  readonly row: AnyRow
  /** The target of rows that have one: an index, or probabilities. */
  readonly aim: ClassTarget | undefined
  /** False for a row that does not count. */
  move(i: number): boolean
  /** Writes numbers of the row that was moved to into a tensor of the argument's rows. */
  put(name: string, numbers: Float64Array, i: number, out: Float64Array): void
}

/** The arguments spread over the rows; `firstRow` is the number of the first. */
export function rowsOf(plan: RowPlan<RowNumbers>, args: ByArgument<Tensor>, firstRow: number): Rows {
  const { loss, size, inner, wide, shape, kind, ignoreIndex, factors } = plan
  const count = sizeOf(shape)
  const row: Record<string, Row | ClassTarget | number | undefined> = {}
  const windows: Record<string, Column> = {}
  const numbers: [string, Float64Array][] = []
  let aim: ClassTarget | undefined
  let soft: Column | undefined
  let indices: Float64Array | undefined
  for (const [name, { kind: as }] of Object.entries(loss.takes)) {
    const tensor = args[name]!
    if (as === 'index') {
      row[name] = aim = { index: -1, probabilities: undefined }
      if (kind === 'probabilities') soft = new Column(tensor.data, size, inner)
      else indices = tensor.data
    } else if (as === 'perRow') {
      row[name] = 0
      numbers.push([name, spread(tensor, shape)])
    } else {
      windows[name] = new Column(spread(tensor, wide), size, inner)
      row[name] = undefined
    }
  }
  for (const [name, factor] of Object.entries(factors)) {
    row[name] = undefined
    if (factor) windows[name] = new Column(weightWindow(factor, wide, firstRow), size, inner)
  }
  const moving = Object.entries(windows)
  return {
    count,
    row,
    aim,
    move(i) {
      if (soft) aim!.probabilities = soft.at(i)
      else if (indices) {
        aim!.index = indices[i]!
        if (aim!.index === ignoreIndex) return false
      }
      for (const [name, column] of moving) row[name] = column.at(i)
      for (const [name, data] of numbers) row[name] = data[i]!
      return true
    },
    put: (name, data, i, out) => windows[name]!.put(data, i, out),
  }
}

export function runRows(
  plan: RowPlan,
  args: ByArgument<Tensor>,
  firstRow: number,
  wanted: Wanted,
  totals: Totals,
): Results {
  const { kind } = plan
  const rows = rowsOf(plan, args, firstRow)
  const { count } = rows
  const batch = plan.shape[0] ?? 1
  const { counts } = totals
  const target = targetOf(plan, args)
  const ignored = kind === 'indices' ? countIgnored(plan, target!, (i) => refuseIndex(plan, target!, i)) : 0
  counts.samples += batch
  counts.elements += count
  counts.ignored += ignored
  counts.counted += count - ignored
  if (ignored > 0 && counts.nan + counts.infinite > 0) forgetIgnored(plan, args, target!, counts)
  // Rows of probabilities are looked at one by one.
  if (wanted.summed === false && kind !== 'probabilities') return {}
  const { buffers } = wanted
  const fast = loopsInUse()?.rows(plan, count)
  if (!fast && wanted.summed === undefined) judgeRows(plan, args, count, ignored, totals.answers)
  const listed = !fast || wanted.samples || wanted.divisors === true
  const length = listed ? count : 0
  const values = (wanted.kept ? freshBuffers : buffers).zeros('values', wanted.values ? count : length)
  const divisors = buffers.zeros('divisors', length)
  const details = {
    divisors,
    predicted: buffers.zeros('predicted', length),
    pTarget: buffers.zeros('pTarget', length),
  }
  const slopes = wanted.grad ? slopesOf(plan, rows, wanted.slopes) : undefined
  let guesses = true
  if (fast) {
    const kept = wanted.values || listed ? values : undefined
    const { data } = Object.values(args)[0]!
    fast(data, target!.data, kept, listed ? details : undefined, count - ignored, totals)
    for (let i = 0; slopes && i < count; i++) if (rows.move(i)) slopes.add(i)
  } else {
    const told = runPlainly(plan, rows, values, details, totals, slopes?.add)
    // Where no row counts, nobody says whether there would be a guess.
    guesses = told || (kind !== 'elements' && ignored === count)
  }

  const results: Results = {}
  if (wanted.values) results.values = values
  if (wanted.divisors) {
    results.divisors = divisors
    results.even = fast !== undefined && plan.options.weight === undefined && ignored === 0
  }
  if (slopes) results.grads = slopes.grads(args)
  if (wanted.samples) {
    const rows = rowNumbers(buffers, firstRow, batch)
    results.samples = rowSamples(plan, count, { rows, target, values, ...details, guesses }, wanted)
  }
  return results
}

/** What was odd in rows that do not count. */
function forgetIgnored(
  { size, inner, ignoreIndex }: RowPlan,
  args: ByArgument<Tensor>,
  target: Tensor,
  counts: Totals['counts'],
): void {
  const { data } = Object.values(args)[0]!
  if (data.length !== target.data.length * size) return
  data.forEach((x, i) => {
    const row = Math.floor(i / inner / size) * inner + (i % inner)
    if (x - x === 0 || target.data[row] !== ignoreIndex) return
    counts[Number.isNaN(x) ? 'nan' : 'infinite']--
  })
}

/** The same without loops of the kernel. Whether a row told what it predicts. */
export function runPlainly(
  plan: RowPlan<RowNumbers>,
  { count, row, aim, move }: Rows,
  values: Float64Array,
  { divisors, predicted, pTarget }: RowDetails,
  { sum, weights, counts }: { sum: Adds; weights: Adds; counts: Pick<Totals['counts'], 'unnormalised'> },
  addSlopes: ((i: number) => void) | undefined,
): boolean {
  const working = plan.loss.working(plan.options, plan.size)
  let guesses = false
  for (let i = 0; i < count; i++) {
    if (!move(i)) {
      predicted[i] = pTarget[i] = Number.NaN
      continue
    }
    if (aim?.probabilities && !sumsToOne(aim.probabilities)) counts.unnormalised++
    const result = working(row)
    const { divisor: own = 1, rest = 0 } = result
    const divisor = plan.weighted ? own : 1
    values[i] = result.loss
    divisors[i] = divisor
    if (result.predicted !== undefined) {
      guesses = true
      predicted[i] = result.predicted
      pTarget[i] = result.pTarget!
    }
    sum.add(result.loss)
    if (rest !== 0) sum.add(rest)
    if (plan.weighted) weights.add(divisor)
    addSlopes?.(i)
  }
  return guesses
}

function rowSamples(
  { kind, inner }: RowPlan,
  count: number,
  {
    rows,
    target,
    values,
    divisors,
    guesses,
    predicted,
    pTarget,
  }: RowDetails & {
    readonly rows: Float64Array
    readonly target: Tensor | undefined
    readonly values: Float64Array
    readonly guesses: boolean
  },
  wanted: Wanted,
): Samples {
  const samples = new Map([['row', rows]])
  const batch = rows.length
  const width = count / batch
  if (width !== 1 && (inner !== 1 || count !== 0)) {
    listPositions(samples, values, divisors, batch, width, wanted)
    return samples
  }
  if (kind === 'indices') {
    const targets = wanted.buffers.zeros('target', batch)
    targets.set(target!.data.subarray(0, batch))
    samples.set('target', targets)
  }
  samples.set('loss', values)
  if (guesses) samples.set('predicted', predicted)
  if (guesses && kind === 'indices') samples.set('p_target', pTarget)
  return samples
}

/** Samples of several positions: each loss, or their mean or sum. */
function listPositions(
  samples: Map<string, Float64Array>,
  values: Float64Array,
  divisors: Float64Array,
  batch: number,
  width: number,
  { reduction, buffers }: Wanted,
): void {
  if (reduction === 'none') {
    listColumns(samples, values, batch, width, buffers)
    return
  }
  samples.set('loss', lossesOfSamples(values, divisors, width, reduction, buffers.zeros('loss', batch)))
}

/** The loss of each sample of several positions: their mean, or their sum. */
export function lossesOfSamples(
  values: Float64Array,
  divisors: Float64Array,
  width: number,
  reduction: Reduction,
  losses: Float64Array,
): Float64Array {
  const summed = reduction === 'sum' || reduction === 'batchmean'
  for (let r = 0; r < losses.length; r++) {
    const total = compensatedSum(values, r * width, width)
    losses[r] = summed ? total : total / compensatedSum(divisors, r * width, width)
  }
  return losses
}

/** Gradients of rows, written one after the other in the wide shape and then gathered. */
export function slopesOf(
  { loss, options, size, wide }: RowPlan<RowNumbers>,
  { count, row, put }: Rows,
  buffers: Buffers,
) {
  const slope = loss.gradient(options, size)
  const single = Object.fromEntries(loss.differentiable.map((name) => [name, new Float64Array(size)]))
  const all = mapArguments(single, (_, name) => buffers.zeros(name, count * size))
  return {
    add(i: number): void {
      slope(row, single)
      for (const name of loss.differentiable) put(name, single[name]!, i, all[name]!)
    },
    grads: (args: ByArgument<Tensor>): ByArgument<Float64Array> =>
      mapArguments(all, (grad, name) => {
        const { data, shape } = args[name]!
        return data.length === grad.length ? grad : gather(grad, wide, shape)
      }),
  }
}

/** How far a row of probabilities may miss 1 without a warning. */
const NORMALISED_WITHIN = 1e-3

function sumsToOne({ data, start, length }: Row): boolean {
  let total = 0
  for (let c = 0; c < length; c++) total += data[start + c]!
  return Math.abs(total - 1) <= NORMALISED_WITHIN
}

/** The argument that holds indices or probabilities of classes. */
export function targetOf({ loss }: RowPlan<RowNumbers>, args: ByArgument<Tensor>): Tensor | undefined {
  const name = Object.keys(loss.takes).find((one) => loss.takes[one]!.kind === 'index')
  return name === undefined ? undefined : args[name]
}

/** How many targets are ignored; `refuse` gets the place of another that is no class index. */
export function countIgnored(
  { size, ignoreIndex }: RowPlan<RowNumbers>,
  { data }: Tensor,
  refuse: (i: number) => never,
): number {
  let ignored = 0
  for (let i = 0; i < data.length; i++) {
    const index = data[i]!
    if (index === ignoreIndex) ignored++
    else if (!(Number.isInteger(index) && index >= 0 && index < size)) refuse(i)
  }
  return ignored
}

/** @throws LossError E306 */
function refuseIndex(plan: RowPlan, target: Tensor, i: number): never {
  const index = target.data[i]!
  const { size, ignoreIndex } = plan
  const at = target.place?.(i)
  if (!Number.isInteger(index))
    throw new LossError('E306', `class index ${index} is not an integer`, {
      at,
      why: `a target in the shape ${plan.shape.length === 0 ? 'of a single number' : 'of one number per row'} holds class indices`,
    })
  const sorted = target.data.filter((value) => value !== ignoreIndex).sort()
  const signs = size === 2 && target.data.every((value) => value === 1 || value === -1)
  const oneBased = sorted[0] === 1 && sorted.at(-1) === size
  const ignores = !Number.isNaN(ignoreIndex)
  const marks = ignores && (index < 0 || index === 255)
  throw new LossError(
    'E306',
    `class index ${index} is out of range: input has ${size} ${size === 1 ? 'class, 0' : `classes, 0 to ${size - 1}`}`,
    {
      at,
      why: oneBased
        ? `targets run from 1 to ${size} and 0 never occurs: they look 1-based`
        : signs
          ? 'the targets are -1 and 1, where -1 may be the first class, or mark rows to skip'
          : ignores
            ? `only the index ${ignoreIndex} is ignored${marks ? `; ${index} often marks rows to skip` : ''}`
            : `${plan.loss.name} has no index that is ignored`,
      tries: marks
        ? [
            ...(signs ? ['loss-calc ... --target-format signed'] : []),
            `loss-calc ... --ignore-index ${index}`,
          ]
        : oneBased
          ? ['loss-calc ... --index-base 1']
          : undefined,
    },
  )
}
