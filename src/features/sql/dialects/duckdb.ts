import { between, decimalSums, type SqlDialect, withExponent } from '../dialect.ts'

/** Lists are read from 1; a comprehension is understood by versions before and after the new lambdas. */
export const duckdb: SqlDialect = {
  name: 'duckdb',
  checked: '1.5.6, 2.0.1',
  double: 'DOUBLE',
  quote: between('"'),
  file: between("'"),
  number: (value) => (Number.isFinite(value) ? withExponent(value) : `CAST('${value}' AS DOUBLE)`),
  toDouble: (column) => `TRY_CAST(${column} AS DOUBLE)`,
  toText: (column) => `CAST(${column} AS VARCHAR)`,
  isNaN: (value) => `isnan(${value})`,
  sums: decimalSums,
  arrays: {
    map: (classes, body) => `[${body} for c in range(${classes})]`,
    sum: (array) => `list_sum(${array})`,
    max: (array) => `list_max(${array})`,
    at: (array, index) => `${array}[CAST(${index} AS BIGINT) + 1]`,
    length: (array) => `len(${array})`,
    numbers: (column) => `TRY_CAST(${column} AS DOUBLE[])`,
  },
}
