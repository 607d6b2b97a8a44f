import { LossError } from '../error.ts'
import { Ctc, type CtcSample } from '../numerics/ctc.ts'
import { flag, integer } from '../options.ts'
import { showShape, type Tensor } from '../tensor.ts'
import { loss } from './loss.ts'
import { countRows, many, missesOne } from './counts.ts'
import { domain, logProbability, number, whole } from './takes.ts'

interface Args {
  readonly input: Tensor
  readonly target: Tensor
  readonly inputLengths: Tensor
  readonly targetLengths: Tensor
}

interface Options {
  readonly blank: number
  readonly zeroInfinity: boolean
}

const length = domain({ what: 'length', whole: true, min: 0 })

/** One length per sample; () for a sample without a batch. */
function lengthsOf(name: string, lengths: Tensor, samples: number, most: number, what: string): Float64Array {
  if (lengths.data.length !== samples)
    throw new LossError('E310', `${name} has ${lengths.data.length} numbers for ${samples} samples`)
  const over = lengths.data.findIndex((one) => !(Number.isInteger(one) && one >= 0 && one <= most))
  if (over >= 0)
    throw new LossError('E301', `${name}: ${lengths.data[over]} is not in 0 to ${most}`, {
      at: lengths.place?.(over),
      why: what,
    })
  return lengths.data
}

/** The samples of a batch: input (T, N, C) or (T, C); labels (N, S), padded, or one after the other. */
function samplesOf({ input, target, inputLengths, targetLengths }: Args, { blank }: Options): CtcSample[] {
  const { data, shape } = input
  if (shape.length < 2 || shape.length > 3 || data.length === 0)
    throw new LossError('E310', 'ctc takes log-probabilities (T, N, C), or (T, C), that are not empty', {
      why: `the input has shape ${showShape(shape)}`,
    })
  const times = shape[0]!
  const samples = shape.length === 3 ? shape[1]! : 1
  const classes = shape.at(-1)!
  if (!(blank < classes)) throw new LossError('E101', `--blank must be in 0 to ${classes - 1}, got ${blank}`)
  const padded = target.shape.length === 2
  const width = padded ? target.shape[1]! : target.data.length
  if (padded && target.shape[0] !== samples)
    throw new LossError('E310', `the targets are ${target.shape[0]} rows for ${samples} samples`, {
      why: `the input is (times, samples, classes): ${showShape(shape)}`,
      tries: target.shape[0] === times ? ["numpy.save('x.npy', x.transpose(1, 0, 2))"] : [],
    })
  const steps = lengthsOf(
    'input-lengths',
    inputLengths,
    samples,
    times,
    `the input has ${times} ${times === 1 ? 'time' : 'times'}`,
  )
  const counts = lengthsOf(
    'target-lengths',
    targetLengths,
    samples,
    width,
    `the targets have ${width} ${width === 1 ? 'label' : 'labels'}`,
  )
  const all = counts.reduce((sum, one) => sum + one, 0)
  if (!padded && all !== target.data.length)
    throw new LossError(
      'E310',
      `the targets are ${target.data.length} labels, but target-lengths adds up to ${all}`,
    )
  let first = 0
  return Array.from({ length: samples }, (_, n) => {
    const from = padded ? n * width : first
    first += counts[n]!
    const labels = [...target.data.subarray(from, from + counts[n]!)]
    const wrong = labels.findIndex(
      (label) => !(Number.isInteger(label) && label >= 0 && label < classes && label !== blank),
    )
    if (wrong >= 0)
      throw new LossError(
        'E306',
        `label ${labels[wrong]} is not a class in 0 to ${classes - 1} other than the blank ${blank}`,
        {
          at: target.place?.(from + wrong),
          why: 'torch does not check labels, and reads foreign memory there',
        },
      )
    return { data, start: n * classes, step: samples * classes, times: steps[n]!, classes, labels, blank }
  })
}

/**
 * Connectionist temporal classification: -ln of the probability of all alignments that read as the target once repeats
 * and blanks are dropped. The recursion runs in pairs of doubles with powers of two of their own, so that neither a very
 * unlikely nor a nearly certain target loses digits. The mean divides each loss by its own target's length, at least 1.
 * A target that does not fit into the input costs Infinity, or 0 with `zeroInfinity`. The gradient is that through
 * log-softmax, e^(log p) less the share of the alignments that pass there, as torch has it. O(T S).
 */
export const ctc = /* @__PURE__ */ loss({
  name: 'ctc',
  summary: { en: 'Connectionist temporal classification', zh: '连接时序分类损失（CTC）' },
  formula: 'loss = -ln(sum over the alignments of the product of their probabilities)',
  latex: String.raw`\ell = -\ln \sum_{\pi \in \mathcal{B}^{-1}(y)} \prod_t p_t(\pi_t)`,
  torch: 'torch.nn.functional.ctc_loss',
  source: 'torch.nn.CTCLoss; Graves et al. 2006, doi:10.1145/1143844.1143891',
  unit: 'nats',
  one: 'batch',
  takes: {
    input: whole(logProbability),
    target: whole(number),
    inputLengths: whole(length),
    targetLengths: whole(length),
  },
  example: {
    input: [
      [-0.5108, -1.204, -2.3026],
      [-1.6094, -0.3567, -2.3026],
      [-1.6094, -0.5108, -1.6094],
      [-2.3026, -1.6094, -0.3567],
    ],
    target: [[1, 2]],
    inputLengths: [[4]],
    targetLengths: [[2]],
  },
  warns: [
    {
      code: 'W412',
      count: ({ args }) => countRows(args.input!, (...row) => missesOne(...row, true)),
      says: (n) =>
        `${many(n, 'row of the input is', 'rows of the input are')} no log-probabilities: e^x does not sum to 1 over the classes`,
      tries: ['take the log-softmax of logits first'],
    },
    {
      code: 'W417',
      count: ({ values }) => values!.filter((value) => value === Infinity).length,
      says: (n) =>
        `${many(n, 'sample costs', 'samples cost')} Infinity: the target does not fit into the input, or its probability is 0`,
      tries: ['--zero-infinity'],
    },
  ],
  options: {
    blank: integer({ default: 0, min: 0, help: 'class of the blank' }),
    zeroInfinity: flag({ default: false, help: 'a target that does not fit costs 0 and has no gradient' }),
  },
  steps: {
    likelihood: {
      formula: 'sum over the alignments of the product of their probabilities',
      latex: String.raw`P = \sum_{\pi \in \mathcal{B}^{-1}(y)} \prod_t p_t(\pi_t)`,
      means: { en: 'probability of the target', zh: '目标序列的概率' },
    },
    loss: { formula: '-ln(likelihood)', latex: String.raw`\ell = -\ln P` },
  },
  differentiable: ['input'],
  working: (options) => (args) => {
    const samples = samplesOf(args, options)
    const losses = samples.map((sample) => new Ctc(sample).loss)
    const values = losses.map((one) => (options.zeroInfinity && one === Infinity ? 0 : one))
    return {
      values: {
        data: Float64Array.from(values),
        shape: args.input.shape.length === 3 ? [samples.length] : [],
      },
      factors: Float64Array.from(samples, ({ labels }) => 1 / Math.max(labels.length, 1)),
      steps: { likelihood: Float64Array.from(losses, (one) => Math.exp(-one)) },
    }
  },
  gradient: (options) => (args, reduction, out) => {
    const samples = samplesOf(args, options)
    out.input.fill(0)
    for (const sample of samples) {
      const recursion = new Ctc(sample)
      if (options.zeroInfinity && recursion.loss === Infinity) continue
      const divisor = reduction === 'mean' ? samples.length * Math.max(sample.labels.length, 1) : 1
      recursion.gradient(out.input, divisor)
    }
  },
})
