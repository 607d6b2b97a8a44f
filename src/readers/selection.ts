import { inPython, LossError, through } from '../error.ts'
import type { ColumnInfo, Selection } from '../table.ts'
import type { Tensor } from '../tensor.ts'

/** Numbers that are texts in a column of Parquet are numbers in CSV. */
const AS_CSV = `python -c "import sys, pyarrow.csv as c, pyarrow.parquet as p; c.write_csv(p.read_table('NAME'), sys.stdout.buffer)" |`

/** @throws LossError E201 for text where numbers are wanted, E203 for a column of lists beside another */
export function checkSelections(
  name: string,
  columns: readonly ColumnInfo[],
  selections: readonly Selection[],
): void {
  for (const selection of selections) {
    for (const i of selection.columns) {
      const column = columns[i]!
      const shown = JSON.stringify(column.name)
      if (selection.as === 'numbers' && column.type === 'text')
        throw new LossError('E201', `${name}: column ${shown} holds text, not numbers`, {
          at: { file: name },
          ...(/\.(?:parquet|pq)$/.test(name) && {
            tries: [through(AS_CSV.replace('NAME', inPython(name)), name)],
          }),
        })
      if (column.type === 'list' && (selection.columns.length > 1 || selection.as === 'texts'))
        throw new LossError(
          'E203',
          `${name}: column ${shown} holds lists, and can only be read alone as numbers`,
          { at: { file: name } },
        )
    }
  }
}

/** Columns of numbers as one tensor (rows, columns); a single one of lists as it is. */
export function sideBySide(tensors: readonly Tensor[], lay: Lay = layColumns): Tensor {
  const [first] = tensors as [Tensor]
  if (tensors.length === 1 && first.shape.length > 1) return first
  const rows = first.shape[0]!
  const width = tensors.length
  return {
    data: lay(
      tensors.map(({ data }) => data),
      rows,
    ),
    shape: [rows, width],
    table: true,
    place: (index) => tensors[index % width]!.place!(Math.floor(index / width)),
  }
}

/** Puts so many rows of columns side by side. */
export type Lay = (columns: readonly Float64Array[], rows: number) => Float64Array

export function layColumns(
  columns: readonly Float64Array[],
  rows: number,
  data = new Float64Array(rows * columns.length),
): Float64Array {
  const width = columns.length
  // By blocks that stay in the first-level cache: a row is written to once per column.
  for (let from = 0; from < rows; from += BLOCK) {
    const end = Math.min(rows, from + BLOCK)
    for (let c = 0; c < width; c++) copyColumn(columns[c]!, data, from, end, width, c)
  }
  return data
}

const BLOCK = 256

/** A separate function: V8 then compiles this loop alone. */
function copyColumn(
  column: Float64Array,
  data: Float64Array,
  from: number,
  end: number,
  width: number,
  c: number,
): void {
  for (let r = from, at = from * width + c; r < end; r++, at += width) data[at] = column[r]!
}

/** The step to take where columns must be named: inspect says which there are. None for names that a shell would split. */
export function inspectFirst(file: string): { readonly tries?: readonly string[] } {
  return file !== 'stdin' && /^[\w@%+=:,./-]+$/.test(file) ? { tries: [`loss-calc inspect ${file}`] } : {}
}
