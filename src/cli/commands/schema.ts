import { LossError } from '../../error.ts'
import { schemas } from '../../writers/schema.ts'
import { write } from '../io.ts'
import type { Command } from './command.ts'

/** `loss-calc schema <name>`: a JSON Schema. */
export const schema: Command = {
  configure() {},
  async run([name], _flags, io) {
    if (!Object.hasOwn(schemas, name!)) {
      throw new LossError('E101', `there is no schema ${JSON.stringify(name)}`, {
        why: `the schemas: ${Object.keys(schemas).join(', ')}`,
      })
    }
    await write(io.stdout, `${JSON.stringify(schemas[name as keyof typeof schemas], null, 2)}\n`)
    return 0
  },
}
