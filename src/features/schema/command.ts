import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { choice } from '../../command/read-flags.ts'
import { write } from '../../command/io.ts'
import type { Command } from '../../command/command.ts'

/** The files of `schemas/`, without their ending. */
export const schemaNames = [
  'result',
  'sample',
  'inspection',
  'comparison',
  'trend',
  'sweep',
  'curves',
  'identified',
  'suite',
  'check',
  'state',
] as const

/** `loss-calc schema <name>`: a JSON Schema. */
export const schema: Command = {
  words: schemaNames,
  configure(command) {
    command.description(`JSON Schema of a form: ${schemaNames.join(', ')}.`)
  },
  async run([name], _flags, io) {
    const known = choice('schema', name!, schemaNames, 'schema')
    const packed = readFileSync(join(io.packageFolder, 'dist', 'schemas.json.br'))
    const files = JSON.parse(brotliDecompressSync(packed).toString()) as Record<string, unknown>
    await write(io.stdout, `${JSON.stringify(files[`${known}.json`], undefined, 2)}\n`)
    return 0
  },
}
