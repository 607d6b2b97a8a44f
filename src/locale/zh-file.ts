import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { lengthened } from './few-letters.ts'
import { LETTERS, sentenceKey, STEP } from './sentence-key.ts'
import { translator } from './sentences.ts'

/** What `zh-sentences.ts` and `help-zh.ts` hold, compressed in a file of the package (`few-letters.ts`). */
const packed = readFileSync(join(__dirname, '../zh.json.br'))
const [table, english, chinese, whole, help, steps, letters] = JSON.parse(
  brotliDecompressSync(packed).toString('latin1'),
) as [
  table: string,
  english: string,
  chinese: string,
  whole: string,
  help: unknown,
  steps: string,
  letters: string,
]
const all = Buffer.from(table, 'latin1').toString()
const read = (bytes: string) => lengthened(bytes, all)
/** The help as JSON. */
export const helpText = () => read(JSON.stringify(help))

let first = 0
const gone = read(steps)
const byKey = new Map(
  whole.split('\n').map((text, i) => {
    first += gone.charCodeAt(i) - STEP
    return [first + letters.slice(LETTERS * i, LETTERS * (i + 1)), text]
  }),
)
const lines = chinese.split('\n')
const withGaps = Object.fromEntries(english.split('\n').map((text, i) => [text, lines[i]!]))
export const say = translator(withGaps, (line) => byKey.get(sentenceKey(line).join('')), read)
