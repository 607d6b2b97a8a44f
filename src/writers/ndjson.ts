import { CellLines } from './cells.ts'
import { headsOf, memberText } from './json-text.ts'
import type { MakeWriter } from './writer.ts'

/** One object per sample with every digit; memory for one batch. */
export const ndjson: MakeWriter = () => {
  const lines = new CellLines(memberText, 'json')
  return {
    samples: (batch) => lines.format(batch, [...headsOf(batch.keys()), '}\n']),
    end: () => '',
  }
}
