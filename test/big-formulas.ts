import {
  type Big,
  big,
  bigAdd,
  bigDivide,
  bigMultiply,
  bigNegative,
  bigSubtract,
  bigTrim,
} from '../src/numerics/big.ts'
import { bigExp, bigLog } from '../src/numerics/big-exp.ts'
import type { Condition, Tree } from '../src/losses/formula/tree.ts'

/* Formulas and their derivatives in long numbers: what a loss and its slopes are before they are rounded. */

const BITS = 200
const [zero, one] = [big(0), big(1)]
const pi: Big = {
  mantissa: 3141592653589793238462643383279502884197169399375105820974944592307816406n,
  exponent: 0,
}
const bigPi = bigDivide(pi, { mantissa: 10n ** 72n, exponent: 0 }, BITS)

/** A number, and how it moves with each of those that are varied. */
export interface Varied {
  readonly of: Big
  readonly by: readonly Big[]
}

/** What names stand for: a number, or one per class. */
export type VariedNames = Readonly<Record<string, Varied | readonly Varied[]>>

export const fixed = (x: number, count: number): Varied => ({
  of: x === Math.PI ? bigPi : big(x),
  by: new Array<Big>(count).fill(zero),
})

export const varied = (x: number, i: number, count: number): Varied => ({
  of: big(x),
  by: Array.from({ length: count }, (_, j) => (i === j ? one : zero)),
})

const times = (a: Big, b: Big) => bigTrim(bigMultiply(a, b), BITS)
const over = (a: Big, b: Big) => bigDivide(a, b, BITS)

/** f(a), whose slope is given. */
const through = ({ by }: Varied, of: Big, slope: Big): Varied => ({ of, by: by.map((d) => times(d, slope)) })

const operations: Record<string, (a: Varied, b: Varied) => Varied> = {
  plus: (a, b) => ({ of: bigAdd(a.of, b.of), by: a.by.map((d, i) => bigAdd(d, b.by[i]!)) }),
  less: (a, b) => ({ of: bigSubtract(a.of, b.of), by: a.by.map((d, i) => bigSubtract(d, b.by[i]!)) }),
  times: (a, b) => ({
    of: times(a.of, b.of),
    by: a.by.map((d, i) => bigAdd(times(d, b.of), times(a.of, b.by[i]!))),
  }),
  over: (a, b) => {
    const of = over(a.of, b.of)
    return { of, by: a.by.map((d, i) => over(bigSubtract(d, times(of, b.by[i]!)), b.of)) }
  },
  power: (a, { of: order }) => {
    if (order.mantissa === 0n) return through(a, one, zero)
    const power = (less: Big) => bigExp(times(bigSubtract(order, less), bigLog(a.of, BITS)), BITS)
    if (a.of.mantissa > 0n) return through(a, power(zero), times(order, power(one)))
    // Only squares are taken of numbers below 0.
    return through(a, times(a.of, a.of), times(big(2), a.of))
  },
  max: (a, b) => (signOf(a, b) >= 0 ? a : b),
  counts: (a, b) =>
    a.of.mantissa === 0n ? { ...a, by: a.by.map((d) => times(d, b.of)) } : operations.times!(a, b),
}

const functions: Record<string, (a: Varied) => Varied> = {
  exp: (a) => {
    const of = bigExp(a.of, BITS)
    return through(a, of, of)
  },
  ln: (a) => through(a, bigLog(a.of, BITS), over(one, a.of)),
  log1p: (a) => functions.ln!({ ...a, of: bigAdd(a.of, one) }),
  cosh: (a) => {
    const [up, down] = [bigExp(a.of, BITS), bigExp(bigNegative(a.of), BITS)]
    return through(a, over(bigAdd(up, down), big(2)), over(bigSubtract(up, down), big(2)))
  },
}

function signOf(a: Varied, b: Varied): number {
  const { mantissa } = bigSubtract(a.of, b.of)
  return mantissa > 0n ? 1 : mantissa < 0n ? -1 : 0
}

const minus = ({ of, by }: Varied): Varied => ({ of: bigNegative(of), by: by.map(bigNegative) })

/** A formula by what its names stand for; of each class where one of them has a number per class. */
export function exactly(
  tree: Tree,
  names: VariedNames,
  classes: number,
  target: number,
  count: number,
): Varied | readonly Varied[] {
  const perClass = (part: Tree): boolean => {
    if (part.is === 'hot') return true
    if (part.is === 'name') return Array.isArray(names[part.name])
    if (part.is === 'minus' || part.is === 'size') return perClass(part.of)
    if (part.is === 'call')
      return (
        part.name !== 'sum' &&
        part.args.length + (part.name === 'max' ? 0 : 1) > 1 &&
        part.args.some(perClass)
      )
    if (part.is === 'cases') return part.cases.some(({ then }) => perClass(then))
    return 'left' in part && (perClass(part.left) || perClass(part.right))
  }
  const each = (part: Tree) => Array.from({ length: classes }, (_, c) => run(part, c))
  const holds = ({ left, sign, right }: Condition, c: number) => {
    const order = signOf(run(left, c), run(right, c))
    return (
      (order < 0 && sign.includes('<')) ||
      (order > 0 && sign.includes('>')) ||
      (order === 0 && sign.includes('='))
    )
  }
  const run = (part: Tree, c: number): Varied => {
    switch (part.is) {
      case 'number':
        return fixed(part.value, count)
      case 'name':
      case 'at target': {
        if (part.name === 'C') return fixed(classes, count)
        const value = names[part.name]!
        return Array.isArray(value) ? value[part.is === 'name' ? c : target] : (value as Varied)
      }
      case 'hot':
        return fixed(c === target ? 1 : 0, count)
      case 'minus':
        return minus(run(part.of, c))
      case 'size': {
        const value = run(part.of, c)
        return value.of.mantissa < 0n ? minus(value) : value
      }
      case 'cases':
        return run(part.cases.find((one) => !one.if || holds(one.if, c))!.then, c)
      case 'call': {
        const [first, second] = part.args as [Tree, Tree | undefined]
        if (second) return operations[part.name]!(run(first, c), run(second, c))
        if (part.name === 'sum') return each(first).reduce(operations.plus!)
        if (part.name === 'max') return each(first).reduce(operations.max!)
        return functions[part.name]!(run(first, c))
      }
      default:
        return operations[part.is]!(run(part.left, c), run(part.right, c))
    }
  }
  return perClass(tree) ? each(tree) : run(tree, -1)
}
