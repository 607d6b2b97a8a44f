/** How many random draws a test makes: a tenth, at least five, in `npm run test:quick`. */
export function draws(all: number): number {
  return process.env.QUICK_TESTS === undefined ? all : Math.max(5, Math.ceil(all / 10))
}
