import { type ErrorCode, through } from '../../error.ts'

/** Quotes and words of JSON for those of Python. */
export const FROM_PYTHON = String.raw`perl -pe 's/("[^"]*")|\x27([^\x27]*)\x27|\bNone\b|\b(True|False)\b/$1||($3?lc$3:defined$2?"\"$2\"":"null")/ge' FILE |`
const NO_LAST_COMMA = String.raw`perl -0pe 's/("(?:\\.|[^"\\])*")|,(?=\s*[]}])/$1/g' FILE |`

/** What makes JSON of what almost is, by the text up to where it is refused. */
export function waysOn(name: string, code: ErrorCode, text: string): readonly string[] | undefined {
  if (code !== 'E204' || /^[[{]/.test(name)) return undefined
  const way = text.endsWith("'") ? FROM_PYTHON : /,\s*[\]}]$/.test(text) ? NO_LAST_COMMA : undefined
  return way === undefined ? undefined : [through(way, name)]
}
