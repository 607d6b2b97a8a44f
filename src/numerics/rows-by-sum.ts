/** Sums by number that some terms are added to when one is asked for. */
export interface AwaitingSums {
  add(index: number, x: number): void
  awaits(settle: () => void): void
}

/** Adds numbers of rows, each to the sum of its own number; how many of the rows: the others are left. */
export type AddUp = (owner: AwaitingSums, sums: Int32Array, rows: Int32Array, numbers: Float64Array) => number

let used: AddUp = () => 0

/** Turns a faster way on, for good; without it rows are added one by one, to the same sums. */
export function useAddUp(addUp: AddUp): void {
  used = addUp
}

export const addUp: AddUp = (owner, sums, rows, numbers) => used(owner, sums, rows, numbers)
