import type { TypedNumbers } from '../../tensor.ts'
import { Lists } from './cells.ts'
import { decoded, isFull } from './runs.ts'

/* Lists of equally many values, none of which is missing. */

export interface EqualLists {
  readonly width: number
  /** The level of a value that is there. */
  readonly definition: number
}

/** Lists that are not equally long, or lack a value: the library reads them. */
export class OddLists extends Error {}

/** Looks at the levels of a page, of which so many values stand before. @throws OddLists */
export function checkEqual(
  { width, definition: highest }: EqualLists,
  levels: Int32Array,
  definition: Uint8Array,
  before: number,
): void {
  const all = () =>
    decoded(definition, 32 - Math.clz32(highest), levels.length).every((level) => level === highest)
  if (!isFull(definition, levels.length, highest) && !all()) throw new OddLists()
  if (!beginEvery(levels, width, before % width)) throw new OddLists()
}

/** Whether lists begin at every so many values, of which the first is so far within one. */
function beginEvery(levels: Int32Array, width: number, within: number): boolean {
  for (let i = 0, at = within; i < levels.length; i++) {
    if ((levels[i] === 0) !== (at === 0)) return false
    if (++at === width) at = 0
  }
  return true
}

interface Values {
  readonly ahead: number
  take(count: number): unknown
}

/** Reads a column chunk of lists that are equally long. @throws Error for what is malformed; OddLists by `ahead` alone */
export class ListReader {
  readonly #values: Values
  readonly #width: number
  /** A list of which parts lie in several pages. */
  #parted: TypedNumbers | undefined

  constructor(values: Values, width: number) {
    this.#values = values
    this.#width = width
  }

  get ahead(): number {
    if (this.#parted) return 1
    const whole = Math.floor(this.#values.ahead / this.#width)
    if (whole === 0) this.#parted = this.#join()
    return Math.max(1, whole)
  }

  /** The next lists, which must not be more than are ahead. */
  take(rows: number): Lists {
    const values = this.#parted ?? (this.#values.take(rows * this.#width) as TypedNumbers)
    this.#parted = undefined
    return new Lists(values, this.#width, rows)
  }

  /** The next page may overwrite this one. */
  #join(): TypedNumbers {
    let list: Float64Array | undefined
    for (let filled = 0; filled < this.#width;) {
      const count = Math.min(this.#values.ahead, this.#width - filled)
      const part = this.#values.take(count) as Float64Array
      list ??= new (part.constructor as Float64ArrayConstructor)(this.#width)
      list.set(part, filled)
      filled += count
    }
    return list!
  }
}
