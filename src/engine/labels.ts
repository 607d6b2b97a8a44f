import type { Samples } from '../report.ts'
import type { Pair } from '../data/pairs.ts'

/** Columns that hold the number of a class. */
const ofClasses = ['target', 'predicted']

/** Samples with their labels after `row`, and with names in place of class numbers. */
export function labelled(samples: Samples, { rows, texts }: Pair, classes?: readonly string[]): Samples {
  if (!rows && !texts && !classes) return samples
  const named: Map<string, Samples extends ReadonlyMap<string, infer C> ? C : never> = new Map()
  for (const [name, column] of samples) {
    if (name === 'row') {
      named.set('row', rows ?? column)
      // A label that is named like a result stands beside it.
      for (const [label, column] of texts ?? [])
        named.set(samples.has(label) ? `${label} (file)` : label, column)
    } else if (classes && ofClasses.includes(name)) {
      named.set(
        name,
        Array.from(column as Float64Array, (index) => classes[index] ?? ''),
      )
    } else named.set(name, column)
  }
  return named
}
