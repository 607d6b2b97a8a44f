import { errorCodes } from '../src/error-codes.ts'
import { finder } from '../src/locale/sentences.ts'
import { zhSentences } from '../src/locale/zh-sentences.ts'

/** What is typed or pasted, and no sentence: a command, options with values, a call, a file#name. */
export function isCode(text: string): boolean {
  return /^(loss-calc|unset|ls|python|sqlite3|bunzip2|xz|lz4|jq|sed|awk|tar|unzip|tail|perl|curl|for f in|aws s3|gcloud storage|Rscript|cc|rustc|go build|swiftc) |^(?:--[\w-]+(?:[ =](?:'[^']*'|\S+))?(?: |$))+$|^\d?--input-cols|^\w[\w.]*\(.*\)(?:\.\w+\(.*\))?(?: +#.*)?$|^\S+#\S+$|^\d--|^'\[.*\]'$/.test(
    text,
  )
}

export const find = finder(zhSentences)

/** Whether a line has a sentence of its own: no gap for names holds words of the English. */
export function isKnown(line: string, inGap = false): boolean {
  const found = find(line, inGap)
  if (!found) return false
  return [...found.gaps].every(([gap, text]) =>
    gap.endsWith('*')
      ? !/[a-z]{3}/.test(text) || isCode(text) || isKnown(text, true)
      : !/[a-z]{2,} [a-z]{2}/.test(text),
  )
}

const helps = new Set<string>(Object.values(errorCodes).map(({ help }) => help))
const seen = new Set<string>()

/** Refuses lines of an error, a hint or a warning that are no sentence of the program: then something in them is missing, or has no Chinese. */
export function checkSentences(stderr: string): void {
  for (const [, text] of stderr.matchAll(/^(?:(?:error|hint|warning)\[\w+\]: | {2}(?:=|try:) )(.*)$/gm)) {
    if (seen.has(text!)) continue
    const known = helps.has(text!) || isCode(text!) || /\p{Script=Han}/u.test(text!) || find(text!)
    if (!known) throw new Error(`no sentence: ${text}`)
    seen.add(text!)
  }
}
