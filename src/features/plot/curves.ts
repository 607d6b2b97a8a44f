import { Computation } from '../../engine/compute.ts'
import { LossError } from '../../error.ts'
import { formsOf, inputOf } from '../../losses/forms.ts'
import type { Loss, PlainLoss } from '../../losses/loss.ts'
import type { Tensor } from '../../tensor.ts'

/** What a curve runs over: the probability of the right answer, or the number that the loss takes. */
export type Over = 'p' | 'x'

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
  /** At probabilities of 0 and 1 a loss may be infinite, so they are left out. */
  readonly at: Float64Array
  readonly curves: readonly Curve[]
}

/** A combination of options, and what it is called. */
export interface Setting {
  readonly name: string
  readonly options: Readonly<Record<string, unknown>>
}

/** What the numbers of a loss's input are, as far as a curve needs to know. @throws LossError E104 for a loss without a curve */
function kindOf(loss: PlainLoss): 'logit' | 'probability' | 'log-probability' | 'number' {
  const { what } = inputOf(loss)
  const [first, second, ...more] = Object.values(loss.takes)
  const simple = more.length === 0 && second !== undefined
  const elements = loss.one === 'element' && first!.kind === 'each' && second?.kind === 'each'
  const classes = loss.one === 'row' && first!.kind === 'classes' && second?.kind === 'index'
  if (simple && (elements || classes)) {
    const known = ['logit', 'probability', 'log-probability'] as const
    return known.find((word) => word === what) ?? 'number'
  }
  throw new LossError('E104', `${loss.name} has no curve: it is no function of one number and its target`, {
    tries: ['loss-calc plot focal --gamma 0,0.5,1,2,5'],
  })
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
  if (over === 'p' && kind === 'number') {
    throw new LossError('E104', `the input of ${loss.name} holds no probabilities to run over`, {
      tries: [`loss-calc plot ${loss.name} --over x`],
    })
  }
  const classes = form.one === 'row'
  const at = gridOf(over, kind)
  const targets =
    classes || over === 'p' || kind === 'number' ? [kind === 'number' && !classes ? 0 : 1] : [1, 0]
  const curves = settings.flatMap(({ name, options }) =>
    targets.map((target) => {
      const names = [...(name === '' ? [] : [name]), ...(targets.length > 1 ? [`target ${target}`] : [])]
      const found = classes
        ? alongClasses(loss, mode, options, at, over, kind)
        : alongElements(loss, mode, options, at, over, kind, target)
      return { name: names.join(', '), ...found }
    }),
  )
  return { over, axis: axisOf(over, kind, classes), at, curves }
}

function axisOf(over: Over, kind: ReturnType<typeof kindOf>, classes: boolean): string {
  if (over === 'p') return 'probability of the right answer'
  if (kind === 'number') return classes ? 'input of the target class, 0 for the other' : 'input less target'
  return classes ? `${kind} of the target class, the other 0` : kind
}

function gridOf(over: Over, kind: ReturnType<typeof kindOf>): Float64Array {
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
function said(p: number, kind: ReturnType<typeof kindOf>): number {
  if (kind === 'logit') return Math.log(p / (1 - p))
  return kind === 'log-probability' ? Math.log(p) : p
}

function alongElements(
  loss: Loss,
  mode: string | undefined,
  options: Setting['options'],
  at: Float64Array,
  over: Over,
  kind: ReturnType<typeof kindOf>,
  target: number,
) {
  const input = over === 'p' ? at.map((p) => said(p, kind)) : at
  return computed(
    loss,
    mode,
    options,
    { data: input, shape: [at.length] },
    { data: at.map(() => target), shape: [at.length] },
    1,
  )
}

/** Two classes, the first of which is the target. */
function alongClasses(
  loss: Loss,
  mode: string | undefined,
  options: Setting['options'],
  at: Float64Array,
  over: Over,
  kind: ReturnType<typeof kindOf>,
) {
  const rows = [...at].flatMap((value) => {
    if (over === 'x') return kind === 'probability' ? [value, 1 - value] : [value, 0]
    return kind === 'logit' ? [said(value, kind), 0] : [said(value, kind), said(1 - value, kind)]
  })
  const input = { data: Float64Array.from(rows), shape: [at.length, 2] }
  return computed(loss, mode, options, input, { data: new Float64Array(at.length), shape: [at.length] }, 2)
}

function computed(
  loss: Loss,
  mode: string | undefined,
  options: Setting['options'],
  input: Tensor,
  target: Tensor,
  width: number,
) {
  const request = { loss, options, reduction: 'none' as const, mode, values: true, grad: true, samples: 0 }
  const computation = new Computation(request)
  computation.add({ args: { input, target }, from: 0, whole: true })
  const named = { name: 'grid', format: 'grid', notes: [] }
  const { values, grads } = computation.report({ args: { input: named, target: named } })
  const grad = grads!.input!.data
  return { loss: values!.data, grad: grad.filter((_, i) => i % width === 0) }
}
