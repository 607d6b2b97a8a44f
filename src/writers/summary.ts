import type { InputSummary, Report } from '../report.ts'
import { showShape, sizeOf } from '../tensor.ts'
import { counted, exact, grouped, plain, type Precision, short } from './number.ts'
import { visible } from './text.ts'

/** A report in words; the formats decide how they look. */
export interface Summary {
  /** `bce-logits`, `focal softmax`. */
  readonly loss: string
  readonly torch: string
  readonly input: { readonly file: string; readonly shape: string }
  readonly target: { readonly file: string; readonly shape: string }
  /** `mean 0.7193`. */
  readonly result: string
  /** `= sum 6.4739 / 9 elements`; empty where nothing was reduced. */
  readonly working: string
  /** All digits of the value, where `result` has fewer. */
  readonly full: string | undefined
  /** What the gradient is of. */
  readonly gradient: string
}

const kinds = { elements: '', indices: ' class indices', probabilities: ' class probabilities' } as const

/** What a person wants to know of a run: the number, and how it came about. */
export function summarize(report: Report, precision: Precision): Summary {
  const { reduction, value, input, target } = report
  const shown = value === undefined ? '' : short(value, precision)
  return {
    loss: [report.loss, report.mode, report.from && `from ${report.from}`].filter(Boolean).join(' '),
    torch: report.convention ?? report.torch,
    input: { file: fileOf(input), shape: showShape(input.shape) },
    target: { file: fileOf(target), shape: showShape(target.shape) + kinds[target.kind] },
    result:
      value === undefined ? `not reduced: ${summands(report)}${ignored(report)}` : `${reduction} ${shown}`,
    working: working(report, precision),
    full: value === undefined || exact(value) === shown ? undefined : exact(value),
    gradient: `gradient of the ${reduction === 'mean' ? 'mean' : 'sum'} with respect to the input`,
  }
}

const columnsShown = 6

/** `preds.csv[p_cat, p_dog]` */
function fileOf({ name, selected }: InputSummary): string {
  if (!selected) return visible(name)
  const columns = selected.length > columnsShown ? [selected[0]!, '...', selected.at(-1)!] : selected
  return visible(`${name}[${columns.join(', ')}]`)
}

function working(report: Report, precision: Precision): string {
  const { reduction, sum, denominator } = report
  if (reduction === 'none') return ''
  if (reduction === 'sum') return `over ${summands(report)}${ignored(report)}`
  const dividend = `= sum ${short(sum, precision)} /`
  if (denominator.kind !== 'weights') {
    return `${dividend} ${counted(denominator.value, denominator.kind.slice(0, -1))}${ignored(report)}`
  }
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

/** How many losses there are before they are reduced: elements, or positions of class targets. */
function summands({ elements, ignored, input, target }: Report): string {
  if (target.kind === 'elements') return counted(elements, 'element')
  const positions =
    target.kind === 'indices'
      ? sizeOf(target.shape)
      : sizeOf(input.shape.length === 1 ? [] : input.shape.filter((_, axis) => axis !== 1))
  return counted(positions - ignored, 'sample')
}
