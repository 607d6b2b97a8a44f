import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { treesOf } from '../../../src/losses/formula/trees.ts'
import { parse, parseLine } from '../../../src/losses/formula/parse.ts'
import { print, printCondition } from './print.ts'
import { givenOptions, withGiven } from '../../../src/losses/given-parts.ts'
import type { PlainLoss } from '../../../src/losses/loss.ts'
import { type AnyOptionValues, resolveOptions } from '../../../src/options.ts'
import type { Domain } from '../../../src/losses/takes.ts'
import type { Tensor } from '../../../src/tensor.ts'
import { readsAllClasses, type Tree } from '../../../src/losses/formula/tree.ts'
import { everyForm } from '../../every-form.ts'
import { draws, evenly } from '../../draws.ts'
import { evaluate, type Names } from './evaluate.ts'

const withLines = everyForm.filter(([, make]) => make().stable !== undefined)

/** How many doubles lie between two. */
export function ulps(a: number, b: number): number {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Infinity
  const bits = new BigInt64Array(new Float64Array([a, b]).buffer)
  const [x, y] = [...bits].map((n) => (n < 0n ? -(n & 0x7fffffffffffffffn) : n)) as [bigint, bigint]
  return Number(x > y ? x - y : y - x)
}

/** Losses whose terms cancel: what the ulp are of. */
const terms: Readonly<Record<string, (o: AnyOptionValues, ...args: number[]) => number>> = {
  'kl-div': ({ logTarget }, x, t) =>
    logTarget
      ? Math.exp(t!) * Math.max(Math.abs(t!), Math.abs(x!))
      : t! * Math.max(Math.abs(Math.log(t!)), Math.abs(x!)),
  'kl-div --from probs': (_, x, t) => t! * Math.max(Math.abs(Math.log(t!)), Math.abs(Math.log(x!))),
  'poisson-nll': ({ logInput, eps }, x, t) =>
    logInput
      ? Math.max(Math.exp(x!), Math.abs(t! * x!), t! > 1 ? Math.abs(t! * Math.log(t!)) : 0)
      : Math.max(x!, Math.abs(t! * Math.log(x! + (eps as number))), t! > 1 ? Math.abs(t! * Math.log(t!)) : 0),
  'gaussian-nll': ({ eps }, x, t, v) =>
    Math.max(
      Math.abs(Math.log(Math.max(v!, eps as number))),
      (x! - t!) ** 2 / Math.max(v!, eps as number),
      1,
    ),
  'margin-ranking': ({ margin }, x1, x2) =>
    Math.max(Math.abs(margin as number), Math.abs(x1!), Math.abs(x2!)),
  'hinge-embedding': ({ margin }, x) => Math.max(margin as number, Math.abs(x!)),
}

/** Numbers of a domain, the odd ones often. */
function numbers({ what, min, max, above, values }: Domain, form: PlainLoss): fc.Arbitrary<number> {
  if (values) return fc.constantFrom(...values)
  const low = min ?? above ?? -Infinity
  const high =
    max ??
    (what === 'log-probability' && form.one === 'row' ? 0 : what === 'log-probability' ? 100 : Infinity)
  const odd = [
    0,
    1,
    -1,
    0.5,
    1e-320,
    1e-17,
    1e-9,
    0.1,
    -0.1,
    20,
    -37,
    40,
    -40,
    700,
    -700,
    746,
    -1000,
    1e6,
    Infinity,
    -Infinity,
    Number.NaN,
  ]
  // Of 1 - e^x the kernel has 106 bits: none are left of the last digits there.
  const blurred = (x: number) => form.name === 'focal --from log-probs' && x < 0 && x > -1e-9
  // The square of such a number is the least double or 0, as it rounds: infinity times it is infinity or NaN.
  const vanishing = (x: number) => form.name.startsWith('focal') && x > 1e-163 && x < 1e-161
  const fits = (x: number) =>
    (Number.isNaN(x) || (x >= low && x <= high)) && x !== above && !blurred(x) && !vanishing(x)
  return fc.oneof(
    fc.constantFrom(...odd.filter(fits)),
    evenly(Math.max(low, -50), Math.min(high, 50)).filter(fits),
    evenly(Math.max(low, -1), Math.min(high, 1)).filter(fits),
  )
}

/** Options away from their defaults too. */
function optionSets(form: PlainLoss): AnyOptionValues[] {
  const of = (given: Record<string, unknown>) =>
    resolveOptions(form.name, form.options, given) as AnyOptionValues
  const has = (name: string) => name in form.options
  const flags: Record<string, unknown>[] = Object.entries(form.options).flatMap(([name, spec]) =>
    spec.type === 'flag'
      ? [true, false].map((value): Record<string, unknown> => ({ [name]: value }))
      : spec.type === 'choice'
        ? spec.words.map((word) => ({ [name]: word }))
        : [],
  )
  const both = has('logInput')
    ? [
        { logInput: true, full: true },
        { logInput: false, full: true },
      ]
    : []
  const more = {
    delta: [0.3, 5],
    beta: [0, 0.3],
    quantile: [0, 0.9, 1],
    margin: [0.5],
    gamma: [0, 1, 0.5],
    alpha: [-1, 0.75],
    labelSmoothing: [0.1],
  }
  const single = Object.entries(more).flatMap(([name, values]) =>
    has(name) ? values.map((value) => ({ [name]: value })) : [],
  )
  const weights: Tensor = { data: new Float64Array([0.5, 2, 3]), shape: [3] }
  const weighted =
    has('weight') && form.one === 'row'
      ? [{ weight: weights }, ...(has('labelSmoothing') ? [{ weight: weights, labelSmoothing: 0.2 }] : [])]
      : []
  return [{}, ...flags, ...both, ...single, ...weighted].map((given: Record<string, unknown>) => of(given))
}

describe('formulas', () => {
  it('are printed from their trees as the steps write them', () => {
    let count = 0
    for (const form of withLines.map(([, make]) => make()).filter(({ stable }) => stable === 'steps')) {
      for (const options of optionSets(form)) {
        const given = givenOptions(form, options)
        for (const step of Object.values(form.steps)) {
          const lines = 'cases' in step ? step.cases : [step]
          for (const line of lines) {
            const text = withGiven(line.formula, given)
            expect(print(parse(text))).toBe(text)
            count++
          }
          const tree = parseLine('cases' in step ? step.cases : withGiven(step.formula, given))
          if (tree.is !== 'cases') continue
          const conditions = tree.cases.flatMap(({ if: one }) => (one ? [printCondition(one)] : []))
          expect(conditions).toEqual(lines.flatMap((line) => ('if' in line ? [line.if] : [])))
        }
      }
    }
    expect(count).toBeGreaterThan(20)
  })

  it('come back from their text', () => {
    for (const [, make] of withLines) {
      const form = make()
      for (const options of optionSets(form)) {
        const given = { ...givenOptions(form, options), hot: 1, single: 1 }
        for (const tree of Object.values(treesOf(form, given)!)) {
          if (tree.is !== 'cases') expect(parse(print(tree))).toEqual(tree)
        }
      }
    }
  })
})

const CLASSES = 3

interface Parsed {
  readonly trees: Readonly<Record<string, Tree>>
  /** Whether the loss depends on every class, so that a NaN in one is a NaN of the loss. */
  readonly ofAll: boolean
}
const parsed = new Map<AnyOptionValues, Map<string, Parsed>>()

/** Parsed once for all numbers that they are computed for. */
function treesFor(form: PlainLoss, options: AnyOptionValues, more: object): Parsed {
  const own = parsed.get(options) ?? new Map<string, Parsed>()
  parsed.set(options, own)
  const key = Object.keys(more).join()
  let found = own.get(key)
  if (!found) {
    const trees = treesOf(form, { ...givenOptions(form, options), ...more })!
    found = { trees, ofAll: readsAllClasses('loss', trees) }
    own.set(key, found)
  }
  return found
}

/** What the tree and the kernel say of some numbers. */
function both(
  form: PlainLoss,
  options: AnyOptionValues,
  args: readonly number[],
  p: number,
): [number, number] {
  if (form.one === 'element') {
    const factors = Object.values(form.options).filter(
      (spec) => spec.type === 'tensor' && spec.as === 'factor',
    )
    const own = factors.length > 0 ? p : 1
    const kernel = form.working(options as never)(...args, own).loss
    const names = Object.keys(form.takes).map((name, i) => [nameOf(name), args[i]!])
    const { trees } = treesFor(form, options, factors.length > 0 && p !== 1 ? { p: 1 } : {})
    const loss = evaluate(
      trees,
      { ...optionsOf(form, options), ...Object.fromEntries(names), ...(factors.length > 0 && { p }) },
      0,
    )
    return [args.some(Number.isNaN) ? Number.NaN : loss, kernel]
  }
  if (form.one !== 'row') throw new Error(form.name)
  const row = { data: new Float64Array(args.slice(0, CLASSES)), start: 0, length: CLASSES }
  const index = args[CLASSES]!
  const kernel = form.working(
    options as never,
    CLASSES,
  )({ input: row, target: { index, probabilities: undefined } } as never).loss
  const single = !options.labelSmoothing
  const { trees, ofAll } = treesFor(form, options, { hot: 1, ...(single && { single: 1 }) })
  const names: Names = { ...optionsOf(form, options), x: [...row.data], t: index }
  const odd = ofAll && row.data.some(Number.isNaN)
  return [odd ? Number.NaN : evaluate(trees, names, CLASSES, index), kernel]
}

const nameOf = (argument: string) => (argument === 'input' ? 'x' : argument === 'target' ? 't' : argument)

function optionsOf(form: PlainLoss, options: AnyOptionValues): Names {
  const entries = Object.entries(options).flatMap(([name, value]): [string, number | readonly number[]][] => {
    const spec = form.options[name]!
    const own = ('symbol' in spec && spec.symbol) || name
    if (typeof value === 'number') return [[own, value]]
    return typeof value === 'object' ? [[own, [...value.data]]] : []
  })
  return Object.fromEntries(entries)
}

/** Of numbers that are nearly 0, how they round is not compared. */
const LEAST = 1e-307

function distanceOf(tree: number, kernel: number, scale: number | undefined): number {
  if (Math.abs(tree - kernel) < LEAST) return 0
  const finite = Number.isFinite(tree) && Number.isFinite(kernel)
  if (scale === undefined || !finite) return ulps(tree, kernel)
  return Math.abs(tree - kernel) / (scale * 2 ** -52)
}

/** A power doubles the distance of its base: of [11.6, 0, 1e-9] and class 0 the line is 9 ulp away. */
const allowed = (name: string) => (name.startsWith('focal') ? 16 : 8)

describe('the lines of a loss in plain doubles', () => {
  it.each(withLines.map(([title, make]) => [title, allowed(title), make] as const))(
    '%s: within %i ulp of the kernel',
    (_title, most, make) => {
      const form = make()
      for (const options of optionSets(form)) {
        const domains = Object.values(form.takes).flatMap(({ kind, domain, given }) =>
          kind === 'classes' ? Array.from({ length: CLASSES }, () => domain) : [given?.(options) ?? domain],
        )
        const args = domains.map((domain) =>
          domain.whole ? fc.constantFrom(0, 1, 2) : numbers(domain, form),
        )
        fc.assert(
          fc.property(fc.tuple(...args), fc.constantFrom(1, 1, 3, 0.5), (values, p) => {
            const [tree, kernel] = both(form, options, values as number[], p)
            const scale = terms[form.name]?.(options, ...(values as number[]))
            const distance = distanceOf(tree, kernel, scale)
            if (distance <= most) return
            const where = `${JSON.stringify(options)} of ${values.join(', ')}, p ${p}`
            expect.fail(`${where}: ${tree}, kernel ${kernel}, ${distance} ulp apart`)
          }),
          { numRuns: draws(2000) },
        )
      }
    },
  )
})
