import { flagName } from '../options.ts'
import { selectorOf } from '../selector.ts'
import { quoted } from '../error.ts'
import { isMissing, markAmong, skipping } from '../losses/outside.ts'
import { inputOf } from '../losses/forms.ts'
import type { Notice } from '../report.ts'
import type { Tensor } from '../tensor.ts'
import { ignoresBy } from '../engine/fit-rows.ts'
import type { Facts } from '../engine/request.ts'
import type { PlainEvidence } from '../engine/evidence.ts'

interface Rule {
  /** Of losses of rows or of elements only. */
  readonly one?: 'row' | 'element'
  /** Whether it may be worth saying: most runs compile this alone. */
  readonly when: (facts: Facts) => boolean
  /**
   * What to say, if the facts call for it. In `tries`, `loss-calc nll ...` is the command that was typed with nll in place
   * of its loss, `loss-calc ... --x` with an option more.
   */
  readonly tell: (facts: Facts) => Omit<Notice, 'code'> | undefined
}

/** Fewer numbers look like anything. */
const ENOUGH = 8
/** But few rows of two or three sum to 1 by chance. */
const ENOUGH_FOR_SUMS = 3
/** Samples from which a mean near the chance level says something. */
const ENOUGH_FOR_MEAN = 100

/** Every hint that numbers show. None ever changes one. */
const rules: Readonly<Record<string, Rule>> = {
  H101: {
    when: ({ plan, evidence: { unit, between, numbers } }) =>
      // Masks of 0 and 1 are probabilities, too.
      plan.loss.traits?.applies === 'sigmoid' &&
      unit &&
      (between || plan.one === 'batch') &&
      numbers >= ENOUGH &&
      plan.options.probabilities !== true,
    tell({ plan, input }) {
      const { name, options, traits } = plan.loss
      if (Object.hasOwn(options, 'probabilities'))
        return {
          message: `all inputs of ${input.name} lie in [0, 1]: they look like probabilities, and ${name} takes logits`,
          tries: ['loss-calc ... --probabilities'],
        }
      return {
        message: `all inputs of ${input.name} lie in [0, 1]: they look like probabilities, and ${name} applies the sigmoid again\nOn such input the cross-entropy of a positive can only lie in [0.3133, 0.6931].`,
        tries: [
          traits!.related?.probs ? `loss-calc ${traits!.related.probs} ...` : 'loss-calc ... --from probs',
        ],
      }
    },
  },
  H102: {
    when: ({ plan, evidence: { bright, numbers, whole, largest } }) =>
      bright > 100 &&
      numbers >= ENOUGH &&
      (plan.loss.traits?.applies === 'sigmoid' || (plan.one === 'element' && whole && largest <= 1)),
    tell: ({ input, evidence: { bright } }) => ({
      message: `all inputs of ${input.name} are whole numbers up to ${bright}, like gray values`,
      tries: ['divide them by 255'],
    }),
  },
  H103: {
    one: 'row',
    // Of rows that are all ignored none was looked at.
    when: ({ plan, evidence, counts }) =>
      counts.counted > 0 &&
      plan.loss.traits?.applies === 'softmax' &&
      (rowsSumToOne(evidence) || percentages(evidence)),
    tell({ plan, input, evidence }) {
      if (percentages(evidence))
        return {
          message: `every row of ${input.name} is >= 0 and sums to 100: these are percentages, and ${plan.loss.name} takes logits`,
          tries: ['loss-calc ... --from probs --normalize'],
        }
      const floor = Math.log(1 + (classesOf(plan) - 1) / Math.E)
      return {
        message: `every row of ${input.name} is >= 0 and sums to 1: it looks like softmax output, and ${plan.loss.name} applies softmax again\nWith ${classesOf(plan)} classes the plain cross-entropy can never go below ${floor.toFixed(4)} on such input.`,
        tries: ['loss-calc ... --from probs'],
      }
    },
  },
  H104: {
    when: ({ plan, evidence }) =>
      plan.loss.traits?.logProbabilities === true && rowsSumToOne(evidence, evidence.positive),
    tell: ({ plan, input }) => ({
      message: `every row of ${input.name} is >= 0 and sums to 1: these are probabilities, and ${plan.loss.name} takes their logarithms`,
      tries: ['loss-calc ... --from probs'],
    }),
  },
  H105: {
    when: ({ plan, evidence }) =>
      plan.loss.traits?.logProbabilities === true && !rowsSumToOne(evidence, evidence.positive),
    tell({ plan, evidence, input }) {
      const { logRows, notLog, numbers, positive } = evidence
      // The one of a token that came says nothing of the others.
      const token = plan.one === 'row' && plan.size === 1
      if (token || (numbers < ENOUGH && !positive) || 2 * notLog <= logRows) return undefined
      return {
        message: `in ${notLog} of ${logRows} rows of ${input.name} that were looked at, e^x does not sum to 1: these are no log-probabilities`,
        tries: ['loss-calc ... --from logits'],
      }
    },
  },
  H106: {
    when: ({ plan }) => plan.loss.traits?.related?.['log-probs'] !== undefined,
    tell({ plan, evidence, input }) {
      const { logRows, notLog, numbers } = evidence
      const other = plan.loss.traits!.related!['log-probs']!
      if (notLog > 0 || logRows === 0 || numbers < ENOUGH) return undefined
      if (plan.one === 'row' && plan.size < 2) return undefined
      return {
        message: `the rows of ${input.name} already are log-probabilities; the value is the same, but ${other} is the loss of these`,
        tries: [plan.kind === 'indices' ? `loss-calc ${other} ...` : 'leave out the log_softmax'],
      }
    },
  },
  H107: {
    one: 'element',
    when: ({ evidence, counts }) =>
      (counts.loose > 0 && evidence.signs) ||
      (evidence.whole && evidence.largest > GRAY && markAmong(evidence.some) === undefined),
    tell({ plan, evidence, counts, input }) {
      const { name } = plan.loss
      if (counts.loose === 0 && (evidence.largest > 255 || !evidence.unit)) return undefined
      if (counts.loose === 0)
        return {
          message: `the targets are whole numbers up to ${evidence.largest}, like gray values, and all of ${input.name} lies in [0, 1]`,
          tries: ['loss-calc ... --target-format gray'],
        }
      if (evidence.signs)
        return {
          message: `the targets are -1 and 1, and ${name} takes 0 and 1`,
          tries: ['loss-calc ... --target-format signed'],
        }
      return {
        message: `the targets are whole numbers up to ${evidence.largest}, like gray values, and ${name} takes [0, 1]`,
        tries: ['loss-calc ... --target-format gray'],
      }
    },
  },
  H108: {
    one: 'element',
    when: ({ plan, evidence: { whole, largest }, counts }) =>
      plan.loss.traits?.related?.classes !== undefined && counts.loose > 0 && whole && largest <= GRAY,
    tell({ plan, evidence: { largest } }) {
      const classes = plan.loss.traits!.related!.classes!
      return {
        message: `the targets are whole numbers from 0 to ${largest}: they look like class indices, which belong to ${classes}`,
        tries: [`give ${classes} one column of logits per class`],
      }
    },
  },
  H109: {
    one: 'row',
    when: ({ plan, reduction }) => plan.kind === 'probabilities' && reduction === 'mean',
    tell({ plan, evidence, sum }) {
      const weight = plan.options.weight as Tensor | undefined
      if (!weight || !evidence.oneHot || evidence.hot.length === 0) return undefined
      const total = evidence.hot.reduce(
        (all, count, c) => (count > 0 ? all + count * weight.data[c]! : all),
        0,
      )
      return {
        message: `the targets are one-hot, so the weighted mean divides by the ${evidence.rows} rows\nAs class indices they would give ${decimals(sum / total)} = ${decimals(sum)} / ${decimals(total)}, the sum of their weights.`,
        tries: ['loss-calc ... --target-format one-hot'],
      }
    },
  },
  H110: {
    when: ({ counts, evidence: { some } }) => counts.loose > 0 && markAmong(some) !== undefined,
    tell: ({ evidence: { some }, target }) =>
      skipping(markAmong(some)!, ...(target?.selected ?? target?.columns ?? [])),
  },
  H112: {
    one: 'row',
    when: ({ plan, evidence: { nearOne, sumToOne, numbers } }) =>
      plan.kind !== 'elements' &&
      inputOf(plan.loss).what !== 'probability' &&
      nearOne &&
      !sumToOne &&
      numbers >= ENOUGH &&
      plan.size >= 2,
    tell: ({ plan, evidence: { miss }, input }) => ({
      message: `every row of ${input.name} is >= 0 and sums to 1 within ${decimals(miss)}: it looks like rounded probabilities, and ${plan.loss.name} takes ${inputOf(plan.loss).what}s`,
      tries: ['loss-calc ... --from probs --normalize'],
    }),
  },
  H113: {
    when: ({ evidence: { clamped } }) => clamped > 0,
    tell({ plan, evidence: { clamped }, counts }) {
      const logits = plan.loss.traits?.related?.logits
      return {
        message: `${clamped} of ${counts.elements} elements are certain and wrong: their logarithm is cut off at -100, as in torch (Keras: -16.12, scikit-learn: -36.04)`,
        tries: logits === undefined ? [] : [`loss-calc ${logits} --help`],
      }
    },
  },
  H114: {
    when: ({ input, evidence: { counting, twins } }) =>
      input.columns !== undefined ||
      counting.includes(true) ||
      twins.some((least, i) => least < twins[i + 1]!),
    tell({ plan, evidence, input, target }) {
      const numbered = Array.from(
        { length: evidence.twins.length / 2 || evidence.counting.length / 2 },
        (_, c) => String(c),
      )
      const names = input.columns ?? numbered
      const others = (plan.one === 'element' && target && (target.columns ?? numbered)) || []
      const ofTarget = new Set(others)
      const inBoth = names.filter((name) => ofTarget.has(name))
      // TensorBoard writes time, step and value.
      const clock = evidence.times > 0 && evidence.times === evidence.rows
      const isTime = (name: string) => TIMES().test(name) || (clock && name !== names[2])
      const twins = names.filter(
        (name, c) =>
          (evidence.rows >= ENOUGH || isTime(name)) &&
          evidence.twins[2 * c]! < evidence.twins[2 * c + 1]! &&
          name === others[c],
      )
      // Some names of both files, but not all, or some columns that are alike: what is compared with itself is no prediction.
      const some = inBoth.length < Math.min(names.length, others.length)
      const alike = clock || (twins.length > 0 && twins.length < Math.min(names.length, numbered.length))
      const shared = some ? inBoth : inBoth.filter((name) => alike && (twins.includes(name) || isTime(name)))
      const named = names.length > 1 ? names.findIndex((name) => ID().test(name.trim())) : -1
      const counting = evidence.rows >= ENOUGH ? Math.floor(evidence.counting.indexOf(true) / 2) : -1
      const known = named >= 0 ? named : counting
      const twice = shared.length > 0 ? names.indexOf((some ? shared : [...twins, ...shared])[0]!) : -1
      const column = known >= 0 ? known : twice
      if (column < 0) return undefined
      const why =
        counting === column
          ? 'counts the rows'
          : named === column
            ? 'is named like row numbers'
            : some
              ? `is a column of ${target!.name} too`
              : clock
                ? 'goes by the time'
                : `has the same values in ${target!.name}`
      const name = names[column]!
      // The columns of an array cannot be chosen.
      const chosen =
        input.columns !== undefined ||
        (/^(?:[ct]sv|json)$/.test(input.format) && !input.notes?.includes('inline'))
      const tries = [`loss-calc ... ${without('--input-cols', names, [name])}`]
      const both = [without('--input-cols', names, shared), without('--target-cols', others, shared)]
      return {
        message: `column ${input.columns === undefined ? column : `"${name}"`} of ${input.name} ${why}, and is used as part of the input`,
        tries: !chosen
          ? []
          : twice >= 0 && shared.includes(name)
            ? [`loss-calc ... ${both.join(' ')}`]
            : tries,
      }
    },
  },
  H116: {
    when: ({ plan, counts, reduction, mean }) => {
      const classes = classesOf(plan)
      const near = Math.abs(mean / Math.log(classes) - 1) <= 0.01
      return reduction === 'mean' && counts.counted >= ENOUGH_FOR_MEAN && classes >= 2 && near
    },
    tell({ plan, mean }) {
      const changed = Object.entries(plan.options).some(([name, value]) => {
        const spec = plan.loss.options[name]!
        return spec.type === 'tensor'
          ? value !== undefined
          : value !== spec.default && name !== ignoresBy(plan.loss)
      })
      if (changed || !plan.loss.traits?.chance) return undefined
      const classes = classesOf(plan)
      return {
        message: `the mean ${decimals(mean)} is the level of chance, ln ${classes} = ${Math.log(classes).toFixed(4)}: equal probabilities give it for any targets`,
        tries: ['check that input and target have the same order of rows'],
      }
    },
  },
  H117: {
    when: ({ plan: { loss, options } }) => {
      const plain = loss.traits?.plainAt
      return plain !== undefined && options[plain.option] === plain.value
    },
    tell({ plan }) {
      const { name, traits } = plan.loss
      const plain = traits!.plainAt!
      return {
        message: `with ${plain.option} ${plain.value}, ${name} is ${plain.loss}${plan.options.alpha === undefined ? '' : ' times alpha'}`,
        tries: [
          `loss-calc ... --${plain.option} ${(plan.loss.options[plain.option] as { default: number }).default}`,
        ],
      }
    },
  },
  H118: {
    when: ({ evidence, input, target }) =>
      evidence.countingRow &&
      !evidence.wholeBelow &&
      // The one column of another file is called 0, too.
      (evidence.counting.length > 0 || evidence.zeroTarget || target?.name === input.name) &&
      // A few rows prove it only where there are fractions below several columns: single numbers often begin with 0.
      (evidence.rows > 3 || (evidence.fraction && evidence.counting.length > 0)) &&
      (evidence.fraction || evidence.counting.length > 4) &&
      input.notes?.includes('header: no') === true,
    tell: ({ input, evidence: { counting } }) => ({
      message:
        counting.length > 0
          ? `the first row of ${input.name} is 0, 1, 2, ...: it looks like the names of columns`
          : `the first row of ${input.name} is 0, and the others have fractions: it looks like the name of a column`,
      tries: ['loss-calc ... --headers'],
    }),
  },
  H123: {
    one: 'row',
    when: ({ plan }) => classesOf(plan) === 1 && plan.loss.traits?.applies === 'softmax',
    tell: ({ plan }) => ({
      message: `the input of ${plan.loss.name} has one class, whose probability is 1 whatever the number, so the loss is 0; one logit per row belongs to a binary loss, such as bce-logits`,
    }),
  },
  H124: {
    one: 'row',
    when: ({ plan: { loss }, evidence }) =>
      loss.traits?.respelled === true && loss.takes.input?.domain.what === 'probability' && !evidence.nearOne,
    tell: ({ input }) => ({
      message: `not every row of ${input.name} sums to 1, and probabilities are taken as they are`,
      tries: ['loss-calc ... --normalize'],
    }),
  },
  H125: {
    one: 'element',
    when: ({ plan: { shape }, evidence: { rows } }) => {
      const columns = shape.at(-1)!
      return columns >= 2 && columns === (shape.length > 2 ? shape.at(-2) : shape.length === 2 && rows)
    },
    tell({ plan }) {
      const [name] =
        Object.entries(plan.options).find(([, value]) => {
          const { table, shape } = (value ?? {}) as Partial<Tensor>
          return table === true && shape![0] === plan.shape.at(-1) && shape![1] === 1
        }) ?? []
      if (name === undefined) return undefined
      return {
        message: `--${flagName(name)} is a column, taken as one number per row of the square input, not per column`,
      }
    },
  },
  H127: {
    when: ({ plan, counts, sum }) =>
      sum === Infinity && counts.infinite === 0 && inputOf(plan.loss).what === 'probability',
    tell: ({ input }) => ({
      message: `a right answer has the probability 0 in ${input.name}, so its loss is infinite`,
      tries: ['loss-calc ... --eps 1e-7'],
    }),
  },
  H128: {
    when: ({ evidence: { beside } }) => beside.length > 0,
    tell({ evidence: { beside }, target }) {
      const [first = 0, later = 0, here = 0, after = 0] = beside
      const before = first + later
      // A single class that is always mistaken for its neighbour is no shift, nor are mistakes on both sides.
      if (first === 0 || later === 0 || before < ENOUGH || before <= 2 * (here + after)) return undefined
      if (target?.notes?.some((note) => note.startsWith('classes: '))) return undefined
      return {
        message: `no target is 0, and of the rows that were looked at ${before} have their largest number in the class before the target, ${here} in that of the target: the targets may count from 1, or the predictions be one too low`,
        tries: ['loss-calc ... --index-base 1'],
      }
    },
  },
  H130: {
    when: ({ evidence: { least } }) => isMissing(least[0]!),
    tell({ evidence: { least }, input, target }) {
      const [mark = 0, next = -Infinity] = least
      if (next < mark / 10) return undefined
      // Either may hold it.
      const columns = [...(target?.selected ?? ['']), ...(input.selected ?? [''])]
      const conditions = columns.map((name) => `--where '${name}>${mark}'`).join(' ')
      return {
        message: `the least number is ${mark}, far below all others: it often marks a missing value, and is computed with`,
        ...(columns.every((name) => /^[a-z_]\w*$/i.test(name)) && {
          // A column of a condition is no input unless it is named.
          tries: [`loss-calc ... ${conditions} --input-cols ${input.selected!.join(',')}`],
        }),
      }
    },
  },
  H132: {
    one: 'row',
    // Columns that are called after classes are in their order: where few rows are, one class may lead in all.
    when: ({ plan, evidence: { falling, rows }, input }) =>
      falling && rows >= ENOUGH && classesOf(plan) > 2 && !/\D$/.test(input.selected?.[1] ?? ''),
    tell: ({ input }) => ({
      message: `the numbers of each row of ${input.name} fall from the first class to the last: they look sorted, the best class first, not a column for each class`,
      tries: ['give the scores in the order of the classes'],
    }),
  },
}

/** Targets above this are more likely gray values than classes. */
const GRAY = 20
/** Names of columns that say when a row was, and are no prediction. */
const TIMES = () => /^(?:epoch|step|date|day|year|(?:wall[ _]?)?time(?:stamp)?)$/i
const ID = () => /^(id|idx|index|row|(row|sample|image)[ _]?id|unnamed: ?0)$/i

/** The option that leaves some columns out. */
function without(option: string, names: readonly string[], some: readonly string[]): string {
  const plain = some.every((name) => selectorOf(name) === name)
  const out = new Set(some)
  const left = names.filter((name) => !out.has(name)).map(selectorOf)
  return `${option} ${quoted(plain ? some.map((name) => `!${name}`).join(',') : left.join(','))}`
}

/** Few rows may sum to 1 by chance, unless something else says so. */
function rowsSumToOne({ sumToOne, numbers, rows }: PlainEvidence, certain = false): boolean {
  return sumToOne && (certain || numbers >= ENOUGH_FOR_SUMS) && numbers > rows
}

function percentages({ hundred, numbers, rows }: PlainEvidence): boolean {
  return hundred && numbers >= ENOUGH_FOR_SUMS && numbers > rows
}

/** Of a row; two of an element, which is yes or no. */
function classesOf(plan: Facts['plan']): number {
  return plan.one === 'row' ? plan.size : 2
}

function decimals(value: number): string {
  return String(Number(value.toPrecision(5)))
}

/** Whether a hint may look at the sum of such a loss, or at its mean: of others it can be left out. */
export function looksAtSum({ loss, options }: Facts['plan']): boolean {
  return loss.traits?.chance === true || inputOf(loss).what === 'probability' || options.weight !== undefined
}

/** What is worth a hint after a run, in the order of the codes. */
export function hints(facts: Facts): Notice[] {
  return Object.entries(rules).flatMap(([code, { one, when, tell }]) => {
    if ((one !== undefined && one !== facts.plan.one) || !when(facts)) return []
    const found = tell(facts)
    return found ? [{ code, ...found }] : []
  })
}
