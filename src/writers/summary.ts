import { type InputSummary, isMean, type Report } from '../report.ts'
import { english, type Say } from '../locale/locale.ts'
import { selectorOf } from '../selector.ts'
import { showShape, sizeOf } from '../tensor.ts'
import { counted, exact, grouped, plain, type Precision, short } from './number.ts'
import { visible } from './text.ts'

/** A report in words; the formats decide how they look. */
export interface Summary {
  /** `bce-logits`, `focal softmax`. */
  readonly loss: string
  readonly torch: string
  /** `logits.csv (8, 3)`, `target.csv (8,) class indices`: each argument of the loss. */
  readonly args: readonly { readonly file: string; readonly shape: string }[]
  /** `; left out: id, text`, of columns that nobody named; or empty. */
  readonly leftOut: string
  /** `mean 0.7193`. */
  readonly result: string
  /** `= sum 6.4739 / 9 elements`; empty where nothing was reduced. */
  readonly working: string
  /** All digits of the value, where `result` has fewer. */
  readonly full: string | undefined
  /** What a gradient is of: `gradient of the mean with respect to the` input. */
  readonly gradient: string
}

const kinds = { elements: '', indices: ' class indices', probabilities: ' class probabilities' } as const

/** Files and shapes of the arguments in one line. */
export function filesOf({ args, leftOut }: Pick<Summary, 'args' | 'leftOut'>, say: Say = english): string {
  return `${args.map(({ file, shape }) => `${say(file)} ${say(shape)}`).join(', ')}${say(leftOut)}`
}

/** What a person wants to know of a run: the number, and how it was computed. */
export function summarize(report: Report, precision: Precision): Summary {
  const { reduction, value, args } = report
  const shown = value === undefined ? '' : short(value, precision)
  return {
    loss: [report.loss, report.mode, report.from && `from ${report.from}`].filter(Boolean).join(' '),
    torch: report.convention ?? report.torch,
    args: Object.values(args).map((one) => ({
      file: fileOf(one),
      shape: showShape(one.shape) + (isRepeated(one) ? ` ${REPEATED}` : kinds[one.kind ?? 'elements']),
    })),
    leftOut: leftOutOf(Object.values(args)),
    result:
      value === undefined ? `not reduced: ${summands(report)}${ignored(report)}` : `${reduction} ${shown}`,
    working: working(report, precision),
    full: value === undefined || exact(value) === shown ? undefined : exact(value),
    gradient: `gradient of the ${isMean(reduction) ? 'mean' : 'sum'} with respect to the`,
  }
}

const REPEATED = 'the same in every row'

/** Whether it is a number that was typed in place of a file. */
const isRepeated = ({ name, notes, shape }: InputSummary): boolean =>
  notes[0] === 'inline' && !Number.isNaN(Number(name)) && sizeOf(shape) > 1

export const notesOf = (one: InputSummary): readonly string[] =>
  isRepeated(one) ? [...one.notes, REPEATED] : one.notes

const columnsShown = 6

/** `preds.csv[p_cat, p_dog]` */
function fileOf({ name, selected }: InputSummary): string {
  if (!selected) return visible(name)
  const names = selected.map(selectorOf)
  const columns = names.length > columnsShown ? [names[0]!, '...', names.at(-1)!] : names
  return visible(`${name}[${columns.join(', ')}]`)
}

function leftOutOf(inputs: readonly InputSummary[]): string {
  const names = [...new Set(inputs.flatMap(({ leftOut = [] }) => leftOut))]
  if (names.length === 0) return ''
  const more = names.length - columnsShown
  const shown = names.slice(0, columnsShown).map((name) => (name === '' ? '(no name)' : selectorOf(name)))
  return visible(`; left out: ${[...shown, ...(more > 0 ? [`... ${more} more`] : [])].join(', ')}`)
}

function working(report: Report, precision: Precision): string {
  const { reduction, sum, dividend: own, denominator } = report
  if (reduction === 'none') return ''
  if (reduction === 'sum') return `over ${summands(report)}${ignored(report)}`
  if (Number.isNaN(own)) return `a power of the mean over ${summands(report)}; sum ${short(sum, precision)}`
  const dividend =
    own === undefined
      ? `= sum ${short(sum, precision)} /`
      : `= sum ${short(own, precision)} of the losses, each times its own factor, /`
  if (denominator.kind !== 'weights')
    return `${dividend} ${counted(denominator.value, denominator.kind.slice(0, -1))}${ignored(report)}`
  const weights = plain(denominator.value, precision)
  return `${dividend} sum of weights ${weights} (not / ${summands(report)})${ignored(report)}`
}

function ignored({ ignored, skipped = 0 }: Report): string {
  const parts = [
    ...(ignored > 0 ? [`${grouped(ignored)} ignored`] : []),
    ...(skipped > 0 ? [`${counted(skipped, 'row')} skipped: a value is missing`] : []),
  ]
  return parts.length > 0 ? ` (${parts.join(', ')})` : ''
}

/** How many losses there are before they are reduced: elements, or rows that count. */
function summands({ one, elements, ignored }: Report): string {
  return one === 'element' ? counted(elements, 'element') : counted(elements - ignored, 'sample')
}
