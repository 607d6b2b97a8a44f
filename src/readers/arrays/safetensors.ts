import { LossError } from '../../error.ts'
import type { Source } from '../../table.ts'
import { type ArrayFile, arraySource, fileName } from './array-file.ts'
import { byteLength, checkShape, describeLayout, isCount, type Layout, refuse } from './array-pieces.ts'
import { ByteQueue } from '../bytes/byte-queue.ts'
import type { NumberType } from './dtypes.ts'
import type { Input } from '../input.ts'
import { type Stored, stored } from '../bytes/stored.ts'

/** As the reference implementation has it. */
const LONGEST_HEADER = 100_000_000

const types: Readonly<Record<string, NumberType>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I64: 'int64',
  I32: 'int32',
  I16: 'int16',
  I8: 'int8',
  U64: 'uint64',
  U32: 'uint32',
  U16: 'uint16',
  U8: 'uint8',
  BOOL: 'bool',
}

interface Described {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  readonly from: number
  readonly to: number
}

export async function safetensorsSource(input: Input): Promise<Source> {
  return arraySource(await safetensorsFile(input), input.member)
}

async function safetensorsFile(input: Input): Promise<ArrayFile> {
  const name = fileName(input)
  const file = await stored(input)
  const { tensors, start } = readHeader(name, file)
  checkOffsets(name, tensors, file.size - start)
  const members = tensors.map((tensor) => ({
    name: tensor.name,
    async open() {
      const layout = layoutOf(name, tensor)
      const queue = new ByteQueue(file.stream(start + tensor.from, tensor.to - tensor.from))
      return { layout, queue }
    },
  }))
  return { name, format: 'safetensors', members }
}

function readHeader(name: string, file: Stored): { tensors: Described[]; start: number } {
  const prefix = Buffer.from(file.read(0, 8))
  if (prefix.length < 8) refuse(name, `it ends after ${prefix.length} bytes, within the length of its header`)
  const length = prefix.readUInt32LE(0) + prefix.readUInt32LE(4) * 2 ** 32
  if (length > LONGEST_HEADER) refuse(name, `the header is said to be ${length} bytes long, more than 100 MB`)
  if (8 + length > file.size)
    refuse(name, `the header is said to be ${length} bytes long, but ${file.size - 8} follow`)
  const text = Buffer.from(file.read(8, length)).toString()
  let header: unknown
  try {
    header = JSON.parse(text)
  } catch (error) {
    refuse(name, `the header at byte 8 is no JSON: ${(error as Error).message}`)
  }
  if (!isObject(header)) refuse(name, 'the header at byte 8 is no JSON object')
  const entries = Object.entries(header)
  let keys = entries.length
  const tensors: Described[] = []
  for (const [key, value] of entries) {
    if (!isObject(value)) refuse(name, `the header describes ${JSON.stringify(key)} by no object`)
    keys += Object.keys(value).length
    if (key !== '__metadata__') tensors.push(described(name, key, value))
    else if (Object.values(value).some((text) => typeof text !== 'string'))
      refuse(name, '__metadata__ holds more than texts')
  }
  if (countKeys(text) !== keys) refuse(name, 'the header names something twice')
  return { tensors, start: 8 + length }
}

/** Keys in a JSON text, those that stand twice counted twice. */
function countKeys(text: string): number {
  let count = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x22) quoted = !quoted
    else if (quoted && code === 0x5c) i++
    else if (!quoted && code === 0x3a) count++
  }
  return count
}

function described(name: string, key: string, value: Readonly<Record<string, unknown>>): Described {
  const { dtype, shape, data_offsets: offsets } = value
  const [from, to] = Array.isArray(offsets) ? (offsets as unknown[]) : []
  const whole = (list: unknown): list is number[] => Array.isArray(list) && list.every(isCount)
  if (typeof dtype !== 'string' || !whole(shape) || !whole(offsets) || offsets.length !== 2)
    refuse(name, `the header describes ${JSON.stringify(key)} wrongly`)
  checkShape(`${name}#${key}`, shape)
  return { name: key, dtype, shape, from: from as number, to: to as number }
}

/** Every byte belongs to exactly one tensor, as the format demands. */
function checkOffsets(name: string, tensors: readonly Described[], length: number): void {
  let at = 0
  const inOrder = [...tensors].sort((a, b) => a.from - b.from || a.to - b.to)
  for (const tensor of inOrder) {
    const { from, to } = tensor
    const shown = `${JSON.stringify(tensor.name)} at bytes ${from} to ${to} of the data`
    if (from > to || to > length)
      refuse(name, `${shown} is not inside the ${length} bytes that follow the header`)
    if (from !== at)
      refuse(name, from < at ? `${shown} overlaps another tensor` : `${shown} leaves a gap before it`)
    at = to
  }
  if (at !== length) refuse(name, `${length - at} bytes follow the last tensor`)
}

function layoutOf(file: string, { name, dtype, shape, from, to }: Described): Layout {
  const shown = `${file}#${name}`
  if (!Object.hasOwn(types, dtype))
    throw new LossError('E201', `${shown} holds numbers of the type ${JSON.stringify(dtype.slice(0, 20))}`, {
      at: { file },
      tries: ['save_file({"x": x.float()}, "x.safetensors")'],
    })
  const layout = { type: types[dtype]!, shape, little: true, fortran: false }
  if (byteLength(layout) !== to - from)
    refuse(shown, `the header says ${describeLayout(layout)}, but gives it ${to - from}`)
  return layout
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
