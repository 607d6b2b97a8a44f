/** A case of a line: the first whose condition holds counts; the last has none. */
export interface LineCase {
  readonly if?: string
  readonly formula: string
}

/**
 * A loss in formulas that keep their digits in plain doubles, in order, `loss` last: what other engines are told to
 * compute. The language is that of the steps, with log1p, expm1, inf and nan; `counts(k, v)` is k v, but 0 where k is 0
 * and v infinite. A vector holds a number per class, and v_t is that of the target.
 */
export type ProgramLines = Readonly<Record<string, string | readonly LineCase[]>>
