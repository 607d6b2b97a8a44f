/** How an engine adds doubles so that the sum does not depend on the order. */
interface SqlExactSums {
  /** The type of the sum of a part, and the double that it is. */
  sum(value: string): string
  toDouble(sum: string): string
  /**
   * Which sizes of numbers are added how: from the smallest size on, times a power of two so that enough digits lie
   * before the end of the type. Other numbers are added as doubles. Absent where the type holds every double.
   */
  readonly parts?: readonly { readonly from: number; readonly below: number; readonly times: number }[]
}

/** What an engine does with an array of numbers, one per class; classes count from 0. */
interface Arrays {
  /** The array of the values that `body` has for each class, `c` being the class. */
  map(classes: number, body: string): string
  sum(array: string): string
  max(array: string): string
  at(array: string, index: string): string
  length(array: string): string
  numbers(column: string, classes: number): string
}

/** What is particular about the SQL of an engine. */
export interface SqlDialect {
  readonly name: string
  /** The versions that ran every loss; absent where none did. */
  readonly checked?: string
  readonly double: string
  quote(name: string): string
  /** Files in place of a table, where the engine reads them. */
  file?(pattern: string): string
  /** A double, also Infinity and NaN. */
  number(value: number): string
  /** Any column as a double; NULL, if the engine can, where it is no number. */
  toDouble(column: string): string
  toText(column: string): string
  isNaN(value: string): string
  /** The logarithm of 0 is -Infinity, and that of a negative number NaN; elsewhere both are guarded. */
  readonly lnOfZero?: true
  /** What stops a query: exponentials or sums and products that leave the doubles, a division by 0. */
  readonly raises?: { readonly underflow?: true; readonly overflow?: true; readonly zero?: true }
  /** Keeps a step from being copied into the next one, where the planner would. */
  readonly fence?: string
  readonly sums: SqlExactSums
  readonly arrays: Arrays
}

/** Doubles in parts of DECIMAL(38, 18): 20 digits before the point, 18 after it. */
export const decimalParts = [
  { from: 0.01, below: 1e12, times: 1 },
  { from: 1e-14, below: 0.01, times: 2 ** 40 },
] as const

/** Sums of such parts where the standard's names of the types are known. */
export const decimalSums: SqlDialect['sums'] = {
  sum: (value) => `sum(CAST(${value} AS DECIMAL(38, 18)))`,
  toDouble: (sum) => `CAST(${sum} AS DOUBLE)`,
  parts: decimalParts,
}

/** 0.25 -> 0.25e0: digits that every engine but one reads as a double. */
export function withExponent(value: number): string {
  const text = Number.isInteger(value) && Math.abs(value) >= 1e6 ? value.toExponential() : String(value)
  return text.includes('e') ? text.replace('e+', 'e') : `${text}e0`
}

/** A name between quotes, of which the inner ones are doubled. */
export function between(quote: string): (name: string) => string {
  return (name) => `${quote}${name.replaceAll(quote, quote + quote)}${quote}`
}
