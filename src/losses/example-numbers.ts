import { inRange } from '../options.ts'
import type { PlainLoss } from './loss.ts'
import type { Argument, Domain } from './takes.ts'

/** Numbers of an argument in rows; a single column stands for one number per row. */
export type ExampleTable = readonly (readonly number[])[]

/** The example of the blog that the program comes from: its loss is 0.7193. */
const blog = {
  input: [
    [-0.4089, -1.2471, 0.5907],
    [-0.4897, -0.8267, -0.7349],
    [0.5241, -0.1246, -0.4751],
  ],
  target: [
    [0, 1, 1],
    [0, 0, 1],
    [1, 0, 1],
  ],
  classes: [2, 1, 0],
} as const

/** Numbers that a loss takes, for an example: its own, or those of the blog as far as it takes them. */
export function exampleNumbers(loss: PlainLoss): Record<string, ExampleTable> {
  return Object.fromEntries(
    Object.entries(loss.takes).map(([name, takes], i) => [
      name,
      loss.example?.[name] ?? exampleOf(takes, i, loss),
    ]),
  )
}

/** What an argument holds in the example: the numbers of the blog, changed as little as its domain asks. */
function exampleOf({ kind, domain }: Argument, i: number, { takes }: PlainLoss): ExampleTable {
  const first = Object.values(takes)[0]!.domain
  if (kind === 'index') return blog.classes.map((index) => [index])
  if (kind === 'perRow') return blog.target.map((row) => [fitted(row[0]!, domain)])
  if (domain.indices) return blog.target.map(indicesOf)
  if (i > 0 && domain.what === 'number' && kind === 'vector')
    return i === 1
      ? blog.input.map((row) => [...row].reverse())
      : blog.input.map((_, r) => blog.input[(r + 1) % 3]!)
  if (i === 0 || (domain.what === 'number' && Object.keys(takes)[i] !== 'target' && kind === 'each')) {
    const rows = i === 0 ? blog.input : blog.input.map((row) => [...row].reverse())
    if (domain.what === 'probability')
      return rows.map((row) => row.map((x) => rounded(1 / (1 + Math.exp(-x)))))
    if (domain.what === 'log-probability') return rows.map(logSoftmax)
    return rows.map((row) => row.map((x) => fitted(x, domain)))
  }
  if (i > 1) return blog.target.map((row) => row.map((t) => fitted(t + 0.5, domain)))
  if (first.what === 'log-probability')
    return blog.target.map((row) => row.map((t) => t / row.reduce<number>((sum, one) => sum + one, 0)))
  return blog.target.map((row) => row.map((t) => fitted(t, domain)))
}

/** The classes that are there, then -1. */
function indicesOf(row: readonly number[]): readonly number[] {
  const there = row.flatMap((t, i) => (t === 1 ? [i] : []))
  return row.map((_, i) => there[i] ?? -1)
}

function rounded(value: number): number {
  return Number(value.toFixed(4))
}

function logSoftmax(row: readonly number[]): readonly number[] {
  const sum = row.reduce((total, x) => total + Math.exp(x), 0)
  return row.map((x) => rounded(x - Math.log(sum)))
}

/** The nearest number that the domain takes. */
function fitted(value: number, { values, ...range }: Domain): number {
  if (values) return value >= 0.5 ? Math.max(...values) : Math.min(...values)
  return inRange(range, value) ? value : Math.abs(value)
}

/** Whether an argument has a number for each place of the table that all share. */
export function isWide({ kind }: Argument): boolean {
  return kind !== 'index' && kind !== 'perRow'
}

/** Whether the tables of an example have sizes of their own. */
export function isFixed({ one, example }: PlainLoss): boolean {
  return one === 'batch' && example !== undefined
}

/** A matrix, one number per row, or what an example of its own holds: a list in one row, or a single number. */
export function shapeOf(table: ExampleTable, wide: boolean, fixed: boolean): readonly number[] {
  const width = table[0]!.length
  if (fixed && table.length === 1) return width === 1 ? [] : [width]
  return wide ? [table.length, width] : [table.length]
}
