import { type Condition, foldsClasses, partsOf, reached, type Tree } from '../../losses/formula/tree.ts'
import { snakeCase } from '../../options.ts'

/** How a library of arrays writes what formulas need. */
interface ArrayLibrary {
  readonly imports: readonly string[]
  /** `np`, before the names of its functions. */
  readonly module: string
  /** Functions that are named or called otherwise than in numpy. */
  sum(value: string): string
  largest(value: string): string
  /** The entry of each row's class. */
  atTarget(value: string): string
  array(value: string): string
  indices(value: string): string
  value(value: string): string
}

const numpyLike = (module: string, imports: readonly string[], index: string): ArrayLibrary => ({
  imports,
  module,
  sum: (value) => `${module}.sum(${value}, axis=1)`,
  largest: (value) => `${module}.max(${value}, axis=1)`,
  atTarget: (value) => `${module}.take_along_axis(${value}, t[:, None], axis=1)[:, 0]`,
  array: (value) => `${module}.asarray(${value}, dtype=${index})`,
  indices: (value) => `${module}.asarray(${value}).astype(int)`,
  value: (value) => value,
})

/** torch takes no array of the other byte order, nor one that lies backwards. */
const native = (value: string) => (/^np\.load\(|_numpy\(\)$/.test(value) ? `${value}.astype(float)` : value)

/** Libraries whose snippets are made from the formulas of a loss. */
export const arrayLibraries = {
  numpy: numpyLike('np', ['import numpy as np'], 'float'),
  jax: numpyLike('jnp', ['import jax', 'import jax.numpy as jnp'], 'jnp.float64'),
  torch: {
    imports: ['import torch'],
    module: 'torch',
    sum: (value) => `torch.sum(${value}, dim=1)`,
    largest: (value) => `torch.amax(${value}, dim=1)`,
    atTarget: (value) => `torch.take_along_dim(${value}, t[:, None], dim=1)[:, 0]`,
    array: (value) => `torch.as_tensor(${native(value)}, dtype=torch.float64)`,
    indices: (value) => `torch.as_tensor(${native(value)}, dtype=torch.int64)`,
    value: (value) => (/^[\w.]+\([^/]*\)$/.test(value) ? `${value}.item()` : `(${value}).item()`),
  },
} as const satisfies Record<string, ArrayLibrary>

/** What a formula is about. */
export interface CodeScene {
  readonly library: ArrayLibrary
  readonly lines: Readonly<Record<string, Tree>>
  readonly numbers: Readonly<Record<string, number>>
  /** Names that hold a number per row and class, and per class. */
  readonly perRowAndClass: ReadonlySet<string>
  readonly perClass: ReadonlySet<string>
  readonly classes: number
}

type Rank = 'row' | 'class'

/** The statements that compute the line `loss`, in the order of the formulas. */
export function statements(scene: CodeScene): string[] {
  const { lines } = scene
  const needed = reached('loss', lines)
  const wanted = Object.keys(lines).filter((name) => name === 'loss' || needed.has(name))
  return wanted.map(
    (name) => `${pythonName(name)} = ${new Printer(scene).text(lines[name]!, rankOf(name, scene))}`,
  )
}

/** lambda is a word of Python. */
export function pythonName(name: string): string {
  const snake = snakeCase(name)
  return /^(?:lambda|is|in|from)$/.test(snake) ? `${snake}_` : snake
}

function rankOf(name: string, scene: CodeScene): Rank {
  if (scene.perRowAndClass.has(name) || scene.perClass.has(name)) return 'class'
  const tree = scene.lines[name]
  return tree && spansClasses(tree, scene) ? 'class' : 'row'
}

function spansClasses(tree: Tree, scene: CodeScene): boolean {
  if (tree.is === 'hot') return true
  if (tree.is === 'name') return rankOf(tree.name, scene) === 'class'
  return !foldsClasses(tree) && partsOf(tree).some((one) => spansClasses(one, scene))
}

/** How tightly a text holds together: 0 for a sum, 1 for a product, 2 for a sign, 3 for a power, 4 for a value. */
type Bound = 0 | 1 | 2 | 3 | 4

class Printer {
  readonly #scene: CodeScene

  constructor(scene: CodeScene) {
    this.#scene = scene
  }

  text(tree: Tree, rank: Rank): string {
    return this.#print(tree, rank)[0]
  }

  #print(tree: Tree, rank: Rank): readonly [string, Bound] {
    const { library, numbers, classes } = this.#scene
    const m = library.module
    const pair = (sign: string, bound: Bound, right: Bound, left: Bound = bound) =>
      [
        `${this.#held(tree, 'left', rank, left)}${sign}${this.#held(tree, 'right', rank, right)}`,
        bound,
      ] as const
    switch (tree.is) {
      case 'number':
        return [numberText(tree.value, `${m}.`), 4]
      case 'name': {
        if (tree.name === 'C') return [String(classes), 4]
        if (Object.hasOwn(numbers, tree.name)) {
          const value = numbers[tree.name]!
          return [numberText(value, `${m}.`), value < 0 ? 2 : 4]
        }
        const own = rankOf(tree.name, this.#scene)
        const name = pythonName(tree.name)
        return [rank === 'class' && own === 'row' ? `${name}[:, None]` : name, 4]
      }
      case 'at target': {
        const name = pythonName(tree.name)
        if (Object.hasOwn(numbers, tree.name)) return [numberText(numbers[tree.name]!, `${m}.`), 4]
        return [this.#scene.perClass.has(tree.name) ? `${name}[t]` : library.atTarget(name), 4]
      }
      case 'hot':
        // Beside a number torch makes single precision of truth values.
        return [`(${m}.arange(${classes}) == t[:, None])${m === 'torch' ? '.double()' : ''}`, 4]
      case 'minus': {
        const [of, bound] = this.#print(tree.of, rank)
        return [`-${bound < 2 ? `(${of})` : of}`, 2]
      }
      case 'size':
        return [`${m}.abs(${this.text(tree.of, rank)})`, 4]
      case 'plus':
        return pair(' + ', 0, 0)
      case 'less':
        return pair(' - ', 0, 1)
      case 'times':
        return pair(' * ', 1, 2)
      case 'over':
        return pair(' / ', 1, 2)
      case 'power':
        return pair(' ** ', 3, 3, 4)
      case 'cases':
        return [this.#cases(tree.cases, rank), 4]
      case 'call':
        return [this.#call(tree, rank), 4]
    }
  }

  #held(tree: Tree, side: 'left' | 'right', rank: Rank, least: Bound): string {
    const part = (tree as { left: Tree; right: Tree })[side]
    const [text, bound] = this.#print(part, rank)
    return bound < least ? `(${text})` : text
  }

  #cases(cases: Extract<Tree, { is: 'cases' }>['cases'], rank: Rank): string {
    const [first, ...others] = cases
    if (!first!.if) return this.#array(first!.then, rank)
    const { library } = this.#scene
    const decided = this.#decided(first!.if)
    if (decided !== undefined) return decided ? this.#array(first!.then, rank) : this.#cases(others, rank)
    return `${library.module}.where(${this.#condition(first!.if, rank)}, ${this.#array(first!.then, rank)}, ${this.#cases(others, rank)})`
  }

  /** A condition between options is known before anything runs. */
  #decided({ left, sign, right }: Condition): boolean | undefined {
    const [a, b] = [left, right].map((tree) =>
      tree.is === 'number'
        ? tree.value
        : tree.is === 'name' && Object.hasOwn(this.#scene.numbers, tree.name)
          ? this.#scene.numbers[tree.name]
          : undefined,
    )
    if (a === undefined || b === undefined) return undefined
    return { '<': a < b, '<=': a <= b, '>': a > b, '>=': a >= b, '=': a === b }[sign]
  }

  /** torch.where and torch.maximum take no bare whole numbers. */
  #array(tree: Tree, rank: Rank): string {
    const text = this.text(tree, rank)
    return /^-?\d+$/.test(text) ? `${text}.0` : text
  }

  #condition({ left, sign, right }: Condition, rank: Rank): string {
    return `${this.text(left, rank)} ${sign === '=' ? '==' : sign} ${this.text(right, rank)}`
  }

  #call({ name, args }: Extract<Tree, { is: 'call' }>, rank: Rank): string {
    const { library } = this.#scene
    const m = library.module
    const [first, second] = args as [Tree, Tree | undefined]
    if (name === 'sum') return library.sum(this.text(first, 'class'))
    if (name === 'max' && !second) return library.largest(this.text(first, 'class'))
    if (name === 'max') return this.#larger(first, second!, rank)
    if (name === 'counts') {
      const [[k, bound], [v, other]] = [this.#print(first, rank), this.#print(second!, rank)]
      const product = `${bound < 1 ? `(${k})` : k} * ${other < 2 ? `(${v})` : v}`
      // A number needs no question.
      if (k === '0') return '0.0'
      if (/^[\d.e+\-*/ ()]+$/.test(k)) return `(${product})`
      return `${m}.where(${k} == 0, 0.0, ${product})`
    }
    return `${m}.${name === 'ln' ? 'log' : name}(${this.text(first, rank)})`
  }

  /** torch clamps where numpy takes the larger of an array and a number. */
  #larger(first: Tree, second: Tree, rank: Rank): string {
    const { library } = this.#scene
    const bare = (text: string) => /^-?[\d.e+-]+$/.test(text)
    const [a, b] = [this.text(first, rank), this.text(second, rank)]
    if (library.module !== 'torch') return `${library.module}.maximum(${a}, ${b})`
    if (bare(b)) return `torch.clamp(${a}, min=${b})`
    if (bare(a)) return `torch.clamp(${b}, min=${a})`
    return `torch.maximum(${a}, ${b})`
  }
}

/** A number in Python; the names of those that are none come from a module. */
export const numberText = (value: number, of = ''): string =>
  String(value).replace('NaN', `${of}nan`).replace('Infinity', `${of}inf`)
