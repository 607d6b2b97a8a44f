/** A word as a POSIX shell reads it back. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** The name of a file inside quotes of Python inside quotes of a shell; `FILE` for one that would end them. */
export function inPython(name: string): string {
  return /^[\w@%+=:,./ -]+$/.test(name) ? name : 'FILE'
}
