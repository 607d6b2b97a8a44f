import { single, sumOf, withValues } from './reduced-losses.ts'
import { elementwise } from './reshape.ts'
import {} from './problem.ts'
import type { Tensor } from '../tensor.ts'
import type { Variant } from './variant.ts'

export const squareVariants: readonly Variant[] = [
  squared('half of the square', 'the loss is (x - t)^2 / 2', (difference) => (difference * difference) / 2),
  squared('absolute error', 'the loss is |x - t|, not its square', Math.abs),
  squared('difference not squared', 'the loss is x - t', (difference) => difference),
  {
    name: 'root of the mean square',
    why: 'the square root of the mean is taken (RMSE)',
    losses: (_problem, { form, losses }) =>
      form === 'square' ? single(losses, Math.sqrt(sumOf(losses.values) / losses.divisor)) : undefined,
  },
  {
    name: '(N, 1) against (N) broadcast to (N, N)',
    why: 'each input is compared with every target, because one of them has a dimension more',
    losses: (problem, { form, losses }) => {
      const { input, target } = problem.args as { input: Tensor; target: Tensor }
      const { options } = problem
      const rows = input.data.length
      const column = input.data.length === target.data.length && input.shape[0] === rows
      if (form !== 'square' || !column || options.weight !== undefined) return undefined
      const values = rows > MOST_PAIRED ? byInput(input.data, target.data) : byPair(input.data, target.data)
      return {
        ...withValues(losses, values),
        weights: new Float64Array(values.length).fill(1),
        divisor: rows * rows,
      }
    },
  },
]

/** Of more inputs there are too many pairs to hold: the squares of an input are then one value. */
const MOST_PAIRED = 1000

function byPair(inputs: Float64Array, targets: Float64Array): Float64Array {
  const rows = inputs.length
  return Float64Array.from(
    { length: rows * rows },
    (_, i) => (inputs[i % rows]! - targets[Math.floor(i / rows)]!) ** 2,
  )
}

function byInput(inputs: Float64Array, targets: Float64Array): Float64Array {
  const rows = inputs.length
  const mean = sumOf(targets) / rows
  const around = sumOf(targets.map((t) => (t - mean) ** 2))
  return inputs.map((x) => rows * (x - mean) ** 2 + around)
}

function squared(name: string, why: string, f: (difference: number) => number): Variant {
  return {
    name,
    why,
    losses: (problem, { form, losses }) => {
      const same = problem.args.input!.data.length === problem.args.target!.data.length
      if (form !== 'square' || !same) return undefined
      return withValues(
        losses,
        elementwise(problem, losses, (x, t) => f(x - t)),
      )
    },
  }
}
