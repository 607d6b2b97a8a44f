/** Columns of one of the tables. */
export interface Chosen {
  readonly table: number
  readonly columns: readonly number[]
}
