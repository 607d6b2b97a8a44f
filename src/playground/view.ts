import type { Tensor } from '../tensor.ts'
import { Computation } from '../engine/compute.ts'
import { numbersOnly } from '../engine/report.ts'
import { explainRows } from '../features/explain/explain.ts'
import { headingOf } from '../features/explain/formula.ts'
import type { Plan } from '../engine/plan.ts'
import type { PlainLoss } from '../losses/loss.ts'
import { argumentsOf, formsOf } from '../losses/forms.ts'
import { flagName } from '../options.ts'
import type { ExplainedRow } from '../explanation.ts'
import type { Report } from '../report.ts'
import type { Samples } from '../samples.ts'
import { quoted } from '../error.ts'
import { isFixed, isWide, shapeOf, type ExampleTable } from '../losses/example-numbers.ts'
import { formOf, given, type LossesByName, type PlaygroundState } from './state.ts'

/** What the page shows of a state. */
export interface View {
  readonly report: Report
  /** A loss for each number of the first argument, of losses of elements. */
  readonly losses: ExampleTable | undefined
  /** What each row costs, as the page says it: the mean of its elements, or its loss. */
  readonly rows: readonly number[]
  /** d result / d argument, in the argument's rows. */
  readonly grads: Readonly<Record<string, ExampleTable>>
  readonly explained: readonly ExplainedRow[]
  /** The loss as a formula, with the options that are set. */
  readonly heading: string
  /** The same in a shell. */
  readonly command: string
  /** Probability of the target class of each row, where there is one. */
  readonly probabilities: readonly number[] | undefined
}

/** Computes a state as the command does. @throws LossError for numbers and options that the loss refuses */
export function viewOf(losses: LossesByName, state: PlaygroundState): View {
  const loss = losses.get(state.loss)!
  const form = formOf(losses, state)
  const names = argumentsOf(loss)
  const args = Object.fromEntries(names.map((name) => [name, tensorOf(state, form, name)]))
  let plan: Plan | undefined
  let explained: readonly ExplainedRow[] = []
  const computation = new Computation({
    loss,
    options: optionsOf(state, form),
    reduction: state.reduction,
    mode: state.form === '' ? undefined : state.form,
    values: true,
    grad: true,
    samples: Infinity,
    explain: {
      heading: headingOf,
      see(fitted, pair) {
        plan = fitted
        const places = Array.from({ length: pair.args[names[0]!]!.shape[0] ?? 1 }, (_, i) => i)
        explained = [...explainRows(fitted, pair, { places, alone: true, ids: undefined })]
      },
      rows: () => ({ samples: explained.length, [Symbol.iterator]: () => explained.values() }),
    },
  })
  const { samples } = computation.add({ args, firstRow: 0, whole: true })
  const report = computation.report({ args: numbersOnly(args) })
  return {
    report,
    losses: form.one === 'element' ? explained.map((row) => lossesOf(row)) : undefined,
    rows: explained.map(({ sum, share }) => (form.one === 'element' ? sum / share : sum)),
    grads: Object.fromEntries(
      Object.entries(report.grads ?? {}).map(([name, grad]) => [name, rowsOf(grad, state.args[name]!)]),
    ),
    explained,
    heading: headingOf(plan!).formula,
    command: commandOf(state, form),
    probabilities: probabilitiesOf(samples),
  }
}

function probabilitiesOf(samples: Samples | undefined): readonly number[] | undefined {
  const column = samples?.get('p_target')
  return column instanceof Float64Array ? [...column] : undefined
}

function lossesOf({ steps }: ExplainedRow): readonly number[] {
  return steps.findLast(({ name }) => name === 'weighted' || name === 'loss')?.values ?? []
}

function rowsOf({ data }: Tensor, like: ExampleTable): ExampleTable {
  const width = like[0]!.length
  return like.map((_, row) => [...data.subarray(row * width, (row + 1) * width)])
}

function tensorOf({ args }: PlaygroundState, plain: PlainLoss, name: string): Tensor {
  const { takes } = plain
  const table = args[name]!
  return {
    data: Float64Array.from(table.flat()),
    shape: shapeOf(table, isWide(takes[name]!), isFixed(plain)),
  }
}

/** The options as the engine takes them. */
export function optionsOf(
  { options }: PlaygroundState,
  { options: specs }: PlainLoss,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, given(specs[name]!, value)]),
  )
}

/** The command line that prints the same digits. */
function commandOf({ loss, form, reduction, args, options }: PlaygroundState, plain: PlainLoss): string {
  const numbers = Object.entries(plain.takes).map(([name, takes]) => {
    const table = args[name]!
    const rank = shapeOf(table, isWide(takes), isFixed(plain)).length
    const value = rank === 2 ? table : rank === 1 ? table.flat() : table[0]![0]!
    return quoted(JSON.stringify(value).replaceAll(',', ', '))
  })
  const flags = Object.entries(options).map(([name, value]) => {
    const flag = flagName(name)
    if (value === false) return `--no-${flag}`
    return value === true ? `--${flag}` : `--${flag} ${String(value)}`
  })
  const words = [
    ...['loss-calc', loss, ...numbers],
    ...(form === '' ? [] : [`--mode ${form}`]),
    ...(reduction === (plain.reduction ?? 'mean') ? [] : [`--reduction ${reduction}`]),
    ...flags,
    '--explain',
  ]
  return words.join(' ')
}

/** The loss that the page opens with: the one of the blog's example, which takes logits and has a number for each. */
export function firstOf(losses: LossesByName): string {
  const fits = [...losses].find(([, loss]) => {
    const form = formsOf(loss).values().next().value!
    return form.one === 'element' && form.traits?.applies === 'sigmoid' && form.traits.usual === true
  })
  return fits?.[0] ?? [...losses.keys()][0]!
}

/** Every form of every loss, in the order of the program. */
export function formsIn(
  losses: LossesByName,
): { readonly loss: string; readonly form: string; readonly name: string }[] {
  return [...losses].flatMap(([name, loss]) =>
    [...formsOf(loss).keys()].map((form) => ({
      loss: name,
      form,
      name: [name, form].filter(Boolean).join(' '),
    })),
  )
}
