/** The name of a column as the options read it. */
export function selectorOf(name: string): string {
  return /^[^",!*:\s][^",*:]*$/.test(name) && name === name.trim() ? name : `"${name.replaceAll('"', '""')}"`
}

const SHOWN = 20

/** Names of columns to choose from; one that holds a comma is told from two. */
export function namesShown(columns: readonly { readonly name: string }[]): string {
  const names = columns.slice(0, SHOWN).map(({ name }) => selectorOf(name))
  return `${names.join(', ')}${columns.length > SHOWN ? `, ... ${columns.length - SHOWN} more` : ''}`
}

/** A comma list, of which `"a, b"` is one name: what stands between the commas, and whether it stood in quotes. */
export function splitNames(list: string): { text: string; quoted: boolean }[] {
  const items = [...list.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)/gy)]
  // After the last one there is an empty match, too.
  const own = items.filter(({ 0: all, index }) => all !== '' || index === 0 || list[index - 1] === ',')
  return own.map(([, quoted, bare]) =>
    quoted === undefined
      ? { text: bare!.trim(), quoted: false }
      : { text: quoted.replaceAll('""', '"'), quoted: true },
  )
}
