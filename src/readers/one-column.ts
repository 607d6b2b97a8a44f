import { unseen } from './look.ts'
import type { Source, TableSource, TensorSource } from '../table.ts'

/** A tensor as an input: its table has one column, of which each row is a list. */
export function oneColumn(tensor: TensorSource): Source {
  const columns = [{ name: 'values', type: 'list' }] as const
  return {
    ...tensor,
    table: async (): Promise<TableSource> => ({
      name: tensor.name,
      format: tensor.format,
      notes: tensor.notes,
      columns,
      look: async () => unseen,
      async *read(selections) {
        const { checkSelections } = await import('./selection.ts')
        checkSelections(tensor.name, columns, selections)
        for await (const piece of tensor.pieces())
          yield selections.map(() => ({ as: 'numbers', tensor: piece }) as const)
      },
    }),
  }
}
