import { exact } from './number.ts'
import type { MakeWriter } from './writer.ts'

/** One line per sample with every digit, after a header; memory for one batch. */
export const csv: MakeWriter = () => {
  let names = ''
  return {
    samples(batch) {
      let text = ''
      if (names === '') text = names = `${Array.from(batch.keys(), quoted).join(',')}\n`
      const [first, ...others] = batch.values()
      for (let row = 0; row < (first?.length ?? 0); row++) {
        text += exact(first![row]!)
        for (const numbers of others) text += `,${exact(numbers[row]!)}`
        text += '\n'
      }
      return text
    },
    // Without any batch the columns are unknown; these two are always there.
    end: () => (names === '' ? 'row,loss\n' : ''),
  }
}

function quoted(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}
