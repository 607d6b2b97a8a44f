import { quiet } from './quiet.ts'
import { table } from './table.ts'
import type { MakeWriter } from './writer.ts'

export type { MakeWriter, Writer, WriterOptions } from './writer.ts'

/** Every output format by the name it has on the command line; all but the usual one are loaded when used. A new one is a file and a line. */
export const formats = {
  table: async () => table,
  json: async () => (await import('./json.ts')).json,
  csv: async () => (await import('./csv.ts')).csv,
  ndjson: async () => (await import('./ndjson.ts')).ndjson,
  markdown: async () => (await import('./markdown.ts')).markdown,
} as const satisfies Record<string, () => Promise<MakeWriter>>

export type OutputFormat = keyof typeof formats

/** Whether a format is laid out for people. Quiet, it is the bare number; the others have nothing to leave out. */
export const isForPeople = (format: string): boolean => format === 'table' || format === 'markdown'

export async function loadWriter(format: OutputFormat, isQuiet: boolean): Promise<MakeWriter> {
  return isQuiet && isForPeople(format) ? quiet : formats[format]()
}
