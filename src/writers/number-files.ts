import { endianness } from 'node:os'
import { kernelIfAvailable, MAX_NUMBER_TEXT } from '../kernel/kernel.ts'
import { type LongTensor, sizeOf } from '../tensor.ts'
import { exact } from './number.ts'
import { quotedCell } from './csv.ts'
import { rowsBetween, rowTexts, wholeRows } from './nested-text.ts'

/** Numbers as a file; `names` are those of the columns, where they have some. Bytes are only good until the next piece. */
export type NumberFile = (
  tensor: LongTensor,
  names: readonly string[] | undefined,
) => Iterable<string | Uint8Array>

/** Files of numbers by the end of their name. */
export const numberFiles: Readonly<Record<string, NumberFile>> = {
  '.npy': npy,
  '.csv': (tensor, names) => rowsOfText(tensor, names, ','),
  '.tsv': (tensor, names) => rowsOfText(tensor, names, '\t'),
  '.ndjson': lists,
  '.jsonl': lists,
}

/** The format that a name of a file ends with. */
export function numberFileOf(path: string): NumberFile | undefined {
  const end = Object.keys(numberFiles).find((one) => path.toLowerCase().endsWith(one))
  return end === undefined ? undefined : numberFiles[end]
}

/**
 * numpy's own format: a header of a multiple of 64 bytes, then the numbers.
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
function* npy({ shape, pieces }: LongTensor): Generator<Uint8Array> {
  const order = endianness() === 'LE' ? '<' : '>'
  const lengths = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': '${order}f8', 'fortran_order': False, 'shape': (${lengths}), }`
  const length = Math.ceil((text.length + 11) / 64) * 64 - 10
  const head = Buffer.from(`\x93NUMPY\x01\x00\x00\x00${text.padEnd(length - 1)}\n`, 'latin1')
  head.writeUInt16LE(length, 8)
  yield head
  for (const { buffer, byteOffset, byteLength } of pieces())
    yield new Uint8Array(buffer, byteOffset, byteLength)
}

/** Numbers turned into text at a time. */
const BLOCK = 1 << 14
/** From how many numbers on the kernel is worth its start. */
const WORTH = 4096

/** A line per row; of a shape of higher rank, what lies in a row side by side. */
function* rowsOfText(
  { shape, pieces }: LongTensor,
  names: readonly string[] | undefined,
  delimiter: string,
): Generator<string | Uint8Array> {
  const width = widthOf(shape)
  if (names && names.length === width) yield `${names.map(quotedCell).join(delimiter)}\n`
  const kernel = isWorth(shape) ? kernelIfAvailable(2 * BLOCK * MAX_NUMBER_TEXT) : undefined
  const lines = kernel
    ? rowTexts(kernel, width, ({ values, rows, out }) =>
        kernel.formatRows(values, rows, width, delimiter.charCodeAt(0), out),
      )
    : plainLines(width, (row) => Array.from(row, exact).join(delimiter))
  for (const rows of wholeRows(pieces(), width)) yield* lines(rows)
}

/** A list per row, one to a line; of a shape of one dimension, a number. */
function* lists({ shape, pieces }: LongTensor): Generator<string | Uint8Array> {
  const width = widthOf(shape)
  const [open, close] = shape.length > 1 ? ['[', ']'] : ['', '']
  const fast = isWorth(shape) ? rowsBetween(width, [open, `${close}\n`], jsonCell) : undefined
  const lines = fast ?? plainLines(width, (row) => `${open}${Array.from(row, jsonCell).join()}${close}`)
  for (const rows of wholeRows(pieces(), width)) yield* lines(rows)
}

const widthOf = (shape: readonly number[]): number => Math.max(1, sizeOf(shape.slice(1)))

/** Whether the kernel writes numbers of this shape. */
const isWorth = (shape: readonly number[]): boolean => widthOf(shape) <= BLOCK && sizeOf(shape) >= WORTH

function plainLines(width: number, lineOf: (row: Float64Array) => string) {
  return function* (rows: Float64Array): Generator<string> {
    let text = ''
    for (let at = 0; at < rows.length; at += width) {
      text += `${lineOf(rows.subarray(at, at + width))}\n`
      if (text.length < BLOCK) continue
      yield text
      text = ''
    }
    yield text
  }
}

/** NaN and Infinity as texts, which this program reads as numbers. */
const jsonCell = (value: number): string => (Number.isFinite(value) ? exact(value) : `"${value}"`)
