import type { Pieces } from '../writers/writer.ts'
import type { Io } from '../command/io.ts'
import { type PendingOutput, pendingOutput } from '../command/output.ts'
import { paintFor } from '../command/output-flags.ts'
import { widthOf } from '../command/screen.ts'
import { pause } from '../engine/compute.ts'
import { loadSay } from '../locale/locale.ts'
import type { Report } from '../report.ts'
import type { Samples } from '../samples.ts'
import { noPaint } from '../writers/paint.ts'
import { isForPeople, loadWriter, type OutputFormat } from '../writers/formats.ts'
import type { RunRequest } from './run-request.ts'

/** The text of a run on its way out: samples as they come, the rest at the end. */
export interface RunOutput {
  readonly pending: PendingOutput
  /** Of how many rows samples are listed; 0 if the format lists none. */
  readonly rows: number
  /** Whether losses that are not reduced are written as they come: then the report need not hold them. */
  readonly streams: boolean
  /** The format, if it is a line per sample: then several threads may write them. */
  readonly inLines: 'csv' | 'ndjson' | undefined
  begin(): void
  list(samples: Samples): void
  end(report: Report): Promise<void>
}

/** @throws LossError E110 if the file of --output cannot be written */
export async function openOutput({ files, output, lesson, code }: RunRequest, io: Io): Promise<RunOutput> {
  const { file, format, precision, quiet, rows } = output
  const paint = file === undefined ? await paintFor(output.color, io.stdout, io.env) : noPaint
  const makeWriter = code?.writer ?? lesson?.writer ?? (await loadWriter(format as OutputFormat, quiet))
  // Only csv leaves texts as they are.
  const terminal = format === 'csv' && file === undefined && io.stdout.isTTY === true
  const people = isForPeople(format) && !quiet
  const width = people && file === undefined ? widthOf(io.stdout) : undefined
  const say = people || lesson ? await loadSay(output.language) : undefined
  const writer = makeWriter({ precision, rows, paint, terminal, width, say })
  const lists = writer.samples !== undefined
  const pending = pendingOutput(file, files, io)
  return {
    pending,
    rows: lists ? (isForPeople(format) ? rows : Infinity) : 0,
    streams: lists && format !== 'json',
    inLines: lists && (format === 'csv' || format === 'ndjson') ? format : undefined,
    begin: () => pending.write(writer.begin?.() ?? ''),
    list(samples) {
      if (lists) pending.write(writer.samples!(samples))
    },
    end: (report) => writePieces(writer.end(report), pending.write),
  }
}

/** Writes a text, or its pieces one by one: signals have their turn meanwhile. */
export async function writePieces(text: Pieces, write: PendingOutput['write']): Promise<void> {
  const rest = pause()
  for await (const piece of typeof text === 'string' ? [text] : text) {
    write(piece)
    await rest()
  }
}
