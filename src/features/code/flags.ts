import type { Dataset } from '../../data/pairs.ts'
import { LossError } from '../../error.ts'
import { flagName } from '../../options.ts'
import type { MakeWriter } from '../../writers/writer.ts'
import { choice, type RawFlags } from '../../command/read-flags.ts'

/** What --code asks for: a program of another library in place of the result. */
export interface CodeRequest {
  readonly writer: MakeWriter
  /** Hears of the data, before they are read. */
  see(dataset: Dataset, inputs: readonly string[]): void
}

/** Flags that change the data in ways that a snippet would have to repeat. */
const unsaid = [
  ...['weightCol', 'where', 'missing', 'missingIds', 'transpose', 'classAxis', 'normalize'],
  ...['targetFormat', 'indexBase', 'delimiter', 'decimal', 'numbers', 'comment'],
  ...['grad', 'explain', 'format', 'json', 'csv', 'ndjson', 'quiet'],
]

/** `clipped`: whether probabilities are, and not as the library does by itself. @throws LossError E101 for an unknown library, E104 for flags that no snippet repeats */
export async function readCode(flags: RawFlags, clipped: boolean): Promise<CodeRequest> {
  const { codeLibraries, snippetOf } = await import('./snippet.ts')
  const library = choice('code', String(flags.code), codeLibraries)
  const given = unsaid.filter((name) => flags[name] !== undefined && flags[name] !== false)
  refuse(clipped ? [...given, 'eps'] : given)
  let dataset: Dataset | undefined
  let words: readonly string[] = []
  return {
    see(opened, inputs) {
      // Rows of several files are then paired, whatever their order.
      if (inputs.length > 1 && flags.id !== undefined) refuse(['id'])
      dataset = opened
      words = inputs
    },
    writer: () => ({
      end: (report) =>
        snippetOf(library, {
          report,
          args: spelledOut(dataset!.args, words),
          classes: dataset!.classes,
          ...(typeof flags.encoding === 'string' && { encoding: flags.encoding }),
        }),
    }),
  }
}

function refuse(flags: readonly string[]): void {
  if (flags.length === 0) return
  const names = flags.map((name) => `--${flagName(name)}`)
  throw new LossError('E104', `--code does not go with ${names.join(' and ')}`, {
    why: 'its snippet reads the data as they are',
  })
}

/** A longer list has a shortened name; on the command line it stands as it is. */
function spelledOut(args: Dataset['args'], words: readonly string[]): Dataset['args'] {
  return Object.fromEntries(
    Object.entries(args).map(([name, one], i) => [
      name,
      one.notes.includes('inline') && words[i] !== undefined ? { ...one, name: words[i] } : one,
    ]),
  )
}
