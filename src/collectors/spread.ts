import { Growing } from '../numerics/growing.ts'
import type { Histogram, Quantile } from '../survey.ts'
import { Buckets } from './buckets.ts'
import { Grid, type PlainGrid } from './grid.ts'

/** Losses kept as they are; of more, quantiles are approximate. */
const KEPT = 1 << 20

/** What a part has of the spread, as a thread sends it: the losses, or counts of what is next to each other. */
export type PlainSpread = { readonly notFinite: number; readonly nan: number } & (
  { readonly kept: ArrayLike<number> } | { readonly buckets: Float64Array; readonly grid: PlainGrid }
)

/** How the losses of a stream are spread, in bounded memory: the same whatever their order and parts. */
export class Spread {
  readonly #bins: number
  #kept = new Growing()
  #many: { readonly buckets: Buckets; readonly grid: Grid } | undefined
  #notFinite = 0
  #nan = 0

  constructor(bins: number) {
    this.#bins = bins
  }

  add(losses: ArrayLike<number>): void {
    for (let i = 0; i < losses.length; i++) {
      const loss = losses[i]!
      if (!Number.isFinite(loss)) this.#notFinite++
      if (Number.isNaN(loss)) this.#nan++
      else if (this.#many) this.#addMore(loss)
      else {
        this.#kept.push(loss)
        if (this.#kept.length === KEPT) this.#startCounting()
      }
    }
  }

  plain(): PlainSpread {
    const odd = { notFinite: this.#notFinite, nan: this.#nan }
    if (!this.#many) return { ...odd, kept: this.#kept.all }
    return { ...odd, buckets: this.#many.buckets.plain(), grid: this.#many.grid.plain() }
  }

  merge(plain: PlainSpread): void {
    this.#nan += plain.nan
    if ('kept' in plain) {
      this.#notFinite += plain.nan
      this.add(plain.kept)
      return
    }
    this.#notFinite += plain.notFinite
    if (!this.#many) this.#startCounting()
    this.#many!.buckets.merge(plain.buckets)
    this.#many!.grid.merge(plain.grid)
  }

  #startCounting(): void {
    this.#many = { buckets: new Buckets(), grid: new Grid() }
    for (const loss of this.#kept.all) this.#addMore(loss)
    this.#kept = new Growing()
  }

  #addMore(loss: number): void {
    this.#many!.buckets.add(loss)
    if (Number.isFinite(loss)) this.#many!.grid.add(loss)
  }

  /**
   * The loss below which a part of the samples lie; each sample counts once. Between two losses it is interpolated
   * linearly, as torch.quantile and numpy.quantile do by default; from buckets it is the nearest below. Infinite losses
   * have their places, and one that is NaN makes all NaN, as there.
   */
  quantiles(parts: readonly number[]): Quantile[] {
    if (this.#nan > 0) return parts.map((q) => ({ q, value: Number.NaN, approximate: false }))
    const buckets = this.#many?.buckets
    if (buckets) return parts.map((q) => ({ q, value: buckets.quantile(q), approximate: true }))
    const sorted = this.#kept.all.slice().sort()
    return parts.map((q) => ({
      q,
      value: sorted.length === 0 ? Number.NaN : interpolated(sorted, q * (sorted.length - 1)),
      approximate: false,
    }))
  }

  /** Bins of equal width; from so many losses on that they are not kept, within 1/8192 of the range. */
  histogram(): Histogram {
    const notFinite = this.#notFinite
    if (this.#many) return { ...this.#many.grid.histogram(this.#bins), notFinite }
    const all = this.#kept.all
    const kept = notFinite === 0 ? all : all.filter(Number.isFinite)
    const edges = edgesOf(kept, this.#bins)
    const counts = new Array<number>(this.#bins).fill(0)
    for (const loss of kept) counts[binOf(loss, edges)]!++
    return { edges: [...edges], counts, notFinite }
  }
}

/** The value at a place between two numbers: torch.lerp, which is exact at both. */
function interpolated(sorted: Float64Array, place: number): number {
  const at = Math.floor(place)
  const part = place - at
  const low = sorted[at]!
  const high = sorted[Math.min(at + 1, sorted.length - 1)]!
  if (part === 0 || low === high) return low
  if (!Number.isFinite(low) || !Number.isFinite(high)) return low + high
  return part < 0.5 ? low + part * (high - low) : high - (high - low) * (1 - part)
}

function edgesOf(losses: Float64Array, bins: number): Float64Array {
  let low = Infinity
  let high = -Infinity
  for (const loss of losses) {
    if (loss < low) low = loss
    if (loss > high) high = loss
  }
  if (losses.length === 0) low = high = 0
  const step = (high - low) / bins
  return Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : low + i * step))
}

function binOf(loss: number, edges: Float64Array): number {
  const bins = edges.length - 1
  const low = edges[0]!
  const width = edges[bins]! - low
  if (width === 0) return loss > low ? bins - 1 : 0
  let bin = Math.max(0, Math.min(bins - 1, Math.floor(((loss - low) / width) * bins)))
  // The edges are rounded; what decides is which two a loss lies between.
  while (bin > 0 && loss < edges[bin]!) bin--
  while (bin < bins - 1 && loss >= edges[bin + 1]!) bin++
  return bin
}
