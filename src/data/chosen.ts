export interface Chosen {
  readonly table: number
  readonly columns: readonly number[]
  /** Whether somebody named it: lists of one number are then a column of numbers. */
  readonly named?: boolean
}
