import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import type { HelpWords } from './help-en.ts'
import { KEY, sentenceKey } from './sentence-key.ts'
import { translator } from './sentences.ts'

/** What `zh-sentences.ts` and `help-zh.ts` hold, compressed in a file of the package. */
const packed = readFileSync(join(__dirname, '../zh.json.br'))
const [keys, whole, english, chinese, help] = JSON.parse(brotliDecompressSync(packed).toString()) as [
  keys: string,
  whole: string,
  english: string,
  chinese: string,
  help: HelpWords,
]

const byKey = new Map(whole.split('\n').map((text, i) => [keys.slice(KEY * i, KEY * (i + 1)), text]))
const lines = chinese.split('\n')
const withGaps = Object.fromEntries(english.split('\n').map((text, i) => [text, lines[i]!]))
export const say = translator(withGaps, (line) => byKey.get(sentenceKey(line)))
export const helpZh = help
