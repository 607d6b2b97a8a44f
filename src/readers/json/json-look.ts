import { LossError } from '../../error.ts'
import { LOOKED_AT, lookOf } from '../look.ts'
import { distinct, type Field, typeAt } from './json-cells.ts'
import { JsonPass } from './json-pass.ts'
import { CLOSE, CLOSE_OBJECT, MAX_DEPTH, NULL, OPEN_OBJECT, QUOTE, type Scanner } from './json-scanner.ts'
import { disorderedKeys, keyOrder } from './key-order.ts'
import { isLabelled, labelled, members, type WalkRow } from './json-rows.ts'
import type { Elements } from './json-stream.ts'

/** Bytes of the rows that tell the types of the columns: the first alone may miss a value. */
const WINDOW_BYTES = 1 << 18

class Seen {
  readonly #path: readonly string[]
  readonly #texts = new Map<number, string>()
  #numbers = 0
  #lists = 0
  #nulls = 0

  constructor(path: readonly string[]) {
    this.#path = path
  }

  add(scanner: Scanner, row: number): void {
    const byte = scanner.peek()
    const { at } = scanner
    if (byte === NULL && scanner.isNull()) this.#nulls++
    else {
      const type = typeAt(scanner)
      if (type === 'list') this.#lists++
      if (type === 'number') this.#numbers++
      if (type === 'number' || type === 'text') {
        scanner.at = at
        this.#texts.set(row, byte === QUOTE ? scanner.text() : scanner.word())
      }
    }
    scanner.at = at
    new JsonPass().run(scanner)
  }

  /** Undefined where there is no value that a column holds: objects, lists of texts. */
  field(file: string, rows: number): Field | undefined {
    const name = this.#path.join('.')
    const singles = this.#texts.size
    if (singles + this.#lists + this.#nulls === 0) return undefined
    if (this.#lists > singles) return { name, type: 'list', path: this.#path }
    const cells = Array.from({ length: rows }, (_, row) => this.#texts.get(row))
    const type = 2 * this.#numbers >= singles ? 'number' : 'text'
    return { name, type, path: this.#path, look: lookOf(cells, (row) => ({ file, row, field: name })) }
  }
}

interface Fields {
  readonly fields: Field[]
  /** Two columns that stand in both orders. */
  readonly disordered: readonly [string, string] | undefined
  readonly known: ReadonlySet<string>
}

/** The columns of the records from the current one on: numbers, texts and lists of numbers; nested ones by keys with dots. */
export function fieldsOf(scanner: Scanner, elements: Elements, walkRow: WalkRow = members): Fields {
  const start = scanner.at
  const seen = new Map<string, Seen>()
  const sequences = new Map<string, readonly string[]>()
  const keysSeen = new Set<string>()
  let row = 0
  let keys: string[] = []
  const walk = (path: readonly string[], walkOne: WalkRow): void => {
    walkOne(scanner, (key) => {
      const inner = [...path, key]
      if (path.length === 0) keysSeen.add(key)
      if (scanner.peek() === OPEN_OBJECT && inner.length < MAX_DEPTH) walk(inner, members)
      else if (isLabelled(scanner)) walk(inner, labelled)
      else {
        keys.push(JSON.stringify(inner))
        valueOf(seen, inner).add(scanner, row)
      }
    })
  }
  try {
    for (let more = true; more && row < LOOKED_AT && scanner.at - start < WINDOW_BYTES; row++) {
      keys = []
      if (scanner.peek() !== NULL || !scanner.isNull()) walk([], walkRow)
      sequences.set(keys.join(), keys)
      more = elements.next(scanner)
    }
  } catch (error) {
    // Whoever reads so far will say so.
    if (!(error instanceof LossError) || row === 0) throw error
  }
  scanner.at = start
  const order = keyOrder([...sequences.values()])
  const records = [...sequences.values()]
  // Labels with scores come in another order in each row.
  const two = walkRow === members ? disorderedKeys(records) : undefined
  const nameOf = (key: string) => (JSON.parse(key) as string[]).join('.')
  return {
    fields: distinct(order.flatMap((key) => seen.get(key)!.field(scanner.name, row) ?? [])),
    disordered: two && [nameOf(two[0]), nameOf(two[1])],
    known: keysSeen,
  }
}

/** The first entries of the current list, or of the object, as a column. */
export function listColumn(scanner: Scanner, path: readonly string[]): Field | undefined {
  const keyed = scanner.peek() === OPEN_OBJECT
  const close = keyed ? CLOSE_OBJECT : CLOSE
  const start = scanner.at++
  const seen = new Seen(path)
  let row = 0
  if (scanner.peek() === close) {
    scanner.at = start
    return { name: path.join('.'), type: 'number', path }
  }
  try {
    for (let more = true; more && row < LOOKED_AT && scanner.at - start < WINDOW_BYTES; row++) {
      if (keyed) scanner.passKey()
      seen.add(scanner, row)
      more = scanner.separator(close, start)
    }
  } catch (error) {
    if (!(error instanceof LossError) || row === 0) throw error
  }
  scanner.at = start
  return seen.field(scanner.name, row)
}

function valueOf(seen: Map<string, Seen>, path: readonly string[]): Seen {
  const key = JSON.stringify(path)
  const found = seen.get(key) ?? new Seen(path)
  seen.set(key, found)
  return found
}
