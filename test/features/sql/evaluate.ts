import type { Tree } from '../../../src/losses/formula/tree.ts'

/** What names stand for: a number, or one per class. */
export type Names = Readonly<Record<string, number | readonly number[]>>

/** The loss by its lines in plain doubles, as an engine computes them; `target` is the index of the class. */
export function evaluate(
  lines: Readonly<Record<string, Tree>>,
  names: Names,
  classes: number,
  target = -1,
): number {
  return evaluateLine('loss', lines, names, classes, target) as number
}

/** A line by those before it: a number, or one per class. */
export function evaluateLine(
  line: string,
  lines: Readonly<Record<string, Tree>>,
  names: Names,
  classes: number,
  target: number,
): number | number[] {
  const vectors = new Map<string, number | number[]>()
  const isVector = (name: string): boolean => {
    if (name in names) return Array.isArray(names[name])
    return lines[name] !== undefined && Array.isArray(valueOf(name))
  }
  const valueOf = (name: string): number | number[] => {
    const given = names[name]
    if (given !== undefined) return given as number | number[]
    let value = vectors.get(name)
    if (value === undefined) {
      const tree = lines[name]!
      value = usesClasses(tree) ? Array.from({ length: classes }, (_, c) => run(tree, c)) : run(tree, -1)
      vectors.set(name, value)
    }
    return value
  }
  const usesClasses = (tree: Tree): boolean => {
    switch (tree.is) {
      case 'hot':
        return true
      case 'name':
        return tree.name !== 'C' && isVector(tree.name)
      case 'at target':
      case 'number':
        return false
      case 'minus':
      case 'size':
        return usesClasses(tree.of)
      case 'call':
        return (
          tree.name !== 'sum' &&
          !(tree.name === 'max' && tree.args.length === 1) &&
          tree.args.some(usesClasses)
        )
      case 'cases':
        return tree.cases.some(
          ({ if: one, then }) =>
            usesClasses(then) || (one && (usesClasses(one.left) || usesClasses(one.right))),
        )
      default:
        return usesClasses(tree.left) || usesClasses(tree.right)
    }
  }
  const each = (tree: Tree) => Array.from({ length: classes }, (_, c) => run(tree, c))
  const run = (tree: Tree, c: number): number => {
    switch (tree.is) {
      case 'number':
        return tree.value
      case 'name': {
        if (tree.name === 'C') return classes
        const value = valueOf(tree.name)
        return Array.isArray(value) ? value[c]! : value
      }
      case 'at target': {
        const value = valueOf(tree.name)
        return Array.isArray(value) ? value[target]! : value
      }
      case 'hot':
        return c === target ? 1 : 0
      case 'minus':
        return -run(tree.of, c)
      case 'size':
        return Math.abs(run(tree.of, c))
      case 'plus':
        return run(tree.left, c) + run(tree.right, c)
      case 'less':
        return run(tree.left, c) - run(tree.right, c)
      case 'times':
        return run(tree.left, c) * run(tree.right, c)
      case 'over':
        return run(tree.left, c) / run(tree.right, c)
      case 'power': {
        const [base, exponent] = [run(tree.left, c), run(tree.right, c)]
        return exponent === 2 ? base * base : base ** exponent
      }
      case 'cases': {
        const found = tree.cases.find(({ if: one }) => {
          if (!one) return true
          const [a, b] = [run(one.left, c), run(one.right, c)]
          if (one.sign === '<') return a < b
          if (one.sign === '<=') return a <= b
          if (one.sign === '>') return a > b
          return one.sign === '>=' ? a >= b : a === b
        })
        return run(found!.then, c)
      }
      case 'call': {
        const [first, second] = tree.args as [Tree, Tree | undefined]
        if (tree.name === 'sum') return each(first).reduce((sum, value) => sum + value, 0)
        if (tree.name === 'max' && !second) return Math.max(...each(first))
        if (tree.name === 'exp' && first.is === 'less') {
          const [a, b] = [run(first.left, c), run(first.right, c)]
          const gap = a - b
          const lost = a - (gap - (gap - a)) - (b + (gap - a))
          return gap > -745.13 ? Math.exp(gap) * (1 + lost) : 0
        }
        const v = run(first, c)
        switch (tree.name) {
          case 'exp':
            return Math.exp(v)
          case 'ln':
            return Math.log(v)
          case 'cosh':
            return Math.cosh(v)
          case 'max':
            return Math.max(v, run(second!, c))
          case 'counts': {
            const value = run(second!, c)
            return v === 0 && Math.abs(value) === Infinity ? 0 : v * value
          }
          case 'log1p': {
            const u = 1 + v
            if (u === 1) return v
            return u - 1 === v || u <= 0 ? Math.log(u) : Math.log(u) * (v / (u - 1))
          }
          default: {
            const u = Math.exp(v)
            if (u === 1) return v
            return v < -37.5 ? -1 : v > 709.78 ? u : (u - 1) * (v / Math.log(u))
          }
        }
      }
    }
  }
  return valueOf(line)
}
