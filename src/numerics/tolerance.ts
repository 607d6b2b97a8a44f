import type { NarrowFloat } from './narrow-floats.ts'

/**
 * How far a number may be off: |got - want| <= atol + rtol |want|, as torch.allclose has it; and where numbers are of a
 * narrow format, so many of its units in the last place more.
 */
export interface Tolerance {
  readonly rtol: number
  readonly atol: number
  readonly ulps?: { readonly count: number; readonly of: NarrowFloat } | undefined
}

/** torch.allclose's own. */
export const defaultTolerance: Tolerance = { rtol: 1e-5, atol: 1e-8 }
