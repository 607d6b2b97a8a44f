import { LossError } from '../error.ts'
import { readAll } from '../readers/open.ts'
import type { Source } from '../table.ts'
import type { Tensor } from '../tensor.ts'

export function transposed(source: Source): Source {
  return {
    ...source,
    records: undefined,
    transposed: true,
    notes: [...source.notes, 'transposed'],
    async *pieces() {
      const tensor = await readAll(source)
      const { shape, place } = tensor
      if (shape.length !== 2)
        throw new LossError(
          'E310',
          `--transpose takes rows and columns, ${source.name} has ${shape.length} dimensions`,
        )
      const [rows, columns] = shape as [number, number]
      const from = (index: number) => (index % rows) * columns + Math.floor(index / rows)
      yield {
        ...tensor,
        ...exchanged(tensor),
        ...(place && { place: (index: number) => place(from(index)) }),
      }
    },
  }
}

export function exchanged({ data, shape }: Tensor): Tensor {
  const [rows, columns] = shape as [number, number]
  const from = (index: number) => (index % rows) * columns + Math.floor(index / rows)
  return { data: data.map((_, index) => data[from(index)]!), shape: [columns, rows] }
}
