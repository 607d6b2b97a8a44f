import type { Report } from '../../src/report.ts'
import type { Samples } from '../../src/samples.ts'
import type { Tensor } from '../../src/tensor.ts'
import { noPaint } from '../../src/writers/paint.ts'
import { wholeText } from '../../src/writers/whole-text.ts'
import { quiet as quietWriter } from '../../src/writers/quiet.ts'
import { type OutputFormat, formats, type MakeWriter, type WriterOptions } from '../../src/writers/formats.ts'

export function tensor(shape: readonly number[], ...numbers: number[]): Tensor {
  return { shape, data: Float64Array.from(numbers) }
}

export function samples(columns: Readonly<Record<string, readonly number[]>>): Samples {
  return new Map(Object.entries(columns).map(([name, numbers]) => [name, Float64Array.from(numbers)]))
}

/** Nine logits and targets, reduced to their mean. */
export const seed: Report = {
  loss: 'bce-logits',
  torch: 'torch.nn.functional.binary_cross_entropy_with_logits',
  one: 'element',
  reduction: 'mean',
  params: {},
  args: {
    input: { name: 'logits.csv', format: 'csv', shape: [3, 3], notes: ['header: no'] },
    target: { name: 'target.csv', format: 'csv', shape: [3, 3], notes: [], kind: 'elements' },
  },
  samples: 3,
  elements: 9,
  ignored: 0,
  value: 0.7193247832556007,
  sum: 6.4739230493004065,
  denominator: { kind: 'elements', value: 9 },
  notices: [],
}

export const seedSamples = samples({ row: [0, 1, 2], loss: [0.816640657, 0.655839132, 0.685494561] })

/** Class indices with weights: the mean divides by 10, not by 2. */
export const weighted: Report = {
  ...seed,
  loss: 'ce',
  one: 'row',
  torch: 'torch.nn.functional.cross_entropy',
  params: { weight: [2, 4, 6], ignoreIndex: -100, labelSmoothing: 0 },
  args: {
    input: { name: 'logits.csv', format: 'csv', shape: [2, 3], notes: [] },
    target: { name: 'target.csv', format: 'csv', shape: [2], notes: [], kind: 'indices' },
  },
  samples: 2,
  elements: 2,
  value: 1.05983106084446,
  sum: 10.598310608444601,
  denominator: { kind: 'weights', value: 10 },
}

export const weightedSamples = samples({
  row: [0, 1],
  target: [2, 1],
  p_target: [0.3907, 0.2894],
  weight: [6, 4],
  loss: [5.638986365066761, 4.95932424337784],
})

/** The seed with some keys replaced, and others (undefined) left out. */
export function change(report: Report, changes: { [K in keyof Report]?: Report[K] | undefined }): Report {
  const entries = Object.entries({ ...report, ...changes }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as unknown as Report
}

const loaded = Object.entries(formats).map(async ([name, load]) => [name, await load()] as const)
const makeWriter = Object.fromEntries(await Promise.all(loaded)) as Record<OutputFormat, MakeWriter>

/** All that a format writes for a run. */
export async function write(
  format: OutputFormat,
  report: Report,
  batches: readonly Samples[] = [],
  { quiet, ...options }: Partial<WriterOptions> & { quiet?: boolean } = {},
): Promise<string> {
  const writer = (quiet ? quietWriter : makeWriter[format])({ paint: noPaint, rows: 20, ...options })
  const text = batches.map((batch) => String(Buffer.from(writer.samples?.(batch) ?? ''))).join('')
  return (writer.begin?.() ?? '') + text + (await wholeText(writer.end(report)))
}
