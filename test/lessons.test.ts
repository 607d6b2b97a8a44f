import { readFileSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mapArguments, type Tensor } from '../src/tensor.ts'
import type { ExplainedStep } from '../src/explanation.ts'
import { parseLine } from '../src/losses/formula/parse.ts'
import { namesIn, type Tree } from '../src/losses/formula/tree.ts'
import type { LineCase, PlainLoss } from '../src/losses/loss.ts'
import type { AnyOptionValues } from '../src/options.ts'
import { draws } from './draws.ts'
import { type Args, batch, CLASSES, endsOf } from './drawn-arguments.ts'
import { everyForm } from './every-form.ts'
import { workedOut } from './worked-out.ts'
import { evaluateLine, type Names } from './features/sql/evaluate.ts'

const forms = everyForm.filter(([, make]) => make().one !== 'batch')

/** Notation of mathematics that no engine is given: checked by nothing but the eye. */
const unread = [
  'margin - right + x', // of the classes beside that of the target only
  '1{c != t}',
  '1{c in T}',
  'sum_(y in T) max(0, 1 - x_y + x_c) if named = 0',
  '||D||_p',
  '||X1||',
  '||X2||',
  'max(0, margin + dPositive - min(dNegative, dSwap))',
  '||A - P + eps||_p',
  '||A - N + eps||_p',
  'd(A, P)',
  'd(A, N)',
  '||P - N + eps||_p',
  'd(P, N)',
]

/** A formula as a worked example shows it, with its cases. */
function parsed(text: string): Tree | undefined {
  const cases = text.split(', else ')
  if (unread.includes(cases[0]!)) return undefined
  if (cases.length === 1) return parseLine(text)
  return parseLine(
    cases.map((one): LineCase => {
      const [, formula = one, condition] = /^(.+) if (.+)$/.exec(one) ?? []
      return { formula, ...(condition !== undefined && { if: condition }) }
    }),
  )
}

const tensor = (...data: number[]): Tensor => ({ data: Float64Array.from(data), shape: [data.length] })

/** Each option by itself, away from its default, and what is given together. */
function optionSets({ options }: PlainLoss): AnyOptionValues[] {
  const values: Readonly<Record<string, readonly (number | Tensor)[]>> = {
    delta: [0.3],
    beta: [0.3, 0],
    quantile: [0.9],
    margin: [0.5],
    gamma: [0, 1.5],
    alpha: [-1, 0, 0.75],
    labelSmoothing: [0.1],
    weight: options.weight?.type === 'tensor' && options.weight.as === 'classes' ? [tensor(2, 0.5, 3)] : [],
    posWeight: [tensor(2, 0.5, 3)],
    p: [1, 2],
  }
  const each = Object.entries(options).flatMap(([name, spec]) => {
    const own =
      spec.type === 'flag' ? [true, false] : spec.type === 'choice' ? spec.words : (values[name] ?? [])
    return own.map((value) => ({ [name]: value }))
  })
  const together = Object.assign({}, ...each) as AnyOptionValues
  return [{}, ...each, together]
}

function stepsOf(
  loss: PlainLoss,
  args: Args,
  options: AnyOptionValues,
): readonly (readonly ExplainedStep[])[] {
  const { explanation } = workedOut(loss, args, options)
  return [...explanation!.rows].map(({ steps }) => steps)
}

describe.each(forms)('a lesson of %s', (_name, make) => {
  it('has steps that are what their formulas say of those before', () => {
    const loss = make()
    let seen = 0
    for (const options of optionSets(loss)) {
      const numbers = numbersOf(loss, options)
      fc.assert(
        fc.property(batch(loss, options), (drawn) => {
          // Where e^x does not swallow 1: formulas in doubles keep few digits there.
          const args = mapArguments(drawn, ({ data, shape }, name) => {
            const { domain: usual, given } = loss.takes[name]!
            const domain = given?.(options) ?? usual
            const most = endsOf(domain)[0] === undefined ? 4 : Infinity
            return { data: data.map((x) => (Math.abs(x) > most ? x / 8 : Math.abs(x) < 1e-4 ? 0 : x)), shape }
          })
          for (const steps of stepsOf(loss, args, options))
            for (let i = 0; i < (loss.one === 'element' ? CLASSES : 1); i++) {
              const names: Record<string, number | readonly number[]> = Object.fromEntries(numbers)
              for (const { name, formula, values, each } of steps) {
                const own = !each ? values[0]! : loss.one === 'element' ? values[i]! : values
                const tree = formula === '' ? undefined : parsed(formula)
                if (tree !== undefined) {
                  agree(`${name} = ${formula}`, tree, names, own)
                  seen++
                }
                names[name] = own
              }
            }
        }),
        { numRuns: draws(30, 3) },
      )
    }
    expect(seen).toBeGreaterThan(0)
  })
})

/** Every text of the lessons that are put together from parts; `UPDATE=1 npx vitest run test/lessons.test.ts` rewrites them. */
it('lessons of inputs that are written otherwise read as they did', () => {
  const lessons = everyForm
    .filter(([title]) => title.includes(' from '))
    .map(([title, make]) => {
      const { formula, heading, latex, stable, steps } = make()
      const lines = Object.entries(stable ?? {}).map(
        ([name, line]) => `line ${name}: ${JSON.stringify(line)}`,
      )
      const texts = Object.entries(steps).map(([name, { means: _, ...step }]) => {
        const parts = Object.values(step).map((part) =>
          typeof part === 'string' ? part : JSON.stringify(part),
        )
        return `${name}: ${parts.join('   ')}`
      })
      return [`# ${title}`, formula, heading ?? formula, latex, ...lines, ...texts].join('\n')
    })
  const path = 'fixtures/lessons.txt'
  const now = `${lessons.join('\n\n')}\n`
  if (process.env.UPDATE) writeFileSync(path, now)
  else expect(now).toBe(readFileSync(path, 'utf8'))
})

/** The options that are numbers, by their names in formulas. */
function numbersOf({ options }: PlainLoss, given: AnyOptionValues): [string, number][] {
  return Object.entries(options).flatMap(([name, spec]) => {
    const value = given[name] ?? ('default' in spec ? spec.default : undefined)
    return typeof value === 'number' ? [[('symbol' in spec && spec.symbol) || name, value]] : []
  })
}

function agree(what: string, tree: Tree, names: Names, own: number | readonly number[]) {
  const unknown = namesIn(tree).filter((name) => name !== 'C' && !Object.hasOwn(names, name))
  if (unknown.length > 0) expect.fail(`${what} has ${unknown}, of which no step before tells`)
  const target = typeof names.t === 'number' ? names.t : -1
  const found = evaluateLine(' ', { ' ': tree }, names, CLASSES, target)
  const [got, want] = [found, own].map((one) => (typeof one === 'number' ? [one] : one)) as [
    number[],
    number[],
  ]
  want.forEach((value, i) => {
    const formula = got[got.length === 1 ? 0 : i]!
    // A product with an infinite logarithm counts 0, and where terms cancel a formula in doubles has fewer digits.
    if (!Number.isFinite(formula) || !Number.isFinite(value)) return
    const scale = Math.max(1, Math.abs(value))
    if (!(Math.abs(formula - value) <= 1e-9 * scale))
      expect.fail(`${what} is ${formula} of ${JSON.stringify(names)}, and ${value} is shown`)
  })
}
