import type { SqlDialect } from '../dialect.ts'
import { withExponent } from '../dialect.ts'

/** Functions of arrays take no NULL, nor a type that could hold one: NaN stands for it, after it was counted. */
const whole = (array: string) => `arrayMap(v -> coalesce(v, nan), ${array})`

export const clickhouse: SqlDialect = {
  name: 'clickhouse',
  checked: '26.9',
  double: 'Nullable(Float64)',
  quote: (name) => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``,
  number: (value) =>
    Number.isNaN(value) ? 'nan' : Number.isFinite(value) ? withExponent(value) : value > 0 ? 'inf' : '-inf',
  toDouble: (column) => `accurateCastOrNull(${column}, 'Float64')`,
  toText: (column) => `toString(${column})`,
  isNaN: (value) => `isNaN(${value})`,
  lnOfZero: true,
  sums: {
    sum: (value) => `sum(CAST(${value} AS Nullable(Decimal(76, 38))))`,
    toDouble: (sum) => `toFloat64(${sum})`,
    parts: [{ from: 1e-20, below: 1e28, times: 1 }],
  },
  arrays: {
    map: (classes, body) => `arrayMap(c -> ${body}, range(${classes}))`,
    sum: (array) => `arraySum(${whole(array)})`,
    max: (array) => `arrayMax(${whole(array)})`,
    at: (array, index) => `arrayElement(${array}, toInt64(coalesce(${index}, 0)) + 1)`,
    length: (array) => `length(${array})`,
    numbers: (column) => `arrayMap(v -> coalesce(toFloat64(v), nan), ${column})`,
  },
}
