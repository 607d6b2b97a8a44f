import { integer, real, type TensorOption } from '../options.ts'

/** One weight per element, by which the engine multiplies each loss. */
export function elementWeight({ divides = false, exact = false } = {}): TensorOption {
  const numbers = exact ? "numbers in the input's shape" : 'any shape that broadcasts to the input'
  const help = `rescales each element; ${numbers}`
  return { type: 'tensor', as: 'weight', symbol: 'w', divides, exact, help }
}

/** A number per element that the loss itself is given. */
export function elementFactor(help: string, symbol?: string): TensorOption {
  return { type: 'tensor', as: 'factor', divides: false, help, ...(symbol !== undefined && { symbol }) }
}

export function classWeight({ divides }: { divides: boolean }): TensorOption {
  const help = divides
    ? 'one weight per class; the mean divides by the weights of the targets'
    : 'one weight per class; the mean divides by the number of rows all the same'
  return { type: 'tensor', as: 'classes', symbol: 'w', divides, help }
}

export const posWeight = /* @__PURE__ */ elementFactor(
  'weight of the positive side, per class or any shape that broadcasts to the input',
  'p',
)

export const ignoreIndex = /* @__PURE__ */ integer({
  default: -100,
  ignores: true,
  help: 'class index that is skipped, and left out of the mean',
})

export const labelSmoothing = /* @__PURE__ */ real({
  default: 0,
  min: 0,
  max: 1,
  symbol: 'smoothing',
  help: 'share of the target spread evenly over all classes',
})
