import type { Tensor } from '../tensor.ts'

/* What numbers probably are that lie outside the domain of an argument, and what to try. */

interface Likely {
  readonly why?: string
  readonly tries?: readonly string[]
}

/** What is true of the loss. */
interface Traits {
  readonly related?: Readonly<Partial<Record<'logits' | 'classes', string>>>
  readonly respelled?: boolean
}

export type Outside = (
  tensor: Tensor,
  traits: Traits | undefined,
  low: number,
  high: number,
) => Likely | undefined

export const noProbabilities: Outside = ({ data }, traits, low, high) => {
  if (low >= 0 && high <= 1) return undefined
  const { related, respelled } = traits ?? {}
  const gray = high > 100 && data.every(isGray)
  const percent = low >= 0 && high > 10 && high <= 100
  const step = gray
    ? 'divide them by 255'
    : respelled
      ? `loss-calc ... ${percent ? '--normalize' : '--from logits'}`
      : related?.logits && (percent ? 'divide them by 100' : `loss-calc ${related.logits} ...`)
  return {
    ...(Number.isFinite(high - low) && {
      why: `values run from ${low} to ${high}: ${gray ? 'these look like gray values' : percent ? 'these are percentages, or logits (before the sigmoid)' : 'these look like logits (before the sigmoid)'}`,
    }),
    ...(step && { tries: [step] }),
  }
}

export const noSigns: Outside = ({ data }) =>
  data.every((t) => t === 0 || t === 1)
    ? { why: 'the targets are 0 and 1', tries: ['map them to -1 and 1 by 2 t - 1'] }
    : undefined

/** `loss-calc help H107`, `H108` and `H110` say more. */
export const noBits: Outside = ({ data, shape, place }, traits, _low, largest) => {
  /** For targets that are only these two, of which one is there. */
  const pair = (low: number, high: number, there: number, flag: string) =>
    data.includes(there) && data.every((t) => t === low || t === high)
      ? { why: `the targets are ${low} and ${high}`, tries: [`loss-calc ... ${flag}`] }
      : undefined
  const found =
    pair(-1, 1, -1, '--target-format signed') ??
    pair(1, 2, 1, '--index-base 1') ??
    pair(0, 100, 100, '--classes 0,100')
  if (found) return found
  const mark = markAmong([...new Set(data)])
  if (mark !== undefined) {
    const { message: why, tries } = skipping(mark, (data.length === shape[0] && place?.(0).field) || '')
    return { why, tries }
  }
  if (!data.every(isGray)) return undefined
  if (largest > 20)
    return {
      why: `the targets run to ${largest}, like gray values`,
      tries: ['loss-calc ... --target-format gray'],
    }
  const classes = traits?.related?.classes
  return {
    why: `the targets are whole numbers from 0 to ${largest}: they look like class indices`,
    tries: classes === undefined ? [] : [`give ${classes} one column of logits per class`],
  }
}

/** Whether measurements have it for a value that is missing. */
export const isMissing = (x: number): boolean => [-999, -9999, -99999, -32768].includes(x)

export const isGray = (x: number): boolean => Number.isInteger(x) && x >= 0 && x <= 255

/** What detectors, masks and libraries have in place of 0 and 1 where a sample is to be skipped. */
const MARKS: readonly number[] = [-1, 255, -100]

/** The one of these beside 0 and 1; of the signs -1 and 1, and of black and white, it is none. */
export function markAmong(targets: readonly number[]): number | undefined {
  const [mark, ...more] = targets.filter((t) => t !== 0 && t !== 1)
  const one = more.length === 0 && MARKS.includes(mark!) && targets.includes(mark === 255 ? 1 : 0)
  return one ? mark : undefined
}

/** What leaves out the samples of a mark: a condition, where the targets are one column with a name. */
export function skipping(mark: number, ...columns: readonly string[]): { message: string; tries: string[] } {
  const column = columns.join()
  return {
    message: `beside 0 and 1, ${mark} often marks samples to skip`,
    tries: [
      /^[a-z_]\w*$/i.test(column)
        ? `loss-calc ... --where '${column}!=${mark}' --target-col ${column}`
        : `keep the elements whose target is not ${mark}`,
    ],
  }
}
