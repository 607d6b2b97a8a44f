/**
 * What some rows say of the right answer. A place is what has a loss of its own: a row of classes, or one number that
 * is the probability of a positive side.
 */
export interface Predictions {
  /** How many classes a place has; 1 for the probability of a positive side. */
  readonly classes: number
  /** One probability per class of each place. */
  readonly p: Float64Array
  /** Index of the class, or the side: 0, 1, or a part between. NaN where the place does not count or has several classes. */
  readonly targets: Float64Array
  /** How many labels a row has, where it has several that may all be true: the columns of a matrix of sides. */
  readonly labels?: number | undefined
  /** Most probable class or side; NaN where the place does not count. */
  readonly predicted: Float64Array
  /** Numbers that order the places as the probability of class or side 1 does, and are not rounded to 1; up to 2 classes. */
  readonly scores: Float64Array | undefined
  /** -ln p of the right class. */
  readonly costs: Float64Array | undefined
  /** Classes more probable than the right one; of equal ones, the first. */
  readonly ranks: Float64Array | undefined
  /** Probability targets: one per class of each place. */
  readonly soft: Float64Array | undefined
  /** Whether the scores are unbounded, and not probabilities. */
  readonly logits: boolean
}
