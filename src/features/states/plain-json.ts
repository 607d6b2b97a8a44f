import type { PlainSum } from '../../numerics/exact-sum.ts'
import { exactOf, exactText } from '../../numerics/exact-text.ts'
import { jsonText, LongJson } from '../../writers/json-text.ts'

/**
 * What collectors keep as JSON that loses nothing: an exact sum is `{"exact": "0x5195p-88"}`, with counts of terms that
 * are not finite, `{"exact": "0", "infinity": 2, "minus_infinity": 1, "nan": 1}`; a number that JSON has no
 * word for is `{"number": "NaN"}`. undefined is left out, and `kept` numbers are in order.
 */
export function encode(value: unknown): unknown {
  if (typeof value === 'number') {
    const plain = Number.isFinite(value) && !Object.is(value, -0)
    return plain ? value : { number: Object.is(value, -0) ? '-0' : String(value) }
  }
  if (typeof value !== 'object' || value === null) return value
  if (isSum(value)) return { exact: exactText(value), ...countsOf(value) }
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return Array.from(value as ArrayLike<unknown>, encode)
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(
    entries.map(([name, part]) => [
      name,
      encode(name === 'kept' ? sorted(part) : name === 'buckets' ? paired(part as Float64Array) : part),
    ]),
  )
}

/** The JSON of what `encode` gives, piece by piece. */
export function* encodedText(value: unknown): Generator<string> {
  if (value instanceof LongJson) yield* value.pieces()
  else if (!holdsLate(value)) yield jsonText(encode(value))
  else if (Array.isArray(value)) {
    for (const [i, part] of value.entries()) {
      yield i === 0 ? '[' : ','
      yield* encodedText(part)
    }
    yield ']'
  } else {
    let before = '{'
    for (const [name, part] of Object.entries(value as object)) {
      if (part === undefined) continue
      yield `${before}${jsonText(name)}:`
      before = ','
      yield* encodedText(part)
    }
    yield '}'
  }
}

/** Whether some of it is written in pieces; of the values of a list one tells. */
function holdsLate(value: unknown): boolean {
  if (value instanceof LongJson) return true
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false
  return Array.isArray(value) ? holdsLate(value[0]) : Object.values(value).some(holdsLate)
}

/** Numbers that were kept in the order in which they came, which says nothing. */
function sorted(kept: unknown): unknown {
  const numbers = ArrayBuffer.isView(kept) || (Array.isArray(kept) && typeof kept[0] === 'number')
  return numbers ? Float64Array.from(kept as ArrayLike<number>).sort() : kept
}

/** Buckets, each beside its count. */
const paired = (buckets: Float64Array): number[][] =>
  Array.from({ length: buckets.length / 2 }, (_, i) => [...buckets.subarray(2 * i, 2 * i + 2)])

const notFiniteKeys = ['infinity', 'minus_infinity', 'nan'] as const

function countsOf({ notFinite = [0, 0, 0] }: PlainSum): Record<string, number> {
  const counts = notFiniteKeys.map((key, i) => [key, notFinite[i]!] as const)
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}

const isSum = (value: object): value is PlainSum => 'small' in value && 'huge' in value

/** A number or a sum that no program of this kind writes; `path` leads to it: totals.sum. */
export class BadPart {
  constructor(
    readonly path: string,
    readonly found: string,
  ) {}
}

const words: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity,
  '-Infinity': -Infinity,
  '-0': -0,
}

/** The same back, in the same objects and lists. @throws BadPart for null, which stands for a number that was lost, and for texts that are no sums */
export function decode(value: unknown, path: string): unknown {
  if (value === null) throw new BadPart(path, 'null')
  if (typeof value !== 'object') return value
  if (Array.isArray(value)) {
    for (const [i, part] of value.entries()) value[i] = decode(part, `${path}[${i}]`)
    return value
  }
  const entries = Object.entries(value)
  const [[name, own] = []] = entries
  if (name === 'exact') return decodeSum(value as Record<string, unknown>, path)
  if (entries.length === 1 && name === 'number') {
    if (typeof own !== 'string' || !Object.hasOwn(words, own))
      throw new BadPart(`${path}.number`, JSON.stringify(own))
    return words[own]
  }
  for (const [key, part] of entries) {
    const own = decode(part, `${path}.${key}`)
    ;(value as Record<string, unknown>)[key] =
      key === 'buckets' ? Float64Array.from((own as number[][]).flat()) : own
  }
  return value
}

function decodeSum({ exact, ...counts }: Record<string, unknown>, path: string): PlainSum {
  const sum = typeof exact === 'string' ? exactOf(exact) : undefined
  if (!sum) throw new BadPart(`${path}.exact`, JSON.stringify(exact))
  const odd = Object.entries(counts).find(
    ([key, count]) =>
      !notFiniteKeys.includes(key as 'nan') || !Number.isSafeInteger(count) || (count as number) < 1,
  )
  if (odd) throw new BadPart(`${path}.${odd[0]}`, JSON.stringify(odd[1]))
  const [above = 0, below = 0, nan = 0] = notFiniteKeys.map((key) => counts[key] as number | undefined)
  return above + below + nan === 0 ? sum : { ...sum, notFinite: [above, below, nan] }
}
