import { flagName } from '../options.ts'
import { selectorOf } from '../selector.ts'
import { quoted } from '../shell-word.ts'
import { inputOf } from '../losses/forms.ts'
import type { Notice } from '../report.ts'
import type { Tensor } from '../tensor.ts'
import type { Facts } from '../engine/request.ts'
import type { PlainEvidence } from '../engine/evidence.ts'

interface Rule {
  readonly title: string
  /** For `loss-calc help H103`. */
  readonly help: string
  /**
   * What to say, if the facts call for it; absent where an error already says it. In `tries`, `loss-calc nll ...` is the
   * command that was typed with nll in place of its loss, `loss-calc ... --x` with an option more.
   */
  readonly find?: (facts: Facts) => Omit<Notice, 'code'> | undefined
}

/** Fewer numbers look like anything. */
const ENOUGH = 8
/** But few rows of two or three sum to 1 by chance. */
const ENOUGH_FOR_SUMS = 3
/** Samples from which a mean near the chance level says something. */
const ENOUGH_FOR_MEAN = 100

/** Every hint: a likely mistake that computes without an error. None ever changes a number. */
export const hintRules: Readonly<Record<string, Rule>> = {
  H101: {
    title: 'Sigmoid applied twice',
    help: 'bce-logits and focal apply the sigmoid themselves. Inputs that all lie in [0, 1] are probably probabilities already. Give probabilities with --from probs, or to bce; dice, jaccard and tversky take them with --probabilities.',
    find({ plan, evidence, input }) {
      const { unit, between, numbers } = evidence
      const { name, options, traits } = plan.loss
      // Masks of 0 and 1 are probabilities, too.
      if (traits?.applies !== 'sigmoid' || !unit || !(between || plan.one === 'batch')) return undefined
      if (numbers < ENOUGH || plan.options.probabilities === true) return undefined
      if (Object.hasOwn(options, 'probabilities')) {
        return {
          message: `all inputs of ${input.name} lie in [0, 1]: they look like probabilities, and ${name} takes logits`,
          tries: ['loss-calc ... --probabilities'],
        }
      }
      return {
        message: `all inputs of ${input.name} lie in [0, 1]: they look like probabilities, and ${name} applies the sigmoid again\nOn such input the cross-entropy of a positive can only lie in [0.3133, 0.6931].`,
        tries: [
          traits.related?.probs ? `loss-calc ${traits.related.probs} ...` : 'loss-calc ... --from probs',
        ],
      }
    },
  },
  H103: {
    title: 'Softmax applied twice',
    help: 'ce and softmax focal apply log-softmax themselves. Rows that are >= 0 and sum to 1 are probably softmax output already; with C classes ce can then never fall below ln(1 + (C-1)/e). Give probabilities with --from probs.',
    find({ plan, evidence, counts, input }) {
      // Of rows that are all ignored none was looked at.
      if (counts.counted === 0 || plan.one !== 'row') return undefined
      if (plan.loss.traits?.applies !== 'softmax' || !rowsSumToOne(evidence)) {
        return undefined
      }
      const floor = Math.log(1 + (plan.size - 1) / Math.E)
      return {
        message: `every row of ${input.name} is >= 0 and sums to 1: it looks like softmax output, and ${plan.loss.name} applies softmax again\nWith ${plan.size} classes the plain cross-entropy can never go below ${floor.toFixed(4)} on such input.`,
        tries: ['loss-calc ... --from probs'],
      }
    },
  },
  H104: {
    title: 'Probabilities given to nll',
    help: 'nll takes log-probabilities. On probabilities it computes -p, which is negative and no likelihood; --from probs takes the logarithms.',
    find({ plan, evidence, input }) {
      if (!plan.loss.traits?.logProbabilities || !rowsSumToOne(evidence, evidence.positive)) return undefined
      return {
        message: `every row of ${input.name} is >= 0 and sums to 1: these are probabilities, and ${plan.loss.name} takes their logarithms`,
        tries: ['loss-calc ... --from probs'],
      }
    },
  },
  H105: {
    title: 'No log-probabilities given to nll',
    help: 'The exponentials of a row of log-probabilities sum to 1. Where they do not, log_softmax is probably missing; ce applies it.',
    find({ plan, evidence, input }) {
      const { logRows, notLog, numbers, positive } = evidence
      if (!plan.loss.traits?.logProbabilities || rowsSumToOne(evidence, positive)) return undefined
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
    title: 'Log-probabilities given to ce',
    help: 'log-softmax of log-probabilities is the same again, so the value is right; the loss of log-probabilities is called nll.',
    find({ plan, evidence, input }) {
      const { logRows, notLog, numbers } = evidence
      const other = plan.loss.traits?.related?.['log-probs']
      if (other === undefined || notLog > 0 || logRows === 0 || numbers < ENOUGH) return undefined
      if (plan.one === 'row' && plan.size < 2) return undefined
      return {
        message: `the rows of ${input.name} already are log-probabilities; the value is the same, but ${other} is the loss of these`,
        tries: [plan.kind === 'indices' ? `loss-calc ${other} ...` : 'leave out the log_softmax'],
      }
    },
  },
  H107: {
    title: 'Targets that are not in [0, 1]',
    help: 'The binary losses take targets in [0, 1]. --target-format signed maps -1 and 1 to 0 and 1, gray 0 to 255 to 0 to 1. bce refuses others; bce-logits computes them, as torch does. mse and the like take any, and compare 255 with predictions in [0, 1].',
    find({ plan, evidence, counts, input }) {
      const { name } = plan.loss
      if (plan.one !== 'element') return undefined
      const gray = evidence.whole && evidence.largest > GRAY
      if (counts.loose === 0) {
        if (!gray || evidence.largest > 255 || !evidence.unit) return undefined
        return {
          message: `the targets are whole numbers up to ${evidence.largest}, like gray values, and all of ${input.name} lies in [0, 1]`,
          tries: ['loss-calc ... --target-format gray'],
        }
      }
      if (evidence.signs) {
        return {
          message: `the targets are -1 and 1, and ${name} takes 0 and 1`,
          tries: ['loss-calc ... --target-format signed'],
        }
      }
      if (!gray) return undefined
      return {
        message: `the targets are whole numbers up to ${evidence.largest}, like gray values, and ${name} takes [0, 1]`,
        tries: ['loss-calc ... --target-format gray'],
      }
    },
  },
  H108: {
    title: 'Class indices given to a binary loss',
    help: 'The binary losses take a 0 or 1 for every input. A class index per row belongs to ce, with one column of logits per class.',
    find({ plan, evidence, counts }) {
      const { whole, largest } = evidence
      const classes = plan.loss.traits?.related?.classes
      if (plan.one !== 'element' || classes === undefined) return undefined
      if (counts.loose === 0 || !whole || largest > GRAY) return undefined
      return {
        message: `the targets are whole numbers from 0 to ${largest}: they look like class indices, which belong to ${classes}`,
        tries: [`give ${classes} one column of logits per class`],
      }
    },
  },
  H109: {
    title: 'One-hot targets with class weights',
    help: 'For probability targets, one-hot or not, torch divides the weighted mean by the number of rows; for class indices by the weights of the targets. The sums are equal, the means are not.',
    find({ plan, evidence, reduction, sum }) {
      if (plan.one !== 'row' || plan.kind !== 'probabilities' || reduction !== 'mean') return undefined
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
    title: 'Targets that mark rows to skip',
    help: 'A class index of -1 or 255 often means "no label". Only --ignore-index (default -100) is skipped; other indices out of range are an error, E306.',
  },
  H112: {
    title: 'Rows that nearly sum to 1',
    help: 'Rows >= 0 that sum to about 1 look like rounded softmax output. ce applies softmax again; nll wants their logarithms.',
    find({ plan, evidence, input }) {
      const { nearOne, sumToOne, numbers, miss } = evidence
      if (
        plan.one !== 'row' ||
        plan.kind === 'elements' ||
        inputOf(plan.loss).what === 'probability' ||
        !nearOne ||
        sumToOne ||
        numbers < ENOUGH ||
        plan.size < 2
      )
        return undefined
      return {
        message: `every row of ${input.name} is >= 0 and sums to 1 within ${decimals(miss)}: it looks like rounded probabilities, and ${plan.loss.name} takes ${inputOf(plan.loss).what}s`,
        tries: ['loss-calc ... --from probs --normalize'],
      }
    },
  },
  H113: {
    title: 'Logarithms cut off at -100',
    help: 'bce stops ln p at -100, as torch, so a certain but wrong answer costs 100 and can rule the mean. Keras clips p at 1e-7 (16.12), scikit-learn at the rounding of float64 (36.04). Logits with bce-logits need no floor.',
    find({ plan, evidence: { clamped }, counts }) {
      const logits = plan.loss.traits?.related?.logits
      if (clamped === 0) return undefined
      return {
        message: `${clamped} of ${counts.elements} elements are certain and wrong: their logarithm is cut off at -100, as in torch (Keras: -16.12, scikit-learn: -36.04)`,
        tries: logits === undefined ? [] : [`give the logits to ${logits}, which needs no floor`],
      }
    },
  },
  H114: {
    title: 'A column that looks like row numbers',
    help: "A column that counts 0, 1, 2, ... or is named id or index probably came along from a data frame. Leave it out: --input-cols '!id'.",
    find({ plan, evidence, input, target }) {
      const names = input.columns ?? []
      const others = (plan.one === 'element' && target?.columns) || []
      const ofTarget = new Set(others)
      const inBoth = names.filter((name) => ofTarget.has(name))
      const twins = names.filter(
        (name, c) =>
          (evidence.rows >= ENOUGH || TIMES.test(name)) &&
          evidence.twins[2 * c]! < evidence.twins[2 * c + 1]! &&
          name === others[c],
      )
      // Some names of both files, but not all, or some columns that are alike: what is compared with itself is no prediction.
      const some = inBoth.length < Math.min(names.length, others.length)
      const shared = some ? inBoth : twins.length < names.length ? twins : []
      const named = names.length > 1 ? names.findIndex((name) => ID.test(name.trim())) : -1
      const counting = evidence.rows >= ENOUGH ? Math.floor(evidence.counting.indexOf(true) / 2) : -1
      const known = named >= 0 ? named : counting
      const twice = shared.length > 0 ? names.indexOf(shared[0]!) : -1
      const column = known >= 0 ? known : twice
      if (column < 0) return undefined
      const why =
        counting === column
          ? 'counts the rows'
          : named === column
            ? 'is named like row numbers'
            : some
              ? `is a column of ${target!.name} too`
              : `has the same values in ${target!.name}`
      const name = names[column]
      // The columns of an array cannot be chosen.
      const chosen = name !== undefined || /^[ct]sv$/.test(input.format)
      const tries = [`loss-calc ... ${without('--input-cols', names, [name ?? String(column)])}`]
      const both = [without('--input-cols', names, shared), without('--target-cols', others, shared)]
      return {
        message: `column ${name === undefined ? column : `"${name}"`} of ${input.name} ${why}, and is used as part of the input`,
        tries: !chosen
          ? []
          : twice >= 0 && shared.includes(name!)
            ? [`loss-calc ... ${both.join(' ')}`]
            : tries,
      }
    },
  },
  H116: {
    title: 'A loss at the level of chance',
    help: 'Equal probabilities for all C classes cost ln C: 0.6931 for 2, 2.3026 for 10. A mean within 1 % of that says that the model has learnt nothing yet, or that outputs and targets do not belong together.',
    find({ plan, counts, reduction, mean }) {
      const changed = Object.entries(plan.options).some(([name, value]) => {
        const spec = plan.loss.options[name]!
        return spec.type === 'tensor' ? value !== undefined : value !== spec.default && name !== ignored(plan)
      })
      if (reduction !== 'mean' || changed || !plan.loss.traits?.chance) return undefined
      if (counts.counted < ENOUGH_FOR_MEAN) return undefined
      const classes = plan.one === 'row' ? plan.size : 2
      const chance = Math.log(classes)
      if (classes < 2 || !(Math.abs(mean / chance - 1) <= 0.01)) return undefined
      return {
        message: `the mean ${decimals(mean)} is the level of chance, ln ${classes} = ${chance.toFixed(4)}: equal probabilities give it for any targets`,
        tries: ['check that input and target have the same order of rows'],
      }
    },
  },
  H117: {
    title: 'Focal loss with gamma 0',
    help: 'With gamma 0 nothing is focused: the loss is cross-entropy times alpha.',
    find({ plan }) {
      const { name, traits } = plan.loss
      const plain = traits?.plainAt
      if (!plain || plan.options[plain.option] !== plain.value) return undefined
      return {
        message: `with ${plain.option} ${plain.value}, ${name} is ${plain.loss}${plan.options.alpha === undefined ? '' : ' times alpha'}`,
        tries: [
          `loss-calc ... --${plain.option} ${(plan.loss.options[plain.option] as { default: number }).default}`,
        ],
      }
    },
  },
  H118: {
    title: 'Names of columns read as numbers',
    help: 'pandas writes 0, 1, 2, ... above columns without names. As the first row of a file it is one row more. --headers says that the first line is one, --no-headers that it is none.',
    find({ evidence, input }) {
      const { countingRow, fraction } = evidence
      if (!countingRow || !fraction || !input.notes?.includes('header: no')) return undefined
      return {
        message: `the first row of ${input.name} is 0, 1, 2, ...: it looks like the names of columns`,
        tries: ['loss-calc ... --headers'],
      }
    },
  },
  H119: {
    title: 'A column unlike the others',
    help: 'Without --input-cols all columns of numbers that nothing else uses are the input. Where most share a beginning (logit_cat, logit_dog) and one does not (w), that one is probably no logit.',
  },
  H120: {
    title: 'Names in another order',
    help: 'Columns belong together by their order, not by their names. Where the names of the classes, or of the target columns, are those of the input columns in another order, the loss mixes them up.',
  },
  H121: {
    title: 'Rows of two files in another order',
    help: 'Without --id, row n of the input belongs to row n of the target. Where both files name their rows, the first row that differs is named. --id pairs the rows by such a column, once both are called alike.',
  },
  H122: {
    title: 'Class numbers that may be names',
    help: 'A whole number as target counts the classes from 0. Where the columns are numbered otherwise (pred_2, pred_0) or are words, it may mean these. --index-base 1 counts from 1, --input-cols orders the columns, --classes 10,20 names them, --index-base 0 keeps the places.',
  },
  H123: {
    title: 'A softmax of one class',
    help: 'The probability of the only class is 1 whatever the logit, so the loss is 0. One logit per row belongs to bce-logits, with targets of 0 and 1.',
    find({ plan }) {
      if (plan.one !== 'row' || plan.size !== 1 || plan.loss.traits?.applies !== 'softmax') return undefined
      return {
        message: `the input of ${plan.loss.name} has one class, whose probability is 1 whatever the number, so the loss is 0; one logit per row belongs to a binary loss, such as bce-logits`,
      }
    },
  },
  H124: {
    title: 'Rows of probabilities that do not sum to 1',
    help: 'The loss is -ln of the probability of the target, whatever the others are. Where they do not sum to 1, a column may be missing, or each is of a label of its own, as for bce. --normalize divides each row by its sum, as Keras does.',
    find({ plan, evidence, input }) {
      const { takes, traits } = plan.loss
      const given = traits?.respelled && takes.input?.domain.what === 'probability'
      if (plan.one !== 'row' || !given || evidence.nearOne) return undefined
      return {
        message: `not every row of ${input.name} sums to 1, and probabilities are taken as they are`,
        tries: ['loss-calc ... --normalize'],
      }
    },
  },
  H125: {
    title: 'A column of weights for a square input',
    help: 'A column of a file has one weight per row. Where the input has as many columns as rows, it might be one per column, as a list is: --weight 1,2,3.',
    find({ plan, evidence }) {
      const { shape, one, options } = plan
      const [name] =
        Object.entries(options).find(([, value]) => {
          const { table, shape } = (value ?? {}) as Partial<Tensor>
          return table === true && shape![0] === evidence.rows && shape![1] === 1
        }) ?? []
      const square = one === 'element' && shape.length === 2 && shape[1] === evidence.rows
      if (name === undefined || !square || evidence.rows < 2) return undefined
      return {
        message: `--${flagName(name)} is a column, taken as one number per row of the square input, not per column`,
      }
    },
  },
  H126: {
    title: 'Scores of the best label',
    help: 'The score of the best label is that of another label in each row. A loss takes the probability of one class in all rows: ask for all scores.',
  },
  H127: {
    title: 'A right answer of probability 0',
    help: 'Its loss is infinite, and so are mean and sum. Such zeros mostly come from rounding. --eps 1e-7 clips them as Keras does, --compat sklearn at 2.2e-16 as scikit-learn; logits need neither. --top 20 lists the samples, --fail-on inf makes the exit status 1.',
    find({ plan, counts, sum, input }) {
      if (sum !== Infinity || counts.infinite > 0 || inputOf(plan.loss).what !== 'probability')
        return undefined
      return {
        message: `a right answer has the probability 0 in ${input.name}, so its loss is infinite`,
        tries: ['loss-calc ... --eps 1e-7'],
      }
    },
  },
  H128: {
    title: 'Targets that may count from 1',
    help: 'A whole number as target counts the classes from 0. Where no target is 0 and the most probable class is mostly the one before the target, the targets probably count from 1, as those of R, MATLAB and Julia: --index-base 1.',
    find({ evidence: { beside }, target }) {
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
  H129: {
    title: 'Two parts of one table',
    help: 'Of two files the first is the input and the second the target. Where both have all columns, as part-0.csv and part-1.csv do, the targets of one are compared with the inputs of the other. Give each alone, with --format state, and merge the states.',
  },
  H130: {
    title: 'Numbers that mark missing values',
    help: 'Instruments and archives write -999, -9999 or -32768 where nothing was measured. --where "y>-9999" leaves such rows out.',
    find({ evidence: { least }, input, target }) {
      const [mark = 0, next = -Infinity] = least
      if (!MARKS.includes(mark) || next < mark / 10) return undefined
      // Either may hold it.
      const columns = [...(target?.selected ?? ['']), ...(input.selected ?? [''])]
      return {
        message: `the least number is ${mark}, far below all others: it often marks a missing value, and is computed with`,
        ...(columns.every((name) => /^[a-z_]\w*$/i.test(name)) && {
          tries: [`loss-calc ... ${columns.map((name) => `--where '${name}>${mark}'`).join(' ')}`],
        }),
      }
    },
  },
  H131: {
    title: 'A last row that sums up the others',
    help: 'Spreadsheets and pivot tables end in a row called Total, Sum or Mean. --where "id!=Total" leaves it out.',
  },
}

/** Numbers that stand for a missing value in measurements. */
const MARKS: readonly number[] = [-999, -9999, -99999, -32768]
/** Targets above this are more likely gray values than classes. */
const GRAY = 20
/** Names of columns that say when a row was, and are no prediction. */
const TIMES = /^(?:epoch|step|date|day|year|(?:wall[ _]?)?time(?:stamp)?)$/i
const ID = /^(id|idx|index|row|(row|sample|image)[ _]?id|unnamed: ?0)$/i

/** The option that leaves some columns out. */
function without(option: string, names: readonly string[], some: readonly string[]): string {
  const plain = some.every((name) => selectorOf(name) === name)
  const out = new Set(some)
  const left = names.filter((name) => !out.has(name)).map(selectorOf)
  return `${option} ${quoted(plain ? some.map((name) => `!${name}`).join(',') : left.join(','))}`
}

/** The option that names the index to ignore, which changes no loss. */
function ignored({ loss }: Facts['plan']): string | undefined {
  return Object.keys(loss.options).find((name) => {
    const spec = loss.options[name]!
    return spec.type === 'integer' && spec.ignores === true
  })
}

/** Few rows may sum to 1 by chance, unless something else says so. */
function rowsSumToOne({ sumToOne, numbers, rows }: PlainEvidence, certain = false): boolean {
  return sumToOne && (certain || numbers >= ENOUGH_FOR_SUMS) && numbers > rows
}

function decimals(value: number): string {
  return String(Number(value.toPrecision(5)))
}

/** What is worth a hint after a run, in the order of the codes. */
export function hints(facts: Facts): Notice[] {
  return Object.entries(hintRules).flatMap(([code, rule]) => {
    const found = rule.find?.(facts)
    return found ? [{ code, ...found }] : []
  })
}
