import { jsonProperties } from './json-numbers.ts'
import type { MakeWriter } from './writer.ts'

/** One object per sample with every digit; memory for one batch. */
export const ndjson: MakeWriter = () => ({
  samples(batch) {
    const [first] = batch.values()
    let text = ''
    for (let row = 0; row < (first?.length ?? 0); row++) {
      const properties: string[] = []
      for (const [name, column] of batch) {
        for (const [key, value] of Object.entries(jsonProperties(name, column[row]!))) {
          properties.push(`${JSON.stringify(key)}:${JSON.stringify(value)}`)
        }
      }
      text += `{${properties.join(',')}}\n`
    }
    return text
  },
  end: () => '',
})
