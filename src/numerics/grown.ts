/** The same numbers, and zeros up to a length. */
export function grown(numbers: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const all = new Float64Array(length)
  all.set(numbers)
  return all
}
