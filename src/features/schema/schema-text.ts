import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A JSON Schema of the checkout; the package has `schema-file.ts` in place of this. */
export function schemaText(folder: string, name: string): string {
  return readFileSync(join(folder, 'schemas', `${name}.json`), 'utf8')
}
