import { type SqlDialect, withExponent } from '../dialect.ts'

/** Leaving the doubles upwards stops a query, and so does a division by 0. Not run: there is no local engine. */
export const bigquery: SqlDialect = {
  name: 'bigquery',
  double: 'FLOAT64',
  quote: (name) => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``,
  number: (value) => (Number.isFinite(value) ? withExponent(value) : `CAST('${value}' AS FLOAT64)`),
  toDouble: (column) => `SAFE_CAST(${column} AS FLOAT64)`,
  toText: (column) => `CAST(${column} AS STRING)`,
  isNaN: (value) => `IS_NAN(${value})`,
  raises: { overflow: true, zero: true },
  sums: {
    sum: (value) => `sum(CAST(${value} AS BIGNUMERIC))`,
    toDouble: (sum) => `CAST(${sum} AS FLOAT64)`,
    parts: [{ from: 1e-20, below: 1e28, times: 1 }],
  },
  arrays: {
    map: (classes, body) =>
      `ARRAY(SELECT ${body} FROM UNNEST(GENERATE_ARRAY(0, ${classes - 1})) AS c ORDER BY c)`,
    sum: (array) => `(SELECT SUM(v) FROM UNNEST(${array}) AS v)`,
    max: (array) => `(SELECT MAX(v) FROM UNNEST(${array}) AS v)`,
    at: (array, index) => `${array}[SAFE_OFFSET(CAST(${index} AS INT64))]`,
    length: (array) => `ARRAY_LENGTH(${array})`,
    numbers: (column) =>
      `ARRAY(SELECT CAST(v AS FLOAT64) FROM UNNEST(${column}) AS v WITH OFFSET AS i ORDER BY i)`,
  },
}
