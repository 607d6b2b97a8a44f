/** How many random draws a test makes: a tenth, at least five; all of them in `npm run test:thorough`. */
export function draws(all: number): number {
  return thorough ? all : Math.max(5, Math.ceil(all / 10))
}

/** Whether all is tried rather than some of each kind: CI does, `npm test` does not. */
export const thorough = process.env.THOROUGH_TESTS !== undefined
