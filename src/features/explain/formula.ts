import type { StepText } from '../../losses/loss.ts'
import type { Plan } from '../../engine/plan.ts'

/** What formulas speak of, by name: numbers, or one per class. */
export type Known = Readonly<Record<string, number | ArrayLike<number>>>

/** A formula with `[p|p ]` resolved: the part behind the bar where there is a p, else nothing. */
export function withGiven(formula: string, known: Known): string {
  return formula.replaceAll(/\[(\w+)\|([^\]]*)\]/g, (_all, name: string, part: string) =>
    Object.hasOwn(known, name) ? part : '',
  )
}

/** The loss as a worked example starts, with what this run was given. */
export function headingOf({ loss, options, ...plan }: Plan): StepText {
  const smoothing = options.labelSmoothing === 0 ? undefined : options.labelSmoothing
  const given =
    plan.family === 'element'
      ? { p: plan.posWeight, alphaT: options.alpha }
      : { w: options.weight, alpha: options.alpha, smoothing, [plan.kind === 'indices' ? 'hot' : 'soft']: 1 }
  const known = Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, 1]])),
  )
  const formula = loss.lesson?.heading ?? loss.formula
  return { formula: withGiven(formula, known), latex: withGiven(loss.latex, known) }
}

/** Numbers of a sum or a maximum written out; more end in dots. */
const WRITTEN_OUT = 6

/**
 * The formula with numbers in place of the names that are known, as texts and numbers in turn. A vector stands for its
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
    if (operation && typeof value !== 'number') pieces.push(...writeOut(operation, value))
    else if (operation) pieces.push(`${operation}(`, value as number, ')')
    else pieces.push(typeof value === 'number' ? value : value[shown]!)
    rest = match.index + word.length
  }
  return [...pieces, formula.slice(rest)].filter((piece) => piece !== '')
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
