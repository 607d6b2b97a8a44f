import { existsSync, statSync } from 'node:fs'
import { LossError } from '../error.ts'
import type { Source, TableSource } from '../table.ts'
import { joinTensors, type Tensor } from '../tensor.ts'
import { asUtf8, type Encoding, utf8Only } from './bytes/encoding.ts'
import { bytesOf, nameOf, peek, placeOfExample, regularFile, type Stdin, withoutMark } from './bytes/bytes.ts'
import { csvSource } from './csv/csv.ts'
import type { CsvOptions } from './csv/csv-head.ts'
import type { documentsIn } from './json/lines-or-one.ts'
import type { Input } from './input.ts'
import { parseInline } from './inline/inline.ts'
import { isInline, looksPrinted } from './inline/recognise.ts'
import { oneColumn } from './one-column.ts'

export type InputFormat =
  'csv' | 'tsv' | 'printed' | 'json' | 'ndjson' | 'npy' | 'npz' | 'pt' | 'safetensors' | 'parquet' | 'arrow'

export interface OpenOptions extends CsvOptions {
  /** How text is written; UTF-8, or what its mark says, if absent. */
  readonly encoding?: Encoding | undefined
  readonly format?: InputFormat | undefined
}

interface Format {
  readonly extensions: readonly string[]
  /** Whether the first bytes look like it; where several formats do, the name decides, else their order here. */
  recognises?(first: Uint8Array): boolean | Promise<boolean>
  /** Whether it is text, which must be UTF-8. */
  readonly text?: boolean
  /** Whether parts of its files may be read apart, by several threads; of a single file alone where no row says its number. */
  readonly parts?: true | 'alone'
  /** Whether its files hold several named things, so that `file#name` makes sense. */
  readonly members?: boolean
  open(input: Input, options: OpenOptions): Source | Promise<Source>
}

/** Every input format by its name. A new one is a file and an entry. */
export const inputFormats: Readonly<Record<InputFormat, Format>> = {
  csv: { text: true, parts: true, extensions: ['.csv', '.txt', '.dat'], open: csvSource },
  tsv: {
    text: true,
    parts: true,
    extensions: ['.tsv', '.tab'],
    open: (input, options) => csvSource(input, { tabs: true, ...options }),
  },
  printed: {
    text: true,
    extensions: [],
    recognises: looksPrinted,
    open: async (input) => (await import('./inline/printed-file.ts')).printedSource(input),
  },
  json: {
    text: true,
    extensions: ['.json'],
    recognises: (first) => isJson(first, 'one', 'either', 'record'),
    members: true,
    open: async (input) => (await import('./json/json.ts')).jsonSource(input),
  },
  ndjson: {
    text: true,
    parts: 'alone',
    extensions: ['.ndjson', '.jsonl'],
    recognises: (first) => isJson(first, 'lines', 'either', 'record'),
    open: async (input) => (await import('./json/ndjson.ts')).ndjsonSource(input),
  },
  npy: {
    extensions: ['.npy'],
    recognises: (first) => first[0] === 0x93 && startsWith('NUMPY')(first.subarray(1)),
    open: async (input) => (await import('./arrays/npy.ts')).npySource(input),
  },
  pt: {
    extensions: ['.pt', '.pth'],
    // The name of the first file in the zip file.
    recognises: (first) =>
      startsWith('PK')(first) &&
      /^[^/]+\/data\.pkl/.test(Buffer.from(first.subarray(30, 128)).toString('latin1')),
    members: true,
    open: async (input) => (await import('./arrays/torch.ts')).torchSource(input),
  },
  npz: {
    extensions: ['.npz'],
    recognises: (first) => startsWith('PK\x03\x04')(first) || startsWith('PK\x05\x06')(first),
    members: true,
    open: async (input) => (await import('./arrays/npz.ts')).npzSource(input),
  },
  safetensors: {
    extensions: ['.safetensors'],
    recognises: (first) => first[8] === 0x7b && first.subarray(4, 8).every((byte) => byte === 0),
    members: true,
    open: async (input) => (await import('./arrays/safetensors.ts')).safetensorsSource(input),
  },
  parquet: {
    parts: true,
    extensions: ['.parquet', '.pq'],
    recognises: startsWith('PAR1'),
    open: async (input) => (await import('./columnar/parquet.ts')).parquetSource(input),
  },
  arrow: {
    parts: true,
    extensions: ['.arrow', '.feather', '.arrows', '.ipc'],
    recognises: (first) => startsWith('ARROW1')(first) || [0, 1, 2, 3].every((i) => first[i] === 0xff),
    open: async (input) => (await import('./columnar/arrow.ts')).arrowSource(input),
  },
}

/**
 * What an argument names: numbers themselves, `-` for standard input, or a path, with `#name` for a part of it. The
 * format is the one asked for, else the one of the first bytes, else by the name, else csv.
 *
 * @throws LossError E200 if it cannot be read, and as the format's reader
 */
export async function openSource(argument: string, options: OpenOptions, io: Stdin): Promise<Source> {
  if (isGiven(argument)) return inlineSource(argument)
  const { format, input } = await openInput(argument, options, io)
  return inputFormats[format].open(input, options)
}

/** The columns of what an argument names, as `openSource`. */
export async function openTable(argument: string, options: OpenOptions, io: Stdin): Promise<TableSource> {
  return (await openSource(argument, options, io)).table()
}

async function openInput(
  argument: string,
  options: OpenOptions,
  io: Stdin,
): Promise<{ format: InputFormat; input: Input }> {
  const { path: named, member } = splitMember(argument)
  const path = placeOfExample(named, io.packageFolder)
  const file = path === '-' ? undefined : regularFile(path, named)
  const raw = await peek(bytesOf(path, io, named, file))
  const packed = mayBeBinary(raw.first)
    ? await (await import('./bytes/compression.ts')).uncompressed(nameOf(named), raw)
    : undefined
  const text = await asUtf8(nameOf(named), packed ?? raw, options.encoding)
  const { first, all } = text
  const found = options.format ?? (await formatOf(packed?.inner ?? path, nameOf(named), first, options))
  const inRecord = found === 'ndjson' && member !== undefined && (await isJson(first, 'record'))
  const format = inRecord ? 'json' : found
  if (member !== undefined && inputFormats[format].members !== true)
    throw new LossError('E200', `${named} is ${format}, which has no parts to name after #`)
  const whole = packed || text.from ? undefined : file
  const bytes = inputFormats[format].text === true ? utf8Only(nameOf(named), all) : all
  return {
    format,
    input: { name: nameOf(argument), bytes, path: whole?.path, file: whole, encoding: text.from, member },
  }
}

/** `dump.npz#logits` names a part of a file, unless a file has that very name. */
export function splitMember(argument: string): { path: string; member: string | undefined } {
  const at = argument.indexOf('#')
  if (at <= 0 || existsSync(argument)) return { path: argument, member: undefined }
  return { path: argument.slice(0, at), member: argument.slice(at + 1) }
}

/** Whether a word names a file to look at: a pipe would be waited for, and what it says would be lost. */
export function isPlainFile(word: string): boolean {
  try {
    return statSync(word.split('#', 1)[0]!, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    return false
  }
}

/** Whether an argument is numbers; what may be both is a file if there is one. */
export function isGiven(argument: string): boolean {
  return (argument.trimStart().startsWith('[') || !existsSync(argument)) && isInline(argument)
}

function inlineSource(text: string): Source {
  // Not all of it: among many blanks a line end is looked for from each.
  const line = text.slice(0, 1000).replaceAll(/\s*\n\s*/g, ' ')
  const name = line.length > 24 ? `${line.slice(0, 21)}...` : line
  const notes: string[] = []
  return oneColumn({
    name,
    format: 'json',
    notes,
    async *pieces() {
      const given = await parseInline(text, name)
      notes.splice(0, notes.length, ...given.notes)
      yield given.tensor
    },
  })
}

async function formatOf(
  path: string,
  name: string,
  first: Uint8Array,
  { header, delimiter }: OpenOptions,
): Promise<InputFormat> {
  const formats = Object.entries(inputFormats) as [InputFormat, Format][]
  const byName = ([, { extensions }]: [InputFormat, Format]) => extensions.some((end) => isCalled(path, end))
  const byBytes: typeof formats = []
  for (const format of formats) if ((await format[1].recognises?.(first)) === true) byBytes.push(format)
  const called = byBytes.find(byName)
  if (!called && (await isJson(first, 'record'))) return 'ndjson'
  const found = called ?? byBytes[0]
  if (found) return found[0]
  const named = formats.find(byName)
  // A list in a .txt is a table only if it is no list of another program; so is what Weka calls CSV.
  const other = named?.[0] === 'csv' && (!isCalled(path, '.csv') || startsWith('inst#')(first))
  if (!named || other || mayBeBinary(first)) {
    const { refuseKnown } = await import('./refused.ts')
    refuseKnown(name, first, { byName: !named, isTable: (header ?? delimiter) !== undefined })
  }
  return named?.[0] ?? 'csv'
}

async function isJson(first: Uint8Array, ...kinds: ReturnType<typeof documentsIn>[]): Promise<boolean> {
  const start = withoutMark(first).find((byte) => byte > 0x20)
  if (start !== 0x5b && start !== 0x7b) return false
  const { documentsIn } = await import('./json/lines-or-one.ts')
  return kinds.includes(documentsIn(first))
}

/** Numbers and names of columns start with other letters than the magic bytes of most formats. */
function mayBeBinary(first: Uint8Array): boolean {
  const letter = String.fromCharCode(first[0] ?? 0x20)
  return letter.trim() !== '' && !'0123456789+-.,;"[{_'.includes(letter) && (letter < 'a' || letter > 'z')
}

function startsWith(magic: string): (first: Uint8Array) => boolean {
  return (first) => [...magic].every((letter, i) => first[i] === letter.charCodeAt(0))
}

const isCalled = (path: string, end: string): boolean => path.toLowerCase().endsWith(end)

/** Whether parts of each file may be read apart, as far as their names tell. */
export const mayHaveParts = (paths: readonly string[]): boolean =>
  paths.every((path) => hasParts(path, paths.length === 1))

function hasParts(path: string, alone: boolean): boolean {
  const ends = (end: string) => isCalled(path, end)
  const format = Object.values(inputFormats).find(({ extensions }) => extensions.some(ends))
  return format ? format.parts === true || (alone && format.parts === 'alone') : !compressed.some(ends)
}

const compressed = ['.gz', '.gzip', '.zst', '.zstd']

export async function readAll(source: Source): Promise<Tensor> {
  const pieces: Tensor[] = []
  for await (const piece of source.pieces()) pieces.push(piece)
  return joinTensors(pieces)
}
