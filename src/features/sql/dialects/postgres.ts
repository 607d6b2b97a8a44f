import { between, type SqlDialect } from '../dialect.ts'

/**
 * Leaving the doubles stops a query, so sums and products are guarded. A double becomes numeric through its text, which
 * has all of its digits; OFFSET 0 keeps the planner from copying each step into the next.
 */
export const postgres: SqlDialect = {
  name: 'postgres',
  checked: '15, 17',
  double: 'double precision',
  quote: between('"'),
  number: (value) => `'${value}'::float8`,
  toDouble: (column) => `CAST(${column} AS double precision)`,
  toText: (column) => `CAST(${column} AS text)`,
  isNaN: (value) => `${value} = 'NaN'::float8`,
  raises: { underflow: true, overflow: true, zero: true },
  fence: ' OFFSET 0',
  sums: {
    sum: (value) => `sum(CAST(CAST(${value} AS text) AS numeric))`,
    toDouble: (sum) =>
      `CASE WHEN abs(${sum}) < 1.797693134862315e308 THEN CAST(${sum} AS double precision) ELSE sign(${sum}) * 'Infinity'::float8 END`,
  },
  arrays: {
    map: (classes, body) => `ARRAY(SELECT ${body} FROM generate_series(0, ${classes - 1}) AS c ORDER BY c)`,
    sum: (array) => `(SELECT sum(v) FROM unnest(${array}) AS v)`,
    max: (array) => `(SELECT max(v) FROM unnest(${array}) AS v)`,
    at: (array, index) => `${array}[CAST(${index} AS integer) + 1]`,
    length: (array) => `cardinality(${array})`,
    numbers: (column) => `CAST(${column} AS double precision[])`,
  },
}
