import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { type Sentences, translator } from './sentences.ts'

/** The sentences of `zh-sentences.ts`, compressed in a file of the package. */
const packed = readFileSync(join(__dirname, '../zh-sentences.json.br'))

export const say = translator(JSON.parse(brotliDecompressSync(packed).toString()) as Sentences)
