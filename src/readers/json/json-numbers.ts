import { grown } from '../../numerics/grown.ts'
import { sizeOf } from '../../tensor.ts'
import { CLOSE, MAX_DEPTH, OPEN, type Scanner } from './json-scanner.ts'

const FIRST = 16

/** Numbers of values that all have one shape, read one after the other. */
export class JsonNumbers {
  count = 0
  length = 0
  /** Few at first: there may be many columns. */
  #data = new Float64Array(FIRST)
  /** Of one value; unknown in the parts that no value has shown yet. */
  #shape: number[] = []
  #rank: number | undefined
  /** Whether the shape stands, since values were taken. */
  #settled = false
  readonly #depth: number
  readonly #gaps: boolean

  /** `depth` is how many lists surround a value; with `gaps` a null among numbers is NaN. */
  constructor(depth = 0, gaps = false) {
    this.#depth = depth
    this.#gaps = gaps
  }

  get shape(): readonly number[] {
    return this.#shape
  }

  get width(): number {
    return sizeOf(this.#shape)
  }

  /** @throws LossError E201 not a number, E203 ragged lists, E204 malformed JSON */
  read(scanner: Scanner): void {
    this.#value(scanner, 0)
    this.count++
  }

  /** Forgets what was read after the first `count` values. */
  cut(count: number): void {
    if (count === 0 && !this.#settled) {
      this.#shape = []
      this.#rank = undefined
    }
    this.length = count === 0 ? 0 : count * this.width
    this.count = count
  }

  /** All numbers so far; the next value starts empty. */
  take(): Float64Array {
    const data = this.#data.slice(0, this.length)
    this.length = 0
    this.count = 0
    this.#settled = this.#rank !== undefined
    return data
  }

  #value(scanner: Scanner, depth: number): void {
    if (scanner.peek() === OPEN) {
      this.#list(scanner, depth)
      return
    }
    const { at } = scanner
    if (!scanner.plain()) {
      if (this.#gaps && scanner.isNull()) scanner.value[0] = Number.NaN
      else scanner.number()
    }
    this.#rank ??= depth
    if (depth !== this.#rank)
      scanner.failAt(at, 'E203', 'ragged lists: a number, where those before are lists')
    this.#push(scanner.value)
  }

  #list(scanner: Scanner, depth: number): void {
    if (this.#depth + depth === MAX_DEPTH) scanner.fail('E204', `lists are nested deeper than ${MAX_DEPTH}`)
    if (depth === this.#rank) scanner.fail('E203', 'ragged lists: a list, where those before are numbers')
    const start = scanner.at++
    let count = 0
    if (scanner.take(CLOSE)) this.#rank ??= depth + 1
    else {
      do {
        this.#value(scanner, depth + 1)
        count++
      } while (scanner.separator(CLOSE, start))
    }
    const known = (this.#shape[depth] ??= count)
    if (known !== count) {
      const entries = count === 1 ? '1 entry' : `${count} entries`
      scanner.failAt(start, 'E203', `ragged lists: this one has ${entries}, those before have ${known}`)
    }
  }

  #push(value: Float64Array): void {
    if (this.length === this.#data.length) this.#data = grown(this.#data, 2 * this.length)
    this.#data[this.length++] = value[0]!
  }
}
