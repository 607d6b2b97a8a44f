import type { Plan } from '../../engine/plan.ts'
import { givenOptions, withGiven } from '../../losses/given-parts.ts'
import type { Case, Formula, StepText } from '../../losses/loss.ts'

/** What the names in formulas stand for: a number, or one per class. */
type Known = Readonly<Record<string, number | ArrayLike<number>>>

/** The options that a run was given, by their names in formulas; and whether targets are indices (hot) or probabilities (soft). */
export function givenOf({ loss, options, kind }: Plan): Record<string, 1> {
  const given = givenOptions(loss, options)
  if (kind !== 'elements') given[kind === 'indices' ? 'hot' : 'soft'] = 1
  return given
}

/** The loss as a worked example starts, with what this run was given. */
export function headingOf(plan: Plan): Formula {
  const { loss } = plan
  const given = givenOf(plan)
  return { formula: withGiven(loss.heading ?? loss.formula, given), latex: withGiven(loss.latex, given) }
}

/** A step in names: `z^2 / 2 if z <= delta, else delta (z - delta / 2)` where it has cases. */
export function inNames(text: StepText, given: object): Formula {
  const cases = 'cases' in text ? text.cases : [text]
  if (cases.length === 1) {
    const [{ formula, latex }] = cases as [Formula]
    return { formula: withGiven(formula, given), latex: withGiven(latex, given) }
  }
  const formulas = cases.map(({ if: condition, formula }: Case, i) => {
    const own = withGiven(formula, given)
    return condition === undefined ? `else ${own}` : `${i > 0 ? 'else ' : ''}${own} if ${condition}`
  })
  const rows = cases.map(({ if: condition, latex }: Case) => {
    const when = condition === undefined ? String.raw`\text{else}` : latexOfCondition(condition)
    return `${withGiven(latex, given)} & ${when}`
  })
  return {
    formula: formulas.join(', '),
    latex: String.raw`\begin{cases} ${rows.join(String.raw` \\ `)} \end{cases}`,
  }
}

function latexOfCondition(condition: string): string {
  return condition
    .replace('<=', String.raw`\le`)
    .replace('>=', String.raw`\ge`)
    .replaceAll(/\b(alpha|beta|delta|gamma)\b/g, String.raw`\$1`)
}

/** The case that holds for an entry of the vectors: the first whose condition does, or the last. */
export function chosenCase(text: StepText, known: Known, shown: number): Formula {
  if (!('cases' in text)) return text
  return (
    text.cases.find(({ if: condition }) => condition === undefined || holds(condition, known, shown)) ??
    text.cases.at(-1)!
  )
}

/** Whether `left < right` holds; both are names or numbers. */
function holds(condition: string, known: Known, shown: number): boolean {
  const [, left = '', comparison, right = ''] = /^(.+?) (<=|>=|<|>|=) (.+)$/.exec(condition) ?? []
  const [a, b] = [left, right].map((word) => {
    const value = lookUp(word, known)
    return value === undefined ? Number(word) : typeof value === 'number' ? value : value[shown]!
  }) as [number, number]
  if (comparison === '<') return a < b
  if (comparison === '<=') return a <= b
  if (comparison === '>') return a > b
  return comparison === '>=' ? a >= b : a === b
}

/** How many terms of a sum or a maximum are written out. */
const WRITTEN_OUT = 6

/**
 * The formula with numbers in place of the names that are known, as texts and numbers alternately. A vector stands for its
 * entry `shown`; `sum(v)` and `max(v)` write it out, `v_t` is the entry of the target.
 */
export function putNumbers(formula: string, known: Known, shown: number): (string | number)[] {
  const pieces: (string | number)[] = []
  let rest = 0
  for (const match of formula.matchAll(/(sum|max)\((\w+)\)|[A-Za-z]\w*/g)) {
    const [word, operation, vector] = match
    const value = operation ? known[vector!] : lookUp(word, known)
    if (value === undefined) continue
    pieces.push(formula.slice(rest, match.index))
    if (operation && typeof value !== 'number') {
      const written = writeOut(operation, value)
      const end = match.index + word.length
      const apart = operation === 'sum' && value.length > 1 && isBeside(formula, match.index, end)
      pieces.push(...(apart ? ['(', ...written, ')'] : written))
    } else if (operation) pieces.push(`${operation}(`, value as number, ')')
    else pieces.push(typeof value === 'number' ? value : value[shown]!)
    rest = match.index + word.length
  }
  return [...pieces, formula.slice(rest)].filter((piece) => piece !== '')
}

/** Whether a sum between these places needs parentheses because of what is next to it, such as a quotient. */
function isBeside(formula: string, start: number, end: number): boolean {
  const alone =
    /(?:^|[(,=+|] ?)$/.test(formula.slice(0, start)) && /^(?: [-+]|[),|]|$)/.test(formula.slice(end))
  return !alone
}

function lookUp(word: string, known: Known): number | ArrayLike<number> | undefined {
  const name = !Object.hasOwn(known, word) && word.endsWith('_t') ? word.slice(0, -2) : word
  return Object.hasOwn(known, name) ? known[name] : undefined
}

function writeOut(operation: string, vector: ArrayLike<number>): (string | number)[] {
  const between = operation === 'sum' ? ' + ' : ', '
  const pieces: (string | number)[] = operation === 'sum' ? [] : ['max(']
  for (let i = 0; i < Math.min(vector.length, WRITTEN_OUT); i++) {
    if (i > 0) pieces.push(between)
    pieces.push(vector[i]!)
  }
  if (vector.length > WRITTEN_OUT) pieces.push(`${between}...`)
  if (operation === 'max') pieces.push(')')
  return pieces
}
