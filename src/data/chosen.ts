export interface Chosen {
  readonly table: number
  readonly columns: readonly number[]
}
