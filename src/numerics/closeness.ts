import { ulpIn } from './narrow-floats.ts'
import type { Tolerance } from './tolerance.ts'

/** NaN is close to an expected NaN only, an infinity to itself only. */
export function close(got: number, want: number, tolerance: Tolerance): boolean {
  if (Number.isNaN(want)) return Number.isNaN(got)
  if (!Number.isFinite(want)) return got === want
  return Math.abs(got - want) <= allowed(want, tolerance)
}

/** How far a number may be from the one wanted. */
function allowed(want: number, { rtol, atol, ulps }: Tolerance): number {
  return atol + rtol * Math.abs(want) + (ulps ? ulps.count * ulpIn(ulps.of, want) : 0)
}

interface Deviation {
  readonly index: number
  readonly got: number
  readonly want: number
}

/** What a comparison of many numbers found: the worst one, and how many are not close. */
export interface Closeness {
  /** Absent if there was nothing to compare. */
  readonly worst?: Deviation
  readonly failed: number
}

/** Compares number by number; a single wanted number stands for all. */
export function compareAll(got: ArrayLike<number>, want: ArrayLike<number>, tolerance: Tolerance): Closeness {
  let worst: Deviation | undefined
  let most = -1
  let failed = 0
  for (let index = 0; index < got.length; index++) {
    const one = { index, got: got[index]!, want: want.length === 1 ? want[0]! : want[index]! }
    const ok = close(one.got, one.want, tolerance)
    if (!ok) failed++
    const score = ok ? 0 : excess(one, tolerance)
    if (score <= most) continue
    most = score
    worst = one
  }
  return { ...(worst && { worst }), failed }
}

/** How many times the allowed distance; Infinity where there is no distance. */
function excess({ got, want }: Deviation, tolerance: Tolerance): number {
  const times = Math.abs(got - want) / allowed(want, tolerance)
  return Number.isNaN(times) ? Infinity : times
}

/** `off by 6.8e-4, 9.4e-4 relative, 6 ulp; allowed 7.2e-6`; without a distance only what is allowed. */
export function describeDeviation({ got, want }: Deviation, tolerance: Tolerance): string {
  const off = Math.abs(got - want)
  if (!Number.isFinite(off)) return Number.isFinite(want) ? 'not finite' : `only ${want} will do`
  const relative = want === 0 ? '' : `, ${rough(off / Math.abs(want))} relative`
  const { ulps: narrow } = tolerance
  const units = narrow
    ? `${rough(off / ulpIn(narrow.of, want))} ulp of ${narrow.of}`
    : `${rough(ulpsApart(got, want))} ulp`
  return `off by ${rough(off)}${relative}, ${units}; allowed ${rough(allowed(want, tolerance))}`
}

/**
 * What to do where the number wanted was rounded: `equal when rounded to 4 decimals: --atol 5e-5`; else nothing.
 * `text` is the wanted number as it was written.
 */
export function describeRounding(
  { got, want }: Pick<Deviation, 'got' | 'want'>,
  { rtol }: Tolerance,
  text = String(want),
): string | undefined {
  const written = /^[-+]?\d*\.(\d+)(?:e([-+]?\d+))?$/i.exec(text.trim())
  if (!written) return undefined
  const decimals = written[1]!.length
  const atol = Number(`5e${Number(written[2] ?? 0) - decimals - 1}`)
  // What is offered must pass.
  if (Math.abs(got - want) > atol * (1 + 1e-9) || !close(got, want, { rtol, atol })) return undefined
  const places = `${decimals} ${decimals === 1 ? 'decimal' : 'decimals'}`
  return `equal when rounded to ${places}: --atol ${atol.toExponential()}`
}

/** A size in few digits: `0.0193`, `6.8e-4`. */
export function rough(size: number): string {
  if (size === 0 || (size >= 1e-3 && size < 1e6)) return String(Number(size.toPrecision(3)))
  return size.toExponential(1).replace('e+', 'e')
}

const bits = new DataView(new ArrayBuffer(8))

/** The place of a double among all doubles. */
function ordinal(x: number): bigint {
  bits.setFloat64(0, x)
  const pattern = bits.getBigInt64(0)
  return pattern < 0n ? -(pattern & 0x7fffffffffffffffn) : pattern
}

/** How many doubles lie from a to b; NaN is nowhere, Infinity away from all but itself. */
export function ulpsApart(a: number, b: number): number {
  if (Object.is(a, b)) return 0
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Infinity
  const apart = ordinal(a) - ordinal(b)
  return Number(apart < 0n ? -apart : apart)
}
