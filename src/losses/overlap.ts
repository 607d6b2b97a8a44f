import { type ErrorDetails, LossError } from '../error.ts'
import {
  type Activation,
  type Overlap,
  overlapGradient,
  type OverlapRule,
  overlapSums,
  probabilitiesOf,
} from '../numerics/overlap.ts'
import { addPairs, dividePairs, low, scalePair } from '../numerics/double-double.ts'
import { logPair } from '../numerics/log.ts'
import { powerOfLog } from '../numerics/power.ts'
import { choice, flag, flagName, integer, real } from '../options.ts'
import { sameShape, showShape, sizeOf, type Tensor } from '../tensor.ts'
import { markAmong, skipping } from './outside.ts'
import { logit, number, probability, whole } from './takes.ts'

type OverlapName = 'dice' | 'jaccard' | 'tversky'
type OverlapLibrary = 'smp' | 'monai' | 'kornia'

/** What the losses of overlap see of their options; those that one does not declare are absent. */
interface OverlapOptions {
  readonly convention: OverlapLibrary
  readonly mode: 'auto' | 'binary' | 'multiclass' | 'multilabel'
  readonly probabilities: boolean
  readonly smooth: number | undefined
  readonly smoothNr: number | undefined
  readonly smoothDr: number | undefined
  readonly eps: number | undefined
  readonly logLoss: boolean
  readonly batch: boolean
  readonly includeBackground: boolean
  readonly weight: Tensor | undefined
  readonly ignoreIndex: number
  readonly squared?: boolean
  readonly average?: 'micro' | 'macro'
  readonly alpha?: number
  readonly beta?: number
  readonly gamma?: number
}

/** The one-hot targets of kornia's dice are this where they are not the class. */
const KORNIA_ONE_HOT = 1e-6

export const overlapOptions = {
  mode: choice(['auto', 'binary', 'multiclass', 'multilabel'], {
    default: 'auto',
    help: 'sigmoid of one class, softmax with class indices, sigmoid of each class; auto judges by the shapes',
  }),
  probabilities: flag({ default: false, help: 'inputs are probabilities, no logits' }),
  smooth: real({
    default: undefined,
    min: 0,
    below: Infinity,
    help: 'added above and below; smp 0, monai 1e-5, kornia none',
  }),
  smoothNr: real({ default: undefined, min: 0, below: Infinity, help: 'added above alone (monai)' }),
  smoothDr: real({ default: undefined, min: 0, below: Infinity, help: 'added below alone (monai)' }),
  eps: real({
    default: undefined,
    min: 0,
    below: Infinity,
    help: 'smp: floor below (1e-7); kornia: added below (1e-8)',
  }),
  logLoss: flag({ default: false, help: '-ln(score) instead of 1 - score (smp)' }),
  batch: flag({ default: false, help: 'sums over the images of the batch too (monai; smp always does)' }),
  includeBackground: flag({ default: true, help: 'counts class 0 (monai)' }),
  weight: {
    type: 'tensor',
    as: 'classes',
    symbol: 'w',
    divides: false,
    help: 'one weight per class; smp and kornia divide by their sum, monai does not',
  },
  ignoreIndex: integer({ default: -100, help: 'target that is left out (smp, kornia)' }),
} as const

/** Where an option has a meaning; the others mean the same everywhere. */
const BELONGS: Readonly<Record<string, readonly OverlapLibrary[]>> = {
  smooth: ['smp', 'monai'],
  smoothNr: ['monai'],
  smoothDr: ['monai'],
  eps: ['smp', 'kornia'],
  logLoss: ['smp'],
  batch: ['monai'],
  includeBackground: ['monai'],
  squared: ['monai'],
  average: ['kornia'],
  gamma: ['smp'],
  ignoreIndex: ['smp', 'kornia'],
}
const UNSET: Readonly<Record<string, unknown>> = {
  logLoss: false,
  batch: false,
  includeBackground: true,
  squared: false,
  average: 'micro',
  gamma: 1,
  ignoreIndex: -100,
}

function checkOptions(kind: OverlapName, options: OverlapOptions): void {
  const belongs = kind === 'tversky' ? { ...BELONGS, weight: BELONGS.smooth! } : BELONGS
  for (const [name, homes] of Object.entries(belongs)) {
    const value = (options as unknown as Record<string, unknown>)[name]
    if (value === undefined || value === UNSET[name] || homes.includes(options.convention)) continue
    const flagOf = flagName(name)
    throw new LossError('E105', `--${flagOf} has no meaning with --convention ${options.convention}`, {
      why: `only ${homes.join(' and ')} has it`,
    })
  }
}

/** What is counted, and how, for tensors of these shapes. */
interface OverlapProblem {
  readonly overlap: Overlap
  readonly rule: OverlapRule
  readonly activation: Activation
  /** The shape of the losses before they are reduced, and of each group the loss it belongs to and its share of that. */
  readonly shape: readonly number[]
  readonly valueOf: (group: number) => number
  readonly shareOf: (group: number) => number
}

/** Targets in the input's shape: class indices become one-hot, what is left out NaN. */
function targetsOf(
  kind: OverlapName,
  input: Tensor,
  target: Tensor,
  options: OverlapOptions,
): { data: Float64Array; multiclass: boolean; binary: boolean } {
  const { convention, ignoreIndex } = options
  const [images = 1, classes = 1, ...rest] = input.shape
  const places = sizeOf(rest)
  const same = sameShape(target.shape, input.shape)
  const flat = target.shape.filter(
    (size, i) => !(i === 1 && size === 1 && target.shape.length === input.shape.length),
  )
  const isPerPlace = sameShape(flat, [images, ...rest])
  const mode =
    options.mode !== 'auto' ? options.mode : convention === 'kornia' || !same ? 'multiclass' : 'multilabel'
  const indexed = mode === 'multiclass' && isPerPlace && !(same && classes === 1)
  if (!indexed && !(same || (classes === 1 && isPerPlace)))
    throw new LossError(
      'E310',
      `target ${showShape(target.shape)} does not fit the input ${showShape(input.shape)}`,
      { why: 'it has the shape of the input, or lacks its dimension of classes' },
    )
  const ignores = convention !== 'monai'
  const data = new Float64Array(input.data.length)
  const off = convention === 'kornia' && kind === 'dice' ? KORNIA_ONE_HOT : 0
  for (let i = 0; i < target.data.length; i++) {
    const t = target.data[i]!
    const left = ignores && t === ignoreIndex
    if (indexed) {
      if (!left && !(Number.isInteger(t) && t >= 0 && t < classes))
        throw new LossError('E306', `class index ${t} is not in 0 to ${classes - 1}`, {
          at: target.place?.(i),
          ...(ignores &&
            (t < 0 || t === 255) && {
              why: `only the index ${ignoreIndex} is ignored; ${t} often marks rows to skip`,
              tries: [`loss-calc ... --ignore-index ${t}`],
            }),
        })
      const first = Math.floor(i / places) * classes * places + (i % places)
      for (let c = 0; c < classes; c++) data[first + c * places] = left ? Number.NaN : c === t ? 1 : off
    } else {
      if (!left && !(t >= 0 && t <= 1))
        throw new LossError('E301', `target ${t} lies outside [0, 1]`, {
          at: target.place?.(i),
          ...likelyMask(target, t, ignores),
        })
      data[i] = left ? Number.NaN : t
    }
  }
  return { data, multiclass: mode === 'multiclass', binary: mode === 'binary' }
}

/** What a mask is that holds `t`, which is neither 0 nor 1. */
function likelyMask({ data }: Tensor, t: number, ignores: boolean): ErrorDetails {
  const mark = markAmong([...new Set(data)])
  if (ignores && mark !== undefined)
    return { why: skipping(mark).message, tries: [`loss-calc ... --ignore-index ${mark}`] }
  return t > 20 && t <= 255 && mark === undefined
    ? { why: 'it is like a gray value', tries: ['loss-calc ... --target-format gray'] }
    : { why: 'a mask holds 0 and 1' }
}

function problemOf(
  kind: OverlapName,
  input: Tensor,
  target: Tensor,
  options: OverlapOptions,
): OverlapProblem {
  checkOptions(kind, options)
  if (input.shape.length < 2)
    throw new LossError('E310', `the input ${showShape(input.shape)} needs images and classes: (N, C, ...)`)
  const [images = 1, classes = 1, ...rest] = input.shape
  const places = sizeOf(rest)
  const { includeBackground, weight } = options
  const targets = targetsOf(kind, input, target, options)
  const first = includeBackground ? 0 : 1
  if (first === classes) throw new LossError('E105', 'class 0 is the only one, and left out')
  const counted = classes - first
  if (weight && weight.data.length !== counted && weight.data.length !== 1)
    throw new LossError('E311', `weight has ${weight.data.length} numbers for ${counted} classes`)
  const { groups, groupOf, scale, ...layout } = layoutOf(options, images, classes, first, targets.binary)
  return {
    overlap: { images, classes, places, groups, groupOf, target: targets.data, scale },
    rule: ruleOf(kind, options),
    activation: options.probabilities ? 'none' : targets.multiclass && classes > 1 ? 'softmax' : 'sigmoid',
    ...layout,
  }
}

/** Which places are counted together, and how the losses of these groups are put together. */
type Layout = Pick<Overlap, 'groups' | 'groupOf' | 'scale'> &
  Pick<OverlapProblem, 'shape' | 'valueOf' | 'shareOf'>

/** `first`: the first class that counts. */
function layoutOf(
  { convention, batch, average, weight }: OverlapOptions,
  images: number,
  classes: number,
  first: number,
  binary: boolean,
): Layout {
  const counted = classes - first
  const weightOf = (c: number): number => (weight ? weight.data[weight.data.length === 1 ? 0 : c]! : 1)
  if (convention === 'smp') {
    // Its binary mode takes all that an image holds as one class.
    const groups = binary ? 1 : classes
    return {
      groups,
      groupOf: (_n, c) => (binary ? 0 : c),
      scale: undefined,
      shape: [groups],
      valueOf: (g) => g,
      shareOf: () => 1,
    }
  }
  if (convention === 'monai')
    return {
      groups: batch ? counted : images * counted,
      groupOf: (n, c) => (c < first ? -1 : batch ? c - first : n * counted + c - first),
      scale: undefined,
      shape: batch ? [counted] : [images, counted],
      valueOf: (g) => g,
      // It leaves out the weight of a single class.
      shareOf: (g) => (counted === 1 ? 1 : weightOf(g % counted)),
    }
  const whole = Array.from({ length: counted }, (_, c) => weightOf(c))
  const weights = whole.reduce((sum, one) => sum + one, 0)
  const micro = average !== 'macro'
  return {
    groups: micro ? images : images * classes,
    groupOf: (n, c) => (micro ? n : n * classes + c),
    scale: micro && weight ? Float64Array.from(whole) : undefined,
    shape: [images],
    valueOf: (g) => (micro ? g : Math.floor(g / classes)),
    shareOf: (g) => (micro ? 1 : weightOf(g % classes) / weights),
  }
}

/** The conventions of the three libraries as one formula. */
function ruleOf(kind: OverlapName, options: OverlapOptions): OverlapRule {
  const { convention, smooth, smoothNr, smoothDr, eps, squared, logLoss } = options
  const weights = {
    dice: [0.5, 0.5],
    jaccard: [1, 1],
    tversky: [options.alpha ?? 0.5, options.beta ?? 0.5],
  } as const
  const [alpha, beta] = weights[kind]
  if (convention === 'smp') {
    const s = smooth ?? 0
    return { shared: 'min', factor: 1, alpha, beta, above: s, below: s, floor: eps ?? 1e-7, log: logLoss }
  }
  // Dice and jaccard count everything twice there, so what is added weighs half.
  const factor = kind === 'tversky' ? 1 : 2
  if (convention === 'kornia')
    return {
      shared: 'product',
      factor,
      alpha,
      beta,
      above: 0,
      below: eps ?? 1e-8,
      floor: -Infinity,
      log: false,
    }
  return {
    shared: squared ? 'square' : 'product',
    factor,
    alpha: squared ? factor * alpha : alpha,
    beta,
    above: smoothNr ?? smooth ?? 1e-5,
    below: smoothDr ?? smooth ?? 1e-5,
    floor: -Infinity,
    log: false,
  }
}

/** The losses before they are reduced, and how they are. */
function overlapOf(
  kind: OverlapName,
  options: OverlapOptions,
  { input, target }: { input: Tensor; target: Tensor },
) {
  const problem = problemOf(kind, input, target, options)
  const { overlap, rule, activation, shape } = problem
  const probabilities = probabilitiesOf(input.data, activation, overlap.classes, overlap.places)
  const sums = overlapSums(probabilities, overlap, rule)
  const size = sizeOf(shape)
  const values = new Float64Array(size)
  const rests = new Float64Array(size)
  const shares = new Float64Array(overlap.groups)
  for (let g = 0; g < overlap.groups; g++) {
    // smp: a class that no target has costs nothing.
    shares[g] = options.convention === 'smp' && !(sums.targets[g]! > 0) ? 0 : problem.shareOf(g)
    const v = problem.valueOf(g)
    const part = shares[g] === 0 ? 0 : scalePair(shares[g]!, sums.loss.high[g]!, sums.loss.low[g]!)
    values[v] = addPairs(values[v]!, rests[v]!, part, shares[g] === 0 ? 0 : low[0]!)
    rests[v] = low[0]!
  }
  const factors =
    options.convention === 'smp' && options.weight ? Float64Array.from(options.weight.data) : undefined
  const divisor = factors ? factors.reduce((sum, w) => sum + w, 0) : size
  const gamma = options.gamma ?? 1
  const mean = gamma === 1 ? undefined : meanOf(values, rests, factors, divisor)
  const power =
    mean && (mean.high > 0 ? powerOfLog(logPair(mean.high, mean.low), low[0]!, gamma) : mean.high ** gamma)
  return {
    values: { data: values, shape },
    ...(factors && { factors, divisor }),
    ...(power !== undefined && { mean: power }),
    steps: {
      shared: sums.shared.high,
      differs: sums.differs.high,
      ...(rule.shared === 'product' && { product: 1 }),
      ...(overlap.scale && { scaled: 1 }),
      ...(rule.above > 0 && { above: rule.above }),
      ...(rule.below > 0 && { below: rule.below }),
      score: sums.score,
      ...(rule.log && { floor: rule.floor }),
      ...(shares.some((share) => share !== 1) && { share: shares }),
    },
    gradient: (reduction: 'mean' | 'sum' | 'none', out: Float64Array): void => {
      const outer = reduction !== 'mean' || mean === undefined ? 1 : gamma * mean.high ** (gamma - 1)
      const by = shares.map((share, g) => {
        if (reduction !== 'mean' || share === 0) return share
        return (outer * share * (factors ? factors[problem.valueOf(g)]! : 1)) / divisor
      })
      overlapGradient(probabilities, activation, overlap, rule, sums, by, out)
    },
  }
}

function meanOf(
  values: Float64Array,
  rests: Float64Array,
  factors: Float64Array | undefined,
  divisor: number,
) {
  let sum = 0
  let sumLow = 0
  for (let i = 0; i < values.length; i++) {
    const part = scalePair(factors?.[i] ?? 1, values[i]!, rests[i]!)
    sum = addPairs(sum, sumLow, part, low[0]!)
    sumLow = low[0]!
  }
  const high = dividePairs(sum, sumLow, divisor, 0)
  return { high, low: low[0]! }
}

/** What the declarations of all losses of overlap share; `differs` is the formula of what only one side has. */
export function overlapParts(
  kind: OverlapName,
  differs: { readonly formula: string; readonly latex: string },
) {
  // monai and kornia count the others twice.
  const product = kind === 'tversky' ? 'p t' : '2 p t'
  const scaled = { formula: '[scaled|; p, t -> w p, w t]', latex: String.raw`[scaled|;\ p, t \to w p, w t]` }
  type Arguments = { readonly input: Tensor; readonly target: Tensor }
  return {
    torch: undefined,
    unit: 'error',
    one: 'batch',
    traits: { applies: 'sigmoid' },
    takes: {
      input: whole(logit, { given: ({ probabilities }) => (probabilities ? probability : logit) }),
      target: whole(number),
    },
    steps: {
      shared: {
        formula: `sum of [smp|min(p, t)][!smp|${product}]${scaled.formula}`,
        latex: String.raw`S = \sum [smp|\min(p, t)][!smp|${product.replaceAll(' ', '\\,')}]${scaled.latex}`,
        means: { en: 'what prediction and target share', zh: '预测与目标的重叠' },
      },
      differs: {
        formula: differs.formula + scaled.formula,
        latex: differs.latex + scaled.latex,
        means: { en: 'what only one of them has', zh: '只属于其中之一的部分' },
      },
      above: { formula: '', latex: 'a', means: { en: 'added above', zh: '分子上加的数' } },
      below: { formula: '', latex: 'b', means: { en: 'added below', zh: '分母上加的数' } },
      score: {
        formula: '[above|(shared + above)][!above|shared] / (shared + differs[below| + below])',
        latex: String.raw`s = \frac{S[above| + a]}{S + D[below| + b]}`,
        means: { en: 'share of the whole that is common', zh: '重叠部分所占的比例' },
      },
      share: {
        formula: '',
        latex: 'w',
        means: { en: 'what its loss counts; 0 without a target', zh: '它的损失算多少；没有目标时为 0' },
      },
      loss: {
        formula: '[share|share (][logLoss|-ln(max(floor, score))][!logLoss|1 - score][share|)]',
        latex: String.raw`\ell = [share|w (][logLoss|-\ln \max(\varepsilon, s)][!logLoss|1 - s][share|)]`,
      },
    },
    differentiable: ['input'],
    working: (options: OverlapOptions) => (args: Arguments) => {
      const { gradient: _, ...found } = overlapOf(kind, options, args)
      return found
    },
    gradient:
      (options: OverlapOptions) =>
      (args: Arguments, reduction: 'mean' | 'sum' | 'none', out: Readonly<Record<string, Float64Array>>) => {
        overlapOf(kind, options, args).gradient(reduction, out.input!)
      },
  } as const
}
