import { csv } from './csv.ts'
import { json } from './json.ts'
import { markdown } from './markdown.ts'
import { ndjson } from './ndjson.ts'
import { table } from './table.ts'
import type { MakeWriter } from './writer.ts'

export type { MakeWriter, Writer, WriterOptions } from './writer.ts'

/** Every output format by the name it has on the command line. A new one is a file and a line here. */
export const formats = { table, json, csv, ndjson, markdown } as const satisfies Record<string, MakeWriter>

export type FormatName = keyof typeof formats
