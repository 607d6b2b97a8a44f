import type { Output } from './io.ts'

/** Fewer columns show nothing. */
const LEAST = 40

/** Columns of the terminal that an output goes to; undefined for files and pipes, which take lines of any length. */
export function widthOf(output: Output): number | undefined {
  if (output.isTTY !== true) return undefined
  const { columns } = output
  return columns ? Math.max(columns, LEAST) : undefined
}
