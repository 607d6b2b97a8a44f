export type Tree =
  | { readonly is: 'number'; readonly value: number }
  /** An argument, an option, or a line before. */
  | { readonly is: 'name'; readonly name: string }
  /** The entry of the target's class: x_t. */
  | { readonly is: 'at target'; readonly name: string }
  /** 1 for the target's class, 0 for the others: 1{c=t}. */
  | { readonly is: 'hot' }
  | { readonly is: 'minus'; readonly of: Tree }
  | { readonly is: 'size'; readonly of: Tree }
  | { readonly is: 'plus' | 'less' | 'times' | 'over' | 'power'; readonly left: Tree; readonly right: Tree }
  | { readonly is: 'call'; readonly name: FunctionName; readonly args: readonly Tree[] }
  | { readonly is: 'cases'; readonly cases: readonly { if?: Condition; then: Tree }[] }

export interface Condition {
  readonly left: Tree
  readonly sign: '<' | '<=' | '>' | '>=' | '='
  readonly right: Tree
}

/** Functions by the number of their arguments; e^(v) is exp. max of one argument is over classes. */
export const functions = {
  exp: [1],
  ln: [1],
  log1p: [1],
  expm1: [1],
  cosh: [1],
  sum: [1],
  max: [1, 2],
  counts: [2],
}
export type FunctionName = keyof typeof functions

export function namesIn(tree: Tree): readonly string[] {
  return tree.is === 'name' || tree.is === 'at target' ? [tree.name] : partsOf(tree).flatMap(namesIn)
}

/** Whether a formula makes one number of all classes: their sum, or the largest. */
export function foldsClasses(tree: Tree): boolean {
  return tree.is === 'call' && (tree.name === 'sum' || (tree.name === 'max' && tree.args.length === 1))
}

/** Whether a line reads all classes, not only that of the target, through the lines before it. */
export function readsAllClasses(name: string, lines: Readonly<Record<string, Tree>>): boolean {
  const folds = (tree: Tree): boolean => foldsClasses(tree) || partsOf(tree).some(folds)
  return [name, ...reached(name, lines)].some((line) => lines[line] !== undefined && folds(lines[line]))
}

/** The names that a line reads, through the lines before it. */
export function reached(
  name: string,
  lines: Readonly<Record<string, Tree>>,
  found = new Set<string>(),
): Set<string> {
  for (const next of namesIn(lines[name]!)) {
    if (found.has(next)) continue
    found.add(next)
    if (lines[next]) reached(next, lines, found)
  }
  return found
}

export function partsOf(tree: Tree): readonly Tree[] {
  switch (tree.is) {
    case 'minus':
    case 'size':
      return [tree.of]
    case 'call':
      return tree.args
    case 'cases':
      return tree.cases.flatMap(({ if: condition, then }) => [
        ...(condition ? [condition.left, condition.right] : []),
        then,
      ])
    case 'plus':
    case 'less':
    case 'times':
    case 'over':
    case 'power':
      return [tree.left, tree.right]
    default:
      return []
  }
}
