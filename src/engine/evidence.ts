import { type ByArgument, sizeOf, type Tensor } from '../tensor.ts'
import { isGray } from '../losses/outside.ts'
import { logProbability, number } from '../losses/takes.ts'
import type { Plan } from './plan.ts'
import type { RowPlan } from './fit-rows.ts'
import { Column } from './strided-row.ts'

/** How far a row of probabilities may miss a sum of 1, and nearly miss it, as rounded numbers do. */
const ONE = 1e-3
const NEARLY_ONE = 0.02
/** How far the log-sum-exp of log-probabilities may miss 0. */
const LOG_ONE = 1e-2
/** If every row would cost too much, so many first ones are looked at, and then one in so many. */
const SAMPLE = 64

/** Columns that are looked at by themselves: a picture has one row of millions. */
const MOST_COLUMNS = 1 << 14

/** What was seen, as a worker sends it. */
export type PlainEvidence = ReturnType<typeof nothing>

function nothing() {
  return {
    /** Numbers of the input, and rows that count. */
    numbers: 0,
    rows: 0,
    /** Whether all inputs so far lie in [0, 1], and whether one lies between. */
    unit: true,
    between: false,
    /** The largest of inputs that all are whole and of [0, 255], as in pictures; else -1. */
    bright: 0,
    /** Whether all rows so far are >= 0 and sum to 1, or nearly; and the largest miss. */
    sumToOne: true,
    nearOne: true,
    miss: 0,
    /** Whether all rows so far are >= 0 and sum to 100, as percentages do. */
    hundred: true,
    /** Rows whose log-sum-exp was taken, and how many of them are not log-probabilities. */
    logRows: 0,
    notLog: 0,
    /** Whether a log-probability is above 0, which none can be. */
    positive: false,
    /** Whether all target rows so far are one-hot, and how many there are of each class. */
    oneHot: true,
    hot: [] as number[],
    /**
     * Rows that were looked at whose largest number is that of the class before a target of 1, before another target, of
     * the target, after it; empty once a target is the first class.
     */
    beside: [0, 0, 0, 0],
    /** Whether in all rows so far the numbers fall from the first class to the last. */
    falling: true,
    /** Elements whose logarithm bce cuts off. */
    clamped: 0,
    /** Whether the first row of the input is 0, 1, 2, ..., and another number has a fraction; or, of one column, is whole. */
    countingRow: false,
    fraction: false,
    wholeBelow: false,
    /** Whether the first target is 0. */
    zeroTarget: false,
    /** Per input column: whether it counts the rows, from 0 or from 1. */
    counting: [] as boolean[],
    /** Per input column: least and largest number, where the target has the same so far; else 1 and 0. */
    twins: [] as number[],
    /** Rows of three columns of which the first, of input and target, is a time in seconds, as a clock gives it. */
    times: 0,
    /** Whether all targets so far are -1 or 1, or whole and >= 0; and the largest. */
    signs: true,
    whole: true,
    largest: 0,
    /** The four least of the targets that were looked at. */
    some: [] as number[],
    /** The two least numbers of input and target, where a target may be any number. */
    least: [] as number[],
  }
}

/**
 * Looks for signs of common mistakes, next to the computation. A suspicion that a row refutes is not looked at again,
 * so good data cost next to nothing; memory is a few numbers per class, whatever the length. What is found does not
 * depend on order or cut.
 */
export class Evidence {
  found = nothing()

  /** Takes up some rows; `firstRow` is the number of the first, `numbers` are those of all, where some are left out. */
  see(plan: Plan, args: ByArgument<Tensor>, firstRow: number, numbers?: Float64Array): void {
    const rows = new NumberedRows(firstRow, numbers)
    const { found } = this
    const { loss } = plan
    const [input, target] = Object.values(args) as [Tensor, Tensor]
    found.numbers += input.data.length
    // Any number is a target, but not of any prediction.
    const anyTarget = loss.takes.target?.domain === number
    const logs = plan.one === 'element' && loss.takes.input?.domain === logProbability
    if (loss.traits?.applies === 'sigmoid' || logs || anyTarget) this.#seeUnit(input.data)
    if (plan.one === 'element') {
      found.rows += plan.shape.length === 0 ? 1 : plan.shape[0]!
      if (anyTarget) {
        this.#seeTwins(input, target)
        this.#seeLeast(input.data)
        this.#seeLeast(target.data)
      }
      if (plan.loss.clamped) this.#seeClamped(input.data, target.data)
    } else if (plan.one === 'row' && plan.kind !== 'elements') this.#seeRows(plan, input, target, rows)
    const { length } = target.data
    if (plan.kind === 'elements' && (anyTarget || loss.takes.target?.domain.outside === 'warned'))
      this.#seeTargets(target.data, rows.looked(length, length / (target.shape[0] || 1)))
    this.#seeCounting(input, rows)
    this.#seeFirstRow(input, target, rows)
  }

  plain(): PlainEvidence {
    return this.found
  }

  merge(plain: PlainEvidence): void {
    const mine = this.found
    // A state may be of a version that looked at less.
    const other = { ...nothing(), ...plain, falling: plain.falling === true, bright: plain.bright ?? -1 }
    // A part that has seen nothing says nothing.
    if (other.numbers === 0) return
    if (mine.numbers === 0) {
      this.found = other
      return
    }
    this.found = {
      numbers: mine.numbers + other.numbers,
      rows: mine.rows + other.rows,
      unit: mine.unit && other.unit,
      between: mine.between || other.between,
      bright: Math.min(mine.bright, other.bright) < 0 ? -1 : Math.max(mine.bright, other.bright),
      sumToOne: mine.sumToOne && other.sumToOne,
      nearOne: mine.nearOne && other.nearOne,
      miss: Math.max(mine.miss, other.miss),
      hundred: mine.hundred && other.hundred,
      logRows: mine.logRows + other.logRows,
      notLog: mine.notLog + other.notLog,
      positive: mine.positive || other.positive,
      oneHot: mine.oneHot && other.oneHot,
      hot: mine.hot.map((count, c) => count + (other.hot[c] ?? 0)),
      beside: mine.beside.flatMap((count, i) => (other.beside.length > 0 ? [count + other.beside[i]!] : [])),
      falling: mine.falling && other.falling,
      clamped: mine.clamped + other.clamped,
      countingRow: mine.countingRow || other.countingRow,
      fraction: mine.fraction || other.fraction,
      wholeBelow: mine.wholeBelow || other.wholeBelow,
      zeroTarget: mine.zeroTarget || other.zeroTarget,
      counting: mine.counting.map((counts, c) => counts && other.counting[c] === true),
      twins: mine.twins.map((own, i) => {
        const same = [mine, other].every(({ twins }) => twins[i & ~1]! <= twins[i | 1]!)
        const extreme = i % 2 === 0 ? Math.min : Math.max
        return same ? extreme(own, other.twins[i]!) : 1 - (i % 2)
      }),
      times: mine.times + other.times,
      signs: mine.signs && other.signs,
      whole: mine.whole && other.whole,
      largest: Math.max(mine.largest, other.largest),
      some: leastOf(4, mine.some, other.some),
      least: leastOf(2, mine.least, other.least),
    }
  }

  #seeLeast(data: Float64Array): void {
    let [least = Infinity, next = Infinity] = this.found.least
    for (let i = 0; i < data.length; i++) {
      // -0 is 0, whichever comes first.
      const x = data[i]! + 0
      if (!(x < next) || x === least || x === -Infinity) continue
      next = x < least ? least : x
      if (x < least) least = x
    }
    this.found.least = [least, next].filter(Number.isFinite)
  }

  #seeUnit(data: Float64Array): void {
    const { found } = this
    for (let i = 0; found.unit && i < data.length; i++) {
      const x = data[i]!
      found.unit = x >= 0 && x <= 1
      found.between ||= x > 0 && x < 1
    }
    for (let i = 0; found.bright >= 0 && i < data.length; i++) {
      const x = data[i]!
      if (!isGray(x)) found.bright = -1
      else if (x > found.bright) found.bright = x
    }
  }

  #seeTargets(data: Float64Array, looked: Iterable<number>): void {
    const { found } = this
    for (const i of looked) {
      const t = data[i]!
      found.signs &&= t === 1 || t === -1
      found.whole &&= t >= 0 && Number.isInteger(t)
      if (t > found.largest) found.largest = t
      const { some } = found
      if ((some.length < 4 || t < some[3]!) && !some.includes(t)) found.some = leastOf(4, some, [t])
    }
  }

  #seeTwins({ data, shape }: Tensor, target: Tensor): void {
    const { twins } = this.found
    const width = shape.length === 2 && data.length > 0 ? shape[1]! : 0
    const fits = target.shape[1] === width
    for (let i = 0; fits && width === 3 && i < data.length; i += width) {
      if (!isTime(data[i]!) || !isTime(target.data[i]!)) break
      this.found.times++
    }
    for (let c = 0; width > 1 && c < Math.min(width, MOST_COLUMNS); c++) {
      let least = twins[2 * c] ?? Infinity
      let most = twins[2 * c + 1] ?? Infinity
      for (let i = c; least <= most && i < data.length; i += width) {
        const x = data[i]! + 0
        const first = least === Infinity
        if (!fits || x !== target.data[i] || !Number.isFinite(x)) [least, most] = [1, 0]
        else {
          if (first || x < least) least = x
          if (first || x > most) most = x
        }
      }
      twins[2 * c] = least
      twins[2 * c + 1] = most
    }
  }

  #seeClamped(x: Float64Array, t: Float64Array): void {
    if (x.length !== t.length) return
    let clamped = 0
    for (let i = 0; i < x.length; i++) {
      const p = x[i]!
      if (p >= CLAMPED && p < 1) continue
      if (p === 1 ? t[i]! < 1 : t[i]! > 0) clamped++
    }
    this.found.clamped += clamped
  }

  #seeRows(plan: RowPlan, input: Tensor, target: Tensor, rows: NumberedRows): void {
    const { found } = this
    const { size: classes, inner, kind, ignoreIndex } = plan
    const positions = sizeOf(plan.shape)
    found.rows += positions
    const column = new Column(input.data, classes, inner)
    const counts = (i: number) => kind === 'probabilities' || target.data[i] !== ignoreIndex
    for (let i = 0; found.nearOne && classes > 1 && i < positions; i++) {
      if (!counts(i)) continue
      const { data, start } = column.at(i)
      this.#seeSum(data, start, classes)
    }
    for (let i = 0; found.hundred && i < positions; i++) {
      if (!counts(i)) continue
      const { data, start } = column.at(i)
      const row = data.subarray(start, start + classes)
      found.hundred = row.every((x) => x >= 0) && Math.abs(row.reduce((sum, x) => sum + x, 0) - 100) <= 1
    }
    for (let i = 0; found.falling && i < positions; i++) {
      const { data, start } = column.at(i)
      found.falling = data[start]! > data[start + classes - 1]!
      for (let c = start + 1; found.falling && c < start + classes; c++)
        found.falling = data[c]! <= data[c - 1]!
    }
    const { logProbabilities, related } = plan.loss.traits ?? {}
    const looked = logProbabilities || related?.['log-probs'] !== undefined
    for (const i of looked ? rows.looked(positions, inner) : []) {
      if (!logProbabilities && found.notLog > 0) break
      if (!counts(i)) continue
      const { data, start } = column.at(i)
      this.#seeLog(data, start, classes, logProbabilities === true)
    }
    if (kind === 'probabilities' && plan.options.weight && found.oneHot) this.#seeOneHot(plan, target)
    if (kind === 'indices' && found.beside.length > 0) {
      if (ignoreIndex !== 0 && target.data.includes(0)) found.beside = []
      else
        for (const i of rows.looked(positions, inner))
          if (counts(i)) this.#seeBeside(column.at(i), classes, target.data[i]!)
    }
  }

  #seeBeside({ data, start }: ReturnType<Column['at']>, classes: number, target: number): void {
    let most = 0
    for (let c = 1; c < classes; c++) if (data[start + c]! > data[start + most]!) most = c
    const at = most === target - 1 ? (target === 1 ? 0 : 1) : most - target + 2
    if (most >= target - 1 && at < 4) this.found.beside[at]! += 1
  }

  #seeSum(data: Float64Array, start: number, classes: number): void {
    const { found } = this
    let sum = 0
    for (let c = start; c < start + classes; c++) {
      const x = data[c]!
      if (!(x >= 0 && x <= 1)) {
        found.nearOne = found.sumToOne = false
        return
      }
      sum += x
    }
    const miss = Math.abs(sum - 1)
    if (miss > found.miss) found.miss = miss
    if (miss > ONE) found.sumToOne = false
    if (miss > NEARLY_ONE) found.nearOne = false
  }

  #seeLog(data: Float64Array, start: number, classes: number, given: boolean): void {
    let sum = 0
    let positive = false
    for (let c = start; c < start + classes; c++) {
      positive ||= data[c]! > 0
      sum += Math.exp(data[c]!)
    }
    this.found.logRows++
    this.found.positive ||= given && positive
    if (positive || !(Math.abs(Math.log(sum)) <= LOG_ONE)) this.found.notLog++
  }

  #seeOneHot({ size: classes, inner }: RowPlan, target: Tensor): void {
    const { found } = this
    const column = new Column(target.data, classes, inner)
    const positions = target.data.length / classes
    for (let i = 0; found.oneHot && i < positions; i++) {
      const { data, start } = column.at(i)
      let hot = -1
      for (let c = 0; c < classes; c++) {
        const t = data[start + c]!
        if (t !== 0 && (t !== 1 || hot >= 0)) found.oneHot = false
        if (t === 1) hot = c
      }
      if (hot < 0) found.oneHot = false
      else for (let c = 0; c < classes; c++) found.hot[c] = (found.hot[c] ?? 0) + (c === hot ? 1 : 0)
    }
  }

  #seeFirstRow({ data, shape }: Tensor, target: Tensor | undefined, rows: NumberedRows): void {
    const { found } = this
    const width = shape.length === 2 ? shape[1]! : 0
    const isFirst = rows.number(0) === 0
    if (width < 1) return
    if (isFirst) found.countingRow = data.subarray(0, width).every((x, i) => x === i)
    if (width === 1) {
      if (isFirst) found.zeroTarget = target?.data[0] === 0
      for (const i of rows.looked(data.length, 1))
        found.wholeBelow ||= (i > 0 || !isFirst) && Number.isInteger(data[i])
    }
    for (let i = isFirst ? width : 0; !found.fraction && i < data.length; i++)
      found.fraction = !Number.isInteger(data[i])
  }

  #seeCounting({ data, shape }: Tensor, numbers: NumberedRows): void {
    const { found } = this
    const width = shape.length === 2 ? shape[1]! : 0
    if (width < 2) return
    const rows = shape[0]!
    const columns = Math.min(width, MOST_COLUMNS)
    if (found.counting.length === 0) found.counting = new Array<boolean>(2 * columns).fill(true)
    if (!found.counting.includes(true)) return
    for (let c = 0; c < columns; c++) {
      for (const base of [0, 1]) {
        const at = 2 * c + base
        for (let r = 0; found.counting[at] && r < rows; r++) {
          if (data[r * width + c] !== numbers.number(r) + base) found.counting[at] = false
        }
      }
    }
  }
}

function leastOf(count: number, some: readonly number[], more: readonly number[]): number[] {
  return [...new Set([...some, ...more])].sort((a, b) => a - b).slice(0, count)
}

/** The numbers of some rows in the file: what is looked at of them depends on no cut, and on no row that is left out. */
class NumberedRows {
  readonly #firstRow: number
  readonly #apart: Float64Array | undefined

  constructor(firstRow: number, numbers: Float64Array | undefined) {
    const last = (numbers?.length ?? 0) - 1
    const together = last < 0 || numbers![last]! - numbers![0]! === last
    this.#firstRow = numbers?.[0] ?? firstRow
    this.#apart = together ? undefined : numbers
  }

  number(row: number): number {
    return this.#apart ? this.#apart[row]! : this.#firstRow + row
  }

  /** Which of `count` values are looked at, of which each row has `each`. */
  *looked(count: number, each: number): Generator<number> {
    if (this.#apart) {
      for (let i = 0; i < count; i++) {
        const number = this.number(Math.floor(i / each)) * each + (i % each)
        if (nextSample(number) === number) yield i
      }
      return
    }
    const first = this.#firstRow * each
    for (let i = nextSample(first); i < first + count; i = nextSample(i + 1)) yield i - first
  }
}

/** The first number from i on that is looked at. */
function nextSample(i: number): number {
  return i < SAMPLE ? i : Math.ceil(i / SAMPLE) * SAMPLE
}

/** From 2001 to 2286. */
const isTime = (seconds: number): boolean => seconds > 1e9 && seconds < 1e10

/** Below this, the logarithm is less than -100. */
const CLAMPED = Math.exp(-100)
