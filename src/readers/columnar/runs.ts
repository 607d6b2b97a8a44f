/*
 * The hybrid of Parquet for small integers: runs of one value, and groups of eight packed in bits.
 * https://parquet.apache.org/docs/file-format/data-pages/encodings/
 */

/** How far a run at the end may be longer than what is left: groups are whole, and DuckDB fills up to 64 of them. */
const FILLED_UP = 511

/**
 * Decodes as many integers as `out` holds, the first ones of `count`, each `width` bits wide; missing bits are zeros.
 *
 * @throws Error for a malformed run, or one that is longer than what is left
 */
export function decodeRuns(
  bytes: Uint8Array,
  width: number,
  out: Int32Array,
  count = out.length,
  unpack: typeof unpackBits = unpackBits,
): void {
  const seen = eachRun(bytes, width, count, (packed, at, from, last) => {
    const end = Math.min(last, out.length)
    if (packed && end > from) return unpack(bytes, at, width, out, from, end)
    let value = 0
    for (let i = 0; i < (width + 7) >> 3; i++) value |= (bytes[at + i] ?? 0) << (8 * i)
    out.fill(value, from, end)
  })
  if (seen < count) throw new Error(`runs of ${seen} values where there should be ${count}`)
}

/** So many integers of their own, the first ones of all. @throws Error as `decodeRuns` */
export function decoded(bytes: Uint8Array, width: number, count: number, all = count): Int32Array {
  const out = new Int32Array(count)
  decodeRuns(bytes, width, out, all)
  return out
}

/**
 * Reads the lengths of runs alone; how many of `count` values they have.
 *
 * @throws Error for a malformed run, or one that is longer than what is left of `count` values
 */
export function checkRuns(bytes: Uint8Array, width: number, count: number): number {
  return eachRun(bytes, width, count, () => {})
}

/** Calls `read` with where a run's bits are and which values it has, up to `count`; how many the runs have. */
function eachRun(
  bytes: Uint8Array,
  width: number,
  count: number,
  read: (packed: boolean, at: number, from: number, end: number) => void,
): number {
  if (width > 32) throw new Error(`values of ${width} bits`)
  let at = 0
  let seen = 0
  while (seen < count && at < bytes.length) {
    let header = 0
    let shift = 0
    for (let more = true; more; shift += 7) {
      const byte = bytes[at++]
      if (byte === undefined || shift > 28) throw new Error('the length of a run is malformed')
      header += (byte & 0x7f) * 2 ** shift
      more = (byte & 0x80) !== 0
    }
    const packed = header % 2 === 1
    const length = Math.floor(header / 2) * (packed ? 8 : 1)
    const left = count - seen
    if (length > left + (packed ? FILLED_UP : 0))
      throw new Error(`a run of ${length} values where ${left} are left`)
    const end = seen + Math.min(length, left)
    read(packed, at, seen, end)
    at += packed ? (length / 8) * width : (width + 7) >> 3
    seen = end
  }
  return seen
}

/** @throws Error where so many packed integers do not fit */
export function checkPacked(bytes: Uint8Array, start: number, width: number, count: number): void {
  if (start + Math.ceil((count * width) / 8) > bytes.length) throw new Error('a run is cut off')
}

function unpackBits(
  bytes: Uint8Array,
  start: number,
  width: number,
  out: Int32Array,
  from: number,
  end: number,
): void {
  checkPacked(bytes, start, width, end - from)
  let at = start
  let bits = 0
  let held = 0
  // Up to 24 bits, and the next byte, fit in 32.
  if (width <= 24) {
    const mask = (1 << width) - 1
    for (let i = from; i < end; i++) {
      for (; held < width; held += 8) bits |= bytes[at++]! << held
      out[i] = bits & mask
      bits >>>= width
      held -= width
    }
    return
  }
  for (let i = from; i < end; i++) {
    let value = 0
    for (let bit = 0; bit < width; bit++) {
      const place = (i - from) * width + bit
      value |= ((bytes[start + (place >> 3)]! >> (place & 7)) & 1) << bit
    }
    out[i] = value
  }
}

/** Whether the levels are one run of the highest: nothing is missing. */
export function isFull(levels: Uint8Array, count: number, highest = 1): boolean {
  let header = 0
  for (let i = 0; i < levels.length - 1; i++) header += (levels[i]! & 0x7f) * 2 ** (7 * i)
  return levels.length < 7 && header === 2 * count && levels.at(-1) === highest
}

/** The number of values that a page says it has, of those that are left. */
export function checkCount(count: number, most: number): number {
  if (!(count >= 0 && count <= most)) throw new Error(`a page of ${count} values where ${most} are left`)
  return count
}
