import { statSync } from 'node:fs'
import { joinTensors, type Source, type Tensor } from '../tensor.ts'
import { type Bytes, bytesOf, nameOf, peek, type Stdin, withoutMark } from './bytes.ts'
import { type CsvOptions, csvSource } from './csv.ts'
import { jsonSource, parseJson } from './json.ts'

export type FormatName = 'csv' | 'tsv' | 'json'

export interface OpenOptions extends CsvOptions {
  readonly format?: FormatName | undefined
}

interface Format {
  readonly extensions: readonly string[]
  /** Whether the first bytes can be nothing else. */
  recognises?(first: Uint8Array): boolean
  open(name: string, bytes: Bytes, options: OpenOptions): Source | Promise<Source>
}

/** Every input format by its name. A new one is a file and an entry. */
export const inputFormats: Readonly<Record<FormatName, Format>> = {
  csv: { extensions: ['.csv', '.txt', '.dat'], open: csvSource },
  tsv: {
    extensions: ['.tsv', '.tab'],
    open: (name, bytes, options) => csvSource(name, bytes, { delimiter: '\t', ...options }),
  },
  json: {
    extensions: ['.json'],
    recognises: (first) => firstVisible(first) === '[',
    open: (name, bytes) => jsonSource(name, bytes),
  },
}

/**
 * The numbers behind an argument: inline JSON, `-` for standard input, or a path. The format is the one asked for,
 * else told by the first bytes, else by the name, else csv.
 *
 * @throws LossError E200 if it cannot be read, and as the format's reader
 */
export async function openSource(argument: string, options: OpenOptions, io: Stdin): Promise<Source> {
  if (argument.trimStart().startsWith('[')) return inlineSource(argument)
  const name = nameOf(argument)
  const { first, all } = await peek(bytesOf(argument, io))
  const format = inputFormats[options.format ?? formatOf(argument, first)]
  const source = await format.open(name, all, options)
  return Object.assign(source, { seekable: argument !== '-' && statSync(argument).isFile() })
}

function inlineSource(text: string): Source {
  const name = text.length > 24 ? `${text.slice(0, 21)}...` : text
  return {
    name,
    format: 'json',
    notes: ['inline'],
    async *pieces() {
      yield parseJson(text, name)
    },
  }
}

function formatOf(path: string, first: Uint8Array): FormatName {
  const formats = Object.entries(inputFormats) as [FormatName, Format][]
  const byBytes = formats.find(([, format]) => format.recognises?.(first))
  const byName = formats.find(([, { extensions }]) =>
    extensions.some((end) => path.toLowerCase().endsWith(end)),
  )
  return (byBytes ?? byName)?.[0] ?? 'csv'
}

function firstVisible(bytes: Uint8Array): string {
  return Buffer.from(withoutMark(bytes).subarray(0, 1024)).toString('latin1').trimStart().slice(0, 1)
}

/** All pieces of a source as one tensor. */
export async function readAll(source: Source): Promise<Tensor> {
  const pieces: Tensor[] = []
  for await (const piece of source.pieces()) pieces.push(piece)
  return joinTensors(pieces)
}
