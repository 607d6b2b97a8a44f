/**
 * A matcher for tests of ports, which `import 'loss-calc/vitest'` turns on: `await expect(port).toMatchLoss('bce-logits')`.
 * In Jest it is turned on where `expect` is global; elsewhere by `expect.extend(matchers)`.
 */
import type {} from 'vitest'
import { check, type CheckOptions, type Port } from './library/check.ts'

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-unused-vars
  interface Matchers<T = any> {
    /** Whether a port gives the numbers of a loss (by its name), or of a suite; `import 'loss-calc/vitest'` turns it on. */
    toMatchLoss(suite: string | object, options?: CheckOptions): Promise<void>
  }
}

/** For `expect.extend`, where Jest has no global `expect`. */
export const matchers = {
  async toMatchLoss(
    received: unknown,
    suite: string | object,
    options?: CheckOptions,
  ): Promise<{ pass: boolean; message: () => string }> {
    const { failed, text } = await check(suite, received as Port, options)
    const of = typeof suite === 'string' ? suite : 'the suite'
    return {
      pass: failed === 0,
      message: () =>
        failed === 0 ? `the port gives the numbers of ${of}` : `not the numbers of ${of}\n${text}`,
    }
  },
}

interface Expect {
  extend(own: typeof matchers): void
}

// Not imported: Jest has no vitest, and it has to be there before the first test.
const { expect, [Symbol.for('expect-global')]: ofVitest } = globalThis as { expect?: Expect } & Record<
  symbol,
  Expect | undefined
>
;(expect ?? ofVitest)?.extend(matchers)
