import { readFileSync } from 'node:fs'

/** A golden case of fixtures/cases: what torch gave, and the correctly rounded value where torch's bits differ. */
export interface GoldenCase {
  readonly name: string
  readonly loss: string
  readonly input: unknown
  readonly target: unknown
  readonly options: Readonly<Record<string, unknown>>
  readonly expected: unknown
  readonly exact?: unknown
  readonly limit?: unknown
  readonly gradInput?: unknown
  readonly exactGrad?: unknown
  readonly why?: string
  readonly advice?: string
  /** Of arguments without numbers. */
  readonly shapes?: Readonly<Record<string, number[]>>
  /** Other arguments of the loss, and their gradients. */
  readonly [other: string]: unknown
}

/** The cases of one file of fixtures/cases, each with its loss. */
export function goldenCases(file: string): GoldenCase[] {
  const { loss, cases } = JSON.parse(
    readFileSync(new URL(`../fixtures/cases/${file}.json`, import.meta.url), 'utf8'),
  )
  return cases.map((one: GoldenCase) => ({ ...one, loss: one.loss ?? loss }))
}

/** Nested lists with "NaN" and "Infinity" as text, as numbers. */
export function numbersOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(numbersOf)
  return typeof value === 'string' ? Number(value) : value
}

/** The numbers of nested lists, in order. */
export function flat(value: unknown): number[] {
  return Array.isArray(value) ? value.flatMap(flat) : [value as number]
}

/** The shape of nested lists. */
export function shapeOf(value: unknown): number[] {
  return Array.isArray(value) ? [value.length, ...(value.length > 0 ? shapeOf(value[0]) : [])] : []
}

const words = new DataView(new ArrayBuffer(8))
function ordinal(x: number): bigint {
  words.setFloat64(0, x)
  const bits = words.getBigInt64(0)
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits
}

/** How many doubles lie from a to b; infinities and NaN must be alike. */
export function ulpsApart(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Infinity
  if (!Number.isFinite(a) || !Number.isFinite(b)) return a === b ? 0 : Infinity
  const apart = ordinal(a) - ordinal(b)
  return Number(apart < 0n ? -apart : apart)
}
