import { jsonText } from './json-text.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { jsonProperties } from './json-numbers.ts'
import { type LineBlock, SampleLines } from './sample-lines.ts'
import type { MakeWriter } from './writer.ts'

/** One object per sample with every digit; memory for one batch. */
export const ndjson: MakeWriter = () => {
  let lines: SampleLines | undefined
  return {
    samples(batch) {
      const names = [...batch.keys()]
      lines ??= new SampleLines(
        [...names.map((name, i) => `${i === 0 ? '{' : ','}${jsonText(name)}:`), '}\n'],
        (kernel, block) => writeObjects(kernel, block, names),
      )
      const text = lines.format(batch)
      if (text) return text
      const columns = [...batch.values()]
      let plain = ''
      for (let row = 0; row < (columns[0]?.length ?? 0); row++) {
        plain += plainObject(names, (c) => columns[c]![row]!)
      }
      return plain
    },
    end: () => '',
  }
}

/** The kernel's objects, and between them those that hold a number which JSON cannot write. */
function writeObjects(
  kernel: Kernel,
  { values, rows, columns, texts, out }: LineBlock,
  names: readonly string[],
): number {
  const memory = Buffer.from(kernel.memory.buffer)
  const numbers = new Float64Array(kernel.memory.buffer, values, rows * columns)
  let end = out
  for (let row = 0; row < rows; row++) {
    const written = kernel.formatObjects(values + 8 * row * columns, rows - row, columns, texts, end)
    end = written.end
    row += written.rows
    if (row === rows) break
    const odd = plainObject(names, (c) => numbers[row * columns + c]!)
    end += memory.write(odd, end)
  }
  return end
}

function plainObject(names: readonly string[], value: (column: number) => number | string): string {
  const properties: string[] = []
  for (const [c, name] of names.entries()) {
    for (const [key, part] of Object.entries(jsonProperties(name, value(c)))) {
      properties.push(`${jsonText(key)}:${jsonText(part)}`)
    }
  }
  return `{${properties.join(',')}}\n`
}
