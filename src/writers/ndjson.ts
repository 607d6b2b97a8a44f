import { jsonProperties } from './json-numbers.ts'
import type { MakeWriter } from './writer.ts'

/** One object per sample with every digit; memory for one batch. */
export const ndjson: MakeWriter = () => ({
  samples(batch) {
    const [first] = batch.values()
    let text = ''
    for (let row = 0; row < (first?.length ?? 0); row++) {
      const sample: Record<string, unknown> = {}
      for (const [name, numbers] of batch) Object.assign(sample, jsonProperties(name, numbers[row]!))
      text += `${JSON.stringify(sample)}\n`
    }
    return text
  },
  end: () => '',
})
