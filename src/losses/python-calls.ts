/** What a call of another library is made for. */
interface CallFacts {
  readonly options: Readonly<Record<string, unknown>>
  readonly reduction: string
  readonly from: string | undefined
  readonly classes: number
  /** Whether targets are class indices. */
  readonly indices: boolean
  /** Whether a target lies between 0 and 1, or is of several classes. */
  readonly soft?: boolean
}

/** A call that gives the reduced loss of `x` against `t`, or undefined where the library has none for these options. */
type PythonCall = (facts: CallFacts) => string | undefined

const plain = ({ options }: CallFacts) => Object.values(options).every((value) => typeof value !== 'object')
const mean =
  (text: string | ((facts: CallFacts) => string)): PythonCall =>
  (facts) =>
    facts.reduction === 'mean' && plain(facts) ? (typeof text === 'string' ? text : text(facts)) : undefined

/** Calls of scikit-learn: means, of one number per sample. */
const sklearn: Readonly<Record<string, PythonCall>> = {
  bce: (facts) =>
    plain(facts) && facts.from !== 'logits' && facts.reduction !== 'none' && !facts.soft
      ? `log_loss(t, x, labels=[0, 1]${facts.reduction === 'sum' ? ', normalize=False' : ''})`
      : undefined,
  ce: (facts) =>
    plain(facts) &&
    facts.from === 'probs' &&
    facts.indices &&
    facts.classes > 1 &&
    facts.options.labelSmoothing === 0
      ? facts.reduction === 'none'
        ? undefined
        : `log_loss(t, x, labels=range(${facts.classes})${facts.reduction === 'sum' ? ', normalize=False' : ''})`
      : undefined,
  mse: mean('mean_squared_error(t, x)'),
  l1: mean('mean_absolute_error(t, x)'),
  quantile: mean(({ options }) => `mean_pinball_loss(t, x, alpha=${String(options.quantile)})`),
  msle: (facts) =>
    facts.options.convention === 'keras' ? undefined : mean('mean_squared_log_error(t, x)')(facts),
  mape: (facts) =>
    facts.options.convention === 'keras' ? undefined : mean('mean_absolute_percentage_error(t, x)')(facts),
}

const reduced = ({ reduction }: CallFacts) =>
  `reduction=${reduction === 'sum' ? "'sum'" : "'sum_over_batch_size'"}`
const keras =
  (call: (facts: CallFacts) => string, fits: (facts: CallFacts) => boolean = () => true): PythonCall =>
  (facts) =>
    plain(facts) && facts.reduction !== 'none' && fits(facts) ? call(facts) : undefined

/** Calls of Keras. Element losses are called over (N, 1), since Keras takes the mean of the last dimension first. */
const kerasCalls: Readonly<Record<string, PythonCall>> = {
  bce: keras(
    (f) => `BinaryCrossentropy(${reduced(f)})(t, x)`,
    (f) => f.from !== 'logits',
  ),
  'bce-logits': keras(
    (f) => `BinaryCrossentropy(from_logits=True, ${reduced(f)})(t, x)`,
    (f) => f.from !== 'probs',
  ),
  ce: keras(
    (f) =>
      `${f.indices ? 'SparseCategoricalCrossentropy' : 'CategoricalCrossentropy'}(from_logits=${f.from === 'probs' ? 'False' : 'True'}, ${reduced(f)})(t, x)`,
    (f) => f.options.labelSmoothing === 0 && f.from !== 'log-probs',
  ),
  mse: keras((f) => `MeanSquaredError(${reduced(f)})(t, x)`),
  l1: keras((f) => `MeanAbsoluteError(${reduced(f)})(t, x)`),
  huber: keras((f) => `Huber(delta=${String(f.options.delta)}, ${reduced(f)})(t, x)`),
  'log-cosh': keras((f) => `LogCosh(${reduced(f)})(t, x)`),
  msle: keras(
    (f) => `MeanSquaredLogarithmicError(${reduced(f)})(t, x)`,
    (f) => f.options.convention === 'keras',
  ),
  mape: keras(
    (f) => `MeanAbsolutePercentageError(${reduced(f)})(t, x)`,
    (f) => f.options.convention === 'keras',
  ),
}

/** Libraries that are called by name, by the name of the loss. */
export const pythonCalls: Readonly<Record<string, Readonly<Record<string, PythonCall>>>> = {
  sklearn,
  keras: kerasCalls,
}
