import type { Source } from '../../table.ts'
import { allBytes, checkText, withoutMark } from '../bytes/bytes.ts'
import type { Input } from '../input.ts'
import { oneColumn } from '../one-column.ts'
import { parsePasted } from './pasted.ts'

/** V8 takes little more for one text. */
const MOST_BYTES = 511 * 2 ** 20

/**
 * What a program printed, in a file or a pipe: `print(x)` of torch, numpy, R or Julia.
 *
 * @throws LossError while reading: E204 for numbers that were left out, and as `parsePasted`
 */
export function printedSource({ name, bytes }: Input): Source {
  const notes: string[] = []
  return oneColumn({
    name,
    format: 'printed',
    notes,
    async *pieces() {
      const all = await allBytes(bytes, name, MOST_BYTES)
      checkText(name, all)
      const { tensor, notes: said } = parsePasted(Buffer.from(withoutMark(all)).toString(), name)
      notes.push(...said.map((note) => note.replace(/^inline(?:, )?/, '')).filter((note) => note !== ''))
      yield tensor
    },
  })
}
