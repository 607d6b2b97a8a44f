import { between, decimalSums, type SqlDialect } from '../dialect.ts'

/** Also Databricks. A double becomes a decimal through its shortest digits. */
export const spark: SqlDialect = {
  name: 'spark',
  checked: '4.3.0',
  double: 'DOUBLE',
  quote: between('`'),
  number: (value) => (Number.isFinite(value) ? `${value}D` : `DOUBLE('${value}')`),
  toDouble: (column) => `try_cast(${column} AS DOUBLE)`,
  toText: (column) => `CAST(${column} AS STRING)`,
  isNaN: (value) => `isnan(${value})`,
  raises: { zero: true },
  sums: decimalSums,
  arrays: {
    map: (classes, body) => `transform(sequence(0, ${classes - 1}), c -> ${body})`,
    sum: (array) => `aggregate(${array}, 0D, (a, v) -> a + v)`,
    max: (array) => `array_max(${array})`,
    at: (array, index) => `get(${array}, CAST(${index} AS INT))`,
    length: (array) => `size(${array})`,
    numbers: (column) => `CAST(${column} AS ARRAY<DOUBLE>)`,
  },
}
