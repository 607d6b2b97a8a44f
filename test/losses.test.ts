import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draws, evenly } from './draws.ts'
import { mapArguments, type Tensor } from '../src/tensor.ts'
import { Computation } from '../src/engine/compute.ts'
import { LossError } from '../src/error.ts'
import { formsOf } from '../src/losses/forms.ts'
import type { PlainLoss } from '../src/losses/loss.ts'
import { loadAll, lossNames } from '../src/losses/registry.ts'
import { flagName } from '../src/options.ts'
import type { Reduction, Report } from '../src/report.ts'
import { everyForm } from './every-form.ts'
import { same } from './same.ts'
import { type Args, batch, CLASSES, endsOf } from './drawn-arguments.ts'
import { workedOut } from './worked-out.ts'

const losses = await loadAll()
/** Losses of a whole batch fit their shapes themselves; their golden cases are their contract. */
const cuttable = everyForm.filter(([, make]) => make().one !== 'batch')
function compute(
  loss: PlainLoss,
  args: Args,
  reduction: Reduction = 'mean',
  options = {},
  cut?: number,
): Report {
  const computation = new Computation({
    loss,
    options,
    reduction,
    values: true,
    grad: true,
    samples: Infinity,
  })
  const rows = Object.values(args)[0]!.shape[0]!
  const cuts = cut === undefined || rows < 2 ? [0, rows] : [0, 1 + (cut % (rows - 1)), rows]
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [from, to] = [cuts[i]!, cuts[i + 1]!]
    const part = ({ data, shape }: Tensor): Tensor => {
      const width = data.length / rows
      return { data: data.slice(from * width, to * width), shape: [to - from, ...shape.slice(1)] }
    }
    computation.add({ args: mapArguments(args, part), firstRow: from, whole: cuts.length === 2 })
  }
  return computation.report({
    args: mapArguments(args, (_, name) => ({ name, format: 'numbers', notes: [] })),
  })
}

/** Three rows that any loss takes. */
function sample(loss: PlainLoss): Args {
  return fc.sample(batch(loss), { seed: 7, numRuns: draws(1) })[0]!
}

it.each(lossNames.map((name, i) => [name, losses[i]!] as const))(
  '%s is named as it names itself',
  (name, loss) => {
    expect(loss.name).toBe(name)
    for (const form of formsOf(loss).values()) expect(form.name).toBe(name)
  },
)

describe.each(everyForm)('%s', (_name, make) => {
  it('describes itself in each language', () => {
    const loss = make()
    for (const text of [loss.summary.en, loss.summary.zh, loss.formula, loss.latex, loss.source])
      expect(text).not.toBe('')
    expect(loss.summary.zh).toMatch(/\p{Script=Han}/u)
    expect(Object.keys(loss.steps).at(-1)).toBe('loss')
    for (const { means } of Object.values(loss.steps)) {
      if (means) expect(means.zh).toMatch(/\p{Script=Han}/u)
    }
    for (const [name, spec] of Object.entries(loss.options)) {
      expect(flagName(name)).toMatch(/^[a-z-]+$/)
      expect(spec.help).not.toBe('')
    }
  })
})

describe.each(cuttable)('%s', (_name, make) => {
  it('returns only steps that it names, and what tables know', () => {
    const loss = make()
    fc.assert(
      fc.property(batch(loss), (args) => {
        const { explanation } = workedOut(loss, args)
        const names = [...explanation!.rows][0]!.steps.map(({ name }) => name)
        expect(names.at(-1)).toBe('loss')
        expect(names.length).toBeGreaterThan(Object.keys(args).length)
      }),
      { numRuns: draws(5) },
    )
  })

  it('explains the very bits it computes, ending in the loss', () => {
    const loss = make()
    fc.assert(
      fc.property(batch(loss), (args) => {
        const plain = compute(loss, args, 'none')
        const { explanation, values } = workedOut(loss, args)
        same(values, plain.values)
        const width = CLASSES
        for (const { row, steps, ignored } of explanation!.rows) {
          expect(ignored).toBe(false)
          const last = steps.at(-1)!
          expect(last.name).toBe('loss')
          const own = loss.one === 'element' ? [row * width, (row + 1) * width] : [row, row + 1]
          same([...last.values], [...plain.values!.data.slice(...own)])
          for (const { formula, values } of steps) {
            if (/\[\w+\|/.test(formula) || values.length === 0) expect.fail(`${formula}: ${values}`)
          }
        }
      }),
    )
  })

  it('has gradients that are the slopes of its value', () => {
    const loss = make()
    fc.assert(
      fc.property(batch(loss), fc.boolean(), (drawn, inner) => {
        // Half of the time away from the ends of the domain, where some losses are infinite.
        const args = mapArguments(drawn, (own, name) => {
          // Nearer to 0 than a difference can tell is 0.
          const tensor = { ...own, data: own.data.map((x) => (Math.abs(x) < 1e-4 ? 0 : x)) }
          const { domain } = loss.takes[name]!
          const [low, high] = endsOf(domain)
          if (!inner || domain.whole || (low === undefined && high === undefined)) return tensor
          const within = (x: number) =>
            low !== undefined && high !== undefined
              ? low + 0.02 * (high - low) + 0.96 * (x - low)
              : low !== undefined
                ? x + 0.02
                : x - 0.02
          return { ...tensor, data: tensor.data.map(within) }
        })
        const { grads, value } = compute(loss, args)
        // A loss that is infinite has no slope.
        if (!Number.isFinite(value)) return
        for (const [name, grad] of Object.entries(grads!)) {
          const own = args[name]!
          const [low = -Infinity, high = Infinity] = endsOf(loss.takes[name]!.domain)
          const at = (data: Float64Array) => compute(loss, { ...args, [name]: { ...own, data } }).value!
          for (let i = 0; i < own.data.length; i++) {
            const x = own.data[i]!
            const room = Math.min(x - low, high - x)
            const h = Math.min(1e-5 * Math.max(1, Math.abs(x)), 1e-4 * room)
            // Where a domain ends, or bce clamps, there is no slope on both sides.
            if (room < 1e-3) continue
            const [up, down] = [at(own.data.with(i, x + h)), at(own.data.with(i, x - h))]
            // At a kink the slope is one of the two sides', or between.
            const [right, left] = [(up - value!) / h, (value! - down) / h]
            const scale = Math.max(1, Math.abs(up), Math.abs(grad.data[i]!))
            // What bends within h has no slope to compare: a distance near 0, an error over a target near 0.
            const nearer = [
              (at(own.data.with(i, x + h / 8)) - value!) / (h / 8),
              (value! - at(own.data.with(i, x - h / 8))) / (h / 8),
            ] as const
            const bend = Math.max(Math.abs(nearer[0] - right), Math.abs(nearer[1] - left))
            if (!(bend <= 1e-4 * Math.max(1, Math.abs(right), Math.abs(left)))) continue
            const kink = !(Math.abs(right - left) <= 2e-4 * scale)
            const [least, most] = kink
              ? [Math.min(left, right), Math.max(left, right)]
              : [(up - down) / (2 * h), (up - down) / (2 * h)]
            const slope = grad.data[i]!
            if (!(slope > least - 2e-4 * scale && slope < most + 2e-4 * scale))
              expect.fail(`the gradient of ${name} ${i} is ${slope}, the slope ${least} to ${most}`)
          }
        }
      }),
      { numRuns: draws(40) },
    )
  })

  it('gives the same bits however the rows are cut', () => {
    const loss = make()
    fc.assert(
      fc.property(batch(loss), fc.nat(), (args, cut) => {
        for (const reduction of ['mean', 'sum', 'none'] as const) {
          const whole = compute(loss, args, reduction)
          const parts = compute(loss, args, reduction, {}, cut)
          expect(parts.value).toBe(whole.value)
          same(parts.values!.data, whole.values!.data)
          for (const [name, grad] of Object.entries(whole.grads!)) {
            same(parts.grads![name]!.data, grad.data)
          }
        }
      }),
    )
  })

  it('gives the same mean in any order of rows', () => {
    const loss = make()
    fc.assert(
      fc.property(batch(loss), (args) => {
        const rows = Object.values(args)[0]!.shape[0]!
        const reversed = ({ data, shape }: Tensor) => {
          const width = data.length / rows
          const out = new Float64Array(data.length)
          for (let r = 0; r < rows; r++)
            out.set(data.subarray(r * width, (r + 1) * width), (rows - 1 - r) * width)
          return { data: out, shape }
        }
        expect(compute(loss, mapArguments(args, reversed)).value).toBe(compute(loss, args).value)
      }),
    )
  })

  it('refuses what lies outside its domains', () => {
    const loss = make()
    for (const [name, { kind, domain }] of Object.entries(loss.takes)) {
      const [low, high] = endsOf(domain)
      const bounded = low !== undefined || high !== undefined || domain.values || kind === 'index'
      if (!bounded || domain.outside === 'warned') continue
      const ends = [
        ...(low === undefined ? [] : [low - 1]),
        ...(high === undefined ? [] : [high + 1]),
        ...(domain.values ? [0.5, 7] : []),
        ...(kind === 'index' ? [-1, CLASSES, 0.5] : []),
        Number.NaN,
      ]
      for (const bad of ends) {
        const args = sample(loss)
        args[name]!.data[0] = bad
        expect(() => compute(loss, args), `${name} ${bad}`).toThrow(LossError)
      }
    }
  })

  it('refuses options it does not have, and values outside their range', () => {
    const loss = make()
    const args = sample(loss)
    expect(() => compute(loss, args, 'mean', { nonsense: 1 })).toThrow(/no option --nonsense/)
    for (const [name, spec] of Object.entries(loss.options)) {
      if (spec.type === 'tensor') continue
      expect(() => compute(loss, args, 'mean', { [name]: Number.NaN })).toThrow(LossError)
      if ('min' in spec && spec.min !== undefined && spec.type !== 'integer') {
        expect(() => compute(loss, args, 'mean', { [name]: spec.min! - 0.5 })).toThrow(LossError)
      }
      if ('above' in spec && spec.above !== undefined) {
        expect(() => compute(loss, args, 'mean', { [name]: spec.above })).toThrow(LossError)
      }
    }
  })
})

describe('relations between losses', () => {
  const find = (name: string) => everyForm.find(([known]) => known === name)![1]()

  it('focal with gamma 0 and no alpha has the bits of bce-logits', () => {
    fc.assert(
      fc.property(batch(find('focal sigmoid')), (args) => {
        const focal = compute(find('focal sigmoid'), args, 'none', { gamma: 0, alpha: -1 })
        const bce = compute(find('bce-logits'), args, 'none')
        expect(focal.values!.data).toEqual(bce.values!.data)
        expect(focal.grads!.input!.data).toEqual(bce.grads!.input!.data)
      }),
    )
  })

  it('softmax focal with gamma 0 has the bits of ce', () => {
    fc.assert(
      fc.property(batch(find('focal softmax')), fc.constantFrom(0, 0.1), (args, labelSmoothing) => {
        const focal = compute(find('focal softmax'), args, 'none', { gamma: 0, labelSmoothing })
        const ce = compute(find('ce'), args, 'none', { labelSmoothing })
        expect(focal.values!.data).toEqual(ce.values!.data)
        expect(focal.grads!.input!.data).toEqual(ce.grads!.input!.data)
      }),
    )
  })
})

describe('a loss of inputs written otherwise', () => {
  const rows = fc.array(fc.tuple(evenly(-30, 30), evenly(-30, 30), fc.nat(1)), { minLength: 1, maxLength: 8 })
  const run = (
    loss: string,
    from: string | undefined,
    data: number[],
    shape: number[],
    target: number[],
    options = {},
  ) => {
    const computation = new Computation({
      loss: losses.find(({ name }) => name === loss)!,
      options,
      reduction: 'none',
      from,
      values: true,
      grad: false,
      samples: 0,
    })
    const tensors = {
      input: { data: Float64Array.from(data), shape },
      target: {
        data: Float64Array.from(target),
        shape: shape.length === 2 && target.length * 2 === data.length ? [target.length] : shape,
      },
    }
    computation.add({ args: tensors, firstRow: 0, whole: true })
    const name = { name: 'test', format: 'numbers', notes: [] }
    return [...computation.report({ args: { input: name, target: name } }).values!.data]
  }
  const near = (got: number[], want: number[], within: number) =>
    got.forEach((value, i) =>
      expect(Math.abs(value - want[i]!)).toBeLessThanOrEqual(within * Math.abs(want[i]!) + 1e-300),
    )

  it('is the loss of what was written', () => {
    fc.assert(
      fc.property(
        rows,
        fc.constantFrom({}, { weight: { data: Float64Array.of(2, 0.5), shape: [2] } }),
        (given, options) => {
          const target = given.map(([, , index]) => index)
          const logits = given.flatMap(([a, b]) => [a, b])
          const logs = given.flatMap(([a, b]) => {
            const top = Math.max(a, b)
            const sum = top + Math.log1p(Math.exp(Math.min(a, b) - top))
            return [a - sum, b - sum]
          })
          const shape = [given.length, 2]
          const want = run('ce', undefined, logits, shape, target, options)
          // The logarithms above are rounded, to an ulp of the logit.
          const loose = given.map((_, i) => Math.abs(want[i]!) + 64)
          const got = run('ce', 'log-probs', logs, shape, target, options)
          got.forEach((value, i) => expect(Math.abs(value - want[i]!)).toBeLessThan(1e-14 * loose[i]!))
          expect(run('nll', 'logits', logits, shape, target, options)).toEqual(want)
          expect(run('nll', undefined, logs, shape, target, options)).toEqual(got)
        },
      ),
      { numRuns: draws(200) },
    )
  })

  it('keeps the digits of probabilities', () => {
    const p = [1e-300, 1e-9, 0.25, 0.5, 1 - 2 ** -53]
    const costs = p.map((x) => -Math.log(x))
    const others = p.map((x) => -Math.log1p(-x))
    const ones = p.map(() => 1)
    const zeros = p.map(() => 0)
    const shape = [p.length]
    near(run('bce-logits', 'probs', p, shape, ones), costs, 4e-16)
    near(run('bce-logits', 'probs', p, shape, zeros), others, 4e-16)
    near(run('bce', undefined, p.slice(1), [4], ones.slice(1)), costs.slice(1), 4e-16)
    const focal = run('focal', 'probs', p, shape, ones, { gamma: 2, alpha: -1 })
    near(
      focal,
      p.map((x, i) => (1 - x) ** 2 * costs[i]!),
      1e-15,
    )
    const pairs = p.flatMap((x) => [x, 1 - x])
    near(run('ce', 'probs', pairs, [p.length, 2], zeros), costs, 4e-16)
    near(run('focal', 'probs', pairs, [p.length, 2], zeros, { gamma: 2, alpha: -1 }), focal, 1e-15)
  })

  it('costs Infinity where the right side has no probability', () => {
    expect(run('bce-logits', 'probs', [0, 1], [2], [1, 0])).toEqual([Infinity, Infinity])
    expect(run('bce-logits', 'probs', [0, 1], [2], [0, 1])).toEqual([0, 0])
    expect(run('ce', 'probs', [0, 1], [1, 2], [0])).toEqual([Infinity])
  })

  it('refuses words it does not know', () => {
    expect(() => run('ce', 'odds', [0, 1], [1, 2], [0])).toThrow(/must be one of logits, probs, log-probs/)
    expect(() => run('mse', 'logits', [0, 1], [2], [0, 1])).toThrow(/no --from/)
  })
})

describe('lessons', () => {
  const find = (name: string) => everyForm.find(([known]) => known === name)![1]()
  const weight = { data: Float64Array.of(2, 0.5, 3), shape: [3] }
  const close = (a: number, b: number) => {
    if (!(Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b)))) expect.fail(`${a} is not ${b}`)
  }

  it.each(['bce', 'bce-logits'])('%s is minus the sum of its two terms', (name) => {
    const options = name === 'bce' ? {} : { posWeight: weight }
    fc.assert(
      fc.property(batch(find(name)), (args) => {
        for (const { steps } of workedOut(find(name), args, options).explanation!.rows) {
          const values = Object.fromEntries(steps.map((step) => [step.name, step.values]))
          values.loss!.forEach((loss, i) => close(-(values.positive![i]! + values.negative![i]!), loss))
        }
      }),
    )
  })

  it('focal is the product of its factors', () => {
    fc.assert(
      fc.property(batch(find('focal sigmoid')), (args) => {
        const { rows } = workedOut(find('focal sigmoid'), args, { gamma: 1.5 }).explanation!
        for (const { steps } of rows) {
          const values = Object.fromEntries(steps.map((step) => [step.name, step.values]))
          values.loss!.forEach((loss, i) => {
            close(values.alphaT![i]! * values.modulator![i]! * values.ce![i]!, loss)
            close(values.miss![i]! ** 1.5, values.modulator![i]!)
            close(values.pT![i]!, 1 - values.miss![i]!)
          })
        }
      }),
    )
  })

  it.each(['ce', 'focal softmax'])(
    '%s is the sum of its terms, and its steps follow from each other',
    (name) => {
      const options = { weight, labelSmoothing: 0.1 }
      fc.assert(
        fc.property(batch(find(name)), (args) => {
          for (const { steps } of workedOut(find(name), args, options).explanation!.rows) {
            const values = Object.fromEntries(steps.map((step) => [step.name, step.values]))
            const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0)
            close(total(values.terms!), values.loss![0]!)
            close(total(values.exp!), values.sum![0]!)
            close(values.max![0]! + Math.log(values.sum![0]!), values.logSumExp![0]!)
            close(total(values.softmax!), 1)
            close(total(values.y!), 1)
            values.x!.forEach((x, c) => close(x - values.logSumExp![0]!, values.logSoftmax![c]!))
          }
        }),
      )
    },
  )
})
