import { LossError } from '../../error.ts'
import { LOOKED_AT, lookOf } from '../look.ts'
import type { ColumnLook } from '../../table.ts'
import { distinct, type Field, typeAt } from './json-cells.ts'
import { JsonPass } from './json-pass.ts'
import { CLOSE, CLOSE_OBJECT, MAX_DEPTH, NULL, OPEN_OBJECT, QUOTE, type Scanner } from './json-scanner.ts'
import { disorderedKeys, keyOrder } from './key-order.ts'
import { isLabelled, labelled, members, type WalkRow } from './json-rows.ts'
import type { Elements } from './json-stream.ts'

/** Bytes of the rows that tell the types of the columns: the first alone may miss a value. */
const WINDOW_BYTES = 1 << 18

const NONE: (number | string)[] = []

class Seen {
  readonly #path: readonly string[]
  /** A row that holds a number or a text, and what it holds, one after the other: there may be a million keys of one row. */
  #cells: (number | string)[] = NONE
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
        const text = byte === QUOTE ? scanner.text() : scanner.word()
        if (this.#cells === NONE) this.#cells = [row, text]
        else this.#cells.push(row, text)
      }
    }
    scanner.at = at
    new JsonPass().run(scanner)
  }

  /** Undefined where there is no value that a column holds: objects, lists of texts. */
  field(file: string, rows: number): Field | undefined {
    const name = this.#path.join('.')
    const singles = this.#cells.length / 2
    if (singles + this.#lists + this.#nulls === 0) return undefined
    if (this.#lists > singles) return { name, type: 'list', path: this.#path }
    const type = 2 * this.#numbers >= singles ? 'number' : 'text'
    return { name, type, path: this.#path, look: () => this.#look(file, name, rows) }
  }

  #look(file: string, field: string, rows: number): ColumnLook {
    const cells = new Array<string | undefined>(rows).fill(undefined)
    for (let i = 0; i < this.#cells.length; i += 2)
      cells[this.#cells[i] as number] = this.#cells[i + 1] as string
    return lookOf(cells, (row) => ({ file, row, field }))
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
        const name = JSON.stringify(inner)
        keys.push(name)
        const found = seen.get(name) ?? new Seen(inner)
        seen.set(name, found)
        found.add(scanner, row)
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
