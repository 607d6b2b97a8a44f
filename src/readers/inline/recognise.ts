// Patterns are made where they are used: V8 reads each of a file as it begins, in every run.

/** What stands before a paste: prompts, and the name that the numbers were given. */
const PREFIX = () =>
  /^\s*(?:(?:>>>|(?:In|Out) ?\[\d+\]:|julia>|Parameter containing:)\s*)*(?:[A-Za-z_]\w*\s*=(?=\s*[^=\s]))?\s*/
/** A bracket in any hand, or a print of TensorFlow. */
const BRACKET = () => /^(?:[[\uff3b\u3010({\uff08\uff5b]|<tf\.)/
/** Names of functions that make or print arrays; any other word before a bracket may be the name of a file. */
const CALL = () =>
  /^(?:(?:torch|np|numpy|jnp|jax|tf|mx)\.[\w.]+|\w*[Tt]ensor|\w*[Aa]rray|Parameter|Variable|matrix|list|tuple|deque|c|rbind|float|Bool|Any|Real|(?:u?int|Int|UInt|float|Float)\d+)(?:\{[^}]*\})?!?(?:\(\d+\))?\s*[([]/
/** The end of the name of a file, which no list has. */
const EXTENSION = /\.[A-Za-z][A-Za-z\d]*$/
const NUMBER =
  /^[+\-\u2212\uff0d]?(?:[\d\uff10-\uff19][\d\uff10-\uff19_]*[.\uff0e]?[\d\uff10-\uff19]*|[.\uff0e][\d\uff10-\uff19]+)(?:[eEdD][+\-\u2212]?\d+)?$/
const WORD = /^(?:[+\-\u2212\uff0d]?(?:nan|inf|infinity)|true|false|none|null|NA|\u2026|\.\.\.)$/i

/** A square bracket, also of full width, by its code. */
const OPENING = [0x5b, 0xff3b, 0x3010]

/** How many characters stand before the numbers of a paste. */
export const prefixOf = (text: string): number => PREFIX().exec(text)![0].length

/** Whether an argument is numbers rather than the name of a file: `[...]`, `tensor(...)`, `1,2,3`, several lines. */
export function isInline(argument: string): boolean {
  const text = argument.trim()
  if (OPENING.includes(text.charCodeAt(0)) || text.includes('\n')) return true
  if (text.includes('#') || EXTENSION.test(text)) return false
  const bare = text.replace(/^['"\u2018\u201c]/, '').replace(/['"\u2019\u201d]$/, '')
  const rest = bare.slice(prefixOf(bare))
  if (BRACKET().test(rest) || CALL().test(rest)) return true
  const words = bare.split(/[\s,;\uff0c\u3001\uff1b\u3000]+/).filter((one) => one !== '')
  return words.some((one) => NUMBER.test(one)) && words.every((one) => NUMBER.test(one) || WORD.test(one))
}

/** `tensor(`, `array(`, `[[0.2 0.3`, `[1] 0.2`: what torch, numpy and R print, and what no JSON begins with. */
const PRINTED = () =>
  /^\ufeff?\s*(?:(?:tensor|array|Array)\(|\[\d+\][ \t]+[-\d.]|[[\s]*\[[ \t]*[-+]?[\d.][^\s,[\]]*[ \t]+[-+.\dni])/

/** Whether a text begins as programs print arrays. */
export function looksPrinted(first: Uint8Array): boolean {
  const head = first.subarray(0, 256)
  // Every print has a bracket; of other files the pattern is not compiled.
  return (head.includes(0x5b) || head.includes(0x28)) && PRINTED().test(Buffer.from(head).toString())
}
