import { bundleOf } from '../../command/compat.ts'
import { changed } from '../../data/pairs.ts'
import type { Opened } from '../../data/opened.ts'
import type { Dataset, Pair } from '../../data/pairs.ts'
import { tidied } from '../../data/probabilities.ts'
import { Computation } from '../../engine/compute.ts'
import type { ComputeRequest } from '../../engine/request.ts'
import { LossError } from '../../error.ts'
import type { Loss } from '../../losses/loss.ts'
import { flagName } from '../../options.ts'
import type { MakeWriter } from '../../writers/writer.ts'
import { choice, type RawFlags } from '../../command/read-flags.ts'

/** What --code asks for: a program of another library in place of the result. */
export interface CodeRequest {
  readonly writer: MakeWriter
  /** The data, of which is seen what the library makes while they are read. */
  see<O extends Opened>(opened: O, inputs: readonly string[], asked: ComputeRequest): O
}

/** Flags that change the data in ways that a snippet would have to repeat. */
const unsaid = [
  ...['weightCol', 'where', 'missing', 'missingIds', 'transpose', 'classAxis'],
  ...['targetFormat', 'indexBase', 'delimiter', 'decimal', 'numbers', 'comment'],
  ...['grad', 'explain', 'format', 'json', 'csv', 'ndjson', 'quiet'],
]

/** `clipped`: whether probabilities are, and not as the library does by itself, which is computed beside. @throws LossError E101 for an unknown library, E104 for flags that no snippet repeats */
export async function readCode(loss: Loss, flags: RawFlags, clipped: boolean): Promise<CodeRequest> {
  const { codeLibraries, snippetOf } = await import('./snippet.ts')
  const library = choice('code', String(flags.code), codeLibraries)
  const given = unsaid.filter((name) => flags[name] !== undefined && flags[name] !== false)
  refuse(clipped ? [...given, ...(flags.normalize === true ? ['normalize'] : []), 'eps'] : given)
  let dataset: Dataset | undefined
  let words: readonly string[] = []
  let other: Computation | undefined
  const { eps = 0, normalize } = bundleOf(loss, library, flags.from) ?? {}
  return {
    see(opened, inputs, asked) {
      // Rows of several files are then paired, whatever their order.
      if (inputs.length > 1 && flags.id !== undefined) refuse(['id'])
      dataset = opened.dataset
      words = inputs
      const tidying = { normalize: normalize === true && flags.from === 'probs', eps: Number(eps) }
      if (library === 'torch' || eps === 0) return opened
      other = new Computation(asked)
      const change = (pair: Pair) => {
        other!.add({ ...pair, args: { ...pair.args, input: tidied(tidying, pair.args.input!) } })
        return pair
      }
      return { ...opened, asRead: false, dataset: changed(dataset, change) }
    },
    writer: () => ({
      end: (report) =>
        snippetOf(library, {
          report,
          cut: other?.report(dataset!).value,
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
