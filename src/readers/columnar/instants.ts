/**
 * A time that counts parts of a millisecond, so many to one: as text where a Date would lose some, so that two of the
 * same millisecond are two ids and two groups.
 */
export function instantOf(count: bigint, parts: 1000n | 1_000_000n): Date | string {
  const rest = ((count % parts) + parts) % parts
  const date = new Date(Number((count - rest) / parts))
  if (rest === 0n || Number.isNaN(date.getTime())) return date
  const digits = String(parts + rest)
    .slice(1)
    .replace(/000$/, '')
  return date.toISOString().replace('Z', `${digits}Z`)
}
