/** The place of the largest of some numbers, of equal ones the first. */
export function indexOfMax(data: ArrayLike<number>, start = 0, length = data.length): number {
  let best = 0
  for (let i = 1; i < length; i++) if (data[start + i]! > data[start + best]!) best = i
  return best
}
