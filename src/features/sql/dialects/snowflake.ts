import { between, decimalParts, type SqlDialect } from '../dialect.ts'

/** Arrays hold VARIANT, so an entry is cast when it is read. Not run: there is no local engine. */
export const snowflake: SqlDialect = {
  name: 'snowflake',
  double: 'FLOAT',
  quote: between('"'),
  number: (value) => `'${value === Infinity ? 'inf' : value === -Infinity ? '-inf' : value}'::FLOAT`,
  toDouble: (column) => `CAST(${column} AS FLOAT)`,
  toText: (column) => `TO_VARCHAR(${column})`,
  isNaN: (value) => `${value} = 'NaN'::FLOAT`,
  raises: { overflow: true, zero: true },
  sums: {
    sum: (value) => `sum(CAST(${value} AS NUMBER(38, 18)))`,
    toDouble: (sum) => `CAST(${sum} AS FLOAT)`,
    parts: decimalParts,
  },
  arrays: {
    map: (classes, body) => `TRANSFORM(ARRAY_GENERATE_RANGE(0, ${classes}), c INT -> ${body})`,
    sum: (array) => `REDUCE(${array}, 0::FLOAT, (a, v) -> a + v::FLOAT)`,
    max: (array) => `ARRAY_MAX(${array})::FLOAT`,
    at: (array, index) => `${array}[CAST(${index} AS INT)]::FLOAT`,
    length: (array) => `ARRAY_SIZE(${array})`,
    numbers: (column) => `TRANSFORM(${column}, v VARIANT -> v::FLOAT)`,
  },
}
