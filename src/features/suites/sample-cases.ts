import { attempt, type Problem, withArgs } from '../../conventions/problem.ts'
import { exampleNumbers, isFixed, isWide, shapeOf } from '../../losses/example-numbers.ts'
import { formsOf } from '../../losses/forms.ts'
import type { Loss, PlainLoss } from '../../losses/loss.ts'
import type { Argument, Domain } from '../../losses/takes.ts'
import { inRange, type OptionSpec } from '../../options.ts'
import type { Tensor } from '../../tensor.ts'
import { snakeCase } from '../../options.ts'

/** A case that a port of a loss should get right, made from what the loss declares. */
export interface SampleCase {
  readonly name: string
  readonly problem: Problem
}

/**
 * Cases of a loss: its example, a single row, numbers at the ends of their range, and each option with a value other
 * than its default. Cases that the loss refuses are left out.
 */
export function sampleCases(loss: Loss): SampleCase[] {
  return [...formsOf(loss)].flatMap(([mode, form]) => {
    const plain: Problem = { loss, ...(mode !== '' && { mode }), options: {}, args: exampleTensors(form) }
    const prefix = mode === '' ? '' : `${mode}: `
    const made: (SampleCase | undefined)[] = [
      { name: 'an example', problem: plain },
      ...Object.entries(form.options).flatMap(([name, spec]) => ofOption(plain, form, name, spec)),
      isFixed(form) ? undefined : { name: 'a single row', problem: firstRow(plain) },
      {
        name: 'numbers at the ends',
        problem: extreme(plain, form, computesFinite(extreme(plain, form, FAR)) ? FAR : NEAR),
      },
    ]
    return made.flatMap((one) =>
      one && computes(one.problem) ? [{ ...one, name: `${prefix}${one.name}` }] : [],
    )
  })
}

const computes = (problem: Problem): boolean => attempt(problem) !== undefined
const computesFinite = (problem: Problem): boolean => Number.isFinite(attempt(problem)?.value)

function exampleTensors(form: PlainLoss): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(exampleNumbers(form)).map(([name, table]) => [
      name,
      {
        data: Float64Array.from(table.flat()),
        shape: shapeOf(table, isWide(form.takes[name]!), isFixed(form)),
      },
    ]),
  )
}

/** The cases of an option: each word or kind of value that it takes. */
function ofOption(plain: Problem, form: PlainLoss, name: string, spec: OptionSpec): SampleCase[] {
  const bases = [plain, ...otherwise(plain)]
  return valuesOf(plain, form, spec).flatMap((choices) => {
    const all = bases.flatMap((base) => choices.map((value) => [base, value] as const))
    const found =
      all.find(([base, value]) => effective(base, name, value)) ??
      all.find(([base, value]) => computes(withOption(base, name, value)))
    if (!found) return []
    const [base, value] = found
    return [{ name: `${snakeCase(name)} = ${shown(value)}`, problem: withOption(base, name, value) }]
  })
}

function shown(value: unknown): string {
  if (typeof value !== 'object') return String(value)
  const { data, shape } = value as Tensor
  return shape.length > 1 ? 'one for each element' : `[${data.join(', ')}]`
}

/** The problem with positive inputs, and with larger targets: some options matter for these only. */
function otherwise(plain: Problem): Problem[] {
  const { input, target } = plain.args
  const positive = input && { ...input, data: input.data.map(Math.abs) }
  const larger = target && { ...target, data: target.data.map((t) => 3 * t) }
  return [
    ...(positive ? [withArgs(plain, { input: positive })] : []),
    ...(larger ? [withArgs(plain, { target: larger })] : []),
  ]
}

function withOption(plain: Problem, name: string, value: unknown): Problem {
  return { ...plain, options: { ...plain.options, [name]: value } }
}

/** Whether the option changes the loss: a case that any port passes tests nothing. */
function effective(plain: Problem, name: string, value: unknown): boolean {
  const [before, after] = [attempt(plain), attempt(withOption(plain, name, value))]
  return before !== undefined && after !== undefined && !Object.is(after.value, before.value)
}

/** Values to try, for each case that an option deserves. */
function valuesOf({ args }: Problem, form: PlainLoss, spec: OptionSpec): (readonly unknown[])[] {
  const first = Object.values(args)[0]!
  const width = first.shape.at(-1) ?? 1
  const list = (length: number): Tensor => ({
    data: Float64Array.from({ length }, (_, i) => [2, 0.5, 3, 1, 0.25][i % 5]!),
    shape: [length],
  })
  const numbers = [1.5, 0.25, 2, 0.5, 3, 1, 0]
  switch (spec.type) {
    case 'flag':
      return [[!spec.default]]
    case 'choice':
      return spec.words.filter((word) => word !== spec.default).map((word) => [word])
    case 'set':
      return spec.values.filter((value) => value !== spec.default).map((value) => [value])
    case 'integer':
      return [(spec.ignores ? [1, 0] : [2, 1, 0]).filter((value) => value !== spec.default)]
    case 'number':
      return [numbers.filter((value) => value !== spec.default && inRange(spec, value))]
    case 'scale':
      return [
        numbers.filter((value) => value !== spec.default && inRange(spec, value)),
        ...(spec.lists
          ? [[{ ...list(width), data: list(width).data.map((x) => Math.min(x, spec.max ?? x)) }]]
          : []),
        ...(spec.default === undefined ? [] : [[spec.off]]),
      ]
    case 'tensor': {
      const whole: Tensor = { data: list(first.data.length).data, shape: first.shape }
      if (spec.as === 'classes') return [[list(width)]]
      return [...(spec.exact === true ? [] : [[list(width)]]), [whole]]
    }
  }
}

function firstRow(plain: Problem): Problem {
  return {
    ...plain,
    args: Object.fromEntries(
      Object.entries(plain.args).map(([name, { data, shape }]) => {
        const size = data.length / (shape[0] ?? 1)
        return [name, { data: data.slice(0, size), shape: [1, ...shape.slice(1)] }]
      }),
    ),
  }
}

/** Inputs whose exponential overflows in float64, or at least in float32 where the loss itself grows as e^x. */
const [FAR, NEAR] = [800, 100]

/** The example with an input far out, or at the ends of what it may be. */
function extreme(plain: Problem, form: PlainLoss, far: number): Problem {
  const [name, argument] = Object.entries(form.takes)[0] as [string, Argument]
  const ends = endsOf(argument.given?.({ ...defaultsOf(form) }) ?? argument.domain, far)
  const { data, shape } = plain.args[name]!
  return withArgs(plain, { [name]: { data: data.map((_, i) => ends[i % ends.length]!), shape } })
}

const defaultsOf = ({ options }: PlainLoss) =>
  Object.fromEntries(
    Object.entries(options).map(([name, spec]) => [name, 'default' in spec ? spec.default : undefined]),
  )

/** Where a straightforward port overflows, or loses its digits. */
function endsOf({ what, ...range }: Domain, far: number): readonly number[] {
  const all =
    what === 'probability'
      ? [1e-9, 1 - 2 ** -20, 0.5, 1e-30]
      : what === 'log-probability'
        ? [-100, -1e-9, -0.6931471805599453, -30]
        : [-far, 1e-9, 40, far, -40, 0.5, -1e-9]
  return all.filter((value) => inRange(range, value))
}
