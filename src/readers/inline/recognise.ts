/** What stands before a paste: prompts, and the name that the numbers were given. */
const PREFIX =
  /^\s*(?:(?:>>>|(?:In|Out) ?\[\d+\]:|julia>|Parameter containing:)\s*)*(?:[A-Za-z_]\w*\s*=(?=\s*[^=\s]))?\s*/
/** A bracket in any hand, or a print of TensorFlow. */
const BRACKET = /^(?:[[［【({（｛]|<tf\.)/
/** Names of functions that make or print arrays; any other word before a bracket may be the name of a file. */
const CALL =
  /^(?:(?:torch|np|numpy|jnp|jax|tf|mx)\.[\w.]+|\w*[Tt]ensor|\w*[Aa]rray|Parameter|Variable|matrix|list|tuple|deque|c|rbind|float|Bool|Any|Real|(?:u?int|Int|UInt|float|Float)\d+)(?:\{[^}]*\})?!?(?:\(\d+\))?\s*[([]/
/** The end of the name of a file, which no list has. */
const EXTENSION = /\.[A-Za-z][A-Za-z\d]*$/
const NUMBER = /^[+\-−－]?(?:[\d０-９][\d０-９_]*[.．]?[\d０-９]*|[.．][\d０-９]+)(?:[eEdD][+\-−]?\d+)?$/
const WORD = /^(?:[+\-−－]?(?:nan|inf|infinity)|true|false|none|null|NA|…|\.\.\.)$/i

/** How many characters stand before the numbers of a paste. */
export function prefixOf(text: string): number {
  return PREFIX.exec(text)![0].length
}

/** Whether an argument is numbers rather than the name of a file: `[...]`, `tensor(...)`, `1,2,3`, several lines. */
export function isInline(argument: string): boolean {
  const text = argument.trim()
  if (/^[[［【]/.test(text) || text.includes('\n')) return true
  if (text.includes('#') || EXTENSION.test(text)) return false
  const bare = text.replace(/^['"‘“]/, '').replace(/['"’”]$/, '')
  const rest = bare.slice(prefixOf(bare))
  if (BRACKET.test(rest) || CALL.test(rest)) return true
  const words = bare.split(/[\s,;，、；\u3000]+/).filter((one) => one !== '')
  return words.some((one) => NUMBER.test(one)) && words.every((one) => NUMBER.test(one) || WORD.test(one))
}
