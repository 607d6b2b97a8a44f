/** How far a number may be off: |got - want| <= atol + rtol |want|, as torch.allclose has it. */
export interface Tolerance {
  readonly rtol: number
  readonly atol: number
}

/** torch.allclose's own. */
export const defaultTolerance: Tolerance = { rtol: 1e-5, atol: 1e-8 }
