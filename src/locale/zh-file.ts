import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import type { HelpWords } from './help-en.ts'
import { type Sentences, translator } from './sentences.ts'

/** What `zh-sentences.ts` and `help-zh.ts` hold, compressed in a file of the package. */
const packed = readFileSync(join(__dirname, '../zh.json.br'))
export const { zhSentences, helpZh } = JSON.parse(brotliDecompressSync(packed).toString()) as {
  zhSentences: Sentences
  helpZh: HelpWords
}

export const say = translator(zhSentences)
