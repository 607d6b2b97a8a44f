import type { LineCase } from '../loss.ts'
import { type Condition, type FunctionName, functions, type Tree } from './tree.ts'

const TOKEN = /1\{c=t\}|\d+(?:\.\d+)?(?:e[-+]?\d+)?|[A-Za-z]\w*|<=|>=|[-+/^|(),<>=]/gy

/** Names that stand for numbers. */
const constants: Readonly<Record<string, number>> = { inf: Infinity, nan: Number.NaN, pi: Math.PI }

/** A line as a tree. @throws Error for a text that is no formula: the loss is declared wrongly */
export function parseLine(line: string | readonly LineCase[]): Tree {
  if (typeof line === 'string') return parse(line)
  return {
    is: 'cases',
    cases: line.map(({ if: condition, formula }) => ({
      ...(condition !== undefined && { if: parseCondition(condition) }),
      then: parse(formula),
    })),
  }
}

/** A formula as a tree: numbers, names, + - / ^, products side by side, |v|, functions. */
export function parse(text: string): Tree {
  const reader = new Reader(text)
  const tree = reader.sum()
  reader.end()
  return tree
}

function parseCondition(text: string): Condition {
  const reader = new Reader(text)
  const left = reader.sum()
  const sign = reader.sign()
  const right = reader.sum()
  reader.end()
  return { left, sign, right }
}

class Reader {
  readonly #text: string
  readonly #tokens: readonly string[]
  #at = 0
  /** How many bars are open: the next one closes the last of them where a value has just ended. */
  #bars = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = text.split(' ').flatMap((part) => split(part, text))
  }

  sum(): Tree {
    let left = this.#product()
    for (;;) {
      if (this.#take('+')) left = { is: 'plus', left, right: this.#product() }
      else if (this.#take('-')) left = { is: 'less', left, right: this.#product() }
      else return left
    }
  }

  sign(): Condition['sign'] {
    const sign = this.#tokens[this.#at++]
    if (sign === '<' || sign === '<=' || sign === '>' || sign === '>=' || sign === '=') return sign
    return this.#fail()
  }

  end(): void {
    if (this.#at < this.#tokens.length) this.#fail()
  }

  /** a b / c d is ((a b) / c) d. A minus at its start covers the first factor. */
  #product(): Tree {
    let left: Tree = this.#take('-') ? { is: 'minus', of: this.#power() } : this.#power()
    for (;;) {
      if (this.#take('/')) left = { is: 'over', left, right: this.#power() }
      else if (this.#startsValue()) left = { is: 'times', left, right: this.#power() }
      else return left
    }
  }

  #startsValue(): boolean {
    const token = this.#tokens[this.#at]
    return token !== undefined && (/^[\w(]/.test(token) || (token === '|' && this.#bars === 0))
  }

  #power(): Tree {
    const base = this.#value()
    if (!this.#take('^')) return base
    const right = this.#take('-') ? ({ is: 'minus', of: this.#value() } as const) : this.#value()
    if (base.is === 'name' && base.name === 'e') return { is: 'call', name: 'exp', args: [right] }
    return { is: 'power', left: base, right }
  }

  #value(): Tree {
    const token = this.#tokens[this.#at++] ?? this.#fail()
    if (token === '(') return this.#closed(')')
    if (token === '|') {
      this.#bars++
      const of = this.#closed('|')
      this.#bars--
      return { is: 'size', of }
    }
    if (token === '1{c=t}') return { is: 'hot' }
    if (/^\d/.test(token)) return { is: 'number', value: Number(token) }
    if (!/[A-Za-z]/.test(token)) return this.#fail()
    if (Object.hasOwn(functions, token) && this.#tokens[this.#at] === '(')
      return this.#call(token as FunctionName)
    if (Object.hasOwn(constants, token)) return { is: 'number', value: constants[token]! }
    return token.endsWith('_t') ? { is: 'at target', name: token.slice(0, -2) } : { is: 'name', name: token }
  }

  #call(name: FunctionName): Tree {
    const bars = this.#bars
    this.#bars = 0
    this.#at++
    const args = [this.sum()]
    while (this.#take(',')) args.push(this.sum())
    if (!this.#take(')') || !functions[name].includes(args.length)) this.#fail()
    this.#bars = bars
    return { is: 'call', name, args }
  }

  #closed(end: string): Tree {
    const bars = this.#bars
    if (end === ')') this.#bars = 0
    const tree = this.sum()
    this.#bars = bars
    return this.#take(end) ? tree : this.#fail()
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false
    this.#at++
    return true
  }

  #fail(): never {
    throw new Error(`not a formula: ${this.#text} (at ${this.#tokens.slice(this.#at - 1).join(' ')})`)
  }
}

function split(part: string, text: string): string[] {
  const tokens = part.match(TOKEN) ?? []
  if (tokens.join('') !== part) throw new Error(`not a formula: ${text} (at ${part})`)
  return tokens
}
