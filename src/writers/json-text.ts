/** Characters that nobody sees, or that turn the text around them; a text until it is used, as in text.ts. */
const UNSEEN = String.raw`[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]`

/**
 * A value as JSON that steers no terminal: characters that nobody sees, or that turn the text around them, are escaped.
 * JSON.stringify does so for those below the space only. What reads it gets the same text.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value)
  // V8 takes a millisecond to read the classes of Unicode, so they are only asked for where a text is not plain.
  if (text === undefined || /^[ -~]*$/.test(text)) return text
  return text.replaceAll(new RegExp(UNSEEN, 'gu'), escaped)
}

/** An object with a line for each member, and for each item of one list. */
export function jsonLines(object: Readonly<Record<string, unknown>>, list: string): string {
  const members = Object.entries(object).map(([key, value]) => {
    const items = key === list ? (value as readonly unknown[]).map((item) => `    ${jsonText(item)}`) : []
    const text = items.length > 0 ? `[\n${items.join(',\n')}\n  ]` : jsonText(value)
    return `  ${jsonText(key)}: ${text}`
  })
  return `{\n${members.join(',\n')}\n}\n`
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}

/** Much JSON that is written in pieces: the objects of each are made when it is its turn. */
export class LongJson {
  readonly pieces: () => Iterable<string>

  constructor(pieces: () => Iterable<string>) {
    this.pieces = pieces
  }

  /** For what writes the whole at once. */
  toJSON(): unknown {
    return JSON.parse([...this.pieces()].join(''))
  }
}

/** Objects in a piece. */
const MANY = 1000

/** A list of objects as JSON, in pieces. */
export function* listText<T>(all: Iterable<T>, objectOf: (one: T) => object): Generator<string> {
  let before = '['
  let some: object[] = []
  for (const one of all) {
    some.push(objectOf(one))
    if (some.length < MANY) continue
    yield `${before}${jsonText(some).slice(1, -1)}`
    before = ','
    some = []
  }
  if (some.length > 0 || before === '[') yield `${before}${jsonText(some).slice(1, -1)}`
  yield ']'
}
