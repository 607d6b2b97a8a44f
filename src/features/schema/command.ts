import { choice } from '../../command/read-flags.ts'
import { write } from '../../command/io.ts'
import type { Command } from '../../command/command.ts'
import { schemaText } from './schema-text.ts'

/** The files of `schemas/`, without their ending. */
export const schemaNames = [
  ...['result', 'sample', 'inspection', 'comparison', 'trend', 'sweep', 'curves', 'identified'],
  ...['suite', 'check', 'state'],
] as const

/** `loss-calc schema <name>`: a JSON Schema. */
export const schema: Command = {
  words: schemaNames,
  configure(command) {
    command.description(`JSON Schema of a form: ${schemaNames.join(', ')}.`)
  },
  async run([name], _flags, io) {
    const known = choice('schema', name!, schemaNames, 'schema')
    await write(io.stdout, schemaText(io.packageFolder, known))
    return 0
  },
}
