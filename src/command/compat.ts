import { LossError } from '../error.ts'
import type { Loss } from '../losses/loss.ts'
import { choice, type RawFlags } from './flags.ts'

/** Flags by the loss they are for; a loss that is not listed has no counterpart in the library. */
type Bundle = Readonly<Record<string, RawFlags>>

/** The rounding of float64: what scikit-learn clips probabilities with. */
const EPSILON = String(Number.EPSILON)

/**
 * What the same call of another library computes, as flags of this program.
 *
 * sklearn   metrics.log_loss, mean_squared_error
 * keras     losses.BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy, MeanSquaredError,
 *           BinaryFocalCrossentropy; the logits losses with from_logits=True
 * tfjs      metrics.binaryCrossentropy, categoricalCrossentropy; losses.sigmoidCrossEntropy, meanSquaredError
 * optax     sigmoid_binary_cross_entropy, softmax_cross_entropy, squared_error, sigmoid_focal_loss
 */
export const bundles: Readonly<Record<string, Bundle>> = {
  torch: { bce: {}, 'bce-logits': {}, ce: {}, nll: {}, mse: {}, focal: {} },
  sklearn: {
    bce: { from: 'probs', eps: EPSILON },
    ce: { from: 'probs', eps: EPSILON },
    mse: {},
  },
  keras: {
    bce: { from: 'probs', eps: '1e-7', meanBy: 'elements' },
    'bce-logits': { meanBy: 'elements' },
    ce: { from: 'probs', normalize: true, eps: '1e-7', meanBy: 'elements' },
    mse: { meanBy: 'elements' },
    focal: { mode: 'sigmoid', from: 'probs', eps: '1e-7', alpha: 'off', meanBy: 'elements' },
  },
  tfjs: {
    bce: { from: 'probs', eps: '1e-7', meanBy: 'elements' },
    'bce-logits': { meanBy: 'elements' },
    ce: { from: 'probs', normalize: true, eps: '1e-7', meanBy: 'elements' },
    mse: { meanBy: 'elements' },
  },
  optax: {
    'bce-logits': {},
    ce: { meanBy: 'elements' },
    mse: {},
    focal: { mode: 'sigmoid', alpha: 'off' },
  },
}

/**
 * The flags with those of the library that --compat names; flags that are given win.
 *
 * @throws LossError E101 for an unknown library, E105 for a loss it does not have
 */
export function withCompat(loss: Loss, flags: RawFlags): RawFlags {
  if (flags.compat === undefined) return flags
  const library = choice('compat', flags.compat, Object.keys(bundles))
  const bundle = bundles[library]!
  const own = bundle[loss.name]
  if (!own) {
    throw new LossError('E105', `${library} has no counterpart of ${loss.name}`, {
      why: `--compat ${library} goes with ${Object.keys(bundle).join(', ')}`,
    })
  }
  return { ...own, ...flags }
}

/** The flags that --compat stands for, or else those on conventions that were given: `as keras: --eps 1e-7`. */
export function describeCompat(loss: Loss, flags: RawFlags): string | undefined {
  const { compat } = flags
  const { normalize, eps, meanBy } = flags
  if (typeof compat !== 'string') {
    const own = [
      ...(normalize === true ? ['--normalize'] : []),
      ...(eps === undefined ? [] : [`--eps ${String(eps)}`]),
      ...(meanBy === undefined || meanBy === 'torch' ? [] : [`--mean-by ${String(meanBy)}`]),
    ]
    return own.length > 0 ? own.join(' ') : undefined
  }
  const words = Object.entries(bundles[compat]![loss.name]!).map(([name, value]) => {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    return value === true ? flag : `${flag} ${String(value)}`
  })
  return `as ${compat}${words.length > 0 ? `: ${words.join(' ')}` : ', which does what torch does'}`
}
