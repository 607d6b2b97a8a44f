/*
 * The header of a Parquet page, a struct of Thrift's compact protocol, and how such structs are passed over:
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */

const TYPES = ['DATA_PAGE', 'INDEX_PAGE', 'DICTIONARY_PAGE', 'DATA_PAGE_V2'] as const
const ENCODINGS = [
  ...['PLAIN', 'GROUP_VAR_INT', 'PLAIN_DICTIONARY', 'RLE', 'BIT_PACKED', 'DELTA_BINARY_PACKED'],
  ...['DELTA_LENGTH_BYTE_ARRAY', 'DELTA_BYTE_ARRAY', 'RLE_DICTIONARY', 'BYTE_STREAM_SPLIT'],
]
/** Headers and footers hold no structs that are deeper. */
const DEEPEST = 8
const MALFORMED = 'its metadata is malformed'

export interface PageHeader {
  readonly type: (typeof TYPES)[number] | undefined
  /** Bytes as stored, and unpacked. */
  readonly packed: number
  readonly size: number
  readonly v1: { readonly values: number; readonly encoding: string } | undefined
  readonly v2: PageHeaderV2 | undefined
  readonly dictionary: { readonly values: number } | undefined
}

interface PageHeaderV2 {
  readonly values: number
  readonly nulls: number
  readonly encoding: string
  /** Bytes of levels in front of the values. */
  readonly definition: number
  readonly repetition: number
  readonly compressed: boolean
}

/** Reads a header, and moves on behind it. @throws Error for one that is malformed or cut off */
export function readPageHeader(reader: { readonly view: DataView; offset: number }): PageHeader {
  const header = structAt(reader, 0)
  const v1 = header.structs.get(5)
  const dictionary = header.structs.get(7)
  const v2 = header.structs.get(8)
  return {
    type: TYPES[header.numbers.get(1) ?? -1],
    size: header.numbers.get(2) ?? Number.NaN,
    packed: header.numbers.get(3) ?? Number.NaN,
    v1: v1 && { values: numberIn(v1, 1), encoding: encodingIn(v1, 2) },
    dictionary: dictionary && { values: numberIn(dictionary, 1) },
    v2: v2 && {
      values: numberIn(v2, 1),
      nulls: numberIn(v2, 2),
      encoding: encodingIn(v2, 4),
      definition: numberIn(v2, 5),
      repetition: numberIn(v2, 6),
      compressed: v2.numbers.get(7) !== 0,
    },
  }
}

/** The fields of a struct by their numbers; texts and lists are passed over. */
interface Struct {
  readonly numbers: Map<number, number>
  readonly structs: Map<number, Struct>
}

const numberIn = ({ numbers }: Struct, field: number): number => numbers.get(field) ?? Number.NaN

function encodingIn({ numbers }: Struct, field: number): string {
  return ENCODINGS[numbers.get(field) ?? -1] ?? String(numbers.get(field))
}

type Reader = Parameters<typeof readPageHeader>[0]

function structAt(reader: Reader, depth: number): Struct {
  const found: Struct = { numbers: new Map(), structs: new Map() }
  eachField(reader, depth, (field, type) => {
    // A truth stands in its type.
    if (type <= 2) found.numbers.set(field, 2 - type)
    else if (type === STRUCT) found.structs.set(field, structAt(reader, depth + 1))
    else if (type === I16 || type === I32) found.numbers.set(field, signed(varint(reader)))
    else pass(reader, type, depth)
  })
  return found
}

/** Goes through the fields of a struct: `take` gets the number and the type of each, and reads or passes over its value. */
function eachField(reader: Reader, depth: number, take: (field: number, type: number) => void): void {
  if (depth > DEEPEST) throw new Error(MALFORMED)
  for (let field = 0; ;) {
    const byte = reader.view.getUint8(reader.offset++)
    const type = byte & 15
    if (type === 0) return
    field = byte >> 4 === 0 ? signed(varint(reader)) : field + (byte >> 4)
    take(field, type)
  }
}

const I8 = 3
const I16 = 4
const I32 = 5
const I64 = 6
const DOUBLE = 7
const BINARY = 8
const LIST = 9
const SET = 10
export const STRUCT = 12

/** Passes over a value. @throws Error for one that is malformed or cut off */
export function pass(reader: Reader, type: number, depth: number): void {
  if (depth > DEEPEST) throw new Error(MALFORMED)
  switch (type) {
    case I8:
      reader.offset++
      break
    case I16:
    case I32:
    case I64:
      varint(reader)
      break
    case DOUBLE:
      reader.offset += 8
      break
    case BINARY: {
      const length = varint(reader)
      reader.offset += length
      break
    }
    case LIST:
    case SET: {
      const head = reader.view.getUint8(reader.offset++)
      const count = head >> 4 === 15 ? varint(reader) : head >> 4
      const inner = head & 15
      // Each takes a byte at least.
      for (let i = 0; i < count; i++) pass(reader, inner <= 2 ? I8 : inner, depth + 1)
      break
    }
    case STRUCT:
      eachField(reader, depth, (_, inner) => {
        if (inner > 2) pass(reader, inner, depth + 1)
      })
      break
    default:
      throw new Error(MALFORMED)
  }
  if (reader.offset > reader.view.byteLength) throw new Error('its metadata is cut off')
}

/** Seven bits a byte, the last without its highest bit. */
export function varint(reader: Reader): number {
  let value = 0
  for (let shift = 0; shift <= 63; shift += 7) {
    const byte = reader.view.getUint8(reader.offset++)
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return value
  }
  throw new Error(MALFORMED)
}

const signed = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2)
