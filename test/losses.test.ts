import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Computation } from '../src/engine/compute.ts'
import { chooseRows, explainRows } from '../src/features/explain/explain.ts'
import { headingOf } from '../src/features/explain/formula.ts'
import { LossError } from '../src/error.ts'
import type { Domain, PlainLoss } from '../src/losses/loss.ts'
import { formsOf, losses, spellingsOf } from '../src/losses/registry.ts'
import { flagName } from '../src/options.ts'
import type { Reduction, Report } from '../src/report.ts'
import type { Tensor } from '../src/tensor.ts'

const forms = losses.flatMap((loss) =>
  [...formsOf(loss)].flatMap(([mode, form]) => {
    const others = [...spellingsOf(form)].filter(([, spelled]) => spelled !== form)
    return [
      [`${loss.name} ${mode}`.trim(), form] as const,
      ...others.map(
        ([from, spelled]) => [`${loss.name} ${mode} from ${from}`.replace('  ', ' '), spelled] as const,
      ),
    ]
  }),
)
const CLASSES = 3

function compute(
  loss: PlainLoss,
  input: Tensor,
  target: Tensor,
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
  const rows = input.shape[0]!
  const cuts = cut === undefined || rows < 2 ? [0, rows] : [0, 1 + (cut % (rows - 1)), rows]
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [from, to] = [cuts[i]!, cuts[i + 1]!]
    const part = ({ data, shape }: Tensor): Tensor => {
      const width = data.length / rows
      return { data: data.slice(from * width, to * width), shape: [to - from, ...shape.slice(1)] }
    }
    computation.add({ args: { input: part(input), target: part(target) }, from, whole: cuts.length === 2 })
  }
  const name = { name: 'test', format: 'numbers', notes: [] }
  return computation.report({ args: { input: name, target: name } })
}

/** All rows worked out. */
function explain(loss: PlainLoss, input: Tensor, target: Tensor, options = {}): Report {
  const choose = chooseRows({ first: Infinity }, false)
  const computation = new Computation({
    loss,
    options,
    reduction: 'none',
    values: true,
    grad: false,
    samples: 0,
    explain: { heading: headingOf, rows: (plan, pair) => explainRows(plan, pair, choose(plan, pair)) },
  })
  computation.add({ args: { input, target }, from: 0, whole: true })
  const name = { name: 'test', format: 'numbers', notes: [] }
  return computation.report({ args: { input: name, target: name } })
}

/** Numbers of a domain, its ends included where it has some. */
function inside({ min, max, what }: Domain): fc.Arbitrary<number> {
  if (min === -Infinity)
    return fc.double({
      min: what === 'log-probability' ? -50 : -30,
      max: what === 'log-probability' ? 0 : 30,
      noNaN: true,
    })
  return fc.oneof(fc.constantFrom(min, max), fc.double({ min, max, noNaN: true }))
}

/** Some rows of valid input and target for a loss. */
function batch(loss: PlainLoss): fc.Arbitrary<{ input: Tensor; target: Tensor }> {
  return fc.integer({ min: 1, max: 12 }).chain((rows) => {
    const many = (numbers: fc.Arbitrary<number>, n: number) =>
      fc.array(numbers, { minLength: n, maxLength: n }).map((list) => Float64Array.from(list))
    const shape = [rows, CLASSES]
    const input = many(inside(loss.input), rows * CLASSES).map((data) => ({ data, shape }))
    const target =
      loss.family === 'element'
        ? many(inside(loss.target), rows * CLASSES).map((data) => ({ data, shape }))
        : many(fc.integer({ min: 0, max: CLASSES - 1 }), rows).map((data) => ({ data, shape: [rows] }))
    return fc.record({ input, target })
  })
}

describe.each(forms)('%s', (_name, loss) => {
  it('describes itself', () => {
    for (const text of [loss.summary, loss.formula, loss.latex, loss.torch, loss.source])
      expect(text).not.toBe('')
    expect(Object.keys(loss.steps)).toContain('loss')
    for (const [name, spec] of Object.entries(loss.options)) {
      expect(flagName(name)).toMatch(/^[a-z-]+$/)
      expect(spec.help).not.toBe('')
    }
  })

  it('returns every step it names', () => {
    const options = Object.fromEntries(
      Object.entries(loss.options).map(([name, spec]) => [
        name,
        'default' in spec ? spec.default : undefined,
      ]),
    )
    const row = { data: Float64Array.of(0.25, 0.5, 0.125), start: 0, length: CLASSES }
    const working =
      loss.family === 'element'
        ? loss.working(options)(0.25, 1, 1)
        : loss.working(options, CLASSES)(row, { index: 1, probabilities: undefined })
    expect(Object.keys(working)).toEqual(expect.arrayContaining(Object.keys(loss.steps)))
  })

  it('explains the very bits it computes, ending in the loss', () => {
    fc.assert(
      fc.property(batch(loss), ({ input, target }) => {
        const plain = compute(loss, input, target, 'none')
        const { explanation, values } = explain(loss, input, target)
        expect(values).toEqual(plain.values)
        const width = input.shape[1]!
        for (const { row, steps, ignored } of explanation!.rows) {
          expect(ignored).toBe(false)
          const last = steps.at(-1)!
          expect(last.name).toBe('loss')
          const own = loss.family === 'element' ? [row * width, (row + 1) * width] : [row, row + 1]
          expect(last.values).toEqual([...plain.values!.data.slice(...own)])
          for (const { formula, values } of steps) {
            expect(formula).not.toMatch(/\[\w+\|/)
            expect(values.length).toBeGreaterThan(0)
          }
        }
      }),
    )
  })

  it('has a gradient that is the slope of its value', () => {
    fc.assert(
      fc.property(batch(loss), fc.boolean(), ({ input: drawn, target }, inner) => {
        // Half of the time away from the ends of the domain, where some losses are infinite.
        const { min, max } = loss.input
        const within = (x: number) => (max === 1 ? 0.02 + 0.96 * x : max === 0 ? x - 0.02 : x)
        const input = inner && min > -Infinity ? { ...drawn, data: drawn.data.map(within) } : drawn
        const { grad, value } = compute(loss, input, target)
        // A loss that is infinite has no slope.
        if (!Number.isFinite(value)) return
        const at = (data: Float64Array) => compute(loss, { ...input, data }, target).value!
        for (let i = 0; i < input.data.length; i++) {
          const x = input.data[i]!
          const room = Math.min(x - loss.input.min, loss.input.max - x)
          const h = Math.min(1e-5 * Math.max(1, Math.abs(x)), 1e-4 * room)
          // Where a domain ends, or bce clamps, there is no slope on both sides.
          if (room < 1e-3) continue
          const up = at(input.data.with(i, x + h))
          const down = at(input.data.with(i, x - h))
          const scale = Math.max(1, Math.abs(up))
          expect(Math.abs((up - down) / (2 * h) - grad!.data[i]!)).toBeLessThan(2e-4 * scale)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('gives the same bits however the rows are cut', () => {
    fc.assert(
      fc.property(batch(loss), fc.nat(), ({ input, target }, cut) => {
        for (const reduction of ['mean', 'sum', 'none'] as const) {
          const whole = compute(loss, input, target, reduction)
          const parts = compute(loss, input, target, reduction, {}, cut)
          expect(parts.value).toBe(whole.value)
          expect(parts.values!.data).toEqual(whole.values!.data)
          expect(parts.grad!.data).toEqual(whole.grad!.data)
        }
      }),
    )
  })

  it('gives the same mean in any order of rows', () => {
    fc.assert(
      fc.property(batch(loss), ({ input, target }) => {
        const rows = input.shape[0]!
        const reversed = ({ data, shape }: Tensor) => {
          const width = data.length / rows
          const out = new Float64Array(data.length)
          for (let r = 0; r < rows; r++)
            out.set(data.subarray(r * width, (r + 1) * width), (rows - 1 - r) * width)
          return { data: out, shape }
        }
        expect(compute(loss, reversed(input), reversed(target)).value).toBe(
          compute(loss, input, target).value,
        )
      }),
    )
  })

  it('refuses what lies outside its domains', () => {
    for (const role of ['input', 'target'] as const) {
      const domain = loss[role]
      if (domain.min === -Infinity || domain.outside === 'warned') continue
      for (const bad of [domain.min - 1, domain.max + 1, Number.NaN]) {
        const tensors = {
          input: { data: Float64Array.of(0.5, 0.5, 0.5), shape: [1, 3] },
          target: { data: Float64Array.of(0, 1, 1), shape: [1, 3] },
        }
        tensors[role].data[1] = bad
        expect(() => compute(loss, tensors.input, tensors.target)).toThrow(LossError)
      }
    }
  })

  it('refuses options it does not have, and values outside their range', () => {
    const input = { data: Float64Array.of(0.5, 0.5, 0.5), shape: [1, 3] }
    const target = loss.family === 'element' ? input : { data: Float64Array.of(1), shape: [1] }
    expect(() => compute(loss, input, target, 'mean', { nonsense: 1 })).toThrow(/no option --nonsense/)
    for (const [name, spec] of Object.entries(loss.options)) {
      if (spec.type === 'tensor') continue
      expect(() => compute(loss, input, target, 'mean', { [name]: Number.NaN })).toThrow(LossError)
      if (spec.type !== 'integer' && spec.min !== undefined) {
        expect(() => compute(loss, input, target, 'mean', { [name]: spec.min! - 0.5 })).toThrow(LossError)
      }
    }
  })
})

describe('relations between losses', () => {
  const find = (name: string) => forms.find(([known]) => known === name)![1]

  it('focal with gamma 0 and no alpha has the bits of bce-logits', () => {
    fc.assert(
      fc.property(batch(find('focal sigmoid')), ({ input, target }) => {
        const focal = compute(find('focal sigmoid'), input, target, 'none', { gamma: 0, alpha: -1 })
        const bce = compute(find('bce-logits'), input, target, 'none')
        expect(focal.values!.data).toEqual(bce.values!.data)
        expect(focal.grad!.data).toEqual(bce.grad!.data)
      }),
    )
  })

  it('softmax focal with gamma 0 has the bits of ce', () => {
    fc.assert(
      fc.property(
        batch(find('focal softmax')),
        fc.constantFrom(0, 0.1),
        ({ input, target }, labelSmoothing) => {
          const focal = compute(find('focal softmax'), input, target, 'none', { gamma: 0, labelSmoothing })
          const ce = compute(find('ce'), input, target, 'none', { labelSmoothing })
          expect(focal.values!.data).toEqual(ce.values!.data)
          expect(focal.grad!.data).toEqual(ce.grad!.data)
        },
      ),
    )
  })
})

describe('a loss of inputs written otherwise', () => {
  const rows = fc.array(
    fc.tuple(
      fc.double({ min: -30, max: 30, noNaN: true }),
      fc.double({ min: -30, max: 30, noNaN: true }),
      fc.nat(1),
    ),
    { minLength: 1, maxLength: 8 },
  )
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
    computation.add({ args: tensors, from: 0, whole: true })
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
      { numRuns: 200 },
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
  const find = (name: string) => forms.find(([known]) => known === name)![1]
  const weight = { data: Float64Array.of(2, 0.5, 3), shape: [3] }
  const close = (a: number, b: number) =>
    expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(b)))

  it.each(['bce', 'bce-logits'])('%s is minus the sum of its two terms', (name) => {
    const options = name === 'bce' ? {} : { posWeight: weight }
    fc.assert(
      fc.property(batch(find(name)), ({ input, target }) => {
        for (const { steps } of explain(find(name), input, target, options).explanation!.rows) {
          const values = Object.fromEntries(steps.map((step) => [step.name, step.values]))
          values.loss!.forEach((loss, i) => close(-(values.positive![i]! + values.negative![i]!), loss))
        }
      }),
    )
  })

  it('focal is the product of its factors', () => {
    fc.assert(
      fc.property(batch(find('focal sigmoid')), ({ input, target }) => {
        const { rows } = explain(find('focal sigmoid'), input, target, { gamma: 1.5 }).explanation!
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
        fc.property(batch(find(name)), ({ input, target }) => {
          for (const { steps } of explain(find(name), input, target, options).explanation!.rows) {
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
