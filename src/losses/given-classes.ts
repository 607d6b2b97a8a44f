import { type ClassLogs, Given } from '../numerics/class-logs.ts'
import { low } from '../numerics/double-double.ts'
import { powerOfLog } from '../numerics/power.ts'
import type { Row, Tensor } from '../tensor.ts'
import { type ClassTarget, loss, type RowLoss } from './loss.ts'
import { linesOverClasses, minusTimes, softmaxSteps, whereY, whereYLatex } from './softmax-lesson.ts'
import { SmoothedTarget } from './label-smoothing.ts'
import { alphaOf, lossOverClasses } from './softmax-loss.ts'
import { type Argument, classes, index, logProbability, probability } from './takes.ts'

/** What the losses over classes have in common once probabilities are there; an option a loss lacks is off. */
interface Options {
  readonly weight?: Tensor | undefined
  readonly labelSmoothing?: number
  readonly gamma?: number
  readonly alpha?: number | Tensor | undefined
}

/**
 * A loss over classes of inputs that went through softmax already: probabilities, or (`logs`) their logarithms. They
 * are taken as they are, so rows need not sum to 1.
 *
 * sum_c alpha_c a_c (1 - p_c)^gamma (-ln p_c), a_c as in ce; without gamma and alpha this is ce.
 */
export function ofGivenClasses(
  { name, summary, torch, source, takes, options }: RowLoss,
  logs: boolean,
): RowLoss {
  const focal = 'gamma' in options
  // Above 0 the base of the power, 1 - p, would be negative.
  const input = logs ? (focal ? { ...logProbability, max: 0 } : logProbability) : probability
  return loss({
    one: 'row',
    unit: 'nats',
    name: `${name} --from ${logs ? 'log-probs' : 'probs'}`,
    summary,
    torch,
    source,
    takes: { input: classes(input), target: (takes.target ?? index()) as Argument<'index'> },
    options,
    differentiable: ['input'],
    traits: { respelled: true, logProbabilities: logs },
    ...lessonOf(focal, logs),
    more: (options, size) => stepsOf(options, size, logs),
    working: (own, classes) => {
      const options = own as Options
      const given = new Given(logs)
      const ofIndex = (c: number, weight: number) => weight * factor(options, given, c) * given.minusLog(c)
      return lossOverClasses(given, classes, options, ofIndex, (a) => {
        for (let c = 0; c < classes; c++) if (a.high[c] !== 0) a.scale(c, factor(options, given, c), low[0]!)
      })
    },
    // d/d ln p of (1-p)^gamma (-ln p) is (1-p)^gamma (gamma p ln p / (1-p) - 1); over p for probabilities.
    gradient: (own, classes) => {
      const options = own as Options
      const { weight, labelSmoothing = 0, gamma = 0 } = options
      const given = new Given(logs)
      const a = new SmoothedTarget(classes, weight, labelSmoothing)
      return (row, { input: out }) => {
        given.read(row.input)
        a.read(row.target)
        for (let c = 0; c < classes; c++) {
          const shrink = a.high[c] === 0 ? 0 : factor(options, given, c)
          const p = given.probability(c)
          const bend = gamma === 0 || shrink === 0 ? 0 : (gamma * p * -given.minusLog(c)) / (1 - p)
          out![c] = shrink === 0 ? 0 : (a.high[c]! * shrink * (bend - 1)) / (logs ? 1 : p)
        }
      }
    },
  })
}

/** The loss in formulas: for a learner, and for engines. */
function lessonOf(focal: boolean, logs: boolean) {
  const modulator = `(1 - ${logs ? 'probability' : 'x'})^gamma`
  const scales = '[alpha|alpha_c ][w|w_c ]'
  const scalesLatex = String.raw`[alpha|\alpha_c\,][w|w_c\,]`
  const logP = logs ? 'x' : 'ln(x)'
  return {
    formula: `loss = -sum_c ${focal ? 'alpha_c w_c y_c modulator_c' : 'w_c y_c'} logP_c; logP = ${logP}`,
    latex: `\\ell = -\\sum_c ${scalesLatex}y_c ${focal ? '(1-p_c)^{\\gamma} ' : ''}\\ln p_c,${whereYLatex}`,
    heading: `loss = -sum_c ${scales}y_c ${focal ? 'modulator_c ' : ''}logP_c; logP = ${logP}, ${focal ? `modulator = ${modulator}, ` : ''}${whereY}`,
    stable: {
      logP,
      miss: logs ? '-expm1(x)' : '1 - x',
      ...linesOverClasses(
        '-logP_t',
        '-logP',
        focal ? ['[alpha|alpha_t ]miss_t^gamma ', '[alpha|alpha ]miss^gamma '] : ['', ''],
      ),
    },
    steps: {
      ...(focal && logs && { probability: { formula: 'e^x', latex: 'p_c = e^{x_c}' } }),
      logP: { formula: logP, latex: String.raw`\ln p_c` },
      y: softmaxSteps.y,
      ...(focal && { modulator: { formula: modulator, latex: String.raw`(1-p_c)^{\gamma}` } }),
      terms: {
        formula: `-[alpha|alpha ][w|w ]y ${focal ? 'modulator ' : ''}logP`,
        latex: `\\ell_c = -${scalesLatex}y_c ${focal ? '(1-p_c)^{\\gamma} ' : ''}\\ln p_c`,
      },
      loss: { formula: 'sum(terms)', latex: String.raw`\ell = \sum_c \ell_c` },
    },
  }
}

/** The numbers of the steps of a row. */
function stepsOf({ weight, alpha, gamma = 0, labelSmoothing = 0 }: Options, size: number, logs: boolean) {
  const given = new Given(logs)
  const y = new SmoothedTarget(size, undefined, labelSmoothing)
  const each = (value: (c: number) => number) => Float64Array.from({ length: size }, (_, c) => value(c))
  return ({ input, target }: { readonly input: Row; readonly target: ClassTarget }) => {
    given.read(input)
    y.read(target)
    const shares = y.high.slice()
    const shrink = each((c) => factor({ gamma }, given, c))
    const scale = (c: number) => alphaOf(alpha, c) * (weight?.data[c] ?? 1) * shares[c]!
    return {
      probability: each((c) => given.probability(c)),
      logP: each((c) => -given.minusLog(c)),
      y: shares,
      smoothing: labelSmoothing === 0 ? undefined : labelSmoothing,
      hot: target.index >= 0 ? 1 : undefined,
      soft: target.index >= 0 ? undefined : 1,
      modulator: shrink,
      terms: each((c) => minusTimes(scale(c) * shrink[c]!, -given.minusLog(c))),
    }
  }
}

/** alpha_c (1 - p_c)^gamma as a pair; 1 where the loss has neither. */
function factor({ gamma = 0, alpha }: Options, given: ClassLogs, c: number): number {
  const side = alphaOf(alpha, c)
  if (gamma === 0) {
    low[0] = 0
    return side
  }
  const ln = given.logOthers(c)
  const power = powerOfLog(ln, low[0]!, gamma)
  if (side !== 1) low[0] = side * low[0]!
  return side * power
}
