import { LazyColumns } from '../lazy-columns.ts'
import type { Samples } from '../samples.ts'
import type { Pair } from '../data/pairs.ts'

/** Columns that hold the number of a class. */
const ofClasses = ['target', 'predicted']

/** Samples with their labels after `row`, and with names in place of class numbers. */
export function labelled(
  samples: Samples,
  { rows, texts }: Pair,
  classes: readonly string[] | undefined,
): Samples {
  if (!rows && !texts && !classes) return samples
  const named = new LazyColumns<Float64Array | readonly string[]>()
  for (const [name, column] of samples) {
    if (name === 'row') {
      named.set('row', rows ?? column)
      // A label with the name of a result is kept in addition to it.
      for (const label of texts?.keys() ?? []) {
        named.share(texts!, label, samples.has(label) ? `${label} (file)` : label)
      }
    } else if (classes && ofClasses.includes(name)) {
      named.later(name, {
        make: () => namesOf(column as Float64Array, classes),
        cell: (row) => classes[column[row] as number] ?? '',
        numbered: { names: classes, codes: column as Float64Array },
      })
    } else named.set(name, column)
  }
  return named
}

/** Names of classes; none for a row without one. */
function namesOf(indices: Float64Array, classes: readonly string[]): readonly string[] {
  const names = new Array<string>(indices.length)
  for (let i = 0; i < indices.length; i++) names[i] = classes[indices[i]!] ?? ''
  return names
}
