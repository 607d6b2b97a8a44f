import { LossError } from '../error.ts'
import { readAll } from '../readers/open.ts'
import type { Source } from '../table.ts'

/** A source with rows and columns exchanged. */
export function transposed(source: Source): Source {
  return {
    ...source,
    records: undefined,
    notes: [...source.notes, 'transposed'],
    async *pieces() {
      const tensor = await readAll(source)
      const { shape, place } = tensor
      if (shape.length !== 2) {
        throw new LossError(
          'E310',
          `--transpose takes rows and columns, ${source.name} has ${shape.length} dimensions`,
        )
      }
      const [rows, columns] = shape as [number, number]
      const from = (index: number) => (index % rows) * columns + Math.floor(index / rows)
      const data = Float64Array.from({ length: rows * columns }, (_, index) => tensor.data[from(index)]!)
      yield {
        ...tensor,
        data,
        shape: [columns, rows],
        ...(place && { place: (index: number) => place(from(index)) }),
      }
    },
  }
}
