import { NumbersOfTexts, textsIn } from '../collectors/column-texts.ts'
import { allRows } from '../collectors/counted-rows.ts'
import { Growing } from '../numerics/growing.ts'
import { Narrow } from '../numerics/narrow.ts'
import type { PlainTexts } from '../packed-texts.ts'
import type { JudgedRows } from '../samples.ts'
import type { TextColumn } from '../table.ts'
import { sizeOf } from '../tensor.ts'

/** Texts of all models, whose numbers stand for them. */
interface SeriesTexts {
  readonly ids: NumbersOfTexts
  readonly targets: NumbersOfTexts
}

/** Of rows that stand together: what each adds to the sum and to the divisor, and its target. */
interface ScoredRows {
  readonly firstRow: number
  readonly sums: Float64Array
  /** Absent where all are 1. */
  readonly divisors: Float64Array | undefined
  readonly targets: Targets | undefined
  readonly names: PlainOrderedHash | undefined
}

/** Numbers, or texts by their numbers. */
interface Targets {
  readonly named: boolean
  /** How many of them a row has. */
  readonly width: number
  readonly numbers: Float64Array | Int32Array | Uint8Array
}

/** Rows of one model as a thread sends them. */
export interface PlainScores {
  readonly rows: readonly ScoredRows[]
  /** Texts of targets by their numbers. */
  readonly texts: PlainTexts
}

/** What one of several threads sees of the samples of a model without ids. */
export class ScoreParts {
  readonly #texts = new NumbersOfTexts()
  readonly #parts: PlainScores[] = []
  readonly #rows: ScoredRows[] = []

  /** Copies what the next rows overwrite. */
  add(judged: JudgedRows, firstRow: number): void {
    const { sums, divisors, carried } = judged
    const targets = targetsOf(judged, this.#texts)
    const names = new OrderedHash()
    const column = carried?.[0]?.(0, sums.length)
    if (column) names.add(column.texts)
    this.#rows.push({
      firstRow,
      sums: sums.slice(),
      divisors: divisors.every((divisor) => divisor === 1) ? undefined : divisors.slice(),
      targets: targets && { ...targets, numbers: copied(targets) },
      names: column && names.plain(),
    })
  }

  plain(): PlainScores {
    return { rows: this.#rows, texts: this.#texts.all.plain() }
  }

  merge(other: PlainScores): void {
    this.#parts.push(other)
  }

  /** All rows in order. */
  addTo(scores: Scores): void {
    const parts = [this.plain(), ...this.#parts].map(({ rows, texts }) => ({
      rows,
      numbers: scores.texts.targets.all.addAll(texts),
    }))
    const all = parts.flatMap(({ rows, numbers }) => rows.map((part) => ({ part, numbers })))
    all.sort((a, b) => b.part.firstRow - a.part.firstRow)
    this.#rows.length = 0
    this.#parts.length = 0
    // What is added is let go.
    for (let last; (last = all.pop());) scores.addPart(last.part, last.numbers)
  }
}

/** In a byte each where there are few texts. */
function copied({ named, numbers }: Targets): Targets['numbers'] {
  return named && numbers.every((text) => text < 256) ? Uint8Array.from(numbers) : numbers.slice()
}

/** The targets of some rows; texts in memory that the next ones overwrite. */
function targetsOf(
  { samples, fromFile, targets, sums }: JudgedRows,
  numbers: NumbersOfTexts,
): Targets | undefined {
  if (samples.has('target') && fromFile?.has('target') !== true) {
    const texts = textsIn(samples, 'target')
    const column = texts.numbered ? undefined : samples.get('target')
    if (column instanceof Float64Array) return { named: false, width: 1, numbers: column }
    return { named: true, width: 1, numbers: numbers.of(texts, allRows(sums.length)) }
  }
  return targets && { named: false, width: sizeOf(targets.shape.slice(1)), numbers: targets.data }
}

/**
 * The samples of one model that count, as they came: what each adds to the sum and to the divisor, and its names. What
 * is that of the model before lies there.
 */
export class Scores {
  readonly sums = new Growing()
  readonly divisors: Narrow
  readonly ids: Narrow | undefined
  readonly targets: Narrow
  /** Whether the targets are texts, by their numbers. */
  named = false
  /** How many targets a row has. */
  width = 1
  /** Of all that else seems to name the samples, where nobody says so. */
  readonly names = new OrderedHash()
  readonly texts: SeriesTexts
  readonly #id: string | undefined

  /** `id`: the column that names the samples. */
  constructor(id: string | undefined, before: Scores | undefined) {
    this.#id = id
    this.texts = before?.texts ?? { ids: new NumbersOfTexts(), targets: new NumbersOfTexts() }
    this.ids = id === undefined ? undefined : new Narrow(before?.ids)
    this.divisors = new Narrow(before?.divisors)
    this.targets = new Narrow(before?.targets)
  }

  add(judged: JudgedRows, names?: TextColumn): void {
    const { samples, sums, divisors } = judged
    this.sums.add(sums)
    this.divisors.add(divisors)
    const id = `${this.#id} (file)`
    const rows = allRows(divisors.length)
    this.ids?.add(this.texts.ids.of(textsIn(samples, samples.has(id) ? id : this.#id!), rows))
    this.#addTargets(targetsOf(judged, this.texts.targets))
    if (names) this.names.add(names.texts)
  }

  /** Rows of another thread, and the numbers that its texts have here. */
  addPart({ sums, divisors, targets, names }: ScoredRows, numbers: Int32Array): void {
    this.sums.add(sums)
    if (divisors) this.divisors.add(divisors)
    else for (let i = 0; i < sums.length; i++) this.divisors.push(1)
    const known = targets?.named === true && Int32Array.from(targets.numbers, (text) => numbers[text]!)
    this.#addTargets(targets && known ? { ...targets, numbers: known } : targets)
    if (names) this.names.append(names)
  }

  #addTargets(targets: Targets | undefined): void {
    if (!targets) return
    this.named = targets.named
    this.width = targets.width
    this.targets.add(targets.numbers)
  }
}

/** Products of numbers below are exact in doubles. */
const PRIMES = [67_108_859, 67_108_837] as const
/** What a text weighs more than the one before it. */
const BASES = [48_271_037, 20_201_227] as const

interface PlainOrderedHash {
  readonly hashes: readonly number[]
  readonly weights: readonly number[]
}

/** A hash of texts in their order: those of parts make that of all. */
class OrderedHash {
  readonly #hashes = [0, 0]
  /** Of the next text; 1 before the first. */
  readonly #weights = [1, 1]

  add(texts: TextColumn['texts']): void {
    let [one, other] = this.#hashes as [number, number]
    let [weight, second] = this.#weights as [number, number]
    for (const text of texts) {
      const hash = hashOf(text)
      one = (one + weight * (hash % PRIMES[0])) % PRIMES[0]
      other = (other + second * (hash % PRIMES[1])) % PRIMES[1]
      weight = (weight * BASES[0]) % PRIMES[0]
      second = (second * BASES[1]) % PRIMES[1]
    }
    this.#hashes.splice(0, 2, one, other)
    this.#weights.splice(0, 2, weight, second)
  }

  plain(): PlainOrderedHash {
    return { hashes: this.#hashes, weights: this.#weights }
  }

  append({ hashes, weights }: PlainOrderedHash): void {
    for (const [i, prime] of PRIMES.entries()) {
      const weight = this.#weights[i]!
      this.#hashes[i] = (this.#hashes[i]! + weight * hashes[i]!) % prime
      this.#weights[i] = (weight * weights[i]!) % prime
    }
  }

  /** Whether both are of texts, and these differ. */
  differs(other: OrderedHash): boolean {
    const both = this.#weights[0] !== 1 && other.#weights[0] !== 1
    return both && this.#hashes.some((hash, i) => hash !== other.#hashes[i])
  }
}

/** Of a text its letters and how many they are; of none, too. */
function hashOf(text: string | undefined): number {
  const length = text?.length ?? 0
  let hash = text === undefined ? -1 : length
  for (let i = 0; i < length; i++) {
    hash = Math.imul(hash ^ text!.charCodeAt(i), 0x9e3779b1) + 1
    hash ^= hash >>> 15
  }
  return hash >>> 0
}
