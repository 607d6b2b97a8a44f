/** The name of a column as the options read it. */
export function selectorOf(name: string): string {
  return /^[^",!*:\s](?:[^",*:]*\S)?$/.test(name) && !name.includes('  ')
    ? name
    : `"${name.replaceAll('"', '""')}"`
}

const SHOWN = 20

/** Names of columns to choose from; one that holds a comma is told from two. */
export function namesShown(columns: readonly { readonly name: string }[]): string {
  const names = columns.slice(0, SHOWN).map(({ name }) => selectorOf(name))
  return `${names.join(', ')}${columns.length > SHOWN ? `, ... ${columns.length - SHOWN} more` : ''}`
}

/** A name of a comma list. */
interface ListedName {
  readonly text: string
  /** Whether it stood in quotes. */
  readonly quoted: boolean
  /** Whether `!` stood before the quotes. */
  readonly without?: boolean
}

/** What stands between the commas of a list, of which `"a, b"` is one name, and `!"a, b"` all but it. */
export function splitNames(list: string): ListedName[] {
  const items = [...list.matchAll(/\s*(?:(!?)"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)/gy)]
  // After the last one there is an empty match, too.
  const own = items.filter(({ 0: all, index }) => all !== '' || index === 0 || list[index - 1] === ',')
  return own.map(([, not, quoted, bare]) => {
    if (quoted === undefined) return { text: bare!.trim(), quoted: false }
    return { text: quoted.replaceAll('""', '"'), quoted: true, ...(not === '!' && { without: true }) }
  })
}

/**
 * Whether a name is made of the parts in this order, with anything between two of them. The first place of each part
 * does, so nothing is tried twice: a regular expression of many stars tries every way.
 */
export function fitsPattern(name: string, parts: readonly string[]): boolean {
  const [first, last] = [parts[0]!, parts.at(-1)!]
  if (!name.startsWith(first) || !name.endsWith(last)) return false
  const end = name.length - last.length
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= end
}
