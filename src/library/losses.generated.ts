// Made by scripts/make-library.mjs from the declarations of the losses; do not edit.
import { bce as bceLoss } from '../losses/bce.ts'
import { bceWithLogits as bceWithLogitsLoss } from '../losses/bce-logits.ts'
import { crossEntropy as crossEntropyLoss } from '../losses/ce.ts'
import { nll as nllLoss } from '../losses/nll.ts'
import { mse as mseLoss } from '../losses/mse.ts'
import { focal as focalLoss } from '../losses/focal.ts'
import { l1 as l1Loss } from '../losses/l1.ts'
import { smoothL1 as smoothL1Loss } from '../losses/smooth-l1.ts'
import { huber as huberLoss } from '../losses/huber.ts'
import { logCosh as logCoshLoss } from '../losses/log-cosh.ts'
import { quantile as quantileLoss } from '../losses/quantile.ts'
import { msle as msleLoss } from '../losses/msle.ts'
import { mape as mapeLoss } from '../losses/mape.ts'
import { klDiv as klDivLoss } from '../losses/kl-div.ts'
import { poissonNll as poissonNllLoss } from '../losses/poisson-nll.ts'
import { gaussianNll as gaussianNllLoss } from '../losses/gaussian-nll.ts'
import { hingeEmbedding as hingeEmbeddingLoss } from '../losses/hinge-embedding.ts'
import { softMargin as softMarginLoss } from '../losses/soft-margin.ts'
import { marginRanking as marginRankingLoss } from '../losses/margin-ranking.ts'
import { multiMargin as multiMarginLoss } from '../losses/multi-margin.ts'
import { multilabelMargin as multilabelMarginLoss } from '../losses/multilabel-margin.ts'
import { multilabelSoftMargin as multilabelSoftMarginLoss } from '../losses/multilabel-soft-margin.ts'
import { cosineEmbedding as cosineEmbeddingLoss } from '../losses/cosine-embedding.ts'
import { pairwiseDistance as pairwiseDistanceLoss } from '../losses/pairwise-distance.ts'
import { tripletMargin as tripletMarginLoss } from '../losses/triplet-margin.ts'
import { tripletDistance as tripletDistanceLoss } from '../losses/triplet-distance.ts'
import { ctc as ctcLoss } from '../losses/ctc.ts'
import { dice as diceLoss } from '../losses/dice.ts'
import { jaccard as jaccardLoss } from '../losses/jaccard.ts'
import { tversky as tverskyLoss } from '../losses/tversky.ts'
import { ofBatch, ofElements, ofForms, ofRows, ofRowsAsTheyAre } from './call.ts'
import type { Numbers } from './numbers.ts'

/** Options of {@link bce}. */
export interface BceOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /** Rescales each element; numbers that broadcast to the input. */
  readonly weight?: Numbers
  /** How the input is written, if not as probabilities. */
  readonly from?: 'probs' | 'logits'
}

/**
 * Binary cross-entropy of probabilities.
 *
 * `loss = -(t lnX + (1 - t) lnNotX); lnX = max(ln(x), -100), lnNotX = max(ln(1 - x), -100)`
 *
 * As torch.nn.functional.binary_cross_entropy.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const bce = /* @__PURE__ */ ofElements<[input: Numbers, target: Numbers], BceOptions>(bceLoss)

/** Options of {@link bceWithLogits}. */
export interface BceWithLogitsOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /** Rescales each element; numbers that broadcast to the input. */
  readonly weight?: Numbers
  /** Weight of the positive side, per class or any shape that broadcasts to the input. */
  readonly posWeight?: Numbers
  /** How the input is written, if not as logits. */
  readonly from?: 'logits' | 'probs'
}

/**
 * Binary cross-entropy of logits (sigmoid built in).
 *
 * `loss = -(p t ln(sigmoid) + (1 - t) ln(1 - sigmoid)); sigmoid = 1 / (1 + e^(-x)), p = pos_weight`
 *
 * As torch.nn.functional.binary_cross_entropy_with_logits.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const bceWithLogits = /* @__PURE__ */ ofElements<
  [input: Numbers, target: Numbers],
  BceWithLogitsOptions
>(bceWithLogitsLoss)

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /** One weight per class; the mean divides by the weights of the targets. */
  readonly weight?: Numbers
  /**
   * Class index that is skipped, and left out of the mean.
   * An integer.
   * @default -100
   */
  readonly ignoreIndex?: number
  /**
   * Share of the target spread evenly over all classes.
   * A number in [0, 1].
   * @default 0
   */
  readonly labelSmoothing?: number
  /** How the input is written, if not as logits. */
  readonly from?: 'logits' | 'probs' | 'log-probs'
}

/**
 * Cross entropy of logits (log-softmax and nll).
 *
 * `loss = -sum_c w_c y_c logSoftmax_c; y = (1 - smoothing) t + smoothing / C, t one-hot or probabilities`
 *
 * As torch.nn.functional.cross_entropy.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const crossEntropy = /* @__PURE__ */ ofRows<[input: Numbers, target: Numbers], CrossEntropyOptions>(
  crossEntropyLoss,
)

/** Options of {@link nll}. */
export interface NllOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /** One weight per class; the mean divides by the weights of the targets. */
  readonly weight?: Numbers
  /**
   * Class index that is skipped, and left out of the mean.
   * An integer.
   * @default -100
   */
  readonly ignoreIndex?: number
  /** How the input is written, if not as log-probabilities. */
  readonly from?: 'log-probs' | 'logits' | 'probs'
}

/**
 * Negative log-likelihood of log-probabilities.
 *
 * `loss = -w_t x_t`
 *
 * As torch.nn.functional.nll_loss.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const nll = /* @__PURE__ */ ofRows<[input: Numbers, target: Numbers], NllOptions>(nllLoss)

/** Options of {@link mse}. */
export interface MseOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /** Rescales each element; numbers in the input's shape. */
  readonly weight?: Numbers
}

/**
 * Mean squared error.
 *
 * `loss = (x - t)^2`
 *
 * As torch.nn.functional.mse_loss.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const mse = /* @__PURE__ */ ofElements<[input: Numbers, target: Numbers], MseOptions>(mseLoss)

/** Options of {@link focal}. */
export interface FocalOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /** Which form; left out, the shapes decide. */
  readonly mode?: 'sigmoid' | 'softmax'
  /**
   * Sigmoid: Focusing power; 0 is plain cross-entropy.
   * Softmax: Focusing power; 0 is plain cross-entropy.
   * A number >= 0.
   * @default 2
   */
  readonly gamma?: number
  /**
   * Sigmoid: Weight of the positive side; the other side gets 1 - alpha.
   * Softmax: Multiplies each class; one number for all or a list per class.
   * @default 0.25 (sigmoid), -1, which is off (softmax)
   */
  readonly alpha?: Numbers
  /**
   * Sigmoid: Rescales each element; numbers that broadcast to the input.
   * Softmax: One weight per class; the mean divides by the weights of the targets.
   */
  readonly weight?: Numbers
  /** Weight of the positive side, per class or any shape that broadcasts to the input. */
  readonly posWeight?: Numbers
  /**
   * Class index that is skipped, and left out of the mean.
   * An integer.
   * @default -100
   */
  readonly ignoreIndex?: number
  /**
   * Share of the target spread evenly over all classes.
   * A number in [0, 1].
   * @default 0
   */
  readonly labelSmoothing?: number
  /** How the input is written, if not as logits. */
  readonly from?: 'logits' | 'probs' | 'log-probs'
}

/**
 * Focal loss of logits (sigmoid or softmax).
 *
 * Sigmoid: `loss = alphaT modulator ce; modulator = miss^gamma, miss = 1 - pT, pT = probability of the right side`
 * Softmax: `loss = -sum_c alpha_c w_c y_c modulator_c logSoftmax_c; modulator = (1 - softmax)^gamma, y as in ce`
 *
 * As torchvision.ops.sigmoid_focal_loss; torch.nn.functional.cross_entropy with (1 - p)^gamma composed into it.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const focal = /* @__PURE__ */ ofForms<[input: Numbers, target: Numbers], FocalOptions>(focalLoss)

/** Options of {@link l1}. */
export interface L1Options {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /** Rescales each element; numbers in the input's shape. */
  readonly weight?: Numbers
}

/**
 * Mean absolute error.
 *
 * `loss = |x - t|`
 *
 * As torch.nn.functional.l1_loss.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const l1 = /* @__PURE__ */ ofElements<[input: Numbers, target: Numbers], L1Options>(l1Loss)

/** Options of {@link smoothL1}. */
export interface SmoothL1Options {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /**
   * From here on the loss is absolute; 0 is l1.
   * A number in [0, Infinity).
   * @default 1
   */
  readonly beta?: number
}

/**
 * Smooth L1: squared near 0, absolute beyond beta.
 *
 * `loss = z^2 / (2 beta) if z < beta, else z - beta / 2; z = |x - t|`
 *
 * As torch.nn.functional.smooth_l1_loss.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const smoothL1 = /* @__PURE__ */ ofElements<[input: Numbers, target: Numbers], SmoothL1Options>(
  smoothL1Loss,
)

/** Options of {@link huber}. */
export interface HuberOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /**
   * From here on the loss is linear.
   * A number > 0.
   * @default 1
   */
  readonly delta?: number
  /** Rescales each element; numbers in the input's shape. */
  readonly weight?: Numbers
}

/**
 * Huber loss: squared near 0, linear beyond delta.
 *
 * `loss = z^2 / 2 if z <= delta, else delta (z - delta / 2); z = |x - t|`
 *
 * As torch.nn.functional.huber_loss.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const huber = /* @__PURE__ */ ofElements<[input: Numbers, target: Numbers], HuberOptions>(huberLoss)

/** Options of {@link logCosh}. */
export interface LogCoshOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
}

/**
 * Logarithm of the hyperbolic cosine of the error.
 *
 * `loss = ln(cosh(x - t))`
 *
 * As keras.losses.LogCosh; optax.losses.log_cosh.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const logCosh = /* @__PURE__ */ ofElements<[input: Numbers, target: Numbers], LogCoshOptions>(
  logCoshLoss,
)

/** Options of {@link quantile}. */
export interface QuantileOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /**
   * Which quantile the input estimates.
   * A number in [0, 1].
   * @default 0.5
   */
  readonly quantile?: number
}

/**
 * Quantile (pinball) loss.
 *
 * `loss = quantile (t - x) if t > x, else (1 - quantile)(x - t)`
 *
 * As sklearn.metrics.mean_pinball_loss; Koenker and Bassett 1978, doi:10.2307/1913643.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const quantile = /* @__PURE__ */ ofElements<[input: Numbers, target: Numbers], QuantileOptions>(
  quantileLoss,
)

/** Options of {@link msle}. */
export interface MsleOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /**
   * Whose floor: none, or 1e-7 as keras has it.
   * @default 'sklearn'
   */
  readonly convention?: 'sklearn' | 'keras'
}

/**
 * Mean squared logarithmic error.
 *
 * `loss = (ln(1 + x) - ln(1 + t))^2; keras: x and t at least 1e-7`
 *
 * As sklearn.metrics.mean_squared_log_error; keras.losses.MeanSquaredLogarithmicError.
 * @param input predictions
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const msle = /* @__PURE__ */ ofElements<[input: Numbers, target: Numbers], MsleOptions>(msleLoss)

/** Options of {@link mape}. */
export interface MapeOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /**
   * Sklearn: a fraction, floor 2.2e-16; keras: percent, floor 1e-7.
   * @default 'sklearn'
   */
  readonly convention?: 'sklearn' | 'keras'
}

/**
 * Mean absolute percentage error.
 *
 * `loss = |x - t| / max(|t|, floor); keras: times 100`
 *
 * As sklearn.metrics.mean_absolute_percentage_error; keras.losses.MeanAbsolutePercentageError.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const mape = /* @__PURE__ */ ofElements<[input: Numbers, target: Numbers], MapeOptions>(mapeLoss)

/** Options of {@link klDiv}. */
export interface KlDivOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum' | 'batchmean'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /**
   * Targets are log-probabilities too.
   * @default false
   */
  readonly logTarget?: boolean
}

/**
 * Kullback-Leibler divergence of log-probabilities.
 *
 * `loss = t (ln(t) - x); with log-target: e^t (t - x)`
 *
 * As torch.nn.functional.kl_div.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const klDiv = /* @__PURE__ */ ofElements<[input: Numbers, target: Numbers], KlDivOptions>(klDivLoss)

/** Options of {@link poissonNll}. */
export interface PoissonNllOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /**
   * Inputs are logarithms of rates.
   * @default true
   */
  readonly logInput?: boolean
  /**
   * Adds Stirling's approximation of ln(t!).
   * @default false
   */
  readonly full?: boolean
  /**
   * Added to a rate before its logarithm.
   * A number in [0, Infinity).
   * @default 1e-8
   */
  readonly eps?: number
}

/**
 * Negative log likelihood of counts (Poisson).
 *
 * `loss = rate - t ln(rate) [+ t ln(t) - t + ln(2 pi t) / 2 if full and t > 1]; rate = e^x`
 *
 * As torch.nn.functional.poisson_nll_loss.
 * @param input rates, or their logarithms
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const poissonNll = /* @__PURE__ */ ofElements<[input: Numbers, target: Numbers], PoissonNllOptions>(
  poissonNllLoss,
)

/** Options of {@link gaussianNll}. */
export interface GaussianNllOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /**
   * Adds ln(2 pi) / 2.
   * @default false
   */
  readonly full?: boolean
  /**
   * Floor of the variance.
   * A number in (0, Infinity).
   * @default 0.000001
   */
  readonly eps?: number
}

/**
 * Negative log likelihood of a normal distribution.
 *
 * `loss = (ln(v) + (x - t)^2 / v) / 2 [+ ln(2 pi) / 2 if full]; v = max(var, eps)`
 *
 * As torch.nn.functional.gaussian_nll_loss.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const gaussianNll = /* @__PURE__ */ ofElements<
  [input: Numbers, target: Numbers, variance: Numbers],
  GaussianNllOptions
>(gaussianNllLoss)

/** Options of {@link hingeEmbedding}. */
export interface HingeEmbeddingOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /**
   * Distance that dissimilar pairs should reach.
   * A number >= 0.
   * @default 1
   */
  readonly margin?: number
}

/**
 * Hinge embedding loss of distances.
 *
 * `loss = x if t = 1, max(0, margin - x) if t = -1`
 *
 * As torch.nn.functional.hinge_embedding_loss.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const hingeEmbedding = /* @__PURE__ */ ofElements<
  [input: Numbers, target: Numbers],
  HingeEmbeddingOptions
>(hingeEmbeddingLoss)

/** Options of {@link softMargin}. */
export interface SoftMarginOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
}

/**
 * Soft margin loss of scores with labels -1 and 1.
 *
 * `loss = ln(1 + e^(-t x))`
 *
 * As torch.nn.functional.soft_margin_loss.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const softMargin = /* @__PURE__ */ ofElements<[input: Numbers, target: Numbers], SoftMarginOptions>(
  softMarginLoss,
)

/** Options of {@link marginRanking}. */
export interface MarginRankingOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /**
   * By how much the right order should hold.
   * A number in (-Infinity, Infinity).
   * @default 0
   */
  readonly margin?: number
}

/**
 * Margin ranking loss of two scores.
 *
 * `loss = max(0, margin - t (x1 - x2))`
 *
 * As torch.nn.functional.margin_ranking_loss.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const marginRanking = /* @__PURE__ */ ofElements<
  [x1: Numbers, x2: Numbers, target: Numbers],
  MarginRankingOptions
>(marginRankingLoss)

/** Options of {@link multiMargin}. */
export interface MultiMarginOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /**
   * Power of what a class lacks.
   * @default 1
   */
  readonly p?: 1 | 2
  /**
   * By how much the right class should win.
   * A number in [0, Infinity).
   * @default 1
   */
  readonly margin?: number
  /** One weight per class; the mean divides by the number of rows all the same. */
  readonly weight?: Numbers
}

/**
 * Multi-class margin loss (hinge) of scores.
 *
 * `loss = w_t sum_(c != t) max(0, margin - x_t + x_c)^p / C`
 *
 * As torch.nn.functional.multi_margin_loss.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const multiMargin = /* @__PURE__ */ ofRows<[input: Numbers, target: Numbers], MultiMarginOptions>(
  multiMarginLoss,
)

/** Options of {@link multilabelMargin}. */
export interface MultilabelMarginOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
}

/**
 * Multi-label margin loss of scores against lists of classes.
 *
 * `loss = sum_(y in T) sum_(c not in T) max(0, 1 - x_y + x_c) / C; T: the classes in t before the first -1`
 *
 * As torch.nn.functional.multilabel_margin_loss.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const multilabelMargin = /* @__PURE__ */ ofRows<
  [input: Numbers, target: Numbers],
  MultilabelMarginOptions
>(multilabelMarginLoss)

/** Options of {@link multilabelSoftMargin}. */
export interface MultilabelSoftMarginOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /** Multiplies the loss of each class; a number per class, or what broadcasts to the input. */
  readonly weight?: Numbers
}

/**
 * Multi-label soft margin: mean of binary cross-entropies of logits.
 *
 * `loss = sum_c w_c (t_c softplus(-x_c) + (1 - t_c) softplus(x_c)) / C; softplus(x) = ln(1 + e^x)`
 *
 * As torch.nn.functional.multilabel_soft_margin_loss.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const multilabelSoftMargin = /* @__PURE__ */ ofRows<
  [input: Numbers, target: Numbers],
  MultilabelSoftMarginOptions
>(multilabelSoftMarginLoss)

/** Options of {@link cosineEmbedding}. */
export interface CosineEmbeddingOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /**
   * Cosine that dissimilar pairs may have.
   * A number in [-1, 1].
   * @default 0
   */
  readonly margin?: number
}

/**
 * Cosine embedding loss of two vectors.
 *
 * `loss = 1 - cos if t = 1, max(0, cos - margin) if t = -1; cos = sum(x1 x2) / sqrt((sum(x1^2) + 1e-12)(sum(x2^2) + 1e-12))`
 *
 * As torch.nn.functional.cosine_embedding_loss.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const cosineEmbedding = /* @__PURE__ */ ofRows<
  [x1: Numbers, x2: Numbers, target: Numbers],
  CosineEmbeddingOptions
>(cosineEmbeddingLoss)

/** Options of {@link pairwiseDistance}. */
export interface PairwiseDistanceOptions {
  /**
   * How the losses are reduced.
   * @default 'none'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /**
   * Which norm; Infinity is the largest component, 0 counts those that are not 0.
   * @default 2
   */
  readonly p?: number
  /**
   * Added to every component of the difference.
   * A number in [0, Infinity).
   * @default 0.000001
   */
  readonly eps?: number
}

/**
 * Distance of two vectors (p-norm).
 *
 * `loss = norm_p(x1 - x2 + eps)`
 *
 * As torch.nn.functional.pairwise_distance.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const pairwiseDistance = /* @__PURE__ */ ofRowsAsTheyAre<
  [x1: Numbers, x2: Numbers],
  PairwiseDistanceOptions
>(pairwiseDistanceLoss)

/** Options of {@link tripletMargin}. */
export interface TripletMarginOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /**
   * How much nearer the positive should be than the negative.
   * A number in (0, Infinity).
   * @default 1
   */
  readonly margin?: number
  /**
   * Which norm; Infinity is the largest component.
   * A number > 0.
   * @default 2
   */
  readonly p?: number
  /**
   * Takes the distance of positive and negative where that is smaller.
   * @default false
   */
  readonly swap?: boolean
  /**
   * Added to every component of a difference.
   * A number in [0, Infinity).
   * @default 0.000001
   */
  readonly eps?: number
}

/**
 * Triplet margin loss of anchor, positive and negative.
 *
 * `loss = max(0, margin + d(anchor, positive) - d(anchor, negative)); d(x, y) = norm_p(x - y + eps)`
 *
 * As torch.nn.functional.triplet_margin_loss.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const tripletMargin = /* @__PURE__ */ ofRows<
  [anchor: Numbers, positive: Numbers, negative: Numbers],
  TripletMarginOptions
>(tripletMarginLoss)

/** Options of {@link tripletDistance}. */
export interface TripletDistanceOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /**
   * How much nearer the positive should be than the negative.
   * A number in (0, Infinity).
   * @default 1
   */
  readonly margin?: number
  /**
   * Distance of two vectors; pairwise is euclidean with 1e-6 added to every component.
   * @default 'pairwise'
   */
  readonly distance?: 'pairwise' | 'euclidean' | 'squared-euclidean' | 'manhattan' | 'cosine'
  /**
   * Takes the distance of positive and negative where that is smaller.
   * @default false
   */
  readonly swap?: boolean
}

/**
 * Triplet margin loss with a distance of choice.
 *
 * `loss = max(0, margin + d(anchor, positive) - d(anchor, negative)); d by distance`
 *
 * As torch.nn.functional.triplet_margin_with_distance_loss.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const tripletDistance = /* @__PURE__ */ ofRows<
  [anchor: Numbers, positive: Numbers, negative: Numbers],
  TripletDistanceOptions
>(tripletDistanceLoss)

/** Options of {@link ctc}. */
export interface CtcOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /**
   * Class of the blank.
   * An integer >= 0.
   * @default 0
   */
  readonly blank?: number
  /**
   * A target that does not fit costs 0 and has no gradient.
   * @default false
   */
  readonly zeroInfinity?: boolean
}

/**
 * Connectionist temporal classification.
 *
 * `loss = -ln(sum over the alignments of the product of their probabilities)`
 *
 * As torch.nn.functional.ctc_loss.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const ctc = /* @__PURE__ */ ofBatch<
  [input: Numbers, target: Numbers, inputLengths: Numbers, targetLengths: Numbers],
  CtcOptions
>(ctcLoss)

/** Options of {@link dice}. */
export interface DiceOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /**
   * Whose sums, smoothing and weights.
   * @default 'smp'
   */
  readonly convention?: 'smp' | 'monai' | 'kornia'
  /**
   * Sums over the classes, or the mean of theirs (kornia).
   * @default 'micro'
   */
  readonly average?: 'micro' | 'macro'
  /**
   * Squares in the denominator (monai).
   * @default false
   */
  readonly squared?: boolean
  /**
   * Sigmoid of one class, softmax with class indices, sigmoid of each class; auto judges by the shapes.
   * @default 'auto'
   */
  readonly mode?: 'auto' | 'binary' | 'multiclass' | 'multilabel'
  /**
   * Inputs are probabilities, no logits.
   * @default false
   */
  readonly probabilities?: boolean
  /**
   * Added above and below; smp 0, monai 1e-5, kornia none.
   * A number in [0, Infinity).
   */
  readonly smooth?: number
  /**
   * Added above alone (monai).
   * A number in [0, Infinity).
   */
  readonly smoothNr?: number
  /**
   * Added below alone (monai).
   * A number in [0, Infinity).
   */
  readonly smoothDr?: number
  /**
   * Smp: floor below (1e-7); kornia: added below (1e-8).
   * A number in [0, Infinity).
   */
  readonly eps?: number
  /**
   * -ln(score) instead of 1 - score (smp).
   * @default false
   */
  readonly logLoss?: boolean
  /**
   * Sums over the images of the batch too (monai; smp always does).
   * @default false
   */
  readonly batch?: boolean
  /**
   * Counts class 0 (monai).
   * @default true
   */
  readonly includeBackground?: boolean
  /** One weight per class; smp and kornia divide by their sum, monai does not. */
  readonly weight?: Numbers
  /**
   * Target that is left out (smp, kornia).
   * An integer.
   * @default -100
   */
  readonly ignoreIndex?: number
}

/**
 * Dice loss of masks (soft F1).
 *
 * `loss = 1 - 2 TP / (2 TP + FP + FN); TP = sum(p t), FP = sum(p (1 - t)), FN = sum((1 - p) t)`
 *
 * As Milletari et al. 2016, arXiv:1606.04797; segmentation_models.pytorch, MONAI and kornia: DiceLoss.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const dice = /* @__PURE__ */ ofBatch<[input: Numbers, target: Numbers], DiceOptions>(diceLoss)

/** Options of {@link jaccard}. */
export interface JaccardOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /**
   * Whose sums, smoothing and weights.
   * @default 'smp'
   */
  readonly convention?: 'smp' | 'monai'
  /**
   * Squares in the denominator (monai).
   * @default false
   */
  readonly squared?: boolean
  /**
   * Sigmoid of one class, softmax with class indices, sigmoid of each class; auto judges by the shapes.
   * @default 'auto'
   */
  readonly mode?: 'auto' | 'binary' | 'multiclass' | 'multilabel'
  /**
   * Inputs are probabilities, no logits.
   * @default false
   */
  readonly probabilities?: boolean
  /**
   * Added above and below; smp 0, monai 1e-5, kornia none.
   * A number in [0, Infinity).
   */
  readonly smooth?: number
  /**
   * Added above alone (monai).
   * A number in [0, Infinity).
   */
  readonly smoothNr?: number
  /**
   * Added below alone (monai).
   * A number in [0, Infinity).
   */
  readonly smoothDr?: number
  /**
   * Smp: floor below (1e-7); kornia: added below (1e-8).
   * A number in [0, Infinity).
   */
  readonly eps?: number
  /**
   * -ln(score) instead of 1 - score (smp).
   * @default false
   */
  readonly logLoss?: boolean
  /**
   * Sums over the images of the batch too (monai; smp always does).
   * @default false
   */
  readonly batch?: boolean
  /**
   * Counts class 0 (monai).
   * @default true
   */
  readonly includeBackground?: boolean
  /** One weight per class; smp and kornia divide by their sum, monai does not. */
  readonly weight?: Numbers
  /**
   * Target that is left out (smp, kornia).
   * An integer.
   * @default -100
   */
  readonly ignoreIndex?: number
}

/**
 * Jaccard (IoU) loss of masks.
 *
 * `loss = 1 - TP / (TP + FP + FN); TP = sum(p t), FP = sum(p (1 - t)), FN = sum((1 - p) t)`
 *
 * As Rahman and Wang 2016, doi:10.1007/978-3-319-50835-1_22; segmentation_models.pytorch: JaccardLoss, MONAI: DiceLoss(jaccard=True).
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const jaccard = /* @__PURE__ */ ofBatch<[input: Numbers, target: Numbers], JaccardOptions>(jaccardLoss)

/** Options of {@link tversky}. */
export interface TverskyOptions {
  /**
   * How the losses are reduced.
   * @default 'mean'
   */
  readonly reduction?: 'none' | 'mean' | 'sum'
  /**
   * Whether gradients are worked out too; without them a call of many numbers takes a fraction of the time.
   * @default true
   */
  readonly grad?: boolean
  /**
   * Whose sums, smoothing and weights.
   * @default 'smp'
   */
  readonly convention?: 'smp' | 'monai' | 'kornia'
  /**
   * Weight of false positives.
   * A number in [0, Infinity).
   * @default 0.5
   */
  readonly alpha?: number
  /**
   * Weight of false negatives.
   * A number in [0, Infinity).
   * @default 0.5
   */
  readonly beta?: number
  /**
   * Power of the mean (smp; focal Tversky).
   * A number in (0, Infinity).
   * @default 1
   */
  readonly gamma?: number
  /**
   * Sigmoid of one class, softmax with class indices, sigmoid of each class; auto judges by the shapes.
   * @default 'auto'
   */
  readonly mode?: 'auto' | 'binary' | 'multiclass' | 'multilabel'
  /**
   * Inputs are probabilities, no logits.
   * @default false
   */
  readonly probabilities?: boolean
  /**
   * Added above and below; smp 0, monai 1e-5, kornia none.
   * A number in [0, Infinity).
   */
  readonly smooth?: number
  /**
   * Added above alone (monai).
   * A number in [0, Infinity).
   */
  readonly smoothNr?: number
  /**
   * Added below alone (monai).
   * A number in [0, Infinity).
   */
  readonly smoothDr?: number
  /**
   * Smp: floor below (1e-7); kornia: added below (1e-8).
   * A number in [0, Infinity).
   */
  readonly eps?: number
  /**
   * -ln(score) instead of 1 - score (smp).
   * @default false
   */
  readonly logLoss?: boolean
  /**
   * Sums over the images of the batch too (monai; smp always does).
   * @default false
   */
  readonly batch?: boolean
  /**
   * Counts class 0 (monai).
   * @default true
   */
  readonly includeBackground?: boolean
  /** One weight per class; smp and kornia divide by their sum, monai does not. */
  readonly weight?: Numbers
  /**
   * Target that is left out (smp, kornia).
   * An integer.
   * @default -100
   */
  readonly ignoreIndex?: number
}

/**
 * Tversky loss of masks: dice with weights for false positives and negatives.
 *
 * `loss = (1 - TP / (TP + alpha FP + beta FN))^gamma; TP = sum(p t), FP = sum(p (1 - t)), FN = sum((1 - p) t)`
 *
 * As Salehi et al. 2017, arXiv:1706.05721; segmentation_models.pytorch, MONAI and kornia: TverskyLoss.
 * @throws LossError E310 for shapes that do not fit, E301 for a number outside the loss's domain, E101 for an option's value
 */
export const tversky = /* @__PURE__ */ ofBatch<[input: Numbers, target: Numbers], TverskyOptions>(tverskyLoss)
