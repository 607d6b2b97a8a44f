import { LossError } from '../error.ts'
import { sameShape, showShape, sizeOf, type Tensor } from '../tensor.ts'

export const targetFormats = ['auto', 'index', 'one-hot', 'prob', 'multilabel', 'signed', 'gray'] as const
type TargetFormat = (typeof targetFormats)[number]

export interface TargetSpelling {
  readonly format: TargetFormat
  /** What the first class counts as; 0 where nobody says. */
  readonly indexBase: number | undefined
  /** Class index that is ignored, as the targets are written. */
  readonly ignoreIndex: number
}

/** What stands for the ignored index where classes count from `indexBase`: no class may meet it. */
export function ignoredFrom({ indexBase = 0, ignoreIndex }: Omit<TargetSpelling, 'format'>): number {
  return indexBase === 0 ? ignoreIndex : Math.min(ignoreIndex, -1)
}

/**
 * Targets as the losses take them: one-hot rows and indices from 1 become indices from 0, -1 and 1 become 0 and 1, gray
 * values 0 to 255 become 0 to 1; other formats are only checked.
 *
 * @throws LossError E305 for a target that is not of the format, E306 for an index below the first
 */
export function readTargets(spelling: TargetSpelling, target: Tensor): Tensor {
  const { format, indexBase = 0 } = spelling
  const { shape } = target
  const perRow = shape.length < 2 || (shape.length === 2 && shape[1] === 1)
  if (format === 'one-hot') return fromOneHot(target)
  if (format === 'signed') return mapped(target, format, '-1 and 1', signs)
  if (format === 'gray') return mapped(target, format, 'whole numbers from 0 to 255', grays)
  if (format === 'index' && !perRow && target.table)
    throw new LossError('E305', `--target-format index, but the target has ${shape[1]} columns`, noIndices)
  if ((format === 'prob' || format === 'multilabel') && perRow && target.table)
    throw new LossError('E305', `--target-format ${format}, but the target has one column`)
  return indexBase === 0 ? target : countedFrom(indexBase, spelling, target)
}

/** @throws LossError E305 for a target of the shape of the input, which would be taken for probabilities */
export function refuseProbabilities(input: Tensor, { shape, table }: Tensor): void {
  if (shape.length > 1 && !table && sameShape(shape, input.shape))
    throw new LossError('E305', '--target-format index, but the target has the shape of the input', noIndices)
}

const noIndices = {
  why: 'one-hot rows have one 1 each, prob is for probabilities',
  tries: ['--target-format one-hot', '--target-format prob'],
}

/** Indices from 0. What lies below the first class is refused here: shifted, it could meet what is ignored. */
function countedFrom(indexBase: number, spelling: TargetSpelling, target: Tensor): Tensor {
  const { ignoreIndex } = spelling
  const ignored = ignoredFrom(spelling)
  const data = target.data.map((index, i) => {
    if (index === ignoreIndex) return ignored
    if (!(index < indexBase)) return index - indexBase
    const at = target.place?.(i)
    throw new LossError('E306', `class index ${index} is out of range: --index-base 1 counts from 1`, {
      at,
      why: `only the index ${ignoreIndex} is ignored`,
      tries: [`loss-calc ... --ignore-index ${index}`, 'loss-calc ... --index-base 0'],
    })
  })
  return { ...target, data }
}

const signs = (t: number) => (t === 1 || t === -1 ? (t + 1) / 2 : undefined)
const grays = (t: number) => (Number.isInteger(t) && t >= 0 && t <= 255 ? t / 255 : undefined)

/** Each number as one in [0, 1]. @throws LossError E305 for a number that the format does not have */
function mapped(
  target: Tensor,
  format: TargetFormat,
  takes: string,
  map: (t: number) => number | undefined,
): Tensor {
  const data = target.data.map((t, index) => {
    const found = map(t)
    if (found !== undefined) return found
    const at = target.place?.(index)
    throw new LossError('E305', `--target-format ${format} takes ${takes}, not ${t}`, { at })
  })
  return { ...target, data }
}

/** The index of the 1 of each row of (N, C, ...). */
function fromOneHot(target: Tensor): Tensor {
  const { data, shape, place } = target
  const [rows = 0, classes = 0] = shape
  const inner = sizeOf(shape.slice(2))
  if (classes < 2)
    throw new LossError('E305', `--target-format one-hot needs a column per class, not ${showShape(shape)}`)
  const indices = new Float64Array(rows * inner)
  const start = (i: number) => Math.floor(i / inner) * classes * inner + (i % inner)
  for (let i = 0; i < indices.length; i++) {
    let ones = 0
    for (let c = 0; c < classes; c++) {
      const at = start(i) + c * inner
      if (data[at] === 1) indices[i] = c
      if (data[at] === 1) ones++
      else if (data[at] !== 0) refuseRow(target, at, `holds ${data[at]}`)
    }
    if (ones !== 1) refuseRow(target, start(i), ones === 0 ? 'holds no 1' : `holds ${ones} ones`)
  }
  return {
    data: indices,
    shape: shape.length === 2 ? [rows] : [rows, ...shape.slice(2)],
    ...(place && { place: (index: number) => place(start(index)) }),
  }
}

function refuseRow(target: Tensor, index: number, what: string): never {
  const at = target.place?.(index)
  throw new LossError('E305', `a one-hot row ${what}`, {
    at,
    why: 'each row of one-hot targets has one 1 and else 0; prob is for probabilities',
    tries: ['--target-format prob'],
  })
}
