import { readFileSync } from 'node:fs'
import { LossError } from '../../src/error.ts'
import { type OpenOptions, openSource, openTable, readAll } from '../../src/readers/open.ts'
import type { Missing, Selection } from '../../src/table.ts'
import { joinTensors, type Tensor } from '../../src/tensor.ts'

export const folder = 'fixtures/formats'

async function* stream(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** Standard input that holds these bytes, in chunks. */
export const stdin = (bytes: Uint8Array, size = 1000) => ({ stdin: stream(bytes, size) })
export const nothing = stdin(new Uint8Array(0))

export const read = async (argument: string, options: OpenOptions = {}, io = nothing): Promise<Tensor> =>
  readAll(await openSource(argument, options, io))

export const readBytes = (bytes: Uint8Array, options: OpenOptions = {}, size = 1000) =>
  read('-', options, stdin(bytes, size))

export const fixture = (name: string) => readFileSync(`${folder}/${name}`)

/** Columns of a table, joined over its pieces. */
export async function readColumns(
  argument: string,
  selections: readonly Selection[],
  missing: Missing = 'error',
  options: OpenOptions = {},
  io = nothing,
) {
  const table = await openTable(argument, options, io)
  const tensors: Tensor[][] = selections.map(() => [])
  const texts: (string | undefined)[][] = selections.map(() => [])
  const gaps: number[][] = selections.map(() => [])
  for await (const piece of table.read(selections, missing)) {
    piece.forEach((columns, i) => {
      if (columns.as === 'texts') texts[i]!.push(...columns.texts)
      else {
        tensors[i]!.push(columns.tensor)
        gaps[i]!.push(...(columns.missing ?? new Uint8Array(columns.tensor.shape[0]!)))
      }
    })
  }
  return {
    table,
    texts,
    gaps,
    tensors: tensors.map((some) => (some.length > 0 ? joinTensors(some) : undefined)),
  }
}

/** The LossError of an action; any other error goes on. */
export async function refusal(action: () => unknown): Promise<LossError> {
  try {
    await action()
  } catch (error) {
    if (error instanceof LossError) return error
    throw error
  }
  throw new Error('nothing was refused')
}
