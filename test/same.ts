import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'

/** `expect(got).toEqual(want)` for what is compared ten thousand times: a matcher takes longer than what it compares. */
export function same(got: unknown, want: unknown, what?: string): void {
  if (!isDeepStrictEqual(got, want)) expect(got, what).toEqual(want)
}
