import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'

/** What `schema-text.ts` reads, compressed in a file of the package. */
export function schemaText(folder: string, name: string): string {
  const packed = readFileSync(join(folder, 'dist', 'schemas.json.br'))
  const files = JSON.parse(brotliDecompressSync(packed).toString()) as Record<string, unknown>
  return `${JSON.stringify(files[`${name}.json`], undefined, 2)}\n`
}
