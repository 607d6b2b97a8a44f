import { LossError } from '../../error.ts'
import type { PlainLoss } from '../../losses/loss.ts'
import { formsOf, inputOf, isUsual } from '../../losses/forms.ts'
import { loadAll } from '../../losses/registry.ts'
import { ExactSum } from '../../numerics/exact-sum.ts'
import type { Notice } from '../../report.ts'
import type { TensorSource } from '../../table.ts'
import type { Tensor } from '../../tensor.ts'
import { Computation, pause } from '../../engine/compute.ts'
import { hintRules, hints } from '../../hints/rules.ts'
import {
  type Dataset,
  type Named,
  type Pair,
  pairs,
  type RowByRow,
  rowByRowForAll,
} from '../../data/pairs.ts'
import type { Shaped } from '../../engine/fit.ts'
import { plan } from '../../engine/plan.ts'

/** What numbers may be, going by their values alone. */
export type Looks =
  | 'one-hot rows'
  | 'zeros and ones'
  | 'class indices'
  | 'probabilities per row'
  | 'probabilities'
  | 'log-probabilities'
  | 'logits or other numbers'
  | 'nothing'

/** The numbers of one input. */
export interface InspectedNumbers {
  readonly name: string
  readonly format: string
  readonly notes: readonly string[]
  readonly columns?: readonly string[] | undefined
  readonly shape: readonly number[]
  readonly count: number
  /** Of the finite numbers; NaN without any. */
  readonly min: number
  readonly max: number
  readonly mean: number
  readonly nan: number
  readonly infinite: number
  readonly zeros: number
  readonly integers: number
  /** Least and greatest sum of a row; absent where rows have one number. */
  readonly rowSums?: readonly [number, number]
  readonly looks: Looks
}

/** Whether a loss can be computed, and what would be said of it. */
export interface Fit {
  readonly loss: string
  readonly mode?: string
  /** Whether people mean it without saying so. */
  readonly usual: boolean
  /** Why not; absent where it can. */
  readonly refused?: string
  readonly notices: readonly Notice[]
}

export interface Inspection {
  readonly input: InspectedNumbers
  readonly target?: InspectedNumbers
  readonly fits: readonly Fit[]
}

/** What is known of an input without its numbers. */
type Origin = Pick<TensorSource, 'name' | 'format' | 'notes'> & {
  readonly columns?: readonly string[] | undefined
}

/** Reads one or two streams and tells what they hold. @throws LossError as the readers and `pairs` */
export async function inspectSources(
  input: TensorSource,
  target: TensorSource | undefined,
): Promise<Inspection> {
  const seen = new Look()
  if (!target) {
    const rest = pause()
    for await (const piece of input.pieces()) {
      seen.add(piece)
      await rest()
    }
    const numbers = seen.numbers(input)
    return { input: numbers, fits: inputFits(await everyForm(), seen, numbers.looks) }
  }
  const seenTarget = new Look()
  const tried = await tryAll(
    {
      args: { input, target },
      pairs: (rowByRow) =>
        pairs({ input: watched(input, seen), target: watched(target, seenTarget) }, rowByRow),
    },
    [seen, seenTarget],
  )
  return { input: seen.numbers(input), target: seenTarget.numbers(target), fits: tried }
}

/** The same for columns. @throws LossError as `columnDataset` */
export async function inspectDataset(dataset: Dataset): Promise<Required<Inspection>> {
  const [seen, seenTarget] = [new Look(), new Look()]
  async function* watchedPairs(rowByRow: RowByRow) {
    for await (const pair of dataset.pairs(rowByRow)) {
      seen.add(pair.args.input!)
      seenTarget.add(pair.args.target!)
      yield pair
    }
  }
  const { args, classes } = dataset
  const { input, target } = args as { input: Named; target: Named }
  const fits = await tryAll({ args, classes, pairs: watchedPairs }, [seen, seenTarget])
  const numbers = (look: Look, named: Named) => look.numbers({ ...named, columns: named.selected })
  return { input: numbers(seen, input), target: numbers(seenTarget, target), fits }
}

/** Which losses fit the data; the pieces are inspected on the way. */
async function tryAll(data: Dataset, [seen, seenTarget]: readonly [Look, Look]): Promise<Fit[]> {
  const rest = pause()
  const trials = (await everyForm()).map(([loss, mode]) => new Trial(loss, mode))
  try {
    for await (const pair of data.pairs(rowByRowForAll)) {
      for (const trial of trials) trial.add(pair)
      await rest()
    }
  } catch (error) {
    // That rows do not fit is a result here, not an error; both inputs were read to their ends.
    if (!(error instanceof LossError && error.code === 'E310')) throw error
    for (const trial of trials) trial.refuse(error.message)
  }
  return trials.map((trial) => trial.fit(data, seen.shaped(), seenTarget.shaped()))
}

/** The same source; all of it is inspected, even if its consumer stops early. */
function watched(source: TensorSource, look: Look): TensorSource {
  const { name, format, notes } = source
  return {
    name,
    format,
    notes,
    async *pieces() {
      const rest = source.pieces()[Symbol.asyncIterator]()
      let done = false
      const next = async () => {
        done = true
        const result = await rest.next()
        done = result.done === true
        if (!result.done) look.add(result.value)
        return result
      }
      try {
        for (let result = await next(); !result.done; result = await next()) yield result.value
      } finally {
        while (!done) await next()
      }
    },
  }
}

/** Forms that take an input and a target, which is all that is there. */
async function everyForm() {
  return (await loadAll()).flatMap((loss) =>
    [...formsOf(loss)]
      .filter(([, form]) => Object.keys(form.takes).join() === 'input,target' && form.one !== 'batch')
      .map(([mode]) => [loss, mode || undefined] as const),
  )
}

/** By the input alone: its domain, and what it looks like. */
function inputFits(forms: readonly AnyForm[], seen: Look, looks: Looks): Fit[] {
  return forms.map(([loss, mode]) => {
    const form = formsOf(loss).get(mode ?? '')!
    const { min = -Infinity, max = Infinity, outside } = inputOf(form)
    const fit = { loss: loss.name, ...(mode && { mode }), usual: isUsual(loss), notices: [] }
    if (outside === 'refused' && !seen.within(min, max)) {
      return { ...fit, refused: `${loss.name} needs numbers in [${min}, ${max}]` }
    }
    const code = suspicion(form, looks)
    return code === undefined ? fit : { ...fit, notices: [{ code, message: hintRules[code]!.title }] }
  })
}

/** The hint that such numbers would bring; undefined for none. */
function suspicion({ traits = {} }: PlainLoss, looks: Looks): string | undefined {
  const normalised = looks === 'probabilities per row'
  if (traits.logProbabilities) return normalised ? 'H104' : looks === 'log-probabilities' ? undefined : 'H105'
  if (traits.applies === 'softmax') {
    const logs = looks === 'log-probabilities' && traits.related?.['log-probs'] !== undefined
    return normalised ? 'H103' : logs ? 'H106' : undefined
  }
  if (traits.applies !== 'sigmoid') return undefined
  return normalised || looks === 'probabilities' ? 'H101' : undefined
}

type AnyForm = Awaited<ReturnType<typeof everyForm>>[number]

/** A loss tried on the data; the first error ends the attempt. */
class Trial {
  readonly #loss: AnyForm[0]
  readonly #mode: string | undefined
  readonly #computation: Computation
  #refused: string | undefined

  constructor(loss: AnyForm[0], mode: string | undefined) {
    this.#loss = loss
    this.#mode = mode
    this.#computation = new Computation({
      loss,
      options: {},
      reduction: 'mean',
      mode,
      hints,
    })
  }

  add(pair: Pair): void {
    if (this.#refused === undefined) this.#attempt(() => this.#computation.add(pair))
  }

  refuse(reason: string): void {
    this.#refused ??= reason
  }

  /** The verdict, for the whole shapes rather than those of a piece. */
  fit(data: Dataset, inputShape: Shaped, targetShape: Shaped): Fit {
    const report = this.#refused === undefined && this.#attempt(() => this.#computation.report(data))
    if (this.#refused !== undefined) {
      const form = formsOf(this.#loss).get(this.#mode ?? '')!
      this.#attempt(() => plan(form, {}, { input: inputShape, target: targetShape }))
    }
    return {
      loss: this.#loss.name,
      usual: isUsual(this.#loss),
      ...(this.#mode !== undefined && { mode: this.#mode }),
      ...(this.#refused !== undefined && { refused: this.#refused }),
      notices: report ? report.notices : [],
    }
  }

  #attempt<T>(action: () => T): T | undefined {
    try {
      return action()
    } catch (error) {
      if (!(error instanceof LossError)) throw error
      this.#refused = error.message
      return undefined
    }
  }
}

/** Tolerance for rows of probabilities that sum to 1, and of log-probabilities whose log-sum-exp is 0. */
const NEAR = 1e-2

/** Adds up what the numbers of one input are like. */
export class Look {
  #shape: readonly number[] | undefined
  #table = false
  #rows = 0
  #count = 0
  #min = Infinity
  #max = -Infinity
  readonly #sum = new ExactSum()
  #nan = 0
  #infinite = 0
  #zeros = 0
  #ones = 0
  #integers = 0
  #negative = 0
  /** -1 and -100, which often mark rows to skip. */
  #marks = 0
  #leastSum = Infinity
  #greatestSum = -Infinity
  #oneHot = true
  #logRows = true

  add({ data, shape, table }: Tensor): void {
    this.#shape ??= shape
    this.#table = table === true
    this.#rows += shape[0] ?? 1
    this.#count += data.length
    for (const x of data) this.#addNumber(x)
    const width = shape.length === 2 ? shape[1]! : 0
    for (let i = 0; width > 1 && i < data.length; i += width) this.#addRow(data, i, width)
  }

  #addNumber(x: number): void {
    if (Number.isNaN(x)) {
      this.#nan++
      return
    }
    if (!Number.isFinite(x)) {
      this.#infinite++
      return
    }
    if (x < this.#min) this.#min = x
    if (x > this.#max) this.#max = x
    this.#sum.add(x)
    if (x === 0) this.#zeros++
    if (x === 1) this.#ones++
    if (x < 0) this.#negative++
    if (x === -1 || x === -100) this.#marks++
    if (Number.isInteger(x)) this.#integers++
  }

  #addRow(data: Float64Array, start: number, width: number): void {
    let sum = 0
    let exps = 0
    let ones = 0
    let zeros = 0
    for (let i = start; i < start + width; i++) {
      const x = data[i]!
      sum += x
      if (this.#logRows) exps += Math.exp(x)
      if (x === 1) ones++
      if (x === 0) zeros++
    }
    if (sum < this.#leastSum) this.#leastSum = sum
    if (sum > this.#greatestSum) this.#greatestSum = sum
    if (ones !== 1 || zeros !== width - 1) this.#oneHot = false
    if (!(Math.abs(Math.log(exps)) <= NEAR)) this.#logRows = false
  }

  /** The shape of all pieces together. */
  shaped(): Shaped {
    const shape = this.#shape ?? []
    return { shape: shape.length === 0 ? [] : [this.#rows, ...shape.slice(1)], table: this.#table }
  }

  /** Whether all numbers lie in a range. */
  within(min: number, max: number): boolean {
    if (min === -Infinity && max === Infinity) return true
    return this.#nan + this.#infinite === 0 && this.#min >= min && this.#max <= max
  }

  numbers({ name, format, notes, columns }: Origin): InspectedNumbers {
    const { shape } = this.shaped()
    const finite = this.#count - this.#nan - this.#infinite
    const rowSums = this.#leastSum <= this.#greatestSum
    return {
      name,
      format,
      notes,
      ...(columns && { columns }),
      shape,
      count: this.#count,
      min: finite > 0 ? this.#min : Number.NaN,
      max: finite > 0 ? this.#max : Number.NaN,
      mean: this.#sum.value() / finite,
      nan: this.#nan,
      infinite: this.#infinite,
      zeros: this.#zeros,
      integers: this.#integers,
      ...(rowSums && { rowSums: [this.#leastSum, this.#greatestSum] as const }),
      looks: this.#looks(),
    }
  }

  #looks(): Looks {
    const count = this.#count
    if (count === 0) return 'nothing'
    const rows = this.#leastSum <= this.#greatestSum
    if (rows && this.#oneHot) return 'one-hot rows'
    if (this.#zeros + this.#ones === count) return 'zeros and ones'
    if (this.#integers === count && this.#negative === this.#marks && !rows) return 'class indices'
    if (this.within(0, 1)) {
      const sumToOne = rows && this.#leastSum >= 1 - NEAR && this.#greatestSum <= 1 + NEAR
      return sumToOne ? 'probabilities per row' : 'probabilities'
    }
    return rows && this.#logRows && this.#max <= 0 ? 'log-probabilities' : 'logits or other numbers'
  }
}
