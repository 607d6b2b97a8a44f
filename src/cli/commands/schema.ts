import { schemas } from '../../writers/schema.ts'
import { choice } from '../flags.ts'

/** Text of `schema <name>`. */
export function schemaText(name: string): string {
  const known = choice('schema', name, Object.keys(schemas) as (keyof typeof schemas)[])
  return `${JSON.stringify(schemas[known], null, 2)}\n`
}
