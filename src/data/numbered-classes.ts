import { LossError, type Place, quoted } from '../error.ts'
import { truthOf } from '../readers/truth-words.ts'
import type { Notice } from '../report.ts'
import { selectorOf } from '../selector.ts'
import type { Tensor } from '../tensor.ts'
import { classNames, partsThatDiffer } from './classes.ts'

/** Columns of classes some of whose names are numbers, or all words for 0 and 1, other than their places. */
export interface NumberedClasses {
  /** Of the columns, whole. */
  readonly columns: readonly string[]
  /** What differs between them. */
  readonly names: readonly string[]
  /** NaN for a name that is none. */
  readonly numbers: readonly number[]
  readonly words: boolean
}

/**
 * What the names of input columns count, if not 0, 1, 2, ...: a class index may then be meant by such a name, or count
 * the columns from 0.
 */
export function numberedClasses(columns: readonly string[]): NumberedClasses | undefined {
  if (columns.length < 2) return undefined
  const own = partsThatDiffer(columns)
  const counts = (name: string) => name.trim() !== '' && Number.isFinite(Number(name))
  // Of 1, 2 and other, two are numbers.
  const numbered = own.some(counts) && !own.includes('')
  const names = numbered ? own : classNames(columns.map((name) => ({ name })))
  const numbers = names.map((name) =>
    numbered ? (counts(name) ? Number(name) : NaN) : (truthOf(name) ?? NaN),
  )
  const known = numbers.filter((number) => !Number.isNaN(number))
  if ((!numbered && known.length < names.length) || new Set(known).size < known.length) return undefined
  return numbers.some((number, i) => number !== i && !Number.isNaN(number))
    ? { columns, names, numbers, words: !numbered }
    : undefined
}

/** H122 where columns that are numbered stand beside what is not, in another order than that of their numbers. */
export function noticeUnsorted(columns: readonly string[], file: string, notices: Notice[]): void {
  const { names = [], numbers = [], words } = numberedClasses(columns) ?? {}
  if (words || numbers.includes(NaN) || numbers.every((number, i) => i === 0 || number > numbers[i - 1]!))
    return
  const sorted = [...columns.keys()].sort((a, b) => numbers[a]! - numbers[b]!)
  notices.push({
    code: 'H122',
    message: `the columns of ${file} are numbered ${listOf(names)}, and were taken in this order`,
    tries: [`loss-calc ... --input-cols ${quoted(sorted.map((at) => selectorOf(columns[at]!)).join(','))}`],
  })
}

const listOf = (names: readonly string[]) =>
  `${names.slice(0, 6).join(', ')}${names.length > 6 ? ', ...' : ''}`

/** Finds out whether class indices may be meant by the numbers of the columns: all are such, and one is at another place. */
export class TargetsByNumber {
  readonly #classes: NumberedClasses
  readonly #seen: Uint8Array
  /** Numbers of columns that are none of their places; of those that count from 1 the engine says more. */
  readonly #beyond: ReadonlySet<number>

  constructor(classes: NumberedClasses) {
    const { numbers } = classes
    const { length } = numbers
    this.#classes = classes
    this.#seen = new Uint8Array(length)
    const beyond = numbers.filter((number) => number < 0 || number >= length)
    this.#beyond = new Set(numbers.every((number, i) => number === i + 1) ? [] : beyond)
  }

  /** @throws LossError E306 for a target that is no place, but the number of a column */
  see({ data, place }: Tensor, file: string): void {
    const seen = this.#seen
    for (let i = 0; i < data.length; i++) {
      const target = data[i]!
      if (target >= 0 && target < seen.length) seen[target] = 1
      else if (this.#beyond.has(target)) this.#refuse(target, place?.(i), file)
    }
  }

  #refuse(target: number, at: Place | undefined, file: string): never {
    const [first] = numberedNotice(this.#classes, file).tries!
    throw new LossError('E306', `class index ${target} is out of range, but is what a column is called`, {
      at,
      why: 'a whole number as target counts the classes from 0',
      tries: [first!],
    })
  }

  /** H122 where indices were taken for places, and may be numbers. */
  notice(file: string): Notice | undefined {
    const { numbers } = this.#classes
    const seen = [...this.#seen.keys()].filter((target) => this.#seen[target] === 1)
    const meant = seen.every((target) => numbers.includes(target))
    return meant && seen.some((target) => numbers[target] !== target)
      ? numberedNotice(this.#classes, file)
      : undefined
  }
}

/** H122 with the columns in the order of their numbers, or what else the targets may mean. */
export function numberedNotice({ columns, names, numbers, words }: NumberedClasses, file: string): Notice {
  const list = listOf(names)
  const fromOne = numbers.every((number, i) => number === i + 1)
  const places = numbers.map((_, i) => numbers.indexOf(i))
  const sorted = places.includes(-1) ? undefined : places.map((place) => selectorOf(columns[place]!))
  return {
    code: 'H122',
    message: words
      ? `the columns of ${file} are ${list}, in this order, and the targets 0 and 1 were taken for their places: they may be meant by these words`
      : `the columns of ${file} are numbered ${list}: the targets may be these numbers, and were taken for places from 0`,
    tries: [
      sorted
        ? `loss-calc ... --input-cols ${quoted(sorted.join(','))}`
        : fromOne
          ? 'loss-calc ... --index-base 1'
          : `loss-calc ... --classes ${quoted(names.join(','))}`,
      'loss-calc ... --index-base 0',
    ],
  }
}
