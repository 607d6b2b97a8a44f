import { schemas } from '../../writers/schema.ts'
import { choice } from '../flags.ts'
import { write } from '../io.ts'
import type { Command } from './command.ts'

/** `loss-calc schema <name>`: a JSON Schema. */
export const schema: Command = {
  words: Object.keys(schemas),
  configure(command) {
    command.description(`JSON Schema of a form: ${Object.keys(schemas).join(', ')}.`)
  },
  async run([name], _flags, io) {
    const known = choice('schema', name!, Object.keys(schemas) as (keyof typeof schemas)[], 'schema')
    await write(io.stdout, `${JSON.stringify(schemas[known], null, 2)}\n`)
    return 0
  },
}
