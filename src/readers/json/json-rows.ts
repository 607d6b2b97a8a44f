import { CLOSE, CLOSE_OBJECT, OPEN, OPEN_OBJECT, QUOTE, type Scanner } from './json-scanner.ts'

/** Passes over a row, which is not null; `read` is called at each value with its key, and passes over that. */
export type WalkRow = (scanner: Scanner, read: (key: string) => void) => void

/** Reads the current object: `read` is called at each value and passes over it. */
export function members(scanner: Scanner, read: (key: string) => void): void {
  if (scanner.peek() !== OPEN_OBJECT) scanner.fail('E204', `${scanner.show()} where a record should be`)
  const start = scanner.at++
  if (scanner.take(CLOSE_OBJECT)) return
  do read(scanner.key())
  while (scanner.separator(CLOSE_OBJECT, start))
}

/** Rows that are lists: each value has the name of its place. */
export function itemsOf(names: readonly string[]): WalkRow {
  return (scanner, read) => {
    if (scanner.peek() !== OPEN) scanner.fail('E204', `${scanner.show()} where a row should be`)
    const start = scanner.at++
    let count = 0
    if (!scanner.take(CLOSE)) {
      do {
        const name = names[count++]
        if (name === undefined) scanner.fail('E203', `a row of more than ${names.length} values`)
        read(name)
      } while (scanner.separator(CLOSE, start))
    }
    if (count < names.length)
      scanner.failAt(start, 'E203', `a row of ${count} values, where ${names.length} are expected`)
  }
}

/** Rows that are members of an object: the key of each names its value. */
export const keyed: WalkRow = (scanner, read) => {
  scanner.peek()
  const { at } = scanner
  read('key')
  scanner.at = at
  scanner.passKey()
  scanner.peek()
  read('value')
}

/** Rows that are anything else: each is the value of the only column. */
export const onlyValue: WalkRow = (scanner, read) => {
  scanner.peek()
  read('values')
}

/** Whether a list of labels with scores stands here, as pipelines of Hugging Face return it. */
export function isLabelled(scanner: Scanner): boolean {
  const { at } = scanner
  const found =
    scanner.take(OPEN) && scanner.take(OPEN_OBJECT) && scanner.peek() === QUOTE ? scanner.key() : ''
  scanner.at = at
  return found === 'label' || found === 'score' || found === 'prob'
}

/** The scores of such a list, each by its label: their order is another in each row. */
export function labelled(scanner: Scanner, read: (key: string) => void): void {
  if (scanner.peek() !== OPEN) scanner.fail('E204', `${scanner.show()} where a list of labels should be`)
  scanner.at++
  labelledEntries(scanner, read)
}

/** The same from its first entry on. */
export function labelledEntries(scanner: Scanner, read: (key: string) => void): void {
  const start = scanner.at
  do {
    scanner.peek()
    const entry = scanner.at
    let label: string | undefined
    let score = -1
    members(scanner, (key) => {
      scanner.peek()
      const { at } = scanner
      if (key === 'label') label = scanner.text()
      else if (key === 'score' || key === 'prob') {
        score = at
        if (scanner.peek() === QUOTE) scanner.number()
        else scanner.word()
      } else scanner.failAt(at, 'E204', `${JSON.stringify(key)} beside a label and its score`)
    })
    const end = scanner.at
    if (label === undefined || score < 0) scanner.failAt(entry, 'E204', 'an entry without label or score')
    scanner.at = score
    read(label)
    scanner.at = end
  } while (scanner.separator(CLOSE, start))
}
