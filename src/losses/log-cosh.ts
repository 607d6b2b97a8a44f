import { logCosh as lnCosh, tanh } from '../numerics/log-cosh.ts'
import { low, twoSum } from '../numerics/double-double.ts'
import { loss, numbers } from './loss.ts'
import { each, number } from './takes.ts'

/**
 * ln cosh(x - t): half a square near 0, |x - t| - ln 2 far away. Keeps its digits for small differences, where
 * x + softplus(-2x) - ln 2 (keras, optax) has none left, and is Infinity at -Infinity (keras: NaN).
 */
export const logCoshNumbers = /* @__PURE__ */ numbers({
  name: 'log-cosh',
  one: 'element',
  takes: { input: each(number), target: each(number) },
  shapes: 'broadcast',
  options: {},
  working: () => (x, t) => {
    const difference = twoSum(x, -t)
    return { difference, loss: lnCosh(difference, low[0]!) }
  },
  gradient: {
    input: () => (x, t) => tanh(twoSum(x, -t), low[0]!),
    target: () => (x, t) => -tanh(twoSum(x, -t), low[0]!),
  },
})

export const logCosh = /* @__PURE__ */ loss(logCoshNumbers, () => ({
  summary: {
    en: 'Logarithm of the hyperbolic cosine of the error',
    zh: '误差的双曲余弦的对数（log-cosh 损失）',
  },
  formula: 'loss = ln(cosh(x - t))',
  latex: String.raw`\ell = \ln\cosh(x - t)`,
  torch: undefined,
  source: 'keras.losses.LogCosh; optax.losses.log_cosh',
  unit: 'error',
  stable: {
    z: '|x - t|',
    less: 'expm1(z)',
    loss: [
      { if: 'z < 1', formula: 'log1p(less^2 / (2 (1 + less)))' },
      { formula: 'z - 0.6931471805599453 + log1p(e^(-2 z))' },
    ],
  },
  steps: {
    difference: { formula: 'x - t', latex: 'd = x - t' },
    loss: { formula: 'ln(cosh(difference))', latex: String.raw`\ell = \ln\cosh d` },
  },
}))
