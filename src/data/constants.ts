import { parseDecimal } from '../numerics/decimal.ts'
import { isGiven } from '../readers/open.ts'
import type { Columns, TableSource } from '../table.ts'
import { sizeOf, type Tensor } from '../tensor.ts'
import { changed, type Dataset } from './pairs.ts'

/* A number that is typed in place of a file: the same for every row of the others. */

/** Which of these arguments are such numbers; none where nothing says how many rows there are. */
export function constantsAmong(args: readonly string[]): ReadonlySet<string> {
  const numbers = args.filter((one) => parseDecimal(one) !== undefined && isGiven(one))
  return new Set(numbers.length < args.length ? numbers : [])
}

/** Rows of a piece. */
const ROWS = 1 << 14

/** The number as a column that has as many rows as the others. */
export function withoutEnd(table: TableSource): TableSource {
  return {
    ...table,
    columns: [{ name: '0', type: 'number' }],
    endless: true,
    async *read(...asked) {
      for await (const parts of table.read(...asked)) {
        const piece = parts.map(repeated)
        for (;;) yield piece
      }
    },
  }
}

function repeated(part: Columns): Columns {
  if (part.as === 'texts') return { as: 'texts', texts: new Array(ROWS).fill(part.texts[0]) }
  return { as: 'numbers', tensor: filled(part.tensor, [ROWS, 1]) }
}

/** The same for a loss of elements: these arguments in the shape of the first. */
export function spreadOver(dataset: Dataset, names: readonly string[]): Dataset {
  return changed(dataset, (pair) => {
    const { shape, table } = Object.values(pair.args)[0]!
    const own = names.map((name) => [name, { ...filled(pair.args[name]!, shape), ...(table && { table }) }])
    return { ...pair, args: { ...pair.args, ...Object.fromEntries(own) } }
  })
}

function filled({ data, place }: Tensor, shape: readonly number[]): Tensor {
  return {
    data: new Float64Array(sizeOf(shape)).fill(data[0]!),
    shape,
    ...(place && { place: () => place(0) }),
  }
}
