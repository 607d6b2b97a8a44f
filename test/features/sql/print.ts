import type { Condition, Tree } from '../../../src/losses/formula/tree.ts'

/** How tightly a formula holds together: sums, products, powers, values. */
const tightness: Readonly<Record<string, number>> = {
  plus: 1,
  less: 1,
  minus: 1,
  times: 2,
  over: 2,
  power: 3,
}

/** A tree as the text of a formula, as the steps of a loss write it. */
export function print(tree: Tree): string {
  switch (tree.is) {
    case 'number':
      return Number.isNaN(tree.value) ? 'nan' : tree.value === Infinity ? 'inf' : String(tree.value)
    case 'name':
      return tree.name
    case 'at target':
      return `${tree.name}_t`
    case 'hot':
      return '1{c=t}'
    case 'minus':
      return `-${inside(tree.of, 2)}`
    case 'size':
      return `|${print(tree.of)}|`
    case 'plus':
      return `${inside(tree.left, 1)} + ${inside(tree.right, 1)}`
    case 'less':
      return `${inside(tree.left, 1)} - ${inside(tree.right, 2)}`
    case 'times': {
      const right = inside(tree.right, tree.right.is === 'over' || tree.right.is === 'times' ? 3 : 2)
      const left = inside(tree.left, tree.left.is === 'over' ? 3 : 2)
      return right.startsWith('(') && !/\w$/.test(left) ? `${left}${right}` : `${left} ${right}`
    }
    case 'over':
      return `${inside(tree.left, 2)} / ${inside(tree.right, 3)}`
    case 'power':
      return `${inside(tree.left, 4)}^${inside(tree.right, 4)}`
    case 'call':
      if (tree.name === 'exp') return `e^(${print(tree.args[0]!)})`
      return `${tree.name}(${tree.args.map(print).join(', ')})`
    case 'cases':
      return tree.cases
        .map(({ if: condition, then }, i) =>
          condition === undefined
            ? `else ${print(then)}`
            : `${i > 0 ? 'else ' : ''}${print(then)} if ${printCondition(condition)}`,
        )
        .join(', ')
  }
}

export function printCondition({ left, sign, right }: Condition): string {
  return `${print(left)} ${sign} ${print(right)}`
}

function inside(tree: Tree, least: number): string {
  const own = tightness[tree.is] ?? 5
  return own < least ? `(${print(tree)})` : print(tree)
}
