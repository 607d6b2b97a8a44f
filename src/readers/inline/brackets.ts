import { inQuotes } from '../../error.ts'
import { decimalsIn, spelled, type SpelledNumber } from './spelling.ts'
import { ELISION, numberAt, type PastedText, refuseAt, refuseElided } from './text.ts'

/** A number, or a list of values, and where it begins. */
export type Node =
  | { readonly at: number; readonly value: number; readonly text: string }
  | { readonly at: number; readonly items: readonly Node[]; readonly shape?: readonly number[] }

/** Deeper nesting is no data. */
const MAX_DEPTH = 64

const CLOSING: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' }

/** What makes an array of its first argument, in lower case and without its module. */
const WRAPPERS = new Set([
  ...['tensor', 'array', 'asarray', 'ndarray', 'as_tensor', 'variable', 'parameter', 'constant', 'matrix'],
  ...['list', 'tuple', 'deque', 'vector', 'c', 'series', 'index', 'float', 'double', 'single', 'int'],
  ...['integer'],
  ...['bool', 'bool_', 'logical', 'decimal', 'longdouble', 'any', 'real', 'number'],
  ...['float16', 'float32', 'float64', 'bfloat16', 'half', 'int8', 'int16', 'int32', 'int64', 'uint8'],
  ...['uint16', 'uint32', 'uint64', 'floattensor', 'doubletensor', 'halftensor', 'longtensor', 'inttensor'],
  ...['booltensor', 'float16array', 'float32array', 'float64array', 'int8array', 'int16array', 'int32array'],
  ...['uint8array', 'uint16array', 'uint32array', 'bigint64array', 'biguint64array', 'devicearray', 'rbind'],
])

/** Calls of these names are prints, not code. */
const PRINTS = /^(?:tensor|array|Array|DeviceArray|Parameter|Variable|tf\.Tensor)$/

/** Who writes a call by which name. */
const CALLERS: readonly (readonly [RegExp, string])[] = [
  [/^(?:torch\.|(?:as_)?tensor$|\w+tensor$|parameter$)/i, 'torch'],
  [/^(?:tf\.|constant$)/, 'TensorFlow'],
  [/^(?:jnp\.|jax\.|Array$|DeviceArray$)/, 'JAX'],
  [/^mx\./, 'MLX'],
  [/^(?:np\.|numpy\.|(?:as|nd)?array$)/, 'numpy'],
  [/^(?:c|rbind|matrix)$/, 'R'],
  [/^(?:Float|Int|UInt)\d+$|^(?:Bool|Any|Real|Number)$/, 'Julia'],
  [/^\w+Array$/, 'JavaScript'],
]

/** What divides the values of a list. */
interface Divided {
  /** False for blanks; unknown of one value. */
  readonly commas: boolean | undefined
  /** Whether a comma stands before the closing bracket. */
  readonly trailing: boolean
  readonly semicolons: boolean
}

/** Nested lists in the brackets of Python, numpy, MATLAB, Julia, R, C or JavaScript, and calls around them. */
export class Brackets {
  readonly #pasted: PastedText
  readonly #text: string
  at: number
  #depth = 0
  /** Who writes so, as far as the text tells. */
  writer: string | undefined
  /** Whether a program printed it, so that digits may lack. */
  printed = false
  /** Whether rows are divided by `;`. */
  rows = false
  /** Most digits after a point. */
  decimals = 0
  /** Power of ten that stands before all numbers. */
  scale = 0

  constructor(pasted: PastedText, at: number) {
    this.#pasted = pasted
    this.#text = pasted.text
    this.at = at
  }

  /** Passes over blanks, and over line ends written as `\n`. */
  space(): boolean {
    // A run at a time: V8 remembers each round of a group, of which millions are too many.
    const found = /\s+|\\[nt](?![A-Za-z])/y
    const { at } = this
    for (found.lastIndex = at; found.test(this.#text);) this.at = found.lastIndex
    return this.at > at
  }

  get ended(): boolean {
    this.space()
    return this.at >= this.#text.length
  }

  /** @throws LossError E201 not a number, E204 malformed */
  value(): Node {
    this.space()
    if (++this.#depth > MAX_DEPTH) this.#fail('E204', `lists are nested deeper than ${MAX_DEPTH}`)
    try {
      const character = this.#text[this.at]
      if (character === undefined) this.#fail('E204', 'the text ends where a number should be')
      this.#checkElision()
      if (CLOSING[character] !== undefined) return this.list()
      if (character === '<') return this.#tensorflow()
      if (character === '"' || character === "'") return this.#quoted(character)
      return this.#call() ?? this.number()
    } finally {
      this.#depth--
    }
  }

  list(): Node {
    const at = this.at
    const open = this.#text[this.at++]!
    const close = CLOSING[open]!
    const rows: Node[][] = [[]]
    let commas: boolean | undefined
    let trailing = false
    let semicolons = false
    for (;;) {
      const blank = this.space()
      const character = this.#text[this.at]
      if (character === undefined) this.#unclosed(at, open)
      const row = rows.at(-1)!
      if (character === close) break
      if (character === ';' && open === '[') {
        if (row.length === 0) this.#fail('E204', 'a row without numbers before ;')
        rows.push([])
        semicolons = true
        this.at++
        trailing = false
        commas = undefined
        continue
      }
      if (character === ',') {
        if (row.length === 0 || trailing)
          this.#fail('E204', 'no number before the comma', 'an empty place is not 0')
        if (commas === false) this.#fail('E204', 'a comma, where blanks divide the numbers before')
        commas = true
        trailing = true
        this.at++
        continue
      }
      if (character === ']' || character === ')' || character === '}')
        this.#fail('E204', `${character} where ${close} should be`)
      if (row.length > 0 && !trailing) {
        if (commas === true || open === '(') {
          this.#checkElision()
          this.#fail('E204', `${this.#show()} where a comma or ${close} should be`)
        }
        // Lists may touch, as numpy never writes but people do.
        if (!blank && character !== '[') this.#fail('E204', `${this.#show()} where a blank should be`)
        commas = false
      }
      row.push(this.value())
      trailing = false
    }
    this.at++
    if (rows.length > 1 && rows.at(-1)!.length === 0) rows.pop()
    return this.#listOf(at, open, rows, { commas, trailing, semicolons })
  }

  #listOf(
    at: number,
    open: string,
    rows: readonly (readonly Node[])[],
    { commas, trailing, semicolons }: Divided,
  ): Node {
    if (open === '(') {
      const [only] = rows[0]!
      if (rows[0]!.length === 1 && !trailing && 'value' in only!)
        refuseAt(
          this.#pasted,
          at,
          'E201',
          `${this.#text.slice(at, this.at)} may be ${only.text} or -${only.text}`,
          {
            width: this.at - at,
            why: 'Python reads brackets around a number as nothing, accountants as a minus sign',
            tries: ['write it without brackets'],
          },
        )
      if (rows[0]!.length === 1 && !trailing) return only!
    }
    if (open === '(' || trailing) this.writer ??= 'Python'
    if (open === '{') this.writer ??= 'C'
    if (semicolons) {
      this.writer ??= 'MATLAB'
      const matrix = rows.every((row) => row.every((item) => 'value' in item))
      if (matrix) {
        this.rows = true
        return { at, items: rows.map((row) => ({ at: row[0]!.at, items: row })) }
      }
      if (rows.length > 1) return { at, items: rows.flat() }
    }
    if (commas === false && open === '[') this.#blanks()
    return { at, items: rows[0]! }
  }

  /** Lists without commas are printed by numpy, unless someone else was seen. */
  #blanks(): void {
    if (this.writer === undefined || this.writer === 'numpy') this.printed = true
    this.writer ??= 'numpy'
  }

  number(): Node {
    const { at } = this
    const word = this.#word()
    if (word === '') this.#fail('E204', `${this.#show()} is not a number`)
    return this.#counted(at, numberAt(this.#pasted, at, word, this.scale))
  }

  #counted(at: number, found: SpelledNumber): Node {
    this.decimals = Math.max(this.decimals, decimalsIn(found))
    return { at, ...found }
  }

  #word(): string {
    const found = /[^\s,;()[\]{}<>"':=]*/y
    found.lastIndex = this.at
    const [word] = found.exec(this.#text)!
    const end = word.search(ELISION)
    const cut = end > 0 ? word.slice(0, end) : word.replace(/\\[nt]$/, '')
    this.at += cut.length
    return cut
  }

  /** NaN and Infinity in quotes, as JSON has no number for them. */
  #quoted(quote: string): Node {
    const { at } = this
    const end = this.#text.indexOf(quote, at + 1)
    if (end < 0) this.#fail('E204', 'a text is never closed')
    const text = this.#text.slice(at + 1, end)
    this.at = end + 1
    const found = spelled(text.trim())
    if ('value' in found && !Number.isFinite(found.value)) return this.#counted(at, found)
    refuseAt(this.#pasted, at, 'E201', `${quote}${text.slice(0, 40)}${quote} is not a number`, {
      width: end + 1 - at,
      ...('value' in found && inQuotes),
    })
  }

  /** `tensor([...], dtype=...)`, `np.float64(0.7)`, `Float32[1, 2]`, `Float64Array(3) [ 1, 2, 3 ]`, `float('nan')`. */
  #call(): Node | undefined {
    const found = /([A-Za-z_][\w.]*)(?:\{[^}]*\})?!?\s*(?:\((\d+)\) ?(?=\[))?([([])/y
    found.lastIndex = this.at
    const match = found.exec(this.#text)
    if (!match) return undefined
    const [whole, name, count, open] = match as unknown as [string, string, string | undefined, string]
    const { at } = this
    const own = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
    if (!WRAPPERS.has(own))
      this.#fail('E204', `${name} is not known`, 'calls are not run: paste what they print', name.length)
    this.writer = this.writer ?? CALLERS.find(([pattern]) => pattern.test(name))?.[1]
    if (PRINTS.test(name)) this.printed = true
    this.at += whole.length - 1
    const value = open === '[' ? this.list() : this.#arguments(own, at)
    return count === undefined ? value : this.#checked(value, [Number(count)], at)
  }

  /** The first argument of a call; of the named ones only a shape is looked at. */
  #arguments(name: string, start: number): Node {
    const open = this.at++
    const positional: Node[] = []
    const named = new Map<string, string>()
    for (;;) {
      this.space()
      if (this.at >= this.#text.length) this.#unclosed(open, '(')
      if (this.#text[this.at] === ')') break
      if (positional.length + named.size > 0 && this.#text[this.at] === ',') {
        this.at++
        continue
      }
      const key = /([A-Za-z_.]\w*)\s*=\s*/y
      key.lastIndex = this.at
      const keyed = key.exec(this.#text)
      if (keyed && name === 'c') this.at = key.lastIndex
      if (keyed && name !== 'c') {
        this.at = key.lastIndex
        named.set(keyed[1]!, this.#skipArgument(open))
      } else if (name === 'float' && /["']/.test(this.#text[this.at]!)) {
        return this.#closed(this.#quoted(this.#text[this.at]!))
      } else {
        this.#scaleFactor()
        positional.push(this.value())
      }
    }
    this.at++
    return this.#made(name, positional, named, start)
  }

  #closed(value: Node): Node {
    this.space()
    if (this.#text[this.at] !== ')') this.#fail('E204', `${this.#show()} where ) should be`)
    this.at++
    return value
  }

  #made(name: string, given: readonly Node[], named: ReadonlyMap<string, string>, at: number): Node {
    if (name === 'c') return { at, items: given.flatMap((item) => ('items' in item ? item.items : [item])) }
    if (name === 'rbind') return { at, items: given }
    const [first] = given
    if (!first)
      refuseAt(this.#pasted, at, 'E204', `${this.#text.slice(at, this.at).slice(0, 40)} holds no list`, {
        why: named.has('indices') || named.has('values') ? 'it is sparse: print x.to_dense()' : undefined,
      })
    if (name === 'matrix' && (named.size > 0 || given.length > 1))
      refuseAt(this.#pasted, at, 'E204', 'matrix(...) of R is a call, and calls are not run', {
        why: 'its numbers go down the columns first, unless byrow = TRUE',
        tries: ['write [1 2; 3 4], or paste what R prints'],
      })
    if (/complex/.test(named.get('dtype') ?? '')) this.#fail('E201', 'complex numbers have no loss')
    const shape = named.get('shape') ?? named.get('size')
    if (shape === undefined) return first
    const sizes = [...shape.matchAll(/\d+/g)].map(Number)
    return this.#checked(first, sizes, at)
  }

  /** What a print says of its own shape: the shape of an empty one, and else a check that nothing got lost. */
  #checked(value: Node, shape: readonly number[], at: number): Node {
    if ('value' in value) return value
    if (value.items.length === 0) return { ...value, shape }
    if (shape.length > 0 && value.items.length !== shape[0])
      refuseAt(
        this.#pasted,
        at,
        'E203',
        `it says that it holds ${shape[0]}, but ${value.items.length} are here`,
        { why: 'a part of the print may be missing' },
      )
    return value
  }

  /** The text of a named argument, up to its comma or the end of the call. */
  #skipArgument(open: number): string {
    const start = this.at
    let depth = 0
    for (; this.at < this.#text.length; this.at++) {
      const character = this.#text[this.at]!
      if (depth === 0 && (character === ',' || character === ')')) return this.#text.slice(start, this.at)
      if ('([{<'.includes(character)) depth++
      else if (')]}>'.includes(character)) depth--
      else if (character === '"' || character === "'") {
        const end = this.#text.indexOf(character, this.at + 1)
        if (end > 0) this.at = end
      }
    }
    this.#unclosed(open, '(')
  }

  /** `1e-3 *` before the numbers, as torch once printed. */
  #scaleFactor(): void {
    const found = /1(?:\.0*)?e([+-]?\d+)\s*\*\s*/iy
    found.lastIndex = this.at
    const match = found.exec(this.#text)
    if (!match) return
    this.scale = Number(match[1])
    this.at = found.lastIndex
  }

  /** `<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>` */
  #tensorflow(): Node {
    const at = this.at
    const found = /<tf\.(?:Tensor|Variable)\b[^<>]*?(?:shape=\(([^)]*)\))[^<>]*?\bnumpy=\s*/y
    found.lastIndex = at
    const match = found.exec(this.#text)
    if (!match) this.#fail('E204', '"<" is not a number')
    this.at = found.lastIndex
    this.writer = 'TensorFlow'
    this.printed = true
    const value = this.value()
    this.space()
    if (this.#text[this.at] !== '>') this.#fail('E204', `${this.#show()} where > should be`)
    this.at++
    return this.#checked(value, [...match[1]!.matchAll(/\d+/g)].map(Number), at)
  }

  #checkElision(): void {
    if (/\.\.\.|[\u2026\u22ee\u22ef\u22f1]/y.test(this.#text.slice(this.at, this.at + 3)))
      refuseElided(this.#pasted, this.at, this.#elider())
  }

  /** Who leaves numbers out in this way. */
  #elider(): string {
    if (/^\.\.\. ?\d+ more item/.test(this.#text.slice(this.at))) return 'JavaScript'
    return this.writer ?? (/^\.\.\.,/.test(this.#text.slice(this.at)) ? '' : 'numpy')
  }

  #unclosed(at: number, open: string): never {
    refuseAt(this.#pasted, at, 'E204', `the bracket ${open} is never closed`, {
      why: 'a shell divides arguments at blanks, unless they stand in quotes: double ones where this is cmd.exe',
    })
  }

  #fail(code: 'E201' | 'E204', message: string, why?: string, width?: number): never {
    refuseAt(this.#pasted, this.at, code, message, { why, width })
  }

  #show(): string {
    return this.at >= this.#text.length
      ? 'the end'
      : JSON.stringify([...this.#pasted.original.slice(this.at)][0] ?? '')
  }
}
