import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import type { HelpWords } from './help-en.ts'
import { translator } from './sentences.ts'

/** What `zh-sentences.ts` and `help-zh.ts` hold, compressed in a file of the package. */
const packed = readFileSync(join(__dirname, '../zh.json.br'))
const [english, chinese, help] = JSON.parse(brotliDecompressSync(packed).toString()) as [
  string[],
  string[],
  HelpWords,
]
export const helpZh = help

export const say = translator(Object.fromEntries(english.map((text, i) => [text, chinese[i]!])))
