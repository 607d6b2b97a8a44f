export interface Case {
  readonly line: string
  readonly file: string
  readonly columns: string
  readonly bound: number
  readonly size?: (row: Record<string, number>) => number
}
export const cases: readonly Case[]
export function rowsOf(csv: string): Record<string, number>[]
export function ulps(a: number, b: number): number
export function compare(
  found: readonly unknown[],
  wanted: readonly number[],
  rows: readonly Record<string, number>[],
  size?: Case['size'],
): { worst: number; at: number; differ: number[] }
