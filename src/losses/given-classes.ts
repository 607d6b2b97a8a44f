import { type ClassLogs, Given } from '../numerics/class-logs.ts'
import { low } from '../numerics/double-double.ts'
import { log } from '../numerics/log.ts'
import { powerOfLog } from '../numerics/power.ts'
import type { Tensor } from '../tensor.ts'
import { classLoss, type ClassLoss, logProbability, looseProbability, probability } from './loss.ts'
import { softmaxSteps } from './softmax-lesson.ts'
import { Coefficients, weightedCost } from './softmax-loss.ts'

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
  { name, summary, torch, source, targets, options }: ClassLoss,
  logs: boolean,
): ClassLoss {
  const focal = 'gamma' in options
  return classLoss({
    name: `${name} --from ${logs ? 'log-probs' : 'probs'}`,
    summary,
    torch,
    source,
    targets,
    options,
    formula: `l = sum_c ${focal ? 'alpha_c a_c (1 - p_c)^gamma' : 'a_c'} (-ln p_c), p = ${logs ? 'e^x' : 'x'}`,
    latex: focal
      ? String.raw`\ell = -\sum_c \alpha_c\,a_c\,(1-p_c)^{\gamma} \ln p_c`
      : String.raw`\ell = -\sum_c a_c \ln p_c`,
    // Above 0 the base of the power, 1 - p, would be negative.
    input: logs ? { ...logProbability, max: focal ? 0 : Infinity } : probability,
    target: looseProbability,
    lesson: {
      steps: {
        logP: { formula: logs ? 'x' : 'ln(x)', latex: String.raw`\ln p_c` },
        y: softmaxSteps.y,
        loss: {
          formula: focal
            ? '-sum_c [alpha|alpha_c ][w|w_c ]y_c (1 - p_c)^gamma ln p_c'
            : '-sum_c [w|w_c ]y_c ln p_c',
          latex: focal
            ? String.raw`\ell = -\sum_c [alpha|\alpha_c\,][w|w_c\,]y_c (1-p_c)^{\gamma} \ln p_c`
            : String.raw`\ell = -\sum_c [w|w_c\,]y_c \ln p_c`,
        },
      },
      more: ({ labelSmoothing = 0 }: Options, classes) => {
        const y = new Coefficients(classes, undefined, labelSmoothing)
        return (row, target) => {
          y.read(target)
          const x = row.data.slice(row.start, row.start + classes)
          return {
            logP: logs ? x : x.map(log),
            y: y.high.slice(),
            smoothing: labelSmoothing === 0 ? undefined : labelSmoothing,
            hot: target.index >= 0 ? 1 : undefined,
            soft: target.index >= 0 ? undefined : 1,
          }
        }
      },
    },
    steps: { a: 'coefficient of each class', loss: 'sum_c a_c (-ln p_c)' },
    working: (options: Options, classes: number) => {
      const { weight, labelSmoothing = 0 } = options
      const given = new Given(logs)
      const a = new Coefficients(classes, weight, labelSmoothing)
      return (row, target) => {
        given.read(row)
        const { index } = target
        const share = index >= 0 && weight ? weight.data[index]! : 1
        let loss: number
        if (index >= 0 && labelSmoothing === 0) {
          loss = share * factor(options, given, index) * given.minusLog(index)
        } else {
          a.read(target)
          for (let c = 0; c < classes; c++)
            if (a.high[c] !== 0) a.scale(c, factor(options, given, c), low[0]!)
          loss = weightedCost(given, a)
        }
        const pTarget = index >= 0 ? given.probability(index) : Number.NaN
        return { a: a.high, loss, share, predicted: given.k, pTarget }
      }
    },
    // d/d ln p of (1-p)^gamma (-ln p) is (1-p)^gamma (gamma p ln p / (1-p) - 1); over p for probabilities.
    gradient: (options: Options, classes: number) => {
      const { weight, labelSmoothing = 0, gamma = 0 } = options
      const given = new Given(logs)
      const a = new Coefficients(classes, weight, labelSmoothing)
      return (row, target, out) => {
        given.read(row)
        a.read(target)
        for (let c = 0; c < classes; c++) {
          const shrink = a.high[c] === 0 ? 0 : factor(options, given, c)
          const p = given.probability(c)
          const bend = gamma === 0 || shrink === 0 ? 0 : (gamma * p * -given.minusLog(c)) / (1 - p)
          out[c] = shrink === 0 ? 0 : (a.high[c]! * shrink * (bend - 1)) / (logs ? 1 : p)
        }
      }
    },
  })
}

/** alpha_c (1 - p_c)^gamma as a pair; 1 where the loss has neither. */
function factor({ gamma = 0, alpha }: Options, given: ClassLogs, c: number): number {
  const side = alpha === undefined ? 1 : typeof alpha === 'number' ? alpha : alpha.data[c]!
  if (gamma === 0) {
    low[0] = 0
    return side
  }
  const ln = given.logOthers(c)
  const power = powerOfLog(ln, low[0]!, gamma)
  if (side !== 1) low[0] = side * low[0]!
  return side * power
}
