/**
 * A matcher for tests of ports: `expect.extend(matchers)`, then `await expect(port).toMatchLoss('bce-logits')`. Nothing
 * of vitest is loaded; Jest takes it as well.
 */
import type {} from 'vitest'
import { check, type CheckOptions, type Port } from './library/check.ts'

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-unused-vars
  interface Matchers<T = any> {
    /** Whether a port gives the numbers of a loss (by its name), or of a suite. */
    toMatchLoss(suite: string | object, options?: CheckOptions): Promise<void>
  }
}

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
