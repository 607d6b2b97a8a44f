import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import type { HelpWords } from './help-en.ts'
import { LETTERS, sentenceKey, STEP } from './sentence-key.ts'
import { translator } from './sentences.ts'

/** What `zh-sentences.ts` and `help-zh.ts` hold, compressed in a file of the package. */
const packed = readFileSync(join(__dirname, '../zh.json.br'))
const [english, chinese, whole, help, steps, letters] = JSON.parse(
  brotliDecompressSync(packed).toString(),
) as [english: string, chinese: string, whole: string, help: HelpWords, steps: string, letters: string]

let first = 0
const byKey = new Map(
  whole.split('\n').map((text, i) => {
    first += steps.charCodeAt(i) - STEP
    return [first + letters.slice(LETTERS * i, LETTERS * (i + 1)), text]
  }),
)
const lines = chinese.split('\n')
const withGaps = Object.fromEntries(english.split('\n').map((text, i) => [text, lines[i]!]))
export const say = translator(withGaps, (line) => byKey.get(sentenceKey(line).join('')))
export const helpZh = help
