import type { JudgedRows, Predictions } from '../samples.ts'

/** The numbers of the rows that are not ignored. */
export function rowsThatCount(batch: JudgedRows): Int32Array {
  const { divisors, even, indices, targets, ignored } = batch
  if (even === true || !divisors.includes(0)) return allRows(divisors.length)
  const rows = new Int32Array(divisors.length)
  const predicted = indices?.predicted ?? resultOf(batch, 'predicted')
  const places = targets && ignored !== undefined ? targets.data.length / divisors.length : 0
  const isIgnored = (target: number) => target === ignored || target < 0
  let count = 0
  for (let row = 0; row < divisors.length; row++) {
    // A weight may be 0 too: an ignored row differs in that it has no prediction.
    if (divisors[row] === 0) {
      const guess = predicted?.[row]
      if (guess === '' || Number.isNaN(guess ?? 0)) continue
      // Nor has one of several places, all of which are ignored, a loss.
      if (places > 0 && targets!.data.subarray(row * places, (row + 1) * places).every(isIgnored)) continue
    }
    rows[count++] = row
  }
  return rows.subarray(0, count)
}

/** A result of the samples, never a column of the file that has its name. */
export function resultOf(
  { samples, fromFile }: Pick<JudgedRows, 'samples' | 'fromFile'>,
  name: 'target' | 'predicted',
): Float64Array | readonly string[] | undefined {
  return fromFile?.has(name) ? undefined : samples.get(name)
}

let counted = new Int32Array(0)

export function allRows(count: number): Int32Array {
  if (counted.length < count) {
    counted = new Int32Array(count + (count >> 2))
    for (let row = 0; row < counted.length; row++) counted[row] = row
  }
  return counted.subarray(0, count)
}

/** Goes through the places that have one right answer, a class or a side; how many have another target. */
export function eachAnswer(
  { classes, targets, predicted, soft }: Predictions,
  see: (place: number, target: number) => void,
): number {
  if (soft) return predicted.length
  let others = 0
  for (let i = 0; i < targets.length; i++) {
    const target = targets[i]!
    if (classes > 1 ? !Number.isNaN(target) : target === 0 || target === 1) see(i, target)
    else if (classes === 1) others++
  }
  return others
}

/** 1 for each row whose prediction is not its target; undefined where rows have none, or several of each. */
export function wrongRows({ divisors, predictions }: JudgedRows): Float64Array | undefined {
  if (!predictions || predictions.soft || predictions.targets.length !== divisors.length) return undefined
  const { targets, predicted } = predictions
  return targets.map((target, i) => (target === predicted[i] ? 0 : 1))
}
