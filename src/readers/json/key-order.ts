/**
 * Keys of several records in one order that does not depend on which record comes first: each stands after those that
 * it follows in any record, and by name where no record tells. Where records contradict each other, the order is that
 * of the first, then what it lacks.
 */
export function keyOrder(records: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = records
  return others.length === 0 ? first : (sorted(records) ?? [...new Set(records.flat())])
}

/** Two keys that stand in both orders, if some do. */
export function disorderedKeys(
  records: readonly (readonly string[])[],
): readonly [string, string] | undefined {
  if (records.length < 2 || sorted(records)) return undefined
  const [first, ...others] = records as [readonly string[], ...(readonly string[])[]]
  const place = new Map([...new Set([first, ...others].flat())].map((key, i) => [key, i]))
  for (const keys of others) {
    for (let i = 1; i < keys.length; i++) {
      const [a, b] = [keys[i - 1]!, keys[i]!]
      if (place.get(a)! > place.get(b)!) return [b, a]
    }
  }
  return undefined
}

/** Undefined where the records contradict each other. */
function sorted(records: readonly (readonly string[])[]): string[] | undefined {
  const after = new Map<string, Set<string>>()
  const before = new Map<string, number>()
  for (const keys of records) {
    for (const key of keys) if (!after.has(key)) after.set(key, new Set())
    for (const [i, key] of keys.entries()) {
      const next = keys[i + 1]
      if (next === undefined || after.get(key)!.has(next)) continue
      after.get(key)!.add(next)
      before.set(next, (before.get(next) ?? 0) + 1)
    }
  }
  const order: string[] = []
  const ready = [...after.keys()].filter((key) => !before.has(key))
  while (ready.length > 0) {
    ready.sort()
    const key = ready.shift()!
    order.push(key)
    for (const next of after.get(key)!) {
      const left = before.get(next)! - 1
      before.set(next, left)
      if (left === 0) ready.push(next)
    }
  }
  return order.length === after.size ? order : undefined
}
