import { LossError } from '../error.ts'
import { canonicalDecimal } from '../numerics/exact-decimal.ts'
import { truthOf } from '../readers/truth-words.ts'
import { quoted } from '../shell-word.ts'
import type { TableSource, TextColumn } from '../table.ts'
import type { Tensor } from '../tensor.ts'
import type { Chosen } from './chosen.ts'
import { booleans, namesFor } from './classes.ts'
import { nearest } from './column-selectors.ts'

/**
 * Class names as indices, for the rows to keep, or all, in memory that `room` gives.
 *
 * @throws LossError E307 for a name of no class, or of two
 */
export function matchLabels(
  column: TextColumn,
  keep: Int32Array | undefined,
  classes: readonly string[],
  { name: file, columns }: TableSource,
  input: Chosen,
  room: (length: number) => Float64Array,
): Tensor {
  const own = new Map(classes.map((name, i) => [name, i] as const))
  const names = input.columns.map((column) => columns[column]!.name)
  // A column's whole name is as good as the part that tells it from the others.
  const whole = new Map(names.length === classes.length ? names.map((name, i) => [name, i] as const) : [])
  // 1 and 1.0 are the same number, wherever the file writes its classes as numbers.
  const byValue = new Map(classes.map((name, i) => [canonicalDecimal(name), i] as const))
  const { names: distinct, codes } = column
  const refuse = (row: number, what: string, why: string, tries: readonly string[] = []): never => {
    const at = column.place?.(row)
    throw new LossError('E307', `${JSON.stringify(column.texts[row])} ${what}`, {
      ...(at && { at }),
      why,
      tries: tries.length > 0 ? tries : [namesFor(classes.length)],
    })
  }
  const refuseWord = (row: number): never => {
    const words = distinctWords()
    const orders = words.length === 2 ? [words, [...words].reverse()] : []
    return refuse(
      row,
      'is no word for 0 or 1',
      'words for 0 and 1: false/true, f/t, no/yes, n/y, off/on, neg/pos, negative/positive; of --classes the second is 1',
      orders.map((two) => `loss-calc ... --classes ${quoted(two.join(','))}`),
    )
  }
  const distinctWords = () => [
    ...new Set(keep ? Array.from(keep, (one) => column.texts[one]!) : (column.texts as readonly string[])),
  ]
  const indexOf = (text: string, row: number): number => {
    const [short, long] = [own.get(text) ?? byValue.get(canonicalDecimal(text)), whole.get(text)]
    if (short !== undefined && long !== undefined && short !== long)
      refuse(
        row,
        'means two classes',
        `it is the class of ${names[short]}, and the name of the column ${text}`,
      )
    const found = short ?? long ?? (classes === booleans ? truthOf(text) : undefined)
    if (found !== undefined) return found
    const list = `${classes.slice(0, 20).join(', ')}${classes.length > 20 ? ', ...' : ''}`
    if (classes === booleans) refuseWord(row)
    const near = nearestName(text, new Set([...classes, ...whole.keys()]))
    const typed = near ?? misspelled(text, classes)
    const only =
      near !== undefined
        ? `only case or blanks tell it from ${near}; `
        : typed === undefined
          ? ''
          : `did you mean ${typed}? `
    const field = column.place?.(row).field
    const left = columnsOfWords(names, distinctWords())
    return refuse(
      row,
      `is none of the ${classes.length} classes`,
      `${only}the classes, in order: ${list}`,
      left !== undefined
        ? [`loss-calc ... --input-cols ${quoted(left)}`]
        : typed !== undefined && field !== undefined
          ? [`loss-calc ... --where ${quoted(`${field}!=${text}`)}`]
          : [],
    )
  }
  // Each word is looked up once.
  const data = room(keep?.length ?? (codes ?? column.texts).length)
  if (distinct && codes) {
    const known = new Float64Array(distinct.length).fill(-1)
    for (let i = 0; i < data.length;) {
      i = translate(codes, keep, known, data, i)
      if (i === data.length) break
      const row = keep ? keep[i]! : i
      known[codes[row]!] = indexOf(distinct[codes[row]!]!, row)
    }
  } else {
    const { texts } = column
    const seen = new Map<string, number>()
    for (let i = 0; i < data.length; i++) {
      const row = keep ? keep[i]! : i
      const text = texts[row]!
      let index = seen.get(text)
      if (index === undefined) seen.set(text, (index = indexOf(text, row)))
      data[i] = index
    }
  }
  return { data, shape: [data.length], place: (i) => column.place?.(keep ? keep[i]! : i) ?? { file } }
}

/** The class that a name with a slip of the hand may mean. */
function misspelled(text: string, classes: readonly string[]): string | undefined {
  return nearest(
    text,
    classes.filter(({ length }) => length > 2 && Math.abs(length - text.length) < 2),
  )
}

/** A selector of those columns that end with the words, where others stand among them: `p_*` next to the number of a fold. */
function columnsOfWords(names: readonly string[], words: readonly string[]): string | undefined {
  const [first = ''] = words
  const prefixes = names.flatMap((name) => (name.endsWith(first) ? [name.slice(0, -first.length)] : []))
  for (const prefix of prefixes) {
    if (!words.every((word) => names.includes(prefix + word))) continue
    const own = names.filter((name) => name.startsWith(prefix))
    const plain = prefix !== '' && own.length < names.length && !/[",*!]/.test(prefix)
    const named = names.filter((name) => words.includes(name.slice(prefix.length)) && name.startsWith(prefix))
    return plain ? `${prefix}*` : named.length < names.length ? named.join(',') : undefined
  }
  return undefined
}

/** Writes the class of each row from one on, as far as it is known; where it stops. V8 compiles this loop alone. */
function translate(
  codes: ArrayLike<number>,
  keep: Int32Array | undefined,
  known: Float64Array,
  data: Float64Array,
  from: number,
): number {
  for (let i = from; i < data.length; i++) {
    const index = known[codes[keep ? keep[i]! : i]!]!
    if (index < 0) return i
    data[i] = index
  }
  return data.length
}

/** The name that differs from a text in nothing but case and blanks, if there is one only. */
export function nearestName(text: string, names: Iterable<string>): string | undefined {
  const plain = (name: string) => name.trim().replaceAll(/\s+/g, ' ').toLowerCase()
  const alike = [...names].filter((name) => plain(name) === plain(text))
  return alike.length === 1 ? alike[0] : undefined
}
