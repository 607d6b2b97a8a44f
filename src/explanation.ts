/** A named result of a worked example: one number, or one per element or class. */
export interface ExplainedStep {
  readonly name: string
  /** In words, for a step that not all losses share. */
  readonly means?: { readonly en: string; readonly zh: string }
  /** Of the names before it; empty for what was given. */
  readonly formula: string
  readonly latex: string
  readonly values: readonly number[]
  /** Whether there is a value per element or class. */
  readonly each: boolean
  /** The formula with numbers put in, for each of the row's `shown`: texts and numbers alternately. */
  readonly numbers: readonly (readonly (string | number)[])[]
}

/** One row, or one position of a row, worked out. */
export interface ExplainedRow {
  readonly row: number
  /** The name of the sample, where one column gives it. */
  readonly id?: string
  /** Which of several positions of the row. */
  readonly position?: number
  /** Elements or classes whose numbers are put in: the target's class, the first element, or those of one row. */
  readonly shown: readonly number[]
  /** Left out because of the ignore index; there are no steps then. */
  readonly ignored: boolean
  readonly steps: readonly ExplainedStep[]
  /** What the row adds to the sum, and to the divisor of the mean. */
  readonly sum: number
  readonly share: number
  /** The same before the row's own weight, where it has one. */
  readonly unweighted?: { readonly weight: number; readonly sum: number; readonly share: number }
}

/** Rows worked out, which may be many more than fit in memory. */
export interface ExplainedRows extends Iterable<ExplainedRow> {
  /** How many samples they are of: one may have several positions. */
  readonly samples: number
}

/** Some rows worked out step by step. */
export interface Explanation {
  readonly formula: string
  readonly latex: string
  readonly input: string
  readonly columns: 'elements' | 'classes'
  /** Names of the classes, where they have names. */
  readonly classes?: readonly string[]
  /** How many positions a row has; not all may be worked out. */
  readonly positions: number
  readonly rows: ExplainedRows
}
