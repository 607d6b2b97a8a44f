import { Computation } from '../../engine/compute.ts'
import { LossError } from '../../error.ts'
import { formsOf, inputOf } from '../../losses/forms.ts'
import type { Loss, PlainLoss } from '../../losses/loss.ts'
import type { Domain } from '../../losses/takes.ts'
import type { AnyOptionValues } from '../../options.ts'
import type { Tensor } from '../../tensor.ts'

/** What a curve runs over: the probability of the right answer, or the number that the loss takes. */
type Over = 'p' | 'x'

export interface Curve {
  /** `gamma 2, target 0`; empty for the only one. */
  readonly name: string
  readonly loss: Float64Array
  readonly grad: Float64Array
}

export interface Curves {
  readonly over: Over
  /** What the numbers of the axis are, in words. */
  readonly axis: string
  /** Whether the axis is the input less the target. */
  readonly shifts: boolean
  /** At probabilities of 0 and 1 a loss may be infinite, so they are left out. */
  readonly at: Float64Array
  readonly curves: readonly Curve[]
}

/** A combination of options, and what it is called. */
export interface Setting {
  readonly name: string
  readonly options: Readonly<Record<string, unknown>>
}

type Kind = 'logit' | 'probability' | 'log-probability' | 'number'

/** What the numbers of a loss's input are, as far as a curve needs to know. @throws LossError E104 for a loss without a curve */
function kindOf(loss: PlainLoss): Kind {
  const { what } = inputOf(loss)
  const [first, second, ...more] = Object.values(loss.takes)
  const simple = more.length === 0 && second !== undefined && loss.takes.target !== undefined
  const elements = loss.one === 'element' && first!.kind === 'each' && second?.kind === 'each'
  const classes = loss.one === 'row' && first!.kind === 'classes' && second?.kind === 'index'
  if (simple && (elements || classes)) {
    const known = ['logit', 'probability', 'log-probability'] as const
    return known.find((word) => word === what) ?? 'number'
  }
  throw new LossError('E104', `${loss.name} has no curve over one number: ${whyNot(loss)}`, {
    tries: ['loss-calc plot focal --gamma 0,0.5,1,2,5'],
  })
}

/** Why a loss is no function of one number and its target. */
function whyNot({ one, takes }: PlainLoss): string {
  if (one === 'batch') return 'it is computed of all samples together'
  const names = Object.keys(takes)
  if (names.length > 2 || takes.target === undefined) return `it takes ${names.join(', ')}`
  return 'each sample has a target for every class'
}

function formOf(loss: Loss, mode: string | undefined): PlainLoss {
  const forms = formsOf(loss)
  const form = mode === undefined ? [...forms.values()][0] : forms.get(mode)
  if (form) return form
  throw new LossError('E101', `--mode must be one of ${[...forms.keys()].join(', ')}, got ${mode}`)
}

/** What a curve of the loss runs over, where nothing is said. */
export function usualOver(loss: Loss, mode: string | undefined): Over {
  return kindOf(formOf(loss, mode)) === 'number' ? 'x' : 'p'
}

/**
 * The loss and its gradient along an axis, computed by the engine as for any other input.
 *
 * @throws LossError E104 for a loss without a curve, or without probabilities to run over
 */
export function curvesOf(
  loss: Loss,
  mode: string | undefined,
  over: Over,
  settings: readonly Setting[],
): Curves {
  const form = formOf(loss, mode)
  const kind = kindOf(form)
  if (over === 'p' && kind === 'number')
    throw new LossError('E104', `the input of ${loss.name} holds no probabilities to run over`, {
      tries: [`loss-calc plot ${loss.name} --over x`],
    })
  const classes = form.one === 'row'
  const shifts = !classes && kind === 'number' && dependsOnError(loss, mode, settings[0]!.options, form)
  const at = shifts || classes ? gridOf(over, kind) : within(gridOf(over, kind), form, settings)
  const targets = targetsOf(form, over, kind, shifts)
  const curves = settings.flatMap(({ name, options }) =>
    targets.map((target) => {
      const names = [...(name === '' ? [] : [name]), ...(targets.length > 1 ? [`target ${target}`] : [])]
      const inputs = over === 'p' ? at.map((p) => said(p, kind)) : at
      const along = classes ? twoClasses(at, over, kind) : elements(inputs, target)
      return { name: names.join(', '), ...computed(loss, mode, options, along) }
    }),
  )
  return { over, axis: axisOf(over, kind, form, shifts), shifts, at, curves }
}

/** Where there are few targets, a curve for each; over the probability of the right answer they are the same. */
function targetsOf(form: PlainLoss, over: Over, kind: Kind, shifts: boolean): readonly number[] {
  if (shifts) return [0]
  const values = form.takes.target!.domain.values
  if (form.one === 'row' || over === 'p' || (kind === 'number' && !values)) return [1]
  return values ? [...values].reverse() : [1, 0]
}

/** Whether the loss only sees how far the input is from the target: then one curve shows it for every target. */
function dependsOnError(
  loss: Loss,
  mode: string | undefined,
  options: Setting['options'],
  { takes }: PlainLoss,
): boolean {
  const free = ({ min, max, above, below, values, whole }: Domain) =>
    [min, max, above, below, values, whole].every((end) => end === undefined)
  if (!Object.values(takes).every(({ domain }) => free(domain))) return false
  const errors = Float64Array.of(-2.5, -0.75, 0.5, 2)
  const at = (target: number) => {
    const inputs = errors.map((error) => target + error)
    return computed(loss, mode, options, elements(inputs, target)).loss
  }
  const [one, other] = [at(1), at(2)]
  return one.every((value, i) => Math.abs(value - other[i]!) <= 1e-9 * Math.abs(value))
}

/** The numbers moved up to where the loss begins to take them under all settings, and cut off where it ends. */
function within(at: Float64Array, { takes }: PlainLoss, settings: readonly Setting[]): Float64Array {
  const { domain, given } = Object.values(takes)[0]!
  const domains = settings.map(({ options }) => given?.(options as AnyOptionValues) ?? domain)
  const [first, second] = at as unknown as [number, number]
  const starts = domains.flatMap(({ min = -Infinity, above = -Infinity }) => [min, above + second - first])
  const up = Math.max(first, ...starts) - first
  const moved = up === 0 ? at : at.map((x) => Number((x + up).toPrecision(12)))
  return moved.filter((x) => domains.every(({ max = Infinity, below = Infinity }) => x <= max && x < below))
}

function axisOf(over: Over, kind: Kind, form: PlainLoss, shifts: boolean): string {
  const classes = form.one === 'row'
  if (over === 'p') return 'probability of the right answer'
  if (kind === 'number') {
    if (shifts) return 'input less target'
    if (classes) return 'input of the target class, 0 for the other'
    return form.takes.target!.domain.values ? 'input' : 'input, for the target 1'
  }
  return classes ? `${kind} of the target class, the other 0` : kind
}

function gridOf(over: Over, kind: Kind): Float64Array {
  const hundredths = { from: 0.01, step: 0.01, count: 99 }
  const ends = {
    probability: hundredths,
    logit: { from: -6, step: 0.1, count: 121 },
    'log-probability': { from: -5, step: 0.05, count: 101 },
    number: { from: -3, step: 0.05, count: 121 },
  }
  const { from, step, count } = over === 'p' ? hundredths : ends[kind]
  // Rounded, so that 0 is 0 and a table reads well.
  return Float64Array.from({ length: count }, (_, i) => Number((from + step * i).toPrecision(12)))
}

/** The number that says a probability p. */
function said(p: number, kind: Kind): number {
  if (kind === 'logit') return Math.log(p / (1 - p))
  return kind === 'log-probability' ? Math.log(p) : p
}

/** What the loss is computed of, and how many numbers of the input belong to a place of the axis. */
interface Along {
  readonly input: Tensor
  readonly target: Tensor
  readonly width: number
}

function elements(inputs: Float64Array, target: number): Along {
  const shape = [inputs.length]
  return { input: { data: inputs, shape }, target: { data: inputs.map(() => target), shape }, width: 1 }
}

/** Two classes, the first of which is the target. */
function twoClasses(at: Float64Array, over: Over, kind: Kind): Along {
  const rows = [...at].flatMap((value) => {
    if (over === 'x') return kind === 'probability' ? [value, 1 - value] : [value, 0]
    return kind === 'logit' ? [said(value, kind), 0] : [said(value, kind), said(1 - value, kind)]
  })
  const input = { data: Float64Array.from(rows), shape: [at.length, 2] }
  return { input, target: { data: new Float64Array(at.length), shape: [at.length] }, width: 2 }
}

function computed(
  loss: Loss,
  mode: string | undefined,
  options: Setting['options'],
  { input, target, width }: Along,
) {
  const request = { loss, options, reduction: 'none' as const, mode, values: true, grad: true, samples: 0 }
  const computation = new Computation(request)
  computation.add({ args: { input, target }, firstRow: 0, whole: true })
  const named = { name: 'grid', format: 'grid', notes: [] }
  const { values, grads } = computation.report({ args: { input: named, target: named } })
  const grad = grads!.input!.data
  return { loss: values!.data, grad: grad.filter((_, i) => i % width === 0) }
}
