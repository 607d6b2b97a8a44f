import { describe, expect, it } from 'vitest'
import { randomFrom } from '../src/comparison/random.ts'
import { parseLine } from '../src/losses/formula/parse.ts'
import { namesIn } from '../src/losses/formula/tree.ts'
import { givenOptions, symbolOf, symbolOfOption, withGiven } from '../src/losses/given-parts.ts'
import type { ElementLoss, PlainLoss, RowLoss } from '../src/losses/loss.ts'
import type { Argument } from '../src/losses/takes.ts'
import { big, type Big, bigAdd, bigNumber, bigSize, bigSubtract } from '../src/numerics/big.ts'
import { type AnyOptionValues, resolveOptions } from '../src/options.ts'
import type { Tensor } from '../src/tensor.ts'
import { exactly, fixed, type Varied, varied, type VariedNames } from './big-formulas.ts'
import { endsOf } from './drawn-arguments.ts'
import { everyForm } from './every-form.ts'
import { ulpsApart } from './golden.ts'

/*
 * Each loss and slope against its formula in long numbers. Most are the nearest double: they are computed as pairs, of which
 * a low part that is lost or has the wrong sign shows in nothing else.
 */

const CLASSES = 3
const POINTS = 20
/** Where products are rounded one after the other: how many of the numbers looked at are beside the nearest double. */
const more: Readonly<Record<string, number>> = {
  bce: 10,
  'ce from probs': 18,
  'nll from logits': 5,
  'nll from probs': 6,
  mse: 6,
  'focal sigmoid': 6,
  'focal sigmoid from probs': 5,
  'focal softmax from probs': 66,
  'focal softmax from log-probs': 58,
  'poisson-nll': 1,
}
/** Formulas with norms, or sums that no formula has. */
const UNREAD = /\|\||of T|in T|\bd\(/

const tensor = (...data: number[]): Tensor => ({ data: Float64Array.from(data), shape: [data.length] })

/** Sets of options under which other ways are taken. */
function optionSets(loss: PlainLoss): AnyOptionValues[] {
  const { options } = loss
  const more: Readonly<Record<string, unknown>> = {
    gamma: 1.7,
    alpha: options.alpha && 'lists' in options.alpha && options.alpha.lists ? tensor(0.7, 0.2, 1.3) : 0.3,
    weight:
      options.weight?.type === 'tensor' && options.weight.as === 'classes'
        ? tensor(2.3, 0.6, 3.1)
        : undefined,
    posWeight: loss.one === 'element' ? tensor(2.3) : undefined,
    labelSmoothing: 0.1,
    full: true,
    logTarget: true,
    logInput: false,
    square: true,
    delta: 0.3,
    beta: 0.3,
  }
  const changed = Object.entries(more).filter(([name, value]) => value !== undefined && name in options)
  return [{}, ...(changed.length > 0 ? [Object.fromEntries(changed) as AnyOptionValues] : [])].map((own) =>
    resolveOptions(loss.name, options, own),
  )
}

/** How far numbers of any size are drawn from each other. */
const SIZES = [0.25, 8, 8, 60]

/** A number of a domain: neither so far out that nothing cancels, nor so near 0 that all is rounded away. */
function drawn(argument: Argument, options: AnyOptionValues, random: () => number): number {
  const { domain: usual, given, probabilities } = argument
  const domain = probabilities ?? given?.(options) ?? usual
  if (domain.values) return domain.values[Math.floor(random() * domain.values.length)]!
  const [low, high] = endsOf(domain)
  if (domain.what === 'log-probability') return -6 * random()
  const size = SIZES[Math.floor(random() * SIZES.length)]!
  if (low === undefined) return size * (random() - 0.5)
  return low + (high === undefined ? Math.min(size, 8) : high - low) * random()
}

interface Found {
  readonly what: string
  readonly got: number
  readonly exact: Big
}

/** The steps of the loss, each by those before. */
function stepsExactly(
  loss: PlainLoss,
  given: object,
  names: VariedNames,
  target: number,
  count: number,
): Varied | undefined {
  const all: Record<string, Varied | readonly Varied[]> = { ...names }
  for (const [name, step] of Object.entries(loss.steps)) {
    const line =
      'cases' in step
        ? step.cases.map((one) => ({ ...one, formula: withGiven(one.formula, given) }))
        : withGiven(step.formula, given).replace('1{c != t}', '(1 - 1{c=t})')
    const tree = parseLine(line as string)
    // A step of other options has nothing to say.
    if (namesIn(tree).every((one) => one === 'C' || one in all))
      all[name] = exactly(tree, all, CLASSES, target, count)
  }
  return all.loss as Varied
}

/** Options by their names in formulas. */
function optionNames(loss: PlainLoss, options: AnyOptionValues, count: number): VariedNames {
  const named = Object.entries(options).flatMap(([name, value]): [string, Varied | Varied[]][] => {
    const symbol = symbolOfOption(loss, name)
    if (typeof value === 'number') return [[symbol, fixed(value, count)]]
    if (typeof value !== 'object' || value === null) return []
    const numbers = [...(value as Tensor).data].map((x) => fixed(x, count))
    return [[symbol, numbers.length === 1 ? numbers[0]! : numbers]]
  })
  return Object.fromEntries(named)
}

function* ofElement(loss: ElementLoss, options: AnyOptionValues, random: () => number): Generator<Found> {
  const names = Object.keys(loss.takes)
  const numbers = names.map((name) => drawn(loss.takes[name]!, options, random))
  // Some targets are 0 or 1, and some are near the input, of which other ways are taken.
  const { input, target } = loss.takes
  if (target?.domain.max === 1 && random() < 0.4) numbers[1] = Math.round(numbers[1]!)
  else if (target?.domain.what === input?.domain.what && random() < 0.4)
    numbers[1] = numbers[0]! * (1 + random() / 128)
  const factors = 'posWeight' in loss.options ? [(options.posWeight as Tensor | undefined)?.data[0] ?? 1] : []
  const given = givenOptions(loss, options)
  const symbols = Object.fromEntries(
    names.map((name, i) => [symbolOf(name), varied(numbers[i]!, i, names.length)]),
  )
  const exact = stepsExactly(
    loss,
    { ...given, ...('alpha' in given && { alphaT: 1 }) },
    { ...optionNames(loss, options, names.length), ...symbols },
    -1,
    names.length,
  )
  if (!exact) return
  const at = `of ${numbers.join(', ')}`
  const { loss: got, rest } = loss.working(options as never)(...numbers, ...factors)
  yield { what: `loss ${at}`, got, exact: exact.of }
  // What rounding left is added to sums.
  const left = rest === undefined ? undefined : bigSubtract(exact.of, bigAdd(big(got), big(rest)))
  if (left) expect(bigSize(left) - bigSize(exact.of), `left ${at}`).toBeLessThan(-57)
  for (const [name, slope] of Object.entries(loss.gradient)) {
    const got = slope(options as never)(...numbers, ...factors)
    yield { what: `slope by ${name} ${at}`, got, exact: exact.by[names.indexOf(name)]! }
  }
}

function* ofRow(
  loss: RowLoss,
  options: AnyOptionValues,
  random: () => number,
  soft: boolean,
): Generator<Found> {
  const names = Object.keys(loss.takes)
  const row: Record<string, unknown> = {}
  const symbols: Record<string, Varied | Varied[]> = {}
  const moving = names.filter((name) => loss.takes[name]!.kind !== 'index')
  const count = moving.length * CLASSES
  let target = -1
  for (const name of names) {
    const taken = loss.takes[name]!
    const data = Float64Array.from({ length: CLASSES }, () => drawn(taken, options, random))
    if (taken.probabilities ?? (taken.kind === 'classes' && taken.domain.max === 1)) {
      const sum = data.reduce((a, b) => a + b)
      data.forEach((x, c) => (data[c] = x / sum))
    }
    const first = moving.indexOf(name) * CLASSES
    if (taken.kind === 'index') {
      target = soft ? -1 : Math.floor(random() * CLASSES)
      row[name] = { index: target, probabilities: soft ? { data, start: 0, length: CLASSES } : undefined }
      symbols.t = [...data].map((x) => fixed(x, count))
    } else if (taken.kind === 'perRow') {
      row[name] = data[0]
      symbols[symbolOf(name)] = fixed(data[0]!, count)
    } else {
      row[name] = { data, start: 0, length: CLASSES }
      symbols[symbolOf(name)] = [...data].map((x, c) => varied(x, first + c, count))
    }
  }
  const given = { ...givenOptions(loss, options), [soft ? 'soft' : 'hot']: 1 }
  const exact = stepsExactly(loss, given, { ...optionNames(loss, options, count), ...symbols }, target, count)
  if (!exact) return
  const at = `of ${JSON.stringify(row)}`
  yield {
    what: `loss ${at}`,
    got: loss.working(options as never, CLASSES)(row as never).loss,
    exact: exact.of,
  }
  const out = Object.fromEntries(loss.differentiable.map((name) => [name, new Float64Array(CLASSES)]))
  loss.gradient(options as never, CLASSES)(row as never, out)
  for (const [name, slopes] of Object.entries(out))
    for (const [c, got] of slopes.entries())
      yield { what: `slope ${c} by ${name} ${at}`, got, exact: exact.by[moving.indexOf(name) * CLASSES + c]! }
}

const forms = everyForm.filter(([, make]) => {
  const { one, steps } = make()
  return one !== 'batch' && !UNREAD.test(JSON.stringify(steps))
})

describe.each(forms)('%s', (name, make) => {
  it('is the nearest double to its formula, or next to it in few places', () => {
    const loss = make() as ElementLoss | RowLoss
    const half = randomFrom(7)
    // Of all bits, so that a difference or a product of two has a low part.
    const random = () => half() + half() * 2 ** -32
    const beside: string[] = []
    let all = 0
    for (const options of optionSets(loss))
      for (let i = 0; i < POINTS; i++) {
        const soft = i % 2 === 1 && Object.values(loss.takes).some((one) => one.probabilities)
        const found =
          loss.one === 'element' ? ofElement(loss, options, random) : ofRow(loss, options, random, soft)
        for (const { what, got, exact } of found) {
          const want = bigNumber(exact)
          if (ulpsApart(got, want) > 0)
            beside.push(`${what} under ${JSON.stringify(options)} is ${got}, not ${want}`)
          all++
        }
      }
    expect(all).toBeGreaterThan(POINTS)
    if (beside.length > (more[name] ?? 0)) expect.fail(`${beside.length} of ${all}: ${beside[0]}`)
  })
})
