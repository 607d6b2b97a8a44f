import { inQuotes, LossError, quoted } from '../error.ts'
import { parseDecimal } from '../numerics/decimal.ts'
import { canonicalDecimal } from '../numerics/exact-decimal.ts'
import { whyNoNumber } from '../readers/csv/number-forms.ts'
import { isNoNumber } from '../readers/missing.ts'
import { truthOf } from '../readers/truth-words.ts'
import type { TableSource, TextColumn } from '../table.ts'
import type { Tensor } from '../tensor.ts'
import type { Chosen } from './chosen.ts'
import { isTarget } from './column-names.ts'
import { booleans, namesFor, partsOf } from './classes.ts'
import { nearest } from './nearest.ts'
import { selectorOf } from '../selector.ts'

/** The classes of names that were looked up, -1 for the others; a list of names only grows. */
export interface KnownLabels {
  names: readonly (string | undefined)[]
  classes: Float64Array
}

/**
 * Class names as indices, for the rows to keep, or all, in memory that `room` gives; `known` is of the rows before.
 *
 * @throws LossError E307 for a name of no class, or of two, E201 for a number spelled for people
 */
export function matchLabels(
  column: TextColumn,
  keep: Int32Array | undefined,
  classes: readonly string[],
  { name: file, columns }: TableSource,
  input: Chosen,
  room: (length: number) => Float64Array,
  known: KnownLabels = { names: [], classes: new Float64Array(0) },
): Tensor {
  let matcher: LabelMatcher | undefined
  const indexOf = (text: string, row: number) => {
    if (!matcher) {
      const names = input.columns.map((one) => columns[one]!.name)
      const target = columns.find(({ name, type }) => type === 'text' && isTarget(name))
      matcher = new LabelMatcher(column, keep, classes, names, target?.name)
    }
    return matcher.indexOf(text, row)
  }
  const { names: distinct, codes } = column
  // Each word is looked up once.
  const data = room(keep?.length ?? (codes ?? column.texts).length)
  if (codes) {
    const found = new Float64Array(distinct!.length).fill(-1)
    if (known.names === distinct) found.set(known.classes)
    Object.assign(known, { names: distinct, classes: found })
    for (let i = 0; i < data.length;) {
      i = translate(codes, keep, found, data, i)
      if (i === data.length) break
      const row = keep ? keep[i]! : i
      found[codes[row]!] = indexOf(distinct![codes[row]!]!, row)
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

/** Finds the class of a label, and says what may be meant by one that has none. */
class LabelMatcher {
  readonly #column: TextColumn
  readonly #keep: Int32Array | undefined
  readonly #classes: readonly string[]
  /** Of the columns of the input. */
  readonly #names: readonly string[]
  readonly #own: ReadonlyMap<string, number>
  /** A column of texts that is called like a target, whether it is the one or not. */
  readonly #target: string | undefined
  /** A column's whole name is as good as the part that tells it from the others. */
  readonly #whole: ReadonlyMap<string, number>
  /** 1 and 1.0 are the same number, wherever the file writes its classes as numbers. */
  readonly #byValue: ReadonlyMap<string, number>

  constructor(
    column: TextColumn,
    keep: Int32Array | undefined,
    classes: readonly string[],
    names: readonly string[],
    target: string | undefined,
  ) {
    const byName = (list: readonly string[]) => new Map(list.map((name, i) => [name, i] as const))
    this.#column = column
    this.#keep = keep
    this.#classes = classes
    this.#names = names
    this.#target = target
    this.#own = byName(classes)
    this.#whole = byName(names.length === classes.length ? names : [])
    this.#byValue = new Map(classes.map((name, i) => [canonicalDecimal(name), i] as const))
  }

  /** @throws LossError E307 */
  indexOf(text: string, row: number): number {
    const short = this.#own.get(text) ?? this.#byValue.get(canonicalDecimal(text))
    const long = this.#whole.get(text)
    if (short !== undefined && long !== undefined && short !== long) {
      const why = `it is the class of ${this.#names[short]}, and the name of the column ${text}`
      return this.#refuse(row, 'means two classes', why)
    }
    const found = short ?? long
    if (found !== undefined) return found
    return this.#classes === booleans ? (truthOf(text) ?? this.#refuseWord(row)) : this.#refuseName(text, row)
  }

  #refuse(row: number, what: string, why: string, tries: readonly string[] = []): never {
    const at = this.#column.place?.(row)
    throw new LossError('E307', `${JSON.stringify(this.#column.texts[row])} ${what}`, {
      at,
      why,
      tries: tries.length > 0 ? tries : [namesFor(this.#classes.length)],
    })
  }

  #refuseWord(row: number): never {
    const text = this.#column.texts[row]!
    const words = [...this.#counts().keys()]
    const all = words.every(isNumber)
    const number = all ? inQuotes : whyNoNumber(text, {})
    // Two words of which one is a number are no names.
    if (number || words.some(isNumber)) {
      const at = this.#column.place?.(row)
      throw new LossError('E201', `${JSON.stringify(text)} is not a number`, { at, ...number })
    }
    const own = words.filter((word) => isNamedAfter(this.#names[0]!, word))
    const sorted = words.toSorted((a, b) => (a === own[0] ? 1 : b === own[0] || a < b ? -1 : 1))
    const orders = words.length !== 2 ? [] : own.length === 1 ? [sorted] : [sorted, sorted.toReversed()]
    return this.#refuse(
      row,
      'is no word for 0 or 1',
      'words for 0 and 1: false/true, f/t, no/yes, n/y, off/on, neg/pos, negative/positive; of --classes the second is 1',
      orders.map((order) => `loss-calc ... --classes ${quoted(order.map(selectorOf).join(','))}`),
    )
  }

  #refuseName(text: string, row: number): never {
    const classes = this.#classes
    const list = listed(classes.map(selectorOf), 20)
    const near = nearestName(text, new Set([...classes, ...this.#whole.keys()]))
    // Of two letters one is half.
    const long = classes.filter(({ length }) => length > 2)
    const typed = near ?? nearest(text, long)
    const only =
      near !== undefined
        ? `only case, blanks, width or quotes tell it from ${near}; `
        : typed === undefined
          ? ''
          : `did you mean ${typed}? `
    const field = this.#column.place?.(row).field
    const counts = this.#counts()
    const labels = [...counts.keys()]
    const strays = labels.filter((label) => !this.#has(label))
    const unlike = (label: string) => `--where ${quoted(`${field}!=${label}`)}`
    const conditions = strays.map(unlike)
    const marks = labels.filter(isNoNumber).map(unlike)
    const known = field !== undefined && strays.length < labels.length && strays.length <= MOST_NAMED
    const without = known ? [`loss-calc ... ${conditions.join(' ')}`] : []
    const left = columnsOfWords(this.#names, labels)
    const spelled = spelledAs(classes, labels, near !== undefined)
    const indices = indexNames(classes.length, labels)
    const open = typed === undefined && indices === undefined && spelled === undefined
    const named = open ? withStrays(classes, labels, strays) : undefined
    const others = strays
      .filter((label) => label !== text)
      .map((label) => `${selectorOf(label)} (${counts.get(label)})`)
    const last = this.#column.place?.(this.#keep ? this.#keep.at(-1)! : this.#column.texts.length - 1).row
    const also = others.length === 0 ? '' : `, nor are, up to row ${last}: ${listed(others, MOST_NAMED)}`
    return this.#refuse(
      row,
      `is none of the ${classes.length} classes${also}`,
      `${only}the classes, in order: ${list}${named === undefined || strays.length === 1 ? '' : '; is it the alphabet, as scikit-learn has it?'}`,
      left !== undefined
        ? [`loss-calc ... --input-cols ${quoted(left)}`]
        : spelled !== undefined
          ? [`loss-calc ... --classes ${quoted(spelled.map(selectorOf).join(','))}`]
          : near !== undefined
            ? [`write it as ${near} in ${this.#column.place?.(row).file}`, ...without]
            : this.#target !== undefined &&
                field !== undefined &&
                this.#target !== field &&
                typed === undefined
              ? [`loss-calc ... --target-col ${quoted(selectorOf(this.#target))}`]
              : named !== undefined
                ? [`loss-calc ... --classes ${quoted(named.map(selectorOf).join(','))}`, ...without]
                : without.length > 0 || indices === undefined
                  ? without
                  : indices.map((names) => ['loss-calc ... --classes', names, ...marks].join(' ')),
    )
  }

  #has(label: string): boolean {
    return this.#whole.has(label) || this.#byValue.has(canonicalDecimal(label))
  }

  /** The different labels of the rows that are kept, and how often each stands there. */
  #counts(): Map<string, number> {
    const texts = this.#column.texts as readonly string[]
    const counts = new Map<string, number>()
    for (const text of this.#keep ? Array.from(this.#keep, (row) => texts[row]!) : texts)
      counts.set(text, (counts.get(text) ?? 0) + 1)
    return counts
  }
}

const isNumber = (word: string): boolean => parseDecimal(word) !== undefined

/** Whether a column is that of a class: `p_spam`, but not `p_not_spam`. */
function isNamedAfter(column: string, word: string): boolean {
  const [name, own] = [plainName(column).replace(/[)\]]$/, ''), plainName(word)]
  return (
    name.endsWith(own) && !/(?:[\p{L}\p{N}]|(?:^|[\W_])(?:not?|non)[\W_]+)$/u.test(name.slice(0, -own.length))
  )
}

/** Labels that a message names at the most. */
const MOST_NAMED = 8

function listed(names: readonly string[], most: number): string {
  return `${names.slice(0, most).join(', ')}${names.length > most ? ', ...' : ''}`
}

/**
 * The classes with the names that labels have in their place: the one of one class that no label means, or, where no
 * label means any, all in the order of the alphabet.
 */
function withStrays(
  classes: readonly string[],
  labels: readonly string[],
  strays: readonly string[],
): string[] | undefined {
  const unused = classes.filter((name) => !labels.includes(name))
  if (strays.length !== unused.length || (strays.length > 1 && strays.length < labels.length))
    return undefined
  const names = strays.toSorted()
  return classes.map((name) => (unused.includes(name) ? names.shift()! : name))
}

/** The numbers of the classes from 0, or from 1, where labels are such, or stand for none. */
function indexNames(count: number, labels: readonly string[]): string[] | undefined {
  const found = labels.filter((label) => !isNoNumber(label))
  if (!found.every(isNumber)) return undefined
  const lists = [0, 1].map((base) => Array.from({ length: count }, (_, i) => String(i + base)))
  const known = lists.map((names) => new Set(names.map(canonicalDecimal)))
  const fits = (_: unknown, base: number) => found.every((label) => known[base]!.has(canonicalDecimal(label)))
  return lists.filter(fits).map((names) => names.join(','))
}

/**
 * The classes as labels spell them that differ in nothing but case, blanks and width, or else in what all begin and end
 * with (`class_cat`, `1.0`), unless one is spelled in two ways.
 */
function spelledAs(
  classes: readonly string[],
  labels: readonly string[],
  near: boolean,
): string[] | undefined {
  const spellings = new Map(classes.map((name) => [name, [] as string[]]))
  const alike = new Map<string, string | undefined>()
  for (const name of classes) {
    const plain = plainName(name)
    alike.set(plain, alike.has(plain) ? undefined : name)
  }
  const parts = near ? labels : partsOf(labels)
  for (const [i, label] of labels.entries()) {
    const own = spellings.get(near && spellings.has(label) ? label : (alike.get(plainName(parts[i]!)) ?? ''))
    if (own) own.push(label)
    else if (!near) return undefined
  }
  const found = [...spellings]
  return found.some(([, own]) => own.length > 1) ? undefined : found.map(([name, [label]]) => label ?? name)
}

/** A selector of those columns that end with the words, where others stand among them: `p_*` next to the number of a fold. */
function columnsOfWords(names: readonly string[], words: readonly string[]): string | undefined {
  const [first = ''] = words
  const prefixes = names.flatMap((name) => (name.endsWith(first) ? [name.slice(0, -first.length)] : []))
  for (const prefix of prefixes) {
    if (!words.every((word) => names.includes(prefix + word))) continue
    const own = names.filter((name) => name.startsWith(prefix))
    // A class that no row has is one all the same.
    if (prefix !== '' && own.length === names.length) continue
    const plain = own.length < names.length && !/[",*!]/.test(prefix)
    const named = names.filter((name) => words.includes(name.slice(prefix.length)) && name.startsWith(prefix))
    return plain ? `${prefix}*` : named.length < names.length ? named.join(',') : undefined
  }
  return undefined
}

/** Writes the class of each row from `first` on, as far as it is known; where it stops. V8 compiles this loop alone. */
function translate(
  codes: ArrayLike<number>,
  keep: Int32Array | undefined,
  known: Float64Array,
  data: Float64Array,
  first: number,
): number {
  for (let i = first; i < data.length; i++) {
    const index = known[codes[keep ? keep[i]! : i]!]!
    if (index < 0) return i
    data[i] = index
  }
  return data.length
}

/** The name that differs from a text in nothing but case, blanks and full-width letters, if there is one only. */
export function nearestName(text: string, names: Iterable<string>): string | undefined {
  const plain = plainName(text)
  const alike = [...names].filter((name) => plainName(name) === plain)
  return alike.length === 1 ? alike[0] : undefined
}

function plainName(name: string): string {
  const plain = name
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .trim()
    .replaceAll(/\s+/g, ' ')
    .toLowerCase()
  return plain.replaceAll(/["'\u201c\u201d\u2018\u2019]/g, '') || plain
}
