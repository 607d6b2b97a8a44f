import { jsonProperties, jsonText } from './json-text.ts'
import { formatAround, SampleLines } from './sample-lines.ts'
import type { MakeWriter } from './writer.ts'

/** One object per sample with every digit; memory for one batch. */
export const ndjson: MakeWriter = () => {
  let lines: SampleLines | undefined
  let room = Buffer.alloc(0)
  return {
    samples(batch) {
      const names = [...batch.keys()]
      const heads = names.map((name, i) => `${i === 0 ? '{' : ','}${jsonText(name)}:`)
      const parts = [...heads.flatMap((head) => [head, '']), '}\n']
      const objectOf = (value: (column: number) => number | string): string => {
        // A text that grows by parts is garbage for each of them.
        for (let c = 0; c < names.length; c++) parts[2 * c + 1] = valueText(names[c]!, value(c))
        return parts.join('')
      }
      lines ??= new SampleLines([...heads, '}\n'], (kernel, block) =>
        formatAround(kernel, block, (row) => objectOf((c) => row[c]!)),
      )
      const text = lines.format(batch)
      if (text) return text
      const columns = [...batch.values()]
      let end = 0
      for (let row = 0; row < (columns[0]?.length ?? 0); row++) {
        const line = objectOf((c) => columns[c]![row]!)
        room = withRoomFor(room, end + MOST_BYTES * line.length)
        end += room.write(line, end)
      }
      // No Buffer: its slice is no copy.
      return new Uint8Array(room.buffer, room.byteOffset, end)
    },
    end: () => '',
  }
}

/** Bytes of a letter of a text. */
const MOST_BYTES = 3

function withRoomFor(room: Buffer<ArrayBuffer>, size: number): Buffer<ArrayBuffer> {
  if (size <= room.length) return room
  const grown = Buffer.alloc(2 * size)
  room.copy(grown)
  return grown
}

/** A value; after one that JSON cannot write also the property that names it. */
function valueText(name: string, value: number | string): string {
  if (typeof value === 'string') return jsonText(value)
  if (Number.isFinite(value)) return String(value)
  const [, [key, said]] = Object.entries(jsonProperties(name, value)) as [unknown, [string, unknown]]
  return `null,${jsonText(key)}:${jsonText(said)}`
}
