import { type ColumnRequest, Pairing } from '../data/columns.ts'
import { noticeSpellings } from '../data/keep-rows.ts'
import type { Dataset, Pair } from '../data/pairs.ts'
import { noticeOrders } from '../data/row-names.ts'
import type { PlainRowOrder } from '../data/row-order.ts'
import { type ComputedRows, batchOf, Computation } from '../engine/compute.ts'
import type { ComputeRequest } from '../engine/request.ts'
import { ReusedBuffers } from '../engine/buffers.ts'
import { predictionsOf } from '../engine/predictions.ts'
import type { PlainTotals } from '../engine/totals.ts'
import type { Loss } from '../losses/loss.ts'
import type { Report } from '../report.ts'
import type { Columns, NumberColumns } from '../table.ts'
import { sizeOf } from '../tensor.ts'
import { GiveUp } from './give-up.ts'
import type { Kept, PlainKept } from './kept.ts'
import type { TurnRows } from './shared-rows.ts'
import type { AskedOfThreads, AskedSide } from './thread-job.ts'

/** What a thread found, as it sends it. */
export interface PlainPartial {
  readonly sides: readonly PlainSide[]
  readonly kept: PlainKept
}

interface PlainSide {
  /** Of each run. */
  readonly totals: readonly PlainTotals[]
  /** Rows that were left out since a value is missing. */
  readonly skipped: number
  /** How the ids of two files follow each other. */
  readonly orders: readonly PlainRowOrder[]
  /** How numbers that --where asks for are spelt. */
  readonly spellings: readonly number[]
}

/** What cannot be sent, and only the thread that gives the jobs does. */
type OwnRequest = Pick<ComputeRequest, 'hints' | 'takeSlopes'>

/** What a thread finds in its rows: whoever reads them gives them to it. Those of all threads make the reports. */
export class PartialReport {
  readonly sides: readonly PartialSide[]
  readonly kept: Kept

  /** `samples` is how many of the first rows are handed out. */
  constructor(
    loss: Loss,
    asked: AskedOfThreads,
    kept: Kept,
    samples: number,
    own: OwnRequest = { hints: () => [] },
  ) {
    const { reduction, mode, from, meanBy, hints, predict } = asked
    const request = {
      ...{ loss, reduction, mode, from, meanBy },
      samples: asked.kept ? Infinity : samples,
      perRow: asked.kept !== undefined,
      predict: predict ? predictionsOf : undefined,
      hints: hints ? own.hints : undefined,
      grad: own.takeSlopes !== undefined,
      takeSlopes: own.takeSlopes,
    }
    this.sides = asked.sides.map((side) => new PartialSide(request, side))
    this.kept = kept
  }

  /**
   * Computes the rows of a turn; what is found of the samples of the first side lies in memory that the next ones
   * overwrite. Undefined where all rows are left out.
   *
   * @throws GiveUp where sides keep different rows
   */
  async add(
    { parts, firstRow }: TurnRows,
    rest: () => Promise<void> | undefined,
  ): Promise<ComputedRows | undefined> {
    const found: (ComputedRows | undefined)[] = []
    for (let side = 0, from = 0; side < this.sides.length; from += this.sides[side++]!.files) {
      const own = parts.slice(from, from + this.sides[side]!.files)
      // Memory that grew meanwhile has moved.
      if (own.flat().some(isGone)) throw new GiveUp()
      found.push(await this.sides[side]!.add(own, firstRow, rest))
    }
    const judged = found.flatMap((one) => (one?.judged ? { ...one.judged, carried: one.carried } : []))
    if (judged.some(({ sums }, _, all) => all.length < found.length || sums.length !== all[0]!.sums.length))
      throw new GiveUp()
    if (judged.length > 0) this.kept.add(judged, firstRow)
    return found[0]
  }

  plain(): PlainPartial {
    return { sides: this.sides.map((side) => side.plain()), kept: this.kept.plain() }
  }

  merge({ sides, kept }: PlainPartial): void {
    this.sides.forEach((side, i) => side.merge(sides[i]!))
    this.kept.merge(kept)
  }
}

/** What is found of one side. */
class PartialSide {
  /** Makes pairs of columns, where those are chosen. */
  readonly pairing: Pairing | undefined
  readonly #computations: readonly Computation[]
  /** Of the first run. */
  readonly #request: ComputeRequest
  readonly #classes: readonly string[] | undefined
  readonly #buffers = new ReusedBuffers()
  /** Rows that other threads left out since a value is missing. */
  #skipped = 0

  constructor(request: Omit<ComputeRequest, 'options'>, { columns, options }: AskedSide) {
    this.pairing = columns && new Pairing(columns, true)
    const requests = options.map((one) => ({ ...request, options: one }))
    this.#computations = requests.map((one) => new Computation(one, this.#buffers))
    this.#request = requests[0]!
    this.#classes = columns?.shown
  }

  /** How many are read: input and target where no columns are chosen. */
  get files(): number {
    return this.pairing?.reads.length ?? 2
  }

  /** The rows of all runs, one after the other; what the first finds of samples. */
  async add(
    parts: TurnRows['parts'],
    firstRow: number,
    rest: () => Promise<void> | undefined,
  ): Promise<ComputedRows | undefined> {
    const pair = this.#pairOf(parts, firstRow)
    if (!pair) return undefined
    const [first, ...others] = this.#computations as [Computation, ...Computation[]]
    const found = batchOf(first.add(pair), pair, this.#request, this.#classes, this.#buffers)
    for (const other of others) {
      await rest()
      other.add(pair)
    }
    return found
  }

  /** Undefined if all rows are left out. */
  #pairOf(parts: TurnRows['parts'], firstRow: number): Pair | undefined {
    if (this.pairing) return this.pairing.pair(parts, firstRow, firstRow)
    const [input, target] = parts.map(([part]) => (part as NumberColumns).tensor)
    return { args: { input: input!, target: target! }, firstRow, whole: false }
  }

  get #allSkipped(): number {
    return this.#skipped + (this.pairing?.left.skipped ?? 0)
  }

  plain(): PlainSide {
    return {
      totals: this.#computations.map((one) => one.plain()),
      skipped: this.#allSkipped,
      orders: this.pairing?.orders.map((order) => order.plain()) ?? [],
      spellings: this.pairing?.left.spellings ?? [],
    }
  }

  merge({ totals, skipped, orders, spellings }: PlainSide): void {
    this.#computations.forEach((one, i) => one.merge(totals[i]!))
    this.pairing?.orders.forEach((order, i) => order.merge(orders[i]!))
    spellings.forEach((met, i) => (this.pairing!.left.spellings[i]! |= met))
    this.#skipped += skipped
  }

  /** What all threads found, once merged, of each run. @throws GiveUp where this one had no row, and so knows no shapes */
  async reports(dataset: Dataset, columns: ColumnRequest | undefined): Promise<Report[]> {
    if (this.#computations[0]!.empty) throw new GiveUp()
    if (columns) {
      await noticeOrders(columns, this.pairing!.orders)
      noticeSpellings(columns, this.pairing!.left.spellings)
    }
    const all = { ...dataset, skipped: this.#allSkipped }
    return this.#computations.map((one) => one.report(all))
  }
}

const isGone = (part: Columns): boolean =>
  part.as === 'numbers' && part.tensor.data.length < sizeOf(part.tensor.shape)
