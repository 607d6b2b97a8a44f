import type { SqlDialect } from './dialect.ts'

/** Columns of a query with totals, and what is read from them. */
interface SumColumns {
  readonly columns: readonly { readonly name: string; readonly text: string }[]
  /** The total of the finite numbers, a double. */
  readonly total: string
  /** Whether the total owes digits to numbers that were added as doubles; absent where none can be. */
  readonly low?: string
}

/** From this share of the total on, numbers that were added as doubles tell in its last digits. */
const TELLS = 1e-10

/** The sum of a column: exact in parts, or the engine's own. Infinity, NaN and NULL do not count. */
export function sumOf(d: SqlDialect, column: string, fast: boolean): SumColumns {
  const { sums } = d
  const finite = `abs(${column}) < ${d.number(Infinity)}`
  if (fast) {
    const text = `coalesce(sum(CASE WHEN ${finite} THEN ${column} END), ${d.number(0)})`
    return { columns: [{ name: `${column}_sum`, text }], total: `${column}_sum` }
  }
  if (!sums.parts) {
    const name = `${column}_sum`
    const text = `coalesce(${sums.sum(`CASE WHEN ${finite} THEN ${column} END`)}, 0)`
    return { columns: [{ name, text }], total: sums.toDouble(name) }
  }
  const inParts = sums.parts.map(
    ({ from, below }) => `abs(${column}) >= ${d.number(from)} AND abs(${column}) < ${d.number(below)}`,
  )
  const parts = sums.parts.map(({ times }, i) => {
    const value = times === 1 ? column : `${column} * ${d.number(times)}`
    return { name: `${column}_sum_${i + 1}`, text: sums.sum(`CASE WHEN ${inParts[i]} THEN ${value} END`) }
  })
  const name = `${column}_sum_rest`
  const outside = inParts.map((part) => `WHEN ${part} THEN NULL`)
  const rest = { name, text: `sum(CASE ${outside.join(' ')} WHEN ${finite} THEN ${column} END)` }
  const zero = d.number(0)
  const terms = sums.parts.map(({ times }, i) => {
    const total = `coalesce(${sums.toDouble(parts[i]!.name)}, ${zero})`
    return times === 1 ? total : `${total} / ${d.number(times)}`
  })
  const total = [...terms, `coalesce(${name}, ${zero})`].join(' + ')
  return {
    columns: [...parts, rest],
    total,
    low: `abs(coalesce(${name}, ${zero})) > ${d.number(TELLS)} * abs(${total})`,
  }
}
