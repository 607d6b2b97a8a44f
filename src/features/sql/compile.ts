import type { Tensor } from '../../tensor.ts'
import { snakeCase } from '../../options.ts'
import type { SqlColumns, SqlValue } from './columns.ts'
import type { SqlDialect } from './dialect.ts'
import {
  expm1Of,
  guardedExp,
  guardedLess,
  guardedLn,
  guardedOver,
  guardedPlus,
  guardedTimes,
  log1pOf,
  mayStop,
} from './guards.ts'
import {
  anyNumber,
  eitherRange,
  lessRange,
  mapRange,
  minusRange,
  most,
  overRange,
  plusRange,
  type ValueRange,
  rangeOf,
  sizeRange,
  timesRange,
} from './range.ts'
import { type Condition, foldsClasses, partsOf, type Tree } from '../../losses/formula/tree.ts'

/** An argument that is a number per row, or per row and class: a column for each class, or an array of them. */
export type SqlArgument =
  | { readonly is: 'number'; readonly column: string; readonly range: ValueRange }
  | { readonly is: 'columns'; readonly columns: readonly string[]; readonly range: ValueRange }
  | { readonly is: 'array'; readonly column: string; readonly range: ValueRange }

interface SqlScene {
  readonly dialect: SqlDialect
  readonly classes: number
  readonly arguments: Readonly<Record<string, SqlArgument>>
  /** Options by their names in formulas: numbers, or one per class. */
  readonly options: Readonly<Record<string, number | Tensor>>
  readonly lines: Readonly<Record<string, Tree>>
  /** The column with the index of the target's class. */
  readonly target?: string
}

/** Which class a formula is of: none, a number, or the variable of an array. */
type Class = number | 'c' | undefined

/** Turns the lines of a loss into columns, from the last one back to what it needs. */
export class Compiler {
  readonly #scene: SqlScene
  readonly #columns: SqlColumns
  readonly #arrays: boolean
  /** The values of lines: one each, one per class, or an array. */
  readonly #lines = new Map<string, SqlValue | readonly SqlValue[]>()

  constructor(scene: SqlScene, columns: SqlColumns) {
    this.#scene = scene
    this.#columns = columns
    this.#arrays = Object.values(scene.arguments).some(({ is }) => is === 'array')
  }

  /** The column of a line, with the step from which on it is there. */
  line(name: string): SqlValue {
    return this.#short(this.#named(name, undefined), name, undefined)
  }

  #compile(tree: Tree, of: Class): SqlValue {
    switch (tree.is) {
      case 'number':
        return this.#number(tree.value)
      case 'name':
        return this.#named(tree.name, of)
      case 'at target':
        return this.atTarget(tree.name)
      case 'hot':
        return this.#hot(of)
      case 'minus': {
        const value = this.#compile(tree.of, of)
        if (value.known !== undefined) return this.#number(-value.known)
        const text = `-${enclosed(value)}`
        return { text, step: value.step, range: minusRange(value.range), short: false }
      }
      case 'size': {
        const value = this.#compile(tree.of, of)
        if (value.known !== undefined) return this.#number(Math.abs(value.known))
        return { text: `abs(${value.text})`, step: value.step, range: sizeRange(value.range), short: false }
      }
      case 'plus':
      case 'less':
      case 'times':
      case 'over':
        return this.#both(tree.is, this.#compile(tree.left, of), this.#compile(tree.right, of), of)
      case 'power':
        return this.#power(this.#compile(tree.left, of), this.#compile(tree.right, of), of)
      case 'cases': {
        const values = tree.cases.map(({ then }) => this.#compile(then, of))
        const conditions = tree.cases.map(({ if: condition }) => condition && this.#condition(condition, of))
        const texts = values.map(({ text }, i) =>
          conditions[i] === undefined ? `ELSE ${text}` : `WHEN ${conditions[i].text} THEN ${text}`,
        )
        const steps = conditions.map((one) => one?.step ?? 0)
        return oneOf(values, `CASE ${texts.join(' ')} END`, steps)
      }
      case 'call':
        return this.#call(tree.name, tree.args, of)
    }
  }

  #call(name: string, args: readonly Tree[], of: Class): SqlValue {
    const { dialect: d } = this.#scene
    const [first, second] = args as [Tree, Tree | undefined]
    const argument = () => this.#short(this.#compile(first, of), 'argument', of)
    switch (name) {
      case 'sum':
        return this.#sum(first)
      case 'max':
        return second ? this.#larger(first, second, of) : this.#largest(first)
      case 'counts':
        return this.#counts(this.#compile(first, of), this.#compile(second!, of), of)
      case 'exp':
        return this.#exp(first, of)
      case 'ln': {
        const value = argument()
        const range = mapRange(value.range, (x) => Math.log(Math.max(x, 0)), 1e-16)
        return { text: guardedLn(d, value), step: value.step, range, short: false }
      }
      case 'log1p': {
        const value = argument()
        const u = this.#short(this.#both('plus', this.#number(1), value, of), 'above', of)
        const range = mapRange(value.range, (x) => Math.log1p(Math.max(x, -1)), Number.MIN_VALUE)
        return { text: log1pOf(d, value, u.text), step: u.step, range, short: false }
      }
      case 'expm1': {
        const value = argument()
        const power = { text: guardedExp(d, value), step: value.step, range: anyNumber, short: false }
        const u = this.#short(power, 'above', of)
        const range = mapRange(value.range, Math.expm1, Number.MIN_VALUE)
        return { text: expm1Of(d, value, u.text), step: u.step, range, short: false }
      }
      default:
        throw new Error(`${name} has no SQL that keeps its digits`)
    }
  }

  #number(value: number): SqlValue {
    return {
      text: this.#scene.dialect.number(value),
      step: 0,
      range: Number.isNaN(value) ? anyNumber : rangeOf(value),
      short: true,
      known: value,
    }
  }

  #named(name: string, of: Class): SqlValue {
    const { arguments: args, options, lines, classes } = this.#scene
    if (name === 'C') return this.#number(classes)
    const arg = args[name]
    if (arg) return this.#argument(arg, of)
    const option = options[name]
    if (typeof option === 'number') return this.#number(option)
    if (option)
      return of === 'c' ? this.#chosen(of, [...option.data]) : this.#number(option.data[of as number]!)
    const tree = lines[name]
    if (!tree) throw new Error(`a formula of the loss has no ${name}`)
    return this.#isVector(tree) ? this.#vector(name, tree, of) : this.#scalar(name, tree)
  }

  #argument(arg: SqlArgument, of: Class): SqlValue {
    const { range } = arg
    if (arg.is === 'number') return { text: arg.column, step: 0, range, short: true }
    if (arg.is === 'columns') return { text: arg.columns[of as number]!, step: 0, range, short: true }
    const { column } = arg
    return { text: this.#scene.dialect.arrays.at(column, 'c'), step: 0, range, short: true, array: column }
  }

  #scalar(name: string, tree: Tree): SqlValue {
    const known = this.#lines.get(name) as SqlValue | undefined
    if (known) return known
    const value = this.#short(this.#compile(tree, undefined), name, undefined)
    this.#lines.set(name, value)
    return value
  }

  #vector(name: string, tree: Tree, of: Class): SqlValue {
    let known = this.#lines.get(name)
    if (!known) {
      known = this.#arrays
        ? this.#short(this.#compile(tree, 'c'), name, 'c')
        : Array.from({ length: this.#scene.classes }, (_, c) => this.#short(this.#compile(tree, c), name, c))
      this.#lines.set(name, known)
    }
    return Array.isArray(known) ? (known as readonly SqlValue[])[of as number]! : (known as SqlValue)
  }

  #isVector(tree: Tree): boolean {
    if (tree.is === 'hot') return true
    if (tree.is === 'at target' || foldsClasses(tree)) return false
    if (tree.is === 'name') {
      const { arguments: args, options, lines } = this.#scene
      const arg = args[tree.name]
      if (arg) return arg.is !== 'number'
      if (tree.name in options) return typeof options[tree.name] !== 'number'
      return lines[tree.name] !== undefined && this.#isVector(lines[tree.name]!)
    }
    return partsOf(tree).some((part) => this.#isVector(part))
  }

  /** A value as a column, unless it may be repeated as it is. */
  #short(value: SqlValue, name: string, of: Class): SqlValue {
    if (value.short) return value
    const { dialect, classes } = this.#scene
    // Names without capitals need no quotes.
    const wanted = snakeCase(of === undefined || of === 'c' ? name : `${name}_${of}`)
    const text = of === 'c' ? dialect.arrays.map(classes, value.text) : value.text
    const column = this.#columns.add(wanted, text, value.step)
    const kept = { step: column.step, range: value.range, short: true }
    if (of !== 'c') return { text: column.name, ...kept }
    return { text: dialect.arrays.at(column.name, 'c'), ...kept, array: column.name }
  }

  /** The entry of the target's class of an option or a line. */
  atTarget(name: string): SqlValue {
    const { options, dialect, target } = this.#scene
    const option = options[name]
    if (typeof option === 'number') return this.#number(option)
    if (option) return this.#chosen(undefined, [...option.data])
    if (this.#arrays) {
      const { step, range, array } = this.#named(name, 'c')
      return { text: dialect.arrays.at(array!, target!), step, range, short: false }
    }
    const values = Array.from({ length: this.#scene.classes }, (_, c) => this.#named(name, c))
    return this.#choice(target!, values)
  }

  #chosen(of: 'c' | undefined, numbers: readonly number[]): SqlValue {
    const values = numbers.map((number) => this.#number(number))
    return this.#choice(of ?? this.#scene.target!, values)
  }

  #choice(index: string, values: readonly SqlValue[]): SqlValue {
    const cases = values.map(({ text }, c) => `WHEN ${c} THEN ${text}`)
    return oneOf(values, `CASE ${index} ${cases.join(' ')} END`)
  }

  #hot(of: Class): SqlValue {
    const { dialect: d, target } = this.#scene
    const text = `CASE WHEN ${target} = ${of} THEN ${d.number(1)} ELSE ${d.number(0)} END`
    return { text, step: 0, range: { low: 0, high: 1, tiny: 1 }, short: false }
  }

  #both(is: keyof typeof OPERATIONS, a: SqlValue, b: SqlValue, of: Class): SqlValue {
    const { left, right, range: rangeFor, text, guarded } = OPERATIONS[is]
    if (a.known !== undefined && b.known !== undefined) return this.#number(OF_NUMBERS[is](a.known, b.known))
    if (a.known === left) return b
    if (b.known === right) return a
    const { dialect } = this.#scene
    const range = rangeFor(a.range, b.range)
    if (!mayStop(dialect, is, a.range, b.range)) return { text: text(a, b), ...joined(a, b), range }
    const taken = is === 'less' ? this.#short(b, 'part', of) : b
    const [first, second] = [this.#short(a, 'part', of), this.#short(taken, 'part', of)]
    return { text: guarded(dialect, first, second), ...joined(first, second), range }
  }

  /** base^exponent of a number that is known; a square is a product. */
  #power(base: SqlValue, { known: exponent }: SqlValue, of: Class): SqlValue {
    if (exponent === undefined) throw new Error('a power needs an exponent that is known')
    if (exponent === 0) return this.#number(1)
    if (exponent === 1) return base
    const short = this.#short(base, 'base', of)
    if (exponent === 2) {
      const square = this.#both('times', short, short, of)
      return { ...square, range: { ...square.range, low: Math.max(0, square.range.low) } }
    }
    const { dialect: d } = this.#scene
    const ends = [short.range.low, short.range.high].map((x) => Math.max(x, 0) ** exponent)
    const range = { low: Math.min(...ends), high: Math.max(...ends), tiny: Number.MIN_VALUE }
    const plain = `power(${short.text}, ${d.number(exponent)})`
    const log = `${d.number(exponent)} * ln(${short.text})`
    const far = d.raises?.underflow
      ? `WHEN ${log} < ${d.number(-745.13)} THEN ${d.number(0)} WHEN ${log} > ${d.number(709.78)} THEN ${d.number(Infinity)} `
      : ''
    const text = `CASE WHEN ${short.text} = 0 THEN ${d.number(0)} ${far}ELSE ${plain} END`
    return { text, step: short.step, range, short: false }
  }

  /** e^(a - b): the digits that the difference lost are put back, since an ulp of 650 is 500 ulp of its power. */
  #exp(tree: Tree, of: Class): SqlValue {
    const { dialect: d } = this.#scene
    if (tree.is !== 'less') {
      const value = this.#short(this.#compile(tree, of), 'exponent', of)
      const range = mapRange(value.range, Math.exp, Number.MIN_VALUE)
      return { text: guardedExp(d, value), step: value.step, range, short: false }
    }
    const a = this.#short(this.#compile(tree.left, of), 'part', of)
    const b = this.#short(this.#compile(tree.right, of), 'part', of)
    const gap = this.#short(this.#both('less', a, b, of), 'shift', of)
    const back = `${gap.text} - ${a.text}`
    const lost = `(${a.text} - (${gap.text} - (${back}))) - (${b.text} + (${back}))`
    // Of what is taken from the largest, nothing lies above 0.
    const isLargest = tree.right.is === 'name' && tree.right.name === 'largest'
    const range = isLargest ? { low: 0, high: 1, tiny: Number.MIN_VALUE } : anyNumber
    const text = `CASE WHEN ${gap.text} > ${d.number(-745.13)} THEN exp(${gap.text}) * (${d.number(1)} + (${lost})) ELSE ${d.number(0)} END`
    return { text, step: gap.step, range, short: false }
  }

  /** k v, but 0 where k is 0 and v infinite. */
  #counts(k: SqlValue, v: SqlValue, of: Class): SqlValue {
    if (k.known !== undefined && k.known !== 0) return this.#both('times', k, v, of)
    if (most(v.range) < Infinity) return this.#both('times', k, v, of)
    const { dialect: d } = this.#scene
    const [factor, value] = [this.#short(k, 'factor', of), this.#short(v, 'part', of)]
    const product = this.#both('times', factor, value, of)
    const text = `CASE WHEN ${factor.text} = 0 AND abs(${value.text}) = ${d.number(Infinity)} THEN ${d.number(0)} ELSE ${product.text} END`
    return { text, step: product.step, range: product.range, short: false }
  }

  #larger(first: Tree, second: Tree, of: Class): SqlValue {
    const [a, b] = [this.#compile(first, of), this.#compile(second, of)]
    const [least, other] = a.known === undefined ? [b, a] : [a, b]
    if (least.known === undefined) throw new Error('max needs a number that is known')
    const value = this.#short(other, 'part', of)
    const range = {
      low: Math.max(value.range.low, least.known),
      high: Math.max(value.range.high, least.known),
      tiny: least.known > 0 ? least.known : value.range.tiny,
    }
    // In this order NaN stays, whether an engine takes it for the largest or for none.
    const text = `CASE WHEN ${value.text} < ${least.text} THEN ${least.text} ELSE ${value.text} END`
    return { text, step: value.step, range, short: false }
  }

  /** The largest of a vector; rows with NaN are settled before. */
  #largest(tree: Tree): SqlValue {
    const { dialect, classes } = this.#scene
    if (this.#arrays) return this.#overArray(tree, (array) => dialect.arrays.max(array))
    const values = this.#all(tree)
    const text = classes === 1 ? values[0]!.text : `greatest(${values.map((value) => value.text).join(', ')})`
    return oneOf(values, text)
  }

  #sum(tree: Tree): SqlValue {
    const { dialect, classes } = this.#scene
    if (this.#arrays) {
      const value = this.#overArray(tree, (array) => dialect.arrays.sum(array))
      const { low, high } = value.range
      return { ...value, range: { low: low * classes, high: high * classes, tiny: value.range.tiny } }
    }
    return this.#all(tree).reduce((sum, value) => this.#both('plus', sum, value, undefined))
  }

  #overArray(tree: Tree, fold: (array: string) => string): SqlValue {
    const { step, range, array } = this.#short(this.#compile(tree, 'c'), 'part', 'c')
    return { text: fold(array!), step, range, short: false }
  }

  #all(tree: Tree): readonly SqlValue[] {
    return Array.from({ length: this.#scene.classes }, (_, c) =>
      this.#short(this.#compile(tree, c), 'part', c),
    )
  }

  #condition({ left, sign, right }: Condition, of: Class): { text: string; step: number } {
    const [a, b] = [this.#compile(left, of), this.#compile(right, of)]
    return { text: `${a.text} ${sign} ${b.text}`, step: Math.max(a.step, b.step) }
  }
}

const sum = (a: SqlValue, b: SqlValue) =>
  // Only the place between both is looked at: of a sum of 20,000 columns the first may be long.
  b.text.startsWith('-') ? `${a.text} - ${b.text.slice(1)}` : `${a.text} + ${b.text}`
const difference = (a: SqlValue, b: SqlValue) => `${a.text} - ${enclosed(b)}`
const product = (a: SqlValue, b: SqlValue) => `${enclosed(a)} * ${enclosed(b)}`
const quotient = (a: SqlValue, b: SqlValue) => `${enclosed(a)} / ${enclosed(b)}`
const none = Number.NaN

/** Of each operation the numbers that change nothing on either side. */
const OPERATIONS = {
  plus: { left: 0, right: 0, range: plusRange, text: sum, guarded: guardedPlus },
  less: { left: none, right: 0, range: lessRange, text: difference, guarded: guardedLess },
  times: { left: 1, right: 1, range: timesRange, text: product, guarded: guardedTimes },
  over: { left: none, right: 1, range: overRange, text: quotient, guarded: guardedOver },
}

const OF_NUMBERS = {
  plus: (a: number, b: number) => a + b,
  less: (a: number, b: number) => a - b,
  times: (a: number, b: number) => a * b,
  over: (a: number, b: number) => a / b,
}

/** Whichever of some values a text is. */
function oneOf(values: readonly SqlValue[], text: string, further: readonly number[] = []): SqlValue {
  const step = Math.max(...values.map((one) => one.step), ...further)
  return { text, step, range: eitherRange(values.map(({ range }) => range)), short: false }
}

function joined(a: SqlValue, b: SqlValue): { step: number; short: false } {
  return { step: Math.max(a.step, b.step), short: false }
}

/** An operand of a product or a difference. */
function enclosed({ text, short }: SqlValue): string {
  return (short && !text.startsWith('-')) ||
    /^(?:abs|exp|ln|power)\([^()]*\)$/.test(text) ||
    /^CASE .* END$/.test(text)
    ? text
    : `(${text})`
}
