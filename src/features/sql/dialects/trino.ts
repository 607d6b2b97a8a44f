import { between, decimalSums, type SqlDialect, withExponent } from '../dialect.ts'

/** Doubles follow IEEE 754; an index outside an array stops a query, so labels are checked before. */
export const trino: SqlDialect = {
  name: 'trino',
  checked: '483',
  double: 'DOUBLE',
  quote: between('"'),
  number: (value) =>
    Number.isNaN(value)
      ? 'nan()'
      : Number.isFinite(value)
        ? withExponent(value)
        : value > 0
          ? 'infinity()'
          : '-infinity()',
  toDouble: (column) => `TRY_CAST(${column} AS DOUBLE)`,
  toText: (column) => `CAST(${column} AS VARCHAR)`,
  isNaN: (value) => `is_nan(${value})`,
  lnOfZero: true,
  sums: decimalSums,
  arrays: {
    map: (classes, body) => `transform(sequence(0, ${classes - 1}), c -> ${body})`,
    sum: (array) => `reduce(${array}, 0e0, (a, v) -> a + v, a -> a)`,
    max: (array) => `array_max(${array})`,
    at: (array, index) => `element_at(${array}, CAST(${index} AS BIGINT) + 1)`,
    length: (array) => `cardinality(${array})`,
    numbers: (column) => `CAST(${column} AS ARRAY(DOUBLE))`,
  },
}
