/** What data frames write for 0 and 1. */
export const booleans: readonly string[] = ['False', 'True']

/** The name that differs from a text in nothing but case and blanks, if there is one only. */
export function nearestName(text: string, names: Iterable<string>): string | undefined {
  const plain = (name: string) => name.trim().replaceAll(/\s+/g, ' ').toLowerCase()
  const alike = [...names].filter((name) => plain(name) === plain(text))
  return alike.length === 1 ? alike[0] : undefined
}
