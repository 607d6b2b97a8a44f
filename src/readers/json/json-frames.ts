import { inPython, LossError, through } from '../../error.ts'
import { LOOKED_AT } from '../look.ts'
import { isLabelled, itemsOf, labelled, members, onlyValue, type WalkRow } from './json-rows.ts'
import { CLOSE, COMMA, OPEN, OPEN_OBJECT, QUOTE, type Scanner } from './json-scanner.ts'
import { JsonPass } from './json-pass.ts'

/** How an object holds a data frame, after the orient of pandas' to_json, and how its first rows are called. */
type Frame = { readonly rows: readonly string[] } & (
  | { readonly orient: 'columns' | 'index' | 'table' }
  | { readonly orient: 'split'; readonly names: readonly string[] }
)

const NUMBERED = /^\d+$/

/**
 * The orient of the data frame that the current object holds; undefined for an object of lists. Goes back to its start.
 *
 * @throws LossError E104 where its members may be columns as well as rows
 */
export function frameAt(scanner: Scanner): Frame | undefined {
  const { at } = scanner
  try {
    scanner.take(OPEN_OBJECT)
    if (scanner.peek() !== QUOTE) return undefined
    const first = scanner.key()
    if (passedToColumns(scanner, first)) return splitAt(scanner)
    if (scanner.peek() !== OPEN_OBJECT) return undefined
    const inside = scanner.at++
    if (scanner.peek() !== QUOTE) return undefined
    const inner = scanner.key()
    const value = scanner.peek()
    if (first === 'schema' && inner === 'fields') return { orient: 'table', rows: [] }
    if (NUMBERED.test(first) && !NUMBERED.test(inner)) return { orient: 'index', rows: rowKeys(scanner, at) }
    if (value === OPEN || value === OPEN_OBJECT) return undefined
    if (!NUMBERED.test(first) && NUMBERED.test(inner))
      return { orient: 'columns', rows: rowKeys(scanner, inside) }
    throw new LossError('E104', `the objects in ${scanner.name} may be columns or rows`, {
      at: scanner.place(at),
      why: `both ${JSON.stringify(first)} and ${JSON.stringify(inner)} may name either`,
      tries: ['index', 'columns'].map((orient) =>
        through(
          `python -c "import pandas; print(pandas.read_json('${inPython(scanner.name)}', orient='${orient}').to_csv())" |`,
          scanner.name,
        ),
      ),
    })
  } finally {
    scanner.at = at
  }
}

/** Whether the list of columns is next, behind what Weights & Biases tells of a table before it. Goes back otherwise. */
function passedToColumns(scanner: Scanner, first: string): boolean {
  const { at } = scanner
  for (let key = first; ; key = scanner.key()) {
    const byte = scanner.peek()
    if (key === 'columns' && byte === OPEN) return true
    if (byte === OPEN || (byte === OPEN_OBJECT && key !== 'column_types')) break
    new JsonPass().run(scanner)
    if (!scanner.take(COMMA) || scanner.peek() !== QUOTE) break
  }
  scanner.at = at
  return false
}

/** `{"columns": [...], "index": [...], "data": [...]}`, from the list of columns on. */
function splitAt(scanner: Scanner): Frame | undefined {
  const names: string[] = []
  const start = scanner.at++
  if (scanner.take(CLOSE)) return undefined
  do {
    const byte = scanner.peek()
    if (byte === OPEN || byte === OPEN_OBJECT) return undefined
    names.push(byte === QUOTE ? scanner.text() : scanner.word())
  } while (scanner.separator(CLOSE, start))
  if (!scanner.separator(OPEN_OBJECT + 2, start)) return undefined
  const next = scanner.key()
  if (!['index', 'data', 'column_types'].includes(next)) return undefined
  const rows = next === 'index' && scanner.peek() === OPEN ? rowKeys(scanner, scanner.at) : []
  return { orient: 'split', names, rows }
}

/** The first keys of an object, or entries of a list, that begins at an index. */
function rowKeys(scanner: Scanner, from: number): string[] {
  scanner.at = from
  const names: string[] = []
  const close = scanner.peek() + 2
  const start = scanner.at++
  if (scanner.take(close)) return names
  do {
    const byte = scanner.peek()
    if (close !== CLOSE) {
      names.push(scanner.key())
      scanner.peek()
      new JsonPass().run(scanner)
    } else if (byte === OPEN || byte === OPEN_OBJECT) return []
    else names.push(byte === QUOTE ? scanner.text() : scanner.word())
  } while (names.length < LOOKED_AT && scanner.separator(close, start))
  return names
}

/** How the current rows are read: as records, labels with scores, values by their places, or as values each. */
export function rowsAt(scanner: Scanner): WalkRow {
  const { at } = scanner
  if (isLabelled(scanner)) return labelled
  if (scanner.peek() === OPEN_OBJECT) return members
  let width = 0
  if (scanner.take(OPEN) && scanner.peek() !== CLOSE) {
    do {
      const byte = scanner.peek()
      if (byte === OPEN || byte === OPEN_OBJECT) width = -Infinity
      new JsonPass().run(scanner)
      width++
    } while (scanner.separator(CLOSE, at))
  }
  scanner.at = at
  return width > 0 ? itemsOf(Array.from({ length: width }, (_, c) => String(c))) : onlyValue
}

/** Labels of one row that are looked at: more are many rows. */
const MANY = 10_000

/**
 * Whether the current entries are all classes of one row, and not one row each: their labels are texts that differ, and
 * their scores sum to 1. Goes back to the first.
 */
export function isOneRow(scanner: Scanner): boolean {
  const { at } = scanner
  const labels = new Set<string>()
  let sum = 0
  let alike = isLabelledEntry(scanner)
  while (alike) {
    let keys = 0
    members(scanner, (key) => {
      keys++
      if (key === 'label' && scanner.peek() === QUOTE) {
        const label = scanner.text()
        alike &&= !labels.has(label)
        labels.add(label)
      } else {
        if (key === 'score') sum += Number(scanner.word())
        else new JsonPass().run(scanner)
        alike &&= key === 'score'
      }
    })
    alike &&= keys === 2 && labels.size < MANY
    if (!alike || !scanner.take(COMMA)) break
  }
  alike &&= scanner.peek() === CLOSE && labels.size > 1 && Math.abs(sum - 1) < 1e-3
  scanner.at = at
  return alike
}

function isLabelledEntry(scanner: Scanner): boolean {
  const { at } = scanner
  scanner.take(OPEN_OBJECT)
  const key = scanner.peek() === QUOTE ? scanner.key() : ''
  const text = key === 'score' || (key === 'label' && scanner.peek() === QUOTE)
  scanner.at = at
  return text
}
