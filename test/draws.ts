import fc from 'fast-check'

/** Whether all is tried rather than some of each kind: `THOROUGH_TESTS=1 npm test`, as CI does. */
export const thorough = process.env.THOROUGH_TESTS !== undefined

/** How many random draws a test makes: a tenth, at least five, or fewer where each is of thousands of numbers. */
export function draws(all: number, least = 5): number {
  return thorough ? all : Math.max(least, Math.ceil(all / 10))
}

/** Of cases of one kind that take long: the first, or every `n`th of them from another on. */
export function some<T>(all: readonly T[], n = all.length, first = 0): readonly T[] {
  return thorough ? all : all.filter((_, i) => i % n === first % n)
}

/** Numbers spread evenly between two: `fc.double` draws bits, so that between -3 and 3 nearly all are as good as 0. */
export const evenly = (min: number, max: number) =>
  fc.nat(2 ** 31 - 1).map((part) => min + (max - min) * (part / (2 ** 31 - 1)))
